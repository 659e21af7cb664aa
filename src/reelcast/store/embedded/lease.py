"""Who is using the embedded server: the first to come starts it, the last to leave stops it."""

import os
import sys
from pathlib import Path
from types import TracebackType

from reelcast.errors import DatabaseUnavailable
from reelcast.store.embedded.home import Home, open_home
from reelcast.store.embedded.locks import drop, exclusive, is_free, shared
from reelcast.store.embedded.server import ensure_running, stop


class Lease:
    """The right to use the server until ``release``, or until this process dies.

    ``url`` is a libpq URL with the password in it. The lease belongs to the process that attached;
    in a child forked from it, ``release`` does nothing.
    """

    def __init__(self, url: str, home: Home, descriptor: int) -> None:
        self.url = url
        self._home = home
        self._descriptor: int | None = descriptor
        self._process = os.getpid()

    def release(self) -> None:
        """Leave, and stop the server if nobody else uses it. A second call does nothing.

        Raises ``DatabaseUnavailable`` when the server cannot be stopped.
        """
        if self._descriptor is None or self._process != os.getpid():
            return
        try:
            with exclusive(self._home.change_lock):
                descriptor, self._descriptor = self._descriptor, None
                drop(descriptor)
                if is_free(self._home.users_lock):
                    stop(self._home)
        except OSError as fault:
            raise DatabaseUnavailable(f"Postgres could not be stopped: {fault}") from fault

    def __enter__(self) -> "Lease":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def attach(data_dir: Path) -> Lease:
    """Use the Postgres of this data folder, starting it if it does not run.

    Waits for another process that is starting or stopping it. Safe from threads and from several
    processes at once. Raises ``DatabaseUnavailable`` saying what to do.
    """
    if sys.platform == "win32":
        raise DatabaseUnavailable(
            "the embedded Postgres needs Linux or macOS: set REELCAST_DATABASE_URL to a Postgres "
            "of your own"
        )
    try:
        home = open_home(data_dir)
        with exclusive(home.change_lock):
            return _attach(home)
    except OSError as fault:
        raise DatabaseUnavailable(
            f"the embedded Postgres cannot be used in {data_dir}: {fault}"
        ) from fault


def _attach(home: Home) -> Lease:
    descriptor = shared(home.users_lock)
    try:
        return Lease(ensure_running(home), home, descriptor)
    except BaseException as fault:
        drop(descriptor)
        # Ctrl-C leaves nothing behind; a server that is slow to recover must go on with it.
        if not isinstance(fault, Exception) and is_free(home.users_lock):
            stop(home)
        raise
