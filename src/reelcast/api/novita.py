"""The dialect of the hosted "Vidu Q1 Reference to Video" API and its "Task Result"."""

import logging
from functools import partial
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from reelcast.api import once, openapi
from reelcast.api.answers import Accepted, TaskEvent, TaskResult
from reelcast.api.auth import Caller
from reelcast.api.edge import Edge
from reelcast.api.fields import Submission
from reelcast.api.listing import known_id
from reelcast.api.submission import read_with_images
from reelcast.errors import (
    CreateTaskFailed,
    Fault,
    ImageFileTooLarge,
    ImageTooManyPixels,
    InvalidBody,
    InvalidImageFormat,
    InvalidImageSize,
    NameReused,
    RateLimited,
    TaskNotFound,
)
from reelcast.references import InlineImage, SentImage
from reelcast.result import task_result
from reelcast.store.keys import Key
from reelcast.task import Task

logger = logging.getLogger("reelcast.api")

_SUBMIT = (
    InvalidBody(Fault("prompt", "prompt: is required and must not be empty")),
    InvalidImageFormat("images[1]", "is not a PNG, JPEG or WebP"),
    ImageFileTooLarge("images[1]", "must be under 10 MB inside the request, got 12582912 bytes"),
    ImageTooManyPixels("images[1]", "at most 100000000 pixels are allowed, got 20000x6000"),
    InvalidImageSize("images[1]", "must be at least 128x128 pixels, got 64x64"),
    NameReused("Idempotency-Key: 'order-1234' came before with another body; use a new key"),
    RateLimited("the queue is full: at most 1000 tasks may be open at one time", 10),
    CreateTaskFailed("the task could not be created; try again later"),
)
_LOOK = (
    InvalidBody(Fault("task_id", "task_id: is required, as in ?task_id=ID")),
    TaskNotFound("task 830d9c90-d53f-4c5a-8009-0123456789ab was not found"),
)


def router() -> APIRouter:
    """The routes of this dialect."""
    routes = APIRouter(prefix="/v3/async", tags=["vidu-q1"])
    routes.add_api_route(
        "/vidu-q1-reference2video",
        submit,
        methods=["POST"],
        summary="Vidu Q1 Reference to Video",
        responses={
            200: {"model": Accepted, "description": "Accepted."},
            **openapi.problems(*openapi.ANYWHERE, *_SUBMIT),
        },
        openapi_extra={**openapi.submission_body(), **once.parameter()},
        callbacks=_callbacks().routes,
    )
    routes.add_api_route(
        "/task-result",
        look,
        methods=["GET"],
        summary="Task Result",
        responses={
            200: {"model": TaskResult, "description": "The task as it is now."},
            **openapi.problems(*openapi.ANYWHERE, *_LOOK),
        },
        openapi_extra=openapi.task_id_parameter(),
    )
    return routes


def _callbacks() -> APIRouter:
    """What this server sends to ``extra.webhook.url``, for OpenAPI."""
    sent = APIRouter()
    sent.add_api_route(
        "{$request.body#/extra/webhook/url}",
        task_ended,
        methods=["POST"],
        responses={
            200: {"description": "Told. Any 2xx will do."},
            "4XX": {"description": "Not told; it is tried again, as after every other answer."},
        },
    )
    return sent


async def task_ended(event: TaskEvent) -> None:
    """The task has ended. Signed in the `webhook-*` headers, as Standard Webhooks has it."""


async def submit(request: Request, key: Caller) -> JSONResponse:
    """Accept a clip to make. Answers with the id to poll; the work comes later."""
    edge = Edge.of(request)
    name = once.request_name(request)
    read = partial(read_with_images, shape=Submission, max_pixels=edge.settings.max_pixels)
    async with edge.intake.body(request) as body:
        size = len(body)
        (asked, images), named = await anyio.to_thread.run_sync(
            once.read_once, body, name, read, limiter=edge.readers
        )
        task = await edge.service.submit(
            key,
            asked.generation(),
            images,
            origin=asked.beside.origin(edge.base_url(request)),
            engine=asked.beside.engine,
            once=named,
        )
    _log(task, key, images, size)
    return JSONResponse({"task_id": str(task.id)})


async def look(request: Request, key: Caller) -> JSONResponse:
    """A task as it is now; poll until its status is `TASK_STATUS_SUCCEED` or `..._FAILED`."""
    edge = Edge.of(request)
    task = await edge.service.look(key, _task_id(request))
    ttl = edge.settings.video_url_ttl
    url = edge.video_url(request, task.video) if task.video else None
    return JSONResponse(task_result(task, video_url=url, video_url_ttl=ttl))


def _task_id(request: Request) -> UUID:
    """The task asked for. What is not written as our ids are is simply not found."""
    text = request.query_params.get("task_id", "")
    if not text:
        raise InvalidBody(Fault("task_id", "task_id: is required, as in ?task_id=ID"))
    return known_id(text)


def _log(task: Task, key: Key, images: tuple[SentImage, ...], size: int) -> None:
    inline = sum(isinstance(image, InlineImage) for image in images)
    logger.info(
        "accepted task=%s key=%s engine=%s bytes=%d inline=%d urls=%d prompt_characters=%d "
        "aspect_ratio=%s movement_amplitude=%s bgm=%s",
        task.id,
        key.id,
        task.engine,
        size,
        inline,
        len(images) - inline,
        len(task.generation.prompt),
        task.generation.aspect_ratio,
        task.generation.movement_amplitude,
        task.generation.bgm,
    )
