"""Firs and spruces bent under snow: whorls of drooping boughs, white above and dark beneath.

Nothing of them but their shadows needs the ground; metres.
"""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, noise2, smooth, uniform
from reelcast.engines.stage.kernels.skylight import Skylight, from_sky
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, leaf, splat, strip_of
from reelcast.engines.stage.kernels.sweep import COARSE

Rows = NDArray[np.float64]
"""Firs: x, ground height, z, height (metres), radius of the lowest boughs, seed."""
Three = tuple[float, float, float]

_BOUGHS = 130
_GOLDEN = 2.399963
"""Radians: successive boughs turn by the golden angle, as on real stems."""
_NEEDLE = (0.038, 0.060, 0.036)
_SNOW = (0.85, 0.875, 0.905)
_DENSITY = 1.5
"""How many times over its tufts cover a bough."""
_SEEN = 2.2
"""Half-length in pixels from which on needles have a shape."""
_SHADOWS = 24
"""Vertical strips of the shadow map, one per task."""


@jit
def shade_of(air: Air, fir: Rows, x: float, y: float, z: float) -> float:
    """0 to 1: how much of the key light a fir takes from a point."""
    flat = math.sqrt(air.sun[0] ** 2 + air.sun[2] ** 2) + 1e-6
    sx, sz = air.sun[0] / flat, air.sun[2] / flat
    dx, dz = fir[0] - x, fir[2] - z
    along = dx * sx + dz * sz
    aside = abs(dx * sz - dz * sx)
    if along < -fir[4] or aside > fir[4] * 1.4:
        return 0.0
    up = (y - fir[1] + max(along, 0.0) * air.sun[1] / flat) / fir[3]
    if up > 1 or up < -0.3:
        return 0.0
    r = fir[4] * (1 - max(up, 0.0)) ** 0.85 * (0.85 + 0.5 * noise2(up * 14, fir[5] * 3.7))
    # A sun throws outlines, a glow or a clouded sky hardly more than dimness.
    wide = max(air.overcast, 1.0 if 0 < air.night < 1 else 0.0)
    soft = 0.06 + (0.012 + 0.1 * wide) * max(along, 0.0)
    thin = 0.78 + 0.3 * noise2(up * 9 + 3, (aside / fir[4]) * 2.5 + fir[5])
    off = math.hypot(aside, min(along, 0.0))
    return (1 - 0.5 * wide) * min(thin, 0.96) * smooth(r + soft, r - soft, off)


@parallel
def _shadows(eye: Eye, air: Air, firs: Rows, depth: Floats, light: Floats, open_: Floats) -> None:
    flat = math.sqrt(air.sun[0] ** 2 + air.sun[2] ** 2) + 1e-6
    for s in prange(_SHADOWS):
        for t in range(firs.shape[0]):
            fir = firs[t]
            long = min(fir[3] * flat / max(air.sun[1], 0.05), 180.0)
            z0 = max(min(fir[2], fir[2] - air.sun[2] / flat * long) - fir[4] * 1.4, 1.0)
            z1 = max(fir[2], fir[2] - air.sun[2] / flat * long) + fir[4] * 1.4
            x0 = min(fir[0], fir[0] - air.sun[0] / flat * long) - fir[4] * 1.4
            x1 = max(fir[0], fir[0] - air.sun[0] / flat * long) + fir[4] * 1.4
            left = (eye.centre + eye.focal * min(x0 / z0, x0 / z1)) / COARSE
            right = (eye.centre + eye.focal * max(x1 / z0, x1 / z1)) / COARSE
            lo = max(s * light.shape[1] // _SHADOWS, int(max(left, 0.0)))
            hi = min((s + 1) * light.shape[1] // _SHADOWS, int(max(right, 0.0)) + 1)
            for j in range(light.shape[0]):
                py = min(j * COARSE, eye.height - 1)
                for i in range(lo, hi):
                    px = min(i * COARSE, eye.width - 1)
                    z = depth[py, px]
                    if z >= z0 and z <= z1:
                        x = (px - eye.centre) / eye.focal * z
                        y = eye.above + (eye.horizon - py) / eye.focal * z
                        light[j, i] *= 1 - shade_of(air, fir, x, y, z)
                        off = math.hypot(x - fir[0], z - fir[2]) / fir[4]
                        open_[j, i] *= 1 - 0.5 * smooth(1.5, 0.4, off)


def shade_by_firs(
    eye: Eye, air: Air, firs: Rows, depth: Floats, light: Floats, open_: Floats
) -> None:
    """Take from the ground's shares of key light and skylight what ``firs`` keep from it.

    Both are maps of every ``COARSE``-th pixel.
    """
    _shadows(eye, air, firs, depth, light, open_)


@jit
def _bough(fir: Rows, k: int) -> tuple[float, float, float, float]:
    """Bough ``k`` from the ground up: height of its start, length, direction, droop."""
    seed = int(fir[5])
    t = ((k + 0.5) / _BOUGHS) ** 0.82
    whorls = 12 + 9 * uniform(seed, 43)
    t += (0.5 - (t * whorls - math.floor(t * whorls))) * 0.40 / whorls
    t = clamp(t + 0.05 * (uniform(k, seed + 44) - 0.5), 0.0, 0.995)
    long = fir[4] * (1 - t) ** (0.85 + 0.4 * uniform(seed, 42)) + 0.012 * fir[3]
    long *= 0.62 + 0.52 * uniform(k, seed + 45)
    if uniform(k, seed + 47) < 0.12:
        long *= 0.5
    turn = _GOLDEN * k + 2.4 * uniform(k, seed + 48)
    droop = 0.75 - 0.75 * t + 0.35 * (uniform(k, seed + 49) - 0.5)
    return fir[3] * (0.035 + 0.955 * t), long, turn, droop


@jit
def _tuft(
    k: int, seed: int, bough: tuple[float, float, float, float], under: bool
) -> tuple[float, float, float, float, float]:
    """Tuft ``k`` of a bough: place from the fir's foot, how far out and how far aside (-1 to 1)."""
    rise, long, turn, droop = bough
    q = 0.05 + 0.97 * math.sqrt(uniform(k * 3, seed))
    aside = 2 * uniform(k * 3 + 1, seed) - 1
    spread = aside * long * 0.50 * (1.18 - q)
    c, s = math.cos(turn), math.sin(turn)
    y = rise - droop * long * (0.30 * q + 0.70 * q * q) + 0.12 * long * q * q * q
    y -= 0.30 * abs(aside * spread)
    if under:
        hang = uniform(k * 3 + 2, seed)
        y -= hang * hang * (0.10 + 0.22 * long)
    else:
        y += 0.05 + 0.05 * long * (1 - aside * aside)
    return c * q * long - s * spread, y, s * q * long + c * spread, q, aside


@jit
def _lit(air: Air, veil: Floats, tint: Three, sun: float, sky: Three, open_: float) -> Three:
    return (
        tint[0] * (air.light[0] * sun + sky[0] * open_) * veil[0] + veil[3],
        tint[1] * (air.light[1] * sun + sky[1] * open_) * veil[1] + veil[4],
        tint[2] * (air.light[2] * sun + sky[2] * open_) * veil[2] + veil[5],
    )


@jit
def _sun_on(air: Air, fir: Rows, x: float, y: float, z: float, soft: float) -> float:
    """0 to 1: how much of the sun reaches a place in the crown through the rest of it."""
    up = clamp(y / fir[3], 0.0, 1.0)
    flat = math.sqrt(air.sun[0] ** 2 + air.sun[2] ** 2) + 1e-6
    towards = (x * air.sun[0] + z * air.sun[2]) / flat
    wide = fir[4] * (1 - up) + 0.05 * fir[3]
    return smooth(-0.45, 0.55, towards / wide + 0.6 * air.sun[1] + soft)


@jit
def _snow_colour(
    air: Air, fill: Skylight, fir: Rows, veil: Floats, turn: float, at: Three, q: float, a: float
) -> Three:
    """A tuft's cushion of snow: round, so lit from above and from its bough's side."""
    c, s = math.cos(turn), math.sin(turn)
    nx = 0.55 * c * q - 0.6 * s * a
    nz = 0.55 * s * q + 0.6 * c * a
    n = 1 / math.sqrt(nx * nx + nz * nz + 0.64)
    facing = (nx * air.sun[0] + 0.8 * air.sun[1] + nz * air.sun[2]) * n
    sun = max(0.85 * facing + 0.15, 0.0) * _sun_on(air, fir, at[0], at[1], at[2], 0.0) / math.pi
    sky = from_sky(fill, air.azimuth, nx * n, 0.8 * n, nz * n)
    return _lit(air, veil, _SNOW, sun * (0.55 + 0.45 * q), sky, 0.55 + 0.45 * q)


@jit
def _needle_colour(
    air: Air, fill: Skylight, fir: Rows, veil: Floats, v: float, at: Three, q: float
) -> Three:
    sun = 0.5 * _sun_on(air, fir, at[0], at[1], at[2], -0.1) * (0.2 + 0.8 * q * q) / math.pi
    sky = from_sky(fill, air.azimuth, 0.0, 0.4, 0.0)
    tint = (_NEEDLE[0] * v, _NEEDLE[1] * v, _NEEDLE[2] * v)
    return _lit(air, veil, tint, sun, sky, 0.25 + 0.6 * q)


@jit
def _boughs(
    eye: Eye,
    air: Air,
    fill: Skylight,
    fir: Rows,
    load: float,
    veil: Floats,
    strip: Strip,
    out: Floats,
    depth: Floats,
) -> None:
    m = eye.focal / fir[2]
    seed = int(fir[5])
    near = clamp(0.10 * m, 0.9, 7.0)
    for b in range(_BOUGHS):
        bough = _bough(fir, b)
        area = 0.55 * bough[1] * bough[1] * m * m
        tufts = int(clamp(_DENSITY * area / (near * near), 2.0, 900.0))
        for k in range(2 * tufts):
            under = k >= tufts
            x, y, z, q, aside = _tuft(k, seed * 131 + b, bough, under)
            if not under and noise2(q * 2.6 + 7.1 * b, aside * 1.2 + seed) > 1.5 * load - 0.75:
                continue
            s = eye.focal / (fir[2] + z)
            column = eye.centre + (fir[0] + x) * s
            size = near * (0.75 + 0.5 * uniform(k, seed + 6))
            if column < strip.first - 2 * size or column > strip.end + 2 * size:
                continue
            row = eye.horizon - (fir[1] + y - eye.above) * s
            if under:
                v = (0.7 + 0.6 * uniform(k, seed + 7)) * (0.8 + 0.4 * uniform(seed, 3))
                colour = _needle_colour(air, fill, fir, veil, v, (x, y, z), q)
                turn = 1.1 + 0.9 * (uniform(k, seed + 8) - 0.5)
                if x < 0:
                    turn = math.pi - turn
            else:
                colour = _snow_colour(air, fill, fir, veil, bough[2], (x, y, z), q, aside)
                turn = math.atan2(bough[3] * q, math.cos(bough[2]) + 1e-6)
            ca, sa = math.cos(turn), math.sin(turn)
            place = (column, row, fir[2] + z)
            if under and size > _SEEN:
                leaf(out, depth, strip, place, (1.5 * size, ca, sa, 0.26), colour)
            else:
                splat(out, depth, strip, place, (size, ca, sa), colour)


@parallel
def _paint(
    firs: Rows, eye: Eye, air: Air, fill: Skylight, load: float, out: Floats, depth: Floats
) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        veil = np.empty(6, np.float32)
        for t in range(firs.shape[0]):
            z = firs[t, 2]
            m = eye.focal / z
            x = eye.centre + firs[t, 0] * m
            reach = firs[t, 4] * m * 1.3 + 8
            if x + reach < strip.first or x - reach > strip.end:
                continue
            veil[3], veil[4], veil[5] = hazed(air, 0.0, 0.0, 0.0, z, firs[t, 0] / z, 1.0)
            r, g, b = hazed(air, 1.0, 1.0, 1.0, z, firs[t, 0] / z, 1.0)
            veil[0], veil[1], veil[2] = r - veil[3], g - veil[4], b - veil[5]
            _boughs(eye, air, fill, firs[t], load, veil, strip, out, depth)


def paint_firs(
    eye: Eye, air: Air, fill: Skylight, firs: Rows, load: float, radiance: Floats, depth: Floats
) -> None:
    """Draw ``firs`` into the plate and its depth map in place; ``load`` 0 to 1 is their snow."""
    order = np.argsort(-firs[:, 2], kind="stable")
    _paint(firs[order], eye, air, fill, load, radiance, depth)
