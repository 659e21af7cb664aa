"""How the API describes itself: the pieces of OpenAPI that FastAPI cannot see by itself."""

from typing import Any

from pydantic import BaseModel

from reelcast.api.answers import Problem
from reelcast.api.fields import Submission
from reelcast.api.problems import said
from reelcast.errors import DatabaseUnavailable, InvalidKey, MissingKey, ReelcastError

_TRACE_ID = "4f1d0c9be2a94f0c8d6f0f4f7f3e2a51"

ANY_REFUSAL: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "Refused; `reason` and `message` say why."}
}
"""For routes that name no more. It also keeps FastAPI's own error shape out of the description."""

ANYWHERE = (
    MissingKey("Authorization: an API key is required, as in: Authorization: Bearer KEY"),
    InvalidKey("the API key is not valid"),
    DatabaseUnavailable(),
    ReelcastError(),
)
"""How every route that wants a key may refuse."""


def problems(*errors: ReelcastError) -> dict[int | str, dict[str, Any]]:
    """The responses of a route that may fail in these ways, one entry for each status."""
    return {
        status: {
            "model": Problem,
            "description": ", ".join(error.code for error in errors if error.status == status),
            "content": {
                "application/json": {
                    "examples": {
                        error.code: {"value": said(error).body(trace_id=_TRACE_ID)}
                        for error in errors
                        if error.status == status
                    }
                }
            },
        }
        for status in sorted({error.status for error in errors})
    }


def submission_body() -> dict[str, Any]:
    """The request body of a submission, which the route reads by itself."""
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": inlined(Submission.model_json_schema()),
                    "example": {
                        "images": ["https://example.org/cat.png"],
                        "prompt": "the cat walks along a harbour wall at dusk",
                        "duration": 5,
                        "seed": 1234,
                        "aspect_ratio": "9:16",
                        "resolution": "1080p",
                        "movement_amplitude": "auto",
                        "bgm": False,
                    },
                }
            },
        }
    }


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A model's schema with its inner models written out where they stand.

    Their references would lead nowhere in a document that has the schema inside it.
    """
    inner = schema.get("$defs", {})

    def write_out(node: Any) -> Any:
        match node:
            case {"$ref": str(reference), **beside}:
                return {**write_out(inner[reference.rpartition("/")[2]]), **beside}
            case dict():
                return {name: write_out(member) for name, member in node.items()}
            case list():
                return [write_out(member) for member in node]
        return node

    written: dict[str, Any] = write_out(
        {name: member for name, member in schema.items() if name != "$defs"}
    )
    return written


def referring_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The model's schema, for places FastAPI does not fill; its parts are described elsewhere."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return schema


def last_event_id_parameter() -> dict[str, Any]:
    """What a client that reconnects sends; browsers do it by themselves."""
    return {
        "parameters": [
            {
                "name": "Last-Event-ID",
                "in": "header",
                "required": False,
                "description": "`id:` of the last event seen; what it told is not told again.",
                "schema": {"type": "string"},
                "example": "processing-40-21",
            }
        ]
    }


def task_id_parameter() -> dict[str, Any]:
    """The query of a task result; read by the route, since a bad one is not found, not invalid."""
    return {
        "parameters": [
            {
                "name": "task_id",
                "in": "query",
                "required": True,
                "description": "What the submission answered.",
                "schema": {"type": "string", "minLength": 1},
                "example": "830d9c90-d53f-4c5a-8009-0123456789ab",
            }
        ]
    }
