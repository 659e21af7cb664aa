"""What runs inside the engine's own process: load once, then film one clip at a time.

The process ends by itself when the worker does: its end of the pipe closes.
"""

import logging
import os
import signal
import threading
import traceback
from contextlib import closing
from multiprocessing.connection import Connection
from queue import SimpleQueue

from reelcast.engines import catalog
from reelcast.engines.base import Brief, Engine, Progress, obeyed_by, prepare, weights_of
from reelcast.errors import Cancelled, ReelcastError
from reelcast.settings import Settings
from reelcast.weights import PullProgress, ensure
from reelcast.worker.events import (
    Advanced,
    Cancel,
    Command,
    Dropped,
    Event,
    Failed,
    Finished,
    Ready,
    Render,
    Stop,
)
from reelcast.worker.film import film

logger = logging.getLogger(__name__)


def main(connection: Connection, engine_name: str, settings: Settings) -> None:
    """Serve commands from the pipe until ``Stop`` or until the worker is gone."""
    # The terminal sends Ctrl-C to every process; what it means is the worker's to decide.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=settings.log_level)
    try:
        engine = catalog.find(engine_name, settings)
        ensure(weights_of(engine), settings.cache_dir, lambda seen: connection.send(_heard(seen)))
        prepare(engine, lambda seen: connection.send(_told(seen)))
        engine.load()
    except Exception as error:
        connection.send(_failed(error))
        return
    connection.send(Ready(obeyed_by(engine)))
    _Stage(connection, engine, settings).run()


class _Stage:
    """The commands as they come, and the clip being made."""

    def __init__(self, connection: Connection, engine: Engine, settings: Settings) -> None:
        self._connection = connection
        self._engine = engine
        self._settings = settings
        self._cancelled = threading.Event()
        self._renders: SimpleQueue[Render | Stop] = SimpleQueue()

    def run(self) -> None:
        """Make the clips asked for, in order."""
        threading.Thread(target=self._listen, daemon=True).start()
        while isinstance(command := self._renders.get(), Render):
            self._cancelled.clear()
            self._connection.send(self._render(command))

    def _listen(self) -> None:
        try:
            while True:
                self._obey(self._connection.recv())
        except (EOFError, OSError):
            # The worker is gone: nobody will take this clip, so the process must not outlive it.
            os._exit(0)

    def _obey(self, command: Command) -> None:
        match command:
            case Cancel():
                self._cancelled.set()
            case Render() | Stop():
                self._renders.put(command)

    def _render(self, command: Render) -> Event:
        brief = Brief(
            generation=command.generation,
            references=command.references,
            format=command.format,
            cancelled=self._cancelled.is_set,
        )
        try:
            # Closed at once when it is cut short: the encoder then leaves no half a file.
            with closing(
                film(self._engine, brief, command.output, self._settings, cover=True)
            ) as steps:
                for progress in steps:
                    self._connection.send(Advanced(progress.fraction, progress.stage))
        except Cancelled:
            return Dropped()
        except Exception as error:
            return _failed(error)
        return Finished()


def _heard(seen: PullProgress) -> Advanced:
    """A long download is no silence."""
    return Advanced(seen.done / seen.total if seen.total else 0.0, f"{seen.stage} {seen.package}")


def _told(seen: Progress) -> Advanced:
    """The same of a long compilation; its owner reads it in the log."""
    logger.info("engine: %s", seen.stage)
    return Advanced(seen.fraction, seen.stage)


def _failed(error: Exception) -> Failed:
    """Our own errors are written for the client; what a library raised is not."""
    known = isinstance(error, ReelcastError)
    reason = str(error) if known else f"the engine failed ({type(error).__name__})"
    return Failed(reason=reason, detail="".join(traceback.format_exception(error)))
