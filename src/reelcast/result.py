"""A task as its client sees it: one function, one shape, for polling and (later) webhooks."""

from datetime import datetime
from typing import Any

from reelcast.task import Status, Task

TASK_TYPE = "VIDU_Q1_REFERENCE_TO_VIDEO"


def task_result(task: Task, *, video_url: str | None, video_url_ttl: int) -> dict[str, Any]:
    """The hosted API's task-result body, in the form its strictest client accepts.

    ``images``, ``videos`` and ``audios`` are always lists and ``extra`` always an object; eta and
    percent are integers; the time to live, the seed and the times are digit strings. ``extra`` is
    empty until success; its times (epoch milliseconds) appear only all three together.
    """
    succeeded = task.status is Status.SUCCEED
    videos = []
    if succeeded and video_url is not None:
        videos.append(
            {
                "video_url": video_url,
                "video_url_ttl": str(video_url_ttl),
                "video_type": "mp4",
                "nsfw_detection_result": None,
            }
        )
    return {
        "task": {
            "task_id": str(task.id),
            "task_type": TASK_TYPE,
            "status": task.status.value,
            "reason": task.reason,
            "eta": 0 if task.status.final or task.eta is None else task.eta,
            "progress_percent": 100 if succeeded else task.percent,
        },
        "images": [],
        "videos": videos,
        "audios": [],
        "extra": _extra(task) if succeeded else {},
    }


def _extra(task: Task) -> dict[str, Any]:
    extra: dict[str, Any] = {"seed": str(task.generation.seed)}
    if task.started_at and task.finished_at:
        extra["debug_info"] = {
            "request_info": "",
            "submit_time_ms": _epoch_ms(task.created_at),
            "execute_time_ms": _epoch_ms(task.started_at),
            "complete_time_ms": _epoch_ms(task.finished_at),
        }
    return extra


def _epoch_ms(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))
