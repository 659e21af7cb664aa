"""The native dialect's answers, for OpenAPI. Nothing is validated against them in production."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from reelcast.api.answers import FieldFault
from reelcast.api.problems import said
from reelcast.api.vidu.fields import Create
from reelcast.api.vidu.problems import speak
from reelcast.errors import ReelcastError
from reelcast.native import State

_NUMBER = "910000000000000007"
_TRACE_ID = "4f1d0c9be2a94f0c8d6f0f4f7f3e2a51"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NativeCreated(_Answer):
    """The request was accepted; what was left out of it is filled in."""

    task_id: str = Field(examples=[_NUMBER], pattern=r"^\d+$")
    type: Literal["reference2video"]
    state: Literal["created"]
    model: Literal["viduq1"]
    prompt: str
    images: list[str] = Field(description="URLs as sent; `sha256:...` for a data URI.")
    duration: int
    seed: int = Field(description="The seed that is used.")
    aspect_ratio: str
    resolution: str
    movement_amplitude: str
    bgm: bool
    payload: str
    off_peak: bool
    credits: Literal[0]
    watermark: Literal[False]
    created_at: str = Field(examples=["2025-01-01T15:41:31.968916Z"])


class NativeCreation(_Answer):
    """A finished clip."""

    id: str
    url: str = Field(description="Absolute and signed; needs no key. Renewed by each query.")
    cover_url: str = Field(description="A frame of the clip, JPEG; signed likewise.")
    watermarked_url: Literal[""]


class NativeCreations(_Answer):
    """A task as it is now. Callbacks have the same body."""

    id: str = Field(examples=[_NUMBER])
    state: State
    err_code: str = Field(description="Why a failed task failed, in one word; empty otherwise.")
    err_msg: str = Field(default="", description="The same in a sentence; only when it failed.")
    credits: Literal[0]
    payload: str
    bgm: bool
    off_peak: Literal[False]
    creations: list[NativeCreation]


class NativeSize(_Answer):
    """In pixels."""

    width: int
    height: int


class NativeFilm(_Answer):
    """The clip's measures."""

    duration: float
    fps: int
    resolution: NativeSize


class NativeListedCreation(NativeCreation):
    """A finished clip, measured."""

    video: NativeFilm


class NativeItem(_Answer):
    """One task of a list."""

    id: str
    key_id: str
    type: Literal["reference2video"]
    state: State
    err_code: str
    model: Literal["viduq1"]
    prompt: str
    images: list[str]
    duration: int
    resolution: str
    aspect_ratio: str
    movement_amplitude: str
    seed: int
    bgm: bool
    credits: Literal[0]
    payload: str
    created_at: str
    creations: list[NativeListedCreation]


class NativePage(_Answer):
    """The key's tasks, newest first, whichever dialect they were made in."""

    tasks: list[NativeItem]
    next_page_token: str = Field(description="Empty on the last page.")


class NativeCredits(_Answer):
    """Nothing is counted and nothing is sold here."""

    remains: list[Any] = Field(max_length=0)
    packages: list[Any] = Field(max_length=0)


class NativeCancelled(_Answer):
    """An empty object."""


class NativeMetadata(_Answer):
    """``errors`` only where the request itself was at fault."""

    trace_id: str = Field(description="Finds the server's log entry of a 5xx answer.")
    errors: list[FieldFault] = []


class NativeProblem(_Answer):
    """Any answer of this dialect that is not 200."""

    code: int = Field(description="The HTTP status again.")
    reason: str = Field(examples=["FieldLacking"])
    message: str
    metadata: NativeMetadata


def refusals(*errors: ReelcastError) -> dict[int | str, dict[str, Any]]:
    """The responses of a route that may fail in these ways, one entry for each status."""
    bodies = [speak(said(error), _TRACE_ID)[1] for error in errors]
    return {
        status: {
            "model": NativeProblem,
            "description": ", ".join(
                dict.fromkeys(body["reason"] for body in bodies if body["code"] == status)
            ),
            "content": {
                "application/json": {
                    "examples": {
                        body["reason"]: {"value": body} for body in bodies if body["code"] == status
                    }
                }
            },
        }
        for status in sorted({body["code"] for body in bodies})
    }


def create_body() -> dict[str, Any]:
    """The request body of a create, which the route reads by itself."""
    example = {
        "model": "viduq1",
        "images": ["https://example.org/cat.png"],
        "prompt": "the cat walks along a harbour wall at dusk",
        "duration": 5,
        "seed": 0,
        "aspect_ratio": "16:9",
        "resolution": "1080p",
        "movement_amplitude": "auto",
        "payload": "order 1234",
    }
    content = {"application/json": {"schema": Create.model_json_schema(), "example": example}}
    return {"requestBody": {"required": True, "content": content}}


def cancel_body() -> dict[str, Any]:
    """The request body of a cancel: sent by clients, and not read, since the path says it all."""
    schema = {"type": "object", "properties": {"id": {"type": "string"}}}
    content = {"application/json": {"schema": schema, "example": {"id": _NUMBER}}}
    return {"requestBody": {"required": False, "content": content}}


def id_parameter() -> dict[str, Any]:
    """The path of a task; read by the route, since the vendor has its own word for a bad one."""
    return {
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": "`task_id` of the create's answer.",
                "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
                "example": _NUMBER,
            }
        ]
    }


def list_parameters() -> dict[str, Any]:
    """The query of a list, which the route reads by itself."""
    time = {"type": "string", "format": "date-time"}
    states = {"type": "array", "items": {"type": "string", "enum": list(State)}}
    return {
        "parameters": [
            _query("created_at.from", time, "Not before this time; default: seven days ago."),
            _query("created_at.to", time, "Before this time."),
            _query("states", states, "Any of these; default: all."),
            _query("pager.page", _whole(0, 100), "From 0."),
            _query("pager.pagesz", _whole(1, 100), "Tasks a page; default: 10."),
            _query("pager.page_token", {"type": "string"}, "`next_page_token` of the page before."),
        ]
    }


def _whole(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }
