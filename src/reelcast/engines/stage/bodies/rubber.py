"""A cut-out as a sheet of rubber: pulled smoothly at a coarse grid, drawn with one remap.

Knows no subject. Lengths are pixels of the cut-out.
"""

from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Drawn = tuple[Pixels, tuple[int, int]]
"""uint8 RGBA premultiplied, and where its upper left corner is in the undrawn cut-out."""

_STEP = 8
"""Pixels from one point of the grid to the next: all pulls are much smoother."""


@dataclass(frozen=True, slots=True)
class Rubber:
    """``cut`` is uint8 ``(H, W, 4)``, premultiplied, with one transparent pixel around.

    ``x`` and ``y``, float32 of one shape, are where the points of the grid are in the cut-out;
    ``left`` and ``top`` how far the sheet begins before the cut-out, ``size`` its width and height.
    """

    cut: Pixels
    x: Floats
    y: Floats
    left: int
    top: int
    size: tuple[int, int]

    @classmethod
    def of(cls, cut: Pixels, room: tuple[int, int, int, int] = (0, 0, 0, 0)) -> "Rubber":
        """With ``room`` to grow: pixels on the left, above, on the right and below."""
        left, top, right, bottom = room
        high, wide = cut.shape[0] + top + bottom, cut.shape[1] + left + right
        # A margin of one cell, so that the picture's rim is interpolated, too.
        columns = (np.arange(-1, ceil(wide / _STEP) + 1) + 0.5) * _STEP - 0.5 - left
        rows = (np.arange(-1, ceil(high / _STEP) + 1) + 0.5) * _STEP - 0.5 - top
        x, y = np.meshgrid(columns.astype(np.float32), rows.astype(np.float32))
        return cls(cut, x, y, left, top, (wide, high))

    def sampled(self, picture: Floats) -> Floats:
        """A map of the cut-out's size at the points of the grid; outside it is as at its rim."""
        low = cv2.resize(
            picture,
            (ceil(picture.shape[1] / _STEP), ceil(picture.shape[0] / _STEP)),
            interpolation=cv2.INTER_AREA,
        )
        return np.asarray(
            cv2.remap(
                low,
                (self.x + 0.5) * (low.shape[1] / picture.shape[1]) - 0.5,
                (self.y + 0.5) * (low.shape[0] / picture.shape[0]) - 0.5,
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            ),
            np.float32,
        )

    @staticmethod
    def softened(grid: Floats, sigma: float) -> Floats:
        """A map on the grid, blurred by ``sigma`` pixels of the cut-out."""
        return np.asarray(cv2.GaussianBlur(grid, (0, 0), max(sigma / _STEP, 0.3)), np.float32)

    def pulled(self, dx: Floats, dy: Floats, cut: Pixels | None = None) -> Drawn:
        """The sheet after what is now seen at a grid point has come ``dx``, ``dy`` pixels to it.

        ``cut`` replaces the picture on the sheet.
        """
        seen = cv2.remap(
            self.cut if cut is None else cut,
            self.full(self.x - dx),
            self.full(self.y - dy),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )
        return np.asarray(seen, np.uint8), (-self.left, -self.top)

    def pulled_from(self, dx: Floats, dy: Floats) -> tuple[Floats, Floats]:
        """Pulls by the place they lead to, of pulls given by the place they come from."""
        to_x, to_y = dx, dy
        left, top = float(self.x[0, 0]), float(self.y[0, 0])
        pulls = cv2.merge([dx, dy])
        for _ in range(2):  # a fixed point: where did it come from, if it was pulled so far?
            columns = (self.x - to_x - left) / _STEP
            rows = (self.y - to_y - top) / _STEP
            back = cv2.remap(
                pulls, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            to_x, to_y = np.ascontiguousarray(back[..., 0]), np.ascontiguousarray(back[..., 1])
        return to_x, to_y

    def full(self, grid: Floats) -> Floats:
        """A map of the sheet's pixels from its grid, linear between the points."""
        whole = cv2.resize(grid, (grid.shape[1] * _STEP, grid.shape[0] * _STEP))
        return np.asarray(
            whole[_STEP : _STEP + self.size[1], _STEP : _STEP + self.size[0]], np.float32
        )


def eased(t: Floats) -> Floats:
    """Smoothstep: 0 below 0, 1 above 1."""
    s = np.clip(t, 0, 1)
    return np.asarray(s * s * (3 - 2 * s), np.float32)
