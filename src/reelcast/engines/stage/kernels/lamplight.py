"""Street lamps and lit shops as points of light, and the halos they have in damp air. Metres."""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats

Lamps = NDArray[np.float64]
"""One row each: x, y, z, radiant intensity / pi as RGB, radius of its globe (0: none is seen)."""
_REACH = 20.0
"""Metres beyond which a lamp's light is not worth computing."""


@jit
def lamps_at(
    lamps: Lamps, x: float, y: float, z: float, nx: float, ny: float, nz: float
) -> tuple[float, float, float]:
    """Irradiance / pi of a surface with normal ``n`` by all lamps, linear RGB."""
    r = g = b = 0.0
    for k in range(lamps.shape[0]):
        lx = lamps[k, 0] - x
        lz = lamps[k, 2] - z
        if abs(lx) > _REACH or abs(lz) > _REACH:
            continue
        ly = lamps[k, 1] - y
        d2 = lx * lx + ly * ly + lz * lz + 0.25
        c = (lx * nx + ly * ny + lz * nz) / math.sqrt(d2)
        # Half a lambert: lanterns are large and walls scatter, so that nothing ends sharply.
        c = max(c * 0.8 + 0.2, 0.0) * (1 - d2 / (4 * _REACH * _REACH)) / d2
        r += lamps[k, 3] * c
        g += lamps[k, 4] * c
        b += lamps[k, 5] * c
    return r, g, b


@parallel
def _glow(eye: Eye, lamps: Lamps, damp: float, depth: Floats, sign: float, out: Floats) -> None:
    reach = 0.9 + 3.2 * damp
    for py in prange(out.shape[0]):
        for k in range(lamps.shape[0]):
            z = lamps[k, 2]
            if z < 1.0 or lamps[k, 6] <= 0:
                continue
            m = eye.focal / z
            dy = py + 0.5 - eye.horizon + (sign * lamps[k, 1] - eye.above) * m
            wide = reach * m * min(lamps[k, 6] / 0.15, 1.0)
            if abs(dy) > wide:
                continue
            x = eye.centre + lamps[k, 0] * m
            radius = max(lamps[k, 6] * m, 0.8)
            share = min(lamps[k, 6] * m / 0.8, 1.0) ** 2
            for px in range(max(int(x - wide), 0), min(int(x + wide) + 2, out.shape[1])):
                if depth[py, px] > 0 and depth[py, px] < z - 0.3:
                    continue
                d = math.sqrt((px + 0.5 - x) ** 2 + dy * dy)
                core = min(max(radius - d + 0.5, 0.0), 1.0) * share * 6.0
                q = max(1 - d / wide, 0.0)
                halo = q * q * (0.004 + 0.06 * damp) / (0.1 + d / m)
                gain = (core + halo) * 0.6
                for c in range(3):
                    out[py, px, c] += lamps[k, 3 + c] * gain


def paint_lamps(eye: Eye, lamps: Lamps, damp: float, depth: Floats, out: Floats) -> None:
    """Add the globes and their halos to ``out`` where nothing nearer hides them.

    ``damp`` is 0 in dry air, 1 in fog.
    """
    _glow(eye, lamps, damp, depth, 1.0, out)


def mirror_lamps(eye: Eye, lamps: Lamps, out: Floats) -> None:
    """Add the globes to the picture that level ground mirrors, in place."""
    _glow(eye, lamps, 0.1, np.zeros(out.shape[:2], np.float32), -1.0, out)


def damp_of(air: Air) -> float:
    """How large halos are in this air, from 0 to 1."""
    return float(min(max(air.extinction.mean() * 260 - 0.01, 0.0) + 0.14 * air.wet, 1.0))
