"""Tasks that somebody is to be told of, and the jobs that tell."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
from procrastinate.jobs import Job

from reelcast.app import Backend, backend
from reelcast.endings import Endings
from reelcast.request import Generation
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.task import Dialect, Origin, Task
from tests.integration.worker.test_tasks_end import run_queue, worker

BASE = "https://reel.example"
HERE = "127.0.0.1"


def impatient(settings: Settings, **changes: Any) -> Settings:
    """Settings under which this machine may be called, and again at once."""
    wanted = {"webhook_allow": (HERE,), "webhook_retry_seconds": 0.000001, **changes}
    return settings.model_copy(update=wanted)


async def asked_to_tell(
    parts: Backend, url: str | None, *, dialect: Dialect = Dialect.NOVITA, **origin: Any
) -> tuple[Task, Key]:
    """A queued task of a new key, with no job of its own."""
    key, _ = await parts.keys.create("test")
    async with parts.database.transaction() as connection:
        task = await parts.tasks.insert(
            connection,
            task_id=uuid4(),
            key_id=key.id,
            engine="stage",
            generation=Generation(prompt="a cat", seed=7),
            references=[],
            origin=Origin(dialect=dialect, callback_url=url, base_url=BASE, **origin),
        )
    return task, key


async def failed(parts: Backend, task: Task, reason: str = "the cat ran away") -> Task:
    """The task, ended badly: its delivery waits in the queue."""
    ended = await Endings(parts.tasks, parts.queue).fail(task.id, reason)
    assert ended is not None
    return ended


async def succeeded(parts: Backend, task: Task) -> Task:
    """The task, ended well: its delivery waits in the queue."""
    endings = Endings(parts.tasks, parts.queue)
    begun = await endings.begin(task.id)
    assert begun is not None
    names = [f"videos/{task.id}-1.{kind}" for kind in ("mp4", "jpg")]
    for name in names:
        parts.artifacts.put_bytes(name, b"a file")
    ended = await endings.succeed(begun, *names)
    assert ended is not None
    return ended


async def tell(database_url: str, settings: Settings) -> None:
    """Start a worker that makes the deliveries that are due, and those due at once after them."""
    async with backend(settings, database_url) as parts, worker(parts, settings):
        await run_queue(parts, "deliver")
        while any(job.scheduled_at and job.scheduled_at < _soon() for job in await _jobs(parts)):
            await run_queue(parts, "deliver")


async def tries(parts: Backend, task: Task) -> list[tuple[str, int, int | None, str]]:
    """What was written down of each try, but for its time."""
    return [
        (each.event, each.attempt, each.answer, each.error)
        for each in await parts.deliveries.of(task.id)
    ]


async def waiting(parts: Backend) -> list[dict[str, Any]]:
    """The deliveries that are still to be made."""
    return [dict(job.task_kwargs) for job in await _jobs(parts)]


async def _jobs(parts: Backend) -> list[Job]:
    found = await parts.queue.job_manager.list_jobs_async(status="todo", task="deliver")
    return list(found)


def _soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=5)


def execute(url: str, statement: str) -> None:
    """Do what only time would do."""
    with psycopg.connect(url) as connection:
        connection.execute(statement)
