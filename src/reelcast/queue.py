"""The Procrastinate app: which jobs there are and how they are put into the queue.

What the jobs do is the worker's affair; the API process only ever defers them by name.
"""

from uuid import UUID

from procrastinate import App, PsycopgConnector
from procrastinate.types import TimeDeltaParams

from reelcast.store.database import Connection
from reelcast.store.migrate import inside_schema
from reelcast.task import Task

FETCH = "fetch_references"
RENDER = "render"
REHEARSE = "rehearse"
DELIVER = "deliver"
RESCUE = "rescue"
TIDY = "tidy"

REFERENCES_QUEUE = "references"
RENDER_QUEUE = "render"
DELIVER_QUEUE = "deliver"
UPKEEP_QUEUE = "upkeep"


def queue_app(url: str) -> App:
    """An app for the database at ``url``; open it with ``async with app.open_async()``."""
    return App(connector=PsycopgConnector(conninfo=inside_schema(url), min_size=1, max_size=10))


async def defer_next(
    app: App, connection: Connection, task: Task, *, render_delay: float = 0.0
) -> None:
    """Have an open task taken to its next step, in the connection's transaction.

    A test request is answered, one with URLs has them fetched, any other is rendered,
    ``render_delay`` seconds from now.
    """
    if task.origin.rehearsal:
        await _defer(app, connection, REHEARSE, REFERENCES_QUEUE, task.id)
    elif not task.gathered:
        await _defer(app, connection, FETCH, REFERENCES_QUEUE, task.id)
    else:
        await _defer(app, connection, RENDER, RENDER_QUEUE, task.id, render_delay)


async def defer_delivery(
    app: App, connection: Connection, task_id: UUID, event: str, *, attempt: int, delay: float
) -> None:
    """Have the task's callback told of an event; part of the connection's transaction."""
    deferrer = app.configure_task(
        DELIVER, queue=DELIVER_QUEUE, connection=connection, schedule_in=_seconds(delay)
    )
    await deferrer.defer_async(task_id=str(task_id), event=event, attempt=attempt)


async def _defer(
    app: App, connection: Connection, job: str, queue: str, task_id: UUID, delay: float = 0.0
) -> None:
    deferrer = app.configure_task(
        job, queue=queue, connection=connection, schedule_in=_seconds(delay)
    )
    await deferrer.defer_async(task_id=str(task_id))


def _seconds(delay: float) -> TimeDeltaParams | None:
    return {"milliseconds": round(delay * 1000)} if delay else None
