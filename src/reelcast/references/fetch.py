"""Images behind URLs, fetched with suspicion: limits on address, size, time and redirects.

Speaks to the transport directly, without httpx's client: no cookies pass from one stranger to
another, nothing is read from the environment, and no URL, which may hold secrets, is logged.
"""

import asyncio
import base64
import zlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Self
from urllib.parse import unquote_to_bytes

import httpx

from reelcast.errors import ImageError, ImageFileTooLarge, ImageUnreachable, InvalidImageFormat
from reelcast.outbound import AddressRefused, GuardedTransport
from reelcast.picture import MAX_FETCHED_BYTES
from reelcast.references.addresses import parse

MAX_REDIRECTS = 5
PAUSES = (0.5, 1.0)
"""Seconds before the second and the third try."""
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "reelcast",
    "Accept": "image/png, image/jpeg, image/webp, */*;q=0.1",
    "Accept-Encoding": "identity",
}


class _ServerFault(Exception):
    """The server says that it is its own fault (5xx): worth another try."""


class Fetcher:
    """Fetches images for everybody, many at a time; open as long as the program needs it.

    ``allow`` opens hosts and networks that are not public (``outbound.AllowList``), ``seconds`` is
    for one image with its redirects and retries, ``max_bytes`` counts what arrives unpacked.
    """

    def __init__(
        self,
        *,
        allow: Iterable[str] = (),
        seconds: float = 30.0,
        max_bytes: int = MAX_FETCHED_BYTES,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._transport = transport or GuardedTransport(allow)
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._pause = pause

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close what is open."""
        await self._transport.aclose()

    async def fetch(self, url: str, field: str) -> bytes:
        """The file's bytes, whatever they are. ``field`` (``images[2]``) opens every message.

        Connection faults, timeouts and 5xx answers are tried three times, all else once.

        Raises ``ImageFileTooLarge``, ``InvalidImageFormat`` for a URL that is none, and
        ``ImageUnreachable`` for everything the network does.
        """
        first = parse(url, field)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._with_retries(first, field)
        except TimeoutError as error:
            raise ImageUnreachable(
                field, f"could not be fetched within {self._seconds:g} seconds"
            ) from error

    async def _with_retries(self, url: httpx.URL, field: str) -> bytes:
        for pause in PAUSES:
            try:
                return await self._follow(url, field)
            except (httpx.TransportError, _ServerFault):
                await self._pause(pause)
        try:
            return await self._follow(url, field)
        except (httpx.TransportError, _ServerFault) as error:
            raise ImageUnreachable(field, f"could not be fetched ({_plain(error)})") from error

    async def _follow(self, url: httpx.URL, field: str) -> bytes:
        """One try: ask, and go where redirects lead, each checked like the first."""
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._ask(url, field)
            try:
                if not _is_redirect(response):
                    return await self._accept(response, field)
                url = _next(url, response, field)
            finally:
                await response.aclose()
        raise ImageUnreachable(field, f"could not be fetched (over {MAX_REDIRECTS} redirects)")

    async def _ask(self, url: httpx.URL, field: str) -> httpx.Response:
        # A third of the time for each step, so that a silent server leaves time to try again.
        timeout = httpx.Timeout(self._seconds / 3).as_dict()
        headers = _HEADERS | _credentials(url)
        bare = url.copy_with(userinfo=b"")
        request = httpx.Request("GET", bare, headers=headers, extensions={"timeout": timeout})
        try:
            return await self._transport.handle_async_request(request)
        except AddressRefused as refused:
            raise ImageUnreachable(
                field, f"{refused}; the operator can allow it with REELCAST_FETCH_ALLOW"
            ) from refused

    async def _accept(self, response: httpx.Response, field: str) -> bytes:
        if response.status_code >= 500:
            raise _ServerFault(f"HTTP {response.status_code}")
        if response.status_code != 200:
            raise ImageUnreachable(field, f"could not be fetched (HTTP {response.status_code})")
        declared = response.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._max_bytes:
            raise self._too_large(field, f"{int(declared) / 2**20:.1f} MB")
        return await self._body(response, field)

    async def _body(self, response: httpx.Response, field: str) -> bytes:
        unpack = _unpacker(response.headers.get("content-encoding", ""), field)
        body = bytearray()
        async for piece in response.aiter_raw():
            body += unpack(piece, self._max_bytes + 1 - len(body))
            if len(body) > self._max_bytes:
                raise self._too_large(field, "more")
        return bytes(body)

    def _too_large(self, field: str, got: str) -> ImageError:
        return ImageFileTooLarge(
            field, f"must be at most {self._max_bytes / 2**20:g} MB, got {got}"
        )


def _is_redirect(response: httpx.Response) -> bool:
    return response.status_code in _REDIRECTS and "location" in response.headers


def _next(url: httpx.URL, response: httpx.Response, field: str) -> httpx.URL:
    try:
        return parse(str(url.join(response.headers["location"])), field)
    except (httpx.InvalidURL, InvalidImageFormat) as error:
        raise ImageUnreachable(
            field, f"could not be fetched (HTTP {response.status_code} to an address that is none)"
        ) from error


def _credentials(url: httpx.URL) -> dict[str, str]:
    """What ``user:password@`` in the URL asks to send (RFC 7617)."""
    if not url.userinfo:
        return {}
    return {"Authorization": f"Basic {base64.b64encode(unquote_to_bytes(url.userinfo)).decode()}"}


def _unpacker(encoding: str, field: str) -> Callable[[bytes, int], bytes]:
    """A function from a piece of the body to its content, never longer than it is told.

    ``identity`` is what we ask for; some servers hold files packed and send them so regardless.
    """
    if encoding.lower() in ("", "identity"):
        return lambda piece, most: piece[:most]
    if encoding.lower() not in ("gzip", "x-gzip", "deflate"):
        raise ImageUnreachable(
            field, f"could not be fetched (it came in the encoding {encoding[:40]!r})"
        )
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(piece: bytes, most: int) -> bytes:
        try:
            return inflate.decompress(piece, most)
        except zlib.error as error:
            raise ImageUnreachable(
                field, f"could not be fetched (its {encoding} encoding is broken)"
            ) from error

    return unpack


def _plain(error: Exception) -> str:
    """What went wrong on the way, in a few words without the URL."""
    match error:
        case httpx.ConnectTimeout():
            return "the server could not be reached in time"
        case httpx.TimeoutException():
            return "the server stopped answering"
        case httpx.ConnectError() | _ServerFault():
            return str(error) or "no connection"
        case _:
            return "the connection broke off"
