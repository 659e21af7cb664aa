"""Reads request bodies with limits: bytes, time, and how many large ones at once.

Knows nothing of what is in them.
"""

import math
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

import anyio
from starlette.requests import Request

from reelcast.errors import Fault, InvalidBody, RateLimited

LARGE_BYTES = 1024 * 1024
"""A body above this size counts as large and needs one of the places."""

STALL_SECONDS = 20.0
WHOLE_SECONDS = 300.0
WAIT_SECONDS = 10.0


class Intake:
    """The door for request bodies.

    ``max_bytes`` bounds one body; ``max_large`` bodies over ``LARGE_BYTES`` are held at one time.
    A body must send something every ``stall_seconds`` and be whole after ``whole_seconds``, since
    it may hold a place; a large body waits ``wait_seconds`` for one.
    """

    def __init__(
        self,
        max_bytes: int,
        max_large: int,
        *,
        stall_seconds: float = STALL_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._max_bytes = max_bytes
        self._max_large = max_large
        self._places = anyio.Semaphore(max_large)
        self._stall_seconds = stall_seconds
        self._whole_seconds = whole_seconds
        self._wait_seconds = wait_seconds

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytearray]:
        """The whole body. A large one keeps its place until the block is left.

        Raises ``InvalidBody`` when it is too large or too slow, ``RateLimited`` when there is no
        place, and ``starlette.requests.ClientDisconnect``.
        """
        async with AsyncExitStack() as place:
            yield await self._read(request, place)

    async def _read(self, request: Request, place: AsyncExitStack) -> bytearray:
        data = bytearray()
        size = _declared_bytes(request)
        held = False
        end = anyio.current_time() + self._whole_seconds
        async with aclosing(request.stream()) as stream:
            while True:
                self._check_size(size)
                if size > LARGE_BYTES and not held:
                    await self._take(place)
                    held = True
                chunk = await self._next(stream, end)
                if not chunk:
                    return data
                data += chunk
                size = max(size, len(data))

    async def _next(self, stream: AsyncGenerator[bytes, None], end: float) -> bytes:
        left = min(self._stall_seconds, end - anyio.current_time())
        with anyio.move_on_after(left):
            return await anext(stream, b"")
        raise _fault(
            f"body: it must send something every {self._stall_seconds:g} s and be whole after "
            f"{self._whole_seconds:g} s, and did not"
        )

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise _fault(f"body: at most {self._max_bytes} bytes are allowed, got {size}")

    async def _take(self, place: AsyncExitStack) -> None:
        with anyio.move_on_after(self._wait_seconds):
            await place.enter_async_context(self._places)
            return
        raise RateLimited(
            f"the server is taking in {self._max_large} large bodies already; try again soon",
            retry_after=math.ceil(self._wait_seconds),
        )


def _declared_bytes(request: Request) -> int:
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _fault(message: str) -> InvalidBody:
    return InvalidBody(Fault("body", message))
