"""Failures on request, from the prompt over the wire to what a poll says."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from reelcast.app import Backend
from reelcast.settings import Settings
from tests.contract.novita import RESULT, SUBMIT, assert_problem, data_uri
from tests.integration.api.served import caller, over
from tests.integration.worker.test_tasks_end import run_queue, worker

pytestmark = pytest.mark.known("ours")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"simulate": True, "engine": "tests.engines.toys:Quick"})


@pytest.fixture
async def http(parts: Backend, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    _, secret = await parts.keys.create("one")
    async with caller(over(parts, settings), secret) as client:
        yield client


async def submit(http: httpx.AsyncClient, prompt: str) -> httpx.Response:
    return await http.post(SUBMIT, json={"images": [data_uri()], "prompt": prompt})


async def rendered(
    http: httpx.AsyncClient, parts: Backend, settings: Settings, prompt: str
) -> dict[str, Any]:
    """The task of a prompt as a poll shows it once a worker has been through the queue."""
    task_id = (await submit(http, prompt)).json()["task_id"]
    async with worker(parts, settings):
        await run_queue(parts)
    answer = await http.get(RESULT, params={"task_id": task_id})
    task: dict[str, Any] = answer.json()["task"]
    return task


async def test_a_rejected_request_is_refused_and_not_accepted(
    http: httpx.AsyncClient, parts: Backend
) -> None:
    answer = await submit(http, "[[reject: 429]] a cat")
    assert_problem(answer, 429, "RATE_LIMIT_EXCEEDED")
    assert int(answer.headers["Retry-After"]) > 0
    assert await parts.tasks.newest(10) == []


async def test_a_failing_prompt_fails_with_its_reason(
    http: httpx.AsyncClient, parts: Backend, settings: Settings
) -> None:
    task = await rendered(http, parts, settings, "[[fail: the cat refused]] a cat")
    assert (task["status"], task["reason"]) == ("TASK_STATUS_FAILED", "the cat refused")


async def test_a_slow_prompt_takes_its_time_and_then_succeeds(
    http: httpx.AsyncClient, parts: Backend, settings: Settings
) -> None:
    begun = time.monotonic()
    task = await rendered(http, parts, settings, "[[slow: 2]] a cat")
    assert task["status"] == "TASK_STATUS_SUCCEED"
    assert time.monotonic() - begun >= 2


async def test_a_queued_prompt_waits_before_it_is_begun(
    http: httpx.AsyncClient, parts: Backend
) -> None:
    await submit(http, "[[queue: 60]] a cat")
    (job,) = await parts.queue.job_manager.list_jobs_async(task="render")
    assert job.scheduled_at is not None
    assert job.scheduled_at > datetime.now(UTC) + timedelta(seconds=50)


async def test_without_the_switch_the_words_are_a_prompt_like_any_other(
    http: httpx.AsyncClient, parts: Backend, settings: Settings
) -> None:
    off = settings.model_copy(update={"simulate": False})
    _, secret = await parts.keys.create("two")
    async with caller(over(parts, off), secret) as client:
        task = await rendered(client, parts, off, "[[fail: the cat refused]] a cat")
    assert task["status"] == "TASK_STATUS_SUCCEED"
