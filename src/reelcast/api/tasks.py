"""``/v1/tasks``: what the hosted contract leaves out. A key's tasks listed, cancelled, followed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from reelcast.api import openapi
from reelcast.api.auth import Caller
from reelcast.api.edge import Edge
from reelcast.api.events import event_id, event_stream
from reelcast.api.listing import Moment, cursor_after, known_id, place_of
from reelcast.api.shown import ShownTask, TaskEvent, TaskPage, TaskStatus
from reelcast.api.watch import Watch
from reelcast.errors import (
    Fault,
    InvalidBody,
    ReelcastError,
    TaskEnded,
    TaskNotFound,
    VideoNotFound,
    VideoNotReady,
)
from reelcast.store.tasks import Wanted
from reelcast.task import Status, Task

MAX_PAGE = 100
_ID = "830d9c90-d53f-4c5a-8009-0123456789ab"

_ONE = (*openapi.ANYWHERE, TaskNotFound(f"task {_ID} was not found"))
_BAD_QUERY = InvalidBody(
    Fault("cursor", "cursor: must be the next_cursor of an earlier page, got 'x'")
)
_ENDED = TaskEnded(f"task {_ID} has ended already and cannot be cancelled")
_NO_VIDEO_YET = VideoNotReady("there is no video yet: the task is processing, 40 % are done")
_NO_VIDEO = VideoNotFound("there is no video: the task failed: cancelled by the caller")

TaskId = Annotated[str, Path(description="The `task_id` of the submission.", examples=[_ID])]


def router() -> APIRouter:
    """The routes of ``/v1/tasks``."""
    routes = APIRouter(prefix="/v1/tasks", tags=["tasks"])
    add = routes.add_api_route
    add("", list_tasks, summary="List tasks", responses=_refusals(*openapi.ANYWHERE, _BAD_QUERY))
    add("/{task_id}", look, summary="Look at a task", responses=_refusals(*_ONE))
    add(
        "/{task_id}/cancel",
        cancel,
        methods=["POST"],
        summary="Cancel a task",
        responses=_refusals(*_ONE, _ENDED),
    )
    add(
        "/{task_id}/video",
        video,
        summary="A fresh link to the video",
        status_code=307,
        response_class=RedirectResponse,
        responses={
            307: {"description": "Where the video is; the link needs no key.", "headers": LOCATION},
            **_refusals(*_ONE, _NO_VIDEO_YET, _NO_VIDEO),
        },
    )
    add("/{task_id}/video", video, methods=["HEAD"], include_in_schema=False)
    add(
        "/{task_id}/events",
        follow,
        summary="Follow a task",
        response_class=StreamingResponse,
        responses={**EVENTS, **_refusals(*_ONE)},
        openapi_extra=openapi.last_event_id_parameter(),
    )
    return routes


LOCATION = {"Location": {"description": "Absolute and signed.", "schema": {"type": "string"}}}
_EXAMPLE = (
    "event: progress\nid: processing-40-21\n"
    f'data: {{"task_id":"{_ID}","status":"processing","percent":40,"eta":21,"reason":"",'
    '"video_url":null}\n\n'
)
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`event:` is `progress`, `succeeded` or `failed`; `data:` is a `TaskEvent`. "
        "The stream ends after one of the last two.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": _EXAMPLE,
                # OpenAPI 3.1 has no word yet for what the lines of a stream hold.
                "x-event-data": openapi.referring_schema(TaskEvent),
            }
        },
    },
    204: {"description": "The event with this `Last-Event-ID` was the last one."},
}


async def list_tasks(
    request: Request,
    key: Caller,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE, description="Tasks on a page.")] = 20,
    cursor: Annotated[str, Query(description="`next_cursor` of the page before.")] = "",
    status: Annotated[tuple[TaskStatus, ...], Query(description="Any of these; repeatable.")] = (),
    created_from: Annotated[Moment, Query(description="Created then or later; ISO 8601.")] = None,
    created_to: Annotated[Moment, Query(description="Created before then; ISO 8601.")] = None,
) -> TaskPage:
    """The key's tasks, newest first, page by page."""
    wanted = Wanted(
        limit=limit + 1,
        statuses=tuple(state.status for state in status),
        created_from=created_from,
        created_to=created_to,
        after=place_of(cursor),
    )
    found = await Edge.of(request).service.list_tasks(key, wanted)
    page = found[:limit]
    return TaskPage(
        tasks=[_shown(request, task) for task in page],
        next_cursor=cursor_after(page[-1]) if len(found) > limit else None,
    )


async def look(request: Request, key: Caller, task_id: TaskId) -> ShownTask:
    """The task as it is now, with fresh links."""
    return _shown(request, await Edge.of(request).service.look(key, known_id(task_id)))


async def cancel(request: Request, key: Caller, task_id: TaskId) -> ShownTask:
    """End the task now; it is then failed, with the reason `cancelled by the caller`."""
    return _shown(request, await Edge.of(request).service.cancel(key, known_id(task_id)))


async def video(request: Request, key: Caller, task_id: TaskId) -> Response:
    """Lead to the video. Unlike a `video_url`, this address is good for as long as the video is."""
    task = await Edge.of(request).service.look(key, known_id(task_id))
    if not task.status.final:
        state = TaskStatus.of(task.status)
        raise VideoNotReady(
            f"there is no video yet: the task is {state}, {task.percent} % are done"
        )
    if task.status is Status.FAILED:
        raise VideoNotFound(f"there is no video: the task failed: {task.reason}")
    url = _url(request, task.video)
    if url is None:
        raise VideoNotFound("the video is no longer kept; it was removed after its time")
    return RedirectResponse(url, 307, headers={"cache-control": "no-store"})


async def follow(request: Request, key: Caller, task_id: TaskId) -> Response:
    """The task's changes as server-sent events, from now until it has ended."""
    task = await Edge.of(request).service.look(key, known_id(task_id))
    last_seen = request.headers.get("last-event-id", "")
    if task.status.final and event_id(task) == last_seen:
        return Response(status_code=204)  # Tells a browser's EventSource not to come back.
    watch: Watch = request.app.state.watch
    stream = event_stream(
        watch.follow(task), lambda task: _url(request, task.video), last_seen=last_seen
    )
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


def _shown(request: Request, task: Task) -> ShownTask:
    return ShownTask.of(
        task, video_url=_url(request, task.video), cover_url=_url(request, task.cover)
    )


def _url(request: Request, name: str | None) -> str | None:
    return Edge.of(request).video_url(request, name) if name else None


def _refusals(*errors: ReelcastError) -> dict[int | str, dict[str, Any]]:
    return {**openapi.ANY_REFUSAL, **openapi.problems(*errors)}
