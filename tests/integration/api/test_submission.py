"""A submission over the real service: named requests, engines, and a webhook from end to end."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from reelcast.app import Backend
from reelcast.settings import Settings
from tests.contract.novita import RESULT, SUBMIT, assert_problem, data_uri
from tests.integration.api.served import caller, over
from tests.integration.receiver import receiving
from tests.integration.worker.callbacks import impatient, tell
from tests.integration.worker.test_tasks_end import run_queue, worker

BODY = {"images": [data_uri()], "prompt": "a red square drifts"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"engines": ("other",)})


@pytest.fixture
async def http(parts: Backend, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    _, secret = await parts.keys.create("one")
    async with caller(over(parts, settings), secret) as client:
        yield client


async def named(http: httpx.AsyncClient, name: str, **body: Any) -> httpx.Response:
    return await http.post(SUBMIT, json={**BODY, **body}, headers={"Idempotency-Key": name})


async def tasks(parts: Backend) -> list[UUID]:
    return [task.id for task in await parts.tasks.newest(100)]


@pytest.mark.known("ours")
async def test_the_same_name_and_body_are_answered_with_the_first_task(
    http: httpx.AsyncClient, parts: Backend
) -> None:
    first, second = await named(http, "order-7"), await named(http, "order-7")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert len(await tasks(parts)) == 1
    jobs = await parts.queue.job_manager.list_jobs_async(task="render")
    assert len(list(jobs)) == 1


@pytest.mark.known("ours")
async def test_the_same_name_with_another_body_is_a_conflict(http: httpx.AsyncClient) -> None:
    await named(http, "order-7")
    body = assert_problem(await named(http, "order-7", bgm=True), 409, "IDEMPOTENCY_KEY_REUSED")
    assert body["message"] == (
        "Idempotency-Key: 'order-7' came before with another body; use a new key"
    )


@pytest.mark.known("ours")
async def test_another_name_another_key_and_no_name_are_requests_of_their_own(
    http: httpx.AsyncClient, parts: Backend, settings: Settings
) -> None:
    _, secret = await parts.keys.create("two")
    answers = [await named(http, "order-7"), await named(http, "order-8")]
    answers += [await http.post(SUBMIT, json=BODY), await http.post(SUBMIT, json=BODY)]
    async with caller(over(parts, settings), secret) as other:
        answers.append(await named(other, "order-7"))
    assert len({answer.json()["task_id"] for answer in answers}) == 5


@pytest.mark.known("ours")
async def test_many_requests_of_one_name_at_once_make_one_task(
    http: httpx.AsyncClient, parts: Backend
) -> None:
    async with asyncio.timeout(8):
        answers = await asyncio.gather(*(named(http, "order-7") for _ in range(25)))
    assert [answer.status_code for answer in answers] == [200] * 25
    assert len({answer.json()["task_id"] for answer in answers}) == 1
    assert len(await tasks(parts)) == 1


@pytest.mark.known("ours")
async def test_a_refused_request_does_not_use_up_its_name(http: httpx.AsyncClient) -> None:
    assert (await named(http, "order-7", prompt="")).status_code == 400
    assert (await named(http, "order-7")).status_code == 200


@pytest.mark.known("ours")
async def test_an_enabled_engine_is_used_and_any_other_is_refused_by_name(
    http: httpx.AsyncClient, parts: Backend
) -> None:
    for asked, used in (({"engine": "other"}, "other"), ({}, "stage"), ({"engine": None}, "stage")):
        answer = await http.post(SUBMIT, json={**BODY, "extra": asked})
        assert (await parts.tasks.find(UUID(answer.json()["task_id"]))).engine == used
    answer = await http.post(SUBMIT, json={**BODY, "extra": {"engine": "best"}})
    body = assert_problem(answer, 400, "INVALID_REQUEST_BODY")
    assert body["message"] == 'extra.engine: must be one of "stage", "other", got "best"'
    assert body["metadata"]["errors"][0]["field"] == "extra.engine"


@pytest.mark.known("documented")  # the event; that polling gives the same in test mode is ours
@pytest.mark.parametrize("status", ["TASK_STATUS_SUCCEED", "TASK_STATUS_FAILED"])
async def test_test_mode_from_request_to_event_and_poll(
    http: httpx.AsyncClient, parts: Backend, settings: Settings, database_url: str, status: str
) -> None:
    async with receiving() as receiver:
        mode = {"enabled": True, "return_task_status": status}
        hook = {"url": receiver.url, "test_mode": mode}
        answer = await http.post(SUBMIT, json={**BODY, "extra": {"webhook": hook}})
        task_id = answer.json()["task_id"]
        async with worker(parts, settings):
            await run_queue(parts, "references", "render")
        await tell(database_url, impatient(settings))
    result = (await http.get(RESULT, params={"task_id": task_id})).json()
    (call,) = receiver.calls
    event = call.json
    assert event["event_type"] == "ASYNC_TASK_RESULT"
    assert event["payload"]["task"] == result["task"]
    assert result["task"]["status"] == status
    extra = event["payload"]["extra"]
    assert extra == {**result["extra"], "webhook": {"url": receiver.url}}
    for video in (*result["videos"], *event["payload"]["videos"]):
        assert video["video_url"].startswith(f"http://reel.test/files/videos/{task_id}-1.mp4?")
        assert (await http.get(video["video_url"])).content[4:8] == b"ftyp"
    clips = 1 if status == "TASK_STATUS_SUCCEED" else 0
    assert len(result["videos"]) == len(event["payload"]["videos"]) == clips
