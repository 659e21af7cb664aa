"""A room as traced for the camera: what each pixel shows, and coarse maps of shade and mirror."""

import math
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.furniture import Furniture, clear, facing, seen
from reelcast.engines.stage.kernels.interior import (
    FLOOR,
    PARTS,
    SOURCES,
    Glow,
    Point,
    Room,
    colour_at,
    first,
    inward,
    lamp_light,
    pane,
    portal,
    thrown_back,
    walls,
    window_at,
)
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, smooth, uniform

COARSE = 4
"""Shadows and reflections are traced on every fourth pixel."""
_RAYS = 14
_NEAR = 0.9
"""Metres within which a thing keeps light thrown back from its neighbours."""
_RECESS = 0.15
"""Metres from the wall to the window in it."""
GLASS, FRAME, REVEAL = 100000, 100001, 100002
"""What is seen in a window, beside faces and parts."""
Ints = NDArray[np.int32]


class Hit(NamedTuple):
    """What a pixel shows: metres along its ray, who, where, the normal there, and the point as the
    part sees it."""

    t: float
    who: int
    p: Point
    n: Point
    own: Point


@jit
def ray(eye: Eye, side: float, px: float, py: float) -> Point:
    """Unit direction of a pixel's ray in the room; ``side`` -1 swaps left and right."""
    u = (px - eye.centre) / eye.focal * side
    v = (eye.horizon - py) / eye.focal
    n = 1 / math.sqrt(u * u + v * v + 1)
    return u * n, v * n, n


@jit
def _in_window(room: Room, k: int, t: float, p: Point, d: Point) -> Hit:
    """What is seen through the hole in the wall: glass, its frame, or the side of the hole."""
    w = room.windows[k]
    out = max(-d[0] if k == 0 else d[2], 1e-6)
    da = d[2] if k == 0 else d[0]
    a = p[2] if k == 0 else p[0]
    t_glass = _RECESS / out
    t_side = ((w[1] if da > 0 else w[0]) - a) / (da + (1e-9 if da > 0 else -1e-9))
    t_lid = ((w[3] if d[1] > 0 else w[2]) - p[1]) / (d[1] + (1e-9 if d[1] > 0 else -1e-9))
    s = min(t_glass, t_side, t_lid)
    q = (p[0] + d[0] * s, p[1] + d[1] * s, p[2] + d[2] * s)
    a, y = (q[2] if k == 0 else q[0]), q[1]
    if s == t_glass:
        open_ = pane(w, a, y, 0.003)
        n = (1.0, 0.0, 0.0) if k == 0 else (0.0, 0.0, -1.0)
        return Hit(t + s, GLASS if open_ > 0.5 else FRAME, q, n, (a, y, open_))
    sign = -1.0 if da > 0 else 1.0
    n = (0.0, 0.0, sign) if k == 0 else (sign, 0.0, 0.0)
    if s == t_lid:
        n = (0.0, -1.0 if d[1] > 0 else 1.0, 0.0)
    return Hit(t + s, REVEAL, q, n, (a, y, s / t_glass))


@jit
def look(room: Room, kit: Furniture, o: Point, d: Point) -> Hit:
    """The first thing along a ray, furniture at full detail."""
    t, face = walls(room, o, d)
    near, k = seen(kit, o, d, t)
    if k >= 0:
        p = (o[0] + d[0] * near, o[1] + d[1] * near, o[2] + d[2] * near)
        nx, ny, nz, x, y, z = facing(kit, k, p[0], p[1], p[2])
        if nx * d[0] + ny * d[1] + nz * d[2] > 0:  # cloth and leaves have two sides
            nx, ny, nz = -nx, -ny, -nz
        return Hit(near, k + PARTS, p, (nx, ny, nz), (x, y, z))
    p = (o[0] + d[0] * t, o[1] + d[1] * t, o[2] + d[2] * t)
    window = window_at(room, face, p[0], p[1], p[2])
    if window >= 0:
        return _in_window(room, window, t, p, d)
    return Hit(t, face, p, inward(face), p)


@jit
def _around(n: Point, turn: float, share: float) -> Point:
    """A direction off a surface by Lambert's law."""
    z = 2 * share - 1
    flat = math.sqrt(max(1 - z * z, 0.0))
    x, y, z = n[0] + flat * math.cos(turn), n[1] + flat * math.sin(turn), n[2] + z
    k = 1 / math.sqrt(x * x + y * y + z * z + 1e-9)
    return x * k, y * k, z * k


@jit
def _open(kit: Furniture, p: Point, n: Point, i: int, j: int) -> float:
    """The share of the surroundings that is not shut out by something near."""
    total = 0.0
    for s in range(_RAYS):
        turn = 2.399963 * s + 6.2832 * uniform(i, j)
        d = _around(n, turn, (s + uniform(i + s, j + 911)) / _RAYS)
        total += clear(kit, p, d, _NEAR)
    return total / _RAYS


@jit
def _window_seen(room: Room, kit: Furniture, k: int, p: Point, n: Point, i: int, j: int) -> float:
    """The share of a window's light that reaches a point."""
    total = got = 0.0
    for s in range(16):
        u = ((s & 3) + uniform(i + 17 * s, j)) / 4
        v = ((s >> 2) + uniform(i, j + 23 * s)) / 4
        lx, ly, lz, high, low = portal(room, k, p, n, u, v)
        much = high + low
        if much > 1e-7:
            d = math.sqrt(lx * lx + ly * ly + lz * lz)
            got += much * clear(kit, p, (lx / d, ly / d, lz / d), d)
            total += much
    return got / total if total > 0 else 1.0


@jit
def _lamp_seen(kit: Furniture, glow: Glow, k: int, p: Point, i: int, j: int) -> float:
    total = 0.0
    for s in range(8):
        x = glow.lamps[k, 0] + 0.22 * (uniform(i + s, j) - 0.5) - p[0]
        y = glow.lamps[k, 1] + 0.26 * ((s + uniform(i, j + s)) / 8 - 0.5) - p[1]
        z = glow.lamps[k, 2] + 0.22 * (uniform(i + 5 * s, j + 3) - 0.5) - p[2]
        d = math.sqrt(x * x + y * y + z * z)
        total += clear(kit, p, (x / d, y / d, z / d), d - 0.15)
    return total / 8


@jit
def _mirrored(
    room: Room, kit: Furniture, glow: Glow, cells: Floats, h: Hit, d: Point, seed: int
) -> Point:
    """What polished boards reflect along one slightly scattered ray."""
    x = d[0] + 0.05 * (uniform(seed, 1) - 0.5)
    z = d[2] + 0.16 * (uniform(seed, 2) - 0.5)
    y = -d[1] * (1 + 0.3 * (uniform(seed, 3) - 0.5))
    k = 1 / math.sqrt(x * x + y * y + z * z)
    x, y, z = x * k, y * k, z * k
    p = (h.p[0], 2e-3, h.p[2])
    t, who, nx, ny, nz = first(room, kit, p, (x, y, z))
    q = (p[0] + x * t, p[1] + y * t, p[2] + z * t)
    if who < PARTS and window_at(room, who, q[0], q[1], q[2]) >= 0:
        s = smooth(0.0, 0.2, y)
        return (
            glow.low[0] + (glow.high[0] - glow.low[0]) * s,
            glow.low[1] + (glow.high[1] - glow.low[1]) * s,
            glow.low[2] + (glow.high[2] - glow.low[2]) * s,
        )
    r, g, b = thrown_back(room, cells, q, (nx, ny, nz))
    for lamp in range(2):
        e = lamp_light(glow, lamp, q, (nx, ny, nz))
        r += e * glow.lamps[lamp, 3]
        g += e * glow.lamps[lamp, 4]
        b += e * glow.lamps[lamp, 5]
    cr, cg, cb = colour_at(room, kit, who)
    return cr * r / math.pi, cg * g / math.pi, cb * b / math.pi


@jit
def _trace_row(
    eye: Eye,
    side: float,
    room: Room,
    kit: Furniture,
    glow: Glow,
    cells: Floats,
    j: int,
    ids: Ints,
    out: Floats,
) -> None:
    """Channels: openness, two windows, two lamps, three of reflection."""
    o = (0.0, eye.above, 0.0)
    for i in range(out.shape[0]):
        d = ray(eye, side, COARSE * (i + 0.5) - 0.5, COARSE * (j + 0.5) - 0.5)
        h = look(room, kit, o, d)
        ids[i] = h.who
        if h.who >= GLASS:
            continue
        p = (h.p[0] + 4e-3 * h.n[0], h.p[1] + 4e-3 * h.n[1], h.p[2] + 4e-3 * h.n[2])
        out[i, 0] = _open(kit, p, h.n, i, j)
        for k in range(2):
            out[i, 1 + k] = _window_seen(room, kit, k, p, h.n, i, j)
            if glow.lamps[k, 3] > 0:
                out[i, 3 + k] = _lamp_seen(kit, glow, k, p, i, j)
        if h.who == FLOOR:
            for s in range(6):
                seed = (j * out.shape[0] + i) * 6 + s
                r, g, b = _mirrored(room, kit, glow, cells, h, d, seed)
                out[i, 5] += r / 6
                out[i, 6] += g / 6
                out[i, 7] += b / 6


@parallel
def _trace(
    eye: Eye,
    side: float,
    room: Room,
    kit: Furniture,
    glow: Glow,
    cells: Floats,
    ids: Ints,
    out: Floats,
) -> None:
    for j in prange(out.shape[0]):
        row = np.int64(j)
        _trace_row(eye, side, room, kit, glow, cells, row, ids[j], out[j])  # type: ignore[arg-type]


@jit
def _calm_row(source: Floats, ids: Ints, step: int, j: int, out: Floats) -> None:
    h, w, n = source.shape
    out[:] = 0.0
    for i in range(w):
        total = 0.0
        for q in range(25):
            y, x = j + (q // 5 - 2) * step, i + (q % 5 - 2) * step
            if 0 <= y < h and 0 <= x < w and ids[y, x] == ids[j, i]:
                weight = math.exp(-0.4 * ((q // 5 - 2) ** 2 + (q % 5 - 2) ** 2))
                total += weight
                for c in range(n):
                    out[i, c] += weight * source[y, x, c]
        for c in range(n):
            out[i, c] /= total


@parallel
def _calm(source: Floats, ids: Ints, step: int, out: Floats) -> None:
    """An average over pixels ``step`` apart that show the same thing (Dammertz 2010)."""
    for j in prange(source.shape[0]):
        _calm_row(source, ids, step, np.int64(j), out[j])  # type: ignore[arg-type]


def coarse_maps(
    eye: Eye, side: float, room: Room, kit: Furniture, glow: Glow, cells: Floats
) -> tuple[Floats, Ints]:
    """Per coarse cell: openness, the share seen of two windows and two lamps, the mirrored RGB.

    Also who is seen there. ``cells`` are the room's ``probes``.
    """
    high, wide = -(-eye.height // COARSE), -(-eye.width // COARSE)
    maps = np.zeros((high, wide, 1 + SOURCES + 3), np.float32)
    ids = np.zeros((high, wide), np.int32)
    _trace(eye, side, room, kit, glow, cells, ids, maps)
    other = np.empty_like(maps)
    for step in (1, 2, 4):
        _calm(maps, ids, step, other)
        maps, other = other, maps
    return maps, ids
