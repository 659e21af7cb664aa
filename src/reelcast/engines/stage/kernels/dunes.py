"""A sea of sand: dunes that a steady wind has built, ripples underfoot, far rocks in the haze.

Metres; the ground under the subjects is at height 0.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.clouds import cloud_shadow
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import (
    Floats,
    clamp,
    fbm2,
    noise2,
    smooth,
    uniform,
    volume,
)
from reelcast.engines.stage.kernels.ripples import ripples
from reelcast.engines.stage.kernels.skylight import Skylight, from_sky
from reelcast.engines.stage.kernels.sweep import (
    COARSE,
    between,
    coarse_map,
    columns,
    distances,
    seen_through,
    slant,
    sweep,
)

UNEVEN = 0.03
"""Metres of hollows underfoot: tone, too low to betray that subjects stand on a plane."""
_FAR = 16000.0
_REPOSE = 0.56
"""Slope of a slip face: dry sand stands at 30 to 34 degrees; bends of the crest steepen it."""


class Erg(NamedTuple):
    """A stretch of sand sea."""

    place: float
    """Which stretch it is."""
    side: float
    """-1 or 1: the wind blows from the left or the right, and slip faces look away from there."""
    turn: float
    """Radians by which it blows away from the camera rather than straight across."""
    rocks: float
    """0 to 1: how much rock stands out of the sand far away."""
    red: float
    """Reflectance of the sand."""
    green: float
    blue: float


@jit
def _row(p: float, q: float, length: float, tall: float, seed: float) -> tuple[float, float]:
    """Height of a train of transverse dunes, and 0 to 1: how far this is from their slip faces.

    ``p`` metres downwind, ``q`` across; crests lie ``length`` apart and up to ``tall`` high. A dune
    is its windward slope, cut off by sand sliding down at the angle of repose: hence sharp crests.
    """
    t = p / length + seed
    t += 0.50 * noise2(q / (length * 1.7) + seed, p / (length * 3.1))
    t += 0.22 * noise2(q / (length * 0.6), p / (length * 1.4) + 9 + seed)
    row = math.floor(t)
    t -= row
    along = noise2(q / (length * 1.2) + 5.3 * row, seed + 0.37 * row)
    rise = tall * (0.55 + 0.45 * uniform(int(row), 77)) * smooth(-0.75, 0.45, along)
    rise *= smooth(0.0, 0.88, t)
    slip = (1 - t) * length * _REPOSE
    open_ = smooth(0.0, 0.07, (slip - rise) / length) * smooth(0.0, 0.07, t)
    return min(rise, slip), open_


@jit
def height(x: float, z: float, erg: Erg) -> float:
    """Ground height in metres."""
    c = -erg.side * math.cos(erg.turn)
    s = math.sin(erg.turn)
    p = x * c + z * s
    q = z * c - x * s
    away = math.sqrt(x * x + (z - 5) * (z - 5))
    h = 0.0
    bare = 1.0
    if away > 80:
        big, bare = _row(p + 60, q, 640.0, 128.0, erg.place)
        h += big * smooth(80, 800, away)
        bare = 1 - smooth(80, 400, away) * (1 - bare)
    if away > 24:
        middle, open_ = _row(p + 0.15 * q, q, 150.0, 27.0, erg.place + 3.7)
        grown = smooth(24, 180, away) * (1 - 0.5 * smooth(400, 1500, away)) * bare
        h += middle * grown
        bare *= 1 - grown * (1 - open_)
    if away > 9:
        small, _ = _row(p - 0.1 * q, q, 34.0, 4.2, erg.place + 8.1)
        h += small * smooth(9, 48, away) * (1 - 0.75 * smooth(90, 420, away)) * bare
    if z > 2200 and erg.rocks > 0:
        h += _rocks(x, z, erg)
    return h + UNEVEN * (noise2(p / 2.1, q / 4.3) + 0.5 * noise2(p / 0.9, q / 2.6))


@jit
def _rocks(x: float, z: float, erg: Erg) -> float:
    """Flat-topped hills of old rock behind the dunes."""
    n = fbm2(x / 2600 + erg.place, z / 2100 + 4, 4) + 0.16 * erg.rocks - 0.10
    cliff = smooth(0.10, 0.17, n) * 0.6 + smooth(0.0, 0.35, n) * 0.3 + smooth(0.22, 0.27, n) * 0.3
    return cliff * 330 * smooth(2200, 4200, z)


@parallel
def _heights(eye: Eye, erg: Erg, steps: NDArray[np.float64], out: Floats) -> None:
    for i in prange(out.shape[0]):
        u = slant(eye, i)
        for k in range(out.shape[1]):
            out[i, k] = height(u * steps[k], steps[k], erg)


@jit
def _sunlit(air: Air, erg: Erg, x: float, h: float, z: float, soft: float) -> float:
    """The share of the key light that the dunes towards it let through."""
    light = 1.0
    t = 0.25 + 0.004 * abs(z)
    for _ in range(24):
        y = h + air.sun[1] * t
        if y > 190:
            break
        gap = y - height(x + air.sun[0] * t, z + air.sun[2] * t, erg)
        light = min(light, 0.5 + gap / (soft * t + 0.02 + 0.0006 * z))
        if light <= 0:
            return 0.0
        t *= 1.33
    return clamp(light, 0.0, 1.0)


@parallel
def _light(eye: Eye, air: Air, erg: Erg, noise: Floats, depth: Floats, out: Floats) -> None:
    """What of the key light arrives on every third pixel."""
    soft = 0.03 + 0.5 * max(air.overcast, 1.0 if 0 < air.night < 1 else 0.0)
    for j in prange(out.shape[0]):
        for i in range(out.shape[1]):
            py = min(j * COARSE, eye.height - 1)
            px = min(i * COARSE, eye.width - 1)
            z = depth[py, px]
            out[j, i] = 1.0
            if z > 0:
                x = (px - eye.centre) / eye.focal * z
                h = height(x, z, erg) + 0.03
                out[j, i] = _sunlit(air, erg, x, h, z, soft) * cloud_shadow(noise, air, x, z)


@jit
def _sand(
    air: Air, erg: Erg, x: float, z: float, e: float, steep: float
) -> tuple[float, float, float, float, float]:
    """Reflectance at a point, and what the ripples add to the slope; ``e`` metres per pixel."""
    t = fbm2(x / 27 + erg.place, z / 27, 3)
    calm = smooth(0.55, 0.35, steep) * (0.62 + 1.0 * noise2(x / 3.9, z / 6.5 + erg.place))
    crest, gx, gz = ripples(x, z, e, erg.side, erg.turn, clamp(calm, 0.12, 1.0))
    tone = 1 + 0.10 * t + 0.13 * crest
    if e < 0.02:
        grain = noise2(x * 210, z * 210) * smooth(0.007, 0.002, e)
        tone += 0.09 * grain + 0.07 * noise2(x * 61, z * 61) * smooth(0.02, 0.006, e)
    r = erg.red * tone
    g = erg.green * (tone - 0.03 * t + 0.02 * crest)
    b = erg.blue * (tone - 0.07 * t + 0.04 * crest)
    return r, g, b, gx, gz


@jit
def _weathered(
    air: Air, erg: Erg, x: float, z: float, h: float, gx: float, gz: float
) -> tuple[float, float]:
    """How much of the ground is rock, and how much lies under snow."""
    rock = 0.0
    if z > 2200 and erg.rocks > 0:
        rock = smooth(8, 30, _rocks(x, z, erg))
    snow = 0.0
    if air.snow > 0:
        steep = math.sqrt(gx * gx + gz * gz)
        patch = fbm2(x / 9, z / 14, 3) + 0.5 * noise2(x / 90, z / 90)
        snow = air.snow * smooth(-0.35, 0.2, patch + 0.25) * smooth(0.6, 0.3, steep)
    return rock, snow


@jit
def _slopes(x: float, z: float, e: float, erg: Erg) -> tuple[float, float, float]:
    """Height, and the slopes along x and z over ``e`` metres."""
    h = right = nearer = 0.0
    # A loop, for what is called once is compiled once.
    for k in range(3):
        at = height(x + (e if k == 1 else 0.0), z - (e if k == 2 else 0.0), erg)
        if k == 0:
            h = at
        elif k == 1:
            right = at
        else:
            nearer = at
    # Towards the camera: beyond a crest is the side that is not seen.
    return h, (right - h) / e, (h - nearer) / e


@jit
def _seen(
    air: Air, erg: Erg, fill: Skylight, light: float, x: float, z: float, e: float
) -> tuple[float, float, float]:
    """Radiance of the ground at a point."""
    h, gx, gz = _slopes(x, z, e, erg)
    r, g, b, fx, fz = _sand(air, erg, x, z, e, abs(gx) + abs(gz))
    rock, snow = _weathered(air, erg, x, z, h, gx, gz)
    layer = 0.5 + 0.5 * math.sin(h / 9 + 3 * noise2(x / 400, z / 400))
    r += (0.20 + 0.06 * layer - r) * rock
    g += (0.125 + 0.035 * layer - g) * rock
    b += (0.085 + 0.02 * layer - b) * rock
    wet = 1 - 0.52 * air.wet
    r = r * wet + (0.86 - r * wet) * snow
    g = g * (wet - 0.02 * air.wet) + (0.89 - g * wet) * snow
    b = b * (wet - 0.02 * air.wet) + (0.93 - b * wet) * snow
    gx += fx * (1 - 0.6 * snow)
    gz += fz * (1 - 0.6 * snow)
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = (air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k
    # Light wanders between grains: shade begins softly, and red comes through farthest.
    direct = light * max(facing, 0.0) / math.pi
    deep = light * max(facing + 0.10, 0.0) / math.pi
    sr, sg, sb = from_sky(fill, air.azimuth, -gx * k, k, -gz * k)
    # No cloud is the same all over: what is left of shape under one.
    open_ = 1 + 0.5 * air.overcast * clamp(facing - air.sun[1], -0.5, 0.4)
    # What the sunlit sand around throws back onto a slope.
    back = (0.03 + 0.5 * (1 - k)) * air.sun[1] / math.pi
    r *= air.light[0] * (0.72 * direct + 0.28 * deep + erg.red * back) + sr * open_
    g *= air.light[1] * (0.86 * direct + 0.14 * deep + erg.green * back) + sg * open_
    b *= air.light[2] * (0.94 * direct + 0.06 * deep + erg.blue * back) + sb * open_
    return r, g, b


@parallel
def _shade(
    eye: Eye, air: Air, erg: Erg, fill: Skylight, light: Floats, depth: Floats, out: Floats
) -> None:
    for py in prange(eye.height):
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0:
                continue
            u = (px - eye.centre) / eye.focal
            v = (eye.horizon - py) / eye.focal
            e = max(0.004, z / eye.focal * 1.1)
            lit = between(light, px / COARSE, py / COARSE)
            r, g, b = _seen(air, erg, fill, lit, u * z, z, e)
            through = seen_through(u, v, z)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, through, u, 1.0)


def paint_dunes(eye: Eye, air: Air, erg: Erg, fill: Skylight, radiance: Floats) -> Floats:
    """Draw the sand over the sky plate in place; returns z in metres per pixel, 0 for sky."""
    steps = distances(eye, _FAR)
    heights = np.empty((columns(eye), steps.size), np.float32)
    _heights(eye, erg, steps, heights)
    depth = np.zeros((eye.height, eye.width), np.float32)
    sweep(eye, steps, heights, depth)
    light = coarse_map(eye)
    _light(eye, air, erg, volume(), depth, light)
    _shade(eye, air, erg, fill, light, depth, radiance)
    return depth
