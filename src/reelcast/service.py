"""The verbs: submit, look, list, cancel, delete. What every dialect of the API does, said once."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
from procrastinate import App

from reelcast.artifacts.base import ArtifactStore
from reelcast.endings import Endings
from reelcast.errors import (
    CreateTaskFailed,
    DatabaseUnavailable,
    Fault,
    InvalidBody,
    NameReused,
    RateLimited,
    TaskEnded,
)
from reelcast.queue import defer_next
from reelcast.references import InlineImage, SentImage
from reelcast.request import Generation
from reelcast.settings import Settings
from reelcast.simulation import read_simulation
from reelcast.store.database import Connection, rows
from reelcast.store.keys import Key, KeyStore
from reelcast.store.tasks import NAME_KEPT_SECONDS, TaskStore, Wanted
from reelcast.task import Origin, ReferenceSlot, Task

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 10
CANCELLED = "cancelled by the caller"


@dataclass(frozen=True, slots=True)
class Once:
    """A client's own name for its request, and the sha256 of the body it came with."""

    name: str
    body_hash: bytes


class Service:
    """What a client may ask for, whichever dialect it speaks."""

    def __init__(
        self,
        *,
        tasks: TaskStore,
        keys: KeyStore,
        artifacts: ArtifactStore,
        queue: App,
        settings: Settings,
    ) -> None:
        self._tasks = tasks
        self._keys = keys
        self._artifacts = artifacts
        self._queue = queue
        self._settings = settings
        self._endings = Endings(tasks, queue)

    async def authenticate(self, secret: str) -> Key:
        """The key of a secret. Raises ``InvalidKey``."""
        return await self._keys.find(secret)

    async def submit(
        self,
        key: Key,
        generation: Generation,
        images: Sequence[SentImage],
        *,
        origin: Origin = Origin(),  # noqa: B008 - frozen
        engine: str | None = None,
        once: Once | None = None,
    ) -> Task:
        """Accept a checked request: its images are stored, then task and job written together.

        With ``once``, a request that was accepted under the same name is answered with its task.
        Raises ``InvalidBody`` for an engine that is not enabled, ``NameReused`` for a name that
        came with another body, ``RateLimited`` when the queue is full and ``CreateTaskFailed``
        when the request could not be written down; nothing is accepted then.
        """
        engine = self._enabled(engine)
        self._check_rejection(generation)
        try:
            references = await asyncio.to_thread(self._store, images)
            async with self._tasks.database.transaction() as connection:
                if once and (task_id := await self._known(connection, key, once)):
                    return await self._tasks.find_within(connection, task_id)
                await self._check_room(connection)
                task = await self._tasks.insert(
                    connection,
                    task_id=uuid4(),
                    key_id=key.id,
                    engine=engine,
                    generation=generation,
                    references=references,
                    origin=origin,
                )
                if once:
                    await self._remember(connection, key, once, task)
                delay = read_simulation(generation.prompt, self._settings).queue
                await defer_next(self._queue, connection, task, render_delay=delay)
                return task
        except (OSError, psycopg.Error, DatabaseUnavailable) as error:
            logger.exception("a request could not be accepted")
            raise CreateTaskFailed("the task could not be created; try again later") from error

    async def look(self, key: Key, task_id: UUID) -> Task:
        """The key's task. Raises ``TaskNotFound``, also for a task of another key."""
        return await self._tasks.find(task_id, key.id)

    async def look_number(self, key: Key, number: int) -> Task:
        """The key's task by its number. Raises ``TaskNotFound``."""
        return await self._tasks.find_number(number, key.id)

    async def list_tasks(self, key: Key, wanted: Wanted) -> list[Task]:
        """The key's tasks, newest first unless wanted otherwise."""
        return await self._tasks.of_key(key.id, wanted)

    async def look_again(self, task_ids: Collection[UUID]) -> list[Task]:
        """Tasks that were looked at before, as they are now; one that is gone is left out."""
        return await self._tasks.find_all(task_ids)

    async def cancel(self, key: Key, task_id: UUID) -> Task:
        """End the key's task now. Raises ``TaskNotFound`` and ``TaskEnded``."""
        task = await self.look(key, task_id)
        ended = await self._endings.fail(task.id, CANCELLED)
        if ended is None:
            raise TaskEnded(f"task {task_id} has ended already and cannot be cancelled")
        logger.info("task %s was cancelled by its caller", task_id)
        return ended

    async def delete(self, key: Key, task_id: UUID) -> Task:
        """Forget the key's task and its files, ending it first. Raises ``TaskNotFound``."""
        task = await self.look(key, task_id)
        await self._endings.fail(task.id, CANCELLED)
        deleted = await self._tasks.delete(task.id) or task
        for name in (deleted.video, deleted.cover):
            if name:
                await asyncio.to_thread(self._artifacts.delete, name)
        return deleted

    async def ready(self) -> None:
        """Raise ``DatabaseUnavailable`` unless requests can be served."""
        await self._tasks.database.one("ping")

    def _enabled(self, engine: str | None) -> str:
        enabled = self._settings.enabled_engines
        if engine is not None and engine not in enabled:
            words = ", ".join(f'"{name}"' for name in enabled)
            message = f'extra.engine: must be one of {words}, got "{engine[:40]}"'
            raise InvalidBody(Fault("extra.engine", message))
        return engine or enabled[0]

    def _check_rejection(self, generation: Generation) -> None:
        if read_simulation(generation.prompt, self._settings).reject:
            raise RateLimited("simulated: too many requests", RETRY_AFTER_SECONDS)

    async def _check_room(self, connection: Connection) -> None:
        limit = self._settings.max_queue
        if await self._tasks.count_open(connection, limit) >= limit:
            raise RateLimited(
                f"the queue is full: at most {limit} tasks may be open at one time",
                RETRY_AFTER_SECONDS,
            )

    async def _known(self, connection: Connection, key: Key, once: Once) -> UUID | None:
        """The task this name stands for already. Held until the transaction ends."""
        await rows(connection, "lock_name", name=f"{key.id} {once.name}")
        found = await rows(
            connection,
            "idempotent_task",
            key_id=key.id,
            name=once.name,
            keep=NAME_KEPT_SECONDS,
        )
        if not found:
            return None
        if bytes(found[0]["body_hash"]) != once.body_hash:
            raise NameReused(
                f"Idempotency-Key: {once.name!r} came before with another body; use a new key"
            )
        task_id: UUID = found[0]["task_id"]
        return task_id

    async def _remember(self, connection: Connection, key: Key, once: Once, task: Task) -> None:
        await rows(
            connection,
            "remember_idempotent",
            key_id=key.id,
            name=once.name,
            body_hash=once.body_hash,
            task_id=task.id,
        )

    def _store(self, images: Sequence[SentImage]) -> list[ReferenceSlot]:
        return [self._slot(image) for image in images]

    def _slot(self, image: SentImage) -> ReferenceSlot:
        if isinstance(image, InlineImage):
            self._artifacts.put_bytes(f"references/{image.sha256}", image.data)
            return ReferenceSlot(url=None, sha256=image.sha256)
        return ReferenceSlot(url=image.url, sha256=None)
