"""The open sea: swell, wind waves and foam under the sky of the hour, to the horizon all around."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.sea import paint_sea
from reelcast.engines.stage.kernels.waves import Waves, Wind, make_waves
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    Conditions,
    Does,
    Floats,
    Lie,
    Places,
    Set,
    Stir,
    coarse_depth,
    exposed,
)
from reelcast.engines.stage.sets.outdoors import (
    SIDEWAYS,
    Degrees,
    air_of,
    eye_of,
    haze_of,
    key_of,
    light_of,
)

_AZIMUTHS: Mapping[Time, Degrees] = MappingProxyType(
    {**SIDEWAYS, Time.GOLDEN: (48.0, 58.0), Time.NIGHT: (13.0, 27.0)}
)
"""Low sun glitters best obliquely ahead; the moon lays its path beside the subject."""
_WINDS: Mapping[Weather, float] = MappingProxyType(
    {Weather.FOG: 3.4, Weather.RAIN: 6.5, Weather.STORM: 11.5, Weather.WIND: 9.5}
)
"""Metres per second."""
_BREEZE = 5.4
_FLAT = 7.0
"""Up to this many metres the camera takes the water for a plane, as the subjects do."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The sea; the seed chooses its waves, how the wind blows over them, and the clouds."""
    eye, air = eye_of(lens), air_of(wanted, _AZIMUTHS)
    radiance = paint_sky(eye, air)
    depth = paint_sea(eye, air, _water(wanted), radiance)
    seen = coarse_depth(lens, depth, _FLAT)
    return Set(
        lens=lens,
        radiance=exposed(radiance, key_of(wanted)),
        depth=seen,
        light=light_of(air),
        haze=haze_of(air),
        places=Places(near=lens.nearest, far=0.0, reach=20.0, flight=(0.0, 5.0)),
        stirs=_stirs(seen, air),
        gloss=0.25,
        drift=0.004 + 0.006 * air.wind,
        aperture=0.014,
    )


def _water(wanted: Conditions) -> Waves:
    rng = wanted.rng()
    speed = _WINDS.get(wanted.weather, _BREEZE) * float(rng.uniform(0.94, 1.06))
    # Waves come towards the camera, obliquely.
    heading = math.pi + math.radians(float(rng.uniform(22, 48))) * float(rng.choice((-1, 1)))
    sheltered = -1.0 if wanted.weather is Weather.STORM else 0.2
    return make_waves(Wind(speed, heading), sheltered, calm=9.0, seed=wanted.seed)


def _stirs(depth: Floats, air: Air) -> tuple[Stir, ...]:
    """Waves roll and glitter; what they shift shrinks with the distance."""
    near = np.where(depth < 1e4, 1 / np.maximum(depth, 1.0), 0)
    lively = 0.6 + 0.9 * air.wind
    roll = np.minimum(0.016 * near * lively, 0.0026).astype(np.float32)
    flicker = (0.16 * np.sqrt(near.clip(0, 1)) * (depth < 1e4)).astype(np.float32)
    return (
        Stir(Does.SHIFT, Lie.GROUND, roll, size=2.6, flow=(0.25, -0.9), pace=0.35),
        Stir(Does.SHIFT, Lie.GROUND, 0.4 * roll, size=0.7, flow=(-0.3, -0.5), pace=0.8),
        Stir(Does.GLEAM, Lie.GROUND, flicker, size=0.8, flow=(0.2, -0.6), pace=1.2),
    )
