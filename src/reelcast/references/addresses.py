"""URLs of images: whether they are well-formed and of a kind that can be fetched. Goes nowhere."""

import httpx

from reelcast.errors import InvalidImageFormat
from reelcast.outbound import is_host

MAX_URL = 8192
"""Characters; signed URLs of object stores run to about 2000."""


def is_url(text: str) -> bool:
    """Whether the text is meant as an http or https URL."""
    return text[:8].lower().startswith(("http://", "https://"))


def parse(text: str, field: str) -> httpx.URL:
    """The URL, its host not empty and possible, its port within range.

    Raises ``InvalidImageFormat``; the message never repeats the URL, which may hold secrets.
    """
    if len(text) > MAX_URL:
        raise InvalidImageFormat(
            field, f"a URL may have at most {MAX_URL} characters, got {len(text)}"
        )
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise InvalidImageFormat(field, "is not a valid URL") from error
    if url.scheme not in ("http", "https"):
        raise InvalidImageFormat(field, f"a URL must be http or https, got {url.scheme!r}")
    if not is_host(url.raw_host.decode("ascii")):
        raise InvalidImageFormat(field, "the URL has no valid host")
    if url.port is not None and not 0 < url.port < 65536:
        raise InvalidImageFormat(field, f"the URL's port must be 1 to 65535, got {url.port}")
    return url
