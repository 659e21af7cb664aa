"""What the routes work with: the service, the settings and what signs video URLs, as one value.

The routes find it on the application; nothing here knows which adapters stand behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

import anyio
from starlette.requests import Request

from reelcast.api.body import Intake
from reelcast.references import SentImage
from reelcast.request import Generation
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.task import Task


class Verbs(Protocol):
    """What the HTTP edge asks of ``reelcast.service``."""

    async def authenticate(self, secret: str) -> Key:
        """The key of a secret. Raises ``InvalidKey``."""
        ...

    async def submit(self, key: Key, generation: Generation, images: Sequence[SentImage]) -> Task:
        """Accept a request for good. Raises ``RateLimited`` and ``CreateTaskFailed``."""
        ...

    async def look(self, key: Key, task_id: UUID) -> Task:
        """The task as it is now. Raises ``TaskNotFound``, also when it is another key's."""
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
        base = self.settings.public_url or str(request.base_url).rstrip("/")
        return base + self.signer.path(name, self.settings.video_url_ttl)
