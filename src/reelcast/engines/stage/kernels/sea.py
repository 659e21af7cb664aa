"""Open water: a wave surface swept column by column, then mirror, body colour, glitter and foam.

Metres, linear RGB; the water's mean level is height 0. Knows no shore.
"""

import math

import cv2
import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed, sky
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.deal import dealt, turns
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.sweep import cover, reach
from reelcast.engines.stage.kernels.waves import Waves, at, level_of, lost_at

_FAR = 16000.0
_RATIO = 1.003
_TAPS = 6
"""At most, along one pixel's footprint: far pixels see many waves."""
_PANORAMA = (880, 440, 250.0)
"""Width, height and focal length of the sky that water mirrors: 60 degrees to each side and up."""
DEEP = (0.0065, 0.032, 0.050)
"""Reflectance of deep water: what comes back from below."""
_CREST = (0.012, 0.105, 0.090)
"""The same of a thin crest with the light behind it."""


def steps_to(eye: Eye, far: float) -> NDArray[np.float64]:
    """Metres from the camera at which a sweep asks for heights, up to ``far``."""
    near, count = reach(eye, far, _RATIO)
    return np.asarray(near * _RATIO ** np.arange(count), np.float64)


def make_glass(air: Air) -> Floats:
    """What water mirrors: the sky far around the plate, with its clouds; RGB ``(H, W, 3)``.

    Without the disc of the sun: glitter stands for that.
    """
    width, height, focal = _PANORAMA
    eye = Eye(width, height, focal, width / 2, height - 2.0, 1.0)
    picture = np.minimum(paint_sky(eye, air), np.float32(7 * air.ambient.max()))
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.2), np.float32)


@jit
def mirrored(air: Air, glass: Floats, x: float, y: float, z: float) -> tuple[float, float, float]:
    """The sky towards a unit direction, with clouds where the panorama has them."""
    if z < 0.2:
        return sky(air, x, y, z)
    width, height, focal = _PANORAMA
    column = width / 2 + x / z * focal
    row = min(height - 2.0 - y / z * focal, height - 2.5)
    edge = min(min(column, width - 2.0 - column) / 130, row / 130)
    if edge <= 0:
        return sky(air, x, y, z)
    i = int(column)
    j = int(row)
    s = column - i
    t = row - j
    a, c, d, e = glass[j, i], glass[j, i + 1], glass[j + 1, i], glass[j + 1, i + 1]
    r = (a[0] * (1 - s) + c[0] * s) * (1 - t) + (d[0] * (1 - s) + e[0] * s) * t
    g = (a[1] * (1 - s) + c[1] * s) * (1 - t) + (d[1] * (1 - s) + e[1] * s) * t
    b = (a[2] * (1 - s) + c[2] * s) * (1 - t) + (d[2] * (1 - s) + e[2] * s) * t
    if edge < 1:
        share = smooth(0.0, 1.0, edge)
        sr, sg, sb = sky(air, x, y, z)
        r = sr + (r - sr) * share
        g = sg + (g - sg) * share
        b = sb + (b - sb) * share
    return float(r), float(g), float(b)


@jit
def fresnel(c: float) -> float:
    """The share that water mirrors at the cosine ``c`` (Schlick 1994)."""
    return float(0.02 + 0.98 * (1 - clamp(c, 0.0, 1.0)) ** 5)


@jit
def glitter(air: Air, gx: float, gz: float, u: float, v: float, rough: float) -> float:
    """What facets around the slope ``gx``, ``gz`` mirror of the sun, per its irradiance.

    ``rough`` is the variance of slope (Cox and Munk 1954); ``u``, ``v`` the view on the plate.
    """
    n = 1 / math.sqrt(u * u + v * v + 1)
    hx = air.sun[0] - u * n
    hy = air.sun[1] - v * n
    hz = air.sun[2] - n
    if hy <= 1e-3:
        return 0.0
    sx = -hx / hy - gx
    sz = -hz / hy - gz
    q = (sx * sx + sz * sz) / rough
    if q > 30:
        return 0.0
    hn = hy / math.sqrt(hx * hx + hy * hy + hz * hz)
    f = fresnel(air.sun[0] * hx * hn / hy + air.sun[1] * hn + air.sun[2] * hz * hn / hy)
    return float(f * math.exp(-q) / (math.pi * rough * 4 * hn**4 * max(-v * n, 0.04)))


@jit
def swell(waves: Waves, x: float, z: float, calm: float, size: float) -> float:
    """Height of the water; detail below ``size`` metres is left out."""
    h = at(waves, 0, level_of(0, size), x, z)[0] * settled(z, calm)
    if size < 0.8:
        h += at(waves, 1, level_of(1, size), x, z)[0] * (0.35 + 0.65 * settled(z, calm))
    return h


@jit
def settled(z: float, calm: float) -> float:
    """How much of the long waves there is at ``z``."""
    return 0.06 + 0.94 * smooth(0.25 * calm, 2.4 * calm, z)


@parallel
def _sweep(
    eye: Eye, waves: Waves, calm: float, steps: NDArray[np.float64], most: float, depth: Floats
) -> None:
    """First water hit of each pixel as z in metres; 0 where the sky shows."""
    for x in prange(eye.width):
        u = (x - eye.centre) / eye.focal
        top = float(eye.height)
        last_z = steps[0]
        last_y = eye.height + 1e3
        hidden = False
        for k in range(steps.shape[0]):
            z = steps[k]
            # Where no wave is high enough to be seen above what is nearer.
            if eye.above + (eye.horizon - top + 1) * z / eye.focal > most:
                hidden = True
                continue
            h = swell(waves, u * z, z, calm, z * 0.0015)
            y = eye.horizon - (h - eye.above) * eye.focal / z
            if y <= top - 1:
                if hidden:
                    last_z = steps[k - 1]
                    h = swell(waves, u * last_z, last_z, calm, last_z * 0.0015)
                    last_y = eye.horizon - (h - eye.above) * eye.focal / last_z
                top = cover(depth, x, top, (y, last_y), (z, last_z))
                if top == 0:
                    break
            hidden = False
            last_z = z
            last_y = y


@jit
def slopes(
    waves: Waves, x: float, z: float, size: float, dice: float
) -> tuple[float, float, float, float, float]:
    """Slope along x and z, variance of what ``size`` hides, fold and height of the waves."""
    gust = 0.75 + 0.5 * noise2(x / 90 + waves.place, z / 210)
    still = settled(z, waves.calm)
    gx = gz = fold = h = 0.0
    rough = 0.0012
    for tile in range(3):
        level = level_of(tile, size) + dice
        a, p, q, f = at(waves, tile, level, x, z)
        share = still if tile == 0 else (0.35 + 0.65 * still if tile == 1 else gust)
        gx += p * share
        gz += q * share
        rough += lost_at(waves, tile, level) * share * share
        if tile < 2:
            h += a * share
            fold += f * share * (1.0 if tile == 0 else 0.6)
    return gx, gz, rough, fold, h


@jit
def surface(
    air: Air,
    glass: Floats,
    view: tuple[float, float],
    slope: tuple[float, float],
    rough: float,
    dice: tuple[float, float],
) -> tuple[float, float, float, float]:
    """The mirror image in a patch of water, RGB with the sun's glitter, and its mean Fresnel.

    ``dice`` are two normal deviates: the facet that this pixel happens to see.
    """
    u, v = view
    spread = math.sqrt(0.5 * rough)
    # Of a rough patch one sees the facets that lean towards the camera.
    gx = slope[0] + 0.7 * spread * dice[0]
    gz = slope[1] + 0.7 * spread * dice[1]
    n = 1 / math.sqrt(u * u + v * v + 1)
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    dx, dy, dz = u * n, v * n, n
    c = max((dx * gx - dy + dz * gz) * k, 0.0)
    rx = dx - 2 * c * gx * k
    ry = abs(dy + 2 * c * k) + 0.9 * spread
    rz = dz - 2 * c * gz * k
    q = 1 / math.sqrt(rx * rx + ry * ry + rz * rz)
    r, g, b = mirrored(air, glass, rx * q, ry * q, rz * q)
    f = fresnel(c + 0.55 * spread)
    if air.night == 1:
        # The moon's path is graded down: on film it is a sparkle of single facets.
        gx += 0.6 * spread * dice[0]
        gz += 0.6 * spread * dice[1]
        spark = glitter(air, gx, gz, u, v, 0.10 * rough + 0.0005)
        spark *= 0.6 / (spark + 1.2)
    else:
        spark = min(glitter(air, gx, gz, u, v, 0.55 * rough + 0.0015), 5.0)
    # Neither the afterglow nor a closed sky has a disc to mirror.
    spark *= (1 - air.overcast) ** 2 * (0.0 if 0.0 < air.night < 1.0 else 1.0)
    return (
        r * f + spark * air.light[0],
        g * f + spark * air.light[1],
        b * f + spark * air.light[2],
        f,
    )


@jit
def normal_deviate(i: int, j: int) -> float:
    """Nearly normal, variance 1 (three uniforms)."""
    return (uniform(i, j) + uniform(i + 7001, j) + uniform(i, j + 9001) - 1.5) * 2.0


@jit
def froth(x: float, z: float, size: float) -> float:
    """Lace of foam, 0 to 1: bright strings around holes; ``size`` metres is what a pixel hides."""
    wx = x + 0.35 * noise2(x * 1.3, z * 1.3)
    wz = z + 0.35 * noise2(x * 1.3 + 9, z * 1.3 + 4)
    lace = 1 - 2.2 * abs(noise2(wx * 1.6, wz * 1.6))
    fine = 1 - 2.2 * abs(noise2(wx * 4.3 + 5, wz * 4.3))
    tiny = 1 - 2.2 * abs(noise2(wx * 11.0, wz * 11.0 + 3))
    near = smooth(0.25, 0.03, size)
    close = smooth(0.08, 0.01, size)
    return 0.42 * lace + (0.34 * fine) * near + 0.24 * tiny * close + 0.2 * (1 - near)


@jit
def _white(waves: Waves, x: float, z: float, fold: float, h: float, size: float) -> float:
    """How much of the water is foam: breaking crests, their trails, and streaks in a gale."""
    limit = waves.foam
    gust = 0.25 * noise2(x / 60 + waves.place, z / 110)
    fold *= 1 + gust
    lace = froth(x * 0.8, z * 0.8, size)
    crest = smooth(limit * 0.8, limit * 1.5, fold)
    core = smooth(limit * 1.25, limit * 2.1, fold + 0.5 * limit * (lace - 0.4))
    foam = max(core, crest * smooth(0.62 - 0.5 * crest, 0.95 - 0.5 * crest, lace))
    if waves.streaks > 0:
        ca, sa = math.cos(waves.heading), math.sin(waves.heading)
        along = (x * sa + z * ca) / 7
        across = x * ca - z * sa
        t = fbm2(across / 0.75 + 0.5 * noise2(along, across / 5), along * 0.5, 4)
        veil = smooth(0.05, 0.45, t + 0.35 * noise2(x / 23, z / 31) + 0.3 * crest)
        foam = max(foam, veil * waves.streaks * smooth(0.2, 0.8, lace + 0.25 * crest) * 0.6)
    return clamp(foam, 0.0, 1.0)


@jit
def _tap(
    eye: Eye,
    air: Air,
    glass: Floats,
    waves: Waves,
    at_: tuple[float, float, float, float],
    size: float,
    dice: tuple[int, int],
) -> tuple[float, float, float]:
    """One sample of the sea, RGB, before the air."""
    x, z, u, v = at_
    i, j = dice
    gx, gz, rough, fold, h = slopes(waves, x, z, size, uniform(i, j + 31))
    normals = (normal_deviate(i, j), normal_deviate(i + 99, j + 17))
    r, g, b, f = surface(air, glass, (u, v), (gx, gz), rough, normals)
    day = air.light[1] * max(air.sun[1], 0.02) / math.pi + air.ambient[1]
    crest = smooth(0.1, 0.75, h / (waves.high + 0.05)) * settled(z, waves.calm)
    behind = 0.35 + 0.65 * max(air.sun[2], 0.0)
    thin = crest * behind * smooth(-0.1, 0.5, gz + 0.15) * (1 - 0.6 * air.overcast)
    grey = air.overcast * (1 - air.night)
    r += (1 - f) * day * (DEEP[0] + (_CREST[0] - DEEP[0]) * thin + 0.006 * grey)
    g += (1 - f) * day * (DEEP[1] + (_CREST[1] - DEEP[1]) * thin + 0.022 * grey)
    b += (1 - f) * day * (DEEP[2] + (_CREST[2] - DEEP[2]) * thin + 0.018 * grey)
    foam = _white(waves, x, z, fold, h, size)
    if foam > 0:
        k = 1 / math.sqrt(1 + gx * gx + gz * gz)
        facing = (air.sun[1] - 0.8 * gx * air.sun[0] - 0.8 * gz * air.sun[2]) * k
        white = 0.60 + 0.32 * froth(x * 2.1, z * 2.1, size)
        lit = white * max(facing + 0.15, 0.08) / math.pi
        r += (air.light[0] * lit + air.ambient[0] * white - r) * foam
        g += (air.light[1] * lit + air.ambient[1] * white - g) * foam
        b += (air.light[2] * lit + air.ambient[2] * white - b) * foam
    return r, g, b


@jit
def footprint(eye: Eye, depth: Floats, px: int, py: int) -> tuple[float, float, float, float]:
    """How a pixel of water is seen and what it covers.

    Returns its slopes right and up, how wide it is and how long, away from the camera, in metres.
    """
    z = depth[py, px]
    u = (px - eye.centre) / eye.focal
    v = min((eye.horizon - py) / eye.focal, -0.2 * eye.above / z)
    wide = z / eye.focal
    long = z - depth[min(py + 1, eye.height - 1), px]
    return u, v, wide, clamp(long, wide, z * wide / eye.above)


@jit
def tap_at(
    eye: Eye, px: int, py: int, z: float, long: float, share: tuple[int, int]
) -> tuple[float, float]:
    """Where on the water the ``share[0]``-th of ``share[1]`` looks at a pixel falls: x and z."""
    k, taps = share
    there = z + ((k + uniform(px * 7 + k, py)) / taps - 0.5) * long
    side = (px + uniform(px, py * 7 + k) - 0.5 - eye.centre) / eye.focal
    return side * there, there


@parallel
def _shade(eye: Eye, air: Air, glass: Floats, waves: Waves, depth: Floats, out: Floats) -> None:
    for turn in prange(turns(eye.height)):
        py = dealt(turn, eye.height)
        if py >= eye.height:
            continue
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0:
                continue
            u, v, wide, long = footprint(eye, depth, px, py)
            taps = int(clamp(long / wide, 1.0, _TAPS + 0.0))
            size = max(wide, 0.6 * long / taps)
            r = g = b = 0.0
            for k in range(taps):
                x, there = tap_at(eye, px, py, z, long, (k, taps))
                tr, tg, tb = _tap(eye, air, glass, waves, (x, there, u, v), size, (px * 7 + k, py))
                r += tr / taps
                g += tg / taps
                b += tb / taps
            distance = z * math.sqrt(1 + u * u)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, distance, u, 1.0)


def paint_sea(eye: Eye, air: Air, waves: Waves, radiance: Floats) -> Floats:
    """Draw open sea under the sky plate in place; returns z in metres per pixel, 0 for sky."""
    depth = np.zeros((eye.height, eye.width), np.float32)
    most = float(waves.texels[:2, :, 0].max(1).sum())
    _sweep(eye, waves, waves.calm, steps_to(eye, _FAR), most, depth)
    _shade(eye, air, make_glass(air), waves, depth, radiance)
    return depth
