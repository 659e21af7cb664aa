"""What grows and swims in the sea: branching coral, sea fans, sponges, kelp, sea grass, fish.

All of it is drawn with tapering rods and leaves, depth-tested. Metres, linear RGB.
"""

import math

import cv2
import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.deep import Depths, veiled
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, noise2, smooth, uniform
from reelcast.engines.stage.kernels.splat import STRIPS, Strip, leaf, rod, splat, strip_of

STAGHORN, FAN, SPONGE, KELP, GRASS = 0, 1, 2, 3, 4
Three = tuple[float, float, float]
_LEVELS = 7
"""How often a sea fan forks."""


@jit
def _seen(eye: Eye, x: float, y: float, z: float) -> tuple[float, float]:
    """Column and row of a point."""
    return eye.centre + x * eye.focal / z, eye.horizon + (eye.above - y) * eye.focal / z


@jit
def _tint(deep: Depths, albedo: Three, light: float, at_: Three, eye: Eye) -> Three:
    """The colour of something thin at a point, ``light`` (around 1) of the sun on it, as seen."""
    x, y, z = at_
    sun = 0.26 * light * (0.35 + 0.65 * deep.clear)
    r = albedo[0] * (deep.light[0] * (sun + 0.06) + deep.veil[0])
    g = albedo[1] * (deep.light[1] * (sun + 0.06) + deep.veil[1])
    b = albedo[2] * (deep.light[2] * (sun + 0.06) + deep.veil[2])
    u, v = x / z, (y - eye.above) / z
    return veiled(deep, r, g, b, z * math.sqrt(1 + u * u + v * v), u, v)


@jit
def _stroke(
    eye: Eye,
    deep: Depths,
    strip: Strip,
    a: tuple[float, float, float, float],
    b: tuple[float, float, float, float],
    albedo: Three,
    light: float,
    out: Floats,
    depth: Floats,
) -> None:
    """A rod between two points (x, y, z, half-width)."""
    x0, y0 = _seen(eye, a[0], a[1], a[2])
    x1, y1 = _seen(eye, b[0], b[1], b[2])
    w0, w1 = a[3] * eye.focal / a[2], b[3] * eye.focal / b[2]
    reach = max(w0, w1) + 2
    if max(x0, x1) + reach < strip.first or min(x0, x1) - reach > strip.end:
        return
    colour = _tint(deep, albedo, light, (b[0], b[1], b[2]), eye)
    side = 0.35 if deep.sun[0] > 0 else -0.35
    rod(out, depth, strip, (x0, y0, w0), (x1, y1, w1), (a[2], b[2]), colour, side)


@jit
def _staghorn(
    eye: Eye, deep: Depths, strip: Strip, row: Floats, out: Floats, depth: Floats
) -> None:
    x, y, z, size, seed = row[0], row[1], row[2], row[3], int(row[5])
    hue = row[6]
    skin = (
        (0.46, 0.34, 0.16)
        if hue < 0.4
        else ((0.46, 0.17, 0.24) if hue < 0.75 else (0.24, 0.24, 0.36))
    )
    for k in range(26):
        turn = 2 * math.pi * uniform(seed, k)
        out_ = 0.75 * math.sqrt(uniform(seed + 1, k))
        px, py, pz = x + 0.16 * size * math.cos(turn) * out_, y, z + 0.10 * size * math.sin(turn)
        dx, dy, dz = math.cos(turn) * out_, 1.0, 0.6 * math.sin(turn) * out_
        w = size * (0.030 + 0.014 * uniform(seed + 2, k))
        for j in range(5):
            step = size * 0.19 * (0.7 + 0.5 * uniform(seed + 3, k * 9 + j))
            nx = px + dx * step
            ny = py + dy * step * (1 - 0.35 * out_)
            nz = pz + dz * step
            tip = (j + 1) / 5
            albedo = (skin[0] + 0.20 * tip**3, skin[1] + 0.16 * tip**3, skin[2] + 0.12 * tip**3)
            light = 0.22 + 0.55 * tip
            _stroke(
                eye, deep, strip, (px, py, pz, w), (nx, ny, nz, w * 0.86), albedo, light, out, depth
            )
            twig = uniform(seed + 4, k * 9 + j) - 0.5
            if j > 0:
                end = (nx + 1.5 * twig * step, ny + 0.75 * step, nz, w * 0.5)
                _stroke(
                    eye, deep, strip, (nx, ny, nz, w * 0.75), end, albedo, light + 0.15, out, depth
                )
            dx += 0.7 * (uniform(seed + 5, k * 9 + j) - 0.5)
            px, py, pz = nx, ny, nz
            w *= 0.86


@jit
def _fan(eye: Eye, deep: Depths, strip: Strip, row: Floats, out: Floats, depth: Floats) -> None:
    """A sea fan: a net in one plane, forked again and again."""
    x, y, z, size, seed = row[0], row[1], row[2], row[3], int(row[5])
    hue = row[6]
    skin = (
        (0.42, 0.10, 0.34)
        if hue < 0.45
        else ((0.58, 0.20, 0.07) if hue < 0.75 else (0.55, 0.42, 0.09))
    )
    tips = np.zeros((1 << _LEVELS, 3))
    tips[0, 0] = x
    tips[0, 1] = y
    tips[0, 2] = math.pi / 2 + 0.3 * (uniform(seed, 1) - 0.5)
    step = 0.26 * size
    for level in range(_LEVELS):
        w = size * 0.026 * 0.70**level
        for k in range((1 << level) - 1, -1, -1):
            px, py, a = tips[k, 0], tips[k, 1], tips[k, 2]
            long = step * (0.75 + 0.5 * uniform(seed + level, k))
            nx, ny = px + long * math.cos(a), py + long * math.sin(a)
            light = 0.55 + 0.5 * level / _LEVELS
            _stroke(
                eye, deep, strip, (px, py, z, w), (nx, ny, z, w * 0.75), skin, light, out, depth
            )
            fork = 0.22 + 0.30 * uniform(seed + 40 + level, k)
            # Outer twigs bend back up: the rim of a fan is round.
            back = 0.10 * (math.pi / 2 - a)
            for side in range(2):
                if 2 * k + side < tips.shape[0]:
                    tips[2 * k + side, 0] = nx
                    tips[2 * k + side, 1] = ny
                    tips[2 * k + side, 2] = a + back + (fork if side == 0 else -fork)
        step *= 0.80


@jit
def _sponge(eye: Eye, deep: Depths, strip: Strip, row: Floats, out: Floats, depth: Floats) -> None:
    x, y, z, size, seed = row[0], row[1], row[2], row[3], int(row[5])
    skin = (0.56, 0.38, 0.08) if row[6] < 0.5 else (0.46, 0.17, 0.30)
    for k in range(3 + int(3 * uniform(seed, 2))):
        px = x + size * 0.42 * (uniform(seed, 10 + k) - 0.5)
        pz = z + 0.05 * k
        high = size * (0.30 + 0.62 * uniform(seed, 20 + k))
        lean = 0.35 * (px - x) + 0.10 * (uniform(seed, 30 + k) - 0.5)
        w = size * (0.060 + 0.03 * uniform(seed, 40 + k))
        last = (px, y, pz, w * 0.75)
        for j in range(4):
            t = (j + 1) / 4
            swell = w * (0.78 + 0.26 * t)
            nxt = (px + lean * t * t, y + high * t, pz, swell)
            _stroke(eye, deep, strip, last, nxt, skin, 0.35 + 0.6 * t, out, depth)
            last = nxt
        column, line = _seen(eye, last[0], last[1] + 0.4 * w, pz - w)
        r = last[3] * 0.80 * eye.focal / pz
        dark = _tint(
            deep, (skin[0] * 0.2, skin[1] * 0.2, skin[2] * 0.2), 0.3, (px, y + high, pz), eye
        )
        splat(out, depth, strip, (column, line, pz - 2 * w), (r, 1.0, 0.0), dark)


@jit
def _kelp(eye: Eye, deep: Depths, strip: Strip, row: Floats, out: Floats, depth: Floats) -> None:
    """A stem to near the surface with a blade and its float at every hand's breadth."""
    x, y, z, size, seed = row[0], row[1], row[2], row[3], int(row[5])
    bend = 0.5 * (uniform(seed, 1) - 0.5)
    count = int(size / 0.085)
    px, py = x, y
    for k in range(count):
        t = (k + 1) / count
        nx = x + bend * t * t * size * 0.6 + 0.14 * math.sin(3.1 * t + 6 * uniform(seed, 2))
        ny = y + size * t
        light = 0.45 + 0.85 * t
        stem = (0.24, 0.19, 0.06)
        _stroke(eye, deep, strip, (px, py, z, 0.013), (nx, ny, z, 0.012), stem, light, out, depth)
        px, py = nx, ny
        side = 1.0 if k % 2 else -1.0
        a = -0.35 + 1.35 * uniform(seed + 3, k) + (0.25 if t > 0.8 else 0.0)
        half = (0.16 + 0.13 * uniform(seed + 4, k)) * (0.6 + 0.5 * t)
        r = half * eye.focal / z
        ca, sa = side * math.cos(a), -math.sin(a)
        column, line = _seen(eye, nx, ny, z)
        if column + 2 * r < strip.first or column - 2 * r > strip.end:
            continue
        tone = 0.75 + 0.5 * uniform(seed + 5, k)
        light *= 0.6 + 0.6 * uniform(seed + 8, k)
        albedo = (0.36 * tone, 0.27 * tone, 0.05 * tone)
        colour = _tint(deep, albedo, light, (nx, ny, z), eye)
        near = z - 0.30 * (uniform(seed + 6, k) - 0.4)
        slim = 0.11 + 0.09 * uniform(seed + 7, k)
        leaf(out, depth, strip, (column + r * ca, line + r * sa, near), (r, ca, sa, slim), colour)


@jit
def _grass(eye: Eye, deep: Depths, strip: Strip, row: Floats, out: Floats, depth: Floats) -> None:
    """A patch of sea grass, ``size`` metres across."""
    x, y, z, size, seed = row[0], row[1], row[2], row[3], int(row[5])
    left = _seen(eye, x - size, y, z)[0]
    right = _seen(eye, x + size, y, z)[0]
    if right + 9 < strip.first or left - 9 > strip.end:
        return
    for k in range(int(150 * size)):
        a = 2 * math.pi * uniform(seed, k)
        q = math.sqrt(uniform(seed + 1, k))
        px = x + 0.62 * size * q * math.cos(a)
        pz = z + 0.62 * size * q * math.sin(a)
        high = (0.20 + 0.30 * uniform(seed + 2, k)) * (1.15 - 0.6 * q)
        lean = 0.34 * (noise2(px * 1.5 + 0.2 * seed, pz * 1.5) + 0.8 * (uniform(seed + 3, k) - 0.5))
        tone = 0.7 + 0.6 * uniform(seed + 4, k)
        albedo = (0.13 * tone + 0.06 * row[6], 0.24 * tone, 0.06 * tone)
        last = (px, y, pz, 0.0065)
        for j in range(4):
            t = (j + 1) / 4
            nxt = (px + lean * high * t * t * 1.6, y + high * t, pz, 0.0065 * (1.05 - 0.8 * t * t))
            _stroke(eye, deep, strip, last, nxt, albedo, 0.25 + 0.95 * t, out, depth)
            last = nxt


@parallel
def _grow(eye: Eye, deep: Depths, rows: Floats, out: Floats, depth: Floats) -> None:
    for s in prange(STRIPS):
        strip = strip_of((s * 7) % STRIPS, eye.width)
        for k in range(rows.shape[0]):
            row = rows[k]
            kind = int(row[4])
            if kind == STAGHORN:
                _staghorn(eye, deep, strip, row, out, depth)
            elif kind == FAN:
                _fan(eye, deep, strip, row, out, depth)
            elif kind == SPONGE:
                _sponge(eye, deep, strip, row, out, depth)
            elif kind == KELP:
                _kelp(eye, deep, strip, row, out, depth)
            else:
                _grass(eye, deep, strip, row, out, depth)


@jit
def _outline(a: float, b: float) -> tuple[float, float]:
    """Cover of a fish that swims along +a (-1 tail to 1 nose), and how far up its side."""
    thick = 0.0
    if a > -0.78:
        t = (a + 0.78) / 1.78
        thick = 0.30 * math.sqrt(max(t, 0.0)) * (1 - t) ** 0.42 * 1.5
    tail = 0.0
    if a < -0.55:
        t = (-0.55 - a) / 0.45
        tail = 0.07 + 0.27 * t if abs(b) > 0.30 * (t - 0.55) else 0.0
    fin = smooth(0.45, 0.0, a) * smooth(-0.45, -0.1, a) * 0.10
    edge = max(max(thick, tail), thick + (fin if b > 0 else 0.6 * fin) if thick > 0 else 0.0)
    return edge - abs(b), clamp(b / 0.3, -1.0, 1.0)


@parallel
def _swim(eye: Eye, deep: Depths, fish: Floats, out: Floats, depth: Floats) -> None:
    """Rows of x, y, z, length, heading (+-1), tilt (radians) and shade."""
    for s in prange(STRIPS):
        strip = strip_of(s, eye.width)
        for k in range(fish.shape[0]):
            x, y, z, long = fish[k, 0], fish[k, 1], fish[k, 2], fish[k, 3]
            column, line = _seen(eye, x, y, z)
            half = 0.5 * long * eye.focal / z
            ca, sa = math.cos(fish[k, 5]) * fish[k, 4], math.sin(fish[k, 5])
            back = _tint(deep, (0.05, 0.07, 0.09), 0.5, (x, y, z), eye)
            belly = _tint(deep, (0.36, 0.38, 0.36), 0.7 * fish[k, 6], (x, y, z), eye)
            for j in range(max(int(line - half), 0), min(int(line + half) + 2, eye.height)):
                for i in range(
                    max(int(column - half) - 1, strip.first), min(int(column + half) + 2, strip.end)
                ):
                    if depth[j, i] <= z:
                        continue
                    a = ((i - column) * ca - (j - line) * sa) / half
                    b = (-(j - line) * abs(ca) - (i - column) * sa * fish[k, 4]) / half
                    edge, up = _outline(a, b)
                    alpha = clamp(0.5 + edge * half, 0.0, 1.0)
                    if alpha > 0 and abs(a) < 1.0:
                        mix = smooth(0.15, -0.5, up)
                        for c in range(3):
                            colour = back[c] + (belly[c] - back[c]) * mix
                            out[j, i, c] += (colour - out[j, i, c]) * alpha
                        if alpha > 0.5:
                            depth[j, i] = z


def paint_growths(eye: Eye, deep: Depths, rows: Floats, radiance: Floats, depth: Floats) -> None:
    """Draw rows of x, y, z, size, kind, seed and hue (0 to 1), far ones first, in place."""
    _grow(eye, deep, rows, radiance, depth)


def paint_fish(eye: Eye, deep: Depths, fish: Floats, radiance: Floats, depth: Floats) -> None:
    """Draw rows of x, y, z, length, heading, tilt and shade, in place."""
    _swim(eye, deep, fish, radiance, depth)


def paint_drift(
    eye: Eye, light: NDArray[np.float64], rng: np.random.Generator, radiance: Floats
) -> None:
    """Specks that drift in the water: many sharp ones, a few near and out of focus; in place."""
    scale = eye.focal / 1920
    snow = np.zeros((eye.height, eye.width), np.float32)
    count = 420
    xs, ys, near = rng.random(count) * eye.width, rng.random(count) * eye.height, rng.random(count)
    for x, y, q in zip(xs, ys, near, strict=True):
        r = (0.9 + 7.5 * q**10) * scale
        cover = 0.16 / (0.8 + 0.5 * (r / scale) ** 1.6) * min(r / 0.6, 1.0) ** 2
        centre, radius = (int(x * 16), int(y * 16)), int(max(r, 0.6) * 16)
        cv2.circle(snow, centre, radius, float(cover), -1, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(snow, (0, 0), 0.9)
    radiance += soft[..., None] * (0.45 * light).astype(np.float32)
