"""Ripples that wind draws into loose ground: bent, forking, and never finer than a pixel."""

import math

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import noise2

_LENGTH = 0.115
"""Metres from crest to crest: fine sand makes 7 to 14 cm (Bagnold 1941)."""
_STEEP = 0.29
"""Slope of their flanks where they are full grown."""


@jit
def _kept(kx: float, kz: float, e: float, z: float) -> float:
    """How much of a wave with these radians per metre survives the averaging within a pixel.

    A pixel covers ``e`` metres across; along the view that is drawn out by the low eye.
    """
    wide = kx * e * 0.5
    deep = kz * e * max(z, 1.0) * 0.5
    return math.exp(-0.55 * (wide * wide + deep * deep))


@jit
def ripples(
    x: float, z: float, e: float, side: float, turn: float, grown: float
) -> tuple[float, float, float]:
    """Height of the ripples (-1 to 1) at a point and their slopes along x and z.

    ``side`` and ``turn`` are the wind's, ``e`` metres across a pixel, ``grown`` 0 to 1. Two trains
    that differ a little in direction beat: where they cancel, crests fork as real ones do.
    """
    if e * max(z, 1.0) > 1.2:
        return 0.0, 0.0, 0.0
    k = 2 * math.pi / _LENGTH
    bend = 8.0 * noise2(x * 0.5, z * 0.5) + 1.5 * noise2(x * 2.1, z * 2.1)
    crest = gx = gz = 0.0
    for train in range(2):
        angle = turn + (0.07 if train else -0.05)
        kx = -side * math.cos(angle) * k * (1.10 if train else 0.95)
        kz = math.sin(angle) * k * (1.10 if train else 0.95)
        share = (0.38 if train else 0.62) * grown * _kept(kx, kz, e, z)
        phase = kx * x + kz * z + bend * (1.06 if train else 1.0)
        crest += share * math.cos(phase)
        # Steeper on the lee side, as what wind builds is.
        flank = -math.sin(phase) - 0.35 * math.sin(2 * phase)
        gx += share * _STEEP * flank * kx / k
        gz += share * _STEEP * flank * kz / k
    return crest, gx, gz
