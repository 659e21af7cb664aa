"""A field of wind-packed snow, drifts, wooded slopes behind it and a range of white mountains.

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
from reelcast.engines.stage.kernels.firs import Rows, shade_by_firs
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import (
    Floats,
    clamp,
    fbm2,
    integer_hash,
    noise2,
    smooth,
    uniform,
    volume,
)
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

UNEVEN = 0.035
"""Metres of drifts underfoot: visible as tone, too low to betray that subjects stand on a plane."""
_FAR = 16000.0
_SNOW = (0.86, 0.885, 0.91)
_PEAKS = 1500.0
"""Metres from the valley to the summits."""


class Field(NamedTuple):
    """A stretch of winter country."""

    place: float
    """Which stretch it is."""
    side: float
    """-1 or 1: the wind blows from the left or the right."""
    turn: float
    """Radians by which it blows away from the camera rather than straight across."""
    peaks: float
    """0 wooded hills only, to 1 high mountains behind them."""


@jit
def _ridges(x: float, y: float) -> float:
    """Sharp crests that carry finer ones (Musgrave 1994), about [0, 1]."""
    amplitude = 0.5
    total = 0.0
    weight = 1.0
    for _ in range(6):
        n = 1.0 - abs(noise2(x, y))
        n *= n * weight
        total += amplitude * n
        weight = clamp(n * 1.7, 0.0, 1.0)
        x, y = 1.6 * x + 1.2 * y + 3.1, -1.2 * x + 1.6 * y + 13.7
        amplitude *= 0.5
    return total


@jit
def _wooded(x: float, z: float, h: float, field: Field) -> float:
    """0 to 1: how much of a slope is forest."""
    edge = noise2(x / 260 + field.place, z / 330) + 0.4 * noise2(x / 60, z / 80 + field.place)
    return smooth(-0.15, 0.25, edge + smooth(250, 900, z) * 0.5 - 0.1) * smooth(620, 380, h)


@jit
def height(x: float, z: float, field: Field) -> float:
    """Ground height in metres."""
    c = -field.side * math.cos(field.turn)
    s = math.sin(field.turn)
    p = x * c + z * s
    q = z * c - x * s
    away = math.sqrt(x * x + (z - 5) * (z - 5))
    h = UNEVEN * (noise2(p / 3.7, q / 1.3) + 0.6 * noise2(p / 7.9, q / 2.9))
    if away > 7:
        drift = abs(noise2(p / 31, q / 11 + field.place))
        h += 1.5 * smooth(7, 42, away) * (0.35 - drift)
        h += 9 * smooth(12, 260, away) * fbm2(x / 140 + field.place, z / 140, 3)
    if z > 330:
        h += _hills(x, z, field)
    return h


@jit
def _hills(x: float, z: float, field: Field) -> float:
    """Slopes with forest on them, and the mountains."""
    bent = z + 220 * noise2(x / 700 + field.place, 2.5)
    h = smooth(330, 2600, bent) * (190 + 210 * fbm2(x / 900 + field.place, z / 1100, 4))
    if field.peaks > 0 and z > 1800:
        w = 400 * noise2(x / 2100 + field.place, z / 2100)
        r = _ridges((x + w) / 4300 + field.place, (z - w) / 4300)
        h += field.peaks * smooth(1800, 6200, z + 0.25 * abs(x)) * _PEAKS * r * (0.35 + 0.9 * r)
    t = abs(noise2(x / 5.5, z / 8)) + 0.5 * abs(noise2(x / 2.1, z / 3.7))
    return h + _wooded(x, z, h, field) * smooth(330, 420, z) * (4 + 9 * t)


@parallel
def _heights(eye: Eye, field: Field, steps: NDArray[np.float64], out: Floats) -> None:
    for i in prange(out.shape[0]):
        u = slant(eye, i)
        for k in range(out.shape[1]):
            out[i, k] = height(u * steps[k], steps[k], field)


@jit
def _sunlit(air: Air, field: Field, x: float, h: float, z: float, soft: float) -> float:
    """The share of the key light that the land towards it lets through."""
    light = 1.0
    t = 0.3 + 0.006 * z
    for _ in range(20):
        y = h + air.sun[1] * t
        if y > 1900:
            break
        gap = y - height(x + air.sun[0] * t, z + air.sun[2] * t, field)
        light = min(light, 0.5 + gap / (soft * t + 0.03 + 0.0012 * z))
        if light <= 0:
            return 0.0
        t *= 1.42
    return clamp(light, 0.0, 1.0)


@parallel
def _light(eye: Eye, air: Air, field: Field, noise: Floats, depth: Floats, out: Floats) -> None:
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
                h = height(x, z, field) + 0.04
                out[j, i] = _sunlit(air, field, x, h, z, soft) * cloud_shadow(noise, air, x, z)


@jit
def _carved(x: float, z: float, e: float, field: Field) -> float:
    """Height of sastrugi: ridges that wind has cut, long in its direction; ``e`` m per pixel."""
    c = -field.side * math.cos(field.turn)
    s = math.sin(field.turn)
    p = x * c + z * s
    q = z * c - x * s
    deep = e * max(z, 1.0)
    q += 0.25 * noise2(p / 2.3, q / 1.9)
    total = 0.0
    wide = smooth(1.3, 0.35, deep)
    crust = smooth(-0.25, 0.35, noise2(p / 5.5 + field.place, q / 3.1))
    if wide > 0:
        total += wide * crust * 0.075 * (0.5 - abs(noise2(p / 2.6, q / 0.85)))
        total += wide * 0.036 * noise2(p / 1.2 + 5, q / 1.1)
    fine = smooth(0.22, 0.06, deep)
    if fine > 0:
        total += fine * (0.006 + 0.018 * crust) * (0.5 - abs(noise2(p / 0.9, q / 0.24)))
        total += fine * 0.006 * noise2(p / 0.35, q / 0.21)
    return total


@jit
def _glint(x: float, z: float, e: float, facing: float) -> float:
    """Now and then a crystal mirrors the sun into the lens: as bright as ``facing`` snow, times."""
    if z > 45 or facing <= 0:
        return 0.0
    # Cells near a pixel's size, in octaves so that each is whole.
    cell = 2.0 ** math.ceil(math.log2(max(e, 0.0015) * 1.2))
    deep = 2.0 ** math.ceil(math.log2(max(e * z, 0.0015)))
    i = math.floor(x / cell)
    j = math.floor(z / deep)
    if integer_hash(i, j) & 0x1FF:
        return 0.0
    return (1.5 + 7 * uniform(j, i + 31) ** 3) * smooth(45, 12, z) * smooth(1.2, 3.5, z)


@jit
def _ground(
    air: Air, field: Field, x: float, z: float, h: float, slope: float
) -> tuple[float, float, float]:
    """Reflectance: snow, forest under snow, or rock too steep for it."""
    r, g, b = _SNOW
    if z > 330:
        wood = _wooded(x, z, h, field) * smooth(330, 420, z)
        white = 0.55 * smooth(-0.1, 0.5, noise2(x / 5, z / 8) + 0.3 * noise2(x / 40, z / 40))
        r += (0.045 + 0.5 * white - r) * wood
        g += (0.060 + 0.5 * white - g) * wood
        b += (0.058 + 0.5 * white - b) * wood
        t = fbm2(x / 70 + h / 90, z / 110 + h / 35, 4)
        rock = smooth(0.72, 1.05, slope + 0.75 * t) * (1 - wood)
        r += (0.150 + 0.10 * t - r) * rock
        g += (0.145 + 0.10 * t - g) * rock
        b += (0.145 + 0.10 * t - b) * rock
    return r, g, b


@jit
def _slopes(x: float, z: float, e: float, field: Field, carved: bool) -> tuple[float, float, float]:
    """Height of the ground or of what is carved into it, and its slopes over ``e`` metres."""
    h = right = nearer = 0.0
    # A loop, for what is called once is compiled once.
    for k in range(3):
        px = x + (e if k == 1 else 0.0)
        pz = z - (e if k == 2 else 0.0)
        at = _carved(px, pz, e, field) if carved else height(px, pz, field)
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
    air: Air,
    field: Field,
    fill: Skylight,
    light: float,
    open_: float,
    x: float,
    z: float,
    e: float,
) -> tuple[float, float, float]:
    """Radiance of the ground at a point that gets these shares of the key light and the sky."""
    h, gx, gz = _slopes(x, z, e, field, False)
    r, g, b = _ground(air, field, x, z, h, math.sqrt(gx * gx + gz * gz))
    if z < 70:
        low, across, along = _slopes(x, z, max(e, 0.006), field, True)
        gx += across
        gz += along
        # Hollows see less of the sky.
        open_ *= 1 - 0.10 * smooth(0.02, -0.035, low)
        grain = noise2(x * 120, z * 120) * smooth(0.012, 0.003, e)
        gx += 0.10 * grain
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = (air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k
    direct = light * (0.9 * max(facing, 0.0) + 0.1 * max(facing + 0.12, 0.0)) / math.pi
    if air.night in (0.0, 1.0):
        direct *= 1 + _glint(x, z, e, facing * light)
    # No cloud is the same all over: what is left of shape under one.
    open_ *= 1 + 0.5 * air.overcast * clamp(facing - air.sun[1], -0.4, 0.4)
    sr, sg, sb = from_sky(fill, air.azimuth, -gx * k, k, -gz * k)
    # What the white all around throws back onto a slope.
    thrown = (1 - k) * 0.4 * (air.sun[1] * light / math.pi)
    r *= air.light[0] * (direct + thrown) + sr * open_
    g *= air.light[1] * (direct + thrown) + sg * open_
    b *= air.light[2] * (direct + thrown) + sb * open_
    return r, g, b


@parallel
def _shade(
    eye: Eye,
    air: Air,
    field: Field,
    fill: Skylight,
    light: Floats,
    open_: Floats,
    depth: Floats,
    out: Floats,
) -> None:
    for py in prange(eye.height):
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0:
                continue
            u = (px - eye.centre) / eye.focal
            v = (eye.horizon - py) / eye.focal
            e = max(0.002, z / eye.focal * 1.1)
            lit = between(light, px / COARSE, py / COARSE)
            sky = between(open_, px / COARSE, py / COARSE)
            r, g, b = _seen(air, field, fill, lit, sky, u * z, z, e)
            through = seen_through(u, v, z)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, through, u, 1.0)


def paint_snow(
    eye: Eye, air: Air, field: Field, fill: Skylight, firs: Rows, radiance: Floats
) -> Floats:
    """Draw the country with the shadows of ``firs`` over the sky plate in place.

    Returns z in metres per pixel, 0 for sky.
    """
    steps = distances(eye, _FAR)
    heights = np.empty((columns(eye), steps.size), np.float32)
    _heights(eye, field, steps, heights)
    depth = np.zeros((eye.height, eye.width), np.float32)
    sweep(eye, steps, heights, depth)
    light = coarse_map(eye)
    _light(eye, air, field, volume(), depth, light)
    open_ = coarse_map(eye)
    open_[:] = 1
    shade_by_firs(eye, air, firs, depth, light, open_)
    _shade(eye, air, field, fill, light, open_, depth, radiance)
    return depth
