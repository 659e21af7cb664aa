"""The ground of a street: setts or flags, a kerb, gutters, puddles and trodden snow. Metres.

The relief is tone only: subjects stand on the plane.
"""

import math
from typing import NamedTuple

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import clamp, fbm2, noise2, smooth, uniform

SETTS, FLAGS, ASPHALT = 0, 1, 2
Ground = tuple[float, float, float, float, float]
"""Reflectance as RGB and the slope of the surface to the right and away."""


class Paving(NamedTuple):
    """Where the street lies: its axis is at x = ``shift + slope z + bend z^2``."""

    shift: float
    slope: float
    bend: float
    road: float
    """Half the width between the kerbs."""
    kind: int
    """What lies between them."""
    place: float
    """Which stretch of ground this is."""


@jit
def across(paving: Paving, x: float, z: float) -> float:
    """Metres to the right of the street's axis."""
    turn = paving.slope + 2 * paving.bend * z
    off = x - paving.shift - (paving.slope + paving.bend * z) * z
    return off / math.sqrt(1 + turn * turn)


@jit
def _joint(edge_a: float, edge_b: float, gap: float, ea: float, eb: float) -> float:
    """How much joint a pixel of ``ea`` x ``eb`` metres sees, so far from a stone's edges.

    Thin joints grow to a pixel's width and pale by as much: they fade instead of breaking up.
    """
    wide_a = max(gap, 0.9 * ea)
    wide_b = max(gap, 0.9 * eb)
    qa = edge_a / wide_a
    qb = edge_b / wide_b
    # Corners are worn round: both edges count together.
    near_a = max(2.2 - qa, 0.0)
    near_b = max(2.2 - qb, 0.0)
    strength = gap / wide_a if qa < qb else gap / wide_b
    return smooth(1.2, 1.85, math.sqrt(near_a * near_a + near_b * near_b)) * strength


@jit
def _bond(
    c: float, s: float, wide: float, long: float, gap: float, ea: float, eb: float, place: float
) -> Ground:
    """Rows of stones of ``wide`` x ``long`` metres: lightness, warmth, joint, slopes."""
    loose = 0.020 if wide < 0.3 else 0.004  # metres by which rows wander
    c += loose * noise2(c / 2.9, s / 1.7 + place)
    s += loose * noise2(c / 3.1 + 7, s / 2.3 + place)
    row = math.floor(s / long)
    along = c / wide + uniform(int(row), int(place) + 11)
    stone = math.floor(along)
    a = along - stone - 0.5
    b = s / long - row - 0.5
    joint = _joint((0.5 - abs(a)) * wide, (0.5 - abs(b)) * long, gap, ea, eb)
    near = smooth(0.8 * long, 0.2 * long, eb) * smooth(0.8 * wide, 0.2 * wide, ea)
    tint = uniform(int(stone), int(row) + int(place))
    lean = uniform(int(stone) + 5, int(row)) - 0.5
    tilt = uniform(int(stone), int(row) + 9) - 0.5
    light = 0.80 + 0.62 * (tint - 0.5) * near
    gc = (3.6 * a * a * a + 0.16 * lean) * near
    gs = (3.6 * b * b * b + 0.16 * tilt) * near
    return light, lean * near, joint, gc, gs


@jit
def _setts(c: float, s: float, ea: float, eb: float, place: float) -> Ground:
    light, warm, joint, gc, gs = _bond(c, s, 0.17, 0.115, 0.011, ea, eb, place)
    e = math.sqrt(ea * eb)
    grain = noise2(c * 90, s * 90) * smooth(0.02, 0.004, e) + noise2(c * 27, s * 27) * smooth(
        0.05, 0.012, e
    )
    v = 0.150 * light * (1 + 0.16 * grain)
    v = v * (1 - joint) + 0.050 * joint
    return v * (1 + 0.12 * warm), v * 0.985, v * (0.95 - 0.12 * warm), gc, gs


@jit
def _flags(c: float, s: float, ea: float, eb: float, place: float) -> Ground:
    light, warm, joint, gc, gs = _bond(c, s, 0.60, 0.40, 0.007, ea, eb, place)
    e = math.sqrt(ea * eb)
    grain = noise2(c * 70, s * 70) * smooth(0.02, 0.004, e) + noise2(c * 13, s * 13) * smooth(
        0.10, 0.02, e
    )
    v = 0.25 * (0.65 + 0.35 * light) * (1 + 0.10 * grain)
    v *= 1 + 0.10 * fbm2(c * 1.7 + 3, s * 1.7, 4)
    v = v * (1 - joint) + 0.085 * joint
    return v * (1.02 + 0.05 * warm), v * 0.975, v * (0.90 - 0.05 * warm), 0.05 * gc, 0.05 * gs


@jit
def _asphalt(c: float, s: float, e: float, place: float) -> Ground:
    fine = noise2(c * 120, s * 120) * smooth(0.015, 0.003, e)
    fine += 0.7 * noise2(c * 43, s * 43) * smooth(0.04, 0.010, e)
    worn = fbm2(c / 1.7 + place, s / 6.0, 4)
    v = 0.088 * (1 + 0.40 * fine + 0.40 * worn)
    patch = smooth(0.20, 0.23, noise2(c / 2.3 + place, s / 3.1))
    v *= 1 - 0.14 * patch
    crack = abs(noise2(c / 1.9 + 9, s / 2.7 + place) + 0.22 * noise2(c / 0.31, s / 0.4))
    worn_through = smooth(0.1, 0.4, noise2(c / 4.1, s / 5.0 + place))
    v *= 1 - 0.35 * smooth(0.012, 0.003, crack) * worn_through * smooth(0.04, 0.01, e)
    return v, v * 0.99, v * 0.975, 0.5 * fine, 0.5 * fine


@jit
def _ironed(
    c: float, z: float, e: float, paving: Paving, bare: tuple[float, float, float]
) -> tuple[float, float, float, float]:
    """Cast-iron covers every dozen metres, and faded lines along the kerbs of a roadway.

    RGB, and 0 where a cover takes the stones' slopes away.
    """
    r, g, b = bare
    apart = 12.5
    k = math.floor((z + paving.place) / apart)
    right = (uniform(int(k), int(paving.place)) - 0.5) * 3.2
    q = math.hypot(c - right, z + paving.place - (k + 0.5) * apart)
    if q < 0.36 and paving.road > 0:
        rim = smooth(0.29, 0.30, q) * smooth(0.335, 0.325, q)
        studs = math.sin((c - right) * 75) * math.sin((z + paving.place) * 75)
        v = 0.060 + 0.035 * studs * smooth(0.03, 0.008, e) - 0.05 * rim
        return v * 1.02, v, v * 0.96, 0.0
    side = abs(abs(c) - paving.road + 0.32)
    if paving.kind == ASPHALT and side < 0.06:
        left = smooth(-0.35, 0.25, fbm2(c * 5, z * 3, 3)) * 0.55
        return r + (0.42 - r) * left, g + (0.41 - g) * left, b + (0.38 - b) * left, 1.0
    return r, g, b, 1.0


@jit
def ground_at(paving: Paving, x: float, z: float, ex: float, ez: float, snow: float) -> Ground:
    """The dry ground under ``snow`` 0 to 1, as a pixel ``ex`` wide and ``ez`` deep sees it."""
    e = math.sqrt(ex * ez)
    # A line that runs away from the lens is crossed by a pixel's depth too.
    ea = ex + abs(x / z) * ez
    c = across(paving, x, z)
    far = abs(c) - paving.road
    if far < 0 and paving.kind == SETTS:
        r, g, b, gc, gs = _setts(c, z, ea, ez, paving.place)
    elif far < 0 and paving.kind == ASPHALT:
        r, g, b, gc, gs = _asphalt(c, z, e, paving.place)
    else:
        r, g, b, gc, gs = _flags(c, z, ea, ez, paving.place)
    if 0 <= far < 0.28:
        v = 0.27 * (
            1 - 0.5 * smooth(0.992, 1.0, abs(math.sin(z * math.pi / 1.0))) * smooth(0.1, 0.02, e)
        )
        v *= 1 + 0.1 * noise2(c * 20, z * 20)
        r, g, b, gc, gs = v, v * 0.98, v * 0.94, 0.0, 0.0
    r, g, b, flat = _ironed(c, z, e, paving, (r, g, b))
    gc *= flat
    gs *= flat
    gutter = smooth(0.30, 0.0, abs(far + 0.12)) * 0.30
    dirt = 1 + 0.26 * fbm2(x / 1.9 + paving.place, z / 2.6, 5) - gutter
    dirt -= 0.22 * smooth(0.62, 0.30, abs(abs(c) - 0.75)) * (0.5 + 0.5 * noise2(c, z / 5.0))
    r, g, b = r * dirt, g * dirt, b * dirt
    if snow > 0:
        return _snowed(c, far, z, snow, e, (r, g, b, gc, gs))
    return r, g, b, gc, gs


@jit
def _snowed(c: float, far: float, z: float, snow: float, e: float, bare: Ground) -> Ground:
    """Snow over it: deep at the walls, trodden and wheel-worn in the middle."""
    r, g, b, gc, gs = bare
    lumps = fbm2(c / 0.5, z / 0.7, 5)
    wander = 0.5 * noise2(z / 7.0, 3.0) + 0.5 * noise2(z / 5.0, c / 2.0)
    tracks = smooth(0.75, 0.10, abs(abs(c + wander) - 0.8))
    worn = 0.42 * smooth(1.0, -1.6, far) + 0.26 * tracks
    depth = snow * 1.15 - worn + 0.50 * lumps + 0.40 * fbm2(c / 1.3 + 4, z / 1.5, 5)
    cover = smooth(0.0, 0.50, depth)
    slush = 1 - 0.45 * smooth(0.8, 0.2, depth)
    w = 0.80 * slush * (1 + 0.06 * noise2(c * 17, z * 17) * smooth(0.06, 0.015, e))
    gc = gc * (1 - cover) + cover * 0.5 * noise2(c * 3.1, z * 3.1)
    gs = gs * (1 - cover) + cover * 0.5 * noise2(c * 2.9 + 5, z * 3.3)
    return (
        r + (w * 0.97 - r) * cover,
        g + (w * 0.99 - g) * cover,
        b + (w * 1.03 - b) * cover,
        clamp(gc, -0.8, 0.8),
        clamp(gs, -0.8, 0.8),
    )


@jit
def puddles(paving: Paving, x: float, z: float, wet: float) -> float:
    """How much standing water there is, from 0 to 1."""
    c = across(paving, x, z)
    low = 0.35 * smooth(0.9, 0.0, abs(abs(c) - paving.road + 0.2))
    pool = fbm2(x / 1.6 + paving.place, z / 2.4, 4) + low - 0.24 + 0.26 * (wet - 1)
    return wet * smooth(-0.10, 0.14, pool)
