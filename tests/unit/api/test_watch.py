"""Following tasks: one look for all, fresh for each, and no harm from a database that is away."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from reelcast.api.watch import Watch
from reelcast.errors import DatabaseUnavailable
from reelcast.task import Status, Task
from tests.contract.novita import queued

SECONDS = 0.02


class Table:
    """Tasks by id, and what was asked of them; ``failures`` are raised first."""

    def __init__(self, *tasks: Task) -> None:
        self.tasks = {task.id: task for task in tasks}
        self.asked: list[set[UUID]] = []
        self.failures: list[Exception] = []

    async def look(self, task_ids: Collection[UUID]) -> list[Task]:
        self.asked.append(set(task_ids))
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop()
        return [self.tasks[task_id] for task_id in task_ids if task_id in self.tasks]

    def change(self, task: Task, **changes: object) -> Task:
        self.tasks[task.id] = replace(task, **changes)  # type: ignore[arg-type]
        return self.tasks[task.id]


async def collect(watch: Watch, task: Task) -> list[Task]:
    return [each async for each in watch.follow(task)]


async def test_a_task_that_has_ended_is_told_at_once_and_not_looked_at() -> None:
    ended = replace(queued(uuid4()), status=Status.FAILED)
    table = Table(ended)
    assert await collect(Watch(table.look, seconds=60), ended) == [ended]
    assert table.asked == []


async def test_all_listeners_share_each_look() -> None:
    tasks = [queued(uuid4()) for _ in range(5)]
    table = Table(*tasks)
    watch = Watch(table.look, seconds=SECONDS)
    begun = asyncio.get_running_loop().time()
    listeners = [asyncio.create_task(collect(watch, task)) for task in tasks * 20]
    while len(table.asked) < 5:
        await asyncio.sleep(SECONDS)
    ended = [table.change(task, status=Status.FAILED) for task in tasks]
    told = await asyncio.gather(*listeners)
    assert [each[-1] for each in told] == ended * 20
    assert len(table.asked) <= (asyncio.get_running_loop().time() - begun) / SECONDS + 1
    assert table.asked[1] == {task.id for task in tasks}
    assert watch.followed == frozenset()


async def test_a_listener_never_sees_its_task_go_back() -> None:
    old = queued(uuid4())
    table = Table(old)
    watch = Watch(table.look, seconds=SECONDS)
    first = asyncio.create_task(collect(watch, old))
    while not table.asked:
        await asyncio.sleep(0)
    new = table.change(old, percent=50)
    second = asyncio.create_task(collect(watch, new))
    await asyncio.sleep(SECONDS * 3)
    table.change(new, status=Status.FAILED)
    await first
    assert {task.percent for task in await second} == {50}


async def test_a_deleted_task_ends_as_failed() -> None:
    task = queued(uuid4())
    told = await collect(Watch(Table().look, seconds=SECONDS), task)
    assert [each.status for each in told] == [Status.QUEUED, Status.FAILED]
    assert told[-1].reason == "the task was deleted"


async def test_a_database_that_is_away_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    task = queued(uuid4())
    table = Table(replace(task, status=Status.FAILED))
    table.failures = [DatabaseUnavailable("away")] * 2
    told = await collect(Watch(table.look, seconds=SECONDS), task)
    assert [each.status for each in told] == [Status.QUEUED] * 3 + [Status.FAILED]
    assert "away" in caplog.text


async def test_any_other_fault_is_not_hidden() -> None:
    table = Table()
    table.failures = [ZeroDivisionError()]
    watch = Watch(table.look, seconds=SECONDS)
    with pytest.raises(ZeroDivisionError):
        await collect(watch, queued(uuid4()))
    assert watch.followed == frozenset()


async def test_a_listener_that_is_cut_off_while_looking_harms_no_other() -> None:
    task = queued(uuid4())
    table = Table(task)
    watch = Watch(table.look, seconds=SECONDS)
    leaving = asyncio.create_task(collect(watch, task))
    staying = asyncio.create_task(collect(watch, task))
    while not table.asked:
        await asyncio.sleep(0)
    leaving.cancel()
    table.change(task, status=Status.FAILED)
    assert (await staying)[-1].status is Status.FAILED
    assert watch.followed == frozenset()


async def test_stopping_ends_all_following() -> None:
    task = queued(uuid4())
    watch = Watch(Table(task).look, seconds=SECONDS)
    listeners = [asyncio.create_task(collect(watch, task)) for _ in range(3)]
    await asyncio.sleep(0)
    watch.stop()
    async with asyncio.timeout(5):
        assert all(each[-1] == task for each in await asyncio.gather(*listeners))
