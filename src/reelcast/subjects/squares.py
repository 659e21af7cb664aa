"""Square looks at a picture, upright or turned, and the way back from what is seen in them."""

from dataclasses import dataclass
from math import ceil, hypot

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Rgb

Points = NDArray[np.float32]
"""``(N, 2)`` x and y in pixels of a picture, or in shares of a square."""


@dataclass(frozen=True, slots=True)
class Square:
    """A square of a picture around ``(x, y)``, ``side`` pixels long, turned by ``angle`` radians.

    Positive angles turn it clockwise, as the viewer sees it. It may reach out of the picture.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0

    def of(self, rgb: Rgb, size: int) -> Rgb:
        """What it shows of ``(H, W, 3)``, ``size`` pixels long; black outside the picture."""
        # Sampling a large square directly would skip pixels, so the picture is shrunk first.
        ratio = self.side / size
        if ratio > 1.5:
            width, height = (max(round(n / ratio), 1) for n in (rgb.shape[1], rgb.shape[0]))
            small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA)
            scale = np.array([[width / rgb.shape[1]], [height / rgb.shape[0]]])
            matrix = self._to_picture(size) * scale
        else:
            small, matrix = rgb, self._to_picture(size)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(small, matrix, (size, size), flags=flags), np.uint8)

    def back(self, shares: Points) -> Points:
        """Points in shares of the square, as pixels of the picture."""
        ones = np.ones((len(shares), 1))
        return np.asarray(np.hstack([shares, ones]) @ self._to_picture(1).T, np.float32)

    def _to_picture(self, size: int) -> NDArray[np.float64]:
        """``(2, 3)``: from pixels of a look ``size`` long to those of the picture."""
        step = self.side / size
        across = step * np.array([np.cos(self.angle), np.sin(self.angle)])
        down = step * np.array([-np.sin(self.angle), np.cos(self.angle)])
        corner = np.array([self.x, self.y]) - (across + down) * size / 2
        return np.column_stack([across, down, corner])

    def mapped(self, values: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
        """Values ``(S, S)`` seen in the square, laid onto a picture of that size; 0 elsewhere."""
        matrix = self._to_picture(values.shape[0])
        laid = cv2.warpAffine(values, matrix, (width, height), flags=cv2.INTER_LINEAR)
        return np.asarray(laid, np.float32)


def squares_over(height: int, width: int) -> list[Square]:
    """Upright squares that together show a picture: the whole, and stretches of a long one.

    Networks that see squares would see little in a strip: it is also looked at piece by piece.
    """
    short, long = sorted((height, width))
    whole = Square(width / 2, height / 2, long)
    if long < 1.4 * short:
        return [whole]
    count = ceil((long - short) / (0.7 * short)) + 1
    places = np.linspace(short / 2, long - short / 2, count)
    middle = short / 2
    if width == long:
        return [whole, *(Square(float(place), middle, short) for place in places)]
    return [whole, *(Square(middle, float(place), short) for place in places)]


def between(first: Points, second: Points) -> float:
    """Pixels from one point to another."""
    return hypot(*(second - first))
