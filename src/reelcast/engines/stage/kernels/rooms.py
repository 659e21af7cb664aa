"""A room as the camera sees it: geometry, light and surfaces brought together per pixel."""

import math

import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.furniture import DRAPE, GREEN, SHADE, Furniture, clear
from reelcast.engines.stage.kernels.interior import (
    BACK,
    CEILING,
    FLOOR,
    PARTS,
    Glow,
    Point,
    Room,
    Rows,
    lamp_light,
    sunlit,
    thrown_back,
    window_light,
)
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, uniform
from reelcast.engines.stage.kernels.surfaces import Finish, floor, part, rug, wall
from reelcast.engines.stage.kernels.tracing import (
    COARSE,
    FRAME,
    GLASS,
    Hit,
    Ints,
    coarse_maps,
    look,
    ray,
)

OUTSIDE = 30.0
"""Metres at which the view through a window is put: beyond it nothing moves with the camera."""


@jit
def _sampled(maps: Floats, ids: Ints, who: int, px: int, py: int, out: Rows) -> None:
    """The coarse maps at a pixel, from the cells that show the same thing."""
    x, y = (px + 0.5) / COARSE - 0.5, (py + 0.5) / COARSE - 0.5
    i0, j0 = math.floor(x), math.floor(y)
    out[:] = 0.0
    total = 0.0
    for q in range(4):
        i = min(max(i0 + (q & 1), 0), maps.shape[1] - 1)
        j = min(max(j0 + (q >> 1), 0), maps.shape[0] - 1)
        w = max(1 - abs(x - i), 0.02) * max(1 - abs(y - j), 0.02)
        w *= 1.0 if ids[j, i] == who else (1e-3 if ids[j, i] < GLASS else 1e-6)
        total += w
        for c in range(out.shape[0]):
            out[c] += w * maps[j, i, c]
    for c in range(out.shape[0]):
        out[c] /= total


@jit
def _lit(room: Room, glow: Glow, cells: Floats, p: Point, n: Point, at: Rows) -> Point:
    """Irradiance of a surface, the sun's apart; ``at`` is the coarse maps there."""
    r, g, b = thrown_back(room, cells, p, n)
    # Corners keep more light than a count of open directions says: they throw it on.
    kept = at[0] * (1.35 - 0.35 * at[0])
    r, g, b = r * kept, g * kept, b * kept
    for k in range(2):
        high, low = window_light(room, k, p, n)
        high, low = high * at[1 + k], low * at[1 + k]
        r += high * glow.high[0] + low * glow.low[0]
        g += high * glow.high[1] + low * glow.low[1]
        b += high * glow.high[2] + low * glow.low[2]
        if glow.lamps[k, 3] > 0:
            e = lamp_light(glow, k, p, n) * at[3 + k]
            r += e * glow.lamps[k, 3]
            g += e * glow.lamps[k, 4]
            b += e * glow.lamps[k, 5]
    return r, g, b


@jit
def _sun_on(room: Room, kit: Furniture, glow: Glow, p: Point, n: Point, i: int, j: int) -> float:
    """What the sun gives a surface through the windows, of its irradiance."""
    s = glow.sun
    facing_ = n[0] * s[0] + n[1] * s[1] + n[2] * s[2]
    if facing_ <= 0 or glow.sunlight[0] <= 0:
        return 0.0
    share = sunlit(room, glow, p)
    if share <= 1e-3:
        return 0.0
    open_ = 0.0
    q = (p[0] + 4e-3 * n[0], p[1] + 4e-3 * n[1], p[2] + 4e-3 * n[2])
    for k in range(4):
        y = s[1] + 0.02 * ((k & 1) + uniform(i, 4 * j + k) - 1)
        z = s[2] + 0.02 * ((k >> 1) + uniform(4 * i + k, j) - 1)
        open_ += 0.25 * clear(kit, q, (s[0], y, z), 20.0)
    return float(facing_ * share * open_)


@jit
def _reflectance(
    room: Room, kit: Furniture, finish: Finish, h: Hit, e: float
) -> tuple[float, float, float, float]:
    """Of what is hit, and how polished it is."""
    if h.who >= GLASS:
        return 0.72, 0.71, 0.68, 0.0
    if h.who >= PARTS:
        r, g, b = part(kit.parts[h.who - PARTS], h.own[0], h.own[1], h.own[2], e)
        return r, g, b, 0.0
    if h.who == FLOOR:
        r, g, b, polish = floor(finish, h.p[0], h.p[2], e)
        rr, rg, rb, cover = rug(finish, h.p[0], h.p[2], e)
        return (
            r + (rr - r) * cover,
            g + (rg - g) * cover,
            b + (rb - b) * cover,
            polish * (1 - cover),
        )
    c = (room.walls[h.who, 0], room.walls[h.who, 1], room.walls[h.who, 2])
    if h.who == CEILING:
        return c[0], c[1], c[2], 0.0
    a = h.p[0] if h.who == BACK else h.p[2]
    r, g, b = wall(finish, c, h.who == BACK, a, h.p[1], e)
    return r, g, b, 0.0


@jit
def _through(room: Room, glow: Glow, kit: Furniture, h: Hit) -> Point:
    """Light that comes through cloth, leaves and lamp shades from behind."""
    if h.who < PARTS or h.who >= GLASS:
        return 0.0, 0.0, 0.0
    p = kit.parts[h.who - PARTS]
    r = g = b = 0.0
    if p[14] == DRAPE or p[14] == GREEN:
        back = (-h.n[0], -h.n[1], -h.n[2])
        for k in range(2):
            high, low = window_light(room, k, h.p, back)
            r += 0.4 * (high * glow.high[0] + low * glow.low[0])
            g += 0.4 * (high * glow.high[1] + low * glow.low[1])
            b += 0.4 * (high * glow.high[2] + low * glow.low[2])
    if p[14] == SHADE:
        k = int(p[15])
        up = h.own[1] / p[5]
        much = 13.0 * (0.62 + 0.5 * math.exp(-3.0 * (up + 0.1) ** 2))
        r += much * glow.lamps[k, 3]
        g += much * glow.lamps[k, 4] * 0.97
        b += much * glow.lamps[k, 5] * 0.9
    return r, g, b


@jit
def _in_hole(room: Room, glow: Glow, cells: Floats, h: Hit) -> Point:
    """Irradiance of the sides of a window's hole and of its frame."""
    r, g, b = thrown_back(room, cells, (h.p[0], h.p[1], min(h.p[2], room.back)), h.n)
    sky = 0.0 if h.who == FRAME else (0.9 if h.n[1] > 0.5 else 0.45) * (0.45 + 0.55 * h.own[2])
    low = 0.5 * sky if h.n[1] < 0.5 else 0.05 * sky
    return (
        r + 1.6 * (sky * glow.high[0] + low * glow.low[0]),
        g + 1.6 * (sky * glow.high[1] + low * glow.low[1]),
        b + 1.6 * (sky * glow.high[2] + low * glow.low[2]),
    )


@jit
def _outside(view: Floats, px: int, py: int, c: int) -> float:
    """The view through a window, kept at a coarse size: it is far out of focus."""
    x = clamp((px + 0.5) / COARSE - 0.5, 0.0, view.shape[1] - 1.001)
    y = clamp((py + 0.5) / COARSE - 0.5, 0.0, view.shape[0] - 1.001)
    i, j = int(x), int(y)
    u, v = x - i, y - j
    top = view[j, i, c] * (1 - u) + view[j, i + 1, c] * u
    return float(top * (1 - v) + (view[j + 1, i, c] * (1 - u) + view[j + 1, i + 1, c] * u) * v)


@jit
def _paint_row(
    eye: Eye,
    side: float,
    room: Room,
    kit: Furniture,
    glow: Glow,
    finish: Finish,
    cells: Floats,
    maps: Floats,
    ids: Ints,
    view: Floats,
    py: int,
    out: Floats,
    depth: Floats,
) -> None:
    o = (0.0, eye.above, 0.0)
    at = np.empty(8)
    for px in range(eye.width):
        d = ray(eye, side, float(px), float(py))
        h = look(room, kit, o, d)
        depth[px] = h.p[2]
        if h.who == GLASS:
            for c in range(3):
                out[px, c] = _outside(view, px, py, c)
            depth[px] = OUTSIDE
            continue
        r, g, b, polish = _reflectance(room, kit, finish, h, h.t / eye.focal)
        _sampled(maps, ids, h.who, px, py, at)
        if h.who >= GLASS:
            er, eg, eb = _in_hole(room, glow, cells, h)
        else:
            er, eg, eb = _lit(room, glow, cells, h.p, h.n, at)
        sun = _sun_on(room, kit, glow, h.p, h.n, px, py)
        tr, tg, tb = _through(room, glow, kit, h)
        fresnel = 0.05 + 0.95 * (1 - clamp(-d[1], 0.0, 1.0)) ** 5 if polish > 0 else 0.0
        sheen = 0.55 * polish * fresnel
        out[px, 0] = r * (er + sun * glow.sunlight[0] + tr) / math.pi + sheen * at[5]
        out[px, 1] = g * (eg + sun * glow.sunlight[1] + tg) / math.pi + sheen * at[6]
        out[px, 2] = b * (eb + sun * glow.sunlight[2] + tb) / math.pi + sheen * at[7]


@parallel
def _paint(
    eye: Eye,
    side: float,
    room: Room,
    kit: Furniture,
    glow: Glow,
    finish: Finish,
    cells: Floats,
    maps: Floats,
    ids: Ints,
    view: Floats,
    out: Floats,
    depth: Floats,
) -> None:
    for py in prange(out.shape[0]):
        _paint_row(
            eye,
            side,
            room,
            kit,
            glow,
            finish,
            cells,
            maps,
            ids,
            view,
            np.int64(py),  # type: ignore[arg-type]
            out[py],
            depth[py],
        )


def paint_room(
    eye: Eye,
    side: float,
    room: Room,
    kit: Furniture,
    glow: Glow,
    finish: Finish,
    view: Floats,
    cells: Floats,
) -> tuple[Floats, Floats, Ints]:
    """Linear RGB and z (room metres) of every plate pixel, and who is seen in every coarse cell.

    ``side`` -1 swaps left and right; ``view`` is what lies outside, RGB at a quarter of the plate;
    ``cells`` the room's ``probes``.
    """
    maps, ids = coarse_maps(eye, side, room, kit, glow, cells)
    out = np.empty((eye.height, eye.width, 3), np.float32)
    depth = np.empty(out.shape[:2], np.float32)
    _paint(eye, side, room, kit, glow, finish, cells, maps, ids, view, out, depth)
    return out, depth, ids
