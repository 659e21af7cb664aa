"""Which ground is seen where: a grid of heights swept column by column, from near to far.

Exact for a camera without roll. Knows no landscape: whoever asks fills the grid with heights.
"""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp

STRIDE = 2
"""Plate columns per column of the grid: between two neighbours the ground is taken for straight."""
COARSE = 3
"""Shadows on the ground are found for every third pixel."""
_RATIO = 1.004
"""From one step to the next; a crest is missed by a five-hundredth of its distance at most."""


def reach(eye: Eye, far: float, ratio: float) -> tuple[float, int]:
    """Where a sweep begins, before the nearest ground in metres, and its steps up to ``far``.

    Each step is ``ratio`` times as far as the one before it.
    """
    near = max(0.4, eye.focal * eye.above * 0.75 / max(eye.height - eye.horizon, 1.0))
    return near, int(math.log(far / near) / math.log(ratio))


def distances(eye: Eye, far: float) -> NDArray[np.float64]:
    """The grid's steps away from the camera, in metres: from before the nearest ground to far."""
    near, steps = reach(eye, far, _RATIO)
    return np.asarray(near * _RATIO ** np.arange(steps), np.float64)


def columns(eye: Eye) -> int:
    """How many columns the grid has."""
    return eye.width // STRIDE + 2


@jit
def slant(eye: Eye, column: int) -> float:
    """Metres to the right per metre away, on a column of the grid."""
    return (column * STRIDE - eye.centre) / eye.focal


@jit
def cover(
    depth: Floats, x: int, top: float, rows: tuple[float, float], z: tuple[float, float]
) -> float:
    """Fill column ``x`` of ``depth`` from row ``top`` up to where a step of ground is seen.

    ``rows`` and ``z`` are the step's and the last one's: between them the ground is straight.
    Returns the new top, 0 when the column is full.
    """
    first = max(math.ceil(rows[0]), 0)
    for r in range(first, math.ceil(top)):
        t = 1.0
        if rows[1] > rows[0]:
            t = clamp((rows[1] - r) / (rows[1] - rows[0] + 1e-6), 0.0, 1.0)
        depth[r, x] = 1 / ((1 - t) / z[1] + t / z[0])
    return float(first)


@parallel
def sweep(eye: Eye, steps: NDArray[np.float64], heights: Floats, depth: Floats) -> None:
    """Fill ``depth`` with the z in metres of the first ground hit; 0 where the sky shows.

    ``heights`` is metres ``[column, step]``.
    """
    for x in prange(eye.width):
        i = x // STRIDE
        f = (x - i * STRIDE) / STRIDE
        top = float(eye.height)
        last_z = steps[0]
        last_y = eye.height + 1e3
        for k in range(steps.shape[0]):
            z = steps[k]
            h = heights[i, k] * (1 - f) + heights[i + 1, k] * f
            y = eye.horizon - (h - eye.above) * eye.focal / z
            if y < top:
                top = cover(depth, x, top, (y, last_y), (z, last_z))
                if top == 0:
                    break
            last_z = z
            last_y = y


def coarse_map(eye: Eye) -> Floats:
    """An empty map of every ``COARSE``-th pixel, with a margin for ``between``."""
    return np.empty((eye.height // COARSE + 2, eye.width // COARSE + 2), np.float32)


@jit
def between(coarse: Floats, x: float, y: float) -> float:
    """A coarse map at a column and row of its own."""
    i = int(x)
    j = int(y)
    u = x - i
    v = y - j
    a = coarse[j, i] * (1 - u) + coarse[j, i + 1] * u
    b = coarse[j + 1, i] * (1 - u) + coarse[j + 1, i + 1] * u
    return float(a * (1 - v) + b * v)


@jit
def seen_through(u: float, v: float, z: float) -> float:
    """Metres of ground-level air before what is seen ``u`` right and ``v`` up per metre, at ``z``.

    Air thins with height: summits stand out of the haze of the plain.
    """
    rise = max(v * z, 1.0) / 900.0
    return z * math.sqrt(1 + u * u + v * v) * (1 - math.exp(-rise)) / rise
