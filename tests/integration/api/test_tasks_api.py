"""``/v1/tasks`` over the real service: lists, cancelling, links, and whose tasks they are."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from reelcast.app import Backend
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.task import Status
from tests.integration.api.served import Api, caller, over
from tests.integration.worker.test_tasks_end import run_queue, worker

pytestmark = pytest.mark.known("ours")

ROUTES = [
    ("GET", "/v1/tasks/{}"),
    ("POST", "/v1/tasks/{}/cancel"),
    ("GET", "/v1/tasks/{}/video"),
    ("GET", "/v1/tasks/{}/events"),
]


async def pages(client: httpx.AsyncClient, **query: Any) -> list[list[str]]:
    """The ids on each page of a list, from the first page to the last."""
    found, cursor = [], ""
    while True:
        answer = await client.get("/v1/tasks", params={**query, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        found.append([task["id"] for task in answer.json()["tasks"]])
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


def assert_refused(answer: httpx.Response, status: int, reason: str) -> str:
    body = answer.json()
    assert (answer.status_code, body["code"], body["reason"]) == (status, status, reason), body
    message: str = body["message"]
    return message


async def test_a_queued_task_is_shown_flat(api: Api, key: Key, client: httpx.AsyncClient) -> None:
    task = await api.accept(key, "the cat walks", seed=0)
    answer = await client.get(f"/v1/tasks/{task.id}")
    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(task.id),
        "status": "queued",
        "percent": 0,
        "eta": None,
        "reason": "",
        "prompt": "the cat walks",
        "seed": 0,
        "aspect_ratio": "16:9",
        "movement_amplitude": "auto",
        "bgm": False,
        "engine": "stage",
        "ignored": [],
        "created_at": task.created_at.isoformat().replace("+00:00", "Z"),
        "started_at": None,
        "finished_at": None,
        "video_url": None,
        "cover_url": None,
    }


async def test_a_finished_task_has_links_that_need_no_key(
    api: Api, key: Key, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    await api.succeed(await api.begin(await api.accept(key)), tmp_path)
    (task,) = (await client.get("/v1/tasks")).json()["tasks"]
    assert (task["status"], task["percent"], task["eta"]) == ("succeeded", 100, 0)
    assert task["started_at"] <= task["finished_at"]
    client.headers.pop("Authorization")
    video, cover = [await client.get(task[name]) for name in ("video_url", "cover_url")]
    assert (video.headers["content-type"], video.text) == ("video/mp4", "the mp4")
    assert (cover.headers["content-type"], cover.text) == ("image/jpeg", "the jpg")


async def test_the_pages_of_a_list_hold_every_task_once_newest_first(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    tasks = [str((await api.accept(key)).id) for _ in range(5)][::-1]
    assert await pages(client, limit=2) == [tasks[:2], tasks[2:4], tasks[4:]]
    assert await pages(client, limit=5) == [tasks]
    assert await pages(client) == [tasks]


async def test_tasks_of_the_same_moment_are_paged_once_each(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    tasks = {str((await api.accept(key)).id) for _ in range(5)}
    async with api.parts.database.transaction() as connection:
        await connection.execute("update tasks set created_at = '2026-01-02 03:04:05.000006+00'")
    found = await pages(client, limit=2)
    assert [len(page) for page in found] == [2, 2, 1]
    assert {task for page in found for task in page} == tasks


async def test_tasks_that_come_meanwhile_do_not_shift_the_pages(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    old = [str((await api.accept(key)).id) for _ in range(3)][::-1]
    first = (await client.get("/v1/tasks", params={"limit": 2})).json()
    await api.accept(key)
    rest = await client.get("/v1/tasks", params={"cursor": first["next_cursor"]})
    assert [task["id"] for task in rest.json()["tasks"]] == old[2:]


async def test_a_list_can_be_of_some_states_only(
    api: Api, key: Key, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    queued, failed = await api.accept(key), await api.accept(key)
    processing = await api.begin(await api.accept(key))
    succeeded = await api.succeed(await api.begin(await api.accept(key)), tmp_path)
    await api.endings.fail(failed.id, "no")
    for state, task in [
        ("queued", queued),
        ("processing", processing),
        ("succeeded", succeeded),
        ("failed", failed),
    ]:
        assert await pages(client, status=state) == [[str(task.id)]]
    both = await pages(client, status=["queued", "failed"], limit=1)
    assert both == [[str(failed.id)], [str(queued.id)]]


async def test_a_list_can_be_of_a_span_of_time(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    first, second, third = [await api.accept(key) for _ in range(3)]
    span = {
        "created_from": second.created_at.isoformat(),
        "created_to": third.created_at.isoformat(),
    }
    assert await pages(client, **span) == [[str(second.id)]]
    naive = first.created_at.replace(tzinfo=None).isoformat()
    assert await pages(client, created_to=naive) == [[]]
    hour = timedelta(hours=1)
    assert await pages(client, created_from=(third.created_at + hour).isoformat()) == [[]]
    widest = {
        "created_from": "0001-01-01T00:00:00+14:00",
        "created_to": "9999-12-31T23:59:59-14:00",
    }
    assert len((await pages(client, **widest))[0]) == 3


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("status=done", "status"),
        ("status=queued&status=TASK_STATUS_FAILED", "status"),
        ("created_from=yesterday", "created_from"),
        ("created_to=2026-02-30", "created_to"),
        ("created_to=1767229445", "created_to"),
        ("cursor=x", "cursor"),
        ("cursor=%C3%A9%00", "cursor"),
        ("cursor=MjAyNi0wMS0wMiAx", "cursor"),
    ],
)
async def test_a_bad_question_is_refused_by_name(
    client: httpx.AsyncClient, query: str, field: str
) -> None:
    answer = await client.get(f"/v1/tasks?{query}")
    message = assert_refused(answer, 400, "INVALID_REQUEST_BODY")
    assert field in message
    (error,) = answer.json()["metadata"]["errors"]
    assert error["field"].partition("[")[0] == field
    assert ", got " in error["message"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_a_task_that_is_not_yours_is_not_there(
    api: Api, key: Key, stranger: httpx.AsyncClient, method: str, path: str
) -> None:
    task = await api.accept(key)
    for named in (task.id, uuid4(), "x", "%00", task.id.hex, f"{{{task.id}}}", task.number):
        assert_refused(await stranger.request(method, path.format(named)), 404, "TASK_NOT_FOUND")
    assert (await api.parts.tasks.find(task.id)).status is Status.QUEUED
    assert await pages(stranger) == [[]]


async def test_a_stranger_s_cursor_leads_to_one_s_own_tasks(
    api: Api, key: Key, client: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    for _ in range(2):
        await api.accept(key)
    cursor = (await client.get("/v1/tasks?limit=1")).json()["next_cursor"]
    answer = await stranger.get("/v1/tasks", params={"cursor": cursor})
    assert answer.json() == {"tasks": [], "next_cursor": None}


@pytest.mark.parametrize(("method", "path"), [*ROUTES, ("GET", "/v1/tasks")])
async def test_every_route_wants_a_key(
    api: Api, client: httpx.AsyncClient, method: str, path: str
) -> None:
    nobody = {"Authorization": ""}
    answer = await client.request(method, path.format(uuid4()), headers=nobody)
    assert_refused(answer, 400, "MISSING_API_KEY")
    wrong = {"Authorization": "Bearer wrong"}
    answer = await client.request(method, path.format(uuid4()), headers=wrong)
    assert_refused(answer, 403, "INVALID_API_KEY")


async def test_a_cancelled_task_has_failed_in_the_hosted_contract_too(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    task = await api.accept(key)
    answer = await client.post(f"/v1/tasks/{task.id}/cancel")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["reason"]) == (
        "failed",
        "cancelled by the caller",
    )
    hosted = (await client.get("/v3/async/task-result", params={"task_id": str(task.id)})).json()
    assert hosted["task"]["status"] == "TASK_STATUS_FAILED"
    assert hosted["task"]["reason"] == "cancelled by the caller"
    assert hosted["videos"] == []


async def test_a_task_that_has_ended_cannot_be_cancelled(
    api: Api, key: Key, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    task = await api.succeed(await api.begin(await api.accept(key)), tmp_path)
    message = assert_refused(await client.post(f"/v1/tasks/{task.id}/cancel"), 409, "TASK_ENDED")
    assert str(task.id) in message
    assert await api.parts.tasks.find(task.id) == task


async def test_the_worker_stops_rendering_what_was_cancelled(
    parts: Backend, tmp_path: Path, created: tuple[Key, str]
) -> None:
    settings = Settings.read(
        data_dir=tmp_path / "data", cache_dir=tmp_path, engine="tests.engines.toys:Slow"
    )
    api = over(parts, settings)
    task = await api.accept(created[0])
    async with caller(api, created[1]) as client, worker(parts, settings):
        running = asyncio.create_task(run_queue(parts))
        async with asyncio.timeout(30):
            while (await client.get(f"/v1/tasks/{task.id}")).json()["percent"] == 0:
                await asyncio.sleep(0.05)
        begun = time.monotonic()
        assert (await client.post(f"/v1/tasks/{task.id}/cancel")).status_code == 200
        await running
    assert time.monotonic() - begun < 3
    assert (await parts.tasks.find(task.id)).reason == "cancelled by the caller"
    assert list(parts.artifacts.list("videos")) == []


async def test_the_video_s_address_leads_to_a_fresh_link(
    api: Api, key: Key, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    task = await api.succeed(await api.begin(await api.accept(key)), tmp_path)
    for method in ("GET", "HEAD"):
        answer = await client.request(method, f"/v1/tasks/{task.id}/video")
        assert answer.status_code == 307
        assert answer.headers["location"].startswith(f"http://reel.test/files/{task.video}?")
        assert answer.headers["cache-control"] == "no-store"
    answer = await client.get(f"/v1/tasks/{task.id}/video", follow_redirects=True)
    assert answer.text == "the mp4"


async def test_before_there_is_a_video_its_address_says_so(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    task = await api.accept(key)
    answer = await client.get(f"/v1/tasks/{task.id}/video")
    assert "the task is queued" in assert_refused(answer, 409, "VIDEO_NOT_READY")
    await api.parts.tasks.advance(await api.begin(task), 40, 9)
    answer = await client.get(f"/v1/tasks/{task.id}/video")
    assert "40 % are done" in assert_refused(answer, 409, "VIDEO_NOT_READY")


async def test_where_there_is_no_video_its_address_says_why(
    api: Api, key: Key, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    failed = await api.accept(key)
    await api.endings.fail(failed.id, "images[0]: HTTP 404")
    answer = await client.get(f"/v1/tasks/{failed.id}/video")
    assert "images[0]: HTTP 404" in assert_refused(answer, 404, "VIDEO_NOT_FOUND")
    old = await api.succeed(await api.begin(await api.accept(key)), tmp_path)
    await api.parts.tasks.forget_video(old.id)
    answer = await client.get(f"/v1/tasks/{old.id}/video")
    assert "no longer kept" in assert_refused(answer, 404, "VIDEO_NOT_FOUND")
    shown = (await client.get(f"/v1/tasks/{old.id}")).json()
    assert (shown["status"], shown["video_url"], shown["cover_url"]) == ("succeeded", None, None)
