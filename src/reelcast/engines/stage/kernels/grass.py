"""Blades of grass by the hundred thousand, seed heads, flowers: they turn a plane into a meadow."""

import math
from typing import NamedTuple

from numba import prange

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.land import UNEVEN, Country, aside
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, leaf, strip_of

_BLADE = 0.0040
"""Half-width in metres."""
_FAR = 45.0
_SNOW_DEPTH = 0.05
"""Metres of snow that the grass looks out of when the ground is white."""

Three = tuple[float, float, float]


class Sward(NamedTuple):
    """What a stretch of grass is like."""

    tall: float
    """Metres; blades differ, and so do patches."""
    dense: float
    """1 is a meadow's."""
    flowers: float
    """The share of blades that bear one, where flowers grow."""
    stems: float
    """The share of blades that are stems with seed heads."""


@jit
def _row(
    out: Floats,
    depth: Floats,
    strip: Strip,
    y: int,
    x: float,
    w: float,
    z: float,
    cover: float,
    colour: Three,
) -> None:
    """One row of one blade, ``w`` pixels to each side of column ``x``."""
    for i in range(max(int(x - w), strip.first), min(int(x + w) + 1, strip.end)):
        alpha = cover * clamp(w + 0.5 - abs(i + 0.5 - x), 0.0, 1.0)
        d = depth[y, i]
        if d == 0 or d > z - 0.5:
            for c in range(3):
                out[y, i, c] += (colour[c] - out[y, i, c]) * alpha
            if alpha > 0.4:
                depth[y, i] = min(z, d) if d > 0 else z


@jit
def _light(air: Air, lean: float, t: float) -> tuple[float, float]:
    """Sunlight / pi and skylight on a blade at share ``t`` of its height."""
    open_ = 0.25 + 0.75 * t
    side = lean * air.sun[0] * 0.4
    sun = 0.34 + 0.22 * abs(lean) + side + 0.5 * max(air.sun[2], 0.0) * t
    # Dusk and night are exposed for the land.
    fill = open_ * (1 + 0.9 * smooth(0.0, 0.4, air.night) * (1 - air.snow))
    return max(sun, 0.06) * open_ / math.pi, fill


@jit
def _blade(
    out: Floats,
    depth: Floats,
    strip: Strip,
    air: Air,
    foot: Three,
    shape: Three,
    cover: float,
    tint: Three,
) -> None:
    """Draw one blade from ``foot`` (column, row, z), ``shape`` (px high, lean, half-width px)."""
    x, y, z = foot
    tall, lean, half = shape
    steps = int(tall) + 1
    shine = 0.10 * air.wet
    for j in range(steps):
        t = (j + 0.5) / steps
        row = int(y - tall * t * (1 - 0.22 * lean * lean * t))
        if row < 0 or row >= out.shape[0]:
            continue
        sun, fill = _light(air, lean, t)
        r, g, b = tint[0] * (1 + 0.5 * t), tint[1] * (1 + 0.25 * t), tint[2]
        colour = (
            r * (air.light[0] * sun + air.ambient[0] * fill) + shine * t * t * air.ambient[0] * 0.3,
            g * (air.light[1] * sun + air.ambient[1] * fill) + shine * t * t * air.ambient[1] * 0.3,
            b * (air.light[2] * sun + air.ambient[2] * fill) + shine * t * t * air.ambient[2] * 0.3,
        )
        column = x + lean * tall * t * t * 0.55
        wide = max(half, 0.5) * (1 - t * 0.8)
        _row(out, depth, strip, row, column, wide, z, cover, colour)


@jit
def _tint(air: Air, x: float, z: float, k: int, s: int, place: float) -> Three:
    """Reflectance of a blade: patches of herbs, blades that are dry, all of them under snow."""
    v = (0.70 + 0.6 * uniform(k, s + 404)) * (1 - 0.25 * air.wet)
    patch = fbm2(x / 5 + place, z / 7, 3)
    dry = smooth(0.74, 1.0, uniform(k, s + 505) + 0.25 * patch) * 0.8
    dry = max(dry, air.snow * 0.9)
    lush = smooth(-0.1, 0.4, fbm2(x / 2.2 + 9, z / 2.6 + place, 2))
    r = 0.064 - 0.012 * lush + 0.014 * patch + 0.10 * dry
    g = 0.092 - 0.004 * lush + 0.040 * dry
    b = 0.026 + 0.006 * lush + 0.014 * dry
    return r * v, g * v, b * v


@jit
def _flower_tint(x: float, z: float, place: float) -> tuple[float, Three]:
    """How thick flowers grow at a point, and of which colour: each kind in its own patches."""
    where = noise2(x / 2.6 + 3 * place, z / 3.4) + 0.5 * noise2(x / 0.7, z / 0.9 + place)
    kind = int(4.0 * uniform(math.floor(x / 3.1 + 0.6 * noise2(x, z)), math.floor(z / 4.7)))
    kind = (kind + int(7 * place)) % 5
    thick = smooth(-0.1, 0.55, where)
    if kind < 2:
        return thick, (0.74, 0.72, 0.66)
    if kind == 2:
        return thick, (0.72, 0.52, 0.05)
    if kind == 3:
        return thick, (0.34, 0.16, 0.46)
    return thick * 0.6, (0.62, 0.06, 0.03)


@jit
def _dab(
    out: Floats,
    depth: Floats,
    strip: Strip,
    air: Air,
    at: Three,
    shape: tuple[float, float, float, float],
    tint: Three,
) -> None:
    """A flower or a seed head, ``shape`` as for ``leaf``."""
    sun = (0.45 + 0.3 * max(air.sun[2], 0.0)) / math.pi
    fill = 0.9 * (1 + 0.6 * smooth(0.0, 0.4, air.night))
    colour = (
        tint[0] * (air.light[0] * sun + air.ambient[0] * fill),
        tint[1] * (air.light[1] * sun + air.ambient[1] * fill),
        tint[2] * (air.light[2] * sun + air.ambient[2] * fill),
    )
    leaf(out, depth, strip, at, shape, colour)


@jit
def _plant(
    out: Floats,
    depth: Floats,
    strip: Strip,
    eye: Eye,
    air: Air,
    sward: Sward,
    country: Country,
    at: Three,
    k: int,
    s: int,
) -> None:
    """Blade ``k`` of strip ``s`` at ``at`` (column, x, z), with what it bears."""
    px, x, z = at
    m = eye.focal / z
    clump = 0.62 + 0.5 * noise2(x / 0.8, z / 0.8) + 0.4 * noise2(x / 4 + country.place, z / 4)
    tall = sward.tall * (0.45 + 0.75 * uniform(k, s + 202)) * clamp(clump, 0.28, 1.35)
    stem = uniform(k, s + 808) < sward.stems * smooth(-0.3, 0.4, noise2(x / 3, z / 5 + 7))
    if stem:
        tall = sward.tall * (1.0 + 0.9 * uniform(k, s + 909))
    tall -= _SNOW_DEPTH * air.snow
    if tall <= 0.01:
        return
    py = eye.horizon - (UNEVEN * fbm2(x / 3.1, z / 3.1, 3) - eye.above) * m
    py -= _SNOW_DEPTH * 0.5 * air.snow * m
    lean = (uniform(k, s + 303) - 0.5) * 1.2 + 0.15
    lean += air.wind * (0.75 + 0.55 * noise2(x / 2.2, z / 3.5)) * (0.7 if stem else 1.0)
    half = _BLADE * m * (0.35 if stem else 1.0)
    cover = min(half / 0.5, 1.0) * smooth(_FAR, 0.55 * _FAR, z)
    tint = _tint(air, x, z, k, s, country.place)
    if stem:
        tint = (tint[0] * 1.5 + 0.03, tint[1] * 1.15 + 0.015, tint[2] * 1.2)
    _blade(out, depth, strip, air, (px, py, z), (tall * m, lean, half), cover, tint)
    tip = (px + lean * tall * m * 0.55, py - tall * m * (1 - 0.22 * lean * lean), z - 0.1)
    if stem:
        size = 0.024 * m * (0.6 + 0.8 * uniform(k, s + 111))
        turn = math.atan2(-1.0, 0.9 * lean)
        if size > 3.0:
            shape = (size, math.cos(turn), math.sin(turn), 0.17)
            _dab(out, depth, strip, air, tip, shape, (0.16, 0.125, 0.07))
    elif air.snow < 0.2 and uniform(k, s + 606) < sward.flowers:
        thick, petals = _flower_tint(x, z, country.place)
        if uniform(k, s + 707) < thick:
            size = max(0.011 * m * (0.6 + 0.7 * uniform(k, s + 111)), 0.8)
            _dab(out, depth, strip, air, tip, (size, 1.0, 0.25, 0.7), petals)


@jit
def _grows(air: Air, country: Country, x: float, z: float, k: int, s: int) -> bool:
    """Whether blade ``k`` of strip ``s`` is there: not on roads, few look out of snow."""
    if country.road > 0 and abs(aside(country, x, z)) < country.road:
        return False
    if air.snow <= 0:
        return True
    through = max(0.10 + 0.5 * fbm2(x / 2.4 + country.place, z / 3.0, 3), 0.02)
    return uniform(k, s + 121) <= through + 1 - air.snow


@parallel
def _paint(
    count: int,
    near: float,
    sward: Sward,
    country: Country,
    eye: Eye,
    air: Air,
    out: Floats,
    depth: Floats,
) -> None:
    """From far to near within each strip, so that nearer blades cover farther ones.

    A blade may lean into the next strips: each paints its neighbours' blades too, in one order.
    """
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for k in range(count // STRIPS):
            far = _FAR * (near / _FAR) ** (k / (count // STRIPS))
            reach = sward.tall * (0.55 + 0.9 * air.wind) * eye.focal / far * 1.1 + 2
            beyond = 1 + int(reach * STRIPS / eye.width)
            for home in range(s - beyond, s + beyond + 1):
                own = strip_of(home, eye.width)
                px = own.first + uniform(k, home + 101) * (own.end - own.first)
                if px + reach < strip.first or px - reach > strip.end:
                    continue
                share = (k + uniform(k, home)) / (count // STRIPS)
                z = _FAR * (near / _FAR) ** share
                x = (px - eye.centre) / eye.focal * z
                if _grows(air, country, x, z, k, home):
                    _plant(out, depth, strip, eye, air, sward, country, (px, x, z), k, home)


def paint_grass(
    eye: Eye, air: Air, near: float, sward: Sward, country: Country, radiance: Floats, depth: Floats
) -> None:
    """Draw grass from ``near`` to 45 m away, in place."""
    # As dense to the eye at every plate size: the count follows the plate's width.
    upright = clamp(eye.height / eye.width, 0.75, 1.6) / 0.75
    count = int(300000 * sward.dense * upright * eye.width / 1920)
    _paint(count, near, sward, country, eye, air, radiance, depth)
