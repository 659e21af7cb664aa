"""What the routes work with: the service, the settings and what signs video URLs, as one value.

The routes find it on the application; nothing here knows which adapters stand behind it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

import anyio
from starlette.requests import Request

from reelcast.api.body import Intake
from reelcast.references import SentImage
from reelcast.request import Generation
from reelcast.service import Once
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.store.tasks import Wanted
from reelcast.task import Origin, Task


class Verbs(Protocol):
    """What the HTTP edge asks of ``reelcast.service``."""

    async def authenticate(self, secret: str) -> Key:
        """The key of a secret. Raises ``InvalidKey``."""
        ...

    async def submit(
        self,
        key: Key,
        generation: Generation,
        images: Sequence[SentImage],
        *,
        origin: Origin = ...,
        engine: str | None = None,
        once: Once | None = None,
    ) -> Task:
        """Accept a request for good.

        Raises ``InvalidBody``, ``NameReused``, ``RateLimited`` and ``CreateTaskFailed``.
        """
        ...

    async def look(self, key: Key, task_id: UUID) -> Task:
        """The task as it is now. Raises ``TaskNotFound``, also when it is another key's."""
        ...

    async def look_number(self, key: Key, number: int) -> Task:
        """The task of that number. Raises ``TaskNotFound``."""
        ...

    async def list_tasks(self, key: Key, wanted: Wanted) -> list[Task]:
        """The key's tasks, newest first."""
        ...

    async def look_again(self, task_ids: Collection[UUID]) -> list[Task]:
        """Tasks that were looked at before, as they are now; one that is gone is left out."""
        ...

    async def cancel(self, key: Key, task_id: UUID) -> Task:
        """End the task now. Raises ``TaskNotFound`` and ``TaskEnded``."""
        ...

    async def delete(self, key: Key, task_id: UUID) -> Task:
        """Forget the task and its files, ending it first. Raises ``TaskNotFound``."""
        ...

    async def ready(self) -> None:
        """Return when requests can be served. Raises ``DatabaseUnavailable``."""
        ...


class UrlSigner(Protocol):
    """Makes the path and query under which a stored file may be fetched without a key."""

    def path(self, name: str, ttl: int) -> str:
        """The signed path of the artifact ``name``, good for ``ttl`` seconds."""
        ...


SMALL_READERS = 4
"""Threads that read small bodies while all the large ones are being read."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Everything a route needs. ``readers`` bounds the threads in which bodies are read."""

    service: Verbs
    settings: Settings
    signer: UrlSigner
    intake: Intake
    readers: anyio.CapacityLimiter

    @classmethod
    def over(cls, service: Verbs, settings: Settings, signer: UrlSigner) -> "Edge":
        """The edge of a service, with the limits that the settings give."""
        return cls(
            service,
            settings,
            signer,
            Intake(settings.max_body_bytes, settings.max_bodies),
            anyio.CapacityLimiter(settings.max_bodies + SMALL_READERS),
        )

    @classmethod
    def of(cls, request: Request) -> "Edge":
        """The value this request's application was built with."""
        return cast(Edge, request.app.state.edge)

    def video_url(self, request: Request, name: str) -> str:
        """Where anyone may fetch the artifact ``name`` from now on, absolute.

        Under ``public_url``, else under the scheme and host the client itself used.
        """
        return self.base_url(request) + self.signer.path(name, self.settings.video_url_ttl)

    def base_url(self, request: Request) -> str:
        """What this server's own URLs begin with, without a slash at the end."""
        return self.settings.public_url or str(request.base_url).rstrip("/")
