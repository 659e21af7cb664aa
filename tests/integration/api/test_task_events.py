"""A task followed over real connections: what is told, when it ends, and what it costs."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from reelcast.app import Backend
from reelcast.store.keys import Key
from tests.integration.api.served import Api, caller, events, listening

pytestmark = pytest.mark.known("ours")


@pytest.fixture
async def client(api: Api, created: tuple[Key, str]) -> AsyncIterator[httpx.AsyncClient]:
    """Over a real port: a stream can be read as it comes, and left."""
    headers = {"Authorization": f"Bearer {created[1]}"}
    limits = httpx.Limits(max_connections=None)
    async with (
        listening(api) as url,
        httpx.AsyncClient(base_url=url, headers=headers, limits=limits, timeout=20) as client,
    ):
        yield client


class Stream:
    """The events of an open stream, one at a time."""

    def __init__(self, answer: httpx.Response) -> None:
        self._blocks = self._read(answer)

    async def next(self) -> dict[str, Any]:
        block = await anext(self._blocks)
        (event,) = events(block)
        return {**event, "data": json.loads(event["data"])}

    async def rest(self) -> list[str]:
        return [block async for block in self._blocks]

    async def _read(self, answer: httpx.Response) -> AsyncIterator[str]:
        text = ""
        async for piece in answer.aiter_text():
            text += piece
            while "\n\n" in text:
                block, text = text.split("\n\n", 1)
                yield block


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_listener_is_told_every_change_until_the_end(
    api: Api, key: Key, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    task = await api.accept(key)
    async with client.stream("GET", f"/v1/tasks/{task.id}/events") as answer:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        stream = Stream(answer)
        queued = await stream.next()
        assert queued["event"] == "progress"
        assert queued["data"] == {
            "task_id": str(task.id),
            "status": "queued",
            "percent": 0,
            "eta": None,
            "reason": "",
            "video_url": None,
        }
        begun = await api.begin(task)
        assert (await stream.next())["data"]["status"] == "processing"
        await api.parts.tasks.advance(begun, 40, 21)
        told = await stream.next()
        assert (told["data"]["percent"], told["data"]["eta"]) == (40, 21)
        await api.parts.tasks.advance(begun, 40, 20)
        assert (await stream.next())["data"]["eta"] == 20
        await api.succeed(begun, tmp_path)
        last = await stream.next()
        assert (last["event"], last["data"]["status"]) == ("succeeded", "succeeded")
        assert await stream.rest() == []
    client.headers.pop("Authorization")
    assert (await client.get(last["data"]["video_url"])).text == "the mp4"
    assert api.watch.followed == frozenset()


async def test_whoever_comes_back_is_told_only_what_is_new(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    task = await api.begin(await api.accept(key))
    path = f"/v1/tasks/{task.id}/events"
    await api.parts.tasks.advance(task, 40, 21)
    async with client.stream("GET", path) as answer:
        seen = await Stream(answer).next()
    async with client.stream("GET", path, headers={"Last-Event-ID": seen["id"]}) as answer:
        stream = Stream(answer)
        await until(lambda: api.watch.followed)
        await api.parts.tasks.advance(task, 41, 20)
        assert (await stream.next())["data"]["percent"] == 41
    await api.endings.fail(task.id, "the subject refused to act")
    async with client.stream("GET", path, headers={"Last-Event-ID": seen["id"]}) as answer:
        (last,) = events((await answer.aread()).decode())
    assert last["event"] == "failed"
    assert json.loads(last["data"])["reason"] == "the subject refused to act"
    again = await client.get(path, headers={"Last-Event-ID": last["id"]})
    assert (again.status_code, again.content) == (204, b"")
    afresh = await client.get(path)
    assert [event["event"] for event in events(afresh.text)] == ["failed"]


async def test_a_cancelled_and_a_deleted_task_end_the_stream(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    for end, reason in [
        (api.service.cancel, "cancelled by the caller"),
        (api.service.delete, "the task was deleted"),
    ]:
        task = await api.accept(key)
        async with client.stream("GET", f"/v1/tasks/{task.id}/events") as answer:
            stream = Stream(answer)
            await stream.next()
            await end(key, task.id)
            last = await stream.next()
            assert (last["event"], last["data"]["reason"]) == ("failed", reason)
            assert await stream.rest() == []


async def test_a_listener_who_goes_away_is_forgotten(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    task = await api.accept(key)
    async with client.stream("GET", f"/v1/tasks/{task.id}/events") as answer:
        await Stream(answer).next()
        assert api.watch.followed == {task.id}
    await until(lambda: not api.watch.followed)


@contextmanager
def counting(api: Api) -> Iterator[list[str]]:
    """The names of the queries sent meanwhile."""
    database, sent = api.parts.database, list[str]()
    original = database.all

    async def counted(query: str, **values: Any) -> Any:
        sent.append(query)
        return await original(query, **values)

    database.all = counted  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        database.all = original  # type: ignore[method-assign]


async def test_many_listeners_cost_one_query_a_look_and_no_connection(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    tasks = [await api.accept(key) for _ in range(3)]
    paths = [f"/v1/tasks/{task.id}/events" for task in tasks] * 10

    async def first_and_last(path: str) -> list[dict[str, Any]]:
        async with client.stream("GET", path) as answer:
            stream = Stream(answer)
            return [await stream.next(), await stream.next()]

    listeners = [asyncio.create_task(first_and_last(path)) for path in paths]
    await until(lambda: len(api.watch.followed) == 3)
    await asyncio.sleep(1)
    loop = asyncio.get_running_loop()
    with counting(api) as sent:
        begun = loop.time()
        await asyncio.sleep(2)
        looks = (loop.time() - begun) / 0.5
    # More listeners than the pool has connections, and yet others are served.
    assert (await client.get("/v1/tasks")).status_code == 200
    assert set(sent) == {"tasks_by_id"}
    assert len(sent) <= looks + 1
    for task in tasks:
        await api.service.cancel(key, task.id)
    told = await asyncio.gather(*listeners)
    assert {(first["event"], last["event"]) for first, last in told} == {("progress", "failed")}


async def test_a_stopping_server_ends_the_streams(
    api: Api, key: Key, client: httpx.AsyncClient
) -> None:
    task = await api.accept(key)
    async with client.stream("GET", f"/v1/tasks/{task.id}/events") as answer:
        stream = Stream(answer)
        await stream.next()
        api.watch.stop()
        async with asyncio.timeout(3):
            assert await stream.rest() == []


async def test_nobody_follows_a_task_of_another_key(api: Api, key: Key, parts: Backend) -> None:
    task = await api.accept(key)
    _, secret = await parts.keys.create("theirs")
    async with caller(api, secret) as stranger:
        answer = await stranger.get(f"/v1/tasks/{task.id}/events")
    assert (answer.status_code, answer.json()["reason"]) == (404, "TASK_NOT_FOUND")
    assert api.watch.followed == frozenset()
