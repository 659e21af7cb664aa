"""A town seen from a roof: blocks with their flat roofs, streets far below, a river. Metres.

World height here is over the town's streets; the terrace is ``Eye.above`` minus the eye's height
over its floor above them.
"""

import math

import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, hazed, sky
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, strip_of
from reelcast.engines.stage.kernels.towers import Colour, Skyline, tower_colour, tower_of
from reelcast.engines.stage.kernels.walls import GROUND, NOTHING, Indices, Walls, trace

_ROOFS = 1 << 20
"""Added to a wall's index where not it but the roof over it is seen."""
_FAR = 9000.0


@jit
def _cross(walls: Walls, k: int, u: float) -> float:
    """z at which a column's ray crosses wall ``k`` in the plan; 0 where it does not."""
    ex, ez = walls[k, 2] - walls[k, 0], walls[k, 3] - walls[k, 1]
    det = u * ez - ex
    if abs(det) < 1e-9:
        return 0.0
    s = (walls[k, 0] - walls[k, 1] * u) / det
    if s < 0 or s > 1:
        return 0.0
    return float((walls[k, 0] * ez - walls[k, 1] * ex) / det)


@jit
def _fill(
    eye: Eye, x: int, top: float, bottom: float, z: float, level: float, k: int,
    depth: Floats, seen: Indices,
) -> None:  # fmt: skip
    """Rows ``top`` to ``bottom`` of a column: a wall at ``z`` or, with 0, a roof at ``level``."""
    for y in range(max(math.ceil(top - 0.5), 0), min(math.ceil(bottom - 0.5), eye.height)):
        far = z if z > 0 else (eye.above - level) * eye.focal / (y + 0.5 - eye.horizon)
        if depth[y, x] == 0 or far < depth[y, x]:
            depth[y, x] = far
            seen[y, x] = k if z > 0 else k + _ROOFS


@jit
def _block(
    eye: Eye, walls: Walls, first: int, end: int, strip: Strip, depth: Floats, seen: Indices
) -> None:
    """One convex block, of the walls ``first`` up to ``end``."""
    low, high = walls[first, 4], walls[first, 5]
    for x in range(strip.first, strip.end):
        u = (x + 0.5 - eye.centre) / eye.focal
        near, far, which = 1e9, 0.0, -1
        for k in range(first, end):
            z = _cross(walls, k, u)
            if z > 1 and z < near:
                near = z
                which = k
            far = max(far, z)
        if which < 0:
            continue
        top = eye.horizon + (eye.above - high) * eye.focal / near
        bottom = eye.horizon + (eye.above - low) * eye.focal / near
        _fill(eye, x, top, bottom, near, 0.0, which, depth, seen)
        if high < eye.above and far > near:
            back = eye.horizon + (eye.above - high) * eye.focal / far
            _fill(eye, x, back, top, 0.0, high, which, depth, seen)


@parallel
def _raster(eye: Eye, walls: Walls, depth: Floats, seen: Indices) -> None:
    for index in prange(STRIPS):
        strip = strip_of(index, eye.width)
        for y in range(eye.height):
            below = y + 0.5 - eye.horizon
            far = eye.focal * eye.above / below if below > 0 else _FAR
            if far < _FAR:
                for x in range(strip.first, strip.end):
                    depth[y, x] = far
                    seen[y, x] = GROUND
        k = 0
        while k < walls.shape[0]:
            end = k + int(walls[k, 7])
            _block(eye, walls, k, end, strip, depth, seen)
            k = end


@jit
def _roof(city: Skyline, air: Air, k: int, x: float, z: float) -> Colour:
    """Gravel, bitumen and snow on a flat roof."""
    tower = tower_of(city.towers, int(city.walls[k, 6]))
    v = 0.10 + 0.16 * uniform(int(tower.seed), 3)
    v *= 1 + 0.3 * fbm2(x / 6 + tower.seed, z / 9, 3)
    v += (0.75 - v) * air.snow
    lit = max(air.sun[1], 0.0) / math.pi
    warm = city.lit * 0.006
    return (
        v * (air.light[0] * lit + air.ambient[0] * 0.9) + warm,
        v * (air.light[1] * lit + air.ambient[1] * 0.9) + warm * 0.6,
        v * (air.light[2] * lit + air.ambient[2] * 0.9) + warm * 0.3,
    )


@jit
def _streets(city: Skyline, air: Air, x: float, z: float, e: float) -> Colour:
    """Streets and gardens between the blocks, with traffic after dark."""
    green = smooth(0.0, 0.25, fbm2(x / 140, z / 160, 3))
    r, g, b = 0.12 - 0.075 * green, 0.12 - 0.055 * green, 0.12 - 0.095 * green
    snowy = 0.7 * air.snow
    r, g, b = r + (0.75 - r) * snowy, g + (0.75 - g) * snowy, b + (0.78 - b) * snowy
    lit = 0.35 * max(air.sun[1], 0.0) / math.pi
    traffic = city.lit * (0.05 + 0.5 * smooth(0.25, 0.6, noise2(x / 22, z / 60)) * (1 - green))
    return (
        r * (air.light[0] * lit + air.ambient[0] * 0.5) + traffic,
        g * (air.light[1] * lit + air.ambient[1] * 0.5) + traffic * 0.58,
        b * (air.light[2] * lit + air.ambient[2] * 0.5) + traffic * 0.24,
    )


@jit
def _wet(city: Skyline, x: float, z: float) -> bool:
    """Whether the river flows here."""
    middle = z + city.river[2] * x + 30 * noise2(x / 260, 1.5)
    return bool(city.river[0] < middle < city.river[1])


@jit
def _water(
    eye: Eye, air: Air, city: Skyline, x: float, z: float, px: int, py: int, glow: float
) -> Colour:
    """The river mirrors its banks, drawn out downwards by ripples."""
    u = x / z
    total = (0.0, 0.0, 0.0)
    for q in range(3):
        v = eye.above / z
        v *= 0.55 + 0.75 * (q + uniform(px * 3 + q, py)) / 3
        bent = 0.006 * (uniform(px, py * 3 + q) - 0.5) + 0.004 * noise2(x / 9, z / 30)
        n = 1 / math.sqrt((u + bent) ** 2 + v * v + 1)
        dx, dy, dz = (u + bent) * n, v * n, n
        t, k = trace(city.walls, x, 0.0, z, dx, dy, dz)
        if k >= 0:
            at = (x + dx * t, dy * t, z + dz * t)
            far = t + z
            r, g, b = tower_colour(city, air, k, at, (dx, dy, dz), far, far / eye.focal * 2)
            r, g, b = hazed(air, r, g, b, far, u, 1.0)
        else:
            r, g, b = sky(air, dx, dy + 0.05, dz)
            r, g, b = r + glow, g + glow * 0.62, b + glow * 0.36
        total = (total[0] + r / 3, total[1] + g / 3, total[2] + b / 3)
    return total[0] * 0.80, total[1] * 0.83, total[2] * 0.84


@jit
def _seen(
    eye: Eye, air: Air, city: Skyline, k: int, at: Colour, d: Colour, px: int, py: int, glow: float
) -> Colour:
    """Radiance of what is seen at a place, before the air between."""
    x, _, z = at
    far = z / d[2]
    if k == GROUND:
        if _wet(city, x, z):
            return _water(eye, air, city, x, z, px, py, glow)
        return _streets(city, air, x, z, z / eye.focal)
    if k >= _ROOFS:
        return _roof(city, air, k - _ROOFS, x, z)
    return tower_colour(city, air, k, at, d, far, far / eye.focal)


@parallel
def _shade(
    eye: Eye, air: Air, city: Skyline, glow: float, depth: Floats, seen: Indices, out: Floats
) -> None:
    for py in prange(eye.height):
        v = (eye.horizon - py - 0.5) / eye.focal
        for px in range(eye.width):
            k = seen[py, px]
            u = (px + 0.5 - eye.centre) / eye.focal
            if k == NOTHING:
                rise = glow * math.exp(-max(v, 0.0) * 7.0)
                out[py, px, 0] += rise
                out[py, px, 1] += rise * 0.60
                out[py, px, 2] += rise * 0.40
                continue
            z = float(depth[py, px])
            n = math.sqrt(u * u + v * v + 1)
            at = (u * z, eye.above + v * z, z)
            r, g, b = _seen(eye, air, city, k, at, (u / n, v / n, 1 / n), px, py, glow)
            far = z * n
            r, g, b = hazed(air, r, g, b, far, u, 1.0)
            # Haze is thickest and best lit from within near the streets.
            low = glow * (1 - math.exp(-far * (air.extinction[1] + 0.00012)))
            low *= math.exp(-max(at[1], 0.0) / 260)
            out[py, px, 0] = r + low
            out[py, px, 1] = g + low * 0.60
            out[py, px, 2] = b + low * 0.40


def paint_skyline(eye: Eye, air: Air, city: Skyline, glow: float, radiance: Floats) -> Floats:
    """Draw the town over the sky plate in place; returns z in metres per pixel, 0 for sky.

    ``glow`` is the radiance of the town's lights in the air, 0 by day.
    """
    depth = np.zeros((eye.height, eye.width), np.float32)
    seen = np.full((eye.height, eye.width), NOTHING, np.int32)
    _raster(eye, city.walls, depth, seen)
    _shade(eye, air, city, glow, depth, seen, radiance)
    return depth
