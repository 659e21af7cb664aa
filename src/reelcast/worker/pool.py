"""The worker processes that ``reelcast serve`` keeps alive beside the API."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from types import TracebackType

logger = logging.getLogger(__name__)

RESTART_SECONDS = 1.0
LONGEST_RESTART_SECONDS = 30.0


class WorkerPool:
    """``count`` processes running ``reelcast worker``, each started again when it ends.

    A process that keeps ending at once is started again ever more slowly. Used as a context
    manager: on leaving, all are told to drain and waited for.
    """

    def __init__(self, count: int, environment: dict[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._stopping = threading.Event()
        # Reentrant, because a signal handler may drain in the middle of a drain.
        self._lock = threading.RLock()
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._keepers = [
            threading.Thread(target=self._keep, args=(number,), daemon=True)
            for number in range(count)
        ]

    def __enter__(self) -> "WorkerPool":
        for keeper in self._keepers:
            keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.drain()
        for keeper in self._keepers:
            keeper.join()

    @property
    def pids(self) -> list[int]:
        """The processes running now."""
        with self._lock:
            return [process.pid for process in self._processes.values() if process.poll() is None]

    def drain(self) -> None:
        """Tell the workers to stop; a second call tells them to hurry."""
        with self._lock:
            self._stopping.set()
            for process in self._processes.values():
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)

    def _keep(self, number: int) -> None:
        pause = RESTART_SECONDS
        while not self._stopping.is_set():
            begun = time.monotonic()
            process = self._spawn(number)
            if process is None:
                return
            code = process.wait()
            if self._stopping.is_set():
                return
            logger.error("worker %d ended with exit code %d and is started again", number, code)
            lasted = time.monotonic() - begun
            pause = RESTART_SECONDS if lasted > 60 else min(pause * 2, LONGEST_RESTART_SECONDS)
            self._stopping.wait(pause)

    def _spawn(self, number: int) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            # Its own session, so that Ctrl-C in the terminal reaches it only through us; a pipe
            # as stdin, so that it notices when we are gone, however we went.
            self._processes[number] = subprocess.Popen(
                [sys.executable, "-m", "reelcast", "worker", "--supervised"],
                env=self._environment,
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
            return self._processes[number]
