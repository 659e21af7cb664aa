"""A path through a wood: trunks, shrubs and ferns in mist, shafts of light, a log to sit on."""

import dataclasses
import math
from collections.abc import Mapping
from types import MappingProxyType

import cv2
import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.trees import SHRUB, Rows, paint_trees
from reelcast.engines.stage.kernels.trunks import paint_log, paint_trunks
from reelcast.engines.stage.kernels.woods import Wood, paint_ferns, paint_floor, path
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    RGB,
    Conditions,
    Floats,
    Places,
    Seat,
    Set,
    coarse_depth,
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
from reelcast.engines.stage.sets.parts.countryside import exposed_land, near_leaves, sway, tint_of

_FLAT = 200.0
"""The floor is a plane as far as it is seen."""
_SUN: Mapping[Time, Degrees] = MappingProxyType(
    {**SIDEWAYS, Time.DAY: (50.0, 85.0), Time.GOLDEN: (55.0, 85.0), Time.NIGHT: (45.0, 75.0)}
)
"""Rather ahead than behind: shafts of light are seen towards the sun."""
_MIST: Mapping[Weather, float] = MappingProxyType(
    {Weather.FOG: 0.050, Weather.RAIN: 0.020, Weather.SNOW: 0.020, Weather.STORM: 0.018}
)
"""Extinction per metre; otherwise ``_THIN``."""
_THIN = 0.0085


def build(lens: Lens, wanted: Conditions) -> Set:
    """The wood; its trees, path and season are chosen by the seed."""
    rng = wanted.rng()
    eye, air = eye_of(lens), air_of(wanted, _SUN)
    wood = _wood(wanted, air, rng)
    radiance, depth = _distance(eye, wood), np.zeros((eye.height, eye.width), np.float32)
    paint_floor(eye, air, wood, radiance, depth)
    trunks = _trunks(wood, rng)
    paint_trunks(eye, air, wood, trunks, radiance, depth)
    seat = _log(wanted.key_side(), rng)
    log = np.array([seat.x, seat.z, seat.width, seat.height / 2], np.float32)
    paint_log(log, eye, air, wood, radiance, depth)
    bare = depth.copy()
    thick = _thickened(air, wood)
    paint_trees(eye, thick, _shrubs(wood, trunks, rng), radiance, depth, wood.autumn)
    paint_ferns(eye, air, wood, _fern_rows(wood, rng), radiance, depth)
    leaves = (depth != bare).astype(np.float32)
    _shafts(eye, air, wood, radiance, depth, wanted)
    picture = exposed_land(radiance, depth, 0.9 * key_of(wanted), wanted)
    gain = float(picture[-8:].mean() / radiance[-8:].mean())
    tint = tint_of(_near_leaf(wanted, wood), thick, 0.8 * gain)
    light = light_of(air)
    return Set(
        lens=lens,
        radiance=picture,
        depth=coarse_depth(lens, depth, _FLAT),
        haze=haze_of(thick),
        light=dataclasses.replace(light, softness=max(light.softness, 0.45)),
        places=Places(near=lens.nearest, far=30.0, reach=1.6, seats=(seat,)),
        fronts=tuple(near_leaves(lens, tint, side, rng) for side in (-1, 1)),
        stirs=(sway(lens, leaves, depth, 0.06, air, 0.8),),
        cover=0.03,
        aperture=0.022,
    )


def _wood(wanted: Conditions, air: Air, rng: np.random.Generator) -> Wood:
    autumn = float(rng.choice([0.0, 0.0, 0.35, 1.0]))
    tint = np.array([0.95, 1.03, 0.78]) * (1 - autumn) + np.array([1.10, 0.97, 0.74]) * autumn
    tint += (1 - tint) * air.overcast
    mist = (0.028 * air.light + 0.38 * air.ambient) * tint
    return Wood(
        place=float(rng.uniform(0, 50)),
        swing=float(rng.uniform(0.8, 2.4)),
        phase=float(rng.uniform(0, 2 * math.pi)),
        autumn=autumn,
        mist=mist,
        thick=_MIST.get(wanted.weather, _THIN) * float(rng.uniform(0.85, 1.2)),
    )


def _distance(eye: Eye, wood: Wood) -> Floats:
    """The mist behind everything, brighter up where the sky comes in."""
    rise = (eye.horizon - np.arange(eye.height)) / eye.focal
    bright = 1.0 + 1.4 * np.clip(rise / 0.35, 0, 1.2) ** 1.3
    mist = np.array(wood.mist)
    rows = (bright[:, None] * mist).astype(np.float32)
    return np.repeat(rows[:, None, :], eye.width, 1)


def _thickened(air: Air, wood: Wood) -> Air:
    """The same air with the mist for haze, for what is drawn as if in the open."""
    return air._replace(
        extinction=np.full(3, wood.thick),
        table=np.ones_like(air.table) * np.array(wood.mist, np.float32),
        veil=0.0,
        light=air.light * 0.75,
        ambient=air.ambient * 0.72 + 0.012 * air.light,
    )


def _trunks(wood: Wood, rng: np.random.Generator) -> Floats:
    """Trunks beside the path, the farthest first; sometimes birches among them."""
    n = 420
    z = 6.0 + 125 * rng.random(n) ** 0.75
    x = (rng.random(n) - 0.5) * 1.6 * z
    middle = np.array([path(wood, far) for far in z])
    keep = np.abs(x - middle) > 1.5 + 0.02 * z
    radius = 0.09 + 0.26 * rng.random(n) ** 2
    lean, seed = 0.045 * rng.standard_normal(n), rng.random(n) * 50
    birch = (rng.random(n) < rng.choice([0.0, 0.12, 0.5])) & (radius < 0.22)
    rows = np.stack([x, z, radius, lean, seed, birch], 1)[keep]
    return np.asarray(rows[np.argsort(-rows[:, 1])], np.float32)


def _shrubs(wood: Wood, trunks: Floats, rng: np.random.Generator) -> Rows:
    """Leafy boughs on the trunks, and undergrowth beside the path."""
    rows = []
    for k, (x, z, _, lean, _, _) in enumerate(trunks):
        for b in range(4):
            y = 3.4 + 9 * rng.random()
            size = 1.5 + 2.2 * rng.random()
            at = (x + lean * y + rng.normal(0, 1.3), y - 0.4 * size, z + rng.normal(0, 1.0))
            rows.append((*at, size, SHRUB, k * 7 + b))
    for k in range(260):
        z = 6.0 + 90 * rng.random() ** 1.3
        x = (rng.random() - 0.5) * 1.6 * z
        tall = 0.4 + 1.3 * rng.random() ** 2
        if abs(x - path(wood, z)) > 1.3 + tall:
            rows.append((x, -0.08 * tall, z, tall, SHRUB, 5000 + k))
    return np.array([row for row in rows if row[2] > 4.5])


def _fern_rows(wood: Wood, rng: np.random.Generator) -> Floats:
    rows = []
    for k in range(230):
        z = 3.4 + 24 * rng.random() ** 1.6
        x = (rng.random() - 0.5) * 1.3 * z
        long = rng.uniform(0.35, 0.75)
        if abs(x - path(wood, z)) > 1.25 + 0.5 * long:
            rows.append((x, z, long, k))
    rows.sort(key=lambda row: -row[1])
    return np.array(rows, np.float32)


def _near_leaf(wanted: Conditions, wood: Wood) -> RGB:
    """Reflectance of the leaves close to the camera."""
    if wanted.weather is Weather.SNOW:
        return 0.10, 0.085, 0.065
    a = wood.autumn
    return 0.055 + 0.09 * a, 0.085 - 0.005 * a, 0.024


def _log(side: float, rng: np.random.Generator) -> Seat:
    """A fallen trunk beside the path, on the side away from the light, seen from outside it."""
    return Seat(x=-side * 1.3, height=0.42, z=float(rng.uniform(5.0, 5.5)), width=1.55)


def _shafts(
    eye: Eye, air: Air, wood: Wood, radiance: Floats, depth: Floats, wanted: Conditions
) -> None:
    """Light through gaps in the leaves, seen in the mist: the bright distance smeared sunwards."""
    direct = (1 - air.overcast) * (0.45 if wanted.time is Time.DUSK else 1.0)
    if direct < 0.1:
        return
    size = (eye.width // 4, eye.height // 4)
    gap = cv2.resize(((depth == 0) | (depth > 45)).astype(np.float32), size, interpolation=3)
    gaps = np.random.default_rng(int(wood.place * 1000)).random((12, 28), np.float32)
    light = gap * np.clip(2.6 * cv2.resize(gaps, size, interpolation=cv2.INTER_CUBIC) - 0.7, 0, 2)
    sun = np.array([eye.centre + eye.focal * 0.8 * air.sun[0], -0.25 * eye.height]) / 4
    for k in range(7):  # Each pass doubles the smear: 128 samples in all.
        s = 1 - 0.42 / 2 ** (k + 1)
        move = np.array([[s, 0, sun[0] * (1 - s)], [0, s, sun[1] * (1 - s)]], np.float32)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        moved = cv2.warpAffine(light, move, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        light = 0.5 * (light + moved)
    soft = cv2.resize(
        cv2.GaussianBlur(light, (0, 0), 3.5 * eye.height / 1440 + 0.5), (eye.width, eye.height)
    )
    # Nearer than the mist is deep, less of a shaft is before the things seen.
    deep = np.where(depth == 0, 1, -np.expm1(-depth / 20)).astype(np.float32)
    glow = np.array(wood.mist, np.float32) * 0.6 + (0.030 * air.light).astype(np.float32)
    radiance += (soft * deep * np.float32(0.75 * direct))[..., None] * glow
