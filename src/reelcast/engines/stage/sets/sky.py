"""High in the sky: a sea of cloud below, towers to the left and right, nothing to stand on."""

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.cloudscape import Scape, paint_clouds
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    RGB,
    SKY,
    Conditions,
    Does,
    Floats,
    Lie,
    Light,
    Places,
    Set,
    Stir,
    coarse,
    exposed,
)
from reelcast.engines.stage.sets.outdoors import (
    SIDEWAYS,
    Degrees,
    air_of,
    eye_of,
    key_of,
    light_of,
    lowered,
)

_AZIMUTHS: Mapping[Time, Degrees] = MappingProxyType(
    {**SIDEWAYS, Time.DUSK: (8.0, 24.0), Time.NIGHT: (11.0, 19.0)}
)
"""The glow and the moon stand ahead: there is no ground that would lie dark before them."""
_BRIGHTER: Mapping[Time, float] = MappingProxyType(
    {Time.DAY: 1.3, Time.GOLDEN: 1.45, Time.DUSK: 1.6, Time.NIGHT: 1.4}
)
"""How much lighter than ground clouds are shown."""
_DIM: Mapping[Time, float] = MappingProxyType(
    {Time.DAY: 0.7, Time.GOLDEN: 0.65, Time.DUSK: 0.42, Time.NIGHT: 0.42}
)
"""How dark clouds are where only the sky lights them; after sunset they are silhouettes."""
_WEATHER: Mapping[Weather, float] = MappingProxyType(
    {Weather.STORM: 0.42, Weather.RAIN: 0.62, Weather.CLOUDY: 0.85, Weather.SNOW: 1.1}
)
"""The same for weathers: what lies over heavy clouds is in their shade."""
_HIGHEST = math.radians(21)
"""The sun's greatest elevation by day: it shows the relief of white clouds."""
_BOUNCE = 0.35
"""The share of key and sky that a sea of cloud throws back up."""


_HAZE: Mapping[Weather, float] = MappingProxyType(
    {weather: 0.56 if weather is Weather.FOG else 0.7 for weather in Weather}
)
"""The share of a weather's haze that is left above it."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The air among clouds; the seed chooses the sea and its towers."""
    eye, air = eye_of(lens), air_of(wanted, _AZIMUTHS, haze=_HAZE[wanted.weather])
    if wanted.time is Time.DAY:
        air = lowered(air, _HIGHEST)
    radiance = paint_sky(eye, air, cumulus=False)
    depth = paint_clouds(eye, air, _scape(lens, wanted, air), radiance)
    cells = coarse(depth)
    return Set(
        lens=lens,
        radiance=exposed(radiance, _key(wanted)),
        depth=np.where(cells > 0, cells, np.float32(SKY)).astype(np.float32),
        light=_light(air),
        places=Places(near=lens.nearest, far=0.0, reach=20.0, flight=(0.2, 6.0)),
        stirs=(_boil(cells),),
        drift=0.003,
        aperture=0.004,
    )


def _key(wanted: Conditions) -> float:
    heavy = min(_WEATHER.get(wanted.weather, 1.0), 1.0)
    return float(_BRIGHTER[wanted.time] * key_of(wanted) * heavy**0.6)


def _scape(lens: Lens, wanted: Conditions, air: Air) -> Scape:
    rng = wanted.rng()
    return Scape(
        level=-float(rng.uniform(430, 600)),
        swell=float(rng.uniform(120, 190)),
        towers=_towers(lens, rng),
        torn=max(air.wind - 0.5, 0.0) * 1.2,
        place=air.clouds,
        dim=_DIM[wanted.time] * _WEATHER.get(wanted.weather, 1.0),
    )


def _towers(lens: Lens, rng: np.random.Generator) -> Floats:
    """Cumulus at the picture's sides, one near and high; smaller ones far behind the middle."""
    half = 0.5 * lens.width / lens.focal
    tall = max(lens.horizon / lens.focal, 0.12)
    main = rng.choice((-1, 1))
    rows: list[tuple[float, ...]] = []
    for side, reach, rise in ((main, 0.9, 0.66), (-main, 0.95, 0.42), (main, 0.7, 0.2)):
        z = rng.uniform(2600, 4000) / rise**0.5
        x = side * z * half * reach * rng.uniform(0.95, 1.1)
        radius = z * min(half, 0.45) * rng.uniform(0.45, 0.6)
        top = min(z * tall * rise, 1.7 * radius) * rng.uniform(0.9, 1.1)
        rows += _turrets(x, z, radius, top, rng)
    for _ in range(7):
        z = rng.uniform(9000, 26000)
        x = z * half * rng.uniform(-1.3, 1.3)
        rows.append((x, z, z * rng.uniform(0.06, 0.14), z * rng.uniform(0.0, 0.035)))
    return np.array(rows, np.float32)


def _turrets(
    x: float, z: float, radius: float, top: float, rng: np.random.Generator
) -> list[tuple[float, ...]]:
    """One tower as domes of several sizes, the highest near its middle."""
    domes: list[tuple[float, ...]] = [(x, z, radius, 0.35 * top - 60)]
    for _ in range(8):
        turn, out = rng.uniform(0, 2 * np.pi), rng.uniform(0.0, 0.75)
        size = radius * rng.uniform(0.28, 0.5)
        high = top * (1 - 0.85 * out**1.5) * rng.uniform(0.75, 1.0)
        domes.append((x + radius * out * np.cos(turn), z + radius * out * np.sin(turn), size, high))
    return domes


def _light(air: Air) -> Light:
    """The open air's light, filled from below by the clouds."""
    light = light_of(air)
    r, g, b = (
        fill + _BOUNCE * (key * max(light.towards[1], 0.2) + 0.5 * fill)
        for fill, key in zip(light.fill, light.key, strict=True)
    )
    fill: RGB = (r, g, b)
    return replace(light, fill=fill)


def _boil(cells: Floats) -> Stir:
    """Clouds change their shape while one looks, far ones too slowly to see."""
    amount = np.where(cells > 0, 0.0016 * np.clip(1500 / np.maximum(cells, 1), 0.1, 1), 0)
    return Stir(Does.SHIFT, Lie.SCREEN, amount.astype(np.float32), size=0.22, pace=0.12)
