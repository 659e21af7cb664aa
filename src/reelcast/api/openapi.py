"""How the API describes itself: the pieces of OpenAPI that FastAPI cannot see by itself."""

from typing import Any

from reelcast.api.answers import Problem
from reelcast.api.fields import Submission
from reelcast.api.problems import said
from reelcast.errors import ReelcastError

_TRACE_ID = "4f1d0c9be2a94f0c8d6f0f4f7f3e2a51"

ANY_REFUSAL: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "Refused; `reason` and `message` say why."}
}
"""For routes that name no more. It also keeps FastAPI's own error shape out of the description."""


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
                    "schema": Submission.model_json_schema(),
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
