"""What moves of a set by itself, for one frame: a noise that travels over it.

Two layers of one tile slide over each other, so that nothing is seen to repeat. Where a feature
would be seen smaller than a few cells the pattern is stretched: what is far away glitters slowly
instead of flickering.
"""

import functools
import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, noise2

GROUND, UPRIGHT, SCREEN = 0, 1, 2
"""On what the pattern lies."""
_SIDE, _FEATURE = 256, 16
"""Of the tile: its side, and the length of one feature, in texels."""
_BITS = 12
_WHOLE = 1 << _BITS
"""A gain of 1 as a whole number."""
_FINEST = 8.0
"""Frame pixels: no feature is seen smaller."""


@functools.lru_cache(1)
def tile() -> Floats:
    """Periodic gradient noise ``(256, 256)`` of two octaves, about -1 to 1."""
    return _tile()


@jit
def _tile() -> Floats:
    out = np.empty((_SIDE, _SIDE), np.float32)
    for j in range(_SIDE):
        for i in range(_SIDE):
            total = 0.0
            for octave in range(2):
                f = (1 + octave) / _FEATURE
                total += _periodic(i * f, j * f, (1 + octave) * _SIDE / _FEATURE) / (1 + octave)
            out[j, i] = total
    return out


@jit
def _periodic(x: float, y: float, period: float) -> float:
    """Gradient noise of a period: four copies are faded into one another."""
    u = x / period
    v = y / period
    top = noise2(x, y) * (1 - u) + noise2(x - period, y) * u
    low = noise2(x, y - period) * (1 - u) + noise2(x - period, y - period) * u
    # Mixing lowers the contrast, most in the middle: give it back.
    gain = 1 / math.sqrt(((1 - u) ** 2 + u * u) * ((1 - v) ** 2 + v * v))
    return (top * (1 - v) + low * v) * gain


@jit
def _at(noise: Floats, x: float, y: float) -> float:
    """The tile at a place in features, bilinear and without end."""
    x *= _FEATURE
    y *= _FEATURE
    i = math.floor(x)
    j = math.floor(y)
    u = x - i
    v = y - j
    i0 = i & (_SIDE - 1)
    j0 = j & (_SIDE - 1)
    i1 = (i + 1) & (_SIDE - 1)
    j1 = (j + 1) & (_SIDE - 1)
    top = noise[j0, i0] * (1 - u) + noise[j0, i1] * u
    return float(top * (1 - v) + (noise[j1, i0] * (1 - u) + noise[j1, i1] * u) * v)


@jit
def _place(
    lie: int, u: float, v: float, near: float, scale: tuple[float, float, float], size: float
) -> tuple[float, float, float, float]:
    """Where a plate point is on the pattern, in features, and how large a feature is, both ways.

    ``u``, ``v`` are pixels from the middle and below the horizon, ``near`` is 1 / z there;
    ``scale`` holds focal length (px), eye (m) and frame height (px). Sizes are in the lie's unit.
    """
    focal, eye, tall = scale
    if lie == SCREEN:
        wide = max(size, _FINEST / tall)
        return u / tall / wide, -v / tall / wide, wide, wide
    if lie == UPRIGHT:
        z = 1 / max(near, 1e-4)
        wide = size + _FINEST * z / focal
        return u * z / focal / wide, -v * z / focal / wide, wide, wide
    z = focal * eye / max(v, 1.0)
    wide = size + _FINEST * z / focal
    # A feature spans focal * eye * length / z^2 rows: the integral of dz over what it has to span.
    bend = _FINEST / (focal * eye)
    deep = size + bend * z * z
    return (
        u * z / focal / wide,
        math.atan(z * math.sqrt(bend / size)) / math.sqrt(bend * size),
        (wide),
        deep,
    )


@parallel
def stir(
    noise: Floats,
    amount: Floats,
    nearness: Floats,
    columns: Floats,
    rows: Floats,
    centre: tuple[float, float],
    scale: tuple[float, float, float],
    pattern: tuple[float, float, float, float, float],
    lie: int,
    across: Floats,
    along: Floats,
) -> None:
    """Add a stir to ``across`` and ``along``, float32 ``(h, w)`` on cells of the frame.

    ``columns`` and ``rows`` are what of the plate is seen there, in pixels; ``amount`` and
    ``nearness`` (1 / z) lie on the plate at a quarter of its size; ``centre`` is the plate's column
    straight ahead and its horizon. ``pattern`` is size, flow across, flow along, pace and the
    moment in seconds; for ``scale`` see ``_place``.
    """
    size, flow_x, flow_y, pace, seconds = pattern
    high, wide = amount.shape
    turn = pace * seconds
    for j in prange(columns.shape[0]):
        for i in range(columns.shape[1]):
            x = int(clamp(columns[j, i] * 0.25, 0.0, wide - 1.0))
            y = int(clamp(rows[j, i] * 0.25, 0.0, high - 1.0))
            share = amount[y, x]
            if share == 0:
                continue
            a, b, da, db = _place(
                lie, columns[j, i] - centre[0], rows[j, i] - centre[1], nearness[y, x], scale, size
            )
            a -= flow_x * seconds / da
            b -= flow_y * seconds / db
            one = _at(noise, a + 0.31 * turn, b + 0.23 * turn)
            two = _at(noise, 1.37 * a - 0.27 * turn + 5.3, 1.37 * b - 0.19 * turn + 9.1)
            across[j, i] += share * (one - two) * 0.7
            along[j, i] += share * (one + two) * 0.7


@parallel
def gleam(picture: NDArray[np.uint8], gain: Floats) -> None:
    """Brighten and dim ``picture`` (RGBA, in place) by ``gain``, smooth between cells.

    It has one value for every fourth pixel and a margin of one cell on each side. A is not kept.
    """
    height, width, _ = picture.shape
    for j in prange(height):
        k = (j + 2) // 4
        v = np.float32((j - 4 * k + 2.5) * 0.25)
        above = gain[k] + (gain[k + 1] - gain[k]) * v
        # One number for each byte of the row: that is what a compiler can do many at a time.
        parts = np.empty(4 * width, np.int32)
        for i in range(width):
            m = (i + 2) // 4
            u = np.float32((i - 4 * m + 2.5) * 0.25)
            part = np.int32(_WHOLE * (above[m] + (above[m + 1] - above[m]) * u) + 0.5)
            for channel in range(4):
                parts[4 * i + channel] = part
        row = picture[j].reshape(4 * width)
        for n in range(4 * width):
            lit = (np.int32(row[n]) * parts[n] + np.int32(_WHOLE // 2)) >> _BITS
            row[n] = np.uint8(min(lit, np.int32(255)))
