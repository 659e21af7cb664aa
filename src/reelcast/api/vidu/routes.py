"""The routes of the native dialect: create, query, cancel, list, credits."""

import logging
import re
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Security
from fastapi.security import APIKeyHeader
from starlette.requests import Request
from starlette.responses import JSONResponse

from reelcast import native
from reelcast.api.auth import secret_of
from reelcast.api.edge import Edge
from reelcast.api.fields import shown
from reelcast.api.submission import read_with_images
from reelcast.api.vidu import answers
from reelcast.api.vidu.fields import Create
from reelcast.api.vidu.listing import read_wanted, token_after
from reelcast.errors import (
    CreateTaskFailed,
    DatabaseUnavailable,
    Fault,
    ImageFileTooLarge,
    InvalidBody,
    InvalidImageFormat,
    InvalidKey,
    RateLimited,
    TaskEnded,
    TaskNotFound,
)
from reelcast.store.keys import Key
from reelcast.task import Task

logger = logging.getLogger("reelcast.api")

PREFIX = "/ent/v2"
MAX_NUMBER = 2**63 - 1

_TOKEN = APIKeyHeader(
    name="Authorization",
    scheme_name="vidu_token",
    description="`Authorization: Token KEY`",
    auto_error=False,
)


async def _authenticated(request: Request, _token: Annotated[object, Security(_TOKEN)]) -> Key:
    """The caller's key, after ``Token``, ``Bearer`` or nothing."""
    header = request.headers.get("authorization", "").strip()
    first, _, rest = header.partition(" ")
    secret = secret_of(rest if first.lower() == "token" else header)
    return await Edge.of(request).service.authenticate(secret)


def _number(request: Request) -> int:
    """The task's number. Raises ``InvalidBody`` for what is none."""
    text = request.path_params["id"]
    if re.fullmatch(r"-?[0-9]{1,19}", text) and abs(number := int(text)) <= MAX_NUMBER:
        return number
    raise InvalidBody(Fault("id", f"id: must be an integer, got {shown(text)}"))


Caller = Annotated[Key, Depends(_authenticated)]
Number = Annotated[int, Depends(_number)]
"""Goes before ``Caller`` in a route: the live service was seen to judge the id first."""

_ANYWHERE = (InvalidKey("the API key is not valid"), CreateTaskFailed(), DatabaseUnavailable())
_CREATE = (
    InvalidBody(Fault("prompt", "prompt: is required and must not be empty")),
    InvalidBody(Fault("duration", "duration: must be 5, got 8")),
    InvalidBody(Fault("images", "images: at most 7 are allowed, got 8")),
    InvalidBody(
        Fault("model", 'model: "viduq2" is not available on this server; use "viduq1"'),
    ),
    InvalidBody(Fault("body", "body: must be JSON: Expecting value at character 0")),
    InvalidImageFormat("images[1]", "is not a PNG, JPEG or WebP"),
    ImageFileTooLarge("images[1]", "must be under 10 MB inside the request, got 12582912 bytes"),
    RateLimited("the queue is full: at most 1000 tasks may be open at one time", 10),
)
_OF_TASK = (
    InvalidBody(Fault("id", 'id: must be an integer, got "abc"')),
    TaskNotFound("task 910000000000000007 was not found"),
)
_ENDED = TaskEnded("task state is success, can not cancel")
_LIST = InvalidBody(
    Fault("pager.pagesz", 'pager.pagesz: must be an integer from 1 to 100, got "0"')
)


def router() -> APIRouter:
    """The routes of this dialect."""
    routes = APIRouter(prefix=PREFIX, tags=["vidu native"])
    routes.add_api_route(
        "/reference2video",
        create,
        methods=["POST"],
        summary="Reference to Video",
        operation_id="native_create",
        responses={200: {"model": answers.NativeCreated}, **answers.refusals(*_ANYWHERE, *_CREATE)},
        openapi_extra=answers.create_body(),
    )
    routes.add_api_route(
        "/tasks/{id}/creations",
        query,
        methods=["GET"],
        summary="A task and its clip",
        operation_id="native_query",
        responses={
            200: {"model": answers.NativeCreations},
            **answers.refusals(*_ANYWHERE, *_OF_TASK),
        },
        openapi_extra=answers.id_parameter(),
    )
    routes.add_api_route(
        "/tasks/{id}/cancel",
        cancel,
        methods=["POST"],
        summary="End a task",
        operation_id="native_cancel",
        responses={
            200: {"model": answers.NativeCancelled},
            **answers.refusals(*_ANYWHERE, *_OF_TASK, _ENDED),
        },
        openapi_extra={**answers.id_parameter(), **answers.cancel_body()},
    )
    routes.add_api_route(
        "/tasks",
        list_tasks,
        methods=["GET"],
        summary="The key's tasks",
        operation_id="native_list",
        responses={200: {"model": answers.NativePage}, **answers.refusals(*_ANYWHERE, _LIST)},
        openapi_extra=answers.list_parameters(),
    )
    routes.add_api_route(
        "/credits",
        read_credits,
        methods=["GET"],
        summary="Nothing to pay",
        operation_id="native_credits",
        responses={200: {"model": answers.NativeCredits}, **answers.refusals(*_ANYWHERE)},
    )
    return routes


async def create(request: Request, key: Caller) -> JSONResponse:
    """Accept a clip to make. Answers with the id to query; the work comes later."""
    edge = Edge.of(request)
    async with edge.intake.body(request) as body:
        read = partial(read_with_images, body, Create, max_pixels=edge.settings.max_pixels)
        asked, images = await anyio.to_thread.run_sync(read, limiter=edge.readers)
        origin = asked.origin(edge.base_url(request))
        task = await edge.service.submit(key, asked.generation(), images, origin=origin)
    logger.info("accepted task=%s number=%d key=%s dialect=vidu", task.id, task.number, key.id)
    return JSONResponse(native.created(task, off_peak=bool(asked.off_peak)))


async def query(request: Request, number: Number, key: Caller) -> JSONResponse:
    """A task as it is now; poll until its state is `success` or `failed`."""
    edge = Edge.of(request)
    task = await edge.service.look_number(key, number)
    return JSONResponse(native.creations(task, **_urls(edge, request, task)))


async def cancel(request: Request, number: Number, key: Caller) -> JSONResponse:
    """End a task that has not ended yet, also one that is being rendered."""
    service = Edge.of(request).service
    task = await service.look_number(key, number)
    try:
        await service.cancel(key, task.id)
    except TaskEnded:
        ended = await service.look_number(key, number)
        raise TaskEnded(f"task state is {native.state_of(ended)}, can not cancel") from None
    return JSONResponse({})


async def list_tasks(request: Request, key: Caller) -> JSONResponse:
    """The key's tasks, newest first, those of the other dialects too."""
    edge = Edge.of(request)
    wanted, skipped = read_wanted(request.query_params, datetime.now(UTC))
    found = await edge.service.list_tasks(key, wanted)
    page = found[skipped : wanted.limit - 1]
    more = len(found) == wanted.limit
    return JSONResponse(
        {
            "tasks": [native.listed(task, **_urls(edge, request, task)) for task in page],
            "next_page_token": token_after(page[-1]) if more else "",
        }
    )


async def read_credits(_key: Caller) -> JSONResponse:
    """Clips cost nothing here, so there is no balance and no package."""
    return JSONResponse({"remains": [], "packages": []})


def _urls(edge: Edge, request: Request, task: Task) -> dict[str, str | None]:
    names = {"video_url": task.video, "cover_url": task.cover}
    return {url: edge.video_url(request, name) if name else None for url, name in names.items()}
