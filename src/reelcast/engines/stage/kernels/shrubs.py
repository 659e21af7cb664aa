"""Low hedges in boxes, made of leaves: what grows on roofs and before shops. Metres."""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.lamplight import lamps_at
from reelcast.engines.stage.kernels.noise import Floats, clamp, noise2, smooth, uniform
from reelcast.engines.stage.kernels.panes import Town
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, splat, strip_of

Hedges = NDArray[np.float64]
"""One row each: left end, right end, foot, z, height, depth, seed."""
_LEAVES = 1500
"""Per metre of length: enough that nothing is seen through them."""


@jit
def _leaf(
    eye: Eye, air: Air, town: Town, hedge: Hedges, k: int, strip: Strip, out: Floats, depth: Floats
) -> None:
    seed = int(hedge[6])
    u = uniform(3 * k, seed)
    v = math.sqrt(uniform(3 * k + 1, seed))
    w = uniform(3 * k + 2, seed) * 2 - 1
    x = hedge[0] + (hedge[1] - hedge[0]) * u + 0.08 * (uniform(k, seed + 4) - 0.5)
    ends = smooth(0.0, 0.18, min(u * (hedge[1] - hedge[0]), (1 - u) * (hedge[1] - hedge[0])) + 0.06)
    tall = hedge[4] * (0.70 + 0.42 * noise2(x * 1.9 + seed, seed * 0.37)) * (0.55 + 0.45 * ends)
    y = hedge[2] + tall * v * (1 - 0.35 * w * w) + 0.10 * uniform(k, seed + 8) * v
    z = hedge[3] + 0.5 * hedge[5] * w
    m = eye.focal / z
    column = eye.centre + x * m
    size = clamp((0.030 + 0.022 * uniform(k, seed + 1)) * m, 0.8, 14.0)
    if column + size < strip.first or column - size > strip.end:
        return
    nx, ny, nz = uniform(k, seed + 2) - 0.5, 0.2 + v * v, -0.6 - 0.4 * w
    n = 1 / math.sqrt(nx * nx + ny * ny + nz * nz)
    facing = (nx * air.sun[0] + ny * air.sun[1] + nz * air.sun[2]) * n
    sun = (0.75 * max(facing, 0.0) + 0.20) * (0.25 + 0.75 * v) / math.pi
    open_ = (0.15 + 0.75 * v * v) * (0.75 - 0.25 * w)
    lr, lg, lb = lamps_at(town.pools, x, y, z, nx * n, ny * n, nz * n)
    lr, lg, lb = 0.5 * lr, 0.5 * lg, 0.5 * lb  # leaves shade each other
    tint = 0.65 + 0.7 * uniform(k, seed + 6)
    warm = 0.85 + 0.4 * uniform(seed, 5)
    snowy = air.snow * smooth(0.70, 0.95, v + 0.2 * uniform(k, seed + 7))
    r = 0.052 * tint * warm * (1 - snowy) + 0.8 * snowy
    g = 0.080 * tint * (1 - snowy) + 0.8 * snowy
    b = 0.024 * tint * (1 - snowy) + 0.8 * snowy
    r *= air.light[0] * sun + air.ambient[0] * open_ + lr
    g *= air.light[1] * sun + air.ambient[1] * open_ + lg
    b *= air.light[2] * sun + air.ambient[2] * open_ + lb
    turn = 6.2832 * uniform(k, seed + 9)
    place = (column, eye.horizon + (eye.above - y) * m, z)
    colour = hazed(air, r, g, b, z, x / z, 1.0)
    splat(out, depth, strip, place, (size, math.cos(turn), math.sin(turn)), colour)


@parallel
def _paint(eye: Eye, air: Air, town: Town, hedges: Hedges, depth: Floats, out: Floats) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for h in range(hedges.shape[0]):
            m = eye.focal / hedges[h, 3]
            if eye.centre + (hedges[h, 1] + 0.2) * m < strip.first:
                continue
            if eye.centre + (hedges[h, 0] - 0.2) * m > strip.end:
                continue
            for k in range(int((hedges[h, 1] - hedges[h, 0]) * _LEAVES)):
                _leaf(eye, air, town, hedges[h], k, strip, out, depth)


def paint_hedges(
    eye: Eye, air: Air, town: Town, hedges: Hedges, depth: Floats, radiance: Floats
) -> None:
    """Draw ``hedges`` into the plate and its depth map in place."""
    _paint(eye, air, town, hedges[np.argsort(-hedges[:, 3], kind="stable")], depth, radiance)
