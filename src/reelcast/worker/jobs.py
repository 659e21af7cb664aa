"""The jobs a worker runs, bound to the objects that do the work."""

from uuid import UUID

from procrastinate import App

from reelcast import queue
from reelcast.endings import Endings
from reelcast.errors import TaskNotFound
from reelcast.store.tasks import TaskStore
from reelcast.task import MAX_ATTEMPTS
from reelcast.worker.gather import Gatherer
from reelcast.worker.run import Renderer
from reelcast.worker.upkeep import Upkeep

RESCUE_EVERY = "* * * * * */5"
"""Every five seconds: the sixth field is the seconds."""
TIDY_EVERY = "*/10 * * * *"


def register(
    app: App,
    tasks: TaskStore,
    endings: Endings,
    renderer: Renderer,
    gatherer: Gatherer,
    upkeep: Upkeep,
) -> None:
    """Teach the app its jobs. A job whose task is gone or has ended does nothing."""

    @app.task(name=queue.FETCH, queue=queue.REFERENCES_QUEUE)
    async def fetch_references(task_id: str) -> None:
        try:
            await gatherer.run(await tasks.find(UUID(task_id)))
        except TaskNotFound:
            return

    @app.task(name=queue.RENDER, queue=queue.RENDER_QUEUE)
    async def render(task_id: str) -> None:
        task = await endings.begin(UUID(task_id))
        if task is None:
            return
        if task.attempts_left < 0:
            reason = f"gave up after {MAX_ATTEMPTS} attempts: each ended with its worker"
            await endings.fail(task.id, reason, attempt=task.attempt)
            return
        await renderer.run(task)

    @app.periodic(cron=RESCUE_EVERY)
    @app.task(name=queue.RESCUE, queue=queue.UPKEEP_QUEUE, queueing_lock=queue.RESCUE)
    async def rescue(timestamp: int) -> None:
        await upkeep.rescue()

    @app.periodic(cron=TIDY_EVERY)
    @app.task(name=queue.TIDY, queue=queue.UPKEEP_QUEUE, queueing_lock=queue.TIDY)
    async def tidy(timestamp: int) -> None:
        await upkeep.tidy()
