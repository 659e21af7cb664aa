"""A meadow that rises into fields, hedges and wooded hills: a heightfield swept column by column.

Visibility costs one height per column and distance step (exact for a camera without roll), which
leaves the time for full detail in the shading of every visible pixel. Metres; the ground under the
subjects is at height 0.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.clouds import cloud_shadow
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import (
    Floats,
    fbm2,
    noise2,
    smooth,
    uniform,
    volume,
)
from reelcast.engines.stage.kernels.sweep import cover, reach

UNEVEN = 0.04
"""Metres of bumps underfoot: visible as tone, too low to betray that subjects stand on a plane."""
_FAR = 18000.0
_RATIO = 1.0028
_SHADOW_CELL = 6
"""Cloud shadows are computed on every sixth pixel: they have no sharper edges than that."""
_SUNNY = (40.0, 160.0)
"""Metres within which no cloud shades the ground, for the subjects stand in the sun; fading out."""
_HEDGE = 2.6
"""Height in metres."""


class Country(NamedTuple):
    """A stretch of open country, with or without a road that leads away through it."""

    place: float
    """Which stretch; any number."""
    road: float = 0.0
    """Metres from the road's middle within which nothing grows; 0 is no road."""
    offset: float = 0.0
    """Metres from the camera to the road's middle, to the right."""
    bend: float = 0.0
    """Metres that the road turns aside over the first 100."""


@jit
def aside(country: Country, x: float, z: float) -> float:
    """Metres from the road's middle, to the right; subjects stand where the road is straight."""
    t = max(z - 12.0, 0.0) / 100.0
    return x - country.offset - country.bend * t * t / (1 + 0.3 * t)


@jit
def _wild(country: Country, x: float, z: float) -> float:
    """0 on a road, 1 where anything may grow."""
    if country.road <= 0:
        return 1.0
    return smooth(country.road + 1, country.road + 5, abs(aside(country, x, z)))


@jit
def _rise(x: float, z: float, place: float) -> float:
    """0 on the plain to 1 far up in the hills."""
    return smooth(420, 3400, z + 260 * noise2(x / 900 + place, 1.5))


@jit
def _wooded(x: float, z: float, place: float) -> float:
    """The share of the ground under trees, in the hills."""
    return smooth(0.0, 0.12, fbm2(x / 420 + place, z / 420, 3))


@jit
def field(x: float, z: float, place: float) -> tuple[int, float]:
    """Which field a point lies in, and how many metres from its hedge."""
    bend = 0.35 * noise2(x / 260 + place, z / 260)
    a = (0.83 * x + 0.42 * z) / 240 + bend + place
    b = (0.90 * z - 0.35 * x) / 330 + bend
    i, j = math.floor(a), math.floor(b)
    u, v = a - i, b - j
    return i * 577 + j, min(min(u, 1 - u) * 240, min(v, 1 - v) * 330)


@jit
def height(x: float, z: float, country: Country) -> float:
    """Ground height in metres."""
    h = 0.0
    place = country.place
    if z < 120:
        h += UNEVEN * fbm2(x / 3.1, z / 3.1, 3) * smooth(120, 60, z)
    if z > 10:
        h += 7 * smooth(10, 260, z) * fbm2(x / 150 + 4 + place, z / 150, 4) - 5 * smooth(20, 300, z)
    hill = _rise(x, z, place)
    if hill > 0:
        h += hill * (430 * (0.40 + fbm2(x / 2300 + 11 + place, z / 2300, 5)))
        t = noise2(x / 8, z / 12)
        h += hill * _wooded(x, z, place) * (8 + 8 * t * t) * _wild(country, x, z)
    if 130 < z < 3000:
        _, edge = field(x, z, place)
        if edge < 3:
            hedge = smooth(3.0, 1.6, edge) * (0.75 + 0.5 * noise2(x / 3, z / 3))
            h += _HEDGE * hedge * _wild(country, x, z)
    return h


@parallel
def _sweep(eye: Eye, near: float, steps: int, country: Country, depth: Floats) -> None:
    """First ground hit of each pixel as z in metres; 0 where the sky shows."""
    for x in prange(eye.width):
        u = (x - eye.centre) / eye.focal
        top = float(eye.height)
        last_z = near
        last_y = eye.height + 1e3
        for k in range(steps):
            z = near * _RATIO**k
            y = eye.horizon - (height(u * z, z, country) - eye.above) * eye.focal / z
            if y < top:
                top = cover(depth, x, top, (y, last_y), (z, last_z))
                if top == 0:
                    break
            last_z = z
            last_y = y


@parallel
def _cloud_shadows(eye: Eye, air: Air, noise: Floats, depth: Floats, out: Floats) -> None:
    """The share of the key light on the ground seen by every ``_SHADOW_CELL``-th pixel."""
    for j in prange(out.shape[0]):
        for i in range(out.shape[1]):
            py = min(j * _SHADOW_CELL + _SHADOW_CELL // 2, eye.height - 1)
            px = min(i * _SHADOW_CELL + _SHADOW_CELL // 2, eye.width - 1)
            z = depth[py, px]
            out[j, i] = 1.0
            if z > _SUNNY[0]:
                seen = cloud_shadow(noise, air, (px - eye.centre) / eye.focal * z, z)
                out[j, i] += (seen - 1) * smooth(_SUNNY[0], _SUNNY[1], z) * (1 - air.overcast)


def cloud_shadows(eye: Eye, air: Air, depth: Floats) -> Floats:
    """The share of the key light that the clouds let through to what every pixel sees."""
    rows, columns = -(-eye.height // _SHADOW_CELL), -(-eye.width // _SHADOW_CELL)
    cells = np.empty((rows, columns), np.float32)
    _cloud_shadows(eye, air, volume(), depth, cells)
    grown = cv2.resize(cells, (columns * _SHADOW_CELL, rows * _SHADOW_CELL))
    return np.ascontiguousarray(grown[: eye.height, : eye.width])


@jit
def _crop(cell: int, x: float, z: float) -> tuple[float, float, float]:
    """Reflectance of what grows in a field."""
    kind = uniform(cell, 71)
    rows = 1 + 0.10 * noise2((0.83 * x + 0.42 * z) / 3.0, z / 60)
    if kind < 0.30:
        return 0.175 * rows, 0.145 * rows, 0.062 * rows  # Ripe corn.
    if kind < 0.45:
        return 0.125 * rows, 0.125 * rows, 0.050 * rows  # Hay.
    if kind < 0.55:
        return 0.098 * rows, 0.074 * rows, 0.052 * rows  # Ploughed.
    v = 0.8 + 0.5 * uniform(cell, 72)
    return 0.070 * v, 0.108 * v, 0.028 * v


@jit
def _albedo(x: float, z: float, e: float, country: Country) -> tuple[float, float, float, float]:
    """Reflectance of the country at a point, and its fine structure; ``e`` metres per pixel."""
    place = country.place
    t = fbm2(x / 14, z / 14, 4) + 0.5 * noise2(x / 90, z / 90)
    fine = noise2(x * 3, z * 1.1) * smooth(0.4, 0.1, e)
    fine += noise2(x / 1.5, z / 4) * smooth(3, 0.5, e)
    r = 0.088 + 0.045 * t + 0.022 * fine
    g = 0.116 + 0.030 * t + 0.026 * fine
    b = 0.033 + 0.012 * t + 0.006 * fine
    hill = _rise(x, z, place)
    leaf = 0.7 + 0.6 * noise2(x / 6, z / 10)
    wood = _wooded(x, z, place) * smooth(0, 0.04, hill) if hill > 0 else 0.0
    if z > 110:
        cell, edge = field(x, z, place)
        fr, fg, fb = _crop(cell, x, z)
        tilled = smooth(110, 170, z) * (1 - 0.3 * t)
        r += (fr - r) * tilled
        g += (fg - g) * tilled
        b += (fb - b) * tilled
        wood = max(wood, smooth(3.4, 2.2, edge) * smooth(130, 180, z))
    wood *= _wild(country, x, z)
    r += (0.036 * leaf - r) * wood
    g += (0.058 * leaf - g) * wood
    b += (0.020 * leaf - b) * wood
    return r, g, b, fine


@jit
def _weathered(
    air: Air, x: float, z: float, colour: tuple[float, float, float], wood: float
) -> tuple[float, float, float]:
    """Reflectance when wet, or under snow that grass and twigs look out of."""
    r, g, b = colour
    k = 1 - 0.30 * air.wet
    r, g, b = r * k, g * k, b * k
    if air.snow > 0:
        thick = air.snow * 1.1 + 0.35 * fbm2(x / 7, z / 7, 3) - 0.35 * wood
        s = smooth(0.25, 0.75, thick)
        r += (0.78 - r) * s
        g += (0.80 - g) * s
        b += (0.84 - b) * s
    return r, g, b


@jit
def _irradiance(air: Air, gx: float, gz: float) -> tuple[float, float]:
    """Sunlight and skylight on a slope; grass lets a third of the light through."""
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = (air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k
    facing = facing * 0.65 + 0.35 * abs(facing)
    fill = (0.55 + 0.45 * k) * (1 + 0.9 * smooth(0.0, 0.4, air.night) * (1 - air.snow))
    return max(facing, 0.0) / math.pi + 0.08 * air.sun[1] / math.pi, fill


@parallel
def _shade(
    eye: Eye, air: Air, country: Country, depth: Floats, shadows: Floats, out: Floats
) -> None:
    for py in prange(eye.height):
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0:
                continue
            u = (px - eye.centre) / eye.focal
            v = (eye.horizon - py) / eye.focal
            x = u * z
            e = max(0.004, z / eye.focal * 1.1)
            h = height(x, z, country)
            r, g, b, fine = _albedo(x, z, e, country)
            wood = smooth(0.09, 0.05, r + 0.3 * g) if z > 130 else 0.0
            # Between the blades that will stand here it is dark.
            between = 1 - 0.42 * smooth(40.0, 12.0, z) * (1 - air.snow)
            r, g, b = r * between, g * between, b * between
            r, g, b = _weathered(air, x, z, (r, g, b), wood)
            gx = (height(x + e, z, country) - h) / e + 0.5 * fine * (1 - 0.8 * air.snow)
            gz = (height(x, z + e, country) - h) / e
            sun, fill = _irradiance(air, gx, gz)
            sun *= shadows[py, px]
            r *= air.light[0] * sun + air.ambient[0] * fill
            g *= air.light[1] * sun + air.ambient[1] * fill
            b *= air.light[2] * sun + air.ambient[2] * fill
            # Air thins with height: hilltops stand out of the valley's haze.
            rise = max(v * z, 1.0) / 900.0
            through = z * math.sqrt(1 + u * u + v * v) * (1 - math.exp(-rise)) / rise
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, through, u, 1.0)


def paint_land(eye: Eye, air: Air, country: Country, radiance: Floats) -> Floats:
    """Draw the country over the sky plate in place; returns z in metres per pixel, 0 for sky."""
    near, steps = reach(eye, _FAR, _RATIO)
    depth = np.zeros((eye.height, eye.width), np.float32)
    _sweep(eye, near, steps, country, depth)
    _shade(eye, air, country, depth, cloud_shadows(eye, air, depth), radiance)
    return depth
