"""Lattice noises. Coordinates have no unit: one feature per 1."""

import functools
import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit, jit_for, parallel

Floats = NDArray[np.float32]


@jit_for("int64(int64, int64)")
def integer_hash(i: int, j: int) -> int:
    """Lattice point to 32 random bits."""
    h = (np.int64(i) * 374761393 + np.int64(j) * 668265263) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 1103515245) & 0xFFFFFFFF
    return h ^ (h >> 16)  # type: ignore[return-value]


@jit_for("float64(int64, int64)")
def uniform(i: int, j: int) -> float:
    """Lattice point to [0, 1)."""
    return integer_hash(i, j) * (1.0 / 4294967296.0)


@jit
def clamp(x: float, low: float, high: float) -> float:
    """``x``, or the bound it is beyond."""
    return low if x < low else (high if x > high else x)


@jit_for("float64(float64, float64, float64)")
def smooth(a: float, b: float, x: float) -> float:
    """Smoothstep from ``a`` to ``b``, which may be the smaller one."""
    t = clamp((x - a) / (b - a), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


@jit
def _gradient(i: int, j: int, u: float, v: float) -> float:
    h = integer_hash(i, j)
    return ((h & 0xFFFF) / 32768.0 - 1) * u + ((h >> 16) / 32768.0 - 1) * v


@jit_for("float64(float64, float64)")
def noise2(x: float, y: float) -> float:
    """Gradient noise (Perlin 2002), about [-1, 1]."""
    i = math.floor(x)
    j = math.floor(y)
    u = x - i
    v = y - j
    s = u * u * u * (u * (u * 6 - 15) + 10)
    t = v * v * v * (v * (v * 6 - 15) + 10)
    a = _gradient(i, j, u, v)
    b = _gradient(i + 1, j, u - 1, v)
    c = _gradient(i, j + 1, u, v - 1)
    d = _gradient(i + 1, j + 1, u - 1, v - 1)
    return 1.5 * (a + s * (b - a) + t * (c - a + s * (a - b - c + d)))


@jit_for("float64(float64, float64, int64)")
def fbm2(x: float, y: float, octaves: int) -> float:
    """Fractal sum of gradient noise, about [-1, 1]; each octave turned against grid streaks."""
    amplitude = 0.5
    total = 0.0
    for _ in range(octaves):
        total += amplitude * noise2(x, y)
        x, y = 1.6 * x + 1.2 * y + 17.3, -1.2 * x + 1.6 * y + 5.7
        amplitude *= 0.5
    return total


@jit
def _value3(x: float, y: float, z: float, period: int) -> float:
    i = int(x)
    j = int(y)
    k = int(z)
    u = smooth(0.0, 1.0, x - i)
    v = smooth(0.0, 1.0, y - j)
    w = smooth(0.0, 1.0, z - k)
    total = 0.0
    for corner in range(8):
        a = corner & 1
        b = (corner >> 1) & 1
        c = corner >> 2
        weight = (u if a else 1 - u) * (v if b else 1 - v) * (w if c else 1 - w)
        total += weight * uniform(
            (i + a) % period + 131 * ((k + c) % period), (j + b) % period + 977
        )
    return total


@parallel
def _volume(n: int, octaves: int, frequency: int) -> Floats:
    out = np.empty((n, n, n), np.float32)
    for a in prange(n):
        for b in range(n):
            for c in range(n):
                total = 0.0
                amplitude = 0.5
                period = frequency
                for _ in range(octaves):
                    total += amplitude * _value3(
                        a * period / n, b * period / n, c * period / n, period
                    )
                    amplitude *= 0.5
                    period *= 2
                out[a, b, c] = total
    return out


@functools.lru_cache(1)
def volume() -> Floats:
    """Tileable 96 x 96 x 96 fractal noise in [0, 1] (3.5 MB)."""
    noise = _volume(96, 4, 6)
    low, high = noise.min(), noise.max()
    return np.asarray((noise - low) / (high - low), np.float32)


@jit
def sample3(texture: Floats, x: float, y: float, z: float) -> float:
    """Trilinear lookup in a periodic volume; one tile per unit."""
    n = texture.shape[0]
    x = (x - math.floor(x)) * n
    y = (y - math.floor(y)) * n
    z = (z - math.floor(z)) * n
    i = int(x) % n
    j = int(y) % n
    k = int(z) % n
    u = x - int(x)
    v = y - int(y)
    w = z - int(z)
    i1 = i + 1 if i + 1 < n else 0
    j1 = j + 1 if j + 1 < n else 0
    k1 = k + 1 if k + 1 < n else 0
    a = texture[i, j, k] * (1 - w) + texture[i, j, k1] * w
    b = texture[i, j1, k] * (1 - w) + texture[i, j1, k1] * w
    c = texture[i1, j, k] * (1 - w) + texture[i1, j, k1] * w
    d = texture[i1, j1, k] * (1 - w) + texture[i1, j1, k1] * w
    return float((a * (1 - v) + b * v) * (1 - u) + (c * (1 - v) + d * v) * u)


@jit
def _nearest3(x: float, y: float, z: float, period: int) -> float:
    """Distance to the nearest of one random point per cell (Worley 1996), in cells."""
    i = math.floor(x)
    j = math.floor(y)
    k = math.floor(z)
    best = 9.0
    for corner in range(27):
        a = i + corner % 3 - 1
        b = j + corner // 3 % 3 - 1
        c = k + corner // 9 - 1
        h = integer_hash(a % period + 157 * (b % period), c % period + 409 * period)
        u = a + (h & 0x3FF) / 1024.0 - x
        v = b + ((h >> 10) & 0x3FF) / 1024.0 - y
        w = c + ((h >> 20) & 0x3FF) / 1024.0 - z
        best = min(best, u * u + v * v + w * w)
    return math.sqrt(best)


@parallel
def _billows(n: int, cells: int) -> Floats:
    out = np.empty((n, n, n), np.float32)
    for a in prange(n):
        for b in range(n):
            for c in range(n):
                total = 0.0
                amplitude = 0.58
                period = cells
                for _ in range(3):
                    s = period / n
                    total += amplitude * (1 - _nearest3(a * s, b * s, c * s, period))
                    amplitude *= 0.45
                    period *= 2
                out[a, b, c] = total
    return out


@functools.lru_cache(1)
def billows() -> Floats:
    """Tileable 80 x 80 x 80 noise in [0, 1] of round heads with creases between them (2 MB)."""
    noise = _billows(80, 5)
    low, high = noise.min(), noise.max()
    return np.asarray((noise - low) / (high - low), np.float32)
