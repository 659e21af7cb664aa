"""Tasks followed as they change, for any number of listeners with one query for each look.

Knows no HTTP. No listener holds a connection to the database while it waits.
"""

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import replace
from uuid import UUID

from reelcast.errors import DatabaseUnavailable
from reelcast.task import Status, Task

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""A worker writes its progress once a second; looking twice as often misses none of it."""

Look = Callable[[Collection[UUID]], Awaitable[list[Task]]]


class Watch:
    """One look at all tasks that anybody follows, at most every ``seconds``."""

    def __init__(self, look: Look, *, seconds: float = LOOK_SECONDS) -> None:
        self._look = look
        self._seconds = seconds
        self._listeners: Counter[UUID] = Counter()
        self._seen: dict[UUID, Task | None] = {}
        self._looked_at = -math.inf
        self._looking = asyncio.Lock()
        self._stopped = False

    @property
    def followed(self) -> frozenset[UUID]:
        """The tasks that somebody follows now."""
        return frozenset(self._listeners)

    async def follow(self, task: Task) -> AsyncIterator[Task]:
        """``task`` itself and then as it is at each look, changed or not, until it has ended.

        A task that is deleted meanwhile ends as failed. Also over when ``stop`` is called.
        """
        self._listeners[task.id] += 1
        try:
            yield task
            while not task.status.final and not self._stopped:
                await asyncio.sleep(self._seconds)
                task = await self._latest(task)
                yield task
        finally:
            self._leave(task.id)

    def stop(self) -> None:
        """End all following within one look, since the server is about to stop."""
        self._stopped = True

    async def _latest(self, task: Task) -> Task:
        """The task as of a look begun after the last one this listener knows."""
        async with self._looking:
            if time.monotonic() - self._looked_at >= self._seconds:
                await self._look_at_all()
        return self._seen.get(task.id, task) or _deleted(task)

    async def _look_at_all(self) -> None:
        self._looked_at = time.monotonic()
        asked = list(self._listeners)
        try:
            found = await self._look(asked)
        except DatabaseUnavailable as error:
            # It may be back at the next look; nothing has changed until then.
            logger.warning("followed tasks could not be looked at: %s", error)
        else:
            self._seen = {**dict.fromkeys(asked), **{task.id: task for task in found}}

    def _leave(self, task_id: UUID) -> None:
        self._listeners[task_id] -= 1
        if not self._listeners[task_id]:
            del self._listeners[task_id]
            self._seen.pop(task_id, None)


def _deleted(task: Task) -> Task:
    return replace(task, status=Status.FAILED, eta=0, reason="the task was deleted")
