"""What the surfaces of a room are made of: boards, rug, plaster, brick, paper, cloth, books.

Every function gives a linear RGB reflectance; ``e`` is the size of a pixel there in metres, so
that what is finer than the pixels fades out instead of flickering.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.furniture import BOOKS, CLOTH, PICTURE, WOOD
from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import clamp, fbm2, noise2, smooth, uniform

PLASTER, BRICK, PAPER = 0, 1, 2
"""What the back wall is faced with."""
SKIRTING = 0.11
"""Metres up to which a white board protects the walls."""
_BOARD = 0.145
_BOARD_LENGTH = 1.5
_BRICK_LENGTH, _COURSE = 0.25, 0.075

Rows = NDArray[np.float64]
RGB3 = tuple[float, float, float]


class Finish(NamedTuple):
    """How a room is finished: facing of the back wall, RGB of the boards, RGB and x0, x1, z0, z1 of
    the rug, its second RGB, and a number that chooses the grain."""

    facing: int
    boards: Rows
    rug: Rows
    border: Rows
    lies: Rows
    seed: float


@jit
def floor(f: Finish, x: float, z: float, e: float) -> tuple[float, float, float, float]:
    """Oiled boards, and how polished they are here: 0 to 1."""
    row = math.floor(x / _BOARD)
    off = uniform(row, 5) * _BOARD_LENGTH
    board = math.floor((z + off) / _BOARD_LENGTH)
    q = uniform(row, board)
    fx = (0.5 - abs(x / _BOARD - row - 0.5)) * _BOARD
    fz = (0.5 - abs((z + off) / _BOARD_LENGTH - board - 0.5)) * _BOARD_LENGTH
    near = smooth(0.03, 0.005, e)
    gap = (1 - smooth(0.0012, 0.0012 + 0.8 * e, min(fx, fz))) * near
    warp = 2.5 * noise2(x * 3 + q * 50, z * 0.7)
    grain = 0.5 * noise2(x * 30 + warp, z * 1.3 + q * 77) * smooth(0.04, 0.01, e)
    grain += 0.35 * noise2(x * 120 + warp, z * 3.5 + q * 9) * smooth(0.012, 0.003, e)
    v = (0.80 + 0.36 * q) * (1 + 0.24 * grain) * (1 - 0.55 * gap)
    warm = 0.06 * (uniform(row + 31, board) - 0.5)
    polish = 0.75 + 0.25 * q + 0.3 * fbm2(x * 1.7, z * 1.7, 3) - 0.8 * gap
    return f.boards[0] * v * (1 + warm), f.boards[1] * v, f.boards[2] * v * (1 - warm), polish


@jit
def rug(f: Finish, x: float, z: float, e: float) -> tuple[float, float, float, float]:
    """A woven rug, and how much of the floor it covers here: 0 to 1."""
    inside = min(x - f.lies[0], f.lies[1] - x, z - f.lies[2], f.lies[3] - z)
    inside += 0.003 * noise2(x * 5, z * 5)
    cover = smooth(-e, e + 1e-3, inside)
    if cover <= 0:
        return 0.0, 0.0, 0.0, 0.0
    line = smooth(0.10, 0.115, inside) * smooth(0.17, 0.155, inside)
    line = 0.55 * max(line, 0.7 * smooth(0.20, 0.21, inside) * smooth(0.23, 0.22, inside))
    # Warp and weft are never dyed quite alike, and feet have been here.
    weave = 0.10 * noise2(x * 160, z * 60) * smooth(0.008, 0.003, e)
    weave += 0.10 * noise2(x * 3, z * 55) * smooth(0.03, 0.008, e) + 0.09 * fbm2(
        x * 1.4, z * 1.4, 3
    )
    v = 1 + weave
    r = (f.rug[0] + (f.border[0] - f.rug[0]) * line) * v
    g = (f.rug[1] + (f.border[1] - f.rug[1]) * line) * v
    b = (f.rug[2] + (f.border[2] - f.rug[2]) * line) * v
    return r, g, b, cover


@jit
def _brick(c: RGB3, x: float, y: float, e: float) -> RGB3:
    course = math.floor(y / _COURSE)
    along = x / _BRICK_LENGTH + 0.5 * (course % 2) + 0.06 * uniform(course, 3)
    which = math.floor(along)
    rough = 0.004 * noise2(x * 40, y * 40)
    fx = (0.5 - abs(along - which - 0.5)) * _BRICK_LENGTH + rough
    fy = (0.5 - abs(y / _COURSE - course - 0.5)) * _COURSE + rough
    joint = 1 - smooth(0.005, 0.009 + e, min(fx, fy))
    q = uniform(which, course)
    v = 0.62 + 0.75 * q * q + 0.16 * fbm2(x * 14, y * 14, 3) + 0.12 * fbm2(x * 0.9, y * 0.9, 3)
    pale = smooth(0.86, 0.95, uniform(which + 7, course)) * 0.35
    light = 0.42 * (1 + 0.15 * noise2(x * 11, y * 11))
    r = c[0] * v + pale * (0.5 - c[0])
    g = c[1] * v * (0.94 + 0.12 * q) + pale * (0.45 - c[1])
    b = c[2] * v + pale * (0.4 - c[2])
    return r + (light - r) * joint, g + (0.93 * light - g) * joint, b + (0.84 * light - b) * joint


@jit
def _paper(c: RGB3, x: float, y: float) -> RGB3:
    """Wallpaper: pale sprigs in a half-drop repeat."""
    across, up = 0.26, 0.36
    column = math.floor(x / across)
    u = x / across - column - 0.5
    v = y / up + 0.5 * (column % 2)
    v = v - math.floor(v) - 0.5
    stem = smooth(0.045, 0.02, abs(u - 0.10 * math.sin(6.0 * v))) * smooth(0.40, 0.30, abs(v))
    leaves = 0.0
    for k in range(5):
        side = 1.0 if k % 2 else -1.0
        cy = -0.26 + 0.13 * k
        a = (u - 0.10 * math.sin(6.0 * cy) - side * 0.12) * side
        b = v - cy - 0.35 * a
        leaves = max(leaves, smooth(1.15, 0.8, (a / 0.13) ** 2 + (b / 0.055) ** 2))
    t = 0.42 * max(0.8 * stem, leaves)
    return c[0] + (0.72 - c[0]) * t, c[1] + (0.70 - c[1]) * t, c[2] + (0.60 - c[2]) * t


@jit
def wall(f: Finish, c: RGB3, back: bool, a: float, y: float, e: float) -> RGB3:
    """A wall of mean reflectance ``c``, ``a`` metres along it: its facing over a skirting board."""
    if y < SKIRTING:
        v = 0.74 - 0.25 * smooth(SKIRTING - 0.012, SKIRTING, y)
        return v, v * 0.985, v * 0.95
    if back and f.facing == BRICK:
        return _brick(c, a, y, e)
    if f.facing == PAPER:
        return _paper(c, a, y)
    v = 1 + 0.022 * fbm2(a * 1.3 + 9, y * 1.3, 4) + 0.012 * noise2(a * 26, y * 26)
    return c[0] * v, c[1] * v, c[2] * v


@jit
def _painting(p: Rows, u: float, v: float) -> RGB3:
    """A framed landscape in a few washes of paint; ``u``, ``v`` from -1 to 1."""
    s = p[15]
    inner = min((1 - abs(u)) * p[4], (1 - abs(v)) * p[5])
    if inner < 0.022:
        return p[11], p[12], p[13]
    if inner < 0.085:
        return 0.74, 0.72, 0.68
    w = 0.7 * fbm2(u * 1.3 + s, v * 0.9 + s, 4)
    t = clamp(0.5 + 0.55 * (v + 0.5 * w), 0.0, 1.0)
    warm = 0.5 + 0.5 * math.sin(s * 1.7)
    r, g, b = 0.20 + 0.5 * t, 0.24 + 0.36 * t + 0.06 * warm, 0.34 - 0.10 * warm + 0.28 * t
    hill = smooth(0.02, -0.06, v + 0.16 + 0.30 * fbm2(u * 1.6 + 3 * s, s, 4))
    r, g, b = r + (0.11 + 0.10 * warm - r) * hill, g + (0.15 - g) * hill, b + (0.13 - b) * hill
    second = smooth(0.02, -0.05, v + 0.55 + 0.4 * fbm2(u * 1.1 - s, 2 * s, 4))
    r, g, b = r + (0.05 - r) * second, g + (0.07 - g) * second, b + (0.06 - b) * second
    wash = 1 + 0.25 * fbm2(u * 4 + s, v * 7, 3)
    return r * wash, g * wash, b * wash


@jit
def _books(p: Rows, a: float, y: float) -> RGB3:
    """A row of spines: ``a`` metres along it, ``y`` above its middle."""
    s = int(p[15] * 97)
    slot = math.floor(a / 0.034 + 0.35 * noise2(a * 9, p[15]))
    tall = 0.55 + 0.42 * uniform(slot, s + 1)
    up = 0.5 + 0.5 * y / p[5]
    if up > tall or uniform(slot // 7, s + 4) > 0.86:
        return 0.03, 0.022, 0.016
    fold = a / 0.034 + 0.35 * noise2(a * 9, p[15]) - slot
    round_ = 0.45 + 0.55 * math.sin(math.pi * clamp(fold, 0.0, 1.0))
    q, h = uniform(slot, s + 2), uniform(slot, s + 3)
    v = (0.07 + 0.42 * q * q) * round_
    band = 1.5 if abs(up - 0.72 * tall) < 0.035 and h > 0.4 else 1.0
    return v * (0.7 + 0.6 * h) * band, v * 0.78 * band, v * (1.05 - 0.55 * h) * band


@jit
def part(p: Rows, x: float, y: float, z: float, e: float) -> RGB3:
    """A part of the furniture at a point seen from its own middle."""
    r, g, b = p[11], p[12], p[13]
    material = int(p[14])
    if material == PICTURE:
        return _painting(p, x / p[4], y / p[5])
    if material == BOOKS:
        return _books(p, x, y)
    v = 1.0
    if material == WOOD:
        v += 0.22 * noise2(x * 4 + p[15], 34 * (y + z) + 2 * noise2(x * 2, z * 2))
    elif material == CLOTH:
        v += 0.10 * fbm2(x * 5 + z * 3 + p[15], y * 5 + z * 4, 3)
        v += 0.12 * noise2(x * 190 + z * 70, y * 190 + z * 120) * smooth(0.006, 0.002, e)
    return r * v, g * v, b * v
