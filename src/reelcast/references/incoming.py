"""One entry of ``images`` as the client sent it: the bytes themselves, or where they are."""

import hashlib
from dataclasses import dataclass, field
from typing import TypeAlias

from reelcast.errors import InvalidImageFormat
from reelcast.references import addresses, data_uri

_SHOWN = 40
_BARE_STARTS = ("iVBORw0KGgo", "/9j/", "UklGR", "R0lGOD")
"""How PNG, JPEG, WebP and GIF files begin in base64."""


@dataclass(frozen=True, slots=True)
class InlineImage:
    """An image that came inside the request: its file's bytes, and their sha256 in hex."""

    data: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True)
class RemoteImage:
    """An image that is still to be fetched. The URL is well-formed, nothing more is known."""

    url: str = field(repr=False)


SentImage: TypeAlias = InlineImage | RemoteImage


def sort_image(text: str, field: str) -> SentImage:
    """Tell what one entry of ``images`` is. ``field`` (``images[2]``) opens every message.

    Inline bytes are decoded and measured but not looked into: ``reelcast.picture.inspect`` does
    that. About 70 ms for 10 MB.

    Raises ``InvalidImageFormat`` for what is neither a URL nor a data URI of an image, and
    ``ImageFileTooLarge`` for a data URI of 10 MB or more.
    """
    text = text.strip()
    if data_uri.is_data_uri(text):
        data = data_uri.decode(text, field)
        return InlineImage(data, hashlib.sha256(data).hexdigest())
    if addresses.is_url(text):
        addresses.parse(text, field)
        return RemoteImage(text)
    raise InvalidImageFormat(field, _wrong(text))


def _wrong(text: str) -> str:
    if text.startswith(_BARE_STARTS):
        return (
            "base64 needs its content type in front, as in data:image/png;base64,...;"
            f' got "{text[:_SHOWN]}..."'
        )
    got = f'"{text[:_SHOWN]}"' if text else "nothing"
    return f"must be an http(s) URL or a data URI such as data:image/png;base64,...; got {got}"
