"""The light of a town: blue and faint from above after dark, warm from lamps and windows."""

import math

import numpy as np

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.sets.base import RGB, Light
from reelcast.engines.stage.sets.outdoors import light_of

LAMP: RGB = (1.0, 0.66, 0.35)
"""Colour of a warm lantern, linear."""
_MOON = 0.065
"""Mean sky radiance of a night over a town, where shop windows have about 1."""


def lit_air(air: Air) -> Air:
    """The air over a town after dark: blue and faint beside its lamps."""
    if air.night <= 0:
        return air
    mean = float(air.ambient.mean())
    if air.night < 1:
        ambient = 0.35 * air.ambient + 0.65 * mean * np.array([0.74, 0.95, 1.40])
        return air._replace(light=air.light * 0.30, ambient=ambient)
    share = _MOON / mean
    return air._replace(
        light=air.light * share * 0.5,
        ambient=air.ambient * share,
        table=(air.table * share).astype(np.float32),
    )


def lit_of(air: Air) -> float:
    """How bright lamps and windows are beside this air: 0 by day."""
    if air.night <= 0:
        return 0.0
    return 1.0 if air.night >= 1 else 1.5 * float(air.ambient.mean())


def town_light(air: Air, side: float, lit: float) -> Light:
    """The light that a subject stands in: the sun's, or after dark a lantern's from ``side``."""
    if lit <= 0:
        return light_of(air)
    x, y, z = 0.62 * side, 0.66, -0.42
    n = 1 / math.sqrt(x * x + y * y + z * z)
    r, g, b = (0.42 * lit * v for v in LAMP)
    fr, fg, fb = (float(a) + 0.12 * lit * v for a, v in zip(air.ambient, LAMP, strict=True))
    return Light((x * n, y * n, z * n), (r, g, b), (fr, fg, fb), 0.55)
