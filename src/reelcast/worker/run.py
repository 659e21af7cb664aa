"""One task, start to end: claimed, rendered, stored, and its ending written."""

import asyncio
import logging
import tempfile
import time
from pathlib import Path

from procrastinate import App

from reelcast.artifacts.base import ArtifactStore
from reelcast.clip import ClipFormat
from reelcast.engines.base import Reference
from reelcast.errors import (
    Cancelled,
    EngineDied,
    EngineStalled,
    ReelcastError,
    RenderError,
)
from reelcast.queue import defer_render
from reelcast.store.tasks import TaskStore
from reelcast.task import MAX_ATTEMPTS, Task
from reelcast.worker.events import Advanced, Render
from reelcast.worker.process import EngineProcess

logger = logging.getLogger(__name__)

REPORT_SECONDS = 1.0
"""Progress is written at most this often: a poller cannot see more, and it costs a write."""


class Renderer:
    """Renders tasks one at a time with one engine process."""

    def __init__(
        self, tasks: TaskStore, artifacts: ArtifactStore, queue: App, engine: EngineProcess
    ) -> None:
        self._tasks = tasks
        self._artifacts = artifacts
        self._queue = queue
        self._engine = engine
        self._leaving = False

    async def run(self, task: Task) -> None:
        """Bring a claimed task to an end, or put it back into the queue when this worker cannot."""
        logger.info("task %s attempt %d begins", task.id, task.attempt)
        try:
            await self._render(task)
        except (EngineDied, EngineStalled) as error:
            await self._try_again(task, error)
        except Cancelled:
            logger.info("task %s attempt %d was superseded", task.id, task.attempt)
        except FileNotFoundError:
            await self._fail(task, "images: a stored reference is gone; submit the task again")
        except ReelcastError as error:
            await self._fail(task, str(error))

    async def leave(self) -> None:
        """Hand back the clip being made, if there is one, and make no other."""
        self._leaving = True
        await self._engine.kill()

    async def close(self) -> None:
        """End the engine's process."""
        await self._engine.stop()

    async def warm_up(self) -> None:
        """Load the engine before the first task needs it; a failure is told by that task."""
        try:
            await self._engine.ready()
        except RenderError as error:
            logger.error("the engine is not ready: %s", error)

    async def _render(self, task: Task) -> None:
        references = await asyncio.to_thread(self._read_references, task)
        await self._engine.ready()
        with tempfile.TemporaryDirectory(prefix="reelcast-") as folder:
            output = Path(folder) / "clip.mp4"
            generation = task.generation
            command = Render(
                generation=generation,
                references=references,
                format=ClipFormat.of(generation.aspect_ratio, generation.duration),
                output=output,
            )
            await self._follow(task, command)
            await self._publish(task, output)

    def _read_references(self, task: Task) -> tuple[Reference, ...]:
        names = [reference.sha256 for reference in task.references if reference.sha256]
        return tuple(Reference(name, self._artifacts.read(f"references/{name}")) for name in names)

    async def _follow(self, task: Task, command: Render) -> None:
        report = _Report(self._tasks, task)
        async for advanced in self._engine.render(command):
            if not await report.add(advanced):
                # The attempt is no longer ours: somebody cancelled it or took it over.
                self._engine.cancel()

    async def _publish(self, task: Task, output: Path) -> None:
        """The file first, the task after: a client never sees a link to half a file."""
        video = f"videos/{task.id}-{task.attempt}.mp4"
        await asyncio.to_thread(self._artifacts.put, video, output)
        if await self._tasks.succeed(task, video):
            logger.info("task %s attempt %d succeeded", task.id, task.attempt)
        else:
            await asyncio.to_thread(self._artifacts.delete, video)

    async def _fail(self, task: Task, reason: str) -> None:
        logger.warning("task %s attempt %d failed: %s", task.id, task.attempt, reason)
        await self._tasks.fail(task.id, reason, attempt=task.attempt)

    async def _try_again(self, task: Task, error: RenderError) -> None:
        if self._leaving:
            logger.info("task %s attempt %d is handed back", task.id, task.attempt)
            await self._requeue(task, blameless=True)
            return
        if task.attempts_left <= 0:
            await self._fail(task, f"gave up after {MAX_ATTEMPTS} attempts: {error}")
            return
        logger.warning("task %s attempt %d ended: %s", task.id, task.attempt, error)
        await self._requeue(task, blameless=False)

    async def _requeue(self, task: Task, *, blameless: bool) -> None:
        async with self._tasks.database.transaction() as connection:
            if await self._tasks.requeue(connection, task, blameless=blameless):
                await defer_render(self._queue, connection, task.id)


class _Report:
    """Turns a stream of fractions into a task's whole percents and whole seconds to go."""

    def __init__(self, tasks: TaskStore, task: Task) -> None:
        self._tasks = tasks
        self._task = task
        self._begun = self._written = time.monotonic()

    async def add(self, advanced: Advanced) -> bool:
        """Write the progress when it is time to; False when the attempt was taken away."""
        now = time.monotonic()
        if now - self._written < REPORT_SECONDS:
            return True
        self._written = now
        percent = min(int(advanced.fraction * 100), 99)
        return await self._tasks.advance(
            self._task, percent, eta_seconds(now - self._begun, advanced.fraction)
        )


def eta_seconds(elapsed: float, fraction: float) -> int | None:
    """Whole seconds to go at the rate so far; None until enough is done to tell a rate."""
    if fraction < 0.02:
        return None
    return max(1, round(elapsed / fraction * (1 - fraction)))
