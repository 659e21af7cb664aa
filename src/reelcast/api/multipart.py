"""A ``multipart/form-data`` body (RFC 7578) held in memory, to its parts. Knows no field by name.

Whether a part is a file is told; what its sender calls the file is not, so it cannot become a path.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_string
from email.message import Message

from reelcast.errors import Fault, InvalidBody

MAX_PARTS = 64
MAX_HEAD = 8192
"""Bytes of one part's headers."""
_MAX_BOUNDARY = 70
_MAX_PADDING = 70
"""Blanks that may follow a boundary on its line; RFC 2046 allows them and names no limit."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form as it came. A file is what was sent with a file name, even an empty one.

    ``data`` is the content whatever its declared type.
    """

    name: str
    data: bytes
    is_file: bool


def is_multipart(content_type: str) -> bool:
    """Whether a ``Content-Type`` header announces a form."""
    return content_type.split(";")[0].strip().lower() == "multipart/form-data"


def read_parts(data: bytearray, content_type: str) -> list[Part]:
    """The parts in their order.

    ``data`` is emptied on the way: a body may be 100 MB, and the parts are a copy of it. What
    stands before the first boundary and after the last is ignored, as RFC 2046 says. Raises
    ``InvalidBody`` for more than ``MAX_PARTS`` and for a body that is damaged or cut short.
    """
    parts = [_part(data, *span) for span in _spans(data, _boundary(content_type))]
    data.clear()
    return parts


def digest(parts: Sequence[Part]) -> bytes:
    """The sha256 of what a form says, whatever boundary it came with."""
    sha256 = hashlib.sha256()
    for part in parts:
        sha256.update(f"{part.name!r} {part.is_file} {len(part.data)}\n".encode())
        sha256.update(part.data)
    return sha256.digest()


def _boundary(content_type: str) -> bytes:
    header = Message()
    header["content-type"] = content_type
    boundary = _parameter(header, "boundary", "content-type") or ""
    if not boundary.isascii() or not 0 < len(boundary) <= _MAX_BOUNDARY:
        raise _fault(
            f"its Content-Type must name a boundary of 1 to {_MAX_BOUNDARY} ASCII characters"
        )
    return boundary.encode("ascii")


def _spans(data: bytearray, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Where each part begins (after the line of its boundary) and ends."""
    line = b"\r\n--" + boundary
    if data.startswith(line[2:]):
        at = len(line) - 2
    elif (found := data.find(line)) >= 0:
        at = found + len(line)
    else:
        raise _fault("its boundary does not occur in it")
    for _ in range(MAX_PARTS):
        if data.startswith(b"--", at):
            return
        start = data.find(b"\r\n", at, at + _MAX_PADDING + 2)
        if start < 0 or data[at:start].strip(b" \t"):
            raise _fault(f"the line of the boundary at byte {at} is damaged")
        end = data.find(line, start + 2)
        if end < 0:
            raise _fault("it ends before its last boundary")
        yield start + 2, end
        at = end + len(line)
    if not data.startswith(b"--", at):
        raise _fault(f"at most {MAX_PARTS} parts are read")


def _part(data: bytearray, start: int, end: int) -> Part:
    head_end = data.find(b"\r\n\r\n", start, min(end, start + MAX_HEAD))
    if head_end < 0:
        raise _fault(f"the part at byte {start} has no end of headers within {MAX_HEAD} bytes")
    # Latin-1 gives every byte a letter; the only text looked at, a field's name, is ASCII.
    head = message_from_string(data[start:head_end].decode("latin-1"))
    name = _parameter(head, "name", "content-disposition")
    if head.get_content_disposition() != "form-data" or not name:
        raise _fault(f"the part at byte {start} names no field")
    is_file = _parameter(head, "filename", "content-disposition") is not None
    return Part(name, bytes(memoryview(data)[head_end + 4 : end]), is_file)


def _parameter(message: Message, name: str, header: str) -> str | None:
    """One parameter of a header, with its quotes and RFC 2231 resolved; None when it has none."""
    try:
        value = message.get_param(name, header=header)
    except ValueError as error:  # a continuation numbered with thousands of digits
        raise _fault(f"its {header} header is damaged") from error
    return value[2] if isinstance(value, tuple) else value


def _fault(why: str) -> InvalidBody:
    return InvalidBody(Fault("body", f"body: must be multipart/form-data: {why}"))
