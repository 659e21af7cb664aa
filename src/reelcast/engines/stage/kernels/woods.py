"""The floor of a wood: a path through litter and moss, fallen leaves, ferns."""

import math
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, leaf, rod, strip_of

Three = tuple[float, float, float]

_FLOOR = 300.0
"""Metres to which the floor is seen at all."""
_LITTER = (2.0, 13.0)
"""Metres between which single fallen leaves are seen."""
_LEAF = 0.036
"""Half the length of a fallen leaf in metres."""
_CANOPY = 0.62
"""The share of the sky's light that leaves above take away."""


class Wood(NamedTuple):
    """What a stretch of woodland is like."""

    place: float
    """Which stretch it is; any number."""
    swing: float
    """Metres by which the path winds to either side."""
    phase: float
    """Radians: where along its bends the path is."""
    autumn: float
    """0 summer, 1 all leaves turned."""
    mist: NDArray[np.float64]
    """Radiance of the mist, RGB."""
    thick: float
    """The mist's extinction per metre."""


@jit
def path(wood: Wood, z: float) -> float:
    """The x of the path's middle; where subjects stand it leads through the middle."""
    return wood.swing * (math.sin(z / 11 + wood.phase) - math.sin(0.42 + wood.phase))


@jit
def misty(wood: Wood, colour: Three, z: float) -> Three:
    """A colour seen through the mist."""
    t = math.exp(-wood.thick * z)
    m = wood.mist
    return (
        colour[0] * t + m[0] * (1 - t),
        colour[1] * t + m[1] * (1 - t),
        colour[2] * t + m[2] * (1 - t),
    )


@jit
def dappled(air: Air, x: float, z: float) -> float:
    """The share of the sun that reaches the floor through the leaves above."""
    spots = fbm2(x / 1.3 + 0.2 * air.clouds, z / 2.4 + 5, 4)
    return smooth(0.02, 0.30, spots) * smooth(-0.35, 0.30, noise2(x / 6, z / 9 + 2))


@jit
def lit_below(air: Air, tint: Three, sun: float, sky: float) -> Three:
    """What reflects ``tint`` under the leaves, with these shares of sun and sky.

    Some sunlight comes through the leaves and is green.
    """
    d = sun / math.pi
    fill = sky * (1 + 0.7 * smooth(0.0, 0.4, air.night))
    k = 1 - _CANOPY
    return (
        tint[0] * (air.light[0] * (d + 0.020 * fill) + air.ambient[0] * k * fill * 1.6),
        tint[1] * (air.light[1] * (d + 0.025 * fill) + air.ambient[1] * k * fill * 1.6),
        tint[2] * (air.light[2] * (d + 0.014 * fill) + air.ambient[2] * k * fill * 1.6),
    )


@jit
def _ground(wood: Wood, air: Air, x: float, z: float, e: float) -> Three:
    """Reflectance of the floor; ``e`` is metres per pixel."""
    fine = smooth(0.3, 0.03, e)
    leafy = noise2(x * 9, z * 9 + 2 * noise2(x * 7, z * 7)) * fine
    leafy += 0.8 * noise2(x * 31, z * 31) * smooth(0.1, 0.01, e)
    patch = fbm2(x / 2.6 + wood.place, z / 2.6, 4)
    moss = smooth(0.0, 0.3, patch + 0.2 * leafy) * (1 - 0.6 * wood.autumn)
    rust = wood.autumn * smooth(-0.35, 0.25, fbm2(x / 1.7, z / 2.1 + wood.place, 3))
    r = 0.105 + 0.055 * leafy + 0.085 * rust
    g = 0.075 + 0.040 * leafy + 0.022 * rust
    b = 0.042 + 0.020 * leafy - 0.014 * rust
    r += (0.052 + 0.030 * leafy - r) * moss
    g += (0.078 + 0.040 * leafy - g) * moss
    b += (0.022 + 0.010 * leafy - b) * moss
    aside = (x - path(wood, z) + 0.35 * noise2(z / 1.9, x / 3)) / (0.95 + 0.2 * noise2(z / 6, 3.5))
    bare = math.exp(-(aside**4)) * 0.8
    earth = 0.8 + 0.35 * noise2(x * 2.2, z * 1.3) + 0.25 * leafy
    r += (0.150 * earth - r) * bare
    g += (0.118 * earth - g) * bare
    b += (0.082 * earth - b) * bare
    k = 1 - 0.42 * air.wet
    r, g, b = r * k, g * k, b * k
    thin = fbm2(x / 2.1 + 3, z / 2.4 + wood.place, 3) + 0.35 * bare - 0.12 * leafy
    s = smooth(0.30, 0.75, air.snow * 0.95 + 0.45 * thin) * (1 if air.snow > 0 else 0)
    tracks = 1 - 0.16 * bare * smooth(-0.2, 0.5, noise2(x * 5, z * 3))
    return (
        r + (0.74 * tracks - r) * s,
        g + (0.77 * tracks - g) * s,
        b + (0.82 * tracks - b) * s,
    )


@jit
def _shine(eye: Eye, wood: Wood, x: float, z: float) -> float:
    """How much of the mist a wet floor mirrors: puddles on the path do, by Schlick's law."""
    pool = smooth(0.02, 0.22, fbm2(x / 0.9 + wood.place, z / 1.6, 3))
    pool *= math.exp(-(((x - path(wood, z)) / 1.1) ** 4))
    steep = eye.above / math.sqrt(eye.above**2 + z * z + x * x)
    return (0.02 + 0.98 * (1 - steep) ** 5) * (0.10 + 0.75 * pool)


@parallel
def _floor(eye: Eye, air: Air, wood: Wood, out: Floats, depth: Floats) -> None:
    for py in prange(max(int(eye.horizon) + 1, 0), eye.height):
        z = eye.above * eye.focal / max(py + 0.5 - eye.horizon, 1e-3)
        if z > _FLOOR:
            continue
        for px in range(eye.width):
            x = (px + 0.5 - eye.centre) / eye.focal * z
            e = z / eye.focal * max(z / eye.above, 1.0)
            tint = _ground(wood, air, x, z, e)
            sun = dappled(air, x, z) * max(air.sun[1], 0.14) * 0.95
            sky = 0.62 + 0.22 * noise2(x / 3, z / 3)
            r, g, b = misty(wood, lit_below(air, tint, sun, sky), z)
            if air.wet > 0:
                shine = air.wet * _shine(eye, wood, x, z)
                r += (0.78 * wood.mist[0] - r) * shine
                g += (0.78 * wood.mist[1] - g) * shine
                b += (0.78 * wood.mist[2] - b) * shine
            out[py, px, 0] = r
            out[py, px, 1] = g
            out[py, px, 2] = b
            depth[py, px] = z


@jit
def _fallen(wood: Wood, air: Air, k: int, s: int) -> Three:
    """Reflectance of a fallen leaf."""
    v = (0.55 + 0.8 * uniform(k, s + 11)) * (1 - 0.35 * air.wet)
    kind = uniform(k, s + 12)
    if kind < 0.35 * wood.autumn:
        return 0.33 * v, 0.20 * v, 0.022 * v
    if kind < 0.75 * wood.autumn:
        return 0.25 * v, 0.085 * v, 0.018 * v
    return 0.15 * v, 0.100 * v, 0.052 * v


@jit
def _lie(
    out: Floats,
    depth: Floats,
    strip: Strip,
    eye: Eye,
    air: Air,
    wood: Wood,
    at: Three,
    k: int,
    s: int,
) -> None:
    """Leaf ``k`` of strip ``s``, lying at ``at`` (column, x, z), seen from the side."""
    px, x, z = at
    worn = math.exp(-(((x - path(wood, z)) / 0.9) ** 4))
    if uniform(k, s + 2) < 0.7 * worn or uniform(k, s + 3) < 0.93 * air.snow:
        return
    m = eye.focal / z
    turn = 6.2832 * uniform(k, s + 4)
    flat = clamp(eye.above / z * (0.6 + 1.2 * uniform(k, s + 5)), 0.12, 1.0)
    ca, sa = math.cos(turn), math.sin(turn) * flat
    n = math.sqrt(ca * ca + sa * sa)
    size = _LEAF * m * (0.6 + 0.8 * uniform(k, s + 6)) * n
    sun = dappled(air, x, z) * max(air.sun[1], 0.14)
    sun *= 0.7 + 0.6 * uniform(k, s + 7)
    tint = _fallen(wood, air, k, s)
    colour = misty(wood, lit_below(air, tint, sun, 0.7), z)
    shape = (size, ca / n, sa / n, 0.55 * flat / n**2)
    leaf(out, depth, strip, (px, eye.horizon + eye.above * m, z * 0.9995), shape, colour)


@parallel
def _litter(count: int, eye: Eye, air: Air, wood: Wood, out: Floats, depth: Floats) -> None:
    """Fallen leaves from far to near; strips share those across their edges, in one order."""
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for k in range(count // STRIPS):
            far = _LITTER[1] * (_LITTER[0] / _LITTER[1]) ** (k / (count // STRIPS))
            reach = 1.5 * _LEAF * eye.focal / far * 1.1 + 2
            beyond = 1 + int(reach * STRIPS / eye.width)
            for home in range(s - beyond, s + beyond + 1):
                own = strip_of(home, eye.width)
                px = own.first + uniform(k, home + 1) * (own.end - own.first)
                if px + reach < strip.first or px - reach > strip.end:
                    continue
                share = (k + uniform(k, home)) / (count // STRIPS)
                z = _LITTER[1] * (_LITTER[0] / _LITTER[1]) ** share
                x = (px - eye.centre) / eye.focal * z
                _lie(out, depth, strip, eye, air, wood, (px, x, z), k, home)


@jit
def _frond(
    out: Floats,
    depth: Floats,
    strip: Strip,
    eye: Eye,
    air: Air,
    wood: Wood,
    root: Three,
    long: float,
    turn: float,
    seed: int,
) -> None:
    """One frond: a stalk that rises and bows, its leaflets shrinking to the tip."""
    x0, y0, z0 = root
    ca, sa = math.cos(turn), math.sin(turn)
    up = 0.75 + 0.25 * uniform(seed, 3)
    brown = 0.75 * wood.autumn * uniform(seed, 4) + 0.8 * air.snow
    v = (0.8 + 0.5 * uniform(seed, 5)) * (1 - 0.25 * air.wet)
    tint = ((0.052 + 0.10 * brown) * v, (0.098 - 0.020 * brown) * v, 0.022 * v)
    sun = (0.25 + 0.75 * dappled(air, x0, z0)) * (0.45 + 0.3 * (ca * air.sun[0] + sa * air.sun[2]))
    last_x = last_y = 0.0
    steps = 15
    for k in range(steps):
        t = (k + 1) / steps
        out_ = long * (0.35 * t + 0.55 * t * t)
        rise = long * up * (1.15 * t - 0.95 * t * t * t)
        z = z0 + sa * out_
        m = eye.focal / z
        x = eye.centre + (x0 + ca * out_) * m
        y = eye.horizon - (y0 + rise - eye.above) * m
        sky = 0.35 + 0.65 * t
        lit = lit_below(air, tint, max(sun, 0.1) * (0.4 + 0.6 * t), sky)
        colour = misty(wood, lit, z)
        if k:
            w = 0.004 * m
            rod(out, depth, strip, (last_x, last_y, w), (x, y, w), (z, z), colour, 0.0)
            size = 0.20 * long * m * (1.05 - t) * (0.6 + 0.4 * smooth(0.0, 0.25, t))
            slope = math.atan2(y - last_y, x - last_x)
            for side in range(2):
                a = slope + (1.15 if side else -1.15)
                tip_x, tip_y = x + math.cos(a) * size, y + math.sin(a) * size * 0.75
                shape = (max(size, 0.9), math.cos(a), math.sin(a) * 0.75, 0.24)
                at = (0.5 * (x + tip_x), 0.5 * (y + tip_y), z - 0.01)
                tone = 1.12 if side else 0.86
                hue = (colour[0] * tone, colour[1] * tone, colour[2] * tone)
                leaf(out, depth, strip, at, (0.5 * shape[0], shape[1], shape[2], 0.30), hue)
        last_x, last_y = x, y


@parallel
def _ferns(ferns: Floats, eye: Eye, air: Air, wood: Wood, out: Floats, depth: Floats) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for f in range(ferns.shape[0]):
            x, z, long = ferns[f, 0], ferns[f, 1], ferns[f, 2]
            m = eye.focal / z
            column = eye.centre + x * m
            if column + 1.4 * long * m < strip.first or column - 1.4 * long * m > strip.end:
                continue
            seed = int(ferns[f, 3])
            count = 6 + int(5 * uniform(seed, 1))
            for k in range(count):
                turn = 6.2832 * (k + 0.7 * uniform(seed + k, 2)) / count
                tall = long * (0.75 + 0.4 * uniform(seed + k, 6))
                _frond(out, depth, strip, eye, air, wood, (x, 0.0, z), tall, turn, seed * 31 + k)


def paint_floor(eye: Eye, air: Air, wood: Wood, radiance: Floats, depth: Floats) -> None:
    """Draw the floor and its fallen leaves in place; its depth is the plane's."""
    _floor(eye, air, wood, radiance, depth)
    _litter(int(26000 * eye.width / 1920), eye, air, wood, radiance, depth)


def paint_ferns(
    eye: Eye, air: Air, wood: Wood, ferns: Floats, radiance: Floats, depth: Floats
) -> None:
    """Draw ferns in place, the farthest first: rows of x, z, length of a frond (metres), seed."""
    _ferns(ferns, eye, air, wood, radiance, depth)
