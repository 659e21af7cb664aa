"""A task as ``/v1`` shows it: flat, and in short words. Knows no route."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from reelcast.request import Amplitude, AspectRatio
from reelcast.task import Status, Task

_ID = "830d9c90-d53f-4c5a-8009-0123456789ab"
_LINK = f"https://reel.example.org/files/videos/{_ID}-1.mp4?expires=1767229445&signature=..."
_COVER = _LINK.replace(".mp4", ".jpg")


class TaskStatus(StrEnum):
    """Where a task is."""

    QUEUED = "queued"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"

    @classmethod
    def of(cls, status: Status) -> "TaskStatus":
        """The short word for a status of the wire contract."""
        return _WORDS[status]

    @property
    def status(self) -> Status:
        return next(status for status, state in _WORDS.items() if state is self)


_WORDS = {
    Status.QUEUED: TaskStatus.QUEUED,
    Status.PROCESSING: TaskStatus.PROCESSING,
    Status.SUCCEED: TaskStatus.SUCCEEDED,
    Status.FAILED: TaskStatus.FAILED,
}


class ShownTask(BaseModel):
    """One task, with links that were signed for this answer."""

    model_config = ConfigDict(extra="forbid")

    id: UUID = Field(examples=[_ID])
    status: TaskStatus
    percent: int = Field(ge=0, le=100, examples=[100])
    eta: int | None = Field(description="Seconds left; null while that cannot be told.")
    reason: str = Field(description="Why a failed task failed; empty otherwise.", examples=[""])
    prompt: str = Field(examples=["the cat walks along a harbour wall at dusk"])
    seed: int = Field(description="The seed used, also when none was asked for.")
    aspect_ratio: AspectRatio
    movement_amplitude: Amplitude
    bgm: bool
    engine: str = Field(examples=["stage"])
    ignored: list[str] = Field(
        description="Members of the request's `extra` that the engine does not obey; known once "
        "it has begun.",
        examples=[["storyboard"]],
    )
    created_at: datetime
    started_at: datetime | None = Field(description="When the first attempt to render began.")
    finished_at: datetime | None
    video_url: str | None = Field(
        description="Absolute and signed; needs no key. Null until the task has succeeded, and "
        "again when the video is no longer kept.",
        examples=[_LINK],
    )
    cover_url: str | None = Field(
        description="A frame of the clip as a JPEG, under the same rules.", examples=[_COVER]
    )

    @classmethod
    def of(cls, task: Task, *, video_url: str | None, cover_url: str | None) -> "ShownTask":
        """The task with the links to its files."""
        asked = task.generation
        return cls(
            id=task.id,
            status=TaskStatus.of(task.status),
            percent=task.percent,
            eta=task.eta,
            reason=task.reason,
            prompt=asked.prompt,
            seed=asked.seed,
            aspect_ratio=asked.aspect_ratio,
            movement_amplitude=asked.movement_amplitude,
            bgm=asked.bgm,
            engine=task.engine,
            ignored=list(task.ignored),
            created_at=task.created_at,
            started_at=task.started_at,
            finished_at=task.finished_at,
            video_url=video_url,
            cover_url=cover_url,
        )


class TaskPage(BaseModel):
    """Some of the key's tasks, newest first."""

    model_config = ConfigDict(extra="forbid")

    tasks: list[ShownTask]
    next_cursor: str | None = Field(
        description="`cursor` of the request for the next page; null when this is the last."
    )


class TaskEvent(BaseModel):
    """What the `data:` of one server-sent event holds."""

    model_config = ConfigDict(extra="forbid")

    task_id: UUID
    status: TaskStatus
    percent: int = Field(ge=0, le=100)
    eta: int | None
    reason: str
    video_url: str | None
