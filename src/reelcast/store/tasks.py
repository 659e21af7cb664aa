"""Tasks in Postgres. Every write of a worker names its attempt; a fenced-off worker writes nothing.

The methods that take a connection run inside the caller's transaction, so that a task and the job
that will end it are written together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from reelcast.errors import TaskNotFound
from reelcast.request import Generation
from reelcast.store.database import Connection, Database, Row, rows
from reelcast.task import Origin, ReferenceSlot, Status, Task

NAME_KEPT_SECONDS = 86400.0
"""For this long the same ``Idempotency-Key`` means the same request."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of a key's tasks to list: at most ``limit``, created in a half-open span of time.

    No ``statuses`` means any. ``after`` is the creation time and id of the last task of the page
    before.
    """

    limit: int
    statuses: tuple[Status, ...] = ()
    created_from: datetime | None = None
    created_to: datetime | None = None
    after: tuple[datetime, UUID] | None = None
    oldest_first: bool = False


class TaskStore:
    """The tasks of one installation."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def insert(
        self,
        connection: Connection,
        *,
        task_id: UUID,
        key_id: UUID,
        engine: str,
        generation: Generation,
        references: Sequence[ReferenceSlot],
        origin: Origin,
    ) -> Task:
        """Write down an accepted request, QUEUED."""
        (row,) = await rows(
            connection,
            "insert_task",
            id=task_id,
            key_id=key_id,
            engine=engine,
            generation=Jsonb(generation.to_json()),
            sources=_sources(references),
            origin=Jsonb(origin.to_json()),
        )
        return _task(row)

    async def count_open(self, connection: Connection, limit: int) -> int:
        """How many tasks have not ended, counted up to ``limit``."""
        (row,) = await rows(connection, "count_open_tasks", limit=limit)
        return int(row["open"])

    async def find(self, task_id: UUID, key_id: UUID | None = None) -> Task:
        """One task; with ``key_id``, only if it is that key's. Raises ``TaskNotFound``."""
        if key_id is None:
            row = await self.database.one("task", id=task_id)
        else:
            row = await self.database.one("task_of_key", id=task_id, key_id=key_id)
        if row is None:
            raise TaskNotFound(f"task {task_id} was not found")
        return _task(row)

    async def find_all(self, task_ids: Collection[UUID]) -> list[Task]:
        """Those of the tasks that are there, in no order."""
        return [_task(row) for row in await self.database.all("tasks_by_id", ids=list(task_ids))]

    async def find_within(self, connection: Connection, task_id: UUID) -> Task:
        """One task that is known to be there, without needing a second connection."""
        (row,) = await rows(connection, "task", id=task_id)
        return _task(row)

    async def find_number(self, number: int, key_id: UUID) -> Task:
        """The key's task of that number. Raises ``TaskNotFound``."""
        row = await self.database.one("task_by_number", number=number, key_id=key_id)
        if row is None:
            raise TaskNotFound(f"task {number} was not found")
        return _task(row)

    async def of_key(self, key_id: UUID, wanted: Wanted) -> list[Task]:
        """A key's tasks, newest first unless wanted otherwise."""
        found = await self.database.all(
            "tasks_of_key_oldest_first" if wanted.oldest_first else "tasks_of_key",
            key_id=key_id,
            statuses=list(wanted.statuses) or None,
            created_from=wanted.created_from,
            created_to=wanted.created_to,
            after_time=wanted.after[0] if wanted.after else None,
            after_id=wanted.after[1] if wanted.after else None,
            limit=wanted.limit,
        )
        return [_task(row) for row in found]

    async def delete(self, task_id: UUID) -> Task | None:
        """Remove the record of a task that has ended; None when it has not."""
        row = await self.database.one("delete_task", id=task_id)
        return _task(row) if row else None

    async def newest(self, limit: int) -> list[Task]:
        """The newest tasks of all keys."""
        return [_task(row) for row in await self.database.all("newest_tasks", limit=limit)]

    async def fill_references(
        self, connection: Connection, task_id: UUID, references: Sequence[ReferenceSlot]
    ) -> Task | None:
        """Note where the fetched images are stored; None when the task has ended meanwhile."""
        found = await rows(
            connection,
            "fill_sources",
            id=task_id,
            sources=_sources(references),
            origins=[Status.QUEUED],
        )
        return _task(found[0]) if found else None

    async def begin(self, connection: Connection, task_id: UUID) -> Task | None:
        """Claim the task for a new attempt; None when it has ended."""
        found = await rows(
            connection, "begin_attempt", id=task_id, origins=list(Status.PROCESSING.origins)
        )
        return _task(found[0]) if found else None

    async def note_ignored(self, task: Task, ignored: Sequence[str]) -> None:
        """Note what the engine of this attempt does not obey."""
        await self.database.one(
            "note_ignored", id=task.id, attempt=task.attempt, ignored=list(ignored)
        )

    async def advance(self, task: Task, percent: int, eta: int | None) -> bool:
        """Progress of this attempt; False when the attempt is no longer the task's."""
        row = await self.database.one(
            "advance", id=task.id, attempt=task.attempt, percent=percent, eta=eta
        )
        return row is not None

    async def succeed(
        self, connection: Connection, task: Task, video: str, cover: str | None
    ) -> Task | None:
        """The good ending; None when the attempt is no longer the task's."""
        found = await rows(
            connection,
            "succeed",
            id=task.id,
            attempt=task.attempt,
            video=video,
            cover=cover,
            origins=list(Status.SUCCEED.origins),
        )
        return _task(found[0]) if found else None

    async def fail(
        self, connection: Connection, task_id: UUID, reason: str, *, attempt: int | None = None
    ) -> Task | None:
        """The other ending; with ``attempt``, only if that is still the task's attempt."""
        found = await rows(
            connection,
            "fail",
            id=task_id,
            attempt=attempt,
            reason=reason,
            # An attempt that was handed back is over, although its number is still the latest.
            origins=list(Status.FAILED.origins if attempt is None else (Status.PROCESSING,)),
        )
        return _task(found[0]) if found else None

    async def requeue(self, connection: Connection, task: Task, *, blameless: bool) -> Task | None:
        """Give up this attempt so that another may begin; ``blameless`` does not count it."""
        found = await rows(
            connection,
            "requeue",
            id=task.id,
            attempt=task.attempt,
            handed_back=int(blameless),
            origins=[Status.PROCESSING],
        )
        return _task(found[0]) if found else None

    async def without_job(self, connection: Connection) -> list[Task]:
        """Open tasks whose job was lost on the way, locked until the transaction ends."""
        return [_task(row) for row in await rows(connection, "tasks_without_job")]

    async def expired_videos(self, keep_seconds: float) -> list[tuple[UUID, str]]:
        """Ended tasks, with their videos, that are past their time."""
        found = await self.database.all("expired_videos", keep=keep_seconds)
        return [(row["id"], row["video"]) for row in found]

    async def forget_video(self, task_id: UUID) -> None:
        """Note that the video was removed."""
        await self.database.all("forget_video", id=task_id)

    async def delete_expired(self, keep_seconds: float) -> None:
        """Remove the records of tasks that ended long ago and have no video left."""
        await self.database.all("delete_expired_tasks", keep=keep_seconds)

    async def references_in_use(self) -> frozenset[str]:
        """The sha256 of every stored image that an open task will need."""
        return frozenset(row["sha256"] for row in await self.database.all("references_in_use"))

    async def videos_known(self, names: Sequence[str]) -> frozenset[str]:
        """Those of the artifact names that belong to a task."""
        found = await self.database.all("videos_known", names=list(names))
        return frozenset(row["name"] for row in found)


def _sources(references: Sequence[ReferenceSlot]) -> Jsonb:
    return Jsonb([reference.to_json() for reference in references])


def _task(row: Row) -> Task:
    return Task(
        **{
            **{name: row[name] for name in _PLAIN},
            "generation": Generation.from_json(row["generation"]),
            "origin": Origin.from_json(row["origin"]),
            "references": tuple(ReferenceSlot(**source) for source in row["sources"]),
            "status": Status(row["status"]),
            "ignored": tuple(row["ignored"]),
        }
    )


_PLAIN = (
    "id",
    "number",
    "key_id",
    "engine",
    "attempt",
    "handed_back",
    "percent",
    "eta",
    "reason",
    "video",
    "cover",
    "created_at",
    "started_at",
    "finished_at",
)
