"""The jobs a worker runs, bound to the objects that do the work."""

from contextlib import suppress
from uuid import UUID

import psycopg
from procrastinate import App, RetryStrategy

from reelcast import queue
from reelcast.endings import Endings
from reelcast.errors import DatabaseUnavailable, TaskNotFound
from reelcast.store.tasks import TaskStore
from reelcast.task import MAX_ATTEMPTS, Task
from reelcast.worker.deliver import Deliverer
from reelcast.worker.gather import Gatherer
from reelcast.worker.rehearse import Rehearser
from reelcast.worker.run import Renderer
from reelcast.worker.upkeep import Upkeep

RESCUE_EVERY = "* * * * * */5"
"""Every five seconds: the sixth field is the seconds."""
TIDY_EVERY = "*/10 * * * *"
WHEN_THE_DATABASE_IS_BACK = RetryStrategy(
    max_attempts=100, wait=30, retry_exceptions=(DatabaseUnavailable, psycopg.Error)
)
"""For a job that nothing would rescue: a delivery's task has ended already."""


def register(
    app: App,
    tasks: TaskStore,
    endings: Endings,
    renderer: Renderer,
    gatherer: Gatherer,
    upkeep: Upkeep,
    rehearser: Rehearser,
    deliverer: Deliverer,
) -> None:
    """Teach the app its jobs. A job whose task is gone or has ended does nothing."""

    @app.task(name=queue.FETCH, queue=queue.REFERENCES_QUEUE)
    async def fetch_references(task_id: str) -> None:
        with suppress(TaskNotFound):
            await gatherer.run(await tasks.find(UUID(task_id)))

    @app.task(name=queue.RENDER, queue=queue.RENDER_QUEUE)
    async def render(task_id: str) -> None:
        if task := await _claim(endings, task_id):
            await renderer.run(task)

    @app.task(name=queue.REHEARSE, queue=queue.REFERENCES_QUEUE)
    async def rehearse(task_id: str) -> None:
        if task := await _claim(endings, task_id):
            await rehearser.run(task)

    @app.task(name=queue.DELIVER, queue=queue.DELIVER_QUEUE, retry=WHEN_THE_DATABASE_IS_BACK)
    async def deliver(task_id: str, event: str, attempt: int) -> None:
        with suppress(TaskNotFound):
            await deliverer.run(await tasks.find(UUID(task_id)), event, attempt)

    @app.periodic(cron=RESCUE_EVERY)
    @app.task(name=queue.RESCUE, queue=queue.UPKEEP_QUEUE, queueing_lock=queue.RESCUE)
    async def rescue(timestamp: int) -> None:
        await upkeep.rescue()

    @app.periodic(cron=TIDY_EVERY)
    @app.task(name=queue.TIDY, queue=queue.UPKEEP_QUEUE, queueing_lock=queue.TIDY)
    async def tidy(timestamp: int) -> None:
        await upkeep.tidy()


async def _claim(endings: Endings, task_id: str) -> Task | None:
    """The task, for a new attempt; None when it has ended, or ends here after too many."""
    task = await endings.begin(UUID(task_id))
    if task is None or task.attempts_left >= 0:
        return task
    reason = f"gave up after {MAX_ATTEMPTS} attempts: each ended with its worker"
    await endings.fail(task.id, reason, attempt=task.attempt)
    return None
