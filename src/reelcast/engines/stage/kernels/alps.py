"""The country around a mountain range: near ground, wooded slopes, rock and snow, swept and shaded.

One height per column and distance step gives visibility (exact for a camera without roll); what is
seen is then shaded pixel by pixel. Metres; the ground under the subjects is at height 0.
"""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.bank import (
    DRY,
    LEVEL_ALP,
    LEVEL_BANK,
    Land,
    brink,
    near_at_most,
    near_height,
)
from reelcast.engines.stage.kernels.deal import dealt, turns
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.mountains import EXTENT, bilinear, ridged
from reelcast.engines.stage.kernels.noise import (
    Floats,
    clamp,
    fbm2,
    integer_hash,
    noise2,
    smooth,
)
from reelcast.engines.stage.kernels.sweep import cover

_FAR = 15600.0
_RATIO = 1.0028
_STAND = 8.5
"""Metres from one tree of a wood to the next."""


@jit
def _conifer(x: float, z: float, stand: float) -> tuple[float, float]:
    """Height (0 to 1) of the conifer above a point, and a number from 0 to 1 that is its own.

    Each cell of a lattice holds one cone that stays within it, so one lookup finds it.
    """
    i = math.floor(x / stand)
    j = math.floor(z / stand)
    h = integer_hash(i, j)
    u = x / stand - i - 0.5 - 0.18 * ((h & 255) / 128.0 - 1)
    v = z / stand - j - 0.5 - 0.18 * (((h >> 8) & 255) / 128.0 - 1)
    own = ((h >> 16) & 1023) / 1023.0
    r = math.sqrt(u * u + v * v) / (0.27 + 0.12 * own)
    return max(0.0, 1 - r) * (0.55 + 0.45 * own), own


@jit
def _wood(land: Land, x: float, z: float, h: float) -> float:
    """Share of the ground under trees."""
    line = land.woods + 150 * noise2(x / 610 + 7, z / 610) + 70 * noise2(x / 140, z / 140)
    glade = smooth(-0.42, -0.2, fbm2(x / 520 + land.place, z / 520, 3) + 0.0011 * (h + 40))
    return smooth(line + 45, line - 45, h) * max(glade, 0.0) * smooth(0.7, 2.5, h - land.level)


@jit
def _trees(x: float, z: float) -> tuple[float, float]:
    """Metres of trees above a point of dense wood, and the tint of the tree."""
    # Two lattices across each other, bent, so that no rows show.
    x += 9 * noise2(x / 60, z / 60)
    a, p = _conifer(x, z, _STAND)
    b, q = _conifer(0.8 * x - 0.6 * z, 0.6 * x + 0.8 * z, _STAND * 1.23)
    tall = 0.75 + 0.35 * noise2(x / 70, z / 70)
    if b > a:
        return 25 * b * tall, q
    return 25 * a * tall, p


@jit
def range_height(land: Land, x: float, z: float, octaves: int) -> float:
    """Height of the range with its crags, without trees."""
    n = land.heights.shape[0]
    h = bilinear(land.heights, ((x + land.left) / EXTENT + 0.5) * n, z / EXTENT * n)
    if h > land.level + 4:
        crag = ridged(x / 260 + 0.4 * noise2(x / 330, z / 330), z / 260, octaves) - 0.35
        h += (8 + 44 * smooth(0, 600, h - land.woods)) * crag * smooth(4, 80, h - land.level)
    return h


@jit
def height(land: Land, x: float, z: float) -> float:
    """What the camera sees: ground, trees of the woods, the lake's surface."""
    if z < brink(land):
        return max(near_height(land, x, z), land.level)
    h = range_height(land, x, z, 4)
    if h < land.level:
        return land.level
    if h < land.woods + 240:
        wood = _wood(land, x, z, h)
        if wood > 0.03:
            h += _trees(x, z)[0] * smooth(0.03, 0.5, wood)
    return h


@jit
def _at_most(land: Land, x: float, z: float) -> float:
    """What ``height`` cannot exceed, found without its noises."""
    if z < brink(land):
        return near_at_most(land, z)
    n = land.heights.shape[0]
    h = bilinear(land.heights, ((x + land.left) / EXTENT + 0.5) * n, z / EXTENT * n)
    # Crags, as ``ridged`` grows at most, and the tallest tree.
    return max(h + 0.59 * (8 + 44 * smooth(0, 600, h - land.woods)) + 28, land.level)


@parallel
def _sweep(eye: Eye, land: Land, steps: NDArray[np.float64], water: bool, depth: Floats) -> None:
    """First hit of each pixel as z in metres; 0 where the sky shows. ``water`` hides nothing."""
    for x in prange(eye.width):
        u = (x - eye.centre) / eye.focal
        top = float(eye.height)
        last_z = steps[0]
        last_y = eye.height + 1e3
        hidden = False
        for k in range(steps.shape[0]):
            z = steps[k]
            # Most ground lies below what is seen already, by more than anything on it is tall.
            if eye.above + (eye.horizon - top + 1) * z / eye.focal > _at_most(land, u * z, z):
                hidden = True
                continue
            h = height(land, u * z, z)
            if water and h <= land.level:
                continue
            y = eye.horizon - (h - eye.above) * eye.focal / z
            if y <= top - 1:
                if hidden:
                    last_z = steps[k - 1]
                    h = height(land, u * last_z, last_z)
                    last_y = eye.horizon - (h - eye.above) * eye.focal / last_z
                top = cover(depth, x, top, (y, last_y), (z, last_z))
                if top == 0:
                    break
            hidden = False
            last_z = z
            last_y = y


@jit
def haze_path(land: Land, distance: float, rise: float) -> float:
    """Metres of valley air that veil as much as the air on the way to a point ``rise`` above.

    Clear air thins out over 900 m; the valleys' own mist lies 130 m deep.
    """
    up = max(rise, 1.0) / 900.0
    low = clamp(rise, -60.0, 4000.0) / 130.0
    low = low if abs(low) > 0.01 else 0.01
    return distance * ((1 - math.exp(-up)) / up + land.mist * (1 - math.exp(-low)) / low)


@jit
def _rock(x: float, y: float, z: float) -> tuple[float, float, float]:
    """Reflectance of bare rock: tilted strata, stains, grain."""
    t = fbm2(x / 90, z / 90 + y / 60, 3)
    tilt = y + 0.22 * x + 16 * t
    strata = noise2(tilt / 9, x / 900) + 0.6 * noise2(tilt / 31, z / 900)
    tone = 0.128 + 0.04 * t + 0.026 * strata
    warm = 0.012 * noise2(x / 260, y / 130)
    return tone + 0.006 + warm, tone * 0.95, tone * 0.89 - warm


@jit
def _open_slope(
    land: Land, x: float, y: float, z: float, steep: float, white: float
) -> tuple[float, float, float, float]:
    """Reflectance of a slope without trees, and how much of it is snow.

    ``steep`` is the normal's upward part, ``white`` how far the weather has let it snow.
    """
    r, g, b = _rock(x, y, z)
    t = fbm2(x / 150 + 3, z / 150, 4)
    grass = smooth(0.58, 0.8, steep) * smooth(land.snows, land.woods + 40, y + 190 * t)
    dry = 0.5 + 0.5 * noise2(x / 340, z / 340)
    r += (0.083 + 0.035 * dry + 0.03 * t - r) * grass
    g += (0.100 + 0.010 * dry + 0.025 * t - g) * grass
    b += (0.036 + 0.01 * t - b) * grass
    line = land.snows - white * (land.snows + 900)
    snow = smooth(line - 130, line + 210, y + 230 * t + 90 * noise2(x / 37, z / 37))
    snow *= smooth(0.50 - 0.1 * white, 0.72 - 0.14 * white, steep + 0.05 * noise2(x / 19, y / 19))
    return r + (0.82 - r) * snow, g + (0.85 - g) * snow, b + (0.9 - b) * snow, snow


@jit
def _leafage(x: float, z: float, own: float, rise: float) -> tuple[float, float, float]:
    """Reflectance of a conifer (larches among them) ``rise`` 0 to 1 up it: dark inside below."""
    larch = smooth(0.82, 0.9, own + 0.15 * noise2(x / 190, z / 190))
    v = (0.45 + 0.75 * rise) * (0.75 + 0.5 * own)
    return (
        (0.034 + 0.034 * larch) * v,
        (0.050 + 0.030 * larch) * v,
        (0.024 + 0.004 * larch) * v,
    )


@jit
def _surface(
    air: Air, land: Land, x: float, y: float, z: float, e: float
) -> tuple[float, float, float, float, float, float]:
    """Reflectance, the two slopes and the openness to light of a point of the range."""
    h = range_height(land, x, z, 6)
    gx = (range_height(land, x + e, z, 6) - h) / e
    gz = (range_height(land, x, z + e, 6) - h) / e
    wood = _wood(land, x, z, h) if h < land.woods + 240 else 0.0
    tall = own = cover = 0.0
    if wood > 0.03:
        tall, own = _trees(x, z)
        cover = smooth(0.03, 0.5, wood) * smooth(0.0, 3.0, tall + 2.4 * e)
    r = g = b = 0.0
    if cover < 1:
        steep = 1 / math.sqrt(1 + gx * gx + gz * gz)
        r, g, b, snow = _open_slope(land, x, h, z, steep, air.snow)
        gx *= 1 - 0.25 * snow
        gz *= 1 - 0.25 * snow
    open_ = 1.0
    if cover > 0:
        step = max(0.8, 0.5 * e)
        rise = clamp((y - h) / 22, 0.0, 1.0)
        lr, lg, lb = _leafage(x, z, own, rise)
        if air.snow > 0:
            dust = 0.62 * air.snow * smooth(0.15, 0.7, rise + 0.35 * noise2(x / 1.7, y / 1.3))
            lr += (0.7 - lr) * dust
            lg += (0.74 - lg) * dust
            lb += (0.8 - lb) * dust
        r += (lr - r) * cover
        g += (lg - g) * cover
        b += (lb - b) * cover
        # Crowns turn to the light more than their cones are steep.
        bend = 0.16 * cover * smooth(9, 2, e)
        if bend > 0:
            gx += (_trees(x + step, z)[0] - tall) / step * bend
            gz += (_trees(x, z + step)[0] - tall) / step * bend
        open_ -= 0.35 * cover * (1 - rise)
    wet = 1 - 0.22 * air.wet
    return r * wet, g * wet, b * wet, gx, gz, open_


@parallel
def _shade(eye: Eye, air: Air, land: Land, depth: Floats, out: Floats) -> None:
    n = land.sun.shape[0]
    # After sunset there is no sun to stand in the shade of: the glow comes from half the sky.
    sharp = 0.45 if 0.0 < air.night < 1.0 else 1.0
    for turn in prange(turns(eye.height)):
        py = dealt(turn, eye.height)
        if py >= eye.height:
            continue
        for px in range(eye.width):
            z = depth[py, px]
            if z < brink(land):
                continue
            u = (px - eye.centre) / eye.focal
            v = (eye.horizon - py) / eye.focal
            x = u * z
            y = eye.above + v * z
            if y < land.level + 0.01:
                continue
            e = z / eye.focal * 1.1
            r, g, b, gx, gz, open_ = _surface(air, land, x, y, z, e)
            column = ((x + land.left) / EXTENT + 0.5) * n
            seen = bilinear(land.sun, column, z / EXTENT * n)
            seen = 1 - sharp * (1 - seen)
            open_ *= bilinear(land.sky, column, z / EXTENT * n)
            k = 1 / math.sqrt(1 + gx * gx + gz * gz)
            facing = max((air.sun[1] - gx * air.sun[0] - gz * air.sun[2]) * k, 0.0)
            sun = (facing * seen * open_ + 0.05 * air.sun[1]) / math.pi
            fill = (0.5 + 0.5 * k) * open_
            r *= air.light[0] * sun + air.ambient[0] * fill
            g *= air.light[1] * sun + air.ambient[1] * fill
            b *= air.light[2] * sun + air.ambient[2] * fill
            far = haze_path(land, z * math.sqrt(1 + u * u + v * v), v * z)
            out[py, px, 0], out[py, px, 1], out[py, px, 2] = hazed(air, r, g, b, far, u, 1.0)


def sweep(eye: Eye, land: Land, near: float) -> Floats:
    """What is seen where: z in metres per pixel, 0 for sky; from ``near`` metres on.

    An eye below the lake sees through its surface, and none of the bank it would be buried in.
    """
    water = eye.above < land.level
    near = max(near, brink(land)) if water else near
    depth = np.zeros((eye.height, eye.width), np.float32)
    _sweep(eye, land, _steps(near, LEVEL_ALP if land.level == DRY else LEVEL_BANK), water, depth)
    return depth


def _steps(near: float, level: float) -> NDArray[np.float64]:
    """Metres from the camera at which heights are asked for; few up to where it is ``level``."""
    wide = _RATIO**4
    few = near * wide ** np.arange(max(int(math.log(level / near) / math.log(wide)), 0) + 1)
    many = int(math.log(_FAR / few[-1]) / math.log(_RATIO))
    return np.concatenate([few[:-1], few[-1] * _RATIO ** np.arange(many)])


def paint_range(eye: Eye, air: Air, land: Land, depth: Floats, radiance: Floats) -> None:
    """Draw woods, rock and snow where ``depth`` shows the range, over the sky plate in place."""
    _shade(eye, air, land, depth, radiance)
