"""The embedded Postgres, with real servers: shared, adopted, closed to others, hard to break."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest

from reelcast.errors import DatabaseUnavailable
from reelcast.store.embedded import attach, cluster, server
from reelcast.store.embedded.account import Account, account_for
from reelcast.store.embedded.binaries import WHEEL, choose, package_folder, reachable
from reelcast.store.embedded.home import open_home, socket_folder
from reelcast.store.embedded.locks import is_free

ROOT = os.geteuid() == 0

HOLD = """
import sys
from pathlib import Path
from reelcast.store.embedded import attach

lease = attach(Path(sys.argv[1]))
print((Path(sys.argv[1]) / "postgres/server/cluster/postmaster.pid").read_text().split()[0])
sys.stdout.flush()
sys.stdin.read()
lease.release()
"""

FORK = """
import os, sys
from pathlib import Path
import psycopg
from reelcast.store.embedded import attach

with attach(Path(sys.argv[1])) as lease:
    child = os.fork()
    if child == 0:
        lease.release()
        os._exit(0)
    os.waitpid(child, 0)
    with psycopg.connect(lease.url) as connection:
        print(connection.execute("SELECT 'still here'").fetchone()[0])
"""


@contextmanager
def enterable_folder() -> Iterator[Path]:
    """A folder that other users may enter, which pytest's own tmp_path is not."""
    folder = Path(tempfile.mkdtemp(prefix="reelcast-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with enterable_folder() as folder:
        yield folder


@pytest.fixture
def new_dir(open_folder: Path) -> Iterator[Path]:
    """A data folder that does not exist yet; whatever runs in it at the end is stopped."""
    folder = open_folder / "data"
    yield folder
    if is_running(folder):
        attach(folder).release()


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    with enterable_folder() as folder:
        attach(folder / "data").release()
        yield folder / "data"


@pytest.fixture
def data_dir(made_once: Path) -> Iterator[Path]:
    """A data folder that was empty before its first attach, used by one test after the other.

    Making a cluster takes a second. Each test finds its server stopped.
    """
    yield made_once
    if is_running(made_once):
        attach(made_once).release()


def is_running(data_dir: Path) -> bool:
    lock = data_dir / "postgres" / "running.lock"
    return lock.exists() and not is_free(lock)


def postmaster(data_dir: Path) -> int:
    return int(pid_file(data_dir).read_text().split()[0])


def pid_file(data_dir: Path) -> Path:
    return data_dir / "postgres" / "server" / "cluster" / "postmaster.pid"


def ask(url: str, sql: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.encode()).fetchone()
    return row[0] if row else None


def holder(data_dir: Path) -> "subprocess.Popen[str]":
    """A process of its own group that attaches, prints the postmaster's pid, and waits."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, data_dir],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def attached(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.002)


def test_an_empty_folder_becomes_a_server_that_answers(data_dir: Path) -> None:
    with attach(data_dir) as lease:
        assert ask(lease.url, "SELECT current_database() || ' ' || current_user") == (
            "reelcast reelcast"
        )
        assert ask(lease.url, "SHOW fsync") == "on"
        assert ask(lease.url, "SHOW server_encoding") == "UTF8"
        locale = "SELECT format('%s %s', datlocprovider, datlocale) FROM pg_database WHERE oid = "
        mine = "(SELECT oid FROM pg_database WHERE datname = current_database())"
        assert ask(lease.url, locale + mine) == "b C.UTF-8"
        runs_as = pid_file(data_dir).stat().st_uid
        assert runs_as == (account_for(data_dir / "absent").uid if ROOT else os.getuid())
        assert runs_as != 0


def test_only_a_private_socket_leads_to_it_and_only_with_the_password(data_dir: Path) -> None:
    with attach(data_dir) as lease:
        folder = data_dir / "postgres" / "server"
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "socket").stat().st_mode & 0o777 == 0o700
        assert (folder / "password").stat().st_mode & 0o777 == 0o600
        password = (folder / "password").read_text()
        assert ask(lease.url, "SHOW listen_addresses") == ""
        assert pid_file(data_dir).read_text().splitlines()[5].strip() == ""  # no TCP address
        for other in (":wrong", ""):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(lease.url.replace(f":{password}", other), passfile=os.devnull)


def test_the_second_to_attach_adopts_and_the_last_to_leave_stops(data_dir: Path) -> None:
    first = attach(data_dir)
    pid = postmaster(data_dir)
    other = holder(data_dir)
    assert attached(other) == pid
    first.release()
    first.release()  # twice is once
    assert is_running(data_dir)
    other.communicate("")
    assert other.returncode == 0
    assert not is_running(data_dir)
    assert not pid_file(data_dir).exists()


def test_what_was_written_is_there_at_the_next_start(data_dir: Path) -> None:
    with attach(data_dir) as lease, psycopg.connect(lease.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with attach(data_dir) as lease:
        assert ask(lease.url, "SELECT answer FROM kept") == 42


def test_a_server_left_by_a_killed_process_is_adopted_and_stopped(data_dir: Path) -> None:
    killed = holder(data_dir)
    pid = attached(killed)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert is_running(data_dir)
    with attach(data_dir) as lease:
        assert postmaster(data_dir) == pid
        assert ask(lease.url, "SELECT 1") == 1
    assert not is_running(data_dir)


def test_two_processes_may_come_to_an_empty_folder_at_one_moment(new_dir: Path) -> None:
    both = [holder(new_dir), holder(new_dir)]
    assert attached(both[0]) == attached(both[1])
    for process in both:  # and leave at one moment
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait() for process in both] == [0, 0]
    for process in both:
        assert process.stdout is not None
        process.stdout.close()
    assert not is_running(new_dir)


def test_who_comes_while_the_last_leaves_waits_and_starts_it_anew(data_dir: Path) -> None:
    changing = data_dir / "postgres" / "change.lock"
    with ThreadPoolExecutor(1) as thread:
        lease = attach(data_dir)
        for _ in range(5):
            pid = postmaster(data_dir)
            leaving = thread.submit(lease.release)
            while is_free(changing) and not leaving.done():
                time.sleep(0.001)
            lease = attach(data_dir)
            assert postmaster(data_dir) != pid
            assert ask(lease.url, "SELECT 1") == 1
            leaving.result()
        lease.release()
    assert not is_running(data_dir)


def test_many_who_come_and_go_at_once_all_find_a_server(data_dir: Path) -> None:
    def come_and_go(_: int) -> object:
        with attach(data_dir) as lease:
            return ask(lease.url, "SELECT 1")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(come_and_go, range(12))) == [1] * 12
    assert not is_running(data_dir)


def test_a_forked_child_does_not_give_away_its_parents_lease(data_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORK, data_dir], capture_output=True, text=True, check=True
    )
    assert done.stdout == "still here\n"
    assert not is_running(data_dir)


@pytest.mark.parametrize("kill", [os.kill, os.killpg], ids=["the process", "and its children"])
def test_an_initdb_cut_short_is_made_good(
    new_dir: Path, kill: Callable[[int, signal.Signals], None]
) -> None:
    process = holder(new_dir)
    half_done = new_dir / "postgres" / "server" / "cluster.new" / "base"
    wait_until(half_done.exists)
    kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert not (new_dir / "postgres" / "server" / "cluster").exists()
    with attach(new_dir) as lease:
        assert ask(lease.url, "SELECT 1") == 1
        assert not half_done.exists()


def test_ctrl_c_during_the_start_leaves_no_server(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        assert is_running(data_dir)
        raise KeyboardInterrupt

    monkeypatch.setattr(server, "_answer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        attach(data_dir)
    assert not is_running(data_dir)


def test_a_crash_and_a_reused_process_number_do_not_prevent_the_start(data_dir: Path) -> None:
    with attach(data_dir) as lease, psycopg.connect(lease.url) as connection:
        connection.execute("CREATE TABLE survived AS SELECT 42 AS answer")
        connection.commit()
        pid = postmaster(data_dir)
        lock = data_dir / "postgres" / "server" / "socket" / ".s.PGSQL.5432.lock"
        files = {path: path.read_text() for path in (pid_file(data_dir), lock)}
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_running(data_dir))
    account = account_for(data_dir / "postgres" / "server")
    with subprocess.Popen(["sleep", "60"], user=account.uid if ROOT else None) as stranger:
        for path, text in files.items():
            path.write_text(text.replace(str(pid), str(stranger.pid), 1))
        with attach(data_dir) as lease:
            assert ask(lease.url, "SELECT answer FROM survived") == 42
        stranger.kill()


def test_a_server_that_cannot_start_says_why(data_dir: Path) -> None:
    attach(data_dir).release()
    control = data_dir / "postgres" / "server" / "cluster" / "global" / "pg_control"
    control.rename(control.with_name("lost"))
    try:
        with pytest.raises(DatabaseUnavailable, match="pg_control") as failure:
            attach(data_dir)
        assert str(data_dir / "postgres" / "server" / "log") in str(failure.value)
    finally:
        control.with_name("lost").rename(control)
    attach(data_dir).release()  # the failed start holds nothing


def test_a_replaced_password_is_told_at_once(data_dir: Path) -> None:
    with attach(data_dir):
        password = data_dir / "postgres" / "server" / "password"
        good = password.read_text()
        password.write_text("another")
        try:
            with pytest.raises(DatabaseUnavailable, match="refused the password"):
                attach(data_dir)
        finally:
            password.write_text(good)


def test_a_long_or_odd_path_gets_its_socket_in_the_temporary_folder(
    data_dir: Path, new_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = new_dir / ("very long " * 12) / '$(touch odd), "it\'s" %41'
    deep.mkdir(parents=True)
    subprocess.run(["cp", "-a", data_dir / "postgres", deep], check=True)
    with attach(deep) as lease:
        assert ask(lease.url, "SELECT 1") == 1
        socket = Path(str(ask(lease.url, "SHOW unix_socket_directories")))
        assert len(str(socket / ".s.PGSQL.5432")) < 100
        assert socket.parent == Path(tempfile.gettempdir())
        assert socket.stat().st_mode & 0o777 == 0o700
        monkeypatch.setattr(tempfile, "tempdir", "/elsewhere")  # as in another login
        with attach(deep) as second:
            assert second.url == lease.url
    assert not socket.exists()


def spoil_with_a_link(folder: Path) -> None:
    folder.symlink_to(folder.parent)


def spoil_with_permissions(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)


def spoil_with_an_owner(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, 1, 1)


SPOILERS = [
    (spoil_with_a_link, "it is not a folder"),
    (spoil_with_permissions, "its permissions are 0755, not 0700"),
    *([(spoil_with_an_owner, "it belongs to user 1, not to nobody")] if ROOT else []),
]


@pytest.mark.parametrize(("spoil", "fault"), SPOILERS)
def test_a_socket_folder_that_is_not_ours_alone_is_refused(
    new_dir: Path, spoil: Callable[[Path], None], fault: str
) -> None:
    deep = new_dir / ("long" * 30)
    socket = socket_folder(open_home(deep))
    spoil(socket)
    try:
        with pytest.raises(DatabaseUnavailable) as failure:
            attach(deep)
        assert str(failure.value) == f"{socket} cannot be used for Postgres: {fault}"
    finally:
        socket.unlink() if socket.is_symlink() else socket.rmdir()


def test_a_database_of_a_postgres_that_the_wheel_lacks_is_refused() -> None:
    with pytest.raises(DatabaseUnavailable, match="needs Postgres 12"):
        choose(package_folder(), 12)


def test_without_flock_the_way_out_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(DatabaseUnavailable, match="REELCAST_DATABASE_URL"):
        attach(tmp_path)


if ROOT:

    def test_a_folder_that_the_servers_user_cannot_reach_is_named(open_folder: Path) -> None:
        closed = open_folder / "closed"
        closed.mkdir(mode=0o700)
        with pytest.raises(DatabaseUnavailable) as failure:
            attach(closed / "data")
        assert f"nobody may not enter {closed}:" in str(failure.value)
        assert f"chmod o+x '{closed}'" in str(failure.value)

    def test_binaries_that_the_servers_user_cannot_reach_are_copied_once(
        data_dir: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hidden = open_folder / "hidden"
        hidden.mkdir(mode=0o700)
        package = package_folder()
        for name in (package.name, f"{package.name}.libs"):
            (hidden / name).symlink_to(package.with_name(name))
        monkeypatch.setattr(cluster, "package_folder", lambda: hidden / package.name)
        copies = data_dir / "postgres" / "binaries"
        (copies / "0.0.1").mkdir(parents=True)  # an older wheel's
        copies.chmod(0o755)
        (copies / f"{version(WHEEL)}.new" / "cut short").mkdir(parents=True)
        with attach(data_dir) as lease:
            ran = Path(str(ask(lease.url, "SELECT setting FROM pg_config WHERE name = 'BINDIR'")))
        assert ran.is_relative_to(copies / version(WHEEL))
        assert [copy.name for copy in copies.iterdir()] == [version(WHEEL)]
        written = (ran / "postgres").stat().st_mtime_ns
        attach(data_dir).release()
        assert (ran / "postgres").stat().st_mtime_ns == written

    def test_an_ordinary_users_folder_is_served_as_that_user(open_folder: Path) -> None:
        os.chown(open_folder, 1, 1)
        assert account_for(open_folder).uid == 1
        assert account_for(open_folder).switched

else:

    def test_another_users_folder_is_named() -> None:
        with pytest.raises(DatabaseUnavailable, match="Permission denied"):
            attach(Path("/reelcast"))

    def test_an_ordinary_user_runs_the_installed_binaries_itself(open_folder: Path) -> None:
        account = account_for(open_folder)
        installed = choose(package_folder(), None)
        assert account == Account(account.name, os.geteuid(), os.getegid(), switched=False)
        assert reachable(installed, account, open_folder / "binaries") == installed
