"""Upright rectangles seen by a lens that keeps verticals vertical, and rays that meet them.

A town is made of walls. Which wall a column of the plate sees is a question in the plan, asked
once per wall and column; metres.
"""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, strip_of

Walls = NDArray[np.float64]
"""One row each: x and z of the left end as seen from outside, of the right end, base, top, house,
kind. What the last two mean is up to who shades them."""
Indices = NDArray[np.int32]
NOTHING, GROUND = -1, -2
"""In a picture of wall indices: the sky, and the ground plane."""
_NEAR = 0.3
"""Metres: walls nearer than this to the lens are not drawn."""


@jit
def _draw(eye: Eye, wall: Walls, k: int, strip: Strip, depth: Floats, seen: Indices) -> None:
    """One wall's outside into the columns of a strip, where nothing nearer is."""
    x0, z0 = wall[0], wall[1]
    ex, ez = wall[2] - x0, wall[3] - z0
    area = x0 * ez - z0 * ex
    if area >= 0:  # the lens is behind it
        return
    for x in range(strip.first, strip.end):
        u = (x + 0.5 - eye.centre) / eye.focal
        det = u * ez - ex
        if abs(det) < 1e-9:
            continue
        z = area / det
        s = (x0 - z0 * u) / det
        if z < _NEAR or s < 0 or s > 1:
            continue
        m = eye.focal / z
        first = max(math.ceil(eye.horizon + (eye.above - wall[5]) * m - 0.5), 0)
        end = min(math.ceil(eye.horizon + (eye.above - wall[4]) * m - 0.5), eye.height)
        for y in range(first, end):
            if depth[y, x] == 0 or z < depth[y, x]:
                depth[y, x] = z
                seen[y, x] = k


@parallel
def _raster(eye: Eye, walls: Walls, depth: Floats, seen: Indices) -> None:
    for index in prange(STRIPS):
        strip = strip_of(index, eye.width)
        for y in range(eye.height):
            below = y + 0.5 - eye.horizon
            if below > 0.5:
                for x in range(strip.first, strip.end):
                    depth[y, x] = eye.focal * eye.above / below
                    seen[y, x] = GROUND
        for k in range(walls.shape[0]):
            _draw(eye, walls[k], k, strip, depth, seen)


def raster(eye: Eye, walls: Walls) -> tuple[Floats, Indices]:
    """z in metres per pixel (0 for sky) and which wall is seen there, over the ground plane."""
    depth = np.zeros((eye.height, eye.width), np.float32)
    seen = np.full((eye.height, eye.width), NOTHING, np.int32)
    _raster(eye, walls, depth, seen)
    return depth, seen


@jit
def trace(
    walls: Walls, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> tuple[float, int]:
    """How many times ``d`` from ``o`` the first wall is met, from either side, and which it is.

    The index is ``NOTHING`` where none is.
    """
    best = 1e9
    which = NOTHING
    for k in range(walls.shape[0]):
        ex = walls[k, 2] - walls[k, 0]
        ez = walls[k, 3] - walls[k, 1]
        det = dx * ez - dz * ex
        if abs(det) < 1e-9:
            continue
        ax = walls[k, 0] - ox
        az = walls[k, 1] - oz
        t = (ax * ez - az * ex) / det
        if t < 0.05 or t >= best:
            continue
        s = (ax * dz - az * dx) / det
        y = oy + t * dy
        if 0 <= s <= 1 and walls[k, 4] <= y <= walls[k, 5]:
            best = t
            which = k
    return best, which
