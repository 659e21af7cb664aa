"""What the tests of this dialect share: the real application over a service held in memory."""

import base64
import io
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from PIL import Image

from reelcast.api.app import build
from reelcast.artifacts.folder import FolderStore
from reelcast.artifacts.signing import Signer
from reelcast.errors import InvalidKey, TaskNotFound
from reelcast.references import SentImage
from reelcast.request import Generation
from reelcast.service import Once
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.store.tasks import Wanted
from reelcast.task import Origin, Status, Task

SUBMIT = "/v3/async/vidu-q1-reference2video"
RESULT = "/v3/async/task-result"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class MemoryService:
    """The verbs of ``reelcast.service`` over a dictionary; ``failure`` is raised by every verb."""

    def __init__(self) -> None:
        self.keys = {secret: Key(uuid4(), secret, NOW, None) for secret in ("sk_one", "sk_two")}
        self.tasks: dict[UUID, Task] = {}
        self.images: dict[UUID, Sequence[SentImage]] = {}
        self.failure: Exception | None = None

    async def authenticate(self, secret: str) -> Key:
        if secret not in self.keys:
            raise InvalidKey("the API key is not valid")
        return self.keys[secret]

    async def submit(
        self,
        key: Key,
        generation: Generation,
        images: Sequence[SentImage],
        *,
        origin: Origin = Origin(),  # noqa: B008 - frozen
        engine: str | None = None,
        once: Once | None = None,
    ) -> Task:
        self._fail()
        task = replace(queued(key.id, generation), origin=origin, engine=engine or "stage")
        self.tasks[task.id] = task
        self.images[task.id] = images
        return task

    async def look(self, key: Key, task_id: UUID) -> Task:
        self._fail()
        task = self.tasks.get(task_id)
        if task is None or task.key_id != key.id:
            raise TaskNotFound(f"task {task_id} was not found")
        return task

    async def look_number(self, key: Key, number: int) -> Task:
        raise NotImplementedError("only over the real service")

    async def list_tasks(self, key: Key, wanted: Wanted) -> list[Task]:
        raise NotImplementedError("only over the real service")

    async def look_again(self, task_ids: Collection[UUID]) -> list[Task]:
        raise NotImplementedError("only over the real service")

    async def cancel(self, key: Key, task_id: UUID) -> Task:
        raise NotImplementedError("only over the real service")

    async def delete(self, key: Key, task_id: UUID) -> Task:
        raise NotImplementedError("only over the real service")

    async def ready(self) -> None:
        self._fail()

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class Api:
    """A client of the application, with a key, and the service behind it."""

    def __init__(self, service: MemoryService, http: httpx.AsyncClient) -> None:
        self.service = service
        self.http = http

    async def submit(self, **fields: Any) -> httpx.Response:
        """Submit a good request with ``fields`` changed; one given as ``...`` is left out."""
        body = {"images": [data_uri()], "prompt": "a red square drifts", **fields}
        return await self.http.post(
            SUBMIT, json={name: value for name, value in body.items() if value is not ...}
        )

    async def accepted(self, **fields: Any) -> Task:
        """The task that a submission made."""
        answer = await self.submit(**fields)
        assert answer.status_code == 200, answer.text
        return self.service.tasks[UUID(answer.json()["task_id"])]

    async def look(self, task_id: object) -> httpx.Response:
        return await self.http.get(RESULT, params={"task_id": str(task_id)})


@asynccontextmanager
async def serving(folder: Path, **settings: Any) -> AsyncIterator[Api]:
    """The application with ``settings``, its files in ``folder``."""
    service = MemoryService()
    app = build(
        service,
        Settings(data_dir=folder, cache_dir=folder, **settings),
        FolderStore(folder / "artifacts"),
        Signer(b"secret" * 8, clock=NOW.timestamp),
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://reel.test:8080",
        headers={"Authorization": "Bearer sk_one"},
    ) as http:
        yield Api(service, http)


def queued(key_id: UUID, generation: Generation | None = None) -> Task:
    """A task as it is right after submission."""
    return Task(
        id=uuid4(),
        number=910000000000000001,
        key_id=key_id,
        origin=Origin(),
        generation=generation or Generation(prompt="a", seed=1234),
        engine="stage",
        references=(),
        status=Status.QUEUED,
        attempt=0,
        handed_back=0,
        percent=0,
        eta=None,
        reason="",
        video=None,
        cover=None,
        created_at=NOW,
        started_at=None,
        finished_at=None,
    )


@cache
def data_uri(
    width: int = 128, height: int = 128, kind: str = "PNG", declared: str = "image/png"
) -> str:
    """A plain picture as a data URI."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(file, kind)
    return inline(file.getvalue(), declared)


def inline(data: bytes, declared: str = "image/png") -> str:
    """Any bytes as a data URI."""
    return f"data:{declared};base64,{base64.b64encode(data).decode()}"


def assert_problem(answer: httpx.Response, status: int, reason: str) -> dict[str, Any]:
    """The answer is the flat error body with this status and reason; returns it."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["reason"]) == (status, reason), answer.text
    assert set(body) == {"code", "reason", "message", "metadata"}
    assert body["code"] == status
    assert type(body["code"]) is int
    assert isinstance(body["message"], str)
    assert body["message"]
    assert isinstance(body["metadata"], dict)
    return body
