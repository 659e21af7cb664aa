"""Wind waves as tiles: a spectrum, its surface with sharpened crests, and where it folds into foam.

Tessendorf (2001), "Simulating ocean water"; spectrum of Pierson and Moskowitz (1964). Three
square tiles of different length share the wave numbers between them; each has a pyramid of coarser
copies, and the variance of slope that a copy has lost, so that far water is rough instead of noisy.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import Floats

LENGTHS = (260.0, 29.0, 3.7)
"""Metres along one side of each tile; none is a multiple of another, so that no pattern repeats."""
_SIDE = 512
_LEVELS = 8
_BORDERS = (0.0, 0.87, 6.8, 300.0)
"""Wave numbers between which a tile holds waves, 1 / m: four to each tile at least."""
_TURNS = (0.31, -0.47, 0.83)
"""Radians by which the tiles lie askew, against rows of repeats along the view."""
_G = 9.81


class Waves(NamedTuple):
    """The surface of one sea. Flat: numba hands no tuple within a tuple to a parallel loop."""

    texels: Floats
    """``[tile, texel, (height m, slope x, slope z, fold)]``, all levels of detail in one row."""
    lost: Floats
    """Variance of slope that is missing, ``[tile, level]``."""
    high: float
    """Significant wave height in metres."""
    foam: float
    """The fold (0 flat, 1 overturning) from which on water is white."""
    heading: float
    """Where the wind blows to: radians, 0 away from us, positive to the right."""
    streaks: float
    """0 to 1: how much foam the wind draws out into streaks."""
    calm: float
    """Metres within which the long waves flatten towards the camera: subjects play on a plane."""
    place: float
    """Which stretch of sea this is; any number."""


class Wind(NamedTuple):
    """What raises a sea: ``speed`` in m/s and where it blows to, as in ``Waves.heading``."""

    speed: float
    heading: float


def make_waves(wind: Wind, sheltered: float, calm: float, seed: int) -> Waves:
    """The sea under ``wind``, as ``calm`` near by as in ``Waves``.

    ``sheltered`` is the share of the long waves that is kept out, negative for a steeper sea.
    """
    rng = np.random.default_rng([seed, 7])
    tiles = [_tile(number, wind, 1 - sheltered, rng) for number in range(3)]
    level = np.stack(tiles).astype(np.float32)
    texels, rough = [level.reshape(3, -1, 4)], [_rough(level)]
    for _ in range(_LEVELS - 1):
        half = level.shape[1] // 2
        level = level.reshape(3, half, 2, half, 2, 4).mean((2, 4))
        texels.append(level.reshape(3, -1, 4))
        rough.append(_rough(level))
    lost = np.stack([rough[0] - share for share in rough], 1).astype(np.float32)
    fold = tiles[0][..., 3].std() + 0.6 * tiles[1][..., 3].std()
    gale = min(max((wind.speed - 5) / 7, 0.0), 1.0)
    return Waves(
        texels=np.ascontiguousarray(np.concatenate(texels, 1)),
        lost=lost,
        high=4 * float(tiles[0][..., 0].std()),
        foam=float(fold) * (2.6 - 1.9 * gale),
        heading=wind.heading,
        streaks=min(max((wind.speed - 9) / 2, 0.0), 1.0),
        calm=calm,
        place=float(rng.uniform(0, 50)),
    )


def _rough(level: Floats) -> Floats:
    """Variance of slope of the three tiles."""
    return np.asarray(2 * (level[..., 1:3] ** 2).mean((1, 2, 3)), np.float32)


def _tile(number: int, wind: Wind, long: float, rng: np.random.Generator) -> Floats:
    """Height, slopes and fold of one tile ``(side, side, 4)``; +x right, +row away."""
    length = LENGTHS[number]
    k = 2 * math.pi * np.fft.fftfreq(_SIDE, length / _SIDE)
    kz, kx = np.meshgrid(k, k, indexing="ij")
    size = np.hypot(kx, kz)
    size[0, 0] = 1.0
    spectrum = _spectrum(kx, kz, size, wind.speed, wind.heading - _TURNS[number])
    inside = (size >= _BORDERS[number]) & (size < _BORDERS[number + 1])
    amplitude = np.sqrt(spectrum * inside / 2) * (2 * math.pi / length)
    noise = rng.standard_normal((2, _SIDE, _SIDE))
    waves = amplitude * (noise[0] + 1j * noise[1]) * long ** (1.0, 0.5, 0.0)[number]
    waves[0, 0] = 0
    scale = _SIDE * _SIDE * math.sqrt(2)
    height = np.fft.ifft2(waves).real * scale
    side_x = np.fft.ifft2(waves * 1j * kx / size).real * scale
    side_z = np.fft.ifft2(waves * 1j * kz / size).real * scale
    return _sharpened(height, side_x, side_z, length / _SIDE)


def _spectrum(
    kx: NDArray[np.float64],
    kz: NDArray[np.float64],
    size: NDArray[np.float64],
    wind: float,
    heading: float,
) -> NDArray[np.float64]:
    """Variance of height per area of wave numbers, m^4."""
    peak = _G * (0.877 / wind) ** 2
    radial = 0.0081 / (2 * size**4) * np.exp(-1.25 * (peak / size) ** 2)
    along = (kz * math.cos(heading) + kx * math.sin(heading)) / size
    # Long waves run with the wind, short ones nearly everywhere.
    spread = np.where(size < 6 * peak, np.maximum(along, 0) ** 4 * 1.7, 0.35 + 0.65 * along**2)
    return np.asarray(radial * spread / math.pi, np.float64)


def _sharpened(
    height: NDArray[np.float64],
    side_x: NDArray[np.float64],
    side_z: NDArray[np.float64],
    cell: float,
) -> Floats:
    """The surface after water has moved sideways: crests narrow, troughs widen, some fold."""
    choppy = 1.1
    dx, dz = choppy * side_x / cell, choppy * side_z / cell
    xx, zz, xz = _across(dx), _along(dz), _across(dz)
    fold = 1 - ((1 + xx) * (1 + zz) - xz * xz)
    grid = np.arange(_SIDE, dtype=np.float32)
    at_x, at_z = np.meshgrid(grid, grid)
    moved = np.dstack([dx, dz]).astype(np.float32)
    p, q = at_x, at_z
    for _ in range(4):
        step = _wrapped(moved, p, q)
        p, q = at_x - step[..., 0], at_z - step[..., 1]
    seen = _wrapped(np.dstack([height, fold]).astype(np.float32), p, q)
    h = seen[..., 0]
    return np.dstack([h, _across(h) / cell, _along(h) / cell, seen[..., 1]]).astype(np.float32)


def _wrapped(field: Floats, x: Floats, y: Floats) -> Floats:
    """A periodic ``(H, W, 2)`` field at other places."""
    return np.asarray(cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))


def _across(field: NDArray[np.floating]) -> NDArray[np.floating]:
    return (np.roll(field, -1, 1) - np.roll(field, 1, 1)) / 2


def _along(field: NDArray[np.floating]) -> NDArray[np.floating]:
    return (np.roll(field, -1, 0) - np.roll(field, 1, 0)) / 2


@jit
def level_of(tile: int, size: float) -> float:
    """The level of detail at which one texel of a tile is ``size`` metres."""
    texel = LENGTHS[tile] / _SIDE
    return math.log2(max(size / texel, 1.0))


@jit
def at(
    waves: Waves, tile: int, level: float, x: float, z: float
) -> tuple[float, float, float, float]:
    """Height, slopes along x and z, and fold of one tile at a point of the ground, in metres."""
    lod = min(int(level), _LEVELS - 1)
    n = _SIDE >> lod
    texels = waves.texels[tile]
    first = (_SIDE * _SIDE - n * n) * 4 // 3
    ca, sa = math.cos(_TURNS[tile]), math.sin(_TURNS[tile])
    # At coarser levels the texels' middles lie elsewhere.
    shift = 0.5 - 0.5 / (1 << lod)
    u = (x * ca - z * sa) / LENGTHS[tile] * n - shift
    v = (x * sa + z * ca) / LENGTHS[tile] * n - shift
    iu = math.floor(u)
    iv = math.floor(v)
    s = u - iu
    t = v - iv
    i = int(iu) & (n - 1)
    j = int(iv) & (n - 1)
    i1 = (i + 1) & (n - 1)
    j1 = (j + 1) & (n - 1)
    w00, w01 = (1 - s) * (1 - t), s * (1 - t)
    w10, w11 = (1 - s) * t, s * t
    a, b = texels[first + j * n + i], texels[first + j * n + i1]
    c, d = texels[first + j1 * n + i], texels[first + j1 * n + i1]
    h = a[0] * w00 + b[0] * w01 + c[0] * w10 + d[0] * w11
    p = a[1] * w00 + b[1] * w01 + c[1] * w10 + d[1] * w11
    q = a[2] * w00 + b[2] * w01 + c[2] * w10 + d[2] * w11
    f = a[3] * w00 + b[3] * w01 + c[3] * w10 + d[3] * w11
    return h, p * ca + q * sa, q * ca - p * sa, f


@jit
def lost_at(waves: Waves, tile: int, level: float) -> float:
    """The variance of slope that a level of a tile lacks."""
    return float(waves.lost[tile, min(int(level), _LEVELS - 1)])
