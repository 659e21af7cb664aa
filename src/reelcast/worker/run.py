"""One task, start to end: rendered, stored, and its ending written."""

import asyncio
import logging
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from procrastinate import App

from reelcast.artifacts.base import ArtifactStore
from reelcast.clip import ClipFormat
from reelcast.endings import Endings
from reelcast.engines.base import Reference
from reelcast.errors import (
    Cancelled,
    DatabaseUnavailable,
    EngineDied,
    EngineFailed,
    EngineStalled,
    ReelcastError,
    RenderError,
)
from reelcast.queue import defer_next
from reelcast.settings import Settings
from reelcast.simulation import read_simulation
from reelcast.store.tasks import TaskStore
from reelcast.task import MAX_ATTEMPTS, Task
from reelcast.worker.engines import Engines
from reelcast.worker.events import Advanced, Render
from reelcast.worker.process import EngineProcess
from reelcast.worker.publish import publish

logger = logging.getLogger(__name__)

REPORT_SECONDS = 1.0
"""Progress is written at most this often: a poller cannot see more, and it costs a write."""


class Renderer:
    """Renders tasks one at a time."""

    def __init__(
        self,
        tasks: TaskStore,
        endings: Endings,
        artifacts: ArtifactStore,
        queue: App,
        engines: Engines,
        settings: Settings,
    ) -> None:
        self._tasks = tasks
        self._endings = endings
        self._artifacts = artifacts
        self._queue = queue
        self._engines = engines
        self._settings = settings
        self._leaving = False

    async def run(self, task: Task) -> None:
        """Bring a claimed task to an end, or put it back into the queue when this worker cannot."""
        logger.info("task %s attempt %d begins", task.id, task.attempt)
        try:
            await self._render(task)
        except (EngineDied, EngineStalled) as error:
            await self._try_again(task, error)
        except Cancelled:
            logger.info("task %s attempt %d was taken away", task.id, task.attempt)
        except FileNotFoundError:
            await self._fail(task, "images: a stored reference is gone; submit the task again")
        except ReelcastError as error:
            await self._fail(task, str(error))

    async def leave(self) -> None:
        """Hand back the clip being made, if there is one, and make no other."""
        self._leaving = True
        await self._engines.kill()

    async def close(self) -> None:
        """End the engine's process."""
        await self._engines.stop()

    async def warm_up(self) -> None:
        """Load the engine before the first task needs it; a failure is told by that task."""
        try:
            await self._engines.ready()
        except RenderError as error:
            logger.error("the engine is not ready: %s", error)

    async def _render(self, task: Task) -> None:
        await self._simulate(task)
        references = await asyncio.to_thread(self._read_references, task)
        if self._leaving:
            raise EngineDied("the worker is stopping")
        engine = await self._engines.ready(task.engine)
        await self._note_ignored(task, engine)
        with tempfile.TemporaryDirectory(prefix="reelcast-") as folder:
            output = Path(folder) / "clip.mp4"
            generation = task.generation
            command = Render(
                generation=generation,
                references=references,
                format=ClipFormat.of(generation.aspect_ratio, generation.duration),
                output=output,
            )
            await self._follow(task, engine, command)
            if await publish(task, output, self._artifacts, self._endings):
                logger.info("task %s attempt %d succeeded", task.id, task.attempt)

    async def _note_ignored(self, task: Task, engine: EngineProcess) -> None:
        """Have the task's record say what the engine does not obey."""
        ignored = [name for name in task.generation.decisions if name not in engine.obeys]
        if ignored:
            logger.info("task %s: the engine %s ignores %s", task.id, task.engine, ignored)
            await self._tasks.note_ignored(task, ignored)

    async def _simulate(self, task: Task) -> None:
        """Take the time and fail with the reason that a test prompt asks for."""
        simulated = read_simulation(task.generation.prompt, self._settings)
        begun = time.monotonic()
        while (elapsed := time.monotonic() - begun) < simulated.slow and not self._leaving:
            percent, eta = int(elapsed / simulated.slow * 50), round(simulated.slow - elapsed)
            if not await self._tasks.advance(task, percent, max(eta, 1)):
                raise Cancelled("the task was taken away")
            await asyncio.sleep(min(REPORT_SECONDS, simulated.slow - elapsed))
        if simulated.fail:
            raise EngineFailed(simulated.fail)

    def _read_references(self, task: Task) -> tuple[Reference, ...]:
        names = [reference.sha256 for reference in task.references if reference.sha256]
        return tuple(Reference(name, self._artifacts.read(f"references/{name}")) for name in names)

    async def _follow(self, task: Task, engine: EngineProcess, command: Render) -> None:
        """Let the engine work; beside it, its progress is written and the task kept in sight."""
        report = _Report(self._tasks, task)
        watching = asyncio.create_task(report.watch(engine))
        try:
            async for advanced in engine.render(command):
                report.latest = advanced
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _fail(self, task: Task, reason: str) -> None:
        logger.warning("task %s attempt %d failed: %s", task.id, task.attempt, reason)
        await self._endings.fail(task.id, reason, attempt=task.attempt)

    async def _try_again(self, task: Task, error: RenderError) -> None:
        if not self._leaving and task.attempts_left <= 0:
            await self._fail(task, f"gave up after {MAX_ATTEMPTS} attempts: {error}")
            return
        what = "is handed back" if self._leaving else f"ended: {error}"
        logger.warning("task %s attempt %d %s", task.id, task.attempt, what)
        async with self._tasks.database.transaction() as connection:
            if queued := await self._tasks.requeue(connection, task, blameless=self._leaving):
                await defer_next(self._queue, connection, queued)


class _Report:
    """Writes how far an attempt is, and notices when the task is no longer this attempt's."""

    def __init__(self, tasks: TaskStore, task: Task) -> None:
        self.latest = Advanced(0.0, "starting")
        self._tasks = tasks
        self._task = task
        self._begun = time.monotonic()

    async def watch(self, engine: EngineProcess) -> None:
        """Write whole percents and whole seconds to go, until the attempt is taken away."""
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            fraction = self.latest.fraction
            eta = eta_seconds(time.monotonic() - self._begun, fraction)
            try:
                ours = await self._tasks.advance(self._task, min(int(fraction * 100), 99), eta)
            except DatabaseUnavailable as error:
                # The clip goes on: the database may be back before it is finished.
                logger.warning("task %s: progress was not written: %s", self._task.id, error)
            else:
                if not ours:
                    # Cancelled by its caller, or taken over because we were thought dead.
                    engine.cancel()
                    return


def eta_seconds(elapsed: float, fraction: float) -> int | None:
    """Whole seconds to go at the rate so far; None until enough is done to tell a rate."""
    if fraction < 0.02:
        return None
    return max(1, round(elapsed / fraction * (1 - fraction)))
