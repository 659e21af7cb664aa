"""Stones and boulders half sunk in the ground: shaded lumps with lichen, wet or capped by snow."""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, strip_of

Rows = NDArray[np.float64]
"""Stones: x, ground height, z, radius (metres), seed."""
_FLAT = 0.62
"""Height of a stone beside its width."""
_FACES = 16


@jit
def _shadow(
    eye: Eye, air: Air, stone: Rows, strip: Strip, hard: float, out: Floats, depth: Floats
) -> None:
    """Darken the ground under a stone and on the side away from the sun."""
    z = stone[2]
    m = eye.focal / z
    long = min(0.55 / max(air.sun[1], 0.2), 2.0) * hard
    rx = stone[3] * (1.12 + 0.4 * long) * m
    ry = max(stone[3] * 1.05 * m * (eye.above - stone[1]) / z, 1.0)
    x = eye.centre + (stone[0] - air.sun[0] * long * 0.55 * stone[3]) * m
    y = eye.horizon + (eye.above - stone[1]) * m
    y += ry * 0.5 * air.sun[2] * long
    for j in range(max(int(y - ry), 0), min(int(y + ry) + 1, eye.height)):
        for i in range(max(int(x - rx), strip.first), min(int(x + rx) + 1, strip.end)):
            q = ((i - x) / rx) ** 2 + ((j - y) / ry) ** 2
            d = depth[j, i]
            if q < 1 and d > 0 and abs(d - z) < 0.25 * z:
                dark = 1 - (0.35 + 0.3 * hard) * smooth(1.0, 0.35, q)
                for c in range(3):
                    out[j, i, c] *= dark


@jit
def _planes(seed: float) -> Floats:
    """A stone as what ``_FACES`` planes leave of space: outward normal and distance, in radii."""
    out = np.empty((_FACES, 4), np.float32)
    k = int(seed * 1000)
    for i in range(_FACES):
        # Directions spread evenly (a Fibonacci spiral), then shaken.
        y = 1 - 2 * (i + 0.25 + 0.5 * uniform(i, k)) / _FACES
        turn = 2.39996 * i + 1.1 * uniform(i, k + 1) + seed
        r = math.sqrt(max(1 - y * y, 0.0))
        out[i, 0] = r * math.cos(turn)
        out[i, 1] = y
        out[i, 2] = r * math.sin(turn)
        out[i, 3] = 0.66 + 0.34 * uniform(i, k + 2)
    return out


@jit
def _hit(
    planes: Floats, a: float, b: float, pitch: tuple[float, float], rough: float
) -> tuple[float, float, float, float, float]:
    """How far along the ray through (``a`` across, ``b`` up) the stone begins; 9 if it is missed.

    Then its normal and how close an edge is (0 on it), ``pitch`` being the cosine and the sine of
    the angle at which the camera looks down. ``rough`` shifts every face a little.
    """
    c, s = pitch
    enter = second = -9.0
    leave = 9.0
    nx = ny = nz = mx = my = mz = 0.0
    for i in range(_FACES):
        x = planes[i, 0]
        y = planes[i, 1]
        z = planes[i, 2]
        along = z * c - y * s
        room = planes[i, 3] + rough - x * a - b * (y * c + z * s)
        if abs(along) < 1e-4:
            along = 1e-4
        t = room / along
        if along > 0:
            leave = min(leave, t)
        elif t > enter:
            second = enter
            mx, my, mz = nx, ny, nz
            enter = t
            nx, ny, nz = x, y, z
        elif t > second:
            second = t
            mx, my, mz = x, y, z
    if enter >= leave:
        return 9.0, 0.0, 0.0, -1.0, 0.0
    # Weathered edges are round: the normal turns over from face to face.
    edge = smooth(0.0, 0.22, enter - second)
    w = 0.5 - 0.5 * edge
    return enter, nx + (mx - nx) * w, ny + (my - ny) * w, nz + (mz - nz) * w, edge


@jit
def _skin(
    air: Air, a: float, b: float, up: float, seed: float, fine: float
) -> tuple[float, float, float]:
    """Reflectance: grey rock, lichens, damp foot, snow on what faces up."""
    t = fbm2(2.6 * a + seed, 2.6 * b, 4)
    tone = 0.19 + 0.05 * noise2(seed, 0.3) + 0.10 * t + 0.05 * fine * fbm2(19 * a + seed, 19 * b, 3)
    r = tone * 1.02
    g = tone * 0.98
    bl = tone * 0.90
    lichen = smooth(0.16, 0.3, fbm2(3.7 * a + 2 * seed, 3.7 * b + 5, 4)) * smooth(-0.3, 0.3, up)
    r += (0.235 - r) * lichen * 0.4
    g += (0.235 - g) * lichen * 0.4
    bl += (0.145 - bl) * lichen * 0.4
    moss = smooth(0.1, -0.5, b + 0.7 * t)
    r += (0.06 - r) * moss * 0.6
    g += (0.075 - g) * moss * 0.6
    bl += (0.025 - bl) * moss * 0.6
    dark = 1 - 0.45 * air.wet
    cap = smooth(0.15, 0.5, up + 0.35 * t + 0.5 * (air.snow - 0.9)) if air.snow > 0 else 0.0
    r = r * dark
    g = g * dark
    bl = bl * dark
    return r + (0.8 - r) * cap, g + (0.83 - g) * cap, bl + (0.88 - bl) * cap


@jit
def _stone_light(air: Air, nx: float, ny: float, nz: float, low: float) -> tuple[float, float]:
    """Sunlight and skylight on a face; ``low`` is 0 at the foot, where turf shades it."""
    n = 1 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-6)
    facing = (nx * air.sun[0] + ny * air.sun[1] + nz * air.sun[2]) * n
    sun = max(facing, 0.0) * (0.4 + 0.6 * low) / math.pi
    return sun, (0.62 + 0.38 * ny * n) * (0.45 + 0.55 * low)


@jit
def _stone(eye: Eye, air: Air, stone: Rows, strip: Strip, out: Floats, depth: Floats) -> None:
    z = stone[2]
    m = eye.focal / z
    seed = stone[4]
    planes = _planes(seed)
    wide = stone[3] * m
    high = wide * _FLAT
    down = math.atan((eye.above - stone[1]) / z)
    pitch = (math.cos(down), math.sin(down))
    x = eye.centre + stone[0] * m
    foot = eye.horizon + (eye.above - stone[1]) * m
    y = foot - 0.30 * high
    fine = smooth(8, 40, wide)
    left = max(int(x - 1.2 * wide), strip.first)
    right = min(int(x + 1.2 * wide) + 1, strip.end)
    for j in range(max(int(y - 1.3 * high), 0), min(int(foot + 0.6 * high) + 1, eye.height)):
        for i in range(left, right):
            d = depth[j, i]
            if d > 0 and z > d + stone[3]:
                continue
            a = (i - x) / wide
            b = (y - j) / high
            rough = 0.06 * fbm2(2.1 * a + seed, 2.1 * b, 4)
            t, nx, ny, nz, edge = _hit(planes, a, b, pitch, rough)
            # How high above the ground, in heights; its foot is ragged where turf lies against it.
            up = b * pitch[0] - t * pitch[1] + 0.30 + 0.05 * noise2(7 * a + seed, 1.5)
            if t > 8 or up < 0:
                continue
            nx += 0.32 * noise2(4.7 * a + seed, 4.7 * b) + 0.3 * fine * noise2(
                17 * a, 17 * b + seed
            )
            ny += 0.28 * noise2(4.7 * a + 9, 4.7 * b + seed) + 0.3 * fine * noise2(17 * b, 17 * a)
            r, g, bl = _skin(air, a, b, ny, seed, fine)
            sun, fill = _stone_light(air, nx, ny, nz, smooth(-0.1, 0.5, up))
            worn = 1.0 + 0.10 * (1 - edge)
            r *= (air.light[0] * sun + air.ambient[0] * fill) * worn
            g *= (air.light[1] * sun + air.ambient[1] * fill) * worn
            bl *= (air.light[2] * sun + air.ambient[2] * fill) * worn
            r, g, bl = hazed(air, r, g, bl, z, stone[0] / z, 1.0)
            alpha = smooth(0.0, 0.05, up)
            out[j, i, 0] += (r - out[j, i, 0]) * alpha
            out[j, i, 1] += (g - out[j, i, 1]) * alpha
            out[j, i, 2] += (bl - out[j, i, 2]) * alpha
            if alpha > 0.5:
                depth[j, i] = z


@parallel
def _paint(stones: Rows, eye: Eye, air: Air, hard: float, out: Floats, depth: Floats) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for k in range(stones.shape[0]):
            m = eye.focal / stones[k, 2]
            x = eye.centre + stones[k, 0] * m
            reach = stones[k, 3] * m * 3.0
            if x + reach >= strip.first and x - reach <= strip.end:
                _shadow(eye, air, stones[k], strip, hard, out, depth)
                _stone(eye, air, stones[k], strip, out, depth)


def paint_stones(eye: Eye, air: Air, stones: Rows, radiance: Floats, depth: Floats) -> None:
    """Draw ``stones`` and their shadows into the plate and its depth map in place."""
    hard = (1 - air.overcast) * (0.4 if 0 < air.night < 1 else 1.0)
    _paint(stones[np.argsort(-stones[:, 2], kind="stable")], eye, air, hard, radiance, depth)
