"""Test requests: ended as asked without a clip being made, told of and polled like any other."""

import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from reelcast.app import Backend
from reelcast.clip import SIZES, ClipFormat
from reelcast.engines.base import Brief
from reelcast.queue import defer_next
from reelcast.request import AspectRatio, Generation
from reelcast.result import task_result
from reelcast.settings import Settings
from reelcast.task import Status, Task
from reelcast.worker.rehearse import SIMULATED, ColourBars
from tests.integration.receiver import Receiver, receiving
from tests.integration.worker.callbacks import asked_to_tell, failed, impatient, tell
from tests.integration.worker.test_tasks_end import run_queue, worker


async def rehearsed(
    parts: Backend, settings: Settings, url: str | None, status: Status, **origin: Any
) -> Task:
    """A test request, taken through the queue as a worker does."""
    task, _ = await asked_to_tell(parts, url, rehearsal=status, **origin)
    async with parts.database.transaction() as connection:
        await defer_next(parts.queue, connection, task)
    async with worker(parts, settings):
        await run_queue(parts, "references")
    return await parts.tasks.find(task.id)


def event(receiver: Receiver) -> dict[str, Any]:
    """The only event, as it is without what only a webhook has."""
    (call,) = receiver.calls
    payload: dict[str, Any] = call.json["payload"]
    assert payload["extra"].pop("webhook") == {"url": receiver.url}
    return payload


def polled(task: Task, told: dict[str, Any]) -> dict[str, Any]:
    """What polling gives, with the event's URL, since each is signed at its own time."""
    url = told["videos"][0]["video_url"] if told["videos"] else None
    return task_result(task, video_url=url, video_url_ttl=3600)


async def test_a_rehearsed_success_has_a_short_real_video_and_a_cover(
    parts: Backend, settings: Settings, tmp_path: Path, database_url: str
) -> None:
    async with receiving() as receiver:
        task = await rehearsed(parts, settings, receiver.url, Status.SUCCEED)
        await tell(database_url, impatient(settings))
    assert (task.status, task.attempt, task.percent) == (Status.SUCCEED, 1, 100)
    assert task.video is not None
    assert task.cover is not None
    clip = tmp_path / "card.mp4"
    clip.write_bytes(parts.artifacts.read(task.video))
    with av.open(str(clip)) as container:
        assert len(container.streams) == 1
        frames = [each.to_ndarray(format="rgb24") for each in container.decode(video=0)]
    assert len(frames) == 24
    assert frames[0].shape == (1080, 1920, 3)
    assert not np.array_equal(frames[0], frames[-1])
    cover = Image.open(io.BytesIO(parts.artifacts.read(task.cover)))
    assert (cover.format, cover.size) == ("JPEG", (1920, 1080))
    told = event(receiver)
    assert told == polled(task, told)
    assert len(told["videos"]) == 1


async def test_a_rehearsed_failure_says_that_it_is_none(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    async with receiving() as receiver:
        task = await rehearsed(parts, settings, receiver.url, Status.FAILED)
        await tell(database_url, impatient(settings))
    assert (task.status, task.reason) == (Status.FAILED, SIMULATED)
    told = event(receiver)
    assert told == polled(task, told)
    assert told["task"]["reason"] == "simulated failure (extra.webhook.test_mode)"
    assert list(parts.artifacts.list("videos")) == []


async def test_a_card_that_cannot_be_made_fails_the_task_and_says_why(
    parts: Backend, settings: Settings
) -> None:
    broken = settings.model_copy(update={"preset": "fastest"})
    task = await rehearsed(parts, broken, None, Status.SUCCEED)
    assert task.status is Status.FAILED
    assert task.reason.startswith("REELCAST_PRESET: ")


async def test_a_rehearsal_that_ended_meanwhile_is_left_alone(
    parts: Backend, settings: Settings
) -> None:
    task, _ = await asked_to_tell(parts, None, rehearsal=Status.SUCCEED)
    async with parts.database.transaction() as connection:
        await defer_next(parts.queue, connection, task)
    cancelled = await failed(parts, task)
    async with worker(parts, settings):
        await run_queue(parts, "references")
    assert await parts.tasks.find(task.id) == cancelled
    assert list(parts.artifacts.list("videos")) == []


@pytest.mark.parametrize("ratio", list(AspectRatio))
def test_the_card_has_eight_bars_of_falling_brightness_and_a_mark_that_moves(
    ratio: AspectRatio,
) -> None:
    width, height = SIZES[ratio]
    brief = Brief(Generation("a", 1, ratio), (), ClipFormat(width, height, 24, 24))
    first, *_, last = (
        each for each in ColourBars().generate(brief) if isinstance(each, np.ndarray)
    )
    assert first.shape == (height, width, 3)
    assert first.dtype == np.uint8
    centres = first[10, width // 16 :: width // 8][:8].astype(float)
    luma = centres @ [0.2126, 0.7152, 0.0722]
    assert all(np.diff(luma) < 0)
    assert np.argmax(last.min(axis=2).max(axis=0)) > np.argmax(first.min(axis=2).max(axis=0))
