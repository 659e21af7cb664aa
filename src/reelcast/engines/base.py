"""The contract between Reelcast and whatever makes the pictures."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Protocol

from reelcast.clip import ClipFormat, Frame
from reelcast.request import Generation


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: ``fraction`` 0 to 1, ``stage`` a few plain words."""

    fraction: float
    stage: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference image as the client sent it: the file's bytes and their sha256 in hex."""

    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything an engine may know about one clip.

    ``references`` are in the client's order. ``cancelled`` is looked at between steps; an engine
    that sees True raises ``Cancelled``.
    """

    generation: Generation
    references: tuple[Reference, ...]
    format: ClipFormat
    cancelled: Callable[[], bool] = field(default=lambda: False)


class Engine(Protocol):
    """Turns a ``Brief`` into frames. Knows no task, HTTP, storage or progress bar.

    Found by name as a callable that takes the ``Settings`` and returns the engine. One that needs
    weight files names them in an attribute ``weights``; they are fetched before ``load``. One that
    obeys a generation's ``storyboard`` or ``groups`` says so in an attribute ``obeys``: a tuple of
    the names they have in a request, ``"storyboard"`` and ``"subjects"``. One that compiles has
    a method ``prepare``, which takes what is to be called with ``Progress``; it comes before
    ``load`` and does nothing the second time on one machine.
    """

    def load(self) -> None:
        """Do the slow things once per process: open models."""
        ...

    def generate(self, brief: Brief) -> Generator[Progress | Frame, None, None]:
        """Yield exactly ``brief.format.frames`` frames, with ``Progress`` at any time between.

        Each frame is uint8 sRGB ``(height, width, 3)`` and the consumer's to keep. Closing the
        generator cancels. Raises ``EngineFailed`` with a sentence for the client, or ``Cancelled``.
        """
        ...


def obeyed_by(engine: Engine) -> tuple[str, ...]:
    """The decisions of a generation that an engine obeys, by name."""
    return tuple(getattr(engine, "obeys", ()))


def weights_of(engine: Engine) -> tuple[str, ...]:
    """The names, in the manifest of ``reelcast.weights``, of the files an engine needs."""
    return tuple(getattr(engine, "weights", ()))


def prepare(engine: Engine, show: Callable[[Progress], None]) -> None:
    """Let an engine compile what it compiles once per machine. Raises ``EngineFailed``."""
    if hasattr(engine, "prepare"):
        engine.prepare(show)
