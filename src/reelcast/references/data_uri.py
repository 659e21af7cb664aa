"""Data URIs (RFC 2397) of images, to bytes. Whether the bytes are an image is not asked here."""

import binascii
import re

from reelcast.errors import ImageFileTooLarge, InvalidImageFormat
from reelcast.picture import MAX_INLINE_BYTES

_TYPES = ("image/png", "image/jpeg", "image/jpg", "image/webp")
_MAX_HEAD = 256
_BLANKS = " \t\r\n\f\v"
_WRONG = re.compile(rf"[^A-Za-z0-9+/={_BLANKS}]")


def is_data_uri(text: str) -> bool:
    """Whether the text calls itself a data URI."""
    return text[:5].lower() == "data:"


def decode(text: str, field: str) -> bytes:
    """The bytes of ``data:image/<png|jpeg|jpg|webp>[;parameters];base64,<...>``.

    Scheme, type and ``;base64`` may be in any case. The base64 is of the standard alphabet, padded
    or not, and may be broken by ASCII blanks and line ends, as mailers do; the URL-safe alphabet
    and percent-encoding are refused. The declared type must be one we take but need not be true:
    real clients label everything ``image/jpeg``.

    Raises ``InvalidImageFormat`` for anything else, and ``ImageFileTooLarge`` at 10 MB or more,
    judged by the text's length before any of it is decoded.
    """
    comma = text.find(",", 0, _MAX_HEAD)
    if comma < 0:
        raise InvalidImageFormat(field, "a data URI needs a comma before its data")
    _check_head(text[len("data:") : comma], field)
    size = _decoded_size(text, comma + 1)
    if size >= MAX_INLINE_BYTES:
        raise ImageFileTooLarge(
            field,
            f"must be under {MAX_INLINE_BYTES >> 20} MB inside the request, got {size} bytes; "
            "larger images can be sent as a URL",
        )
    return _from_base64(text[comma + 1 :], field)


def _check_head(head: str, field: str) -> None:
    kind, *parameters = (part.strip().lower() for part in head.split(";"))
    if not kind:
        raise InvalidImageFormat(
            field, "a data URI needs its content type, as in data:image/png;base64,..."
        )
    if kind not in _TYPES:
        raise InvalidImageFormat(
            field, f"a data URI must be of type image/png, image/jpeg or image/webp, got {kind!r}"
        )
    if "base64" not in parameters[-1:]:
        raise InvalidImageFormat(field, "a data URI must be in base64: ;base64 before the comma")


def _decoded_size(text: str, start: int) -> int:
    """How many bytes the base64 from ``start`` on decodes to; exact for well-formed text."""
    length = len(text) - start - text[-8:].count("=")
    if length * 3 // 4 >= MAX_INLINE_BYTES:  # only then is it worth counting blanks
        length -= sum(text.count(blank, start) for blank in _BLANKS)
    return length * 3 // 4


def _from_base64(text: str, field: str) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:  # as it stands; binascii.Error is one too, for letters outside ASCII
        pass
    try:
        letters = text.encode("ascii").translate(None, _BLANKS.encode()).rstrip(b"=")
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4), strict_mode=True)
    except ValueError as error:
        raise InvalidImageFormat(field, _wrong(text)) from error


def _wrong(text: str) -> str:
    wrong = _WRONG.search(text)
    if wrong is None:
        return "the base64 is cut short or wrongly padded"
    return f"the base64 holds {wrong[0]!r}, which is no part of it"
