"""A lake's surface: what it mirrors, how wind and rain break that, and the bed seen through it.

A level lake shows the world as an eye as far below its surface as the camera is above it would see
it. That picture is made first, at half size and as high as the steepest ray needs, and blurred
upright in steps: ripples too small to be seen spread what is mirrored by twice their slope
(Cox and Munk 1954), mostly upright at grazing angles.
"""

import math

import cv2
import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.alps import haze_path
from reelcast.engines.stage.kernels.bank import Land, brink, near_height
from reelcast.engines.stage.kernels.deal import dealt, turns
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth
from reelcast.engines.stage.kernels.turf import bed

_HALF = 2
_LEVELS = 5
_FINEST = 0.0014
"""Spread of the second step, as a slope: below it a mirror looks perfect at this size."""
_GROWTH = 3.0
_WAVES = 5
_LONGEST = 3.2
"""Metres between the crests of the longest ripples; each next kind is half as long."""
_NEAREST = 6.0
"""No water lies nearer than this many metres."""


def under(eye: Eye, level: float) -> Eye:
    """The eye below the surface that sees, upright, what the lake mirrors to ``eye``."""
    focal = eye.focal / _HALF
    rows = int(focal * ((eye.above - level) / _NEAREST + 0.2)) + 2
    centre = (eye.centre + 0.5) / _HALF - 0.5
    return Eye(-(-eye.width // _HALF), rows + 2, focal, centre, float(rows), 2 * level - eye.above)


@parallel
def _close(depth: Floats, picture: Floats) -> None:
    """Let the far shore go on down to where nothing is: no water mirrors what is below it."""
    for x in prange(depth.shape[1]):
        y = depth.shape[0] - 1
        while y > 0 and depth[y, x] == 0:
            y -= 1
        if y > 0:
            for below in range(y + 1, depth.shape[0]):
                for c in range(3):
                    picture[below, x, c] = picture[y, x, c]


def _spread(picture: Floats, focal: float) -> Floats:
    """``picture`` (H, W, 3) under rougher and rougher water: ``(steps, H, W, 3)``."""
    # A sun's disc that fills one pixel would come back as scattered dots.
    tame = np.minimum(picture, 6 * float(picture.mean()) + 1e-6)
    out = np.empty((_LEVELS, *picture.shape), np.float32)
    out[0] = tame
    for k in range(1, _LEVELS):
        sigma = max(_FINEST * _GROWTH ** (k - 1) * focal, 0.01)
        out[k] = cv2.GaussianBlur(
            tame, (0, 0), sigmaX=0.22 * sigma + 0.01, sigmaY=sigma, borderType=cv2.BORDER_REPLICATE
        )
    return out


@jit
def _look(
    mirror: Floats, focal: float, centre: float, column: float, slope: float, rough: float
) -> tuple[float, float, float]:
    """What water this ``rough`` mirrors from ``column`` right and ``slope`` up (both slopes)."""
    _, rows, columns, _ = mirror.shape
    level = 0.0
    if rough > 1e-5:
        level = clamp(1 + math.log(rough / _FINEST) / math.log(_GROWTH), 0.0, _LEVELS - 1.001)
    x = clamp(centre + column * focal, 0.0, columns - 1.001)
    y = clamp(rows - 2 - slope * focal, 0.0, rows - 3.001)
    i = int(x)
    j = int(y)
    k = int(level)
    u = x - i
    v = y - j
    w = level - k
    r = g = b = 0.0
    for c in range(8):
        dx = c & 1
        dy = (c >> 1) & 1
        dk = c >> 2
        share = (u if dx else 1 - u) * (v if dy else 1 - v) * (w if dk else 1 - w)
        r += share * mirror[k + dk, j + dy, i + dx, 0]
        g += share * mirror[k + dk, j + dy, i + dx, 1]
        b += share * mirror[k + dk, j + dy, i + dx, 2]
    return r, g, b


@jit
def _ripples(air: Air, land: Land, x: float, z: float, foot: float) -> tuple[float, float, float]:
    """Two slopes of the surface and the spread of those too small to be seen.

    ``foot`` is the length of the surface that one pixel covers.
    """
    # Gusts roughen the lake in long patches and leave others smooth.
    gust = fbm2(x / 46 + land.place, z / 150, 3) + 0.35 * noise2(x / 9, z / 34)
    blown = 0.0045 + 0.085 * air.wind * air.wind + 0.055 * air.wind * smooth(0.0, 0.5, gust)
    sheltered = smooth(0.0, 6.0, land.level - near_height(land, x, z)) if z < brink(land) else 1.0
    blown *= 0.5 + 0.5 * sheltered
    gx = gz = hidden = 0.0
    length = _LONGEST
    share = 0.34
    turn = 0.5
    for k in range(_WAVES):
        c = math.cos(turn)
        s = math.sin(turn)
        a = blown * share
        if k == _WAVES - 1:
            a += 0.05 * air.wet
        seen = smooth(0.55, 0.16, foot / length)
        if seen > 0:
            p = (c * x + s * z) / (1.7 * length)
            q = (c * z - s * x) / length
            gx += a * seen * noise2(p + 7 * k, q)
            gz += 1.25 * a * seen * noise2(p, q + 13 * k + land.place)
        hidden += a * a * (1 - seen * seen)
        length *= 0.5
        share *= 1.12
        turn = -1.3 * turn + 0.11
    return gx, gz, 0.62 * math.sqrt(hidden)


@jit
def _body(
    air: Air, land: Land, x: float, z: float, e: float, slope: float, glacial: float
) -> tuple[float, float, float]:
    """Radiance from below the surface: the bed where it is shallow, else the water's own colour."""
    day = air.light[1] * max(air.sun[1], 0.06) / math.pi + air.ambient[1]
    r = day * (0.006 + 0.012 * glacial)
    g = day * (0.018 + 0.050 * glacial)
    b = day * (0.020 + 0.056 * glacial)
    if z < brink(land):
        deep = max(land.level - near_height(land, x, z), 0.0)
        down = deep * (1 + 1 / math.sqrt(1 - 0.566 / (1 + slope * slope)))
        br, bg, bb = bed(land, air, x, z, e)
        murk = 0.5 + 1.2 * glacial
        tr = math.exp(-down * (0.55 + murk * 0.6))
        tg = math.exp(-down * (0.18 + murk * 0.6))
        tb = math.exp(-down * (0.20 + murk * 0.6))
        r += (0.9 * br - r) * tr
        g += (0.9 * bg - g) * tg
        b += (0.9 * bb - b) * tb
    return r, g, b


@parallel
def _water(
    eye: Eye,
    air: Air,
    land: Land,
    mirror: Floats,
    scale: tuple[float, float],
    glacial: float,
    depth: Floats,
    out: Floats,
    amount: Floats,
) -> None:
    focal, centre = scale
    drop = eye.above - land.level
    for turn in prange(turns(eye.height)):
        py = dealt(turn, eye.height)
        if py <= eye.horizon or py >= eye.height:
            continue
        slope = (py - eye.horizon) / eye.focal
        flat = drop / slope
        for px in range(eye.width):
            z = depth[py, px]
            if z <= 0 or eye.above - slope * z > land.level + 0.02:
                continue
            u = (px - eye.centre) / eye.focal
            if z < brink(land) and near_height(land, u * z, z) >= land.level:
                continue
            z = flat
            x = u * z
            gx, gz, rough = _ripples(air, land, x, z, z / eye.focal / slope)
            q = slope + gz + u * gx
            # Facets that lean away hide behind those that face the eye.
            q = math.sqrt(max(q, 0.12 * slope) ** 2 + 0.6 * rough * rough)
            n = 1 / max(1 - 2 * q * gz, 0.5)
            r, g, b = _look(
                mirror, focal, centre, (u - 2 * q * gx) * n, (2 * q - slope) * n, 2 * rough
            )
            c = clamp(q / math.sqrt(1 + u * u + slope * slope), 0.0, 1.0)
            fresnel = 0.02 + 0.98 * (1 - c) ** 5
            br, bg, bb = _body(air, land, x, z, max(0.003, z / eye.focal), slope, glacial)
            # What is mirrored has been seen through all the air on its way already.
            far = haze_path(land, z * math.sqrt(1 + u * u + slope * slope), 0.0)
            br, bg, bb = hazed(air, br, bg, bb, far, u, 1.0)
            out[py, px, 0] = br + (r - br) * fresnel
            out[py, px, 1] = bg + (g - bg) * fresnel
            out[py, px, 2] = bb + (b - bb) * fresnel
            depth[py, px] = z
            amount[py, px] = 1.0


def paint_water(
    eye: Eye,
    air: Air,
    land: Land,
    mirrored: tuple[Floats, Floats],
    glacial: float,
    radiance: Floats,
    depth: Floats,
) -> Floats:
    """Draw the lake in place and return where it is: float32 ``(H, W)``, 1 on water.

    ``mirrored`` is what ``under(eye, land.level)`` sees, a picture and its depth (0 for sky);
    ``glacial`` 0 (clear) to 1 (milky turquoise).
    """
    below = under(eye, land.level)
    _close(mirrored[1], mirrored[0])
    steps = _spread(mirrored[0], below.focal)
    amount = np.zeros(depth.shape, np.float32)
    scale = (below.focal, below.centre)
    _water(eye, air, land, steps, scale, glacial, depth, radiance, amount)
    return amount
