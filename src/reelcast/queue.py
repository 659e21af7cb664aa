"""The Procrastinate app: which jobs there are and how they are put into the queue.

What the jobs do is the worker's affair; the API process only ever defers them by name.
"""

from uuid import UUID

from procrastinate import App, PsycopgConnector

from reelcast.store.database import Connection
from reelcast.store.migrate import inside_schema

FETCH = "fetch_references"
RENDER = "render"
RESCUE = "rescue"
TIDY = "tidy"

REFERENCES_QUEUE = "references"
RENDER_QUEUE = "render"
UPKEEP_QUEUE = "upkeep"


def queue_app(url: str) -> App:
    """An app for the database at ``url``; open it with ``async with app.open_async()``."""
    return App(connector=PsycopgConnector(conninfo=inside_schema(url), min_size=1, max_size=10))


async def defer_fetch(app: App, connection: Connection, task_id: UUID) -> None:
    """Have the task's reference URLs fetched; part of the connection's transaction."""
    await _defer(app, connection, FETCH, REFERENCES_QUEUE, task_id)


async def defer_render(app: App, connection: Connection, task_id: UUID) -> None:
    """Have the task rendered; part of the connection's transaction."""
    await _defer(app, connection, RENDER, RENDER_QUEUE, task_id)


async def _defer(app: App, connection: Connection, job: str, queue: str, task_id: UUID) -> None:
    deferrer = app.configure_task(job, queue=queue, connection=connection)
    await deferrer.defer_async(task_id=str(task_id))
