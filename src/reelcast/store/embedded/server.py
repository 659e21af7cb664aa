"""Starts, finds and stops the server of one data folder; who may ask for it is not decided here.

Every function is called with ``change.lock`` held.
"""

import contextlib
import os
import shlex
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from reelcast.errors import DatabaseUnavailable
from reelcast.store.embedded.binaries import forget_old_copies
from reelcast.store.embedded.cluster import USER, binaries_for, clear_remains, ensure_cluster
from reelcast.store.embedded.home import (
    Home,
    make_private,
    read_plain,
    require_private,
    socket_folder,
)
from reelcast.store.embedded.locks import is_free, try_exclusive

DATABASE = "reelcast"
PORT = 5432
"""Only a part of the socket's name."""

START_SECONDS = 60.0
STOP_SECONDS = 60.0
CONNECT_SECONDS = 10
POLL_SECONDS = 0.01
LOG_BYTES = 1_000_000

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
"""Given at each start, so that a newer Reelcast's values hold for an older cluster."""


def ensure_running(home: Home) -> str:
    """The URL of the server, which is adopted where it runs and started where it does not.

    Raises ``DatabaseUnavailable`` with the end of the log.
    """
    deadline = time.monotonic() + START_SECONDS
    started = False
    while time.monotonic() < deadline:
        running = try_exclusive(home.running_lock)
        if running is not None:
            try:
                if started:
                    raise _failed(home, "Postgres ended while it was starting")
                _start(home, running)
            finally:
                os.close(running)
            started = True
        url = _answer(home)
        if url is not None:
            return url
        time.sleep(POLL_SECONDS)
    raise _failed(home, f"Postgres did not answer within {START_SECONDS:.0f} s")


def stop(home: Home) -> None:
    """Stop the server and wait for its end. Raises ``DatabaseUnavailable`` if it goes on."""
    if is_free(home.running_lock):
        return
    socket = _socket_in_use(home)
    program = binaries_for(home).program("pg_ctl")
    command = (program, "stop", "-D", home.cluster.name, "-m", "fast", "-W", "-s")
    deadline = time.monotonic() + STOP_SECONDS
    asked = False
    while not is_free(home.running_lock):
        if time.monotonic() > deadline:
            raise _failed(home, f"Postgres did not stop within {STOP_SECONDS:.0f} s")
        if not asked:  # pg_ctl refuses as long as a young server has not written its pid
            asked = home.account.run(command, folder=home.server).returncode == 0
        time.sleep(POLL_SECONDS)
    if socket is not None and socket.parent != home.server:
        with contextlib.suppress(FileNotFoundError):  # a cleaner of temporary files was here
            socket.rmdir()


def _start(home: Home, running: int) -> None:
    """Launch the server; it inherits the lock ``running`` and keeps it until its last process."""
    home.account.require_way_to(home.root)
    make_private(home.server, home.account)
    socket = socket_folder(home)
    make_private(socket, home.account)
    binaries = binaries_for(home)
    ensure_cluster(home, binaries, running)
    clear_remains(home, socket)
    forget_old_copies(home.binaries)
    _rotate_log(home)
    # Paths are relative to the working folder: pg_ctl hands them to a shell.
    command = ["start", "-W", "-s", "-D", home.cluster.name, "-l", home.log.name]
    started = home.account.run(
        [binaries.program("pg_ctl"), *command, "-o", _options(socket)],
        folder=home.server,
        keep=(running,),
    )
    if started.returncode != 0:
        raise _failed(home, f"Postgres did not start: {started.stderr.strip()}")


def _options(socket: Path) -> str:
    values = {**SETTINGS, "unix_socket_directories": str(socket)}
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in values.items())


def _answer(home: Home) -> str | None:
    """The URL, once the server is ready and has let us in."""
    socket = _socket_in_use(home)
    if socket is None:
        return None
    require_private(socket, home.account)
    password = quote(read_plain(home.password).strip(), safe="")
    address = f"postgresql://{USER}:{password}@/{{}}?host={socket}&port={PORT}"
    try:
        with psycopg.connect(
            address.format("postgres"), autocommit=True, connect_timeout=CONNECT_SECONDS
        ) as connection:
            _ensure_database(connection)
    except psycopg.OperationalError as refused:
        if "password authentication failed" in str(refused):
            raise DatabaseUnavailable(
                f"Postgres refused the password in {home.password}: was that file replaced?"
            ) from refused
        return None
    return address.format(DATABASE)


def _ensure_database(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    known = connection.execute("SELECT FROM pg_database WHERE datname = %s", (DATABASE,))
    if known.rowcount == 0:
        connection.execute(f"CREATE DATABASE {DATABASE}")


def _socket_in_use(home: Home) -> Path | None:
    """The socket's folder as the server itself wrote it down, once it says that it is ready."""
    try:
        lines = read_plain(home.cluster / "postmaster.pid").splitlines()
    except FileNotFoundError:
        return None
    ready = len(lines) >= 8 and lines[7].strip() == "ready"
    return Path(lines[4]) if ready else None


def _rotate_log(home: Home) -> None:
    if home.log.exists() and home.log.stat().st_size > LOG_BYTES:
        home.log.replace(home.log.with_name("log.old"))


def _failed(home: Home, what: str) -> DatabaseUnavailable:
    return DatabaseUnavailable(f"{what}. The end of {home.log}:\n{home.log_tail()}")
