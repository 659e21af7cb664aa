"""A beach: sand from dry to wet, surf along a curved shore, the open sea and a headland."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.shore import paint_shore
from reelcast.engines.stage.kernels.surf import Shore, make_shore
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
    {**SIDEWAYS, Time.GOLDEN: (56.0, 72.0), Time.NIGHT: (14.0, 28.0)}
)
"""Low sun along the sand shows its relief; the moon lays its path on the water."""
_SURF: Mapping[Weather, tuple[float, float, float]] = MappingProxyType(
    {
        Weather.FOG: (3.6, 0.35, 0.2),
        Weather.RAIN: (6.5, 0.65, 0.5),
        Weather.STORM: (10.5, 1.15, 1.0),
        Weather.WIND: (8.5, 0.85, 0.75),
    }
)
"""Wind in metres per second, height of the rollers in metres, how much of the surf is white."""
_FAIR = (4.8, 0.62, 0.4)


def build(lens: Lens, wanted: Conditions) -> Set:
    """The beach; the seed chooses the line of the shore, the surf and the clouds."""
    eye, air = eye_of(lens), air_of(wanted, _AZIMUTHS)
    shore, waves = _coast(wanted)
    radiance = paint_sky(eye, air)
    depth = paint_shore(eye, air, shore, waves, radiance)
    seen = coarse_depth(lens, depth, 12.0)
    return Set(
        lens=lens,
        radiance=exposed(radiance, key_of(wanted)),
        depth=seen,
        light=light_of(air),
        haze=haze_of(air),
        places=Places(near=lens.nearest, far=0.62 * shore.edge, reach=3.5),
        stirs=_stirs(lens, shore, seen, air),
        gloss=0.12 + 0.35 * air.wet,
        drift=0.004,
        aperture=0.011,
    )


def _coast(wanted: Conditions) -> tuple[Shore, Waves]:
    """Which beach, and the sea before it. The land is on the side the light does not come from."""
    rng = wanted.rng()
    speed, high, wild = _SURF.get(wanted.weather, _FAIR)
    slant = float(rng.uniform(0.75, 1.25)) * -wanted.key_side()
    shore = make_shore(
        edge=float(rng.uniform(10.5, 12.5)),
        slant=slant,
        bend=float(rng.uniform(0.0038, 0.0055)),
        high=high * float(rng.uniform(0.9, 1.15)),
        wild=wild,
        place=float(rng.uniform(0, 50)),
    )
    heading = math.pi + math.atan(slant)
    return shore, make_waves(Wind(speed, heading), sheltered=0.35, calm=1.0, seed=wanted.seed)


def _stirs(lens: Lens, shore: Shore, depth: Floats, air: Air) -> tuple[Stir, ...]:
    """Water rolls towards the sand and glitters on its way."""
    columns = (np.arange(depth.shape[1]) * 4 + 2 - lens.plate_centre) / lens.focal
    x = columns[None] * depth
    out = (depth - shore.edge - shore.slant * x) / math.hypot(1, shore.slant)
    sea = np.clip((out + 1) / 3, 0, 1) * (depth < 5e3)
    near = 1 / np.maximum(depth, 1.0)
    roll = (np.minimum(0.020 * near * (1 + air.wind), 0.0022) * sea).astype(np.float32)
    flicker = (0.13 * np.sqrt(near.clip(0, 0.2) * 5) * sea).astype(np.float32)
    n = math.hypot(1, shore.slant)
    flow = (0.7 * shore.slant / n, -0.7 / n)
    return (
        Stir(Does.SHIFT, Lie.GROUND, roll, size=2.2, flow=flow, pace=0.3),
        Stir(Does.GLEAM, Lie.GROUND, flicker, size=0.9, flow=flow, pace=1.1),
    )
