"""How a task ends: its last state and the jobs that follow from it, in one transaction.

Also what is written on the way there when somebody is to be told. Whoever ends a task (the worker,
a failed fetch, a caller who cancels) does it here, so that no ending is forgotten to be told.
"""

from uuid import UUID

from procrastinate import App

from reelcast.queue import defer_delivery
from reelcast.store.database import Connection
from reelcast.store.tasks import TaskStore
from reelcast.task import Dialect, Task

ENDED = "ended"
BEGUN = "begun"
"""Events a callback is told. Only the vendor's own dialect tells that work has begun."""


class Endings:
    """Writes endings. Each method returns the ended task, or None when it was not ours to end."""

    def __init__(self, tasks: TaskStore, queue: App) -> None:
        self._tasks = tasks
        self._queue = queue

    async def begin(self, task_id: UUID) -> Task | None:
        """Claim the task for a new attempt."""
        async with self._tasks.database.transaction() as connection:
            task = await self._tasks.begin(connection, task_id)
            if task and task.attempt == 1 and task.origin.dialect is Dialect.VIDU:
                await self._tell(connection, task, BEGUN)
            return task

    async def succeed(self, task: Task, video: str, cover: str | None = None) -> Task | None:
        """The good ending, for the attempt that made the video."""
        async with self._tasks.database.transaction() as connection:
            return await self._end(
                connection, await self._tasks.succeed(connection, task, video, cover)
            )

    async def fail(self, task_id: UUID, reason: str, *, attempt: int | None = None) -> Task | None:
        """The other ending; with ``attempt``, only if that is still the task's attempt."""
        async with self._tasks.database.transaction() as connection:
            return await self._end(
                connection, await self._tasks.fail(connection, task_id, reason, attempt=attempt)
            )

    async def _end(self, connection: Connection, ended: Task | None) -> Task | None:
        if ended:
            await self._tell(connection, ended, ENDED)
        return ended

    async def _tell(self, connection: Connection, task: Task, event: str) -> None:
        if task.origin.callback_url:
            await defer_delivery(self._queue, connection, task.id, event, attempt=1, delay=0.0)
