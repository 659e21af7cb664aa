"""Blades of grass by the hundred thousand, and flowers: they turn a plane into a meadow."""

import math

from numba import prange

from reelcast.engines.stage.kernels.air import Air, Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.land import UNEVEN
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, splat, strip_of

_BLADE = 0.0042
"""Half-width in metres."""
_GREEN = (0.062, 0.098, 0.022)
_FLOWERS = 0.004
"""Share of the blades that bear one."""


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
    colour: tuple[float, float, float],
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
def _blade_light(air: Air, lean: float, t: float) -> tuple[float, float]:
    """Sunlight and skylight on a blade at share ``t`` of its height."""
    open_ = 0.22 + 0.78 * t
    side = lean * air.sun[0] * 0.5
    sun = 0.30 + 0.35 * abs(lean) + side + 0.5 * max(air.sun[2], 0.0) * t
    return max(sun, 0.05) * open_ / math.pi, open_


@jit
def _blade(
    out: Floats,
    depth: Floats,
    strip: Strip,
    air: Air,
    foot: tuple[float, float, float],
    tall: float,
    lean: float,
    width: float,
    tone: tuple[float, float],
) -> None:
    """Draw one blade from ``foot`` (column, row, z), ``tall`` pixels high."""
    x, y, z = foot
    bright, dry = tone
    half = max(width, 0.5)
    steps = int(tall) + 1
    for j in range(steps):
        t = j / steps
        row = int(y - tall * t * (1 - 0.25 * lean * lean * t))
        if row < 0 or row >= out.shape[0]:
            continue
        sun, fill = _blade_light(air, lean, t)
        r = (_GREEN[0] + dry * 0.13) * bright * (1 + 0.5 * t)
        g = (_GREEN[1] + dry * 0.055) * bright * (1 + 0.25 * t)
        b = _GREEN[2] * bright
        colour = (
            r * (air.light[0] * sun + air.ambient[0] * fill),
            g * (air.light[1] * sun + air.ambient[1] * fill),
            b * (air.light[2] * sun + air.ambient[2] * fill),
        )
        column = x + lean * tall * t * t * 0.55
        _row(out, depth, strip, row, column, half * (1 - t * 0.8), z, min(width / 0.5, 1.0), colour)


@jit
def _flower(
    out: Floats,
    depth: Floats,
    strip: Strip,
    air: Air,
    head: tuple[float, float, float],
    size: float,
    kind: int,
) -> None:
    r = 0.75
    g = 0.70 if kind == 0 else (0.55 if kind == 1 else 0.30)
    b = 0.62 if kind == 0 else (0.06 if kind == 1 else 0.45)
    sun = 0.5 / math.pi
    colour = (
        r * (air.light[0] * sun + air.ambient[0]),
        g * (air.light[1] * sun + air.ambient[1]),
        b * (air.light[2] * sun + air.ambient[2]),
    )
    splat(out, depth, strip, head, (size, 1.0, 0.3), colour)


@parallel
def _paint(
    count: int,
    near: float,
    far: float,
    tall: float,
    eye: Eye,
    air: Air,
    out: Floats,
    depth: Floats,
) -> None:
    """From far to near within each strip, so that nearer blades cover farther ones."""
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for k in range(count // STRIPS):
            z = far * (near / far) ** ((k + uniform(k, s)) / (count // STRIPS))
            margin = 20.0
            px = strip.first - margin
            px += uniform(k, s + 101) * (strip.end - strip.first + 2 * margin)
            x = (px - eye.centre) / eye.focal * z
            m = eye.focal / z
            clump = 0.55 + 0.6 * noise2(x / 0.8, z / 0.8) + 0.4 * noise2(x / 4, z / 4)
            high = tall * (0.45 + 0.75 * uniform(k, s + 202)) * clamp(clump, 0.25, 1.3) * m
            py = eye.horizon - (UNEVEN * fbm2(x / 3.1, z / 3.1, 3) - eye.above) * m
            lean = (uniform(k, s + 303) - 0.5) * 1.1 + 0.25
            dry = smooth(0.72, 1.0, uniform(k, s + 505)) * 0.8
            tone = (0.7 + 0.6 * uniform(k, s + 404), dry)
            _blade(out, depth, strip, air, (px, py, z), high, lean, _BLADE * m, tone)
            if uniform(k, s + 606) < _FLOWERS:
                head = (px + lean * high * 0.5, py - high * 0.95, z - 0.3)
                kind = int(uniform(k, s + 707) * 3)
                _flower(out, depth, strip, air, head, max(0.012 * m, 0.9), kind)


def paint_grass(
    eye: Eye, air: Air, near: float, tall: float, radiance: Floats, depth: Floats
) -> None:
    """Draw grass ``tall`` metres high from ``near`` to 45 m away, in place."""
    # As dense to the eye at every plate size: the count follows the plate's width.
    count = int(260000 * eye.width / 1920)
    _paint(count, near, 45.0, tall, eye, air, radiance, depth)
