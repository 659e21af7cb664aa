"""Where the sea meets the sand: the line of the shore, the rollers, their foam, shallow water.

Metres. ``s`` is the distance from the water's mean edge, positive out to sea, ``on`` runs along it.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, noise2, smooth
from reelcast.engines.stage.kernels.sea import DEEP, froth, normal_deviate, surface
from reelcast.engines.stage.kernels.waves import Waves, at, level_of, lost_at

ROLLERS = 3
_STEP = 0.125
_BEFORE = 64.0
_LINES = 1 << 15
"""What varies along the shore is found once, for four kilometres; further on it stays."""
_SHALLOW = (0.010, 0.105, 0.108)
"""Reflectance of clear water over sand, at its most."""
_BED = (0.46, 0.38, 0.26)
_DIMMED = (0.50, 0.10, 0.075)
"""Extinction of clear coastal water, 1 / m, there and back."""
_FACE = (0.010, 0.145, 0.125)
"""Reflectance of a wave's thin face."""


class Shore(NamedTuple):
    """One beach."""

    edge: float
    """Metres straight ahead to the water."""
    slant: float
    """Metres by which the edge recedes per metre to the right; the land lies on that side."""
    bend: float
    """1 / m: how the far shore curves back in front of the camera."""
    high: float
    """Height of the largest roller in metres."""
    wild: float
    """0 to 1: how much of the surf is white."""
    place: float
    """Which stretch of coast this is; any number."""
    lines: Floats
    """What varies along the shore only, every ``_STEP`` metres from ``_BEFORE`` before its start:
    how far the edge lies in, then position, height and share broken of each roller."""


def make_shore(
    edge: float, slant: float, bend: float, high: float, wild: float, place: float
) -> Shore:
    """A beach as described at ``Shore``."""
    lines = np.empty((_LINES, 1 + 3 * ROLLERS), np.float32)
    _draw_lines(high, wild, place, lines)
    return Shore(edge, slant, bend, high, wild, place, lines)


@parallel
def _draw_lines(high: float, wild: float, place: float, out: Floats) -> None:
    for i in prange(out.shape[0]):
        on = i * _STEP - _BEFORE
        out[i, 0] = 1.1 * noise2(on / 13 + place, 3.1) + 0.35 * noise2(on / 4.3, place + 8)
        for k in range(ROLLERS):
            s, tall, broken = _roller(high, wild, place, k, on)
            out[i, 1 + 3 * k] = s
            out[i, 2 + 3 * k] = tall
            out[i, 3 + 3 * k] = broken


@jit
def _roller(
    high: float, wild: float, place: float, k: int, on: float
) -> tuple[float, float, float]:
    """Where roller ``k`` stands (``s``), how high it is, and how much of it is broken, 0 to 1."""
    p = place + 7.7 * k
    out = (6.2, 17.5, 37.0)[k] * (0.75 + 0.35 * high)
    s = out + (0.9 + 0.9 * k) * noise2(on / 21 + p, 1.5) + 0.35 * noise2(on / 5 + p, 2.5)
    tall = smooth(-0.62, 0.25, noise2(on / (14 + 9 * k) + p, 5.5))
    swing = noise2(on / (9 + 7 * k) + p, 9.5) + (0.6, 0.0, -0.32)[k] + 0.5 * (wild - 0.4)
    return s, high * (0.30, 0.85, 1.0)[k] * tall, smooth(-0.10, 0.16, swing)


@jit
def _line(shore: Shore, on: float) -> tuple[int, float]:
    """The row of ``lines`` before a place along the shore, and the share of the next one."""
    at_ = clamp((on + _BEFORE) * (1 / _STEP), 0.0, _LINES - 1.001)
    i = int(at_)
    return i, at_ - i


@jit
def along(shore: Shore, x: float, z: float) -> tuple[float, float]:
    """Distance out to sea and along the shore of a point on the ground."""
    n = 1 / math.sqrt(1 + shore.slant * shore.slant)
    s = (z - shore.edge - shore.slant * x) * n
    on = (x * math.copysign(1.0, shore.slant) + abs(shore.slant) * z) * n
    far = max(on - 6.0, 0.0)
    s -= shore.bend * far * far / (1 + far / 160)
    i, t = _line(shore, on)
    return s + shore.lines[i, 0] * (1 - t) + shore.lines[i + 1, 0] * t, on


@jit
def crest(shore: Shore, k: int, on: float) -> tuple[float, float, float]:
    """Where roller ``k`` stands (``s``), how high it is, and how much of it is broken, 0 to 1."""
    i, t = _line(shore, on)
    a, b = shore.lines[i], shore.lines[i + 1]
    c = 1 + 3 * k
    return (
        a[c] * (1 - t) + b[c] * t,
        a[c + 1] * (1 - t) + b[c + 1] * t,
        a[c + 2] * (1 - t) + b[c + 2] * t,
    )


@jit
def rolling(shore: Shore, s: float, on: float) -> tuple[float, float, float, float]:
    """Height of the surf, whiteness of its crests, foam it leaves, and how thin its faces are."""
    h = white = left = face = 0.0
    for k in range(ROLLERS):
        at_s, high, broken = crest(shore, k, on)
        d = s - at_s
        steep = 0.5 + 0.9 * high
        if d < -7.0 or d > 14.0 or high < 0.02:
            continue
        lumps = 0.0
        if abs(d) < 2.5:
            lumps = 0.30 * broken * noise2(on * 1.7, d * 2.3) + 0.16 * broken * noise2(
                on * 5, d * 6
            )
        rise = smooth(-steep, 0.0, d) if d < 0 else math.exp(-d / (1.2 + 2.6 * high))
        h += high * rise * (1 + lumps)
        tumble = smooth(-steep * 1.25, -steep * 0.75, d) * smooth(0.9, 0.0, d)
        lip = smooth(-0.30, -0.05, d) * smooth(0.35, 0.05, d) * smooth(0.25, 0.5, high) * 0.75
        white = max(
            white, max(broken * tumble, lip * (1 - broken) * smooth(-0.2, 0.3, lumps + 0.1))
        )
        behind = smooth(11.0, 0.5, d) if d > 0 else smooth(-steep - 3.5, -steep, d) * 0.55
        left = max(left, broken * behind)
        face = max(
            face, smooth(-steep, -0.3 * steep, d) * smooth(0.7, -0.1, d) * (1 - broken) * high
        )
    return h, white, left, face


@jit
def surf_at_most(shore: Shore, s: float, on: float) -> float:
    """What the height of ``rolling`` cannot exceed, found without its lumps."""
    h = 0.0
    for k in range(ROLLERS):
        at_s, high, _ = crest(shore, k, on)
        d = s - at_s
        if -7.0 < d < 14.0:
            steep = 0.5 + 0.9 * high
            h += high * (smooth(-steep, 0.0, d) if d < 0 else math.exp(-d / (1.2 + 2.6 * high)))
    return 1.5 * h


@jit
def water_height(shore: Shore, waves: Waves, x: float, z: float, size: float) -> float:
    """Height of the sea in metres; 0 at its edge. Detail below ``size`` metres is left out."""
    s, on = along(shore, x, z)
    if s < 0:
        return 0.0
    h = at(waves, 0, level_of(0, size), x, z)[0] * smooth(30, 120, s)
    if size < 0.8:
        h += at(waves, 1, level_of(1, size), x, z)[0] * 0.7 * smooth(1, 40, s)
    if s < 60:
        h += rolling(shore, s, on)[0]
    return h


@jit
def _slopes(
    shore: Shore, waves: Waves, x: float, z: float, size: float, dice: float
) -> tuple[float, float, float, float]:
    """Slopes, variance of the slopes that ``size`` hides, and fold of the water."""
    s, on = along(shore, x, z)
    gx = gz = fold = 0.0
    rough = 0.0010
    for tile in range(3):
        level = level_of(tile, size) + dice
        share = smooth(30, 120, s) if tile == 0 else (0.10 + 0.8 * smooth(0, 34, s))
        _, p, q, f = at(waves, tile, level, x, z)
        gx += p * share
        gz += q * share
        rough += lost_at(waves, tile, level) * share * share
        if tile < 2:
            fold += f * share * (1.0 if tile == 0 else 0.6)
    if s < 60:
        e = max(0.03, size)
        h = rolling(shore, s, on)[0]
        s1, l1 = along(shore, x + e, z)
        s2, l2 = along(shore, x, z + e)
        gx += (rolling(shore, s1, l1)[0] - h) / e
        gz += (rolling(shore, s2, l2)[0] - h) / e
    return gx, gz, rough, fold


@jit
def lace(shore: Shore, x: float, z: float, s: float, left: float, size: float) -> float:
    """How much of quiet water is covered by old foam, in strings and islands."""
    patches = 0.5 + 0.9 * noise2(x / 3.7 + shore.place, z / 2.9) + 0.4 * noise2(x / 1.1, z / 0.9)
    swash = smooth(9.0, 0.3, s) * (0.62 + 0.35 * shore.wild)
    much = clamp(max(left, swash * clamp(patches + 0.3, 0.0, 1.0)), 0.0, 1.0)
    if much < 0.02:
        return 0.0
    return smooth(0.82 - 0.62 * much, 1.02 - 0.42 * much, froth(x, z * 0.8, size)) * smooth(
        0, 0.3, much
    )


@jit
def whitened(
    air: Air, r: float, g: float, b: float, foam: float, slope: tuple[float, float], grain: float
) -> tuple[float, float, float]:
    """A colour under a share of ``foam``; ``grain`` (around 0) is the foam's own relief."""
    gx, gz = slope
    k = 1 / math.sqrt(1 + gx * gx + gz * gz)
    nd = (air.sun[1] - 0.8 * gx * air.sun[0] - 0.8 * gz * air.sun[2]) * k
    # Light wanders about in foam: its shaded side is bright too.
    lit = (max(nd, 0.0) + 0.35) / 1.35 / math.pi * (1 + 0.5 * grain)
    fill = 0.95 + 0.35 * grain
    r += (0.84 * (air.light[0] * lit + air.ambient[0] * fill) - r) * foam
    g += (0.85 * (air.light[1] * lit + air.ambient[1] * fill) - g) * foam
    b += (0.86 * (air.light[2] * lit + air.ambient[2] * fill) - b) * foam
    return r, g, b


@jit
def body(air: Air, s: float, face: float) -> tuple[float, float, float]:
    """Light that comes back out of the water ``s`` metres from its edge."""
    deep = 0.035 * s + 0.0006 * s * s
    day = air.light[1] * max(air.sun[1], 0.04) / math.pi + air.ambient[1]
    out = smooth(18, 160, s)
    thin = clamp(1.6 * face, 0.0, 1.0) * (0.55 + 0.45 * max(air.sun[2], 0.0))
    r = _BED[0] * math.exp(-_DIMMED[0] * 2 * deep) + _SHALLOW[0] * (1 - math.exp(-1.2 * deep))
    g = _BED[1] * math.exp(-_DIMMED[1] * 6 * deep) + _SHALLOW[1] * (1 - math.exp(-1.2 * deep))
    b = _BED[2] * math.exp(-_DIMMED[2] * 6 * deep) + _SHALLOW[2] * (1 - math.exp(-1.2 * deep))
    r += (DEEP[0] - r) * out
    g += (DEEP[1] - g) * out
    b += (DEEP[2] - b) * out
    r += (_FACE[0] - r) * thin
    g += (_FACE[1] - g) * thin
    b += (_FACE[2] - b) * thin
    return r * day, g * day, b * day


@jit
def surf_at(
    air: Air,
    glass: Floats,
    waves: Waves,
    shore: Shore,
    place: tuple[float, float, float, float],
    size: float,
    dice: tuple[int, int],
) -> tuple[float, float, float]:
    """One sample of the sea off a beach, RGB before the air; ``place`` is x, z and the view."""
    x, z, u, v = place
    i, j = dice
    s, on = along(shore, x, z)
    gx, gz, rough, fold = _slopes(shore, waves, x, z, size, normal_deviate(i, j) * 0.2 + 0.5)
    normals = (normal_deviate(i, j), normal_deviate(i + 99, j + 17))
    r, g, b, f = surface(air, glass, (u, v), (gx, gz), rough, normals)
    white = left = face = 0.0
    if s < 60:
        _, white, left, face = rolling(shore, s, on)
    br, bg, bb = body(air, s, face)
    r += br * (1 - f)
    g += bg * (1 - f)
    b += bb * (1 - f)
    caps = smooth(waves.foam * 0.85, waves.foam * 1.35, fold) * smooth(0.0, 0.6, froth(x, z, size))
    lumps = noise2(x * 2.3, z * 2.3) + 0.8 * noise2(x * 7.1, z * 7.1) * smooth(0.1, 0.02, size)
    solid = white * smooth(-0.9, 0.1, lumps + white - 0.35)
    foam = max(max(solid, caps), 0.92 * lace(shore, x, z, s, left, size))
    return whitened(air, r, g, b, clamp(foam, 0.0, 1.0), (gx, gz), 0.55 * lumps * white)
