"""The axis about which a silhouette mirrors itself best. Knows no subject."""

from dataclasses import dataclass
from itertools import product
from math import cos, pi, sin

import cv2
import numpy as np

from reelcast.engines.stage.bodies.rubber import Floats, Pixels

_COARSE, _FINE = 40, 96
"""Pixels of the longer side at which axes are looked for, then settled."""
_ANGLES = 36
_OFFSETS = (-0.04, 0.0, 0.04)
"""How far from the centroid an axis may pass, in longer sides."""
_LONG = 0.6
"""The cut-out's longer side in that of the picture with air around it."""
_SHAPE = 0.65
"""What the silhouette says about an axis; the colours say the rest."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A line through ``x``, ``y`` (pixels) at right angles to the unit vector (``ax``, ``ay``).

    ``shared`` is how much of their union the silhouette and its mirror image have in common, 0 to
    1; ``lead`` by how much the best axis is better than the best of those that cross it.
    ``width`` is the silhouette's extent across and ``length`` along the line, in pixels.
    """

    x: float
    y: float
    ax: float
    ay: float
    shared: float
    lead: float
    width: float
    length: float


def axis_of(cut: Pixels) -> Axis:
    """The best axis of ``cut``, uint8 RGBA premultiplied."""
    coarse = _small(cut, _COARSE)
    centre = _centre(coarse)
    tried = [
        (_merit(coarse, centre, angle, offset), angle, offset)
        for angle, offset in product(np.arange(_ANGLES) * pi / _ANGLES, _OFFSETS)
    ]
    best, angle, offset = max(tried)
    across = [merit for merit, other, _ in tried if abs(sin(other - angle)) > 0.7]
    fine = _small(cut, _FINE)
    centre = _centre(fine)
    for step in (1.0, 0.4):
        angles = angle + step * np.radians((-3, -1.5, 0, 1.5, 3))
        angle = max(angles, key=lambda a: _merit(fine, centre, a, offset))
        offsets = offset + step * np.linspace(-0.03, 0.03, 5)
        offset = max(offsets, key=lambda o: _merit(fine, centre, angle, o))
    shared = _alike(fine, centre, angle, offset)[0]
    return _placed(cut, fine, (angle, offset), shared, best - max(across))


def _small(cut: Pixels, side: int) -> Floats:
    """The cut-out and some air around it, so that turned it still fits."""
    scale = side / max(cut.shape[:2])
    size = (max(round(cut.shape[1] * scale), 4), max(round(cut.shape[0] * scale), 4))
    small = cv2.resize(cut, size, interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255)
    pad = side // 3
    return np.pad(small, ((pad, pad), (pad, pad), (0, 0)))


def _centre(small: Floats) -> tuple[float, float]:
    moments = cv2.moments(np.ascontiguousarray(small[..., 3]))
    mass = max(moments["m00"], 1e-6)
    return moments["m10"] / mass, moments["m01"] / mass


def _alike(
    small: Floats, centre: tuple[float, float], angle: float, offset: float
) -> tuple[float, float]:
    """How much of shape and of colour is the same on both sides of a line, 0 to 1 each."""
    ax, ay = cos(angle), sin(angle)
    shift = 2 * offset * max(small.shape[:2]) * _LONG + 2 * (ax * centre[0] + ay * centre[1])
    mirror = np.array(
        [[1 - 2 * ax * ax, -2 * ax * ay, shift * ax], [-2 * ax * ay, 1 - 2 * ay * ay, shift * ay]]
    )
    other = cv2.warpAffine(small, mirror, small.shape[1::-1], flags=cv2.INTER_LINEAR)
    a, b = small[..., 3], other[..., 3]
    both = np.minimum(a, b)
    shared = float(both.sum() / max(float(np.maximum(a, b).sum()), 1e-6))
    apart = np.abs(small[..., :3] - other[..., :3]).mean(axis=2) * (both > 0.5)
    return shared, 1 - 2.5 * float(apart.sum() / max(float((both > 0.5).sum()), 1.0))


def _merit(small: Floats, centre: tuple[float, float], angle: float, offset: float) -> float:
    shape, colour = _alike(small, centre, angle, offset)
    return _SHAPE * shape + (1 - _SHAPE) * colour


def _placed(
    cut: Pixels, fine: Floats, found: tuple[float, float], shared: float, lead: float
) -> Axis:
    """The axis in pixels of the cut-out."""
    angle, offset = found
    ax, ay = cos(angle), sin(angle)
    x, y = _centre(fine)
    aside = offset * max(fine.shape[:2]) * _LONG
    pad, scale = _FINE // 3, max(cut.shape[:2]) / _FINE
    x, y = (x + ax * aside + 0.5 - pad) * scale, (y + ay * aside + 0.5 - pad) * scale
    rows, columns = np.nonzero(cut[::4, ::4, 3] > 100)
    across = ax * (columns * 4 - x) + ay * (rows * 4 - y)
    along = ax * (rows * 4 - y) - ay * (columns * 4 - x)
    middle = float(along.max() + along.min()) / 2
    return Axis(
        float(x - ay * middle),
        float(y + ax * middle),
        ax,
        ay,
        shared,
        lead,
        2 * float(np.abs(across).max()),
        float(np.ptp(along)),
    )
