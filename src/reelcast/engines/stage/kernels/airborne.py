"""Paints what is in the air over a frame: drops, flakes, leaves, paper, bubbles, lights.

Each particle is one row of a float32 table, its fields named below; lengths are frame pixels. Bands
of rows are painted side by side, each in the table's order, so threads change nothing.
"""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.billows import behind
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, smooth

Pixels = NDArray[np.uint8]

STREAK, GLOW, PETAL, LEAF, PAPER, BUBBLE, RING, DROP = range(8)
"""What a row is. STREAK: a disc drawn out by its motion; GLOW: the same, but adding light; DROP: a
line much longer than wide, its ends fading."""
KIND, X, Y, AX, AY, BX, BY, RADIUS, SOFT, RED, GREEN, BLUE, ALPHA, VX, VY, EXTRA = range(16)
"""Place; two half axes (of a streak: half its way); radius; width of the edge (of a glow: how many
radii it reaches); colour (sRGB 0 to
255, of a glow exposed linear); opacity; half the way of a card; whatever the kind needs."""
FIELDS = 16
FILM_TOP = 12.0
"""The exposed radiance at the end of the film's table, which has a quadratic scale."""
_BANDS = 40


@jit
def _blend(frame: Pixels, j: int, i: int, red: float, green: float, blue: float, a: float) -> None:
    share = np.int32(np.float32(a) * np.float32(256))
    frame[j, i, 0] += ((np.int32(red) - np.int32(frame[j, i, 0])) * share + 128) >> 8
    frame[j, i, 1] += ((np.int32(green) - np.int32(frame[j, i, 1])) * share + 128) >> 8
    frame[j, i, 2] += ((np.int32(blue) - np.int32(frame[j, i, 2])) * share + 128) >> 8


@jit
def _span(row: Floats, reach: float, v: float, wide: int) -> tuple[int, int]:
    """The columns, from and up to, in which a streak can be seen ``v`` pixels below its place."""
    x, ax, ay = row[X], row[AX], row[AY]
    lo, hi = x - abs(ax) - reach, x + abs(ax) + reach
    if abs(ay) > 0.3 * abs(ax) and abs(ay) > 1.0:
        middle = x + ax * v / ay
        across = reach * math.sqrt(ax * ax + ay * ay) / abs(ay)
        lo, hi = max(lo, middle - across), min(hi, middle + across)
    return max(int(lo), 0), min(int(hi) + 1, wide)


@jit
def _drop(frame: Pixels, row: Floats, first: int, end: int) -> None:
    """A line that fades towards its ends; the fastest there is, for there are thousands."""
    x, y, ax, ay = row[X], row[Y], row[AX], row[AY]
    red, green, blue = np.int32(row[RED]), np.int32(row[GREEN]), np.int32(row[BLUE])
    zero, one, shade = np.float32(0), np.float32(1), row[ALPHA] * np.float32(256)
    square = ax * ax + ay * ay + np.float32(1e-6)
    along, across = ax / square, ay / square
    sharp = one / row[SOFT]
    edge = row[RADIUS] * sharp + np.float32(0.5)
    norm = sharp / math.sqrt(square)
    aside, below = ay * norm, ax * norm
    if abs(ay) > np.float32(0.3) * abs(ax):
        slope = ax / ay
        half = edge / max(abs(aside), np.float32(1e-3))
    else:
        slope = np.float32(0)
        half = abs(ax) + edge / sharp
    # As many columns on every row, and no question asked about any: the machine can guess ahead.
    columns = int(2 * half) + 2
    for j in range(first, end):
        v = np.float32(j) + np.float32(0.5) - y
        left = math.floor(x + slope * v - half)
        line = frame[j]
        for i in range(max(left, 0), min(left + columns, frame.shape[1])):
            u = np.float32(i) + np.float32(0.5) - x
            t = u * along + v * across
            cover = max(min(edge - abs(u * aside - v * below), one), zero)
            share = np.int32(shade * cover * max(one - t * t, zero))
            line[i, 0] += ((red - np.int32(line[i, 0])) * share + 128) >> 8
            line[i, 1] += ((green - np.int32(line[i, 1])) * share + 128) >> 8
            line[i, 2] += ((blue - np.int32(line[i, 2])) * share + 128) >> 8


@jit
def _streak(frame: Pixels, row: Floats, first: int, end: int) -> None:
    """A disc swept over a line; ``EXTRA`` is how much fainter its ends are."""
    x, y, ax, ay, alpha, faint = row[X], row[Y], row[AX], row[AY], row[ALPHA], row[EXTRA]
    red, green, blue = row[RED], row[GREEN], row[BLUE]
    reach = row[RADIUS] + np.float32(0.5) * row[SOFT]
    one = np.float32(1)
    sharp = one / row[SOFT]
    square = ax * ax + ay * ay + np.float32(1e-6)
    along, across = ax / square, ay / square
    for j in range(first, end):
        v = np.float32(j + 0.5) - y
        left, right = _span(row, reach, v, frame.shape[1])
        for i in range(left, right):
            u = np.float32(i + 0.5) - x
            t = min(max(u * along + v * across, -one), one)
            du, dv = u - t * ax, v - t * ay
            off = du * du + dv * dv
            if off < reach * reach:
                cover = min((reach - math.sqrt(off)) * sharp, one)
                share = alpha * (one - faint * t * t) * cover
                _blend(frame, j, i, red, green, blue, share)


@jit
def _glow(frame: Pixels, row: Floats, first: int, end: int, light: Floats, film: Pixels) -> None:
    """A Gaussian swept over a line, and its halo in the lens; it adds light.

    ``SOFT`` is how many of its radii it reaches, ``EXTRA`` is 1 in a chain of them.
    """
    x, y, ax, ay = row[X], row[Y], row[AX], row[AY]
    red, green, blue = row[RED], row[GREEN], row[BLUE]
    slim = 1 / (row[RADIUS] * row[RADIUS])
    edge = 1 / (row[SOFT] * row[SOFT])
    half = ax * ax + ay * ay + 1e-6
    # Links of a chain fade into each other: where they meet they add up to one.
    joined = row[EXTRA] * 0.7 * math.sqrt(half * slim)
    fade = (1 - row[EXTRA]) * 0.75 * half / (half + row[RADIUS] * row[RADIUS])
    last = film.shape[0] - 1
    scale = last / math.sqrt(FILM_TOP)
    for j in range(first, end):
        v = j + 0.5 - y
        left, right = _span(row, row[RADIUS] * row[SOFT], v, frame.shape[1])
        for i in range(left, right):
            u = i + 0.5 - x
            way = (u * ax + v * ay) / half
            t = clamp(way, -1.0, 1.0)
            q = ((u - t * ax) * (u - t * ax) + (v - t * ay) * (v - t * ay)) * slim
            rim = 1 - q * edge
            if rim <= 0:
                continue
            share = row[ALPHA] * (rim * math.exp(-q) + 0.05 * rim * rim / (1 + 0.6 * q))
            share *= 1 - fade * t * t
            if joined > 0:
                share *= clamp(0.5 + (1 - abs(way)) * joined, 0.0, 1.0)
            r, g, b = frame[j, i, 0], frame[j, i, 1], frame[j, i, 2]
            frame[j, i, 0] = film[min(int(math.sqrt(light[r] + red * share) * scale), last)]
            frame[j, i, 1] = film[min(int(math.sqrt(light[g] + green * share) * scale), last)]
            frame[j, i, 2] = film[min(int(math.sqrt(light[b] + blue * share) * scale), last)]


@jit
def _inside(kind: int, u: float, v: float) -> float:
    """How far within the outline a point of a card is, 0 on it; the card spans -1 to 1."""
    if kind == PAPER:
        return min(1 - abs(u), 1 - abs(v))
    # Beyond the tips the outlines' formulas would find other shapes.
    if abs(u) > 1.1:
        return -1.0
    if kind == LEAF:
        return (1 - u * u) * (1 - 0.25 * u) - abs(v)
    notch = 0.55 * max(u - 0.72, 0.0) * max(1 - 5 * abs(v), 0.0)
    return 0.5 * (1 - u * u - v * v * (1.15 - 0.45 * u)) - notch


@jit
def _tone(kind: int, u: float, v: float, fold: float) -> float:
    if kind == LEAF:
        rib = 0.16 * clamp(1 - abs(v) * 14, 0.0, 1.0)
        return 1 + fold * clamp(v * 5, -1.0, 1.0) - rib
    if kind == PETAL:
        return 1 + fold * v - 0.10 * smooth(0.0, -1.0, u)
    return 1.0 + 0.5 * fold * u


@jit
def _card(frame: Pixels, row: Floats, first: int, end: int) -> None:
    """A flat thing spanned by its half axes, swept along ``VX``, ``VY``; ``EXTRA`` is its fold."""
    kind = int(row[KIND])
    ax, ay, bx, by = row[AX], row[AY], row[BX], row[BY]
    turn = ax * by - ay * bx
    soft = row[SOFT]
    across = abs(turn) / math.sqrt(max(ax * ax + ay * ay, bx * bx + by * by)) / soft
    x, y, vx, vy, fold = row[X], row[Y], row[VX], row[VY], row[EXTRA]
    ux, uy, wx, wy = by / turn, -bx / turn, -ay / turn, ax / turn
    # So many steps that each overlaps the next: as long as it is, along the way it goes.
    far = math.sqrt(vx * vx + vy * vy) + 1e-6
    thick = far / math.sqrt((vx * ux + vy * uy) ** 2 + (vx * wx + vy * wy) ** 2 + 1e-12)
    steps = 1 + int(min(2 * far / (0.7 * thick + 0.5 * soft), 23.0))
    across = max(across * min(soft * steps / (2 * far), 1.0), 0.55)
    wide = (abs(ax) + abs(bx)) if kind == PAPER else 1.05 * math.sqrt(ax * ax + bx * bx)
    wide += abs(vx) + soft
    for j in range(first, end):
        for i in range(max(int(x - wide), 0), min(int(x + wide) + 2, frame.shape[1])):
            cover = 0.0
            tone = 0.0
            for k in range(steps):
                s = (2 * k + 1.0) / steps - 1
                dx, dy = i + 0.5 - x - s * vx, j + 0.5 - y - s * vy
                u, v = dx * ux + dy * uy, dx * wx + dy * wy
                part = clamp(0.5 + _inside(kind, u, v) * across, 0.0, 1.0)
                if part > 0:
                    cover += part
                    tone += part * _tone(kind, u, v, fold)
            if cover > 0:
                t = tone / cover
                r, g, b = min(row[RED] * t, 255.0), min(row[GREEN] * t, 255.0), row[BLUE] * t
                _blend(frame, j, i, r, g, min(b, 255.0), row[ALPHA] * cover / steps)


@jit
def _wave(x: float) -> float:
    """A cosine's wave of period 1 from 0 to 1, by a cubic: it is asked for at every pixel."""
    t = abs(2 * (x - math.floor(x)) - 1)
    return t * t * (3 - 2 * t)


@jit
def _bubble(frame: Pixels, row: Floats, first: int, end: int) -> None:
    """A soap film: clear in the middle, coloured at the rim, two images of the light.

    ``VX``, ``VY`` is where on it the light is mirrored, ``EXTRA`` how thick the film is.
    """
    radius, soft, lx, ly = row[RADIUS], row[SOFT], row[VX], row[VY]
    reach = radius + 0.5 * soft
    red, green, blue, alpha, thick = row[RED], row[GREEN], row[BLUE], row[ALPHA], row[EXTRA]
    spot = 1 / max(0.010, 0.25 * soft * soft / (radius * radius))
    for j in range(first, end):
        for i in range(max(int(row[X] - reach), 0), min(int(row[X] + reach) + 1, frame.shape[1])):
            u, v = (i + 0.5 - row[X]) / radius, (j + 0.5 - row[Y]) / radius
            q = u * u + v * v
            edge = clamp((reach - math.sqrt(q) * radius) / soft, 0.0, 1.0)
            if edge <= 0:
                continue
            q = min(q, 1.0)
            cube = q * q * q
            shell = 0.05 + 0.34 * cube + 0.42 * cube * cube * cube * cube
            near = ((u - lx) * (u - lx) + (v - ly) * (v - ly)) * spot
            back = ((u + 0.8 * lx) * (u + 0.8 * lx) + (v + 0.8 * ly) * (v + 0.8 * ly)) * spot
            shine = 0.0
            if near < 7:
                shine += 0.95 * math.exp(-near)
            if back < 5:
                shine += 0.45 * math.exp(-1.6 * back)
            order = thick + 0.55 * v + 0.9 * q + 0.5 * u * (0.5 - v * v)
            share = min(shell + shine, 1.0)
            white = shine / (shell + shine)
            r = red * (0.24 + 0.76 * _wave(order))
            g = green * (0.24 + 0.76 * _wave(1.16 * order + 0.30))
            b = blue * (0.32 + 0.68 * _wave(1.37 * order + 0.62))
            r, g, b = r + (255 - r) * white, g + (255 - g) * white, b + (252 - b) * white
            _blend(frame, j, i, r, g, b, share * edge * alpha)


@jit
def _ring(frame: Pixels, row: Floats, first: int, end: int) -> None:
    """An ellipse's outline, ``AX`` by ``BY``, as thick as its edge is soft."""
    a, b, soft = row[AX], row[BY], row[SOFT]
    for j in range(first, end):
        for i in range(
            max(int(row[X] - a - soft), 0), min(int(row[X] + a + soft) + 1, frame.shape[1])
        ):
            u, v = (i + 0.5 - row[X]) / a, (j + 0.5 - row[Y]) / b
            q = math.sqrt(u * u + v * v) + 1e-6
            slope = math.sqrt((u / a) * (u / a) + (v / b) * (v / b)) / q
            cover = 1 - abs(q - 1) / max(slope, 1e-6) / soft
            if cover > 0:
                _blend(frame, j, i, row[RED], row[GREEN], row[BLUE], cover * row[ALPHA])


@jit
def _reach(row: Floats) -> float:
    """How far above and below its place anything of a row is painted."""
    kind = row[KIND]
    if kind == GLOW:
        return float(abs(row[AY]) + row[RADIUS] * row[SOFT])
    if kind == STREAK or kind == BUBBLE or kind == DROP:
        return float(abs(row[AY]) + row[RADIUS] + row[SOFT])
    return float(abs(row[AY]) + abs(row[BY]) + abs(row[VY]) + row[SOFT])


@parallel
def paint(frame: Pixels, table: Floats, light: Floats, film: Pixels) -> None:
    """Paint all rows of ``table`` over ``frame`` (RGBA, in place), in their order.

    ``light`` is the exposed radiance of each of 256 sRGB values, ``film`` the way back: see
    ``FILM_TOP``.
    """
    high = frame.shape[0]
    reach = np.empty(table.shape[0], np.float32)
    for n in range(table.shape[0]):
        reach[n] = _reach(table[n])
    for band in prange(_BANDS):
        top, bottom = band * high // _BANDS, (band + 1) * high // _BANDS
        for n in range(table.shape[0]):
            y = table[n, Y]
            if y + reach[n] < top or y - reach[n] > bottom:
                continue
            row = table[n]
            first = max(math.floor(y - reach[n]), top)
            end = min(math.floor(y + reach[n]) + 1, bottom)
            kind = row[KIND]
            if kind == STREAK:
                _streak(frame, row, first, end)
            elif kind == GLOW:
                _glow(frame, row, first, end, light, film)
            elif kind <= PAPER:
                _card(frame, row, first, end)
            elif kind == BUBBLE:
                _bubble(frame, row, first, end)
            elif kind == DROP:
                _drop(frame, row, first, end)
            else:
                _ring(frame, row, first, end)


@jit
def hide(nearness: Floats, u: Floats, v: Floats, z: Floats, scene: Floats, alpha: Floats) -> None:
    """Set ``alpha`` to nought where something of the plate is before the particle, in place."""
    for n in range(u.shape[0]):
        ahead = z[n] * behind(nearness, u[n], v[n], scene)
        alpha[n] *= smooth(1.12, 1.04, ahead)
