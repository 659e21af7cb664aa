"""What an engine gives back: the shape of a clip and the frames in it. Knows no file format."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
"""One picture: uint8 sRGB, shape ``(height, width, 3)``."""

FRAMES_PER_SECOND = 24
SIZES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"16:9": (1920, 1080), "9:16": (1080, 1920), "1:1": (1080, 1080)}
)
"""Width and height in pixels of a 1080p clip, by aspect ratio."""


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
