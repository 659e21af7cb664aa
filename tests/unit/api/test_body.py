"""The door for request bodies, driven by hand-made ASGI messages."""

from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Any

import anyio
import pytest
from starlette.requests import ClientDisconnect, Request

from reelcast.api.body import LARGE_BYTES, Intake
from reelcast.errors import InvalidBody, RateLimited

LARGE = b"x" * (LARGE_BYTES + 1)


def request(
    chunks: Iterable[bytes | None], *, declared: int | str | None = None, ended: bool = True
) -> Request:
    """A request that sends ``chunks``; None is a client gone, and without ``ended`` it hangs."""
    messages = iter(
        [
            {"type": "http.disconnect"}
            if chunk is None
            else {"type": "http.request", "body": chunk, "more_body": True}
            for chunk in chunks
        ]
    )

    async def receive() -> dict[str, Any]:
        message = next(messages, None)
        if message is None and not ended:
            await anyio.sleep_forever()
        return message or {"type": "http.request", "body": b"", "more_body": False}

    headers = [] if declared is None else [(b"content-length", str(declared).encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


async def read(intake: Intake, of: Request) -> bytes:
    async with intake.body(of) as data:
        return bytes(data)


@pytest.fixture
def intake() -> Intake:
    """Room for one large body, and no patience."""
    return Intake(4 * LARGE_BYTES, 1, stall_seconds=0.05, whole_seconds=10.0, wait_seconds=0.05)


async def test_a_body_is_all_its_chunks(intake: Intake) -> None:
    assert await read(intake, request([b"ab", b"", b"c"])) == b"abc"
    assert await read(intake, request([])) == b""


async def test_a_body_at_the_limit_is_read_and_one_byte_more_is_not() -> None:
    intake = Intake(1024, 1)
    assert len(await read(intake, request([b"x" * 1024]))) == 1024
    with pytest.raises(InvalidBody, match="at most 1024 bytes are allowed, got 1025"):
        await read(intake, request([b"x" * 1024, b"x"]))


async def test_a_declared_length_over_the_limit_is_refused_unread() -> None:
    # Reading would hang.
    with pytest.raises(InvalidBody, match="got 1025"):
        await read(Intake(1024, 1), request([], declared=1025, ended=False))


@pytest.mark.parametrize("declared", ["", "-1", "x", "9" * 50, "²"])
async def test_a_declared_length_that_is_no_number_counts_for_nothing(declared: str) -> None:
    assert await read(Intake(1024, 1), request([b"a"], declared=declared)) == b"a"


async def test_a_body_that_stops_coming_is_given_up(intake: Intake) -> None:
    with pytest.raises(InvalidBody, match=r"send something every 0\.05 s"):
        await read(intake, request([b"a"], ended=False))


async def test_a_body_that_trickles_for_too_long_is_given_up() -> None:
    async def trickle() -> dict[str, Any]:
        await anyio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    slow = Request({"type": "http", "method": "POST", "headers": []}, trickle)
    with pytest.raises(InvalidBody, match=r"be whole after 0\.1 s"):
        await read(Intake(1024, 1, whole_seconds=0.1), slow)


@pytest.mark.parametrize("declared", [len(LARGE), None])
async def test_a_large_body_without_a_place_is_told_to_come_back(
    intake: Intake, declared: int | None
) -> None:
    async with intake.body(request([LARGE])):
        with pytest.raises(RateLimited, match="1 large bodies already") as refused:
            await read(intake, request([LARGE], declared=declared))
        assert refused.value.retry_after == 1
        assert await read(intake, request([b"small"])) == b"small"


@pytest.mark.parametrize(
    ("chunks", "error"),
    [
        ([LARGE, None], ClientDisconnect),
        ([LARGE, *[LARGE] * 4], InvalidBody),
        ([LARGE], InvalidBody),
    ],
    ids=["gone", "too large", "stalled"],
)
async def test_a_body_that_came_to_nothing_gives_its_place_back(
    intake: Intake, chunks: list[bytes | None], error: type[Exception]
) -> None:
    for _ in range(3):
        with pytest.raises(error):
            await read(intake, request(chunks, ended=False))
    assert await read(intake, request([LARGE])) == LARGE


async def test_whoever_gives_up_waiting_takes_no_place(intake: Intake) -> None:
    async with AsyncExitStack() as held:
        await held.enter_async_context(intake.body(request([LARGE])))
        with anyio.move_on_after(0.01):
            await read(intake, request([LARGE]))
    assert await read(intake, request([LARGE])) == LARGE


async def test_a_failure_while_the_body_is_used_gives_its_place_back(intake: Intake) -> None:
    with pytest.raises(KeyError):
        async with intake.body(request([LARGE])):
            raise KeyError
    assert await read(intake, request([LARGE])) == LARGE
