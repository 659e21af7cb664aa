"""The worker's handle on its engine's process: spawned once, kept warm, replaced when it dies."""

import asyncio
import logging
import multiprocessing
import threading
from collections.abc import AsyncIterator
from enum import StrEnum
from multiprocessing.connection import Connection

from reelcast.errors import Cancelled, EngineDied, EngineFailed, EngineStalled, IllegalMove
from reelcast.settings import Settings
from reelcast.worker import child
from reelcast.worker.events import (
    Advanced,
    Cancel,
    Dropped,
    Event,
    Failed,
    Finished,
    Ready,
    Render,
    Stop,
)

logger = logging.getLogger(__name__)


class State(StrEnum):
    """Where the engine's process is in its life."""

    DOWN = "down"
    LOADING = "loading"
    IDLE = "idle"
    BUSY = "busy"


class EngineProcess:
    """One engine in one process, making one clip at a time.

    DOWN -> LOADING -> IDLE <-> BUSY, and from anywhere back to DOWN when it dies or is killed.
    A call in the wrong state raises ``IllegalMove``. ``obeys`` is known once it is IDLE.
    """

    def __init__(self, engine: str, settings: Settings) -> None:
        self.state = State.DOWN
        self.obeys: tuple[str, ...] = ()
        self._engine = engine
        self._settings = settings
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._starting = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The process id while there is a process."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Spawn the process and wait until the engine is loaded.

        Raises ``EngineFailed`` when the engine cannot load, ``EngineDied`` or ``EngineStalled``.
        """
        self._require(State.DOWN)
        self.state = State.LOADING
        try:
            # To spawn is to import, which takes long enough to hold up a heartbeat.
            await asyncio.to_thread(self._spawn, asyncio.get_running_loop())
            while isinstance(event := await self._next(), Advanced):
                logger.info(
                    "engine %s: %s %.0f %%", self._engine, event.stage, event.fraction * 100
                )
            match event:
                case Ready(obeys):
                    self.state, self.obeys = State.IDLE, obeys
                case Failed(reason, detail):
                    logger.error("engine %s could not be loaded\n%s", self._engine, detail)
                    raise EngineFailed(f"the engine could not be loaded: {reason}")
                case other:
                    raise EngineFailed(f"the engine's process said {other} before it was ready")
        finally:
            if self.state is not State.IDLE:
                await self.kill()

    async def ready(self) -> None:
        """Start the process unless there is one; waits for a start that is under way."""
        async with self._starting:
            if self.state is State.DOWN:
                await self.start()

    async def render(self, command: Render) -> AsyncIterator[Advanced]:
        """Make one clip; ends when the file is complete.

        Raises ``EngineFailed`` (trying again would fail again), ``EngineDied``, ``EngineStalled``
        or ``Cancelled``. A caller that stops listening must ``kill`` or ``cancel``.
        """
        self._require(State.IDLE)
        self.state = State.BUSY
        self._send(command)
        while True:
            match await self._next():
                case Advanced() as advanced:
                    yield advanced
                case Finished():
                    self.state = State.IDLE
                    return
                case Dropped():
                    self.state = State.IDLE
                    raise Cancelled("the clip was cancelled")
                case Failed(reason, detail):
                    self.state = State.IDLE
                    logger.warning("engine %s failed\n%s", self._engine, detail)
                    raise EngineFailed(reason)
                case Ready():
                    raise EngineFailed("the engine's process started over in the middle of a clip")

    def cancel(self) -> None:
        """Ask for the clip being made to be dropped; ``render`` then raises ``Cancelled``."""
        self._require(State.BUSY)
        self._send(Cancel())

    async def stop(self) -> None:
        """End the process in good order; one that is busy or does not answer is killed."""
        if self.state is State.IDLE and self._process:
            self._send(Stop())
            await asyncio.to_thread(self._process.join, 5.0)
        await self.kill()

    async def kill(self) -> None:
        """End the process now, whatever it is doing."""
        process, connection = self._process, self._connection
        self.state, self._process, self._connection = State.DOWN, None, None
        if process:
            process.kill()
            await asyncio.to_thread(process.join)
            process.close()
        if connection:
            connection.close()

    def _require(self, state: State) -> None:
        if self.state is not state:
            raise IllegalMove(f"the engine's process is {self.state}, not {state}")

    def _spawn(self, loop: asyncio.AbstractEventLoop) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(
            target=child.main,
            args=(theirs, self._engine, self._settings),
            daemon=True,
            name=f"reelcast-{self._engine}",
        )
        self._process.start()
        theirs.close()
        self._connection = ours
        self._events = asyncio.Queue()
        threading.Thread(target=_listen, args=(ours, loop, self._events), daemon=True).start()

    def _send(self, command: Render | Cancel | Stop) -> None:
        try:
            assert self._connection is not None  # noqa: S101 - holds in every state but DOWN
            self._connection.send(command)
        except OSError:
            # The process is gone; the listener has put the end of the events into the queue.
            logger.warning("the engine's process %s is gone", self.pid)

    async def _next(self) -> Event:
        limit = self._settings.stall_seconds
        try:
            event = await asyncio.wait_for(self._events.get(), limit)
        except TimeoutError:
            await self.kill()
            raise EngineStalled(f"the engine said nothing for {limit:g} seconds") from None
        if event is None:
            raise EngineDied(await self._epitaph())
        return event

    async def _epitaph(self) -> str:
        """Waits for the process to be gone and says how it went."""
        process = self._process
        code = None
        if process:
            await asyncio.to_thread(process.join, 5.0)
            code = process.exitcode
        await self.kill()
        if code is not None and code < 0:
            return f"the engine's process was ended by signal {-code}"
        return f"the engine's process ended by itself (exit code {code})"


def _listen(
    connection: Connection, loop: asyncio.AbstractEventLoop, events: asyncio.Queue[Event | None]
) -> None:
    """Carries events from the pipe to the loop; the end of the pipe becomes None."""
    event: Event | None
    while True:
        try:
            event = connection.recv()
        except (EOFError, OSError, TypeError):  # TypeError: closed by us while waiting
            event = None
        try:
            loop.call_soon_threadsafe(events.put_nowait, event)
        except RuntimeError:  # the loop has ended; nobody is listening any more
            return
        if event is None:
            return
