"""Calls to the addresses that clients leave: one signed POST to a stranger, and what came of it.

Speaks to the transport directly, as the fetching of images does: nothing is read from the
environment, no redirect is followed and no URL, which may hold secrets, is logged. Knows no task
and tries nothing twice.
"""

import asyncio
import base64
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Self
from urllib.parse import unquote_to_bytes

import httpx
from standardwebhooks import Webhook

from reelcast.outbound import AddressRefused, GuardedTransport, is_host

ALLOW_SETTING = "REELCAST_WEBHOOK_ALLOW"
ANSWER_SECONDS = 5.0
"""Documented by the hosted API: an address that takes longer has not been told."""
MAX_URL = 2048
MAX_ANSWER_BYTES = 4096
_SHOWN_LOCATION = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call: the HTTP status, or none; why it does not count; its seconds."""

    answer: int | None
    error: str
    seconds: float

    @property
    def delivered(self) -> bool:
        """Whether the address has been told: it answered 2xx in time."""
        return not self.error


class Courier:
    """Makes calls for everybody, many at a time; open as long as the program needs it.

    ``allow`` opens hosts and networks that are not public (``outbound.AllowList``); ``seconds`` is
    for one whole call, from looking the host up to its answer.
    """

    def __init__(
        self,
        *,
        allow: Iterable[str] = (),
        seconds: float = ANSWER_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._transport = transport or GuardedTransport(allow, setting=ALLOW_SETTING)
        self._seconds = seconds

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Send ``body``. Whatever the other side does is an outcome, not an error."""
        begun = time.monotonic()
        answer, error = await self._call(url, body, headers)
        return Outcome(answer, error, time.monotonic() - begun)

    async def _call(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int | None, str]:
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._transport.handle_async_request(
                    _request(url, body, headers, self._seconds)
                )
                try:
                    await self._hear_out(response)
                finally:
                    await response.aclose()
        except AddressRefused as refused:
            return None, f"{refused}; the operator can allow it with {ALLOW_SETTING}"
        except (TimeoutError, httpx.TimeoutException):
            return None, f"no answer within {self._seconds:g} seconds"
        except (httpx.TransportError, httpx.InvalidURL) as error:
            return None, str(error) or "the connection broke off"
        return response.status_code, _refusal(response)

    async def _hear_out(self, response: httpx.Response) -> None:
        """Take a small answer whole, so that its sender sees no broken connection."""
        size = 0
        with suppress(httpx.TransportError):  # the status has come, and it is what counts
            async for piece in response.aiter_raw():
                size += len(piece)
                if size > MAX_ANSWER_BYTES:
                    return


def url_fault(url: str) -> str | None:
    """What keeps ``url`` from being an address to call, in a sentence without it; None if nothing.

    Whether it may be reached is found out when it is called.
    """
    if len(url) > MAX_URL:
        return f"at most {MAX_URL} characters are allowed, got {len(url)}"
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return "is not a valid URL"
    if parsed.scheme not in ("http", "https"):
        return "must be a URL that begins with http:// or https://"
    if not is_host(parsed.raw_host.decode("ascii")):
        return "the URL has no valid host"
    if parsed.port is not None and not 0 < parsed.port < 65536:
        return f"the URL's port must be 1 to 65535, got {parsed.port}"
    return None


def standard_headers(secret: bytes, message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks (standardwebhooks.com): id, time and signature.

    ``now`` in UTC. The signature is HMAC-SHA256 under ``secret`` over ``id.timestamp.body``.
    """
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(msg_id=message_id, timestamp=now, data=body),
    }


def shown_secret(secret: bytes) -> str:
    """A signing secret as people are given it, and as Standard Webhooks' libraries take it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def _request(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> httpx.Request:
    target = httpx.URL(url)
    return httpx.Request(
        "POST",
        target.copy_with(userinfo=b""),
        headers={
            "Content-Type": "application/json",
            "User-Agent": f"reelcast/{version('reelcast')}",
            "Accept": "*/*",
            **_credentials(target),
            **headers,
        },
        content=body,
        extensions={"timeout": httpx.Timeout(seconds).as_dict()},
    )


def _credentials(url: httpx.URL) -> dict[str, str]:
    """What ``user:password@`` in the URL asks to send (RFC 7617)."""
    if not url.userinfo:
        return {}
    pair = base64.b64encode(unquote_to_bytes(url.userinfo)).decode()
    return {"Authorization": f"Basic {pair}"}


def _refusal(response: httpx.Response) -> str:
    """Why this answer does not count as having been told; empty when it does."""
    if response.is_success:
        return ""
    words = f"HTTP {response.status_code}"
    if location := response.headers.get("location", ""):
        return f"{words}: redirects are not followed, here to {location[:_SHOWN_LOCATION]!r}"
    return words
