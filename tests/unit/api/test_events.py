"""The stream of events by itself: what is told, what is not told again, and the keep-alive."""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from itertools import count
from uuid import uuid4

from reelcast.api.events import KEEP_ALIVE, event_id, event_stream
from reelcast.task import Status, Task
from tests.contract.novita import queued

TASK = replace(queued(uuid4()), status=Status.PROCESSING)


async def seen(tasks: Iterable[Task]) -> AsyncIterator[Task]:
    for task in tasks:
        yield task


async def told(tasks: Iterable[Task], *, last_seen: str = "", every: float = 0.5) -> list[str]:
    """The stream of tasks that were looked at ``every`` so many seconds."""
    seconds = count(step=every)
    stream = event_stream(
        seen(tasks), lambda task: task.video, last_seen=last_seen, clock=lambda: next(seconds)
    )
    return [piece async for piece in stream]


async def test_an_event_is_three_lines() -> None:
    (piece,) = await told([replace(TASK, percent=40, eta=21)])
    event, name, data, *end = piece.split("\n")
    assert (event, name, end) == ("event: progress", "id: processing-40-21", ["", ""])
    assert json.loads(data.removeprefix("data: "))["percent"] == 40


async def test_line_breaks_in_a_reason_do_not_break_the_event() -> None:
    failed = replace(TASK, status=Status.FAILED, reason="one\n\nevent: two\rthree\u2028four")
    (piece,) = await told([failed])
    assert len(piece.splitlines()) == 4 + ("\u2028" in piece)
    assert piece.count("\n") == 4
    assert "\r" not in piece
    assert json.loads(piece.split("\n")[2].removeprefix("data: "))["reason"] == failed.reason


async def test_what_did_not_change_is_told_once() -> None:
    tasks = [TASK, TASK, replace(TASK, eta=9), replace(TASK, eta=9), replace(TASK, percent=1)]
    assert len(await told(tasks)) == 3


async def test_what_was_seen_is_not_told_again() -> None:
    assert await told([TASK, TASK], last_seen=event_id(TASK)) == []
    assert len(await told([TASK], last_seen="something else")) == 1


async def test_fifteen_silent_seconds_are_broken_by_a_comment() -> None:
    assert KEEP_ALIVE.startswith(":")
    pieces = await told([TASK] * 8, every=5)
    assert pieces[0].startswith("event: progress")
    assert pieces[1:] == [KEEP_ALIVE] * 2
    assert await told([TASK] * 2, last_seen=event_id(TASK), every=15) == [KEEP_ALIVE] * 2


def test_every_visible_difference_makes_another_id() -> None:
    different = [
        TASK,
        replace(TASK, percent=1),
        replace(TASK, eta=0),
        replace(TASK, percent=1, eta=1),
        replace(TASK, percent=11),
        *(replace(TASK, status=status) for status in Status if status is not TASK.status),
    ]
    assert len({event_id(task) for task in different}) == len(different)
