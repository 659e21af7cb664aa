"""The task-result body against what its strictest client accepts (known: client)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from reelcast.request import Generation
from reelcast.result import task_result
from reelcast.task import Origin, ReferenceSlot, Status, Task

pytestmark = pytest.mark.known("client")

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def task(**changes: Any) -> Task:
    values: dict[str, Any] = {
        "id": UUID(int=1),
        "number": 910000000000000001,
        "key_id": UUID(int=2),
        "origin": Origin(),
        "generation": Generation(prompt="a cat", seed=1234),
        "engine": "stage",
        "references": (ReferenceSlot(None, "00"),),
        "status": Status.QUEUED,
        "attempt": 0,
        "handed_back": 0,
        "percent": 0,
        "eta": None,
        "reason": "",
        "video": None,
        "cover": None,
        "created_at": MOMENT,
        "started_at": None,
        "finished_at": None,
    }
    return Task(**{**values, **changes})


def result(**changes: Any) -> dict[str, Any]:
    return task_result(task(**changes), video_url="http://host/v.mp4", video_url_ttl=3600)


@pytest.mark.parametrize("status", list(Status))
def test_lists_are_lists_extra_is_an_object_and_numbers_are_integers(status: Status) -> None:
    body = result(status=status, percent=33, eta=None)
    assert all(isinstance(body[name], list) for name in ("images", "videos", "audios"))
    assert isinstance(body["extra"], dict)
    assert type(body["task"]["eta"]) is int
    assert type(body["task"]["progress_percent"]) is int


def test_a_queued_task_has_no_videos_and_an_empty_extra() -> None:
    assert result() == {
        "task": {
            "task_id": str(UUID(int=1)),
            "task_type": "VIDU_Q1_REFERENCE_TO_VIDEO",
            "status": "TASK_STATUS_QUEUED",
            "reason": "",
            "eta": 0,
            "progress_percent": 0,
        },
        "images": [],
        "videos": [],
        "audios": [],
        "extra": {},
    }


def test_a_video_has_its_three_keys_and_the_time_to_live_as_digits() -> None:
    body = result(status=Status.SUCCEED, video="videos/1.mp4")
    assert body["videos"] == [
        {
            "video_url": "http://host/v.mp4",
            "video_url_ttl": "3600",
            "video_type": "mp4",
            "nsfw_detection_result": None,
        }
    ]
    assert body["task"]["progress_percent"] == 100


def test_debug_times_come_all_three_together_as_digits() -> None:
    body = result(status=Status.SUCCEED, started_at=MOMENT, finished_at=MOMENT)
    assert body["extra"]["seed"] == "1234"
    times = {name: value for name, value in body["extra"]["debug_info"].items() if "time" in name}
    assert len(times) == 3
    assert all(value == "1767323045000" for value in times.values())


def test_a_failed_task_says_why_and_offers_no_video() -> None:
    body = result(status=Status.FAILED, reason="images[1]: HTTP 404", video=None)
    assert body["task"]["reason"] == "images[1]: HTTP 404"
    assert body["videos"] == []
