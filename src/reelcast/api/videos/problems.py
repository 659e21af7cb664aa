"""Errors as OpenAI's clients read them: ``{"error": {"message", "type", "param", "code"}}``."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from reelcast.api.problems import Said, said
from reelcast.errors import InvalidKey, MissingKey, ReelcastError, VideoNotReady

_TYPES = {401: "authentication_error", 429: "rate_limit_error"}
_STATUSES = {MissingKey.code: 401, InvalidKey.code: 401, VideoNotReady.code: 404}
"""Where this dialect answers with another status than the error's own. OpenAI's clients send a
request again by themselves after a 409, which would not make the video ready."""
_NAMES = (("images[", "input_reference["), ("extra.engine", "engine"))
"""How fields begin that the service knows by their names in the first dialect."""


class ErrorDetail(BaseModel):
    """What went wrong."""

    model_config = ConfigDict(extra="forbid")

    message: str
    type: str = Field(
        description="`invalid_request_error`, `authentication_error`, `rate_limit_error` or "
        "`server_error`."
    )
    param: str | None = Field(description="The field at fault.", examples=["input_reference[2]"])
    code: str = Field(
        description="The `reason` of the other dialects, in small letters.",
        examples=["invalid_image_format"],
    )


class ErrorAnswer(BaseModel):
    """Any answer that is not 200."""

    model_config = ConfigDict(extra="forbid")

    error: ErrorDetail


def speak(words: Said, trace_id: str) -> tuple[int, dict[str, Any]]:
    """The status and body for what is said about an error; a fault of ours names its log entry."""
    status = _STATUSES.get(words.reason, words.status)
    error = {
        "message": named(words.message),
        "type": _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error"),
        "param": named(words.faults[0].field) if words.faults else None,
        "code": words.reason.lower(),
    }
    if status >= 500:
        error["message"] = f"{words.message} ({trace_id})"
    return status, {"error": error}


def named(text: str) -> str:
    """A field, or a sentence that begins with one, with the name it has in this dialect."""
    for theirs, ours in _NAMES:
        if text.startswith(theirs):
            return ours + text.removeprefix(theirs)
    return text


def refusals(*errors: ReelcastError) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's responses of a route that may fail in these ways, one entry for each status."""
    answers: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        words = said(error)
        status, body = speak(words, "4f1d0c9be2a94f0c8d6f0f4f7f3e2a51")
        answer = answers.setdefault(
            status,
            {
                "model": ErrorAnswer,
                "description": "",
                "content": {"application/json": {"examples": {}}},
            },
        )
        answer["description"] += f"{', ' if answer['description'] else ''}{words.reason.lower()}"
        answer["content"]["application/json"]["examples"][words.reason.lower()] = {"value": body}
    return answers
