"""A web server for one test: what it answers is written out, byte by byte where it must be."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

Answer: TypeAlias = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Web:
    """A server on this machine and what it was asked; of a path's answers the last one stays."""

    port: int = 0
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    open: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """The URL of a path here."""
        return f"{scheme}://{host}:{self.port}{path}"

    def on(self, path: str, *answers: Answer) -> None:
        """Answer the path with these, one a request."""
        self.answers[path] = list(answers)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection in a task of ours, so that the end of the test can end it."""
        task = asyncio.create_task(self._serve(reader, writer))
        self.open.add(task)
        task.add_done_callback(self.open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.requests.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            waiting = self.answers[self.requests[-1].split()[1]]
            await (waiting.pop(0) if len(waiting) > 1 else waiting[0])(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client had enough, as some tests want it to
        finally:
            writer.close()


@asynccontextmanager
async def web(tls: ssl.SSLContext | None = None) -> AsyncIterator[Web]:
    """A running server on a free port of 127.0.0.1."""
    running = Web()
    server = await asyncio.start_server(running.handle, "127.0.0.1", 0, ssl=tls)
    running.port = server.sockets[0].getsockname()[1]
    async with server:
        yield running
        for task in tuple(running.open):
            task.cancel()
        await asyncio.gather(*running.open, return_exceptions=True)


def reply(status: int, body: bytes = b"", **headers: str | int | None) -> Answer:
    """An answer; ``content_length=None`` leaves that header out."""
    lines = {"content-length": len(body)} | {k.replace("_", "-"): v for k, v in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status} X\r\nconnection: close\r\n{head}\r\n".encode() + body)

    return answer


def packed(body: bytes) -> Answer:
    """The body in gzip, asked for or not."""
    return reply(200, gzip.compress(body), content_encoding="gzip")


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close without a word."""


async def drip(writer: asyncio.StreamWriter) -> None:
    """Promise a large body and send a byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 X\r\ncontent-length: 1000000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


async def endless(writer: asyncio.StreamWriter) -> None:
    """Send for ever, with no length declared."""
    writer.write(b"HTTP/1.1 200 X\r\nconnection: close\r\n\r\n")
    while True:
        writer.write(bytes(65536))
        await writer.drain()


async def silence(writer: asyncio.StreamWriter) -> None:
    """Say nothing until the test ends."""
    await asyncio.Event().wait()
