"""A sand sea: dunes with sharp crests, ripples underfoot, far rows in the haze."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.drift import Blown, drifting, paint_drift
from reelcast.engines.stage.kernels.dunes import Erg, paint_dunes
from reelcast.engines.stage.kernels.skylight import evening, paled, skylight
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    Conditions,
    Does,
    Floats,
    Lie,
    Places,
    Set,
    Stir,
    coarse,
    coarse_depth,
    exposed,
)
from reelcast.engines.stage.sets.outdoors import (
    air_of,
    aperture_of,
    eye_of,
    haze_of,
    key_of,
    light_of,
    lowered,
)

_FLAT = 9.0
"""Up to this many metres the camera takes the ground for a plane, as the subjects do."""
_PALE, _RED = (0.50, 0.375, 0.245), (0.47, 0.275, 0.145)
"""Reflectance of the sand of two deserts; a seed's lies between them."""
_HIGHEST = math.radians(29)
"""Under a higher sun slip faces are as bright as the rest, and the dunes have no shape."""
_DUST = (1.13, 0.89, 0.64)
"""What a storm full of sand leaves of the sky's light: over 1 for the light it scatters."""
_COLOURS: Mapping[Time, float] = MappingProxyType({Time.DUSK: 0.22, Time.NIGHT: 0.6})
"""The share of the ground's colour that the eye loses in little light."""

_BRIGHT: Mapping[Time, float] = MappingProxyType({Time.DUSK: 1.5, Time.NIGHT: 1.25})
"""Exposure beside that of other places: sand is bright, and its sky takes half of the frame."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The desert; the dunes, the sand and the rocks behind are chosen by the seed."""
    eye, air = eye_of(lens), _air(wanted)
    erg = _erg(wanted)
    dust = paled(np.array([erg.red, erg.green, erg.blue]) * 1.4, 0.35)
    blown = Blown(_blow(air), erg.side, erg.turn, *(float(part) for part in dust))
    radiance = paint_sky(eye, air)
    low, fill = evening(air, skylight(air))
    depth = paint_dunes(eye, low, erg, fill, radiance)
    paint_drift(eye, air, blown, depth, radiance)
    return Set(
        lens=lens,
        radiance=exposed(radiance, _key(wanted, air)),
        depth=coarse_depth(lens, depth, _FLAT),
        light=light_of(air),
        haze=haze_of(air),
        places=Places(near=lens.nearest, far=12.0, reach=10.0),
        stirs=_stirs(coarse(drifting(eye, blown, depth)), erg),
        drift=0.004 + 0.006 * air.wind,
        aperture=aperture_of(wanted),
    )


def _air(wanted: Conditions) -> Air:
    """Dry air: fewer clouds than elsewhere; a storm raises the sand."""
    storm = wanted.weather is Weather.STORM
    air = lowered(air_of(wanted, haze=2.0 if storm else 1.0), _HIGHEST)
    if wanted.weather in (Weather.CLEAR, Weather.WIND):
        air = air._replace(cover=air.cover * 0.86)
    if storm:
        dust = np.array(_DUST)
        table = np.asarray(air.table * dust, np.float32)
        air = air._replace(light=air.light * dust, ambient=air.ambient * dust, table=table, wet=0.0)
    return air


def _key(wanted: Conditions, air: Air) -> float:
    """The exposure: a sandstorm is bright, for all that it hides the sky."""
    storm = 1.9 if wanted.weather is Weather.STORM else 1.0
    return storm * _BRIGHT.get(wanted.time, 1.1) * (1 + 0.25 * air.overcast) * key_of(wanted)


def _blow(air: Air) -> float:
    """How much sand is in the air, 0 to 1: none where it is wet or under snow."""
    return max(air.wind - 0.15, 0.0) / 0.85 * (1 - air.wet) * (1 - air.snow)


def _erg(wanted: Conditions) -> Erg:
    """Another generator than the air's, so that the same dunes are there in every weather."""
    rng = np.random.default_rng((wanted.seed, 1))
    mix = rng.random()
    sand = np.array(_PALE) * (1 - mix) + np.array(_RED) * mix
    lost = _COLOURS.get(wanted.time, 0.35 if wanted.weather is Weather.STORM else 0.0)
    red, green, blue = (float(part) for part in paled(sand, lost))
    return Erg(
        place=float(rng.uniform(0, 50)),
        side=wanted.key_side(),
        turn=math.radians(rng.uniform(-34, 8)),
        rocks=float(rng.random()),
        red=red,
        green=green,
        blue=blue,
    )


def _stirs(near: Floats, erg: Erg) -> tuple[Stir, ...]:
    """Blown sand snakes over the ground, faster than one can run."""
    if not near.any():
        return ()
    flow = (-6 * erg.side * math.cos(erg.turn), 6 * math.sin(erg.turn))
    return (Stir(Does.GLEAM, Lie.GROUND, near * np.float32(0.16), 1.1, flow, 0.8),)
