"""A beach: dry and wet sand, the film of the last wave, the sea beyond and a headland.

The ground under the subjects is the plane at height 0; bumps on it are tone only. Metres.
"""

import math

import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.sea import (
    footprint,
    fresnel,
    glitter,
    make_glass,
    mirrored,
    tap_at,
)
from reelcast.engines.stage.kernels.surf import (
    Shore,
    along,
    lace,
    surf_at,
    water_height,
    whitened,
)
from reelcast.engines.stage.kernels.sweep import cover, reach
from reelcast.engines.stage.kernels.waves import Waves

_FAR = 14000.0
_RATIO = 1.003
_TAPS = 5
"""At most, along one pixel's footprint of far water."""
_SAND = (0.56, 0.455, 0.325)
_STRIDE = 0.66
"""Metres between footprints."""


@jit
def land_height(shore: Shore, x: float, z: float, s: float) -> float:
    """Height of what lies behind the beach: low dunes, then the wooded hills of a headland."""
    dune = smooth(10, 26, -s) * smooth(26, 60, z)
    h = dune * (1.3 + 1.6 * noise2(x / 11 + shore.place, z / 14))
    far = smooth(150, 700, z) * smooth(6, 130, -s)
    if far > 0:
        h += far * 62 * clamp(0.55 + fbm2(x / 260 + shore.place, z / 260, 5), 0.05, 1.5)
        h += far * 5 * noise2(x / 9, z / 9) + far * 2.5 * noise2(x / 3.5, z / 3.5)
    return h


@jit
def _height(shore: Shore, waves: Waves, x: float, z: float, size: float) -> float:
    s, _ = along(shore, x, z)
    if s > 0:
        return water_height(shore, waves, x, z, size)
    return land_height(shore, x, z, s)


@parallel
def _sweep(eye: Eye, shore: Shore, waves: Waves, near: float, steps: int, depth: Floats) -> None:
    """First hit of each pixel as z in metres; 0 where the sky shows."""
    for x in prange(eye.width):
        u = (x - eye.centre) / eye.focal
        top = float(eye.height)
        last_z = near
        last_y = eye.height + 1e3
        for k in range(steps):
            z = near * _RATIO**k
            h = _height(shore, waves, u * z, z, z * 0.0015)
            y = eye.horizon - (h - eye.above) * eye.focal / z
            if y < top:
                top = cover(depth, x, top, (y, last_y), (z, last_z))
                if top == 0:
                    break
            last_z = z
            last_y = y


@jit
def _prints(shore: Shore, s: float, on: float, size: float) -> float:
    """Depth, 0 to 1, of the footprints of somebody who walked along the water."""
    if size > 0.04:
        return 0.0
    deep = 0.0
    for walk in range(2):
        path = -(3.9 + 2.6 * walk) + 0.5 * noise2(on / 7 + shore.place, 40.0 + walk)
        if abs(s - path) > 0.5:
            continue
        k = math.floor(on / _STRIDE + 0.37 * walk)
        foot = -1.0 if k % 2 == 0 else 1.0
        a = (on / _STRIDE + 0.37 * walk - k - 0.5) * _STRIDE
        a += 0.05 * (uniform(int(k), 11 + walk) - 0.5)
        b = s - path - 0.13 * foot + 0.05 * (uniform(int(k), 13 + walk) - 0.5)
        waist = 0.052 - 0.012 * smooth(0.06, 0.0, abs(a + 0.01))
        q = (a / 0.14) ** 2 + (b / waist) ** 2
        rim = 0.30 * smooth(4.2, 1.6, q) * smooth(0.8, 1.7, q)
        deep = max(deep, smooth(1.7, 0.2, q)) - rim
    return deep


@jit
def _relief(shore: Shore, x: float, z: float, dry: float, size: float) -> float:
    """Height of the sand's own relief in metres: for its shading only."""
    s, on = along(shore, x, z)
    patch = smooth(-0.25, 0.45, noise2(x / 3.1 + shore.place, z / 2.3))
    phase = (s + 0.22 * noise2(x * 1.1, z * 1.1) + 0.5 * noise2(x / 2.7, z / 2.7)) / 0.019
    ripple = math.sin(phase) * smooth(0.03, 0.010, size)
    h = 0.0032 * patch * ripple * (0.25 + 0.75 * dry)
    h += 0.030 * fbm2(x / 1.9, z / 1.4, 3) * (0.25 + 0.75 * dry)
    h += 0.0065 * noise2(x * 6, z * 5) * smooth(0.09, 0.03, size) * dry
    h += 0.0016 * noise2(x * 27, z * 27) * smooth(0.025, 0.008, size) * (0.2 + 0.8 * dry)
    return h - 0.013 * _prints(shore, s, on, size) * (0.5 + 0.5 * dry)


@jit
def _litter(x: float, z: float, s: float, size: float, place: float) -> float:
    """Shells (up to 1.6) and weed (down to 0.2) on the sand, as a factor; 1 is bare sand."""
    tone = 1.0
    if size < 0.02:
        i, j = math.floor(x / 0.31), math.floor(z / 0.31)
        p = uniform(int(i), int(j))
        if p > 0.945:
            cx = (i + 0.2 + 0.6 * uniform(int(i) + 71, int(j))) * 0.31
            cz = (j + 0.2 + 0.6 * uniform(int(i), int(j) + 71)) * 0.31
            r = 0.006 + 0.014 * uniform(int(i) + 5, int(j) + 9) ** 2
            q = ((x - cx) / r) ** 2 + ((z - cz) / (r * 1.4)) ** 2
            kind = 1.5 if p > 0.975 else 0.45
            tone += (kind * (1 - 0.3 * q) - 1) * smooth(1.25, 0.8, q)
    line = -4.6 + 0.7 * noise2(x / 2.3 + place, z / 2.3)
    band = math.exp(-((s - line) ** 2) / 0.10)
    weed = noise2(x * 13, z * 9) + 0.5 * noise2(x * 4, z * 4)
    return tone * (1 - 0.62 * band * smooth(0.42, 0.8, weed) * smooth(0.05, 0.015, size))


@jit
def _sand_at(
    air: Air, glass: Floats, shore: Shore, place: tuple[float, float, float, float], size: float
) -> tuple[float, float, float]:
    """One sample of the sand, RGB before the air."""
    x, z, u, v = place
    s, on = along(shore, x, z)
    reach = 0.55 * noise2(on / 3.1 + shore.place, 6.5) + 0.9 * noise2(on / 9 + shore.place, 7.5)
    damp = smooth(-5.6 + reach, -3.4 + reach, s + 0.25 * fbm2(x * 1.3, z * 1.3, 3))
    damp = max(damp, 0.85 * air.wet)
    film = smooth(-2.9 + reach, -1.7 + reach, s + 0.12 * noise2(x * 2, z * 2))
    dry = 1 - damp
    e = max(0.006, 0.9 * size)
    h = _relief(shore, x, z, dry, size)
    gx = (_relief(shore, x + e, z, dry, size) - h) / e
    gz = (_relief(shore, x, z + e, dry, size) - h) / e
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    facing = (air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k
    # Rough grains scatter grazing light better than Lambert's law says.
    nd = (max(facing, 0.0) + 0.10) / 1.1 / math.pi
    grain = 1 + 0.07 * fbm2(x / 1.1, z / 0.8, 3)
    grain += 0.20 * noise2(x * 95, z * 95) * smooth(0.02, 0.005, size) * dry
    tone = grain * _litter(x, z, s, size, shore.place) * (1 - 0.50 * damp)
    white = air.snow * dry * smooth(-0.35, 0.15, fbm2(x / 0.9 + 3, z / 0.7, 4) + 0.35 * air.snow)
    r = _SAND[0] * tone + (0.80 - _SAND[0] * tone) * white
    g = _SAND[1] * tone + (0.82 - _SAND[1] * tone) * white
    b = _SAND[2] * tone * (1 + 0.1 * damp) + (0.86 - _SAND[2] * tone) * white
    open_ = 0.92 + 4 * clamp(h, -0.03, 0.02)
    r *= air.light[0] * nd + air.ambient[0] * open_
    g *= air.light[1] * nd + air.ambient[1] * open_
    b *= air.light[2] * nd + air.ambient[2] * open_
    wet = (0.30 * damp * damp + 0.70 * film) * (1 - white)
    if wet > 0.02:
        r, g, b = _mirror(air, glass, (x, z, u, v), (r, g, b), wet, (gx, gz))
    return r, g, b


@jit
def _mirror(
    air: Air,
    glass: Floats,
    place: tuple[float, float, float, float],
    colour: tuple[float, float, float],
    wet: float,
    slope: tuple[float, float],
) -> tuple[float, float, float]:
    """Wet sand mirrors the sky, the better the more water (``wet``, 0 to 1) stands on it."""
    x, z, u, v = place
    own = 0.30 * (1 - wet)
    gx = own * slope[0] + 0.010 * noise2(x * 3, z * 3)
    gz = own * slope[1] + 0.012 * noise2(x * 2.3 + 5, z * 4)
    n = 1 / math.sqrt(u * u + v * v + 1)
    dx, dy, dz = u * n, v * n, n
    c = max(dx * gx - dy + dz * gz, 0.0)
    ry = abs(dy + 2 * c) + 0.02 + 0.10 * (1 - wet)
    sr, sg, sb = mirrored(air, glass, dx - 2 * c * gx, min(ry, 1.0), max(dz - 2 * c * gz, 0.05))
    f = fresnel(c + 0.04 + 0.10 * (1 - wet)) * wet
    spark = min(glitter(air, gx, gz, u, v, 0.006 + 0.02 * (1 - wet)), 1.2 - 0.95 * air.night) * wet
    spark *= (1 - air.overcast) ** 2 * (0.0 if 0.0 < air.night < 1.0 else 1.0)
    r, g, b = colour
    return (
        r * (1 - f) + sr * f + spark * air.light[0],
        g * (1 - f) + sg * f + spark * air.light[1],
        b * (1 - f) + sb * f + spark * air.light[2],
    )


@jit
def _swash(
    air: Air,
    shore: Shore,
    place: tuple[float, float],
    colour: tuple[float, float, float],
    size: float,
) -> tuple[float, float, float]:
    """The rims of foam that the last waves pushed up the sand, over its colour."""
    x, z = place
    s, on = along(shore, x, z)
    r, g, b = colour
    foam = 0.0
    for k in range(2):
        p = shore.place + 31.0 * k
        lobes = 1.3 * abs(noise2(on / 5.5 + p, 11.0)) + 0.5 * abs(noise2(on / 1.9 + p, 12.0))
        rim = (-0.9, -2.3)[k] + lobes + 0.06 * noise2(on * 2.1, 13.0 + p)
        wide = (0.16, 0.07)[k] * (0.6 + 0.8 * abs(noise2(on / 0.9, p)))
        d = s - rim
        line = smooth(-0.03 - size, 0.02, d) * smooth(wide * 1.6, wide * 0.4, d)
        ragged = smooth(-0.55, 0.35, noise2(x * 9, z * 7) + noise2(x * 23, z * 23) * 0.4)
        foam = max(foam, line * ragged * (1.0, 0.6 * smooth(-0.3, 0.2, noise2(on / 4 + p, 1.0)))[k])
        if k == 0 and d > 0:
            foam = max(foam, 0.85 * lace(shore, x, z, max(d, 0.0), 0.55 * smooth(2.5, 0, d), size))
        # A sheet of water a centimetre thick shades the sand at its foot.
        dark = 0.22 * smooth(-0.10, -0.02, d) * smooth(0.03, -0.02, d) * (1.0, 0.3)[k]
        r *= 1 - dark
        g *= 1 - dark
        b *= 1 - dark
    relief = noise2(x * 21, z * 21) * smooth(0.03, 0.01, size)
    return whitened(air, r, g, b, clamp(foam, 0.0, 1.0), (0.0, 0.0), relief)


@jit
def _land_at(air: Air, shore: Shore, x: float, z: float, s: float) -> tuple[float, float, float]:
    """Dunes with grass and the wood and rock of the headland, RGB before the air."""
    e = max(0.4, z * 0.002)
    h = land_height(shore, x, z, s)
    gx = (land_height(shore, x + e, z, s) - h) / e
    gz = (land_height(shore, x, z + e, s) - h) / e
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    nd = max((air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k, 0.0) / math.pi + 0.03
    grass = smooth(0.5, 1.6, h + 0.9 * fbm2(x / 2.2, z / 2.2, 4))
    leaf = 0.75 + 0.5 * noise2(x / 4, z / 4) + 0.3 * noise2(x, z)
    far = smooth(110, 260, z)
    rock = far * smooth(9, 3, h + 5 * noise2(x / 14, z / 14)) * smooth(0.3, 1.5, h)
    r = _SAND[0] + ((0.105 - 0.055 * far) * leaf - _SAND[0]) * grass
    g = _SAND[1] + ((0.110 - 0.040 * far) * leaf - _SAND[1]) * grass
    b = _SAND[2] + ((0.050 - 0.022 * far) * leaf - _SAND[2]) * grass
    stone = 0.19 + 0.09 * noise2(x / 3, h / 2)
    r += (stone * 1.08 - r) * rock
    g += (stone - g) * rock
    b += (stone * 0.88 - b) * rock
    white = air.snow * (0.45 + 0.25 * smooth(-0.5, 0.5, noise2(x / 12, z / 12)) - 0.25 * far)
    r += (0.78 - r) * white
    g += (0.80 - g) * white
    b += (0.84 - b) * white
    fill = 0.45 + 0.45 * k
    return (
        r * (air.light[0] * nd + air.ambient[0] * fill),
        g * (air.light[1] * nd + air.ambient[1] * fill),
        b * (air.light[2] * nd + air.ambient[2] * fill),
    )


@jit
def _sample(
    air: Air,
    glass: Floats,
    shore: Shore,
    waves: Waves,
    place: tuple[float, float, float, float],
    size: float,
    dice: tuple[int, int],
) -> tuple[float, float, float]:
    """One sample of sand, water or land, RGB before the air."""
    x, z, _, _ = place
    s, _ = along(shore, x, z)
    sea = smooth(-0.4, 1.4, s)
    r = g = b = 0.0
    if sea < 1:
        if s < -9 and land_height(shore, x, z, s) > 0.05:
            return _land_at(air, shore, x, z, s)
        r, g, b = _sand_at(air, glass, shore, place, size)
        r, g, b = _swash(air, shore, (x, z), (r, g, b), size)
    if sea > 0:
        wr, wg, wb = surf_at(air, glass, waves, shore, place, size, dice)
        r += (wr - r) * sea
        g += (wg - g) * sea
        b += (wb - b) * sea
    return r, g, b


@parallel
def _shade(
    eye: Eye, air: Air, glass: Floats, shore: Shore, waves: Waves, depth: Floats, out: Floats
) -> None:
    for py in prange(eye.height):
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0:
                continue
            u, v, wide, long = footprint(eye, depth, px, py)
            taps = int(clamp(long / (3 * wide), 1.0, _TAPS + 0.0))
            size = max(wide, 0.5 * long / taps)
            r = g = b = 0.0
            for k in range(taps):
                x, there = tap_at(eye, px, py, z, long, (k, taps))
                tr, tg, tb = _sample(
                    air, glass, shore, waves, (x, there, u, v), size, (px * 7 + k, py)
                )
                r += tr / taps
                g += tg / taps
                b += tb / taps
            distance = z * math.sqrt(1 + u * u)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, distance, u, 1.0)


def paint_shore(eye: Eye, air: Air, shore: Shore, waves: Waves, radiance: Floats) -> Floats:
    """Draw the beach under the sky plate in place; returns z in metres per pixel, 0 for sky."""
    near, steps = reach(eye, _FAR, _RATIO)
    depth = np.zeros((eye.height, eye.width), np.float32)
    _sweep(eye, shore, waves, near, steps, depth)
    _shade(eye, air, make_glass(air), shore, waves, depth, radiance)
    return depth
