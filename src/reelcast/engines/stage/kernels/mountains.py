"""A mountain range as a height map carved by running water, and how sun and sky fall on it.

Map rows lead away from the camera (z), columns to the right (x); ``EXTENT`` metres a side, the
camera in the middle of the first row. Heights in metres above the ground underfoot.
"""

import functools
import math
from typing import NamedTuple

import cv2
import numpy as np
from numba import prange

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import cloud_shadow
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import (
    Floats,
    clamp,
    fbm2,
    noise2,
    smooth,
    uniform,
    volume,
)
from reelcast.engines.stage.kernels.sweep import between

EXTENT = 16000.0
_CELLS = 1024
_DROPS = 190000
"""Enough to carve gullies all over; they take half a second."""
_SHOWERS = 8
"""Every second strip of the map gets a share of its drops before the others do: no seams show."""
_STEPS = 52
_ROUGH = 2
"""Where neighbours this many cells apart are all in the sun, or in shade, what is between is."""
_CLOUD_CELLS = 192
_CLOUDED = 0.3
"""Sun in a cloud's shadow: slopes facing each other light it up again."""


class Lit(NamedTuple):
    """What light reaches each cell of a height map, each of the map's size, 0 to 1."""

    sun: Floats
    sky: Floats


@jit
def ridged(x: float, y: float, octaves: int) -> float:
    """Ridged multifractal (Musgrave 1994) in about [0, 1]: sharp crests that carry the detail."""
    amplitude = 0.5
    total = 0.0
    weight = 1.0
    for _ in range(octaves):
        n = 1.0 - abs(noise2(x, y))
        n *= n
        total += amplitude * n * weight
        weight = clamp(n * 1.6, 0.0, 1.0)
        x, y = 1.6 * x + 1.2 * y + 7.1, -1.2 * x + 1.6 * y + 31.7
        amplitude *= 0.5
    return total


@jit
def bilinear(map_: Floats, x: float, y: float) -> float:
    """The map at column ``x``, row ``y`` (cells); beyond its edge, its edge."""
    rows, columns = map_.shape
    return between(map_, clamp(x, 0.0, columns - 1.001), clamp(y, 0.0, rows - 1.001))


@jit
def _alps(x: float, z: float, seed: float) -> float:
    """A great peak 6 to 7 km away, a range behind it, wooded flanks on both sides of a valley."""
    w = 520 * fbm2(x / 2600 + seed, z / 2600, 3)
    peak_x = 620 * noise2(seed, 0.37) + 120
    peak_z = 6700 + 700 * noise2(seed, 1.61)
    away = math.sqrt((x - peak_x + 0.7 * w) ** 2 + (0.85 * (z - peak_z) - 0.7 * w) ** 2)
    dome = max(0.0, 1 - away / 3900)
    crest = smooth(3900, 8200, z + w - 0.18 * abs(x))
    valley = 500 * noise2(seed, z / 3100) + 160
    side = smooth(200, 1900, abs(x - valley + 0.6 * w) - 0.06 * z)
    flank = side * smooth(800, 2600, z + 0.5 * w + 0.25 * abs(x))
    r = ridged((x + w) / 4700 + seed, (z - w) / 4700 + 3.3, 7)
    fine = ridged((x - 0.5 * w) / 2100 + seed, (z + 0.4 * w) / 2100 + 9.7, 6)
    h = -150 + 60 * fbm2(x / 1500, z / 1500 + seed, 3)
    h += flank * (170 + 760 * r * (0.35 + 0.65 * r)) + crest * (160 + 800 * r)
    return h + math.pow(dome, 1.25) * (840 + 760 * fine) + 150 * (fine - 0.4) * max(crest, dome)


@jit
def _basin(x: float, z: float, seed: float) -> float:
    """A lake a kilometre long between wooded hills, with far and lower mountains behind."""
    w = 420 * fbm2(x / 2100 + seed, z / 2100, 3)
    bay = 260 * noise2(x / 520 + seed, 2.7) + 90 * noise2(x / 170 + seed, 5.1)
    end = 1020 + bay + 0.12 * abs(x)
    # The sides close in further away, one of them as a headland.
    cape = 190 * math.exp(-(((z - 560 - 90 * noise2(seed, 7.7)) / 130) ** 2))
    hand = 1.0 if noise2(seed + 0.37, 4.21) > 0 else -1.0
    half = 250 + 0.24 * z + 70 * noise2(z / 260 + seed, 8.3) - cape * (1.0 if x * hand > 0 else 0.2)
    inland = max((z - end) * 0.8, abs(x) - half)
    shore = 0.11 * clamp(inland, -120.0, 60.0) + 4.0 * smooth(0, 40, inland)
    hill = smooth(20, 1500, inland + 0.3 * w)
    r = ridged((x + w) / 3300 + seed, (z - w) / 3300 + 3.3, 7)
    far = smooth(4800, 10500, z + w)
    saddle = 0.55 + 0.45 * smooth(200, 2600, abs(x - 0.05 * z + 420 * noise2(seed, 3.1)))
    h = shore + hill * (50 + 480 * r * (0.5 + 0.5 * r)) * (saddle - 0.1 * far)
    return h + far * (240 + 1020 * r * (0.35 + 0.65 * r))


@parallel
def _raw(cells: int, seed: float, lake: bool) -> Floats:
    out = np.empty((cells, cells), np.float32)
    for j in prange(cells):
        z = j / cells * EXTENT
        for i in range(cells):
            x = (i / cells - 0.5) * EXTENT
            out[j, i] = _basin(x, z, seed) if lake else _alps(x, z, seed)
    return out


@jit
def _scoop(h: Floats, i: int, j: int, u: float, v: float, take: float) -> None:
    """Take ground away around a point of cell ``i``, ``j``, two cells wide."""
    for b in range(-1, 3):
        for a in range(-1, 3):
            reach = max(0.0, 2.0 - math.sqrt((a - u) ** 2 + (b - v) ** 2))
            h[j + b, i + a] -= take * 0.16 * reach


@jit
def _lay(h: Floats, i: int, j: int, u: float, v: float, drop: float) -> None:
    """Lay ground down at a point of cell ``i``, ``j``."""
    h[j, i] += drop * (1 - u) * (1 - v)
    h[j, i + 1] += drop * u * (1 - v)
    h[j + 1, i] += drop * (1 - u) * v
    h[j + 1, i + 1] += drop * u * v


@jit
def _run(h: Floats, x: float, y: float) -> None:
    """One drop of rain from where it falls: it takes ground where steep and lays it down below."""
    n = h.shape[0]
    dx = dy = load = 0.0
    speed = water = 1.0
    for _ in range(_STEPS):
        i = int(x)
        j = int(y)
        u = x - i
        v = y - j
        right = (h[j, i + 1] - h[j, i]) * (1 - v) + (h[j + 1, i + 1] - h[j + 1, i]) * v
        down = (h[j + 1, i] - h[j, i]) * (1 - u) + (h[j + 1, i + 1] - h[j, i + 1]) * u
        dx = dx * 0.12 - right * 0.88
        dy = dy * 0.12 - down * 0.88
        length = math.sqrt(dx * dx + dy * dy) + 1e-9
        dx /= length
        dy /= length
        old = bilinear(h, x, y)
        x += dx
        y += dy
        if x < 3 or y < 3 or x > n - 5 or y > n - 5:
            return
        rise = bilinear(h, x, y) - old
        room = max(-rise, 0.02) * speed * water * 5.0
        if rise > 0 or load > room:
            drop = min(rise, load) if rise > 0 else (load - room) * 0.25
            load -= drop
            _lay(h, i, j, u, v, drop)
        else:
            take = min((room - load) * 0.33, -rise)
            load += take
            _scoop(h, i, j, u, v, take)
        speed = math.sqrt(max(speed * speed - rise * 3, 0.05))
        water *= 0.972


@parallel
def _rain(
    h: Floats, drops: tuple[int, int], seed: int, above: float, strips: int, turn: int
) -> None:
    """Drops from one number to another on each second strip of rows.

    No drop runs as far as to the next strip but one: what one strip's write none of another's read.
    """
    n = h.shape[0]
    tall = (n - 8) / strips
    for pair in prange((strips + 1 - turn) // 2):
        strip = 2 * pair + turn
        for k in range(drops[0], drops[1]):
            own = k * strips + strip
            x = uniform(own, seed) * (n - 8) + 4
            y = (strip + uniform(own, seed + 1)) * tall + 4
            if h[int(y), int(x)] > above:
                _run(h, x, y)


def erode(h: Floats, drops: int, seed: int, above: float) -> None:
    """Hydraulic erosion by single drops (Beyer 2015) in place; heights in cells.

    Ground below ``above`` (a lake and its shore) is left alone.
    """
    # As far apart as two drops and the ground that they take reach towards each other.
    strips = max(h.shape[0] // (2 * (_STEPS + 4)), 1)
    each = drops // strips
    for shower in range(_SHOWERS):
        part = (each * shower // _SHOWERS, each * (shower + 1) // _SHOWERS)
        for turn in range(2):
            _rain(h, part, seed, above, strips, turn)


@functools.lru_cache(4)
def range_map(seed: int, lake: bool) -> Floats:
    """An eroded range (16 MB), the same for the same ``seed``; with ``lake``, one around water."""
    cell = EXTENT / _CELLS
    h = _raw(_CELLS, float(seed), lake) / np.float32(cell)
    erode(h, _DROPS, seed, 12.0 / cell if lake else -1e9)
    soft = cv2.GaussianBlur(h, (0, 0), 0.55) * np.float32(cell)
    grown = cv2.resize(soft, (2 * _CELLS, 2 * _CELLS), interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown, np.float32)


@jit
def _lit_at(h: Floats, cell: float, sun: tuple[float, float, float], i: int, j: int) -> float:
    """How much of the sun is seen from a cell of a map with ``cell`` metres a cell."""
    n = h.shape[0]
    level = math.sqrt(sun[0] ** 2 + sun[2] ** 2) + 1e-6
    metre = 1 / cell
    seen = 1.0
    t = 23.0
    while t < 4400 and seen > 0:
        x = i + sun[0] / level * t * metre
        y = j + sun[2] / level * t * metre
        if x < 0 or y < 0 or x > n - 2 or y > n - 2:
            break
        gap = h[j, i] + sun[1] / level * t - bilinear(h, x, y)
        seen = min(seen, 0.5 + gap / (0.045 * t + 5))
        t += 15.6 + t * 0.035
    return clamp(seen, 0.0, 1.0)


@parallel
def _guess(h: Floats, cell: float, sun: tuple[float, float, float], out: Floats) -> None:
    n = h.shape[0]
    for j in prange(n):
        for i in range(n):
            out[j, i] = _lit_at(h, cell, sun, i, j)


@parallel
def _sunlit(
    h: Floats, cell: float, sun: tuple[float, float, float], guess: Floats, out: Floats
) -> None:
    """Soft visibility of the sun from every cell; ``guess`` is that of every ``_ROUGH``-th.

    Only where that differs from one to the next has it to be looked up: at the edges of shade.
    """
    n = h.shape[0]
    last = guess.shape[0] - 1
    for j in prange(n):
        for i in range(n):
            left = min(max((i - _ROUGH // 2) // _ROUGH, 0), last)
            top = min(max((j - _ROUGH // 2) // _ROUGH, 0), last)
            right = min(left + 1, last)
            below = min(top + 1, last)
            a, b = guess[top, left], guess[top, right]
            c, d = guess[below, left], guess[below, right]
            if a == b and a == c and a == d and (a == 0 or a == 1):
                out[j, i] = a
            else:
                out[j, i] = _lit_at(h, cell, sun, i, j)


@parallel
def _clouded(noise: Floats, air: Air, left: float, out: Floats) -> None:
    n = out.shape[0]
    for j in prange(n):
        for i in range(n):
            x = (i / n - 0.5) * EXTENT - left
            out[j, i] = cloud_shadow(noise, air, x, j / n * EXTENT)


def light_map(heights: Floats, air: Air, left: float) -> Lit:
    """Sun (behind ridges and clouds) and sky on a height map seen from ``left`` metres off."""
    size = (_CELLS, _CELLS)
    half = np.asarray(cv2.resize(heights, size, interpolation=cv2.INTER_AREA), np.float32)
    sun = np.empty_like(half)
    x, y, z = (float(part) for part in air.sun)
    rough = np.asarray(cv2.resize(half, None, fx=1 / _ROUGH, fy=1 / _ROUGH), np.float32)
    guess = np.empty_like(rough)
    _guess(rough, EXTENT / _CELLS * _ROUGH, (x, y, z), guess)
    _sunlit(half, EXTENT / _CELLS, (x, y, z), guess, sun)
    clouds = np.empty((_CLOUD_CELLS, _CLOUD_CELLS), np.float32)
    _clouded(volume(), air, left, clouds)
    clouds = _CLOUDED + (1 - _CLOUDED) * clouds
    sun *= np.asarray(cv2.resize(clouds, size, interpolation=cv2.INTER_CUBIC), np.float32)
    wide = (cv2.GaussianBlur(half, (0, 0), 9) - half) / 260
    close = (cv2.GaussianBlur(half, (0, 0), 2.2) - half) / 60
    sky = np.clip(0.92 - wide - close, 0.3, 1.12)
    return Lit(sun, np.asarray(sky, np.float32))
