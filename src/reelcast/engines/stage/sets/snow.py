"""A snowfield between firs: drifts, blue shadows, glints, white mountains behind."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.drift import Blown, drifting, paint_drift
from reelcast.engines.stage.kernels.firs import Rows, paint_firs
from reelcast.engines.stage.kernels.skylight import evening, skylight
from reelcast.engines.stage.kernels.snowfield import Field, height, paint_snow
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
    SIDEWAYS,
    air_of,
    aperture_of,
    eye_of,
    haze_of,
    key_of,
    light_of,
    lowered,
)

Point = NDArray[np.float64]

_FLAT = 10.0
"""Up to this many metres the camera takes the ground for a plane, as the subjects do."""
_HIGHEST = math.radians(18)
"""The noon of winter: under a higher sun a snowfield is blank."""
_AZIMUTHS = MappingProxyType(
    {
        **SIDEWAYS,
        Time.DAY: (94.0, 114.0),
        Time.GOLDEN: (96.0, 112.0),
        Time.NIGHT: (90.0, 112.0),
    }
)
"""From the side and a little behind: the shadows of the firs lie slanting over the field."""
_HAZES: Mapping[Weather, float] = MappingProxyType(
    {Weather.SNOW: 1.45, Weather.STORM: 2.2, Weather.CLEAR: 0.7}
)
"""Times the usual haze: falling and driven snow hides what is 300 m away."""
_BRIGHT: Mapping[Time, float] = MappingProxyType(
    {Time.DAY: 1.4, Time.GOLDEN: 1.5, Time.DUSK: 1.35, Time.NIGHT: 1.5}
)
"""Exposure beside that of other places: snow has to be white."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The snowfield; the firs, the drifts and the mountains are chosen by the seed."""
    eye, air = eye_of(lens), _air(wanted)
    field = _field(wanted)
    firs = _plant(lens, wanted, field, air)
    fill = 0.8 * skylight(air)
    blown = Blown(_blow(air), field.side, field.turn, 0.9, 0.92, 0.95)
    radiance = paint_sky(eye, air)
    low, fill = evening(air, fill)
    depth = paint_snow(eye, low, field, fill, firs, radiance)
    paint_drift(eye, air, blown, depth, radiance)
    near = coarse(drifting(eye, blown, depth))
    paint_firs(eye, low, fill, firs, 0.72 + 0.2 * air.overcast, radiance, depth)
    return Set(
        lens=lens,
        radiance=exposed(radiance, _key(wanted, air)),
        depth=coarse_depth(lens, depth, _FLAT),
        light=light_of(air),
        haze=haze_of(air),
        places=Places(near=lens.nearest, far=14.0, reach=10.0),
        stirs=_stirs(near, field),
        cover=0.03,
        drift=0.004 + 0.006 * air.wind,
        aperture=aperture_of(wanted),
    )


def _air(wanted: Conditions) -> Air:
    """Winter air: here snow lies in every weather."""
    air = lowered(air_of(wanted, _AZIMUTHS, _HAZES.get(wanted.weather, 1.0)), _HIGHEST)
    return air._replace(snow=max(air.snow, 0.9))


def _key(wanted: Conditions, air: Air) -> float:
    """The exposure: snow is white under cloud too, if less so in a storm."""
    storm = 1.35 if wanted.weather is Weather.STORM else 1.0
    return storm * _BRIGHT[wanted.time] * (1 + 0.3 * air.overcast) * key_of(wanted)


def _blow(air: Air) -> float:
    """How much loose snow is in the air, 0 to 1."""
    return max(air.wind - 0.25, 0.0) / 0.75


def _field(wanted: Conditions) -> Field:
    """Another generator than the air's, so that the same country is there in every weather."""
    rng = np.random.default_rng((wanted.seed, 2))
    return Field(
        place=float(rng.uniform(0, 50)),
        side=wanted.key_side(),
        turn=math.radians(rng.uniform(34, 66)) * (1 if rng.random() < 0.5 else -1),
        peaks=float(np.clip(rng.uniform(-0.3, 1.2), 0, 1)),
    )


def _plant(lens: Lens, wanted: Conditions, field: Field, air: Air) -> Rows:
    """Firs in groups left and right, a loose wood behind, and some whose shadows only are seen."""
    rng = np.random.default_rng((wanted.seed, 3))
    edge = lens.width / 2 / lens.focal
    rows: list[tuple[float, ...]] = []
    for group in range(13):
        z = 26 * (330 / 26) ** rng.beta(1.1, 1.2)
        side = 1 if group % 2 else -1
        x = side * z * edge * rng.uniform(0.42 if z > 60 else 0.62, 1.25)
        for _ in range(int(rng.integers(1, 8))):
            at = rng.normal((x, z), (2.0 + 0.05 * z, 3.0 + 0.06 * z))
            if at[1] > 22 and abs(at[0]) > 0.3 * edge * at[1]:
                rows.append(_fir(at, rng, field))
    for _ in range(70):
        z = rng.uniform(190, 430)
        at = np.array([rng.uniform(-1.5, 1.5) * z * edge, z])
        if rng.random() < 0.35 + 0.65 * abs(at[0]) / (z * edge):
            rows.append(_fir(at, rng, field))
    for _ in range(11):
        z = rng.uniform(9, 45)
        at = np.array([field.side * (1.35 * edge * z + rng.uniform(2, 14)), z])
        fir = _fir(at, rng, field, 0.55)
        if _spares(fir, air):
            rows.append(fir)
    return np.array(rows)


def _spares(fir: tuple[float, ...], air: Air) -> bool:
    """Whether its shadow passes the middle of the frame behind the subjects, if at all."""
    passes = fir[2] - fir[0] * float(air.sun[2]) / (float(air.sun[0]) + 1e-6)
    return passes > _FLAT or fir[0] * float(air.sun[0]) < 0


def _fir(at: Point, rng: np.random.Generator, field: Field, size: float = 1.0) -> tuple[float, ...]:
    """One fir: old or young, slim or broad."""
    tall = rng.uniform(9, 19) if rng.random() < 0.62 else rng.uniform(2.5, 8)
    tall *= size
    wide = tall * rng.uniform(0.14, 0.25)
    x, z = float(at[0]), float(at[1])
    return x, height(x, z, field) - 0.15, z, tall, wide, float(rng.integers(1 << 16))


def _stirs(near: Floats, field: Field) -> tuple[Stir, ...]:
    """Loose snow snakes over the ground, faster than one can run."""
    if not near.any():
        return ()
    flow = (-6 * field.side * math.cos(field.turn), 6 * math.sin(field.turn))
    return (Stir(Does.GLEAM, Lie.GROUND, near * np.float32(0.14), 1.3, flow, 0.8),)
