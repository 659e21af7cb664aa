"""The ``Idempotency-Key`` header: a client's own name for a request, so that a retry makes no twin.

Knows no task; the service keeps the names.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from starlette.requests import Request

from reelcast.errors import Fault, InvalidBody
from reelcast.service import Once

HEADER = "Idempotency-Key"
MAX_NAME = 255
_NAME = r"^[!-~]([ -~]*[!-~])?$"
"""Printable ASCII; HTTP takes the blanks off both ends of a header's value."""
Read = TypeVar("Read")


def request_name(request: Request) -> str | None:
    """The name the client gave its request, if any. Raises ``InvalidBody`` for one it cannot have.

    Looked at before the body is.
    """
    names = request.headers.getlist(HEADER)
    if not names:
        return None
    if len(names) > 1:
        raise _fault(f"may be sent once, came {len(names)} times")
    name = names[0].strip()
    if not name or len(name) > MAX_NAME:
        raise _fault(f"must have 1 to {MAX_NAME} characters, got {len(name)}")
    if not (name.isascii() and name.isprintable()):
        raise _fault("may hold printable ASCII characters only")
    return name


def read_once(
    data: bytearray, name: str | None, read: Callable[[bytearray], Read]
) -> tuple[Read, Once | None]:
    """What ``read`` makes of a body, which it may empty, and the name with the body's sha256.

    Slow for large bodies: to be called in a thread.
    """
    once = Once(name, hashlib.sha256(data).digest()) if name is not None else None
    return read(data), once


def parameter() -> dict[str, Any]:
    """The header, for OpenAPI."""
    return {
        "parameters": [
            {
                "name": HEADER,
                "in": "header",
                "required": False,
                "description": (
                    "Your own name for this request, kept for 24 hours. The same name with the "
                    "same bytes is answered with the task of the first; with others, it is refused."
                ),
                "schema": {"type": "string", "maxLength": MAX_NAME, "pattern": _NAME},
                "example": "order-1234-clip-1",
            }
        ]
    }


def _fault(what: str) -> InvalidBody:
    return InvalidBody(Fault(HEADER, f"{HEADER}: {what}"))
