"""What an engine gives back: the shape of a clip and the frames in it. Knows no file format."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelcast.request import FRAMES_PER_SECOND as FRAMES_PER_SECOND
from reelcast.request import SIZES as SIZES

Frame = NDArray[np.uint8]
"""One picture: uint8 sRGB, shape ``(height, width, 3)``."""


@dataclass(frozen=True, slots=True)
class ClipFormat:
    """The shape every frame of a clip has, and how many there are.

    ``width`` and ``height`` in pixels, both even (4:2:0 video); ``rate`` in frames per second.
    """

    width: int
    height: int
    rate: int
    frames: int

    def __post_init__(self) -> None:
        if self.width % 2 or self.height % 2 or min(self.width, self.height) < 2:
            raise ValueError(f"a clip needs even sides, got {self.width}x{self.height}")
        if self.rate < 1 or self.frames < 1:
            raise ValueError(f"a clip needs frames, got {self.frames} at {self.rate} per second")

    @property
    def seconds(self) -> float:
        """Length of the clip in seconds."""
        return self.frames / self.rate

    @classmethod
    def of(cls, aspect_ratio: str, seconds: int) -> "ClipFormat":
        """The 1080p, 24 fps format of an aspect ratio from ``SIZES``."""
        width, height = SIZES[aspect_ratio]
        return cls(width, height, FRAMES_PER_SECOND, seconds * FRAMES_PER_SECOND)
