"""Under water: a sandy floor between corals, rocks and kelp, sunbeams, a far shoal of fish."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import cv2
import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.deep import FADE, Depths, make_caustics, paint_beams, paint_deep
from reelcast.engines.stage.kernels.flora import (
    FAN,
    GRASS,
    KELP,
    SPONGE,
    STAGHORN,
    paint_drift,
    paint_fish,
    paint_growths,
)
from reelcast.engines.stage.kernels.reef import BRAIN, ROCK, paint_solids
from reelcast.engines.stage.kernels.waves import Wind, make_waves
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    RGB,
    Conditions,
    Does,
    Floats,
    Lie,
    Light,
    Places,
    Set,
    Stir,
    coarse,
    coarse_depth,
    exposed,
)
from reelcast.engines.stage.sets.outdoors import SKIES, eye_of

_FLAT = 7.0
"""Up to this many metres the camera takes the floor for a plane, as the subjects do."""


class _Hour(NamedTuple):
    """A time of the day under water: light on the floor, colour of the distance, exposure."""

    light: RGB
    veil: RGB
    key: float


_HOURS: Mapping[Time, _Hour] = MappingProxyType(
    {
        Time.DAY: _Hour((2.6, 3.3, 3.2), (0.020, 0.200, 0.290), 0.165),
        Time.GOLDEN: _Hour((4.3, 3.1, 1.75), (0.034, 0.130, 0.165), 0.135),
        Time.DUSK: _Hour((0.85, 0.80, 1.05), (0.028, 0.070, 0.150), 0.070),
        Time.NIGHT: _Hour((0.40, 0.75, 1.05), (0.004, 0.032, 0.075), 0.034),
    }
)
_MURK: Mapping[Weather, float] = MappingProxyType({Weather.STORM: 1.6, Weather.RAIN: 1.2})
_KEYS: Mapping[Weather, float] = MappingProxyType({Weather.STORM: 0.75, Weather.RAIN: 0.92})


class _Reef(NamedTuple):
    """What lives there: rows as ``reef`` and ``flora`` take them."""

    solids: Floats
    corals: Floats
    plants: Floats
    fish: Floats


def build(lens: Lens, wanted: Conditions) -> Set:
    """The reef; the seed chooses what grows where, and how the light falls."""
    eye, deep = eye_of(lens), _depths(wanted)
    rng = wanted.rng()
    reef = _plant(rng)
    waves = make_waves(Wind(4.5, float(rng.uniform(0, 6))), 0.5, 1.0, wanted.seed)
    tile = make_caustics(wanted.seed)
    radiance, depth = paint_deep(eye, deep, waves, tile, reef.solids[:, :3])
    paint_solids(eye, deep, tile, reef.solids, radiance, depth)
    paint_growths(eye, deep, reef.corals, radiance, depth)
    still = coarse(depth)
    paint_growths(eye, deep, reef.plants, radiance, depth)
    paint_fish(eye, deep, reef.fish, radiance, depth)
    sways = (coarse(depth) < still).astype(np.float32)
    beams = paint_beams(eye, deep, depth, radiance)
    paint_drift(eye, deep.light, rng, radiance)
    seen = coarse_depth(lens, depth, _FLAT)
    key = _HOURS[wanted.time].key * _KEYS.get(wanted.weather, 1.0)
    return Set(
        lens=lens,
        radiance=exposed(radiance, key),
        depth=seen,
        light=_light(deep),
        haze=_haze(deep),
        places=Places(near=lens.nearest, far=6.0, reach=2.2, flight=(0.2, 3.6)),
        stirs=_stirs(seen, beams, sways, deep),
        aperture=0.011,
    )


def _plant(rng: np.random.Generator) -> _Reef:
    """Heads of coral to both sides and far behind the subjects, who keep the sand between."""
    first = float(rng.choice((-1, 1)))
    heads = [
        (first * rng.uniform(0.36, 0.44), rng.uniform(6.0, 7.2), 1.0),
        (-first * rng.uniform(0.40, 0.50), rng.uniform(7.5, 9.5), 1.15),
        (first * rng.uniform(0.10, 0.18), rng.uniform(11.0, 13.0), 0.85),
        (-first * rng.uniform(0.16, 0.24), rng.uniform(13.0, 16.0), 1.3),
        (first * rng.uniform(0.45, 0.60), rng.uniform(10.0, 12.0), 1.5),
    ]
    solids: list[tuple[float, ...]] = []
    corals: list[tuple[float, ...]] = []
    plants: list[tuple[float, ...]] = []
    for u, z, size in heads:
        _head(rng, u * z, z, size, solids, corals)
        for _ in range(5):
            there = z * rng.uniform(0.85, 1.2)
            x = u * z + rng.normal(0, 0.9 * size)
            if abs(x) > 0.14 * there:
                plants.append((x, 0, there, rng.uniform(0.5, 1.0), GRASS, _id(rng), rng.random()))
    for _ in range(15):
        z = rng.uniform(7.5, 17)
        u = rng.choice((-1, 1)) * rng.uniform(0.24, 0.62)
        tall = rng.uniform(2.6, 4.4)
        plants.append((u * z, 0, z, tall, KELP, _id(rng), rng.random()))
    return _Reef(_rows(solids, 1), _rows(corals, 2), _rows(plants, 2), _shoals(rng))


def _head(
    rng: np.random.Generator,
    x: float,
    z: float,
    size: float,
    solids: list[tuple[float, ...]],
    corals: list[tuple[float, ...]],
) -> None:
    """One coral head: a broken rock, smaller ones and domes around it, growth on and between."""
    big = size * float(rng.uniform(0.62, 0.85))
    solids.append((x, z, big, 0.22 * big, ROCK, _id(rng), float(rng.uniform(0.7, 1.0))))
    for _ in range(int(rng.integers(3, 6))):
        r = size * float(rng.uniform(0.16, 0.42))
        px, pz = x + float(rng.normal(0, 0.95)) * size, z + float(rng.normal(-0.2, 0.5)) * size
        kind = BRAIN if rng.random() < 0.5 else ROCK
        if abs(px) > 0.16 * pz:
            solids.append((px, pz, r, 0.2 * r, kind, _id(rng), float(rng.uniform(0.75, 1.0))))
    for kind, low, high, count in (
        (STAGHORN, 0.45, 0.8, 3),
        (FAN, 0.5, 0.95, 2),
        (SPONGE, 0.45, 0.8, 2),
    ):
        for _ in range(count):
            px = x + float(rng.uniform(-1.2, 1.2)) * size
            pz = z + float(rng.uniform(-0.9, 0.1)) * size
            on = abs(px - x) < 0.45 * big
            y = 0.62 * big if on else 0.0
            if abs(px) > 0.13 * pz:
                tall = size * float(rng.uniform(low, high))
                corals.append((px, y, z if on else pz, tall, kind, _id(rng), float(rng.random())))


def _shoals(rng: np.random.Generator) -> Floats:
    """A shoal or two of small fish in the distance, all heading the same way."""
    rows: list[tuple[float, ...]] = []
    for _ in range(2):
        z = float(rng.uniform(8, 15))
        u = float(rng.choice((-1, 1)) * rng.uniform(0.12, 0.42))
        y = float(rng.uniform(1.5, 2.9))
        way, tilt = float(rng.choice((-1, 1))), float(rng.uniform(-0.15, 0.15))
        for _ in range(int(rng.integers(14, 30))):
            px = u * z + float(rng.normal(0, 0.11)) * z
            py = y + float(rng.normal(0, 0.035)) * z
            pz = z + float(rng.uniform(-1.0, 1.5))
            long = float(rng.uniform(0.20, 0.36))
            lean = tilt + float(rng.normal(0, 0.10))
            rows.append((px, max(py, 0.6), pz, long, way, lean, float(rng.uniform(0.6, 1.3))))
    return _rows(rows, 2)


def _id(rng: np.random.Generator) -> float:
    return float(rng.integers(1, 60000))


def _rows(rows: list[tuple[float, ...]], distance: int) -> Floats:
    """As an array, the farthest first by the column that holds the ``distance``."""
    return np.array(sorted(rows, key=lambda row: -row[distance]), np.float32).reshape(-1, 7)


def _depths(wanted: Conditions) -> Depths:
    """The light under water: the sun stands to the key's side, refracted towards the zenith."""
    rng = np.random.default_rng([wanted.seed, 3])
    sky, hour = SKIES[wanted.weather], _HOURS[wanted.time]
    clear = (1 - 0.85 * sky.overcast) * (0.55 if wanted.time is Time.DUSK else 1.0)
    lean = math.radians(float(rng.uniform(26, 36)))
    azimuth = math.radians(float(rng.uniform(55, 85))) * wanted.key_side()
    sun = (
        math.sin(lean) * math.sin(azimuth),
        math.cos(lean),
        math.sin(lean) * math.cos(azimuth),
    )
    return Depths(
        sun=np.array(sun),
        light=np.array(hour.light) * (1 - 0.45 * sky.overcast),
        veil=np.array(hour.veil),
        murk=_MURK.get(wanted.weather, 1.0),
        clear=clear,
        surface=float(rng.uniform(4.6, 5.6)),
        place=float(rng.uniform(0, 50)),
    )


def _light(deep: Depths) -> Light:
    """What a subject gets: the beams from above, the glow of the water from everywhere."""
    x, y, z = (float(part) for part in deep.sun)
    key = [float(part) for part in deep.light * (0.35 + 0.65 * deep.clear) / math.pi]
    fill = [float(part) for part in 1.5 * deep.veil + 0.12 * deep.light]
    return Light((x, y, z), (key[0], key[1], key[2]), (fill[0], fill[1], fill[2]), 0.7)


def _haze(deep: Depths) -> RGB:
    red, green, blue = (float(part) for part in FADE * deep.murk)
    return red, green, blue


def _stirs(depth: Floats, beams: Floats, sways: Floats, deep: Depths) -> tuple[Stir, ...]:
    """The net of light wanders over the floor, beams come and go, plants sway."""
    height, width = depth.shape
    floor = np.clip((14 - depth) / 8, 0, 1) * np.float32(0.26 * (0.2 + 0.8 * deep.clear))
    rays = beams[:height, :width] / max(float(beams.max()), 1e-6) * np.float32(0.22 * deep.clear)
    soft = cv2.GaussianBlur(sways, (0, 0), 2.0)[:height, :width]
    near = np.clip(8 / np.maximum(depth, 1.0), 0.3, 1.2)
    return (
        Stir(Does.GLEAM, Lie.GROUND, floor.astype(np.float32), 0.35, (0.12, 0.08), 0.8),
        Stir(Does.GLEAM, Lie.SCREEN, rays.astype(np.float32), 0.09, (0.015, 0.0), 0.22),
        Stir(
            Does.SHIFT, Lie.UPRIGHT, (0.0024 * soft * near).astype(np.float32), 0.9, (0.2, 0.0), 0.3
        ),
    )
