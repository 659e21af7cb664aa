"""A street of houses seen from between them: fronts, ground, what wet ground mirrors. Metres."""

import math

import cv2
import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air, hazed, sky
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.fronts import sunlit, wall_colour
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.lamplight import lamps_at, mirror_lamps
from reelcast.engines.stage.kernels.noise import Floats, noise2, smooth
from reelcast.engines.stage.kernels.panes import Colour, Town
from reelcast.engines.stage.kernels.paving import Paving, ground_at, puddles
from reelcast.engines.stage.kernels.walls import GROUND, Indices, raster

_MIRROR = 4
"""What the ground mirrors is rendered on every fourth pixel: no wet ground is a sharper mirror."""


@jit
def veiled(town: Town, air: Air, colour: Colour, far: float, u: float, glow: float) -> Colour:
    """A colour seen through ``far`` metres of air, which lamps light from within after dark."""
    r, g, b = hazed(air, colour[0], colour[1], colour[2], far, u, 1.0)
    lit = glow * (1 - math.exp(-far * (air.extinction[1] * 2 + 0.0012)))
    return r + lit, g + lit * 0.62, b + lit * 0.36


@parallel
def _fronts(
    eye: Eye, air: Air, town: Town, glow: float, bare: bool,
    depth: Floats, seen: Indices, out: Floats,
) -> None:  # fmt: skip
    """Everything but the ground; with ``bare`` the sky too, else the glow over it."""
    for py in prange(eye.height):
        v = (eye.horizon - py - 0.5) / eye.focal
        rise = glow * math.exp(-max(v, 0.0) * 4.0)
        for px in range(eye.width):
            k = seen[py, px]
            if k == GROUND:
                continue
            u = (px + 0.5 - eye.centre) / eye.focal
            n = math.sqrt(u * u + v * v + 1)
            ray = (u / n, v / n, 1 / n)
            if k >= 0:
                z = float(depth[py, px])
                from_ = (0.0, eye.above, 0.0)
                wall = wall_colour(town, air, k, from_, ray, z * n, z / eye.focal)
                r, g, b = veiled(town, air, wall, z * n, u, glow)
                out[py, px, 0], out[py, px, 1], out[py, px, 2] = r, g, b
                continue
            if bare:
                r, g, b = sky(air, ray[0], max(ray[1], 0.02), ray[2])
                out[py, px, 0], out[py, px, 1], out[py, px, 2] = r, g, b
            out[py, px, 0] += rise
            out[py, px, 1] += rise * 0.62
            out[py, px, 2] += rise * 0.36


def _mirrored(eye: Eye, air: Air, town: Town, glow: float) -> tuple[Floats, Floats]:
    """The mirror image of the street below the horizon, nearly sharp and smeared, per pixel.

    A level mirror shows what an eye as far below it would see: drawn so, and turned upside down.
    """
    rows = (eye.height - int(eye.horizon)) // _MIRROR + 1
    under = Eye(
        width=eye.width // _MIRROR + 1,
        height=rows,
        focal=eye.focal / _MIRROR,
        centre=eye.centre / _MIRROR,
        horizon=float(rows),
        above=-eye.above,
    )
    depth, seen = raster(under, town.walls)
    image = np.zeros((rows, under.width, 3), np.float32)
    _fronts(under, air, town, glow, True, depth, seen, image)
    coarse = np.ascontiguousarray(image[::-1])
    small = under._replace(horizon=0.0, above=eye.above)
    if town.lit > 0:
        mirror_lamps(small, town.mirrored, coarse)
    unit = eye.focal / 1920 * 4 / _MIRROR
    sharp = cv2.GaussianBlur(
        coarse, (0, 0), sigmaX=max(0.7 * unit, 0.3), sigmaY=max(2.2 * unit, 0.4)
    )
    smear = cv2.GaussianBlur(
        coarse, (0, 0), sigmaX=max(4.0 * unit, 0.4), sigmaY=max(26 * unit, 1.0)
    )
    return np.asarray(sharp, np.float32), np.asarray(smear, np.float32)


@jit
def _sample(picture: Floats, x: float, y: float, c: int) -> float:
    h, w, _ = picture.shape
    x = min(max(x, 0.0), w - 1.001)
    y = min(max(y, 0.0), h - 1.001)
    i = int(x)
    j = int(y)
    u = x - i
    v = y - j
    top = picture[j, i, c] * (1 - u) + picture[j, i + 1, c] * u
    low = picture[j + 1, i, c] * (1 - u) + picture[j + 1, i + 1, c] * u
    return float(top * (1 - v) + low * v)


@jit
def _mirrors(
    eye: Eye, place: Colour, slopes: tuple[float, float], pool: float, sharp: Floats, smear: Floats
) -> Colour:
    """What the ground seen at ``place`` (column, row below the horizon, z) mirrors."""
    x, below, z = place
    calm = 1 - pool
    i = (x + slopes[0] * eye.focal * 0.05 * calm) / _MIRROR - 0.5
    j = (below + slopes[1] * below * 0.9 * calm) / _MIRROR - 0.5
    i += eye.focal / _MIRROR * 0.004 * noise2(x / eye.focal * z * 4.0, z * 4.0)
    out = [0.0, 0.0, 0.0]
    share = 0.75 * pool
    for c in range(3):
        out[c] = _sample(sharp, i, j, c) * share + _sample(smear, i, j, c) * (1 - share)
    return out[0], out[1], out[2]


@jit
def _ground_light(
    town: Town, air: Air, x: float, z: float, gc: float, gs: float, open_: float
) -> Colour:
    n = 1 / math.sqrt(1 + gc * gc + gs * gs)
    nx, ny, nz = -gc * n, n, -gs * n
    facing = max(nx * air.sun[0] + ny * air.sun[1] + nz * air.sun[2], 0.0) / math.pi
    if facing > 0:
        facing *= sunlit(town, air, x, 0.02, z)
    lr, lg, lb = lamps_at(town.pools, x, 0.0, z, nx, ny, nz)
    bounce = 0.02 * max(air.sun[1], 0.12)
    return (
        air.light[0] * (facing + bounce * 1.15) + air.ambient[0] * open_ + lr,
        air.light[1] * (facing + bounce) + air.ambient[1] * open_ + lg,
        air.light[2] * (facing + bounce * 0.8) + air.ambient[2] * open_ + lb,
    )


@jit
def _near_wall(town: Town, x: float, z: float) -> float:
    """The share of the sky over the ground here: less along the foot of the fronts."""
    best = 9.0
    for k in range(town.walls.shape[0]):
        wall = town.walls[k]
        if wall[4] > 0.1:
            continue
        ex, ez = wall[2] - wall[0], wall[3] - wall[1]
        long = math.sqrt(ex * ex + ez * ez)
        s = ((x - wall[0]) * ex + (z - wall[1]) * ez) / long
        d = abs((x - wall[0]) * ez - (z - wall[1]) * ex) / long
        if -0.5 < s < long + 0.5 and d < best:
            best = d
    return 0.62 * (0.40 + 0.60 * smooth(-0.4, 2.6, best))


@jit
def _ground_colour(
    eye: Eye,
    air: Air,
    town: Town,
    paving: Paving,
    px: int,
    py: int,
    z: float,
    sharp: Floats,
    smear: Floats,
) -> Colour:
    x = (px + 0.5 - eye.centre) / eye.focal * z
    wide = z / eye.focal
    r, g, b, gc, gs = ground_at(paving, x, z, wide, wide * max(z / eye.above, 1.0), air.snow)
    pool = puddles(paving, x, z, air.wet) if air.wet > 0 else 0.0
    dark = 1 - 0.55 * air.wet
    light = _ground_light(town, air, x, z, gc * (1 - pool), gs * (1 - pool), _near_wall(town, x, z))
    colour = (r * dark * light[0], g * dark * light[1], b * dark * light[2])
    cosine = eye.above / math.sqrt(eye.above * eye.above + z * z + x * x)
    fresnel = 0.02 + 0.98 * (1 - cosine) ** 5
    film = air.wet * (0.72 + 0.28 * pool) + (1 - air.wet) * 0.10 * (1 - air.snow)
    k = fresnel * film
    if k < 0.002:
        return colour
    below = py + 0.5 - eye.horizon
    m = _mirrors(eye, (px + 0.5, below, z), (gc, gs), pool, sharp, smear)
    return (
        colour[0] + (m[0] - colour[0]) * k,
        colour[1] + (m[1] - colour[1]) * k,
        colour[2] + (m[2] - colour[2]) * k,
    )


@parallel
def _ground(
    eye: Eye, air: Air, town: Town, paving: Paving, glow: float,
    depth: Floats, seen: Indices, sharp: Floats, smear: Floats, out: Floats,
) -> None:  # fmt: skip
    for py in prange(max(int(eye.horizon), 0), eye.height):
        for px in range(eye.width):
            if seen[py, px] != GROUND:
                continue
            z = min(float(depth[py, px]), 400.0)
            u = (px + 0.5 - eye.centre) / eye.focal
            far = z * math.sqrt(u * u + 1 + (eye.above / z) ** 2)
            colour = _ground_colour(eye, air, town, paving, px, py, z, sharp, smear)
            r, g, b = veiled(town, air, colour, far, u, glow)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = r, g, b


def paint_street(
    eye: Eye, air: Air, town: Town, paving: Paving, glow: float, radiance: Floats
) -> Floats:
    """Draw the street over the sky plate in place; returns z in metres per pixel, 0 for sky.

    ``glow`` is the radiance of the city's lights in the air, 0 by day.
    """
    depth, seen = raster(eye, town.walls)
    sharp, smear = _mirrored(eye, air, town, glow)
    _fronts(eye, air, town, glow, False, depth, seen, radiance)
    _ground(eye, air, town, paving, glow, depth, seen, sharp, smear, radiance)
    return depth
