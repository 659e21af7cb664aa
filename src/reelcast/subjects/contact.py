"""Where a cut-out meets the ground: between the lowest points on which it would stand.

Knows only the silhouette. What stands, stands on the edge of its convex hull below its middle:
wheels, feet and flat bottoms all do, also seen at an angle, when that edge is slanted.
"""

from collections.abc import Set
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.subject import Contact, Edge

_SIDE = 400
"""The silhouette is looked at in this many pixels of the longer side."""
_SOLID = 127
"""Alpha above this bears weight."""
_THIN = 0.008
"""Bits narrower than this share of the longer side (a dangling strap) do not."""
_STEEPEST = 0.45
"""Slope: a base seen in perspective is not steeper; what hangs on a branch is."""
_LEVEL = 0.05
"""What is this near to the line, as a share of the height, stands on it as well."""


def contact_of(alpha: NDArray[np.uint8], cut_by: Set[Edge]) -> Contact | None:
    """The contact line of a silhouette ``(H, W)``, None where it ends before the ground."""
    solid = _silhouette(alpha)
    rows, columns = solid.shape
    if Edge.BOTTOM in cut_by or not solid.any():
        return None
    across = np.flatnonzero(solid.any(axis=0)).astype(np.float64)
    down = rows - np.argmax(solid[::-1], axis=0)[across.astype(int)].astype(np.float64)
    # Where most of it is: a tail or an outstretched arm moves this less than the box's middle.
    middle = float(np.average(np.arange(columns), weights=solid.sum(axis=0)))
    first = 1 if Edge.LEFT in cut_by else 0
    last = columns - 2 if Edge.RIGHT in cut_by else columns - 1
    slope, height = _support(across, down, middle, (first, last))
    near = across[height + slope * across - down <= _LEVEL * rows]
    left, right = float(near.min()), float(near.max())
    return Contact(
        left / columns,
        min((height + slope * left) / rows, 1),
        (right + 1) / columns,
        min((height + slope * right) / rows, 1),
    )


def _silhouette(alpha: NDArray[np.uint8]) -> NDArray[np.bool_]:
    scale = min(1.0, _SIDE / max(alpha.shape))
    size = (max(round(alpha.shape[1] * scale), 1), max(round(alpha.shape[0] * scale), 1))
    small = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    solid = np.where(small > _SOLID, 1, 0).astype(np.uint8)
    side = max(round(_THIN * max(size)), 1)
    brush = np.ones((side, side), np.uint8)
    opened = cv2.morphologyEx(solid, cv2.MORPH_OPEN, brush, borderValue=0)
    return np.asarray(opened if opened.any() else solid, np.bool_)


def _support(
    across: NDArray[np.float64],
    down: NDArray[np.float64],
    middle: float,
    between: tuple[int, int],
) -> tuple[float, float]:
    """The line ``down = height + slope * across`` through the hull's edge below the middle.

    Only an edge ``between`` two columns counts: what reaches a side of the photograph goes on
    behind it, it does not stand there.
    """
    hull = _lower_hull(list(zip(across.tolist(), down.tolist(), strict=True)))
    for (left, left_down), (right, right_down) in pairwise(hull):
        if left <= middle <= right and between[0] <= left and right <= between[1]:
            slope = (right_down - left_down) / (right - left)
            if abs(slope) <= _STEEPEST:
                return slope, left_down - slope * left
    return 0.0, float(down.max())


def _lower_hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The hull's side towards the ground, from left to right (Andrew's monotone chain)."""
    hull: list[tuple[float, float]] = []
    for point in points:
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) >= 0:
            hull.pop()
        hull.append(point)
    return hull


def _turn(one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]) -> float:
    """Positive where the middle point lies above the line between the others, on the picture."""
    along = (two[0] - one[0]) * (three[1] - one[1])
    return along - (two[1] - one[1]) * (three[0] - one[0])
