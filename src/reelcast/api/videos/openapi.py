"""How these routes describe themselves, where FastAPI cannot see it."""

from typing import Any

from pydantic import BaseModel

from reelcast.api.openapi import ANYWHERE
from reelcast.api.videos.creation import Creation
from reelcast.api.videos.problems import ErrorAnswer, refusals
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
    ReelcastError,
    TaskNotFound,
    VideoNotFound,
    VideoNotReady,
)

_ID = "video_0642a1f0c3e5b2830d9c90d53f4c5a80090123456789ab"
_FIELD = "input_reference[1]"
CREATE: tuple[ReelcastError, ...] = (
    InvalidBody(Fault("prompt", "prompt: is required and must not be empty")),
    InvalidImageFormat(_FIELD, "is not a PNG, JPEG or WebP"),
    ImageFileTooLarge(_FIELD, "at most 50 MB are allowed, got 62914560 bytes"),
    ImageTooManyPixels(_FIELD, "at most 100000000 pixels are allowed, got 20000x6000"),
    InvalidImageSize(_FIELD, "must be at least 128x128 pixels, got 64x64"),
    NameReused("Idempotency-Key: 'a' came before with another body; use a new key"),
    RateLimited("the queue is full: at most 1000 tasks may be open at one time", 10),
    CreateTaskFailed("the task could not be created; try again later"),
)
LIST: tuple[ReelcastError, ...] = (
    InvalidBody(Fault("after", "after: must be the id of a video, got 'last'")),
)
LOOK: tuple[ReelcastError, ...] = (TaskNotFound(f"video '{_ID}' was not found"),)
_CONTENT = (
    InvalidBody(Fault("variant", 'variant: "spritesheet" is not supported')),
    *LOOK,
    VideoNotReady("the video has no content yet: it is in_progress"),
    VideoNotFound("the content is no longer kept; it was removed after its time"),
)


def answers(model: type[BaseModel], *errors: ReelcastError) -> dict[int | str, dict[str, Any]]:
    """The responses of a route; one that names no 4XX of FastAPI's own keeps its shape out too."""
    return {
        200: {"model": model, "description": "Done."},
        **refusals(*ANYWHERE, *errors),
        "4XX": {"model": ErrorAnswer, "description": "Refused; `code` and `message` say why."},
    }


def content_answers() -> dict[int | str, dict[str, Any]]:
    """The responses of a download."""
    file = {"schema": {"type": "string", "format": "binary"}}
    return {
        200: {"description": "The file.", "content": {"video/mp4": file, "image/jpeg": file}},
        206: {"description": "The range asked for.", "content": {"video/mp4": file}},
        416: {"description": "The range begins after the end of the file."},
        **refusals(*ANYWHERE, *_CONTENT),
        "4XX": {"model": ErrorAnswer, "description": "Refused; `code` and `message` say why."},
    }


def creation_body() -> dict[str, Any]:
    """The request body of a creation, which the route reads by itself."""
    schema = Creation.model_json_schema()
    files = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
    files["description"] = (
        "Files, at most 50 MB each, or texts as in JSON. Also `input_reference[]`."
    )
    form = {**schema, "properties": {**schema["properties"], "input_reference": files}}
    example = {
        "prompt": "the cat walks along a harbour wall at dusk",
        "input_reference": ["https://example.org/cat.png"],
        "seconds": "5",
        "size": "1920x1080",
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": schema, "example": example},
                "multipart/form-data": {"schema": form},
            },
        }
    }
