"""A client of the native dialect over the real service and database, and what ends its tasks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from reelcast.api.app import build
from reelcast.app import Backend
from reelcast.artifacts.signing import Signer
from reelcast.endings import Endings
from reelcast.service import Service
from reelcast.settings import Settings
from reelcast.task import Task
from tests.contract.vidu import create


class Native:
    """Requests with a key, and the parts behind the application."""

    def __init__(self, parts: Backend, http: httpx.AsyncClient) -> None:
        self.parts = parts
        self.http = http
        self.endings = Endings(parts.tasks, parts.queue)

    async def create(self, **fields: Any) -> httpx.Response:
        """A good create with ``fields`` changed."""
        return await create(self.http, **fields)

    async def created(self, **fields: Any) -> Task:
        """The task that a create made."""
        answer = await self.create(**fields)
        assert answer.status_code == 200, answer.text
        return await self.task(answer.json()["task_id"])

    async def task(self, number: str) -> Task:
        """A task by the id its client knows."""
        row = await self.parts.database.one("newest_tasks", limit=1)
        assert row is not None
        return await self.parts.tasks.find_number(int(number), row["key_id"])

    async def query(self, task: Task) -> dict[str, Any]:
        answer = await self.http.get(f"/ent/v2/tasks/{task.number}/creations")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def cancel(self, task: Task) -> httpx.Response:
        url = f"/ent/v2/tasks/{task.number}/cancel"
        return await self.http.post(url, json={"id": str(task.number)})

    async def begun(self, task: Task) -> Task:
        """The task, as a worker has it that began to render it."""
        begun = await self.endings.begin(task.id)
        assert begun is not None
        return begun

    async def ended(self, task: Task) -> None:
        """The task succeeds, with both of its files."""
        begun = await self.begun(task)
        names = [f"videos/{task.id}-{begun.attempt}.{suffix}" for suffix in ("mp4", "jpg")]
        for name in names:
            self.parts.artifacts.put_bytes(name, f"the bytes of {name}".encode())
        assert await self.endings.succeed(begun, *names)


@asynccontextmanager
async def serving(parts: Backend, settings: Settings) -> AsyncIterator[Native]:
    """The application, with a key of its own."""
    service = Service(
        tasks=parts.tasks,
        keys=parts.keys,
        artifacts=parts.artifacts,
        queue=parts.queue,
        settings=settings,
    )
    app = build(service, settings, parts.artifacts, Signer(b"secret" * 8))
    _, secret = await parts.keys.create("native")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://reel.test:8080",
        headers={"Authorization": f"Token {secret}"},
    ) as http:
        yield Native(parts, http)
