"""Tasks in a real Postgres: the fence, the endings, and what is found again when lost."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from reelcast.app import Backend
from reelcast.endings import Endings
from reelcast.errors import TaskNotFound
from reelcast.queue import defer_next
from reelcast.request import Generation
from reelcast.task import Origin, ReferenceSlot, Status, Task

SHA = "ab" * 32


async def accept(parts: Backend, **changes: Any) -> Task:
    """A task of a new key, QUEUED, without a job."""
    key, _ = await parts.keys.create("test")
    values: dict[str, Any] = {
        "task_id": uuid4(),
        "key_id": key.id,
        "engine": "stage",
        "generation": Generation(prompt="a cat walks", seed=7),
        "references": [ReferenceSlot(url=None, sha256=SHA)],
        "origin": Origin(payload="mine"),
    }
    async with parts.database.transaction() as connection:
        return await parts.tasks.insert(connection, **{**values, **changes})


def endings(parts: Backend) -> Endings:
    return Endings(parts.tasks, parts.queue)


async def begin(parts: Backend, task: Task) -> Task:
    begun = await endings(parts).begin(task.id)
    assert begun is not None
    return begun


async def execute(parts: Backend, statement: Any, **values: Any) -> None:
    async with parts.database.transaction() as connection:
        await connection.execute(statement, values)


async def test_a_task_is_read_back_as_it_was_written(parts: Backend) -> None:
    task = await accept(parts)
    assert await parts.tasks.find(task.id) == task
    assert (task.status, task.attempt, task.percent) == (Status.QUEUED, 0, 0)


async def test_a_task_of_another_key_is_not_found(parts: Backend) -> None:
    task = await accept(parts)
    assert await parts.tasks.find(task.id, task.key_id) == task
    for key_id in (UUID(int=0), (await parts.keys.create("other"))[0].id):
        with pytest.raises(TaskNotFound):
            await parts.tasks.find(task.id, key_id)


async def test_a_worker_thought_dead_writes_nothing(parts: Backend) -> None:
    first = await begin(parts, await accept(parts))
    second = await begin(parts, first)
    assert second.attempt == first.attempt + 1
    assert not await parts.tasks.advance(first, 50, 3)
    assert await endings(parts).succeed(first, "videos/stale.mp4") is None
    assert await endings(parts).fail(first.id, "stale", attempt=first.attempt) is None
    assert await parts.tasks.find(first.id) == second


async def test_the_attempt_that_made_the_video_ends_the_task(parts: Backend) -> None:
    task = await begin(parts, await accept(parts))
    assert await parts.tasks.advance(task, 40, 9)
    ended = await endings(parts).succeed(task, "videos/1.mp4")
    assert ended is not None
    assert (ended.status, ended.percent, ended.video) == (Status.SUCCEED, 100, "videos/1.mp4")
    assert ended.created_at <= ended.started_at <= ended.finished_at  # type: ignore[operator]


async def test_nothing_leaves_a_final_state(parts: Backend) -> None:
    task = await begin(parts, await accept(parts))
    await endings(parts).fail(task.id, "because")
    assert await endings(parts).begin(task.id) is None
    assert await endings(parts).succeed(task, "videos/1.mp4") is None
    assert await endings(parts).fail(task.id, "again") is None
    async with parts.database.transaction() as connection:
        assert await parts.tasks.requeue(connection, task, blameless=True) is None
        assert await parts.tasks.fill_references(connection, task.id, []) is None
    assert (await parts.tasks.find(task.id)).reason == "because"


async def test_progress_of_one_attempt_never_goes_back(parts: Backend) -> None:
    task = await begin(parts, await accept(parts))
    await parts.tasks.advance(task, 40, 9)
    await parts.tasks.advance(task, 30, 12)
    assert (await parts.tasks.find(task.id)).percent == 40


async def test_an_attempt_handed_back_is_not_held_against_the_task(parts: Backend) -> None:
    task = await accept(parts)
    for _ in range(5):
        task = await begin(parts, task)
        async with parts.database.transaction() as connection:
            assert await parts.tasks.requeue(connection, task, blameless=True)
    assert (await begin(parts, task)).attempts_left == 2


async def test_an_open_task_without_a_job_is_found(parts: Backend) -> None:
    lost, kept = await accept(parts), await accept(parts)
    await execute(parts, "update tasks set created_at = now() - interval '1 minute'")
    async with parts.database.transaction() as connection:
        await defer_next(parts.queue, connection, kept)
    async with parts.database.transaction() as connection:
        assert [task.id for task in await parts.tasks.without_job(connection)] == [lost.id]


async def test_a_task_and_its_job_are_written_together_or_not_at_all(parts: Backend) -> None:
    task_id = uuid4()
    key, _ = await parts.keys.create("test")
    with pytest.raises(RuntimeError):  # noqa: PT012 - the failure must come after both writes
        async with parts.database.transaction() as connection:
            task = await parts.tasks.insert(
                connection,
                task_id=task_id,
                key_id=key.id,
                engine="stage",
                generation=Generation(prompt="a cat", seed=1),
                references=[],
                origin=Origin(),
            )
            await defer_next(parts.queue, connection, task)
            raise RuntimeError
    with pytest.raises(TaskNotFound):
        await parts.tasks.find(task_id)
    assert list(await parts.queue.job_manager.list_jobs_async()) == []


async def test_references_of_open_tasks_are_in_use_and_of_ended_ones_are_not(
    parts: Backend,
) -> None:
    task = await accept(parts)
    assert await parts.tasks.references_in_use() == {SHA}
    await endings(parts).fail(task.id, "over")
    assert await parts.tasks.references_in_use() == frozenset()


async def test_expired_tasks_lose_their_video_first_and_then_go(parts: Backend) -> None:
    task = await begin(parts, await accept(parts))
    await endings(parts).succeed(task, "videos/1.mp4")
    await execute(parts, "update tasks set finished_at = now() - interval '1 hour'")
    assert await parts.tasks.expired_videos(7200) == []
    assert await parts.tasks.expired_videos(60) == [(task.id, "videos/1.mp4")]
    await parts.tasks.delete_expired(60)
    assert (await parts.tasks.find(task.id)).video == "videos/1.mp4"
    await parts.tasks.forget_video(task.id)
    await parts.tasks.delete_expired(60)
    with pytest.raises(TaskNotFound):
        await parts.tasks.find(task.id)
