"""How the native dialect speaks of errors: the same flat body, CamelCase reasons, a trace id."""

import re
from typing import Any

from reelcast.api.problems import Said
from reelcast.errors import Fault

_REASONS = {
    "MISSING_API_KEY": (401, "Unauthorized"),
    "INVALID_API_KEY": (401, "Unauthorized"),
    "TASK_NOT_FOUND": (404, "TaskNotFound"),
    "API_NOT_FOUND": (404, "NotFound"),
    "TASK_ENDED": (400, "BadRequest"),
    "RATE_LIMIT_EXCEEDED": (429, "TooManyRequests"),
    "IDEMPOTENCY_KEY_REUSED": (409, "Conflict"),
    "INVALID_IMAGE_FORMAT": (400, "ImageFormatInvalid"),
    "IMAGE_UNREACHABLE": (400, "ImageDownloadFailure"),
    # The vendor's word for what is wrong with the size or the proportions of an image.
    "IMAGE_FILE_EXCEEDS_MAX_SIZE": (400, "PageSizeOutOfRange"),
    "IMAGE_EXCEEDS_MAX_RESOLUTION": (400, "PageSizeOutOfRange"),
    "INVALID_IMAGE_SIZE": (400, "PageSizeOutOfRange"),
}

# A fault of the body is told apart by how its sentence goes on after the field.
_SENTENCES = (
    (re.compile(r"is required"), "FieldLacking"),
    (re.compile(r"is not supported"), "FieldUnwanted"),
    (re.compile(r"at (least|most) \d+ (is|are) "), "FieldItemCountOutOfRange"),
    (re.compile(r'"[^"]*" is not available'), "ModelUnavailable"),
)
_FIELDS = {"body": "BadRequest", "id": "CODEC"}
"""``CODEC`` is no word of the vendor's table; the live service was seen to say it."""


def speak(said: Said, trace_id: str) -> tuple[int, dict[str, Any]]:
    """The status and the body of what is said."""
    status, reason = _status_and_reason(said)
    metadata: dict[str, Any] = {"trace_id": trace_id}
    if said.faults:
        metadata["errors"] = said.body(trace_id)["metadata"]["errors"]
    body = {"code": status, "reason": reason, "message": said.message, "metadata": metadata}
    return status, body


def _status_and_reason(said: Said) -> tuple[int, str]:
    if said.reason in _REASONS:
        return _REASONS[said.reason]
    if said.reason == "INVALID_REQUEST_BODY":
        return 400, _of_field(said.faults[0])
    return said.status, "InternalServiceFailure" if said.status >= 500 else "BadRequest"


def _of_field(fault: Fault) -> str:
    if fault.field in _FIELDS:
        return _FIELDS[fault.field]
    sentence = fault.message.removeprefix(f"{fault.field}: ")
    found = (reason for pattern, reason in _SENTENCES if pattern.match(sentence))
    return next(found, "FieldInvalid")
