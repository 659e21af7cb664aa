"""Workers that race, die and wake up over one task, walked by Hypothesis against a model."""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from reelcast.endings import Endings
from reelcast.queue import queue_app
from reelcast.request import Generation
from reelcast.store.database import Database
from reelcast.store.keys import KeyStore
from reelcast.store.tasks import TaskStore
from reelcast.task import Origin, Status, Task


@dataclass
class World:
    """A real database and the loop its connections live on."""

    loop: asyncio.AbstractEventLoop
    database: Database
    tasks: TaskStore
    endings: Endings
    key_id: UUID = field(default_factory=uuid4)


WORLD: list[World] = []
T = TypeVar("T")


@pytest.fixture
def world(database_url: str) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    database, queue = Database(database_url, size=2), queue_app(database_url)
    loop.run_until_complete(database.open())
    tasks = TaskStore(database)
    key, _ = loop.run_until_complete(KeyStore(database).create("walk"))
    WORLD.append(World(loop, database, tasks, Endings(tasks, queue), key.id))
    yield
    WORLD.pop()
    loop.run_until_complete(database.close())
    loop.close()


class Walk(RuleBasedStateMachine):
    """Any worker may write at any time; only the attempt begun last is listened to."""

    attempts = Bundle("attempts")

    def __init__(self) -> None:
        super().__init__()
        self.world = WORLD[-1]
        self.task = self.run(self.accept())
        self.status = Status.QUEUED
        self.latest = 0
        self.given_back = 0

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        return self.world.loop.run_until_complete(step)

    async def accept(self) -> Task:
        async with self.world.database.transaction() as connection:
            return await self.world.tasks.insert(
                connection,
                task_id=uuid4(),
                key_id=self.world.key_id,
                engine="toy",
                generation=Generation(prompt="walk", seed=1),
                references=[],
                origin=Origin(),
            )

    def ours(self, attempt: Task) -> bool:
        return self.status is Status.PROCESSING and attempt.attempt == self.latest

    @rule(target=attempts)
    def a_worker_begins(self) -> MultipleResults[Task] | Task:
        begun = self.run(self.world.endings.begin(self.task.id))
        assert (begun is None) == self.status.final
        if begun is None:
            return multiple()
        self.status, self.latest = Status.PROCESSING, self.latest + 1
        assert begun.attempt == self.latest
        return begun

    @rule(attempt=attempts, percent=st.integers(0, 99))
    def a_worker_reports(self, attempt: Task, percent: int) -> None:
        assert self.run(self.world.tasks.advance(attempt, percent, None)) == self.ours(attempt)

    @rule(attempt=attempts)
    def a_worker_succeeds(self, attempt: Task) -> None:
        ended = self.run(self.world.endings.succeed(attempt, f"videos/{attempt.attempt}.mp4"))
        assert (ended is not None) == self.ours(attempt)
        if ended:
            self.status = Status.SUCCEED

    @rule(attempt=attempts)
    def a_worker_fails(self, attempt: Task) -> None:
        failing = self.world.endings.fail(self.task.id, "why", attempt=attempt.attempt)
        ended = self.run(failing)
        assert (ended is not None) == self.ours(attempt)
        if ended:
            self.status = Status.FAILED

    @rule(attempt=attempts)
    def a_worker_hands_back(self, attempt: Task) -> None:
        async def requeue() -> Task | None:
            async with self.world.database.transaction() as connection:
                return await self.world.tasks.requeue(connection, attempt, blameless=True)

        queued = self.run(requeue())
        assert (queued is not None) == self.ours(attempt)
        if queued:
            self.status, self.given_back = Status.QUEUED, self.given_back + 1

    @rule()
    def the_caller_cancels(self) -> None:
        ended = self.run(self.world.endings.fail(self.task.id, "cancelled"))
        assert (ended is not None) == (not self.status.final)
        self.status = self.status if self.status.final else Status.FAILED

    @invariant()
    def the_database_agrees(self) -> None:
        found = self.run(self.world.tasks.find(self.task.id))
        assert (found.status, found.attempt) == (self.status, self.latest)
        assert found.handed_back == self.given_back
        assert (found.finished_at is not None) == found.status.final
        if found.status is Status.SUCCEED:
            assert found.video == f"videos/{self.latest}.mp4"


@pytest.mark.usefixtures("world")
def test_only_the_attempt_begun_last_is_listened_to() -> None:
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=60,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
