"""An address that is called back: it answers as it is told to and keeps what it was sent."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.integration.web import Answer, reply


@dataclass(frozen=True)
class Received:
    """One call: its request line, its headers with names in lower case, and its body."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.body)
        return value


@dataclass
class Receiver:
    """Answers with ``answers``, one a call; the last one stays."""

    answers: list[Answer]
    url: str = ""
    calls: list[Received] = field(default_factory=list)
    open: set[asyncio.Task[None]] = field(default_factory=set)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self.open.add(task)
        task.add_done_callback(self.open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            line, *lines = head.strip().split("\r\n")
            pairs = (each.split(": ", 1) for each in lines)
            headers = {name.lower(): value for name, value in pairs}
            body = await reader.readexactly(int(headers["content-length"]))
            self.calls.append(Received(line, headers, body))
            await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(writer)
            await writer.drain()
        except ConnectionError:
            pass  # the caller had enough, as some tests want it to
        finally:
            writer.close()


@asynccontextmanager
async def receiving(*answers: Answer) -> AsyncIterator[Receiver]:
    """A receiver on a free port of 127.0.0.1; without ``answers`` it is content with everything."""
    receiver = Receiver(list(answers) or [reply(204)])
    server = await asyncio.start_server(receiver.handle, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?token=t"
    async with server:
        yield receiver
        for task in tuple(receiver.open):
            task.cancel()
        await asyncio.gather(*receiver.open, return_exceptions=True)
