"""The last step of a clip: its files into the store, then the task's good ending."""

import asyncio
from pathlib import Path

from reelcast.artifacts.base import ArtifactStore
from reelcast.endings import Endings
from reelcast.task import Task
from reelcast.worker.film import cover_of


async def publish(task: Task, clip: Path, artifacts: ArtifactStore, endings: Endings) -> bool:
    """Store the clip and its cover, and end the task; False when it was no longer this attempt's.

    The files first, the task after: a client never sees a link to half a file.
    """
    names = {
        path: f"videos/{task.id}-{task.attempt}{path.suffix}" for path in (clip, cover_of(clip))
    }
    for path, name in names.items():
        await asyncio.to_thread(artifacts.put, name, path)
    video, cover = names.values()
    if await endings.succeed(task, video, cover):
        return True
    for name in names.values():
        await asyncio.to_thread(artifacts.delete, name)
    return False
