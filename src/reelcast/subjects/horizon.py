"""Where the horizon of a photograph lies, where the photograph shows it. Knows no metres.

Two things show it: the level end of a sky over water or a plain, and the point to which the lines
of a street or a room run.
"""

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.skyline import Mask, Segments

_HIGHEST, _LOWEST = 0.2, 0.85
"""Of the height: a camera that looks up or down more than this shows no horizon."""
_LEVEL = 0.012
"""Of the height: how far the middle half of a horizon's columns may be apart."""
_MOST = 60
"""Lines that are looked at: the longest."""
_FLAT, _STEEP = 5.0, 78.0
"""Degrees from level between which a line tells something of a point in the distance."""
_APART = 0.15
"""Sine of the angle at which two lines must cross to have a point in common."""
_OFF = 0.035
"""How far past the point a line may run, in distances to it."""
_SHARE, _LINES = 0.35, 7
"""Of the lines' length, and how many, must run to one point."""

Floats = NDArray[np.float64]


def horizon_of(sky: Mask, segments: Segments) -> float | None:
    """The row of the horizon in shares of the height, None where nothing shows it."""
    level = _level_end(sky)
    return _vanishing(segments, *sky.shape[:2]) if level is None else level


def _level_end(sky: Mask) -> float | None:
    """Where the sky ends, if it is at the same height all along."""
    height = sky.shape[0]
    under = np.where(sky.any(0), height - sky[::-1].argmax(0), 0) / height
    first, middle, last = np.percentile(under, [12, 50, 88])
    flat = last - first < 2 * _LEVEL
    return float(middle) if flat and _HIGHEST < middle < _LOWEST else None


def _vanishing(segments: Segments, height: int, width: int) -> float | None:
    """The row of the point to which most of the slanting lines run, from both sides."""
    along = segments[:, 2:] - segments[:, :2]
    slant = np.degrees(np.arctan2(np.abs(along[:, 1]), np.abs(along[:, 0])))
    chosen = np.flatnonzero((slant > _FLAT) & (slant < _STEEP))[:_MOST]
    if len(chosen) < _LINES:
        return None
    lines = _Lines(segments[chosen])
    best, row = 0.0, 0.0
    for x, y in lines.crossings():
        inside = -0.3 * width < x < 1.3 * width and _HIGHEST * height < y < _LOWEST * height
        merit = lines.merit(x, y) if inside else 0.0
        if merit > best:
            best, row = merit, y
    return float(row / height) if best >= _SHARE else None


class _Lines:
    """Straight pieces and the endless lines they lie on."""

    def __init__(self, segments: Segments) -> None:
        along = segments[:, 2:] - segments[:, :2]
        self.length: Floats = np.hypot(along[:, 0], along[:, 1])
        self.normal: Floats = np.stack([-along[:, 1], along[:, 0]], 1) / self.length[:, None]
        self.middle: Floats = (segments[:, :2] + segments[:, 2:]) / 2
        self.offset: Floats = (self.normal * self.middle).sum(1)
        self.falls: Floats = np.sign(along[:, 0] * along[:, 1])

    def crossings(self) -> Floats:
        """``(N, 2)``: the points in which two of the lines meet at an angle."""
        first, second = np.triu_indices(len(self.length), 1)
        a, b, c, d = (
            self.normal[first],
            self.normal[second],
            self.offset[first],
            self.offset[second],
        )
        sine = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
        kept = np.abs(sine) > _APART
        x = (c * b[:, 1] - d * a[:, 1])[kept] / sine[kept]
        y = (a[:, 0] * d - b[:, 0] * c)[kept] / sine[kept]
        return np.stack([x, y], 1)

    def merit(self, x: float, y: float) -> float:
        """The share of all length that runs to a point; 0 where few do, or from one side only."""
        away = np.array([x, y]) - self.middle
        far = np.hypot(away[:, 0], away[:, 1])
        off = np.abs((away * self.normal).sum(1))
        to_it = (off < _OFF * far) & (far > 0.6 * self.length)
        falling, rising = (self.falls[to_it] > 0).sum(), (self.falls[to_it] < 0).sum()
        if falling + rising < _LINES or min(falling, rising) < 2:
            return 0.0
        return float(self.length[to_it].sum() / self.length.sum())
