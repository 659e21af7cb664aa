"""A rectangle of a photograph, and moving maps and pixels between it and the whole."""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels ``left <= x < right``, ``top <= y < bottom`` of a picture."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top

    def grown(self, share: float, width: int, height: int) -> "Box":
        """Larger on each side by a share of its own size, within a picture of that size."""
        x, y = round(share * self.width) + 2, round(share * self.height) + 2
        return Box(
            max(self.left - x, 0),
            max(self.top - y, 0),
            min(self.right + x, width),
            min(self.bottom + y, height),
        )

    def times(self, factor: int) -> "Box":
        """The same part of a picture ``factor`` times as large."""
        return Box(*(factor * side for side in (self.left, self.top, self.right, self.bottom)))

    @classmethod
    def all_of(cls, picture: NDArray[Any]) -> "Box":
        """The whole of ``(H, W, ...)``."""
        return cls(0, 0, picture.shape[1], picture.shape[0])

    def of(self, picture: NDArray[Scalar]) -> NDArray[Scalar]:
        """The part of ``(H, W, ...)`` inside the box, not copied."""
        return picture[self.top : self.bottom, self.left : self.right]


def bounds(mask: NDArray[np.bool_]) -> Box | None:
    """The tightest box around what is True in ``(H, W)``, None when nothing is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
