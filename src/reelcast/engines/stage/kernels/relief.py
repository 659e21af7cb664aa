"""Gradient noise with its slopes: one look at the lattice where differences would take three."""

import math

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import integer_hash


@jit
def _corner(i: int, j: int) -> tuple[float, float]:
    h = integer_hash(i, j)
    return (h & 0xFFFF) / 32768.0 - 1, (h >> 16) / 32768.0 - 1


@jit
def slopes2(x: float, y: float) -> tuple[float, float, float]:
    """``noise2`` at a point and how steeply it rises along ``x`` and along ``y``."""
    i = math.floor(x)
    j = math.floor(y)
    u = x - i
    v = y - j
    s = u * u * u * (u * (u * 6 - 15) + 10)
    t = v * v * v * (v * (v * 6 - 15) + 10)
    ds = 30 * u * u * (u - 1) * (u - 1)
    dt = 30 * v * v * (v - 1) * (v - 1)
    ax, ay = _corner(i, j)
    bx, by = _corner(i + 1, j)
    cx, cy = _corner(i, j + 1)
    dx, dy = _corner(i + 1, j + 1)
    a = ax * u + ay * v
    b = bx * (u - 1) + by * v
    c = cx * u + cy * (v - 1)
    d = dx * (u - 1) + dy * (v - 1)
    k = a - b - c + d
    return (
        1.5 * (a + s * (b - a) + t * (c - a + s * k)),
        1.5 * (ax + s * (bx - ax) + t * (cx - ax + s * (ax - bx - cx + dx)) + ds * (b - a + t * k)),
        1.5 * (ay + s * (by - ay) + t * (cy - ay + s * (ay - by - cy + dy)) + dt * (c - a + s * k)),
    )


@jit
def fractal_slopes2(x: float, y: float, octaves: int) -> tuple[float, float, float]:
    """``fbm2`` at a point and how steeply it rises along ``x`` and along ``y``."""
    amplitude = 0.5
    total = along_x = along_y = 0.0
    # How far each octave's own coordinates have been turned and stretched.
    p, q = 1.0, 0.0
    for _ in range(octaves):
        n, nx, ny = slopes2(x, y)
        total += amplitude * n
        along_x += amplitude * (nx * p - ny * q)
        along_y += amplitude * (nx * q + ny * p)
        x, y = 1.6 * x + 1.2 * y + 17.3, -1.2 * x + 1.6 * y + 5.7
        p, q = 1.6 * p - 1.2 * q, 1.6 * q + 1.2 * p
        amplitude *= 0.5
    return total, along_x, along_y
