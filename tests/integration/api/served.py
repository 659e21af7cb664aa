"""The real application over the real service and database, and clients of it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from reelcast.api.app import build
from reelcast.api.watch import Watch
from reelcast.app import Backend
from reelcast.artifacts.signing import Signer
from reelcast.endings import Endings
from reelcast.request import Generation
from reelcast.service import Service
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.task import Task


@dataclass(frozen=True)
class Api:
    """An application, and what stands behind it."""

    app: FastAPI
    service: Service
    parts: Backend

    @property
    def watch(self) -> Watch:
        watch: Watch = self.app.state.watch
        return watch

    @property
    def endings(self) -> Endings:
        return Endings(self.parts.tasks, self.parts.queue)

    async def accept(self, key: Key, prompt: str = "a cat", *, seed: int = 7) -> Task:
        return await self.service.submit(key, Generation(prompt=prompt, seed=seed), [])

    async def begin(self, task: Task) -> Task:
        begun = await self.endings.begin(task.id)
        assert begun is not None
        return begun

    async def succeed(self, task: Task, folder: Path) -> Task:
        """The good ending of a task that has begun, with files for its video and cover."""
        names = {kind: f"videos/{task.id}-{task.attempt}.{kind}" for kind in ("mp4", "jpg")}
        for kind, name in names.items():
            (folder / kind).write_bytes(f"the {kind}".encode())
            self.parts.artifacts.put(name, folder / kind)
        ended = await self.endings.succeed(task, names["mp4"], names["jpg"])
        assert ended is not None
        return ended


def over(parts: Backend, settings: Settings) -> Api:
    """The application over a database that is connected already."""
    service = Service(
        tasks=parts.tasks,
        keys=parts.keys,
        artifacts=parts.artifacts,
        queue=parts.queue,
        settings=settings,
    )
    app = build(service, settings, parts.artifacts, Signer.of(settings))
    return Api(app, service, parts)


@asynccontextmanager
async def caller(api: Api, secret: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key. Answers come whole; streams that are to be left need ``listening``."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(api.app, raise_app_exceptions=False),
        base_url="http://reel.test",
        headers={"Authorization": f"Bearer {secret}"},
    ) as client:
        yield client


@asynccontextmanager
async def listening(api: Api) -> AsyncIterator[str]:
    """The application on a real port; yields its URL."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            api.app, log_config=None, lifespan="off", timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        running = asyncio.create_task(server._serve([listener]))
        try:
            async with asyncio.timeout(10):
                while not server.started:
                    await asyncio.sleep(0.01)
            yield "http://{}:{}".format(*listener.getsockname())
        finally:
            server.should_exit = True
            await running


def events(text: str) -> list[dict[str, Any]]:
    """The events of a stream, as their fields; comments are left out."""
    blocks = [block.splitlines() for block in text.split("\n\n") if block]
    return [dict(line.split(": ", 1) for line in block) for block in blocks if block[0][0] != ":"]
