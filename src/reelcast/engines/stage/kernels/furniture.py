"""Furniture as rounded solids by signed distance: what a ray meets of it, and what it shades.

A piece is a turned group of parts. For what the camera sees each part is marched within its own
box; for shadows and bounced light the boxes of bulky parts, shrunk a little, are close enough.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import noise2

ROUND, CONE, TUBE, SHEET, LEAF, CAN = 0, 1, 2, 3, 4, 5
"""Shapes: a cushioned box; an upright cone or drum; a rod; a hanging cloth; a leaf; a can."""
PLAIN, CLOTH, WOOD, SHADE, GREEN, DRAPE, BOOKS, PICTURE = 0, 1, 2, 3, 4, 5, 6, 7
"""Materials. What is made of SHADE is a lamp's and casts no shadow."""
FAR = 1e9
"""Metres to what is not met."""
_STEPS = 40
_ROUNDED = 0.03
"""Metres by which the box that stands for a part in shadows is smaller, for its round corners."""

Rows = NDArray[np.float64]


class Furniture(NamedTuple):
    """All that stands in a room. Metres; rows are made by ``sets.parts.household``."""

    pieces: Rows
    """First part, end; x0, x1, y0, y1, z0, z1 around it; x, z it turns about; cos, sin."""
    parts: Rows
    """Shape; middle; half sizes; rounding; bulge; cos, sin of its tilt; RGB; material, seed.

    CONE: radius below, half height, radius above. TUBE, CAN and LEAF: from the middle to that plus
    the half sizes. SHEET: across, up, depth of its folds. The bulge of a LEAF is its half width.
    """
    boxes: Rows
    """x0, x1, y0, y1, z0, z1 around each part."""


@jit
def _cushion(p: Rows, x: float, y: float, z: float) -> float:
    """A box with rounded edges whose top and bottom swell towards their middle."""
    y, z = p[9] * y + p[10] * z, -p[10] * y + p[9] * z
    ax, ay, az = abs(x), abs(y), abs(z)
    swell = max(1 - (ax / p[4]) ** 2, 0.0) * max(1 - (az / p[6]) ** 2, 0.0)
    # Filling settles: a crease here and there.
    swell *= 1 + 0.35 * noise2(3.1 * x + p[15], 3.1 * z) if p[8] > 0 else 1.0
    qx, qy, qz = ax - p[4] + p[7], ay - p[5] - p[8] * swell + p[7], az - p[6] + p[7]
    out = max(qx, 0.0) ** 2 + max(qy, 0.0) ** 2 + max(qz, 0.0) ** 2
    return float(math.sqrt(out) + min(max(qx, qy, qz), 0.0) - p[7])


@jit
def _drum(p: Rows, x: float, y: float, z: float) -> float:
    s = min(max(0.5 + 0.5 * y / p[5], 0.0), 1.0)
    qx = math.sqrt(x * x + z * z) - (p[4] + (p[6] - p[4]) * s) + p[7]
    qy = abs(y) - p[5] + p[7]
    return float(math.sqrt(max(qx, 0.0) ** 2 + max(qy, 0.0) ** 2) + min(max(qx, qy), 0.0) - p[7])


@jit
def _rod(p: Rows, x: float, y: float, z: float) -> float:
    long = p[4] ** 2 + p[5] ** 2 + p[6] ** 2
    s = min(max((x * p[4] + y * p[5] + z * p[6]) / long, 0.0), 1.0)
    return float(math.sqrt((x - p[4] * s) ** 2 + (y - p[5] * s) ** 2 + (z - p[6] * s) ** 2) - p[7])


@jit
def _can(p: Rows, x: float, y: float, z: float) -> float:
    """A rod with flat ends: the housing of a lamp."""
    long = math.sqrt(p[4] ** 2 + p[5] ** 2 + p[6] ** 2)
    along = (x * p[4] + y * p[5] + z * p[6]) / long
    away = math.sqrt(max(x * x + y * y + z * z - along * along, 0.0))
    return float(
        max(away - p[7] * (0.82 + 0.18 * along / long), abs(along - 0.5 * long) - 0.5 * long)
    )


@jit
def _sheet(p: Rows, x: float, y: float, z: float) -> float:
    """Cloth hanging from a rail: folds of uneven width that deepen and wander on their way down."""
    down = 0.5 - 0.5 * y / p[5]
    across = x + 0.05 * down * noise2(x * 2.0 + p[15], down * 1.3)
    turn = across * 46.0 + 2.2 * noise2(across * 4.3 + p[15], 0.4 * down)
    fold = math.sin(turn) + 0.35 * math.sin(0.47 * turn + p[15]) + 0.3 * down * noise2(9 * x, down)
    d = abs(z - p[6] * (0.32 + 0.2 * down) * fold) - 0.006
    return float(max(d * 0.45, abs(x) - p[4], abs(y) - p[5]))


@jit
def _leaf(p: Rows, x: float, y: float, z: float) -> float:
    """A leaf along its stalk, bent down towards the tip."""
    long = math.sqrt(p[4] ** 2 + p[5] ** 2 + p[6] ** 2)
    flat = math.sqrt(p[4] ** 2 + p[6] ** 2) + 1e-6
    sx, sz = -p[6] / flat, p[4] / flat
    a = (x * p[4] + y * p[5] + z * p[6]) / (long * long)
    b = x * sx + z * sz
    n = -x * p[4] * p[5] / (long * flat) + y * flat / long - z * p[6] * p[5] / (long * flat)
    n += 0.22 * long * a * a - 0.12 * b * b / p[8]
    inside = min(max(a, 0.0), 1.0)
    half = p[8] * math.sin(math.pi * inside**0.75)
    side = max(abs(b) - half, 0.0)
    over = (a - inside) * long
    return 0.75 * (math.sqrt(side * side + n * n + over * over) - 0.004)


@jit
def _distance(p: Rows, x: float, y: float, z: float) -> float:
    """Metres from a part, a little less where its shape is bent; negative inside."""
    x, y, z = x - p[1], y - p[2], z - p[3]
    if p[0] == ROUND:
        return _cushion(p, x, y, z)
    if p[0] == CONE:
        return _drum(p, x, y, z)
    if p[0] == TUBE:
        return _rod(p, x, y, z)
    if p[0] == SHEET:
        return _sheet(p, x, y, z)
    if p[0] == CAN:
        return _can(p, x, y, z)
    return _leaf(p, x, y, z)


@jit
def _span(
    b: Rows, o: tuple[float, float, float], d: tuple[float, float, float], slack: float
) -> tuple[float, float, int]:
    """Where a ray enters and leaves a box, ``slack`` metres smaller, and through which axis."""
    enter, leave, axis = -FAR, FAR, 0
    for k in range(3):
        middle, half = 0.5 * (b[2 * k] + b[2 * k + 1]), 0.5 * (b[2 * k + 1] - b[2 * k])
        half -= min(slack, 0.2 * half)
        one = 1 / (d[k] if abs(d[k]) > 1e-9 else 1e-9)
        near = (middle - o[k]) * one - abs(half * one)
        far = (middle - o[k]) * one + abs(half * one)
        if near > enter:
            enter, axis = near, k
        leave = min(leave, far)
    return enter, leave, axis


@jit
def _into(
    g: Rows, o: tuple[float, float, float], d: tuple[float, float, float]
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """A ray as a turned piece sees it."""
    x, z, c, s = o[0] - g[8], o[2] - g[9], g[10], g[11]
    start = (g[8] + c * x - s * z, o[1], g[9] + s * x + c * z)
    return start, (c * d[0] - s * d[2], d[1], s * d[0] + c * d[2])


@jit
def _march(
    p: Rows, o: tuple[float, float, float], d: tuple[float, float, float], t: float, end: float
) -> float:
    """Metres to a part along a ray between ``t`` and ``end``; FAR where it is missed."""
    for _ in range(_STEPS):
        gap = _distance(p, o[0] + d[0] * t, o[1] + d[1] * t, o[2] + d[2] * t)
        if gap < 4e-4 * t:
            return t
        t += 0.85 * gap
        if t > end:
            return FAR
    return FAR


@jit
def _normal(p: Rows, x: float, y: float, z: float) -> tuple[float, float, float]:
    e = 2e-3
    here = _distance(p, x, y, z)
    nx = _distance(p, x + e, y, z) - here
    ny = _distance(p, x, y + e, z) - here
    nz = _distance(p, x, y, z + e) - here
    n = 1 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-18)
    return nx * n, ny * n, nz * n


@jit
def seen(
    kit: Furniture, o: tuple[float, float, float], d: tuple[float, float, float], limit: float
) -> tuple[float, int]:
    """The first part along a ray and the metres to it; -1 if there is none before ``limit``."""
    best, who = limit, -1
    for i in range(kit.pieces.shape[0]):
        g = kit.pieces[i]
        start, along = _into(g, o, d)
        near, far, _ = _span(g[2:8], start, along, 0.0)
        if near > far or far < 0 or near > best:
            continue
        for k in range(int(g[0]), int(g[1])):
            near, far, _ = _span(kit.boxes[k], start, along, 0.0)
            if near < far and far > 0 and near < best:
                t = _march(kit.parts[k], start, along, max(near, 1e-3), min(far, best))
                if t < best:
                    best, who = t, k
    return best, who


@jit
def facing(
    kit: Furniture, who: int, x: float, y: float, z: float
) -> tuple[float, float, float, float, float, float]:
    """Normal of a part at a point of its surface, and that point as the part itself sees it."""
    for i in range(kit.pieces.shape[0]):
        g = kit.pieces[i]
        if g[0] <= who < g[1]:
            (lx, ly, lz), _ = _into(g, (x, y, z), (0.0, 0.0, 1.0))
            p = kit.parts[who]
            nx, ny, nz = _normal(p, lx, ly, lz)
            c, s = g[10], g[11]
            return c * nx + s * nz, ny, -s * nx + c * nz, lx - p[1], ly - p[2], lz - p[3]
    return 0.0, 1.0, 0.0, 0.0, 0.0, 0.0


@jit
def _bulky(p: Rows) -> bool:
    """Whether a part's box is a fair stand-in for it in shadows."""
    return bool(p[14] != SHADE and p[0] != TUBE and p[0] != LEAF and p[0] != SHEET)


@jit
def met(
    kit: Furniture, o: tuple[float, float, float], d: tuple[float, float, float], limit: float
) -> tuple[float, int, float, float, float]:
    """As ``seen``, of the plain boxes that stand for the parts, with their normal."""
    best, who = limit, -1
    nx = ny = nz = 0.0
    for i in range(kit.pieces.shape[0]):
        g = kit.pieces[i]
        start, along = _into(g, o, d)
        near, far, _ = _span(g[2:8], start, along, 0.0)
        if near > far or far < 0 or near > best:
            continue
        for k in range(int(g[0]), int(g[1])):
            near, far, axis = _span(kit.boxes[k], start, along, _ROUNDED)
            if near < far and 1e-3 < near < best and _bulky(kit.parts[k]):
                best, who = near, k
                sign = -1.0 if along[axis] > 0 else 1.0
                nx, ny, nz = 0.0, sign, 0.0
                if axis == 0:
                    nx, ny, nz = g[10] * sign, 0.0, -g[11] * sign
                elif axis == 2:
                    nx, ny, nz = g[11] * sign, 0.0, g[10] * sign
    return best, who, nx, ny, nz


@jit
def clear(
    kit: Furniture, o: tuple[float, float, float], d: tuple[float, float, float], limit: float
) -> float:
    """1 where nothing stands along a ray before ``limit`` metres, else 0.

    Curtains are left to the windows that they hang beside.
    """
    for i in range(kit.pieces.shape[0]):
        g = kit.pieces[i]
        start, along = _into(g, o, d)
        near, far, _ = _span(g[2:8], start, along, 0.0)
        if near > far or far < 0 or near > limit:
            continue
        for k in range(int(g[0]), int(g[1])):
            near, far, _ = _span(kit.boxes[k], start, along, _ROUNDED)
            if near > far or far < 1e-3 or near > limit:
                continue
            # A part does not shade what lies within its own stand-in.
            if near > 1e-3 and _bulky(kit.parts[k]):
                return 0.0
            if kit.parts[k, 0] == TUBE or kit.parts[k, 0] == LEAF:
                near, far, _ = _span(kit.boxes[k], start, along, 0.0)
                if _march(kit.parts[k], start, along, max(near, 0.01), min(far, limit)) < FAR:
                    return 0.0
    return 1.0
