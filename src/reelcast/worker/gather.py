"""A task's reference URLs, fetched right after submission while they are still good."""

import asyncio
import hashlib
import logging
from dataclasses import replace

from procrastinate import App

from reelcast import picture
from reelcast.artifacts.base import ArtifactStore
from reelcast.endings import Endings
from reelcast.errors import ImageError
from reelcast.queue import defer_next
from reelcast.references.fetch import Fetcher
from reelcast.settings import Settings
from reelcast.simulation import read_simulation
from reelcast.store.tasks import TaskStore
from reelcast.task import ReferenceSlot, Task

logger = logging.getLogger(__name__)


class Gatherer:
    """Fetches, checks and stores what a task refers to, then has it rendered."""

    def __init__(
        self,
        tasks: TaskStore,
        endings: Endings,
        artifacts: ArtifactStore,
        queue: App,
        fetcher: Fetcher,
        settings: Settings,
    ) -> None:
        self._tasks = tasks
        self._endings = endings
        self._artifacts = artifacts
        self._queue = queue
        self._fetcher = fetcher
        self._settings = settings

    async def run(self, task: Task) -> None:
        """Store every image of the task; the first fault in the client's order fails it."""
        if task.status.final:
            return
        outcomes = await asyncio.gather(
            *(self._store(index, slot) for index, slot in enumerate(task.references)),
            return_exceptions=True,
        )
        faults = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if not faults:
            filled = [outcome for outcome in outcomes if isinstance(outcome, ReferenceSlot)]
            await self._send_on(task, filled)
        elif isinstance(faults[0], ImageError):
            logger.info("task %s failed: %s", task.id, faults[0])
            await self._endings.fail(task.id, str(faults[0]))
        else:
            raise faults[0]

    async def _store(self, index: int, slot: ReferenceSlot) -> ReferenceSlot:
        if slot.sha256 or slot.url is None:
            return slot
        field = f"images[{index}]"
        data = await self._fetcher.fetch(slot.url, field)
        await asyncio.to_thread(picture.inspect, data, field, max_pixels=self._settings.max_pixels)
        sha256 = hashlib.sha256(data).hexdigest()
        await asyncio.to_thread(self._artifacts.put_bytes, f"references/{sha256}", data)
        return replace(slot, sha256=sha256)

    async def _send_on(self, task: Task, references: list[ReferenceSlot]) -> None:
        async with self._tasks.database.transaction() as connection:
            if filled := await self._tasks.fill_references(connection, task.id, references):
                delay = read_simulation(task.generation.prompt, self._settings).queue
                await defer_next(self._queue, connection, filled, render_delay=delay)
