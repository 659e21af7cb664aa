"""The crowns of trees: clumps of leaves on unequal lobes, sprays of needles on drooping boughs.

A clump knows how much sun and sky reach it through the rest of its crown; its leaves inherit that.
Metres, from the tree's foot.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, smooth, uniform

BROADLEAF, CONIFER, SHRUB = 0, 1, 2
CLUMPS = 108
"""Per tree: boughs of a conifer, or ``LOBES`` times ``_PER_LOBE`` of the others."""
LOBES = 9
_PER_LOBE = CLUMPS // LOBES
_GOLDEN = 2.399963
"""Radians: successive boughs turn by the golden angle, as on real stems."""

Rows = NDArray[np.float64]
"""Trees: x, ground height, z, height (metres), kind, seed."""


class Grown(NamedTuple):
    """What trees are made of, float32."""

    lobes: Floats
    """``[tree, lobe, 4]``: centre and radius; unused by conifers."""
    clumps: Floats
    """``[tree, clump, 9]``: place, outward normal (of a bough: its end from its start), radius (its
    length), the shares of sun and sky that reach it."""
    veils: Floats
    """``[tree, 6]``: by how much the air between dims each colour, and what it adds."""


@jit
def lobe(i: int, seed: int, kind: int) -> tuple[float, float, float, float]:
    """Centre and radius of lobe ``i`` of a broad crown, in tree heights; low ones come first.

    ``seed`` also chooses the habit, from a spreading oak to an upright lime.
    """
    slim = uniform(seed, 21)
    low = 0.24 + 0.16 * uniform(seed, 22)
    half = 0.50 - 0.24 * slim
    if kind == SHRUB:
        low = 0.12
        half = 0.62
    t = (i + 0.9 * uniform(i, seed + 24)) / LOBES
    size = (0.115 + 0.085 * uniform(i, seed + 23)) * (1.15 - 0.4 * t)
    if kind == SHRUB:
        size *= 1.6
    rise = low + size * 0.5 + (1 - low - 1.35 * size) * t
    away = max(half * math.sin(math.pi * (0.20 + 0.74 * t)) - 0.7 * size, 0.02)
    away *= 0.5 + 0.75 * uniform(i, seed + 25)
    turn = _GOLDEN * i + 1.4 * uniform(i, seed + 26) + 6.2832 * uniform(seed, 27)
    lean = (uniform(seed, 28) - 0.5) * 0.22 * rise
    return away * math.cos(turn) + lean, rise, away * math.sin(turn), size


@jit
def _chord(p: tuple[float, float, float], s: tuple[float, float, float], c: Floats) -> float:
    """The way from ``p`` towards ``s`` through a lobe ``c`` (x, y, z, radius), in its radii."""
    ox = c[0] - p[0]
    oy = (c[1] - p[1]) * 1.25
    oz = c[2] - p[2]
    along = ox * s[0] + oy * s[1] + oz * s[2]
    left = c[3] * c[3] - (ox * ox + oy * oy + oz * oz - along * along)
    if left <= 0:
        return 0.0
    h = math.sqrt(left)
    return float(max(along + h - max(along - h, 0.0), 0.0) / c[3])


@jit
def _broad(air: Air, tree: Rows, clumps: Floats, lobes: Floats) -> None:
    seed, kind = int(tree[5]), int(tree[4])
    for i in range(LOBES):
        x, y, z, size = lobe(i, seed, kind)
        lobes[i, 0] = x * tree[3]
        lobes[i, 1] = y * tree[3]
        lobes[i, 2] = z * tree[3]
        lobes[i, 3] = size * tree[3]
    sun = (air.sun[0], air.sun[1], air.sun[2])
    for k in range(CLUMPS):
        i = k // _PER_LOBE
        # Spread evenly over the lobe, the underside left thin.
        up = 1 - 1.7 * ((k % _PER_LOBE) + uniform(k, seed + 31)) / _PER_LOBE
        turn = _GOLDEN * k + 0.8 * uniform(k, seed + 32)
        e = math.sqrt(max(1 - up * up, 0.0))
        nx, nz = e * math.cos(turn), e * math.sin(turn)
        size = lobes[i, 3]
        off = size * (0.60 + 0.45 * uniform(k, seed + 33))
        p = (lobes[i, 0] + nx * off, lobes[i, 1] + up * off * 0.8, lobes[i, 2] + nz * off)
        shade = cover = 0.0
        for j in range(LOBES):
            shade += _chord(p, sun, lobes[j])
            cover += _chord(p, (0.0, 1.0, 0.0), lobes[j])
        for c in range(3):
            clumps[k, c] = p[c]
        clumps[k, 3] = nx
        clumps[k, 4] = up
        clumps[k, 5] = nz
        clumps[k, 6] = size * (0.22 + 0.26 * uniform(k, seed + 34))
        clumps[k, 7] = math.exp(-1.0 * shade)
        clumps[k, 8] = 0.30 + 0.70 * math.exp(-0.55 * cover)


@jit
def _conic(air: Air, tree: Rows, clumps: Floats) -> None:
    """Boughs in uneven whorls: from the stem to the tip, which droops."""
    seed, tall = int(tree[5]), tree[3]
    wide = tall * (0.16 + 0.13 * uniform(seed, 41))
    taper = 0.75 + 0.35 * uniform(seed, 42)
    whorls = 13 + int(7 * uniform(seed, 43))
    flat = math.sqrt(air.sun[0] ** 2 + air.sun[2] ** 2) + 1e-6
    for k in range(CLUMPS):
        t = ((k + 0.5) / CLUMPS) ** 0.85
        whorl = int(t * whorls)
        t += (0.5 - (t * whorls - whorl)) * 0.5 / whorls + 0.03 * (uniform(k, seed + 44) - 0.5)
        long = wide * (1 - t) ** taper + 0.010 * tall
        long *= 0.72 + 0.40 * uniform(k, seed + 45) + 0.18 * (uniform(whorl, seed + 46) - 0.5)
        if uniform(k, seed + 47) < 0.10:
            long *= 0.45
        turn = _GOLDEN * k + 0.9 * uniform(k, seed + 48)
        droop = 0.62 - 0.85 * t + 0.2 * (uniform(k, seed + 49) - 0.5)
        clumps[k, 0] = 0.0
        clumps[k, 1] = tall * (0.07 + 0.92 * t)
        clumps[k, 2] = 0.0
        clumps[k, 3] = math.cos(turn) * long
        clumps[k, 4] = -droop * long
        clumps[k, 5] = math.sin(turn) * long
        clumps[k, 6] = long
        facing = (math.cos(turn) * air.sun[0] + math.sin(turn) * air.sun[2]) / flat
        clumps[k, 7] = smooth(-0.55 - 0.5 * t, 0.75, facing + 0.35 * (uniform(k, seed + 50) - 0.5))
        clumps[k, 8] = 0.42 + 0.58 * clamp(t * 1.3, 0.0, 1.0)


@parallel
def _grow(air: Air, trees: Rows, grown: Grown) -> None:
    for t in prange(trees.shape[0]):
        z, dx = trees[t, 2], trees[t, 0] / trees[t, 2]
        veil = grown.veils[t]
        veil[3], veil[4], veil[5] = hazed(air, 0.0, 0.0, 0.0, z, dx, 1.0)
        r, g, b = hazed(air, 1.0, 1.0, 1.0, z, dx, 1.0)
        veil[0], veil[1], veil[2] = r - veil[3], g - veil[4], b - veil[5]
        if trees[t, 4] == CONIFER:
            _conic(air, trees[t], grown.clumps[t])
        else:
            _broad(air, trees[t], grown.clumps[t], grown.lobes[t])


def grow(air: Air, trees: Rows) -> Grown:
    """What every tree is made of."""
    n = len(trees)
    grown = Grown(
        np.zeros((n, LOBES, 4), np.float32),
        np.zeros((n, CLUMPS, 9), np.float32),
        np.zeros((n, 6), np.float32),
    )
    _grow(air, trees, grown)
    return grown
