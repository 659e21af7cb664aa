"""The database files: made once by initdb, completely or not at all, and cleaned after a crash.

Everything here runs under ``running.lock``, so no server is using the files.
"""

import os
import shutil
from pathlib import Path

from reelcast.errors import DatabaseUnavailable
from reelcast.store.embedded.binaries import Binaries, choose, package_folder, reachable
from reelcast.store.embedded.home import SOCKET_NAME, Home, write_password

USER = "reelcast"


def binaries_for(home: Home) -> Binaries:
    """The programs that fit this cluster, at a place where the server's user can run them."""
    version = home.cluster / "PG_VERSION"
    major = int(version.read_text("ascii")) if version.exists() else None
    return reachable(choose(package_folder(), major), home.account, home.binaries)


def ensure_cluster(home: Home, binaries: Binaries, running: int) -> None:
    """Create the cluster unless it is there; ``running`` is the lock's descriptor.

    initdb inherits the lock: if we are killed, the next start waits until it is gone.
    """
    if home.cluster.exists():
        return
    partial = home.server / "cluster.new"
    if partial.exists():
        shutil.rmtree(partial)
    write_password(home)
    command = _initdb(binaries, partial.name, home.password.name)
    made = home.account.run(command, folder=home.server, keep=(running,))
    if made.returncode != 0:
        raise DatabaseUnavailable(f"initdb failed in {home.server}: {made.stderr.strip()}")
    partial.rename(home.cluster)
    _sync(home.server)


def _initdb(binaries: Binaries, cluster: str, password: str) -> list[str | Path]:
    return [
        binaries.program("initdb"),
        f"--pgdata={cluster}",
        f"--username={USER}",
        "--auth=scram-sha-256",
        f"--pwfile={password}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",  # the C library's locale, unused; not every system has a C.UTF-8
        "--no-instructions",
    ]


def clear_remains(home: Home, socket: Path) -> None:
    """Remove what a server leaves behind when it, or the machine, goes down hard.

    Postgres believes its pid files as long as some process has that number, which after a reboot
    or in a restarted container may be anybody. We know better: nobody holds ``running.lock``.
    """
    for remains in (
        home.cluster / "postmaster.pid",
        socket / SOCKET_NAME,
        socket / f"{SOCKET_NAME}.lock",
    ):
        remains.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
