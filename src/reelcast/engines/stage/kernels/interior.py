"""A furnished box with windows and its light: what comes straight in, what is thrown back.

Room axes are the lens's; the light's side is the left (a set mirrors its camera for the right).
Straight light is summed over its source without shadows, which is smooth, and multiplied by how
much of the source is seen, which is traced coarsely; light thrown back is kept in probes. Neither
knows a texture, so none of the noise of tracing can end up in one.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.furniture import Furniture, clear, met
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, fbm2, smooth, uniform

Rows = NDArray[np.float64]
Point = tuple[float, float, float]

LEFT, RIGHT, FLOOR, CEILING, BEHIND, BACK = 0, 1, 2, 3, 4, 5
"""The faces of the box; a part of the furniture is named by its number plus ``PARTS``."""
PARTS = 6
SOURCES = 4
"""Two windows, two lamps: the first in the left wall, the second in the back."""
_PATHS = 160
_CELLS = (12, 6, 14)
"""Probes across, up and away."""
_GRID = 3
"""A window is summed over this many points squared."""
_BAR = 0.035
"""Half the width of a window's bars, in metres."""
_DRAWN = 0.15
"""Metres at either side of a window that its curtains cover."""


class Room(NamedTuple):
    """The box, metres. ``windows`` has two rows: from, to (z, or x in the back), sill, top, panes
    across, panes up, share of light its glass lets through; ``walls`` the RGB of the six faces."""

    left: float
    right: float
    behind: float
    back: float
    ceiling: float
    windows: Rows
    walls: Rows


class Glow(NamedTuple):
    """The sources. ``high`` and ``low`` are the radiance of the sky and of what lies under it as it
    lights the room; ``sun`` points to it, ``sunlight`` is its irradiance; ``dapple``, 0 to 1, how
    much foliage breaks it. ``lamps`` has two rows: x, y, z, intensity RGB."""

    high: Rows
    low: Rows
    sun: Rows
    sunlight: Rows
    dapple: float
    lamps: Rows


@jit
def walls(room: Room, o: Point, d: Point) -> tuple[float, int]:
    """Metres to the box's face along a ray from inside, and which it is."""
    tx = ((room.right if d[0] > 0 else room.left) - o[0]) / (d[0] + (1e-9 if d[0] > 0 else -1e-9))
    ty = ((room.ceiling if d[1] > 0 else 0.0) - o[1]) / (d[1] + (1e-9 if d[1] > 0 else -1e-9))
    tz = ((room.back if d[2] > 0 else room.behind) - o[2]) / (d[2] + (1e-9 if d[2] > 0 else -1e-9))
    if tx < ty and tx < tz:
        return tx, RIGHT if d[0] > 0 else LEFT
    if ty < tz:
        return ty, CEILING if d[1] > 0 else FLOOR
    return tz, BACK if d[2] > 0 else BEHIND


@jit
def inward(face: int) -> Point:
    """The normal of a face of the box."""
    if face == LEFT:
        return 1.0, 0.0, 0.0
    if face == RIGHT:
        return -1.0, 0.0, 0.0
    if face == FLOOR:
        return 0.0, 1.0, 0.0
    if face == CEILING:
        return 0.0, -1.0, 0.0
    return 0.0, 0.0, 1.0 if face == BEHIND else -1.0


@jit
def window_at(room: Room, face: int, x: float, y: float, z: float) -> int:
    """Which window a point of a face lies in; -1 for none."""
    k = 0 if face == LEFT else 1
    w = room.windows[k]
    a = z if k == 0 else x
    if (face == LEFT or face == BACK) and w[0] < a < w[1] and w[2] < y < w[3]:
        return k
    return -1


@jit
def pane(w: Rows, a: float, y: float, soft: float) -> float:
    """1 where a window lets light through, 0 on its bars and beside it, ``soft`` metres between."""
    across, up = (w[1] - w[0]) / w[4], (w[3] - w[2]) / w[5]
    fa = (a - w[0]) / across
    fy = (y - w[2]) / up
    fa = (0.5 - abs(fa - math.floor(fa) - 0.5)) * across
    fy = (0.5 - abs(fy - math.floor(fy) - 0.5)) * up
    out = min(a - w[0], w[1] - a, y - w[2], w[3] - y)
    bars = smooth(_BAR - soft, _BAR + soft, fa) * smooth(_BAR - soft, _BAR + soft, fy)
    return bars * smooth(0.03 - soft, 0.03 + soft, out)


@jit
def portal(
    room: Room, k: int, p: Point, n: Point, u: float, v: float
) -> tuple[float, float, float, float, float]:
    """One point of a window, at shares ``u``, ``v`` of it, as it lights a surface.

    Returns the direction to it times metres, and how much of the sky's and of the low radiance
    arrives through one square metre of it.
    """
    w = room.windows[k]
    a, y = w[0] + (w[1] - w[0]) * u, w[2] + (w[3] - w[2]) * v
    lx, lz = (room.left - p[0], a - p[2]) if k == 0 else (a - p[0], room.back - p[2])
    ly = y - p[1]
    square = lx * lx + ly * ly + lz * lz
    away = 1 / math.sqrt(square + 1e-9)
    out = max(-lx if k == 0 else lz, 0.0) * away
    facing = max((n[0] * lx + n[1] * ly + n[2] * lz) * away, 0.0)
    much = facing * out / (square + 0.12) * w[6]
    sky = smooth(-0.12, 0.22, ly * away)
    return lx, ly, lz, much * sky * (0.7 + 0.6 * max(ly * away, 0.0)), much * (1 - sky)


@jit
def window_light(room: Room, k: int, p: Point, n: Point) -> tuple[float, float]:
    """Irradiance from a whole window, unshaded: its share of the sky's and the low radiance."""
    high = low = 0.0
    for i in range(_GRID):
        for j in range(_GRID):
            _, _, _, a, b = portal(room, k, p, n, (i + 0.5) / _GRID, (j + 0.5) / _GRID)
            high += a
            low += b
    w = room.windows[k]
    area = (w[1] - w[0]) * (w[3] - w[2]) / (_GRID * _GRID)
    return high * area, low * area


@jit
def lamp_light(glow: Glow, k: int, p: Point, n: Point) -> float:
    """Irradiance from a lamp of intensity 1, unshaded: all round, and brighter up and down."""
    lx, ly, lz = glow.lamps[k, 0] - p[0], glow.lamps[k, 1] - p[1], glow.lamps[k, 2] - p[2]
    square = lx * lx + ly * ly + lz * lz
    away = 1 / math.sqrt(square + 1e-9)
    # A shade has a size: what is just beside it is turned to it in part whatever its normal.
    facing = max((lx * n[0] + ly * n[1] + lz * n[2]) * away * 0.9 + 0.1, 0.0)
    open_ends = 0.55 + 1.1 * smooth(0.62, 0.9, abs(ly) * away)
    return float(facing * open_ends / (square + 0.06))


@jit
def sunlit(room: Room, glow: Glow, p: Point) -> float:
    """Share of the sun that reaches a point through the windows, furniture apart."""
    s = glow.sun
    total = 0.0
    for k in range(2):
        run = (room.left - p[0]) / s[0] if k == 0 else (room.back - p[2]) / s[2]
        if run <= 0 or (k == 1 and s[2] <= 0):
            continue
        y = p[1] + s[1] * run
        a = p[2] + s[2] * run if k == 0 else p[0] + s[0] * run
        w = room.windows[k]
        if w[0] < a < w[1] and w[2] < y < w[3]:
            soft = 0.005 + 0.006 * run
            hung = smooth(_DRAWN - soft, _DRAWN + soft, min(a - w[0], w[1] - a))
            # Leaves outside are farther off than the window: their shade is soft.
            leaves = smooth(-0.16, 0.12, fbm2(a * 2.1 + 7.0, y * 2.6, 3) + 0.25 * (y - 1.4))
            total += hung * pane(w, a, y, soft) * (1 - glow.dapple * (1 - leaves))
    return total


@jit
def colour_at(room: Room, kit: Furniture, who: int) -> Point:
    """Mean reflectance of a face or a part."""
    if who < PARTS:
        return room.walls[who, 0], room.walls[who, 1], room.walls[who, 2]
    p = kit.parts[who - PARTS]
    return p[11], p[12], p[13]


@jit
def first(room: Room, kit: Furniture, o: Point, d: Point) -> tuple[float, int, float, float, float]:
    """What a ray of bounced light meets: metres, who, normal."""
    t, face = walls(room, o, d)
    near, part, nx, ny, nz = met(kit, o, d, t)
    if part >= 0:
        return near, part + PARTS, nx, ny, nz
    nx, ny, nz = inward(face)
    return t, face, nx, ny, nz


@jit
def _straight(
    room: Room, kit: Furniture, glow: Glow, p: Point, n: Point, u: float, v: float
) -> Point:
    """Irradiance straight from every source at a point, windows by one chance ray each."""
    r = g = b = 0.0
    for k in range(2):
        lx, ly, lz, high, low = portal(room, k, p, n, u, v)
        if high + low > 1e-6:
            d = math.sqrt(lx * lx + ly * ly + lz * lz)
            w = room.windows[k]
            area = (w[1] - w[0]) * (w[3] - w[2]) * clear(kit, p, (lx / d, ly / d, lz / d), d)
            r += area * (high * glow.high[0] + low * glow.low[0])
            g += area * (high * glow.high[1] + low * glow.low[1])
            b += area * (high * glow.high[2] + low * glow.low[2])
        lamp = lamp_light(glow, k, p, n) if glow.lamps[k, 3] > 0 else 0.0
        if lamp > 1e-4:
            lx, ly, lz = glow.lamps[k, 0] - p[0], glow.lamps[k, 1] - p[1], glow.lamps[k, 2] - p[2]
            d = math.sqrt(lx * lx + ly * ly + lz * lz)
            lamp *= clear(kit, p, (lx / d, ly / d, lz / d), d - 0.2)
            r += lamp * glow.lamps[k, 3]
            g += lamp * glow.lamps[k, 4]
            b += lamp * glow.lamps[k, 5]
    facing = n[0] * glow.sun[0] + n[1] * glow.sun[1] + n[2] * glow.sun[2]
    if facing > 0 and glow.sunlight[0] > 0:
        sun = facing * sunlit(room, glow, p)
        if sun > 0:
            sun *= clear(kit, p, (glow.sun[0], glow.sun[1], glow.sun[2]), 20.0)
            r += sun * glow.sunlight[0]
            g += sun * glow.sunlight[1]
            b += sun * glow.sunlight[2]
    return r, g, b


@jit
def _scattered(nx: float, ny: float, nz: float, u: float, v: float) -> Point:
    """A direction off a surface by Lambert's law: a point of the unit sphere set on the normal."""
    z, turn = 2 * u - 1, 2 * math.pi * v
    flat = math.sqrt(max(1 - z * z, 0.0))
    x, y, z = nx + flat * math.cos(turn), ny + flat * math.sin(turn), nz + z
    n = 1 / math.sqrt(x * x + y * y + z * z + 1e-9)
    return x * n, y * n, z * n


@jit
def _path(room: Room, kit: Furniture, glow: Glow, p: Point, d: Point, seed: int) -> Point:
    """Light thrown back towards a probe along one direction, over up to three surfaces."""
    r = g = b = 0.0
    tr = tg = tb = 1.0 / math.pi
    for bounce in range(3):
        t, who, nx, ny, nz = first(room, kit, p, d)
        p = (p[0] + d[0] * t + nx * 2e-3, p[1] + d[1] * t + ny * 2e-3, p[2] + d[2] * t + nz * 2e-3)
        if who < PARTS and window_at(room, who, p[0], p[1], p[2]) >= 0:
            break
        u, v = uniform(seed, 4 * bounce + 1), uniform(seed, 4 * bounce + 2)
        er, eg, eb = _straight(room, kit, glow, p, (nx, ny, nz), u, v)
        ar, ag, ab = colour_at(room, kit, who)
        tr, tg, tb = tr * ar, tg * ag, tb * ab
        r, g, b = r + tr * er, g + tg * eg, b + tb * eb
        d = _scattered(nx, ny, nz, uniform(seed, 4 * bounce + 3), uniform(seed, 4 * bounce + 4))
    return r, g, b


@jit
def _gather(room: Room, kit: Furniture, glow: Glow, q: int, out: Floats) -> None:
    """Fill the ``q``-th probe."""
    nx, ny, nz = _CELLS
    i, j, k = q % nx, q // nx % ny, q // (nx * ny)
    p = (
        room.left + (i + 0.5) / nx * (room.right - room.left),
        (j + 0.5) / ny * room.ceiling,
        room.behind + (k + 0.5) / nz * (room.back - room.behind),
    )
    for s in range(_PATHS):
        # Even over the sphere (a golden spiral), turned at random per probe.
        y = 1 - 2 * (s + 0.5) / _PATHS
        flat = math.sqrt(1 - y * y)
        turn = 2.399963 * s + 6.2832 * uniform(q, 77)
        d = (flat * math.cos(turn), y, flat * math.sin(turn))
        r, g, b = _path(room, kit, glow, p, d, q * _PATHS + s)
        for a in range(3):
            c = 4 * math.pi / _PATHS * abs(d[a])
            side = 2 * a + (0 if d[a] > 0 else 1)
            out[k, j, i, side, 0] += c * r
            out[k, j, i, side, 1] += c * g
            out[k, j, i, side, 2] += c * b


@parallel
def _probe(room: Room, kit: Furniture, glow: Glow, count: int, out: Floats) -> None:
    for q in prange(count):
        _gather(room, kit, glow, np.int64(q), out)  # type: ignore[arg-type]


def probes(room: Room, kit: Furniture, glow: Glow) -> Floats:
    """Irradiance thrown back by the room, ``[away, up, across, six sides (+x, -x, ...), RGB]``."""
    nx, ny, nz = _CELLS
    out = np.zeros((nz, ny, nx, 6, 3), np.float32)
    _probe(room, kit, glow, nx * ny * nz, out)
    padded = np.pad(out, [(1, 1)] * 3 + [(0, 0)] * 2, mode="edge")
    # Their noise is spread over the neighbours: light thrown back changes slowly.
    for axis, size in enumerate((nz, ny, nx)):
        low, mid, high = (padded.take(range(k, k + size), axis) for k in range(3))
        padded = 0.25 * low + 0.5 * mid + 0.25 * high
    return np.ascontiguousarray(padded, np.float32)


@jit
def thrown_back(room: Room, cells: Floats, p: Point, n: Point) -> Point:
    """Irradiance from the probes around a point, on a surface of normal ``n``."""
    nz, ny, nx = cells.shape[:3]
    # A step off the surface, out of the walls' and the furniture's own dark.
    x = (p[0] + 0.2 * n[0] - room.left) / (room.right - room.left) * nx - 0.5
    y = (p[1] + 0.2 * n[1]) / room.ceiling * ny - 0.5
    z = (p[2] + 0.2 * n[2] - room.behind) / (room.back - room.behind) * nz - 0.5
    x, y, z = clamp(x, 0.0, nx - 1.001), clamp(y, 0.0, ny - 1.001), clamp(z, 0.0, nz - 1.001)
    i, j, k = int(x), int(y), int(z)
    r = g = b = 0.0
    for corner in range(8):
        a, c, e = corner & 1, (corner >> 1) & 1, corner >> 2
        w = abs(1 - a - x + i) * abs(1 - c - y + j) * abs(1 - e - z + k)
        cell = cells[k + e, j + c, i + a]
        for axis in range(3):
            side = 2 * axis + (0 if n[axis] > 0 else 1)
            much = w * n[axis] * n[axis]
            r += much * cell[side, 0]
            g += much * cell[side, 1]
            b += much * cell[side, 2]
    return r, g, b
