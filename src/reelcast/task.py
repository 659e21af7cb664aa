"""The record of one accepted request and the moves it may make. Pure: no database, no clock."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from reelcast.errors import IllegalMove
from reelcast.request import Generation

MAX_ATTEMPTS = 3


class Status(StrEnum):
    """Where a task is, in the words of the wire contract."""

    QUEUED = "TASK_STATUS_QUEUED"
    PROCESSING = "TASK_STATUS_PROCESSING"
    SUCCEED = "TASK_STATUS_SUCCEED"
    FAILED = "TASK_STATUS_FAILED"

    @property
    def final(self) -> bool:
        """Whether a task in this state has ended."""
        return self in (Status.SUCCEED, Status.FAILED)

    @property
    def origins(self) -> tuple["Status", ...]:
        """The states from which this one may be entered.

        PROCESSING may be re-entered by a new attempt, and QUEUED by work handed back.
        """
        return _ORIGINS[self]

    def check_reachable_from(self, origin: "Status") -> None:
        """Raise ``IllegalMove`` unless a task in ``origin`` may move here."""
        if origin not in self.origins:
            raise IllegalMove(f"a task cannot move from {origin} to {self}")


_ORIGINS = {
    Status.QUEUED: (Status.QUEUED, Status.PROCESSING),
    Status.PROCESSING: (Status.QUEUED, Status.PROCESSING),
    Status.SUCCEED: (Status.PROCESSING,),
    Status.FAILED: (Status.QUEUED, Status.PROCESSING),
}


@dataclass(frozen=True, slots=True)
class ReferenceSlot:
    """One of the client's images: where it came from and, once stored, what it is.

    ``url`` is None for an image sent inside the request; ``sha256`` is None until it is stored.
    """

    url: str | None
    sha256: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain values, as stored with the task."""
        return {"url": self.url, "sha256": self.sha256}


class Dialect(StrEnum):
    """The API a task came through, which is the one it is answered in."""

    NOVITA = "novita"
    VIDU = "vidu"
    VIDEOS = "videos"


@dataclass(frozen=True, slots=True)
class Origin:
    """What the dialect a task came through needs to know of it later.

    ``callback_url`` is told how the task ends, with video URLs under ``base_url``; ``payload`` is
    the client's own text, given back as it came. ``rehearsal`` is the state a test request wants
    to be told, without any clip being made.
    """

    dialect: Dialect = Dialect.NOVITA
    callback_url: str | None = None
    base_url: str = ""
    payload: str = ""
    rehearsal: Status | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, as stored with the task."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Origin":
        """The origin that ``to_json`` wrote; what is missing has its default."""
        rehearsal = data.get("rehearsal")
        return cls(
            **{
                **data,
                "dialect": Dialect(data.get("dialect", Dialect.NOVITA)),
                "rehearsal": Status(rehearsal) if rehearsal else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One accepted request. ``percent`` 0 to 100; ``eta`` in seconds, None until there is a rate.

    ``attempt`` counts renders begun; every write of a worker names the attempt it was given.
    ``handed_back`` counts those given up by a stopping worker, which the task is not blamed for.
    ``video`` and ``cover`` are names of artifacts, set when the task succeeds. ``number`` is the id
    in dialects whose ids are digits. ``ignored`` names what the request decides and the engine of
    the last attempt does not obey.
    """

    id: UUID
    number: int
    key_id: UUID
    origin: Origin
    generation: Generation
    engine: str
    references: tuple[ReferenceSlot, ...]
    status: Status
    attempt: int
    handed_back: int
    percent: int
    eta: int | None
    reason: str
    video: str | None
    cover: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    ignored: tuple[str, ...] = ()

    @property
    def gathered(self) -> bool:
        """Whether all of its images are stored."""
        return all(reference.sha256 for reference in self.references)

    @property
    def attempts_left(self) -> int:
        """How many more attempts may begin, this one not counted."""
        return MAX_ATTEMPTS - (self.attempt - self.handed_back)
