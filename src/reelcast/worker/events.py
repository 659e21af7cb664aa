"""What crosses the pipe between a worker and its engine's process: a small closed set.

The worker says ``Render``, ``Cancel``, ``Stop``; the engine's process answers with the rest.
"""

from dataclasses import dataclass
from pathlib import Path

from reelcast.clip import ClipFormat
from reelcast.engines.base import Reference
from reelcast.request import Generation


@dataclass(frozen=True, slots=True)
class Render:
    """Make this clip and write it to ``output``, a path on the worker's own disk."""

    generation: Generation
    references: tuple[Reference, ...]
    format: ClipFormat
    output: Path


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give up the clip being made."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the process once nothing is being made."""


Command = Render | Cancel | Stop


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine is loaded. ``obeys`` names the decisions of a generation that it obeys."""

    obeys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advanced:
    """``fraction`` 0 to 1 of the clip is done; ``stage`` says what is being done."""

    fraction: float
    stage: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The file at ``output`` is complete."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The clip cannot be made; ``reason`` is for the client, ``detail`` for the log."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """The clip was cancelled and nothing is left of it."""


Event = Ready | Advanced | Finished | Failed | Dropped
