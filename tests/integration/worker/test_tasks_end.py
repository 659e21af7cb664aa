"""The promise, on a real queue with a real engine process: a task that was accepted ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from reelcast.app import Backend, deliverer_of
from reelcast.board import Mood, Storyboard
from reelcast.endings import Endings
from reelcast.queue import defer_next
from reelcast.references.fetch import Fetcher
from reelcast.request import Generation
from reelcast.settings import Settings
from reelcast.task import Origin, ReferenceSlot, Status, Task
from reelcast.webhooks import Courier
from reelcast.worker.engines import Engines
from reelcast.worker.gather import Gatherer
from reelcast.worker.jobs import register
from reelcast.worker.rehearse import Rehearser
from reelcast.worker.run import Renderer
from reelcast.worker.upkeep import Upkeep

SHA = "ab" * 32


TOYS = Generation(prompt="toys", seed=1)


async def accept(
    parts: Backend, toy: str = "Quick", *, with_job: bool = True, generation: Generation = TOYS
) -> Task:
    key, _ = await parts.keys.create("test")
    parts.artifacts.put_bytes(f"references/{SHA}", b"toys do not look at it")
    async with parts.database.transaction() as connection:
        task = await parts.tasks.insert(
            connection,
            task_id=uuid4(),
            key_id=key.id,
            engine=f"tests.engines.toys:{toy}",
            generation=generation,
            references=[ReferenceSlot(url=None, sha256=SHA)],
            origin=Origin(),
        )
        if with_job:
            await defer_next(parts.queue, connection, task)
    return task


@asynccontextmanager
async def worker(parts: Backend, settings: Settings) -> AsyncIterator[Renderer]:
    """The jobs of a worker, bound to the parts that do them."""
    endings = Endings(parts.tasks, parts.queue)
    renderer = Renderer(
        parts.tasks, endings, parts.artifacts, parts.queue, Engines(settings), settings
    )
    async with Fetcher() as fetcher, Courier(allow=settings.webhook_allow) as courier:
        gatherer = Gatherer(parts.tasks, endings, parts.artifacts, parts.queue, fetcher, settings)
        upkeep = Upkeep(parts.tasks, parts.artifacts, parts.queue, settings)
        rehearser = Rehearser(endings, parts.artifacts, settings)
        deliverer = deliverer_of(settings, parts, courier)
        register(
            parts.queue, parts.tasks, endings, renderer, gatherer, upkeep, rehearser, deliverer
        )
        try:
            yield renderer
        finally:
            await renderer.close()


async def run_queue(parts: Backend, *queues: str) -> None:
    """Run jobs until there is none left."""
    await parts.queue.run_worker_async(
        queues=list(queues or ("render",)), wait=False, install_signal_handlers=False
    )


async def test_a_task_succeeds_and_its_video_is_stored(parts: Backend, settings: Settings) -> None:
    task = await accept(parts)
    async with worker(parts, settings):
        await run_queue(parts)
    ended = await parts.tasks.find(task.id)
    assert (ended.status, ended.attempt) == (Status.SUCCEED, 1)
    assert ended.video is not None
    assert parts.artifacts.read(ended.video)[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("toy", "ignored"), [("Quick", ("storyboard", "subjects")), ("Obeys", ("subjects",))]
)
async def test_the_record_says_which_decisions_the_engine_did_not_obey(
    parts: Backend, settings: Settings, toy: str, ignored: tuple[str, ...]
) -> None:
    decided = replace(TOYS, storyboard=Storyboard(mood=Mood.CALM), groups=((1,),))
    task = await accept(parts, toy, generation=decided)
    plain = await accept(parts, toy)
    async with worker(parts, settings):
        await run_queue(parts)
    ended = await parts.tasks.find(task.id)
    assert (ended.status, ended.generation, ended.ignored) == (Status.SUCCEED, decided, ignored)
    assert (await parts.tasks.find(plain.id)).ignored == ()


async def test_a_task_whose_engine_died_is_rendered_again(
    parts: Backend, settings: Settings
) -> None:
    task = await accept(parts, "KilledOnce")
    async with worker(parts, settings):
        await run_queue(parts)
    ended = await parts.tasks.find(task.id)
    assert (ended.status, ended.attempt) == (Status.SUCCEED, 2)


async def test_after_three_dead_engines_the_task_fails_and_says_why(
    parts: Backend, settings: Settings
) -> None:
    task = await accept(parts, "Killed")
    async with worker(parts, settings):
        await run_queue(parts)
    ended = await parts.tasks.find(task.id)
    assert (ended.status, ended.attempt) == (Status.FAILED, 3)
    assert ended.reason == ("gave up after 3 attempts: the engine's process was ended by signal 9")


async def test_a_stalled_engine_is_an_attempt(parts: Backend, tmp_path: Path) -> None:
    settings = Settings.read(cache_dir=tmp_path / "cache", stall_seconds=2.5)
    task = await accept(parts, "Hangs")
    async with worker(parts, settings):
        await run_queue(parts)
    ended = await parts.tasks.find(task.id)
    assert ended.status is Status.FAILED
    assert ended.reason == "gave up after 3 attempts: the engine said nothing for 2.5 seconds"


async def test_an_engine_that_refuses_is_not_asked_again(
    parts: Backend, settings: Settings
) -> None:
    task = await accept(parts, "Raises")
    async with worker(parts, settings):
        await run_queue(parts)
    ended = await parts.tasks.find(task.id)
    assert (ended.status, ended.attempt) == (Status.FAILED, 1)
    assert ended.reason == "the subject refused to act"


async def test_a_leaving_worker_hands_its_clip_back(parts: Backend, settings: Settings) -> None:
    task = await accept(parts, "Slow")
    async with worker(parts, settings) as renderer:
        running = asyncio.create_task(run_queue(parts))
        async with asyncio.timeout(30):
            while (await parts.tasks.find(task.id)).percent == 0:
                await asyncio.sleep(0.05)
        running.cancel()  # no new job is begun ...
        await asyncio.sleep(0)
        await renderer.leave()  # ... and the one under way is given up
        await asyncio.wait([running])
    handed_back = await parts.tasks.find(task.id)
    assert (handed_back.status, handed_back.attempts_left) == (Status.QUEUED, 3)
    jobs = await parts.queue.job_manager.list_jobs_async(status="todo", task="render")
    assert [job.task_kwargs for job in jobs] == [{"task_id": str(task.id)}]


async def test_a_superseded_attempt_is_dropped_and_stores_nothing(
    parts: Backend, settings: Settings
) -> None:
    task = await accept(parts, "Slow")
    async with worker(parts, settings):
        running = asyncio.create_task(run_queue(parts))
        async with asyncio.timeout(30):
            while (await parts.tasks.find(task.id)).percent == 0:
                await asyncio.sleep(0.05)
        taken_over = await Endings(parts.tasks, parts.queue).begin(task.id)
        await running
    assert await parts.tasks.find(task.id) == taken_over
    assert list(parts.artifacts.list("videos")) == []


async def test_a_missing_reference_fails_the_task_and_says_what_to_do(
    parts: Backend, settings: Settings
) -> None:
    task = await accept(parts)
    parts.artifacts.delete(f"references/{SHA}")
    async with worker(parts, settings):
        await run_queue(parts)
    ended = await parts.tasks.find(task.id)
    assert ended.reason == "images: a stored reference is gone; submit the task again"


async def test_a_task_that_lost_its_job_is_rescued(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    task = await accept(parts, with_job=False)
    _execute(database_url, "update reelcast.tasks set created_at = now() - interval '1 minute'")
    async with worker(parts, settings):
        await parts.queue.configure_task("rescue", queue="upkeep").defer_async(timestamp=0)
        await run_queue(parts, "upkeep")
        await run_queue(parts)
    assert (await parts.tasks.find(task.id)).status is Status.SUCCEED


async def test_the_job_of_a_dead_worker_is_rescued(
    parts: Backend, settings: Settings, database_url: str
) -> None:
    task = await accept(parts)
    dead = await parts.queue.job_manager.register_worker()
    assert await parts.queue.job_manager.fetch_job(queues=["render"], worker_id=dead)
    _execute(
        database_url,
        "update reelcast.procrastinate_workers set last_heartbeat = now() - interval '1 minute'",
    )
    async with worker(parts, settings):
        await parts.queue.configure_task("rescue", queue="upkeep").defer_async(timestamp=0)
        await run_queue(parts, "upkeep")
        await run_queue(parts)
    assert (await parts.tasks.find(task.id)).status is Status.SUCCEED


async def test_a_task_that_ends_every_worker_is_given_up(
    parts: Backend, settings: Settings
) -> None:
    task = await accept(parts)
    for _ in range(3):
        await Endings(parts.tasks, parts.queue).begin(task.id)
    async with worker(parts, settings):
        await run_queue(parts)
    ended = await parts.tasks.find(task.id)
    assert ended.reason == "gave up after 3 attempts: each ended with its worker"


async def test_tidying_removes_what_is_past_its_time_and_nothing_else(
    parts: Backend, settings: Settings, tmp_path: Path, database_url: str
) -> None:
    done, fresh = await accept(parts), await accept(parts)
    other = "cd" * 32
    parts.artifacts.put_bytes(f"references/{other}", b"unused")
    async with worker(parts, settings):
        await run_queue(parts)
    _execute(
        database_url,
        "update reelcast.tasks set finished_at = now() - interval '1 hour' where id = %s",
        done.id,
    )
    impatient = Settings.read(
        data_dir=settings.data_dir, keep_videos=60, keep_tasks=7200, keep_references=0.001
    )
    await accept(parts, with_job=False)  # needs SHA
    await Upkeep(parts.tasks, parts.artifacts, parts.queue, impatient).tidy()
    assert (await parts.tasks.find(done.id)).video is None
    kept = await parts.tasks.find(fresh.id)
    assert {each.name for each in parts.artifacts.list("videos")} == {kept.video, kept.cover}
    assert [each.name for each in parts.artifacts.list("references")] == [f"references/{SHA}"]


def _execute(url: str, statement: str, *values: object) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement, values)
