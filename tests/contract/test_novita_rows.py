"""The rows of the wire contract that no other test pins, over the real application."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from reelcast.api.answers import TaskEvent
from reelcast.errors import ReelcastError
from reelcast.request import Amplitude, AspectRatio, Generation
from reelcast.task import Status, Task
from reelcast.worker.letters import Links, hosted_event
from tests.contract.novita import NOW, RESULT, SUBMIT, Api, assert_problem, data_uri, serving

FINAL = [Status.SUCCEED, Status.FAILED]
NO_VIDEO: dict[str, Any] = {"images": [], "videos": [], "audios": [], "extra": {}}
DOCUMENTED = {
    "INVALID_REQUEST_BODY": 400,
    "IMAGE_FILE_EXCEEDS_MAX_SIZE": 400,
    "INVALID_IMAGE_FORMAT": 400,
    "IMAGE_EXCEEDS_MAX_RESOLUTION": 400,
    "INVALID_IMAGE_SIZE": 400,
    "API_NOT_FOUND": 404,
    "MISSING_API_KEY": 400,
    "INVALID_API_KEY": 403,
    "RATE_LIMIT_EXCEEDED": 429,
    "CREATE_TASK_FAILED": 500,
    "TASK_NOT_FOUND": 404,
}


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        yield api


async def found(api: Api, seed: int = 1234, **changes: Any) -> Task:
    """A submitted task with ``changes``, as the next poll will find it."""
    task = replace(await api.accepted(seed=seed), **changes)
    api.service.tasks[task.id] = task
    return task


async def ended(api: Api, status: Status) -> Task:
    video = "videos/a-1.mp4" if status is Status.SUCCEED else None
    reason = "" if video else "images[1]: could not be fetched (HTTP 404)"
    begun, over = (NOW + timedelta(seconds=seconds) for seconds in (1, 42))
    done = await found(api, status=status, video=video, reason=reason)
    api.service.tasks[done.id] = replace(done, started_at=begun, finished_at=over)
    return api.service.tasks[done.id]


def state(task: Task, status: str, **changes: Any) -> dict[str, Any]:
    """The ``task`` of a task result."""
    usual = {"reason": "", "eta": 0, "progress_percent": 0}
    named = {"task_id": str(task.id), "task_type": "VIDU_Q1_REFERENCE_TO_VIDEO", "status": status}
    return {**named, **usual, **changes}


# Submission


@pytest.mark.known("documented")
async def test_a_body_with_every_documented_field_is_taken_whole(api: Api) -> None:
    task = await api.accepted(
        images=["https://example.org/cat_front.png", data_uri()],
        prompt="the cat walks along a harbour wall at dusk",
        duration=5,
        seed=1234,
        aspect_ratio="9:16",
        resolution="1080p",
        movement_amplitude="small",
        bgm=True,
    )
    assert task.generation == Generation(
        prompt="the cat walks along a harbour wall at dusk",
        seed=1234,
        aspect_ratio=AspectRatio.TALL,
        movement_amplitude=Amplitude.SMALL,
        bgm=True,
    )


@pytest.mark.known("ours")  # the page does not say what null means
async def test_null_for_every_optional_field_gives_the_documented_defaults(api: Api) -> None:
    optional = ("duration", "seed", "aspect_ratio", "resolution", "movement_amplitude", "bgm")
    nulls = (await api.accepted(**dict.fromkeys(optional))).generation
    assert replace(nulls, seed=7) == (await api.accepted(seed=7)).generation


@pytest.mark.known("documented")  # a data URI must say its content type
@pytest.mark.parametrize("head", ["data:;base64,", "data:base64,", "data:text/plain;base64,"])
async def test_a_data_uri_without_the_type_of_an_image_is_refused(api: Api, head: str) -> None:
    image = head + data_uri().partition(",")[2]
    assert_problem(await api.submit(images=[image]), 400, "INVALID_IMAGE_FORMAT")


@pytest.mark.known("client")  # the npm package novita-sdk: the bare key, and two headers of its own
async def test_the_npm_package_s_headers_are_taken_when_it_polls_as_well(api: Api) -> None:
    own = {"Authorization": "sk_one", "X-Novita-Source": "js-sdk", "X-Api-Source": "js-sdk"}
    api.http.headers.update(own)
    task = await api.accepted()
    assert (await api.look(task.id)).status_code == 200


# Task result


@pytest.mark.known("documented")  # other strings crash novita-client 0.7.1
def test_a_task_has_one_of_the_four_documented_states() -> None:
    names = ("QUEUED", "PROCESSING", "SUCCEED", "FAILED")
    assert [status.value for status in Status] == [f"TASK_STATUS_{name}" for name in names]


@pytest.mark.known("observed")  # five members, whatever the state; ``extra`` may be empty
async def test_a_queued_task_is_answered_in_full(api: Api) -> None:
    task = await found(api)
    assert (await api.look(task.id)).json() == {
        "task": state(task, "TASK_STATUS_QUEUED"),
        **NO_VIDEO,
    }


@pytest.mark.known("observed")  # so is ``nsfw_detection_result: null``; the digits are documented
async def test_a_success_is_answered_in_full(api: Api) -> None:
    task = await ended(api, Status.SUCCEED)
    body = (await api.look(task.id)).json()
    url = body["videos"][0].pop("video_url")
    assert url.startswith("http://reel.test:8080/files/videos/a-1.mp4?")
    assert body == {
        "task": state(task, "TASK_STATUS_SUCCEED", progress_percent=100),
        "images": [],
        "videos": [{"video_url_ttl": "3600", "video_type": "mp4", "nsfw_detection_result": None}],
        "audios": [],
        "extra": {
            "seed": "1234",
            "debug_info": {
                "request_info": "",
                "submit_time_ms": "1767323045000",
                "execute_time_ms": "1767323046000",
                "complete_time_ms": "1767323087000",
            },
        },
    }


@pytest.mark.known("client")  # no member of ``extra`` is half there after a failure
async def test_a_failure_is_answered_in_full(api: Api) -> None:
    task = await ended(api, Status.FAILED)
    assert (await api.look(task.id)).json() == {
        "task": state(task, "TASK_STATUS_FAILED", reason=task.reason),
        **NO_VIDEO,
    }


@pytest.mark.known("client")  # one time without the others, or "", crashes novita-client 0.7.1
@pytest.mark.parametrize("missing", ["started_at", "finished_at"])
async def test_a_time_that_is_not_known_takes_all_times_with_it(api: Api, missing: str) -> None:
    times: dict[str, Any] = {"started_at": NOW, "finished_at": NOW, missing: None}
    task = await found(api, status=Status.SUCCEED, video="videos/a-1.mp4", **times)
    assert (await api.look(task.id)).json()["extra"] == {"seed": "1234"}


@pytest.mark.known("client")  # "" for a seed crashes novita-client 0.7.1; 0 is one
@pytest.mark.parametrize("seed", [0, 4294967295])
async def test_any_seed_is_told_in_digits(api: Api, seed: int) -> None:
    task = await found(api, seed=seed, status=Status.SUCCEED, video="videos/a-1.mp4")
    assert (await api.look(task.id)).json()["extra"] == {"seed": str(seed)}


@pytest.mark.known("ours")
@pytest.mark.parametrize("status", FINAL)
async def test_a_task_that_has_ended_has_no_time_left(api: Api, status: Status) -> None:
    task = await found(api, status=status, percent=60, eta=9)
    assert (await api.look(task.id)).json()["task"]["eta"] == 0


@pytest.mark.known("ours")
async def test_the_time_a_link_is_good_for_is_the_operator_s(tmp_path: Path) -> None:
    async with serving(tmp_path, video_url_ttl=60) as api:
        (video,) = (await api.look((await ended(api, Status.SUCCEED)).id)).json()["videos"]
    assert video["video_url_ttl"] == "60"
    assert f"expires={int(NOW.timestamp()) + 60}" in video["video_url"]


@pytest.mark.known("client")  # novita-client polls twice a second, for each of its tasks
async def test_polling_is_not_rationed(api: Api) -> None:
    task = await found(api)
    answers = await asyncio.gather(*(api.look(task.id) for _ in range(100)))
    assert [answer.status_code for answer in answers] == [200] * 100


@pytest.mark.known("ours")  # RFC 9562: case does not matter on input
async def test_an_id_in_capitals_is_found(api: Api) -> None:
    task = await found(api)
    assert (await api.look(str(task.id).upper())).json()["task"]["task_id"] == str(task.id)


# Refusals and events


@pytest.mark.known("observed")  # the flat body; ``metadata`` is an object, here with nothing in it
async def test_the_body_of_a_refusal_without_details_is_the_observed_one(api: Api) -> None:
    gone = assert_problem(await api.look(uuid4()), 404, "TASK_NOT_FOUND")
    other = assert_problem(await api.http.delete(RESULT), 404, "API_NOT_FOUND")
    assert (gone["metadata"], other["metadata"]) == ({}, {})


@pytest.mark.known("documented")  # the table of the image, audio and video APIs
def test_a_documented_reason_has_its_documented_status() -> None:
    ours = {(error.code, error.status) for error in errors() if error.code in DOCUMENTED}
    assert ours == set(DOCUMENTED.items())


@pytest.mark.known("client")  # every client reads JSON whatever the status
async def test_every_answer_says_that_it_is_json(api: Api) -> None:
    answers = [await api.submit(), await api.submit(seed=-9), await api.look("x")]
    answers.append(await api.http.get(SUBMIT))
    assert {answer.headers["content-type"] for answer in answers} == {"application/json"}


@pytest.mark.known("documented")  # "exactly the same as the Task Result", and the example's echo
@pytest.mark.parametrize("status", FINAL)
async def test_the_event_s_payload_is_what_polling_gives(api: Api, status: Status) -> None:
    task = await ended(api, status)
    polled = (await api.look(task.id)).json()
    url = polled["videos"][0]["video_url"] if polled["videos"] else None
    event = hosted_event(task, "https://me.example/hook", Links(url, None, 3600))
    TaskEvent.model_validate(event)
    assert event["payload"]["extra"].pop("webhook") == {"url": "https://me.example/hook"}
    assert event == {"event_type": "ASYNC_TASK_RESULT", "payload": polled}


def errors(root: type[ReelcastError] = ReelcastError) -> Iterator[type[ReelcastError]]:
    """The class and all that inherit from it."""
    yield root
    for inner in root.__subclasses__():
        yield from errors(inner)
