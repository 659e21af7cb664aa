"""Broadleaf trees and conifers made of leaf splats, with their trunks and the shade under them."""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, Eye, hazed
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, splat, strip_of

BROADLEAF, CONIFER = 0, 1
_BRANCHES = 26
_LEAF = (0.055, 0.085, 0.022)
_DENSITY = 2.2

Rows = NDArray[np.float64]
"""Trees: x, ground height, z, height (metres), kind, seed."""


@jit
def _crown(tree: Rows) -> float:
    """Radius of the crown in metres."""
    return float(tree[3] * (0.36 if tree[4] == BROADLEAF else 0.20))


@jit
def _shade_ground(eye: Eye, tree: Rows, strip: Strip, out: Floats, depth: Floats) -> None:
    m = eye.focal / tree[2]
    x = eye.centre + tree[0] * m
    y = eye.horizon - (tree[1] - eye.above) * m
    radius = _crown(tree)
    rx = radius * m * 0.9
    ry = max(rx * abs(eye.above - tree[1]) / tree[2], 1.0)
    for j in range(max(int(y - ry), 0), min(int(y + ry) + 1, eye.height)):
        for i in range(max(int(x - rx), strip.first), min(int(x + rx) + 1, strip.end)):
            q = ((i - x) / rx) ** 2 + ((j - y) / ry) ** 2
            if q < 1 and abs(depth[j, i] - tree[2]) < radius * 2:
                for c in range(3):
                    out[j, i, c] *= 1 - 0.55 * (1 - q)


@jit
def _trunk(eye: Eye, air: Air, tree: Rows, strip: Strip, out: Floats, depth: Floats) -> None:
    z = tree[2]
    m = eye.focal / z
    foot = eye.horizon - (tree[1] - eye.above) * m
    thick = max(tree[3] * 0.022 * m, 0.6)
    colour = hazed(
        air,
        air.ambient[0] * 0.05 + air.light[0] * 0.004,
        air.ambient[1] * 0.042 + air.light[1] * 0.0033,
        air.ambient[2] * 0.034 + air.light[2] * 0.0025,
        z,
        tree[0] / z,
        1.0,
    )
    top = foot - tree[3] * (0.5 if tree[4] == BROADLEAF else 0.9) * m
    for j in range(max(int(top), 0), min(int(foot) + 1, eye.height)):
        w = thick * (1 - 0.6 * (foot - j) / (tree[3] * m))
        x = eye.centre + tree[0] * m
        if m * tree[3] > 60:
            x += noise2(j * 0.02 + tree[5], tree[5] * 0.7) * thick
        for i in range(max(int(x - w), strip.first), min(int(x + w) + 1, strip.end)):
            if depth[j, i] == 0 or z < depth[j, i]:
                for c in range(3):
                    out[j, i, c] = colour[c]
                depth[j, i] = z


@jit
def _broadleaf(
    k: int, seed: int, ht: float, radius: float
) -> tuple[float, float, float, float, float, float, float]:
    """Leaf ``k``: place in the tree, normal, how open to light it is."""
    b = uniform(k * 3 + 1, seed)
    c = uniform(k * 3 + 2, seed) * _BRANCHES
    th = 6.2832 * uniform(k * 3, seed)
    branch = int(c)
    c -= branch
    q = 6.2832 * uniform(branch, seed + 11)
    rise = uniform(branch, seed + 12) * 2 - 1
    w = math.sqrt(1 - rise * rise) * radius * 0.80
    up = 2 * b - 1
    e = math.sqrt(1 - up * up)
    size = radius * (0.30 + 0.22 * uniform(branch, seed + 13)) * (0.75 + 0.35 * c)
    nx = e * math.cos(th)
    nz = e * math.sin(th)
    x = w * math.cos(q) + nx * size
    y = rise * radius * 0.85 + up * size * 0.8
    z = w * math.sin(q) + nz * size
    out = math.sqrt(x * x + y * y + z * z) / radius
    open_ = smooth(0.35, 1.15, out) * (0.45 + 0.55 * clamp(0.5 + 0.5 * y / radius, 0.0, 1.0))
    open_ *= 0.7 + 0.3 * up
    nx = 0.6 * nx + 0.4 * x / radius
    ny = 0.6 * up + 0.4 * y / radius
    nz = 0.6 * nz + 0.4 * z / radius
    return x, y + ht * 0.62, z, nx, ny, nz, open_


@jit
def _conifer(
    k: int, seed: int, ht: float, radius: float
) -> tuple[float, float, float, float, float, float, float]:
    """Needles ``k``: as ``_broadleaf``, in drooping tiers."""
    a = uniform(k * 3, seed)
    rise = 1 - uniform(k * 3 + 1, seed) ** 0.75
    th = 6.2832 * a
    tier = rise * 17 + 0.9 * uniform(int(a * 9), seed) + uniform(seed, 9)
    saw = tier - math.floor(tier)
    w = radius * (1 - rise) ** 0.9 * (1.05 - 0.55 * saw)
    w *= 0.72 + 0.4 * uniform(int(a * 9), seed + int(tier))
    q = math.sqrt(uniform(k * 3 + 2, seed))
    y = ht * (0.06 + 0.94 * rise) - 0.30 * w * q
    open_ = (0.25 + 0.75 * q * q) * (0.4 + 0.6 * (1 - saw))
    nx = math.cos(th) * 0.8
    nz = math.sin(th) * 0.8
    return w * q * math.cos(th), y, w * q * math.sin(th), nx, 0.55, nz, open_


@jit
def _leaf_colour(
    air: Air, k: int, seed: int, facing: float, open_: float, z: float, dx: float
) -> tuple[float, float, float]:
    back = max(air.sun[2], 0.0) * 0.35 * (0.5 + 0.5 * uniform(k, seed + 5))
    d = (max(facing * 0.8 + 0.2, 0.0) + back) * open_ / math.pi
    fill = 0.25 + 0.75 * open_
    v = (0.75 + 0.5 * uniform(seed, 3)) * (0.65 + 0.7 * uniform(k, seed + 6))
    r = _LEAF[0] * v * (0.82 + 0.4 * uniform(seed, 4)) * (air.light[0] * d + air.ambient[0] * fill)
    g = _LEAF[1] * v * (air.light[1] * d + air.ambient[1] * fill)
    b = _LEAF[2] * v * (air.light[2] * d + air.ambient[2] * fill)
    return hazed(air, r, g, b, z, dx, 1.0)


@jit
def _leaves(eye: Eye, air: Air, tree: Rows, strip: Strip, out: Floats, depth: Floats) -> None:
    m = eye.focal / tree[2]
    radius = _crown(tree)
    seed = int(tree[5])
    broad = tree[4] == BROADLEAF
    size = clamp((0.10 if tree[2] > 60 else 0.055) * m, 0.95, 11.0)
    area = (2.6 * radius * radius if broad else 0.75 * radius * tree[3]) * m * m
    for k in range(int(clamp(_DENSITY * area / (1.7 * size * size), 30.0, 90000.0))):
        if broad:
            x, y, z, nx, ny, nz, open_ = _broadleaf(k, seed, tree[3], radius)
        else:
            x, y, z, nx, ny, nz, open_ = _conifer(k, seed, tree[3], radius)
        facing = nx * air.sun[0] + ny * air.sun[1] + nz * air.sun[2]
        colour = _leaf_colour(air, k, seed, facing, open_, tree[2], tree[0] / tree[2])
        s = eye.focal / (tree[2] + z)
        column = eye.centre + (tree[0] + x) * s
        row = eye.horizon - (tree[1] + y - eye.above) * s
        turn = uniform(k, seed + 7) * 6.2832
        shape = (size, math.cos(turn), math.sin(turn))
        splat(out, depth, strip, (column, row, tree[2] + z), shape, colour)


@parallel
def _paint(trees: Rows, eye: Eye, air: Air, out: Floats, depth: Floats) -> None:
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for t in range(trees.shape[0]):
            m = eye.focal / trees[t, 2]
            x = eye.centre + trees[t, 0] * m
            reach = _crown(trees[t]) * m * 1.3
            if x + reach >= strip.first and x - reach <= strip.end:
                _shade_ground(eye, trees[t], strip, out, depth)
                _trunk(eye, air, trees[t], strip, out, depth)
                _leaves(eye, air, trees[t], strip, out, depth)


def paint_trees(eye: Eye, air: Air, trees: Rows, radiance: Floats, depth: Floats) -> None:
    """Draw ``trees`` into the plate and its depth map in place."""
    _paint(trees[np.argsort(-trees[:, 2], kind="stable")], eye, air, radiance, depth)
