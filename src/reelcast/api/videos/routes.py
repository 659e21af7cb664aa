"""The routes under ``/v1/videos``: parse, one verb of the service, answer."""

import logging
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import anyio.to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelcast.api import once
from reelcast.api.auth import Caller
from reelcast.api.edge import Edge
from reelcast.api.files import VideoResponse
from reelcast.api.videos import openapi
from reelcast.api.videos.answers import (
    STATUSES,
    VideoDeleted,
    VideoObject,
    VideoPage,
    page,
    parse_video_id,
    video,
    video_id,
)
from reelcast.api.videos.creation import read_creation
from reelcast.api.videos.problems import named
from reelcast.artifacts.base import LocalStore
from reelcast.errors import Fault, InvalidBody, TaskNotFound, VideoNotFound, VideoNotReady
from reelcast.store.keys import Key
from reelcast.store.tasks import Wanted
from reelcast.task import Dialect, Origin, Status, Task

logger = logging.getLogger("reelcast.api")

MAX_PAGE = 100


def router() -> APIRouter:
    """The routes of this dialect."""
    routes = APIRouter(prefix="/v1/videos", tags=["videos"])
    routes.add_api_route(
        "",
        create,
        methods=["POST"],
        operation_id="create_video",
        responses=openapi.answers(VideoObject, *openapi.CREATE),
        openapi_extra={**openapi.creation_body(), **once.parameter()},
    )
    routes.add_api_route(
        "",
        list_videos,
        methods=["GET"],
        operation_id="list_videos",
        responses=openapi.answers(VideoPage, *openapi.LIST),
    )
    routes.add_api_route(
        "/{video_id}",
        retrieve,
        methods=["GET"],
        operation_id="retrieve_video",
        responses=openapi.answers(VideoObject, *openapi.LOOK),
    )
    routes.add_api_route(
        "/{video_id}",
        delete,
        methods=["DELETE"],
        operation_id="delete_video",
        responses=openapi.answers(VideoDeleted, *openapi.LOOK),
    )
    routes.add_api_route(
        "/{video_id}/content",
        content,
        methods=["GET"],
        operation_id="download_video",
        response_class=Response,
        responses=openapi.content_answers(),
    )
    return routes


async def create(request: Request, key: Caller) -> JSONResponse:
    """Accept a video to make, as JSON or as a form with files. The work comes later."""
    edge = Edge.of(request)
    name = once.request_name(request)
    kind = request.headers.get("content-type", "")
    async with edge.intake.body(request) as body:
        read = partial(read_creation, body, kind, name, max_pixels=edge.settings.max_pixels)
        order, named = await anyio.to_thread.run_sync(read, limiter=edge.readers)
        task = await edge.service.submit(
            key,
            order.generation,
            order.images,
            origin=Origin(dialect=Dialect.VIDEOS, payload=order.model),
            engine=order.engine,
            once=named,
        )
    logger.info("accepted task=%s key=%s dialect=%s", task.id, key.id, task.origin.dialect)
    return JSONResponse(video(task, edge.settings))


async def list_videos(
    request: Request,
    key: Caller,
    after: Annotated[str, Query(description="The `last_id` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 20,
    order: Annotated[Literal["asc", "desc"], Query(description="By creation time.")] = "desc",
) -> JSONResponse:
    """The key's videos, newest first. Tasks that came through other dialects are among them."""
    edge = Edge.of(request)
    place = parse_video_id(after) if after else None
    if after and place is None:
        raise InvalidBody(Fault("after", f"after: must be the id of a video, got {after[:60]!r}"))
    wanted = Wanted(limit=limit + 1, after=place, oldest_first=order == "asc")
    found = await edge.service.list_tasks(key, wanted)
    return JSONResponse(page(found[:limit], edge.settings, has_more=len(found) > limit))


async def retrieve(request: Request, video_id: str, key: Caller) -> JSONResponse:
    """A video as it is now; poll until its status is `completed` or `failed`."""
    edge = Edge.of(request)
    return JSONResponse(video(await _find(edge, key, video_id), edge.settings))


async def delete(request: Request, video_id: str, key: Caller) -> JSONResponse:
    """Forget a video and its files for good. One that is still being made is stopped first."""
    edge = Edge.of(request)
    task = await _find(edge, key, video_id)
    await edge.service.delete(key, task.id)
    return JSONResponse({"id": video_id, "object": "video.deleted", "deleted": True})


async def content(
    request: Request,
    video_id: str,
    key: Caller,
    variant: Annotated[
        Literal["video", "thumbnail", "spritesheet"],
        Query(description="`spritesheet` is known to clients and refused: there is none."),
    ] = "video",
) -> Response:
    """The MP4 of a completed video, whole or one range of it, or its middle frame as a JPEG."""
    if variant == "spritesheet":
        raise InvalidBody(Fault("variant", 'variant: "spritesheet" is not supported'))
    task = await _find(Edge.of(request), key, video_id)
    name = task.video if variant == "video" else task.cover
    path = await anyio.to_thread.run_sync(_local, request.app.state.artifacts, task, name)
    return VideoResponse(path)


async def _find(edge: Edge, key: Key, text: str) -> Task:
    """The key's task of that id. Raises ``TaskNotFound``."""
    place = parse_video_id(text)
    try:
        task = await edge.service.look(key, place[1]) if place else None
    except TaskNotFound:
        task = None
    if task is None or video_id(task) != text:
        raise TaskNotFound(f"video {text[:80]!r} was not found")
    return task


def _local(artifacts: LocalStore, task: Task, name: str | None) -> Path:
    if not task.status.final:
        raise VideoNotReady(f"the video has no content yet: it is {STATUSES[task.status]}")
    if task.status is Status.FAILED:
        raise VideoNotFound(f"the video has no content: it failed, {named(task.reason)}")
    path = artifacts.local_path(name) if name else None
    if path is None:
        raise VideoNotFound("the content is no longer kept; it was removed after its time")
    return path
