"""Sand or snow that wind carries: a veil low over the ground, and banners off the crests."""

import math
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, hazed
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, noise2, smooth


class Blown(NamedTuple):
    """What is in the air."""

    strength: float
    """0 to 1."""
    side: float
    """-1 or 1: it comes from the left or the right."""
    turn: float
    """Radians by which it moves away from the camera rather than straight across."""
    red: float
    """Reflectance."""
    green: float
    blue: float


_DEEP = 0.015
"""Opacity of a metre of sight along the ground in the thick of a streak."""
_LOW = 45.0
"""Metres: beyond, a line of sight has left the veil, or what lies there is a slope."""


@jit
def _colour(air: Air, blown: Blown, z: float, u: float) -> tuple[float, float, float]:
    # Grains are lit from all round and through one another: half of a surface's light each way.
    sun = 0.55 * (0.35 + 0.65 * max(air.sun[1], 0.2)) / math.pi
    r = blown.red * (air.ambient[0] * 0.9 + air.light[0] * sun)
    g = blown.green * (air.ambient[1] * 0.9 + air.light[1] * sun)
    b = blown.blue * (air.ambient[2] * 0.9 + air.light[2] * sun)
    return hazed(air, r, g, b, z, u, 1.0)


@jit
def _streak(blown: Blown, x: float, z: float) -> float:
    """0 to 1: how much drifts over a point of the ground."""
    c = -blown.side * math.cos(blown.turn)
    s = math.sin(blown.turn)
    p = x * c + z * s
    q = z * c - x * s
    bent = q + 0.8 * noise2(p / 9, q / 9)
    fine = noise2(p / 4.5, bent / 0.55) * 0.5 + noise2(p / 13, bent / 2.1)
    fine = (fine + 0.5 * noise2(p / 40, q / 25)) * smooth(48, 14, z)
    return smooth(-0.3, 0.9, fine)


@jit
def _over(out: Floats, colour: tuple[float, float, float], alpha: float) -> None:
    for c in range(3):
        out[c] += (colour[c] - out[c]) * alpha


@parallel
def _paint(eye: Eye, air: Air, blown: Blown, depth: Floats, out: Floats) -> None:
    for x in prange(eye.width):
        u = (x - eye.centre) / eye.focal
        tall = 0.0
        base = 0
        far = gust = 0.0
        colour = (0.0, 0.0, 0.0)
        for k in range(eye.height):
            y = eye.height - 1 - k
            z = depth[y, x]
            if tall > 0 and base - y < tall:
                h = (base - y) / tall
                torn = 0.6 + 0.6 * noise2(u * 22 + blown.side * h * 1.5, far * 0.013 + h * 1.3)
                alpha = gust * (1 - h) * (1 - h) * max(torn, 0.0)
                _over(out[y, x], colour, alpha)
            if z <= 0:
                if base <= y:
                    break
                continue
            if z > 2.5 and z < 900:
                veil = _DEEP * blown.strength * _streak(blown, u * z, z) * min(z, _LOW)
                _over(out[y, x], _colour(air, blown, z, u), 1 - math.exp(-veil))
            above = depth[y - 1, x] if y > 0 else z
            edge = smooth(1.06, 2.0, above / z) if above > 0 else 1.0
            if z > 22 and edge > 0 and z < 1500:
                base = y
                far = z
                gust = smooth(-0.35, 0.5, noise2(u * z / (8 + 0.06 * z), z / 30))
                tall = eye.focal / z * (1.0 + 0.012 * z) * (0.4 + gust)
                gust *= blown.strength * edge * 0.5
                colour = _colour(air, blown, z, u)


def paint_drift(eye: Eye, air: Air, blown: Blown, depth: Floats, radiance: Floats) -> None:
    """Draw what is blown about over the plate in place."""
    if blown.strength > 0:
        _paint(eye, air, blown, depth, radiance)


def drifting(eye: Eye, blown: Blown, depth: Floats) -> NDArray[np.float32]:
    """Where ground is near enough for the veil over it to be seen moving, 0 to 1 per pixel."""
    near = np.clip((60 - depth) / 40, 0, 1) * np.clip((depth - 1.5) / 3, 0, 1) * (depth > 0)
    return np.asarray(near * blown.strength, np.float32)
