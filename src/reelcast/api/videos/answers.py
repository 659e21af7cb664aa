"""A task as a video object: the shapes for OpenAPI, and the one function that fills them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from reelcast.api.videos.problems import named
from reelcast.request import SIZES
from reelcast.service import CANCELLED
from reelcast.settings import Settings
from reelcast.task import Dialect, Status, Task

STATUSES: Mapping[Status, str] = MappingProxyType(
    {
        Status.QUEUED: "queued",
        Status.PROCESSING: "in_progress",
        Status.SUCCEED: "completed",
        Status.FAILED: "failed",
    }
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ID = re.compile(r"video_([0-9a-f]{14})([0-9a-f]{32})")


class VideoFault(BaseModel):
    """Why a video failed."""

    model_config = ConfigDict(extra="forbid")

    code: Literal["cancelled", "invalid_reference", "generation_failed"]
    message: str


class VideoObject(BaseModel):
    """A video as it is now. Times are in seconds since the epoch."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(examples=["video_0642a1f0c3e5b2830d9c90d53f4c5a80090123456789ab"])
    object: Literal["video"]
    model: str = Field(description="What the request named, else the engine.")
    status: Literal["queued", "in_progress", "completed", "failed"]
    progress: int = Field(ge=0, le=100, description="Percent.")
    created_at: int
    completed_at: int | None
    expires_at: int | None = Field(description="From then on the content may be gone.")
    prompt: str
    seconds: Literal["5"]
    size: Literal["1920x1080", "1080x1920", "1080x1080"]
    seed: int = Field(description="The seed that is used. Ours.")
    error: VideoFault | None
    remixed_from_video_id: None


class VideoPage(BaseModel):
    """One page of the key's videos."""

    model_config = ConfigDict(extra="forbid")

    object: Literal["list"]
    data: list[VideoObject]
    first_id: str | None
    last_id: str | None = Field(description="Ask for the next page with it in `after`.")
    has_more: bool


class VideoDeleted(BaseModel):
    """The video is no more."""

    model_config = ConfigDict(extra="forbid")

    id: str
    object: Literal["video.deleted"]
    deleted: Literal[True]


def video_id(task: Task) -> str:
    """The task's id here: its creation in microseconds, then its own id, in 46 hexadecimal digits.

    With the time in it, it marks a place in a list even when the video itself has been deleted.
    """
    return f"video_{(task.created_at - _EPOCH) // _MICROSECOND:014x}{task.id.hex}"


def parse_video_id(text: str) -> tuple[datetime, UUID] | None:
    """When the task was created and its own id; None for what is no id of ours."""
    found = _ID.fullmatch(text)
    # 14 digits reach to the year 4253.
    return (_EPOCH + int(found[1], 16) * _MICROSECOND, UUID(found[2])) if found else None


def video(task: Task, settings: Settings) -> dict[str, Any]:
    """The video object of a task, whichever dialect it came through."""
    succeeded = task.status is Status.SUCCEED
    width, height = SIZES[task.generation.aspect_ratio]
    finished = _seconds(task.finished_at) if succeeded and task.finished_at else None
    return {
        "id": video_id(task),
        "object": "video",
        "model": _model(task),
        "status": STATUSES[task.status],
        "progress": 100 if succeeded else task.percent,
        "created_at": _seconds(task.created_at),
        "completed_at": finished,
        "expires_at": None if finished is None else finished + int(settings.keep_videos),
        "prompt": task.generation.prompt,
        "seconds": str(task.generation.duration),
        "size": f"{width}x{height}",
        "seed": task.generation.seed,
        "error": _error(task.reason) if task.status is Status.FAILED else None,
        "remixed_from_video_id": None,
    }


def page(tasks: list[Task], settings: Settings, *, has_more: bool) -> dict[str, Any]:
    """One page of a list."""
    data = [video(task, settings) for task in tasks]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": has_more,
    }


def _model(task: Task) -> str:
    named_by_client = task.origin.dialect is Dialect.VIDEOS and task.origin.payload
    return named_by_client or task.engine


def _error(reason: str) -> dict[str, str]:
    if reason == CANCELLED:
        return {"code": "cancelled", "message": reason}
    code = "invalid_reference" if reason.startswith("images[") else "generation_failed"
    return {"code": code, "message": named(reason)}


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
