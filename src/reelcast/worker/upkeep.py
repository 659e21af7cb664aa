"""What keeps the promise that every task ends, and what removes the things nobody needs."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from procrastinate import App

from reelcast.artifacts.base import Artifact, ArtifactStore
from reelcast.queue import defer_next
from reelcast.settings import Settings
from reelcast.store.database import rows
from reelcast.store.tasks import NAME_KEPT_SECONDS, TaskStore

logger = logging.getLogger(__name__)


class Upkeep:
    """Rescues work that lost its worker and tidies what has been kept long enough."""

    def __init__(
        self, tasks: TaskStore, artifacts: ArtifactStore, queue: App, settings: Settings
    ) -> None:
        self._tasks = tasks
        self._artifacts = artifacts
        self._queue = queue
        self._settings = settings

    async def rescue(self) -> None:
        """Re-queue the jobs of dead workers, and tasks whose job was lost altogether.

        One rescue runs at a time in the whole installation; the others have nothing to do.
        """
        async with self._tasks.database.transaction() as connection:
            (lock,) = await rows(connection, "try_upkeep")
            if not lock["mine"]:
                return
            await self._retry_stalled()
            for task in await self._tasks.without_job(connection):
                logger.warning("task %s had lost its job and is queued again", task.id)
                await defer_next(self._queue, connection, task)

    async def tidy(self) -> None:
        """Remove videos, references, task records and job records past their time."""
        await self._remove_videos()
        await self._remove_references()
        await self._tasks.delete_expired(self._settings.keep_tasks)
        await self._tasks.database.all("delete_expired_idempotency", keep=NAME_KEPT_SECONDS)
        await self._tasks.database.all("delete_ended_jobs")

    async def _retry_stalled(self) -> None:
        manager = self._queue.job_manager
        stalled = await manager.get_stalled_jobs(
            seconds_since_heartbeat=self._settings.dead_seconds
        )
        for job in stalled:
            logger.warning("job %s of a dead worker is queued again", job.call_string)
            await manager.retry_job(job)

    async def _remove_videos(self) -> None:
        for task_id, video in await self._tasks.expired_videos(self._settings.keep_videos):
            await asyncio.to_thread(self._artifacts.delete, video)
            await self._tasks.forget_video(task_id)
        # A worker that died between storing its file and saying so leaves one no task knows.
        old = await self._older_than("videos", self._settings.keep_references)
        known = await self._tasks.videos_known([artifact.name for artifact in old])
        for artifact in old:
            if artifact.name not in known:
                await asyncio.to_thread(self._artifacts.delete, artifact.name)

    async def _remove_references(self) -> None:
        old = await self._older_than("references", self._settings.keep_references)
        if not old:
            return
        needed = await self._tasks.references_in_use()
        for artifact in old:
            if artifact.name.removeprefix("references/") not in needed:
                await asyncio.to_thread(self._delete_if_still_old, artifact)

    async def _older_than(self, folder: str, seconds: float) -> list[Artifact]:
        horizon = datetime.now(UTC) - timedelta(seconds=seconds)
        return await asyncio.to_thread(
            lambda: [each for each in self._artifacts.list(folder) if each.modified < horizon]
        )

    def _delete_if_still_old(self, artifact: Artifact) -> None:
        """A request may have renewed the image since the folder was listed."""
        now = self._artifacts.find(artifact.name)
        if now and now.modified == artifact.modified:
            self._artifacts.delete(artifact.name)
