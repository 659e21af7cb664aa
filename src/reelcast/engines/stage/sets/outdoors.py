"""The open air of a set: which sun, sky and haze a time and a weather mean. Knows no place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air, Moment, make_air
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import RGB, Conditions, Light

Degrees = tuple[float, float]
"""The least and the greatest angle a seed may choose."""

_ELEVATIONS: Mapping[Time, Degrees] = MappingProxyType(
    {
        Time.DAY: (36.0, 48.0),
        Time.GOLDEN: (8.0, 12.0),
        Time.DUSK: (-2.6, -1.8),
        Time.NIGHT: (22.0, 34.0),  # the moon's
    }
)
_AHEAD = math.radians(34)
_MOON_AHEAD: Degrees = (9.5, 12.5)
"""A moon that stands within the picture's width hangs low enough to be in it."""
SIDEWAYS: Mapping[Time, Degrees] = MappingProxyType(
    {
        Time.DAY: (55.0, 115.0),
        Time.GOLDEN: (70.0, 112.0),
        Time.DUSK: (12.0, 50.0),
        Time.NIGHT: (50.0, 95.0),
    }
)
"""How far from straight ahead the key light stands, to the side that suits the subjects: beside or
behind the camera, for photographs of subjects are mostly lit from the front. After sunset the glow
may be ahead: it is soft."""
KEYS: Mapping[Time, float] = MappingProxyType(
    {Time.DAY: 0.20, Time.GOLDEN: 0.155, Time.DUSK: 0.105, Time.NIGHT: 0.042}
)
"""Mid-grey the exposure aims at, before the weather."""
_NIGHTS: Mapping[Time, float] = MappingProxyType(
    {Time.DAY: 0.0, Time.GOLDEN: 0.0, Time.DUSK: 0.45, Time.NIGHT: 1.0}
)


@dataclass(frozen=True, slots=True)
class Sky:
    """What a weather does to the air. All from 0 to 1, see ``Moment``; ``key`` scales exposure."""

    cover: Degrees = (0.42, 0.52)
    haze: float = 0.25
    overcast: float = 0.0
    wet: float = 0.0
    snow: float = 0.0
    wind: float = 0.2
    key: float = 1.0


SKIES: Mapping[Weather, Sky] = MappingProxyType(
    {
        Weather.CLEAR: Sky(),
        Weather.CLOUDY: Sky(cover=(0.62, 0.70), haze=0.3, overcast=0.8, key=0.92),
        Weather.RAIN: Sky((0.6, 0.7), haze=0.52, overcast=0.95, wet=1.0, wind=0.35, key=0.8),
        Weather.SNOW: Sky((0.6, 0.7), haze=0.50, overcast=0.9, snow=0.9, key=1.1),
        Weather.FOG: Sky((0.5, 0.6), haze=0.9, overcast=0.8, wind=0.05, key=1.05),
        Weather.STORM: Sky((0.7, 0.8), haze=0.42, overcast=1.0, wet=0.8, wind=1.0, key=0.44),
        Weather.WIND: Sky((0.48, 0.58), haze=0.2, wind=0.9),
    }
)


def eye_of(lens: Lens) -> Eye:
    """The lens as the kernels know it: the plate's pinhole."""
    width, height = lens.plate_size
    # A kernel is compiled once for floats: whole numbers would have it compiled again.
    numbers = (lens.focal, lens.plate_centre, lens.plate_horizon, lens.eye)
    return Eye(width, height, *(float(number) for number in numbers))


def air_of(
    wanted: Conditions, azimuths: Mapping[Time, Degrees] = SIDEWAYS, haze: float = 1.0
) -> Air:
    """The air of a place: ``azimuths`` where its sun looks best, ``haze`` times the usual haze."""
    sky, rng = SKIES[wanted.weather], wanted.rng()
    high, stretch = rng.uniform(*_ELEVATIONS[wanted.time]), rng.uniform(0, 40000)
    azimuth = math.radians(rng.uniform(*azimuths[wanted.time])) * wanted.key_side()
    if wanted.time is Time.NIGHT and abs(azimuth) < _AHEAD:
        high = rng.uniform(*_MOON_AHEAD)
    moment = Moment(
        elevation=math.radians(high),
        azimuth=azimuth,
        haze=min(sky.haze * haze, 1.0),
        cover=float(rng.uniform(*sky.cover)) * (0.8 if wanted.time is Time.NIGHT else 1.0),
        overcast=sky.overcast,
        night=_NIGHTS[wanted.time],
        wet=sky.wet,
        snow=sky.snow,
        wind=sky.wind,
        clouds=float(stretch + 41000 * list(Time).index(wanted.time)),
    )
    return make_air(moment)


def lowered(air: Air, elevation: float) -> Air:
    """The same air, its sun no higher than ``elevation`` radians: what is bare needs shadows."""
    high = math.asin(float(air.sun[1]))
    if high <= elevation:
        return air
    flat = math.cos(elevation) / math.cos(high)
    sun = np.array([air.sun[0] * flat, math.sin(elevation), air.sun[2] * flat])
    return air._replace(sun=sun)


def key_of(wanted: Conditions) -> float:
    """The log-mean luminance at which a place under this sky looks as it should on film."""
    key = SKIES[wanted.weather].key
    # Night leaves the film little: what is darker still would be black.
    return KEYS[wanted.time] * ((key + 1) / 2 if wanted.time is Time.NIGHT else key)


def aperture_of(wanted: Conditions) -> float:
    """The usual aperture outdoors (see ``Set``); by night small, so that stars stay points."""
    return 0.007 if wanted.time is Time.NIGHT else 0.022


def light_of(air: Air) -> Light:
    """The light that the open air gives a subject."""
    softness = 0.15 + 0.85 * max(air.overcast, 0.7 if 0 < air.night < 1 else 0.0)
    x, y, z = (float(part) for part in air.sun)
    return Light((x, y, z), _rgb(air.light / math.pi), _rgb(air.ambient), softness)


def haze_of(air: Air) -> RGB:
    """What a metre of the open air takes away."""
    return _rgb(air.extinction)


def _rgb(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> RGB:
    r, g, b = (float(value) for value in values)
    return r, g, b
