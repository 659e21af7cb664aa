"""The verbs: submit and look. What every dialect of the API does, said once."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import UUID, uuid4

import psycopg
from procrastinate import App

from reelcast.artifacts.base import ArtifactStore
from reelcast.errors import CreateTaskFailed, DatabaseUnavailable, RateLimited
from reelcast.queue import defer_fetch, defer_render
from reelcast.references import InlineImage, SentImage
from reelcast.request import Generation
from reelcast.store.database import Connection
from reelcast.store.keys import Key, KeyStore
from reelcast.store.tasks import TaskStore
from reelcast.task import Origin, ReferenceSlot, Task

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 10


class Service:
    """What a client may ask for, whichever dialect it speaks."""

    def __init__(
        self,
        *,
        tasks: TaskStore,
        keys: KeyStore,
        artifacts: ArtifactStore,
        queue: App,
        engine: str,
        max_queue: int,
    ) -> None:
        self._tasks = tasks
        self._keys = keys
        self._artifacts = artifacts
        self._queue = queue
        self._engine = engine
        self._max_queue = max_queue

    async def authenticate(self, secret: str) -> Key:
        """The key of a secret. Raises ``InvalidKey``."""
        return await self._keys.find(secret)

    async def submit(self, key: Key, generation: Generation, images: Sequence[SentImage]) -> Task:
        """Accept a checked request: its images are stored, then task and job written together.

        Raises ``RateLimited`` when the queue is full and ``CreateTaskFailed`` when the request
        could not be written down; nothing is accepted then.
        """
        try:
            references = await asyncio.to_thread(self._store, images)
            async with self._tasks.database.transaction() as connection:
                await self._check_room(connection)
                return await self._insert(connection, key, generation, references)
        except (OSError, psycopg.Error, DatabaseUnavailable) as error:
            logger.exception("a request could not be accepted")
            raise CreateTaskFailed("the task could not be created; try again later") from error

    async def look(self, key: Key, task_id: UUID) -> Task:
        """The key's task. Raises ``TaskNotFound``, also for a task of another key."""
        return await self._tasks.find(task_id, key.id)

    async def ready(self) -> None:
        """Raise ``DatabaseUnavailable`` unless requests can be served."""
        await self._tasks.database.one("ping")

    async def _insert(
        self,
        connection: Connection,
        key: Key,
        generation: Generation,
        references: Sequence[ReferenceSlot],
    ) -> Task:
        task = await self._tasks.insert(
            connection,
            task_id=uuid4(),
            key_id=key.id,
            engine=self._engine,
            generation=generation,
            references=references,
            origin=Origin(),
        )
        gathered = all(reference.sha256 for reference in references)
        await (defer_render if gathered else defer_fetch)(self._queue, connection, task.id)
        return task

    async def _check_room(self, connection: Connection) -> None:
        open_tasks = await self._tasks.count_open(connection, self._max_queue)
        if open_tasks >= self._max_queue:
            raise RateLimited(
                f"the queue is full: at most {self._max_queue} tasks may be open at one time",
                RETRY_AFTER_SECONDS,
            )

    def _store(self, images: Sequence[SentImage]) -> list[ReferenceSlot]:
        return [self._slot(image) for image in images]

    def _slot(self, image: SentImage) -> ReferenceSlot:
        if isinstance(image, InlineImage):
            self._artifacts.put_bytes(f"references/{image.sha256}", image.data)
            return ReferenceSlot(url=None, sha256=image.sha256)
        return ReferenceSlot(url=image.url, sha256=None)
