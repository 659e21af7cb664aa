"""Short alpine turf, flowers and reeds as single strokes: what makes a near ground soft."""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.bank import Land, near_height
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, splat, strip_of
from reelcast.engines.stage.kernels.turf import snow_share, turf_share, withered

Colour = tuple[float, float, float]
Rows = NDArray[np.float64]
"""Stalks: x, ground height, z, tall (metres), lean (-1 to 1), dryness (0 to 1)."""
_HALF = 0.0021
"""Half a blade's width in metres."""
_STALK = 0.0062
_FAR = 26.0
"""Beyond this many metres single blades cannot be seen: the ground's tone does."""


@jit
def _lit(air: Air, lean: float, t: float) -> tuple[float, float]:
    """Sunlight and skylight on a blade at share ``t`` of its height."""
    open_ = 0.25 + 0.75 * t
    sun = 0.30 + 0.30 * abs(lean) + lean * air.sun[0] * 0.4 + 0.4 * max(air.sun[2], 0.0) * t
    sun *= 0.35 + 0.65 * smooth(0.0, 0.5, air.sun[1] + 0.15)
    return max(sun, 0.05) * open_ / math.pi, open_


@jit
def _stroke(
    out: Floats,
    depth: Floats,
    strip: Strip,
    foot: tuple[float, float, float],
    size: tuple[float, float, float],
    root: tuple[float, float, float],
    tip: tuple[float, float, float],
    solid: bool,
) -> None:
    """One bent blade from ``foot`` (column, row, z) of ``size`` (tall, half width, lean) pixels."""
    x, y, z = foot
    tall, wide, lean = size
    half = max(wide, 0.5)
    cover = min(wide / 0.5, 1.0)
    steps = int(tall) + 1
    for k in range(steps):
        t = (k + 0.5) / steps
        row = int(y - tall * t)
        if row < 0 or row >= out.shape[0]:
            continue
        middle = x + lean * t * t
        w = half * (1 - 0.8 * t)
        for i in range(max(int(middle - w), strip.first), min(int(middle + w) + 1, strip.end)):
            d = depth[row, i]
            if d > 0 and d < z - 0.25:
                continue
            alpha = cover * clamp(w + 0.5 - abs(i + 0.5 - middle), 0.0, 1.0)
            for c in range(3):
                out[row, i, c] += (root[c] + (tip[c] - root[c]) * t - out[row, i, c]) * alpha
            if out.shape[2] == 4:
                out[row, i, 3] += (1 - out[row, i, 3]) * alpha
            if solid and alpha > 0.45:
                depth[row, i] = z


@jit
def _blade_colour(
    air: Air, lean: float, t: float, green: tuple[float, float, float], white: float
) -> tuple[float, float, float]:
    sun, fill = _lit(air, lean, t)
    r = green[0] + (0.7 - green[0]) * white
    g = green[1] + (0.73 - green[1]) * white
    b = green[2] + (0.78 - green[2]) * white
    return (
        r * (air.light[0] * sun + air.ambient[0] * fill),
        g * (air.light[1] * sun + air.ambient[1] * fill),
        b * (air.light[2] * sun + air.ambient[2] * fill),
    )


@jit
def _faded(air: Air, root: Colour, tip: Colour, z: float, dx: float) -> tuple[Colour, Colour]:
    """Both ends of a blade seen through ``z`` metres of air."""
    veil = hazed(air, 0.0, 0.0, 0.0, z, dx, 1.0)
    a = math.exp(-air.extinction[0] * z)
    b = math.exp(-air.extinction[1] * z)
    c = math.exp(-air.extinction[2] * z)
    return (
        (root[0] * a + veil[0], root[1] * b + veil[1], root[2] * c + veil[2]),
        (tip[0] * a + veil[0], tip[1] * b + veil[1], tip[2] * c + veil[2]),
    )


@jit
def _flower(
    out: Floats, depth: Floats, strip: Strip, air: Air, head: tuple[float, float, float],
    size: float, kind: int, seed: int,
) -> None:  # fmt: skip
    """A small open flower: petals while they can be told apart, else a dot."""
    sun = (0.25 + 0.5 * max(air.sun[1], 0.15)) / math.pi
    r = 0.72 if kind == 0 else (0.66 if kind == 1 else (0.10 if kind == 2 else 0.62))
    g = 0.72 if kind == 0 else (0.50 if kind == 1 else (0.13 if kind == 2 else 0.26))
    b = 0.70 if kind == 0 else (0.05 if kind == 1 else (0.55 if kind == 2 else 0.46))
    lr = air.light[0] * sun + air.ambient[0] * 0.8
    lg = air.light[1] * sun + air.ambient[1] * 0.8
    lb = air.light[2] * sun + air.ambient[2] * 0.8
    x, y, z = head
    if size < 2.2:
        splat(out, depth, strip, head, (max(size, 0.8), 1.0, 0.0), (r * lr, g * lg, b * lb))
        return
    turn = uniform(seed, 71) * 6.28
    for k in range(5):
        a = turn + k * 1.2566
        v = 0.8 + 0.4 * uniform(seed + k, 72)
        at = (x + 0.55 * size * math.cos(a), y + 0.38 * size * math.sin(a), z)
        shape = (0.6 * size, math.cos(a), 0.7 * math.sin(a))
        splat(out, depth, strip, at, shape, (r * lr * v, g * lg * v, b * lb * v))
    splat(out, depth, strip, (x, y, z - 0.001), (0.26 * size, 1.0, 0.0),
          (0.5 * lr, 0.36 * lg, 0.05 * lb))  # fmt: skip


@parallel
def _turf(
    count: int, near: float, tall: float, flowers: float,
    eye: Eye, air: Air, land: Land, out: Floats, depth: Floats,
) -> None:  # fmt: skip
    """From far to near within each strip, so that nearer blades cover farther ones."""
    per = count // STRIPS
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for k in range(per):
            z = _FAR * (near / _FAR) ** ((k + uniform(k, s)) / per)
            px = strip.first - 12 + uniform(k, s + 101) * (strip.end - strip.first + 24)
            x = (px - eye.centre) / eye.focal * z
            grown = turf_share(land, x, z)
            if grown < uniform(k, s + 151):
                continue
            white = snow_share(x, z, air.snow)
            if white > 0.3 and uniform(k, s + 161) > 0.16:
                continue
            m = eye.focal / z
            patch = noise2(x / 3.3, z / 3.3 + land.place)
            clump = 0.6 + 0.75 * noise2(x / 0.33, z / 0.33) + 0.5 * noise2(x / 1.4, z / 1.4)
            high = tall * (0.4 + 0.8 * uniform(k, s + 202)) * clamp(clump, 0.12, 1.7)
            # Here and there a tussock.
            high *= 1 + 1.3 * smooth(0.3, 0.6, noise2(x / 0.8 + 5, z / 0.8) * (0.6 + patch))
            py = eye.horizon + (eye.above - near_height(land, x, z)) * m
            lean = (uniform(k, s + 303) - 0.5) * 1.7 + 0.25 * noise2(x / 2, z / 2) + 0.3 * air.wind
            dry = 0.85 * withered(land, x, z) + 1.1 * (uniform(k, s + 505) - 0.6)
            dry = clamp(dry, 0.0, 1.0)
            v = (0.75 + 0.5 * uniform(k, s + 404)) * (1 - 0.3 * air.wet)
            green = (
                (0.052 + 0.115 * dry) * v,
                (0.082 + 0.060 * dry) * v,
                (0.021 + 0.033 * dry) * v,
            )
            # Of a blade too short to be seen as one, no dark root is seen either.
            dark = 0.5 - 0.45 * smooth(3, 12, high * m)
            root = _blade_colour(air, lean, dark, green, 0.0)
            tip = _blade_colour(air, lean, 1.0, green, 0.35 * air.snow)
            root, tip = _faded(air, root, tip, z, x / z)
            size = (high * m, _HALF * m, lean * high * m * 0.6)
            _stroke(out, depth, strip, (px, py, z), size, root, tip, False)
            bloom = fbm2(x / 2.3 + 9, z / 2.3 + land.place, 3)
            if uniform(k, s + 606) < flowers * smooth(-0.05, 0.35, bloom) * (1 - white):
                kind = int(2.0 + 3.4 * noise2(x / 1.9 + 3, z / 1.9) + 1.4 * uniform(k, s + 707)) % 4
                head = (px + 0.3 * lean * high * m, py - (0.55 * high + 0.015) * m, z - 0.02)
                wide = (0.007 + 0.006 * uniform(k, s + 808)) * m
                _flower(out, depth, strip, air, head, wide, kind, k + 7919 * s)


@parallel
def _stalks(stalks: Rows, eye: Eye, air: Air, out: Floats, depth: Floats) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for k in range(stalks.shape[0]):
            z = stalks[k, 2]
            m = eye.focal / z
            x = eye.centre + stalks[k, 0] * m
            if x + stalks[k, 3] * m < strip.first or x - stalks[k, 3] * m > strip.end:
                continue
            y = eye.horizon + (eye.above - stalks[k, 1]) * m
            lean = stalks[k, 4]
            dry = stalks[k, 5]
            green = (0.050 + 0.13 * dry, 0.072 + 0.08 * dry, 0.024 + 0.03 * dry)
            root = _blade_colour(air, lean, 0.3, green, 0.0)
            tip = _blade_colour(air, lean, 1.0, green, 0.4 * air.snow)
            root, tip = _faded(air, root, tip, z, stalks[k, 0] / z)
            size = (stalks[k, 3] * m, _STALK * m, lean * stalks[k, 3] * m * 0.55)
            _stroke(out, depth, strip, (x, y, z), size, root, tip, True)


def paint_turf_blades(
    eye: Eye, air: Air, land: Land, near: float, flowers: float, radiance: Floats, depth: Floats
) -> None:
    """Draw blades some 4 cm high from ``near`` metres on; ``flowers`` is the share that bloom."""
    # As dense to the eye at every plate size: the count follows the plate's area on the ground.
    count = int(300000 * eye.width / 2554)
    _turf(count, near, 0.042, flowers, eye, air, land, radiance, depth)


def paint_stalks(eye: Eye, air: Air, stalks: Rows, radiance: Floats, depth: Floats) -> None:
    """Draw reeds or tall grass in place; a fourth channel of ``radiance`` takes their cover."""
    _stalks(stalks[np.argsort(-stalks[:, 2], kind="stable")], eye, air, radiance, depth)
