"""Engines that do one thing wrong, or as little as possible right."""

import os
import signal
import time
from collections.abc import Callable, Generator

import numpy as np

from reelcast.clip import ClipFormat, Frame
from reelcast.engines.base import Brief, Progress
from reelcast.errors import Cancelled, EngineFailed
from reelcast.settings import Settings

Take = Generator[Progress | Frame, None, None]


def frame(clip: ClipFormat, number: int) -> Frame:
    """A flat picture whose brightness tells its number."""
    return np.full((clip.height, clip.width, 3), number % 256, np.uint8)


def first_time(settings: Settings, name: str) -> bool:
    """Whether this is asked for the first time with this cache folder."""
    mark = settings.cache_dir / name
    if mark.exists():
        return False
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return True


class Toy:
    """What all toys have in common."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def load(self) -> None:
        """Nothing to load."""

    def generate(self, brief: Brief) -> Take:
        """A correct clip, as fast as it can be made."""
        for number in range(brief.format.frames):
            yield frame(brief.format, number)


class Quick(Toy):
    """Right and fast."""


class Obeys(Toy):
    """Right and fast, and says that it obeys a storyboard."""

    obeys = ("storyboard",)


class Slow(Toy):
    """Right, and takes some seconds, telling how far it is."""

    seconds = 6.0

    def generate(self, brief: Brief) -> Take:
        for number in range(brief.format.frames):
            time.sleep(self.seconds / brief.format.frames)
            if brief.cancelled():
                raise Cancelled("cancelled")
            yield Progress(number / brief.format.frames, "dawdling")
            yield frame(brief.format, number)


class Raises(Toy):
    """Says why it cannot."""

    def generate(self, brief: Brief) -> Take:
        yield frame(brief.format, 0)
        raise EngineFailed("the subject refused to act")


class Breaks(Toy):
    """Raises something of a library's."""

    def generate(self, brief: Brief) -> Take:
        yield Progress(0.5, "breaking")
        raise ZeroDivisionError("secret internals")


class Hangs(Toy):
    """Says nothing for ever."""

    def generate(self, brief: Brief) -> Take:
        time.sleep(3600)
        yield frame(brief.format, 0)


class HangsOnce(Toy):
    """Says nothing for ever the first time, and is right the second."""

    def generate(self, brief: Brief) -> Take:
        if first_time(self.settings, "hangs-once"):
            time.sleep(3600)
        yield from super().generate(brief)


class Killed(Toy):
    """Is killed in the middle, every time."""

    def generate(self, brief: Brief) -> Take:
        yield frame(brief.format, 0)
        os.kill(os.getpid(), signal.SIGKILL)


class KilledOnce(Toy):
    """Is killed in the middle the first time, and right the second."""

    def generate(self, brief: Brief) -> Take:
        if first_time(self.settings, "killed-once"):
            os.kill(os.getpid(), signal.SIGKILL)
        yield from super().generate(brief)


class WrongShape(Toy):
    """Gives frames of another size."""

    def generate(self, brief: Brief) -> Take:
        yield np.zeros((10, 10, 3), np.uint8)


class NoFrames(Toy):
    """Gives nothing."""

    def generate(self, brief: Brief) -> Take:
        yield from ()


class Compiles(Toy):
    """Prepares itself for longer than an engine may be silent, and says so all the time."""

    def prepare(self, show: Callable[[Progress], None]) -> None:
        for step in range(10):
            time.sleep(0.4)
            show(Progress(step / 10, f"compiling, once: {step} of 10"))


class CannotLoad(Toy):
    """Lacks what it needs."""

    def load(self) -> None:
        raise EngineFailed("no camera")
