"""The near ground among mountains: an alp, or the bank of a lake with the bed beside it.

Metres; the ground under the subjects is at height 0.
"""

import math
from typing import NamedTuple

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import Floats, fbm2, noise2, smooth
from reelcast.engines.stage.kernels.relief import fractal_slopes2, slopes2

UNEVEN = 0.035
"""Metres of bumps underfoot: visible as tone, too low to betray that subjects stand on a plane."""
DRY = -1e4
"""The level of a lake where there is none."""
LEVEL_BANK = 6.4
LEVEL_ALP = 13.0
"""Metres up to which a bank and an alp are level: subjects stand there."""
_BRINK_ALP = 520.0
_BRINK_BANK = 64.0
_BROW = 390.0
"""Metres from which on the alp falls off everywhere."""


class Land(NamedTuple):
    """One view of one range. Heights of the map are already those that are seen."""

    heights: Floats
    sun: Floats
    sky: Floats
    left: float
    """How far the camera stands to the right of the map's middle, in metres."""
    level: float
    """Height of the lake's surface, or ``DRY``."""
    woods: float
    """Trees grow up to about this height."""
    snows: float
    """From about this height on snow stays in summer."""
    mist: float
    """How much denser than elsewhere the haze is in the valleys."""
    place: float
    """Which stretch of near ground this is."""
    hand: float
    """-1 or 1: to which side the near ground reaches out."""


@jit
def waterline(land: Land, x: float) -> float:
    """How far away the bank ends and the lake begins."""
    p = land.place
    out = 27 * smooth(4.5, 17, land.hand * x) + 2.5 * smooth(3, 12, -land.hand * x)
    out += 2.6 * noise2(x / 9.1, p) + 1.1 * noise2(x / 3.1, p + 3)
    return max(10.6 + out, 9.6) + 0.3 * noise2(x / 0.9, p + 5) + 0.12 * noise2(x / 0.33, p + 7)


@jit
def _bank(land: Land, x: float, z: float) -> float:
    """The bank and, below the lake's level, its bed."""
    edge = waterline(land, x)
    h = UNEVEN * fbm2(x / 2.7, z / 2.7, 3) * smooth(-1.5, 1, edge - z)
    h -= _fallen(land, edge, z)
    if abs(z - edge) < 3:
        h += 0.02 * noise2(x / 0.31, z / 0.31) * smooth(3, 0, abs(z - edge))
    return h


@jit
def _fallen(land: Land, edge: float, z: float) -> float:
    """How far the bank has gone down at ``z`` on its way to the water and below it."""
    start = max(edge - 4.2, LEVEL_BANK)
    run = z - start
    return -land.level / (edge - start) * 0.5 * (run + math.sqrt(run * run + 0.2))


@jit
def _bank_slopes(land: Land, x: float, z: float, e: float) -> tuple[float, float, float]:
    """Height and slopes of the bank; ``e`` metres per pixel."""
    edge = waterline(land, x)
    n, gx, gz = fractal_slopes2(x / 2.7, z / 2.7, 3)
    dry = smooth(-1.5, 1, edge - z)
    h = UNEVEN * n * dry
    gx *= UNEVEN / 2.7 * dry
    gz *= UNEVEN / 2.7 * dry
    fall = _fallen(land, edge, z)
    h -= fall
    gz -= (_fallen(land, edge, z + e) - fall) / e
    if edge - z < 8:
        gx -= (_fallen(land, waterline(land, x + e), z) - fall) / e
    if abs(z - edge) < 3:
        n, nx, nz = slopes2(x / 0.31, z / 0.31)
        rough = 0.02 * smooth(3, 0, abs(z - edge))
        h += rough * n
        gx += rough / 0.31 * nx
        gz += rough / 0.31 * nz
    return h, gx, gz


@jit
def _alp(land: Land, x: float, z: float) -> float:
    """The alp: level underfoot, then rolling gently down to where the valley opens."""
    p = land.place
    h = UNEVEN * fbm2(x / 3.1, z / 3.1, 3)
    if z > LEVEL_ALP:
        roll = fbm2(x / 120 + p, z / 120, 4)
        h += (9 * roll + 3.5 * smooth(8, 40, abs(x))) * smooth(20, 210, z) - 0.026 * (z - LEVEL_ALP)
        h += 0.5 * smooth(LEVEL_ALP, 50, z) * noise2(x / 17, z / 17 + p)
        if z > 150:
            h -= 0.45 * max(z - 270 - 110 * noise2(x / 130 + p, 4.4), 0.0)
    return h


@jit
def _alp_slopes(land: Land, x: float, z: float, e: float) -> tuple[float, float, float]:
    """Height and slopes of the alp; ``e`` metres per pixel."""
    n, gx, gz = fractal_slopes2(x / 3.1, z / 3.1, 3)
    if z > LEVEL_ALP:
        h = _alp(land, x, z)
        return h, (_alp(land, x + e, z) - h) / e, (_alp(land, x, z + e) - h) / e
    return UNEVEN * n, UNEVEN / 3.1 * gx, UNEVEN / 3.1 * gz


@jit
def near_slopes(land: Land, x: float, z: float, e: float) -> tuple[float, float, float]:
    """Height of the near ground and how steeply it rises along x and z; ``e`` metres per pixel."""
    return _alp_slopes(land, x, z, e) if land.level == DRY else _bank_slopes(land, x, z, e)


@jit
def near_height(land: Land, x: float, z: float) -> float:
    """Height of the near ground, without what grows on it."""
    return _alp(land, x, z) if land.level == DRY else _bank(land, x, z)


@jit
def brink(land: Land) -> float:
    """Where the near ground ends and the map begins."""
    return _BRINK_ALP if land.level == DRY else _BRINK_BANK


@jit
def near_at_most(land: Land, z: float) -> float:
    """What ``near_height``, or the lake's level, cannot exceed: found without their noises."""
    if land.level != DRY:
        return 2 * UNEVEN
    rise = 13 * smooth(20, 210, z) - 0.026 * max(z - LEVEL_ALP, 0.0) - 0.45 * max(z - _BROW, 0.0)
    return 2 * UNEVEN + rise + 0.5 * smooth(LEVEL_ALP, 50, z)
