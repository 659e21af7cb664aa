"""A task's changes as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html

An event's id says what it told, so that a client which reconnects is told only what is new.
"""

import time
from collections.abc import AsyncIterator, Callable

from reelcast.api.shown import TaskEvent, TaskStatus
from reelcast.task import Task

KEEP_ALIVE_SECONDS = 15.0
"""Proxies cut connections that are silent for longer, most of them after 30 or 60 seconds."""
KEEP_ALIVE = ": keep-alive\n\n"

VideoUrl = Callable[[Task], str | None]


async def event_stream(
    tasks: AsyncIterator[Task],
    video_url: VideoUrl,
    *,
    last_seen: str = "",
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[str]:
    """One event for each change in ``tasks``; a comment when there was none for 15 seconds.

    What the event with the id ``last_seen`` told is not told again. ``clock`` gives seconds.
    """
    spoke_at = clock()
    async for task in tasks:
        if event_id(task) != last_seen:
            yield _event(task, video_url)
        elif clock() - spoke_at >= KEEP_ALIVE_SECONDS:
            yield KEEP_ALIVE
        else:
            continue
        last_seen, spoke_at = event_id(task), clock()


def event_id(task: Task) -> str:
    """Different for any two states that a listener can tell apart."""
    eta = "" if task.eta is None else task.eta
    return f"{TaskStatus.of(task.status)}-{task.percent}-{eta}"


def _event(task: Task, video_url: VideoUrl) -> str:
    data = TaskEvent(
        task_id=task.id,
        status=TaskStatus.of(task.status),
        percent=task.percent,
        eta=task.eta,
        reason=task.reason,
        video_url=video_url(task),
    )
    kind = TaskStatus.of(task.status).value if task.status.final else "progress"
    return f"event: {kind}\nid: {event_id(task)}\ndata: {data.model_dump_json()}\n\n"
