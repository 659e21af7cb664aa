"""Broadleaf trees, conifers and shrubs made of leaf splats, with trunks, limbs and cast shade."""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.crowns import (
    BROADLEAF,
    CLUMPS,
    CONIFER,
    LOBES,
    SHRUB,
    Grown,
    Rows,
    grow,
)
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.leaves import BARE, Three, lit, paint_leaves
from reelcast.engines.stage.kernels.noise import Floats, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, rod, strip_of

__all__ = ["BROADLEAF", "CONIFER", "SHRUB", "Rows", "paint_trees"]


@jit
def _crown(tree: Rows) -> float:
    """Metres that a crown reaches to either side, at most."""
    if tree[4] == CONIFER:
        return float(tree[3] * 0.34)
    return float(tree[3] * (0.62 if tree[4] == BROADLEAF else 0.85))


@jit
def _shade_ground(eye: Eye, air: Air, tree: Rows, strip: Strip, out: Floats, depth: Floats) -> None:
    """The shade under and beside a tree, an ellipse drawn out away from the sun."""
    radius = _crown(tree) * 0.62
    away = min(tree[3] * 0.5 / max(air.sun[1], 0.12), 2.2 * tree[3])
    z = tree[2] - air.sun[2] * away * 0.5
    m = eye.focal / tree[2]
    x = eye.centre + (tree[0] - air.sun[0] * away * 0.5) * m
    y = eye.horizon - (tree[1] - eye.above) * m
    rx = (radius + 0.5 * away * abs(air.sun[0])) * m
    ry = max(radius * m * abs(eye.above - tree[1]) / tree[2], 1.0)
    direct = air.light[1] * max(air.sun[1], 0.1) / math.pi
    dark = 0.25 + 0.40 * direct / (direct + air.ambient[1])
    for j in range(max(int(y - ry), 0), min(int(y + ry) + 1, eye.height)):
        for i in range(max(int(x - rx), strip.first), min(int(x + rx) + 1, strip.end)):
            q = ((i - x) / rx) ** 2 + ((j - y) / ry) ** 2
            if q < 1 and abs(depth[j, i] - z) < radius * 2 + away:
                for c in range(3):
                    out[j, i, c] *= 1 - dark * (1 - q)


@jit
def _bark(air: Air, tree: Rows, veil: Floats) -> Three:
    """The colour of trunk and limbs, seen through the air."""
    sun = (0.25 + 0.3 * math.sqrt(air.sun[0] ** 2 + max(-air.sun[2], 0.0) ** 2)) / math.pi
    v = (0.045 + 0.03 * uniform(int(tree[5]), 61)) * (1 - 0.35 * air.wet)
    return lit(air, veil, (v, 0.82 * v, 0.66 * v), sun, 0.55)


@jit
def _stem(
    eye: Eye, air: Air, tree: Rows, grown: Grown, t: int, strip: Strip, out: Floats, depth: Floats
) -> None:
    """Trunk and, of a broadleaf, the limbs that carry the lobes."""
    z = tree[2]
    m = eye.focal / z
    x = eye.centre + tree[0] * m
    foot = eye.horizon - (tree[1] - eye.above) * m
    lobes, clumps = grown.lobes[t], grown.clumps[t]
    colour = _bark(air, tree, grown.veils[t])
    side = 0.45 * air.sun[0]
    thick = tree[3] * 0.021 * m
    seed = int(tree[5])
    if tree[4] == CONIFER:
        top = foot - tree[3] * 0.97 * m
        colour = (0.55 * colour[0], 0.55 * colour[1], 0.55 * colour[2])
        start, end = (x, foot, thick * 0.8), (x, top, 0.3)
        rod(out, depth, strip, start, end, (z, z), colour, side)
        return
    fork = 0.20 + 0.14 * uniform(seed, 62)
    bend = (uniform(seed, 63) - 0.5) * 0.10 * tree[3] * m
    crotch = (x + bend, foot - fork * tree[3] * m, thick * 0.8)
    rod(out, depth, strip, (x, foot, thick * 1.25), crotch, (z, z), colour, side)
    head = (x + bend * 0.6, foot - 0.72 * tree[3] * m, thick * 0.25)
    rod(out, depth, strip, crotch, head, (z, z), colour, side)
    for i in range(LOBES):
        tip_x = x + lobes[i, 0] * m
        tip_y = foot - (lobes[i, 1] + 0.3 * lobes[i, 3]) * m
        from_ = 0.75 * min(i / LOBES, 0.7)
        x0 = crotch[0] + (head[0] - crotch[0]) * from_
        y0 = crotch[1] + (head[1] - crotch[1]) * from_
        # Limbs leave the stem sideways, then rise.
        knee = (0.62 * tip_x + 0.38 * x0, 0.55 * y0 + 0.45 * tip_y, thick * 0.34)
        zs = z + lobes[i, 2]
        rod(out, depth, strip, (x0, y0, thick * 0.5), knee, (z, 0.5 * (z + zs)), colour, side)
        end = (tip_x, tip_y, thick * 0.13)
        rod(out, depth, strip, knee, end, (0.5 * (z + zs), zs), colour, side)
    if air.snow <= BARE:
        return
    for k in range(CLUMPS):
        i = k * LOBES // CLUMPS
        start = (x + lobes[i, 0] * m, foot - (lobes[i, 1] - 0.4 * lobes[i, 3]) * m, thick * 0.12)
        end = (x + clumps[k, 0] * m, foot - clumps[k, 1] * m, thick * 0.05)
        zs = z + clumps[k, 2]
        rod(out, depth, strip, start, end, (zs, zs), colour, side)


@parallel
def _paint(
    trees: Rows, grown: Grown, autumn: float, eye: Eye, air: Air, out: Floats, depth: Floats
) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for t in range(trees.shape[0]):
            tree = trees[t]
            m = eye.focal / tree[2]
            x = eye.centre + tree[0] * m
            # Room for the shade, which falls aside.
            reach = _crown(tree) * m * 1.2 + 2.2 * tree[3] * m * abs(air.sun[0])
            if x + reach < strip.first or x - reach > strip.end:
                continue
            if tree[4] != SHRUB:
                _shade_ground(eye, air, tree, strip, out, depth)
                _stem(eye, air, tree, grown, t, strip, out, depth)
            paint_leaves(eye, air, tree, grown, t, autumn, strip, out, depth)


def _seen(eye: Eye, trees: Rows) -> NDArray[np.bool_]:
    """Which trees, or the shades that they cast, are within the plate."""
    x, y, z, tall = trees[:, 0], trees[:, 1], trees[:, 2], trees[:, 3]
    m = eye.focal / z
    foot = eye.horizon - (y - eye.above) * m
    inside = (foot > 0) & (foot - 1.2 * tall * m < eye.height)
    column = eye.centre + x * m
    reach = 3.5 * tall * m
    return np.asarray(inside & (column + reach > 0) & (column - reach < eye.width))


def paint_trees(
    eye: Eye, air: Air, trees: Rows, radiance: Floats, depth: Floats, autumn: float = 0.0
) -> None:
    """Draw ``trees`` into the plate and its depth map in place; ``autumn`` turns their leaves."""
    rows = trees[_seen(eye, trees)]
    if len(rows):
        rows = rows[np.argsort(-rows[:, 2], kind="stable")]
        _paint(rows, grow(air, rows), autumn, eye, air, radiance, depth)
