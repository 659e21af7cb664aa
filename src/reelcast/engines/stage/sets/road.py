"""A country road that leads away through fields and hills, with what stands beside such roads."""

import itertools
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.asphalt import HALF, paint_posts, paint_road
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.grass import Sward, paint_grass
from reelcast.engines.stage.kernels.land import Country, aside, cloud_shadows, height, paint_land
from reelcast.engines.stage.kernels.trees import BROADLEAF, CONIFER, SHRUB, Rows, paint_trees
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import RGB, Conditions, Floats, Places, Set, coarse_depth
from reelcast.engines.stage.sets.outdoors import (
    air_of,
    aperture_of,
    eye_of,
    haze_of,
    key_of,
    light_of,
)
from reelcast.engines.stage.sets.parts.countryside import exposed_land, sway

_FLAT = 60.0
"""Up to this many metres the camera takes the ground for a plane, as the subjects do."""
_VERGE = HALF + 0.8
_STEEL, _WHITE = (0.21, 0.22, 0.23), (0.62, 0.62, 0.60)
_BLACK, _WOOD = (0.04, 0.04, 0.04), (0.10, 0.08, 0.06)

Spot = tuple[float, float, float]
Add = Callable[[Spot, float, Spot, float, RGB, float], None]
"""Adds a rod: both ends with their radii, its reflectance, and how much it looks up."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The road; its bend, lines and what lines it are chosen by the seed."""
    rng = wanted.rng()
    eye, air = eye_of(lens), air_of(wanted)
    country = Country(
        place=float(rng.uniform(0, 50)),
        road=_VERGE,
        offset=float(rng.choice([-1.7, 0.0, 1.7])),
        bend=float(rng.choice([-1, 1]) * rng.uniform(2.5, 9)),
    )
    double, avenue, fence = rng.random() < 0.45, rng.random() < 0.4, int(rng.integers(3))
    radiance = paint_sky(eye, air)
    depth = paint_land(eye, air, country, radiance)
    ground = depth.copy()
    paint_trees(eye, air, _plant(country, avenue, rng), radiance, depth)
    shadows = cloud_shadows(eye, air, ground)
    open_ground = np.where(depth == ground, ground, 0).astype(np.float32)
    paint_road(eye, air, country, double, shadows, radiance, open_ground)
    trees = (depth != ground).astype(np.float32)
    paint_posts(eye, air, _furnish(country, fence, avenue), radiance, depth)
    near = lens.focal * lens.eye / (eye.height - lens.plate_horizon) * 0.8
    paint_grass(eye, air, near, Sward(0.26, 0.8, 0.02, 0.10), country, radiance, depth)
    if air.night:
        _far_lights(eye, air, country, radiance, depth, rng)
    grass = ((depth > 0) & (depth < 40) & (np.abs(depth - ground) > 1e-3)).astype(np.float32)
    return Set(
        lens=lens,
        radiance=exposed_land(radiance, depth, 0.95 * key_of(wanted), wanted),
        depth=coarse_depth(lens, depth, _FLAT),
        light=light_of(air),
        haze=haze_of(air),
        places=Places(near=lens.nearest, far=60.0, reach=3.4),
        stirs=(
            sway(lens, grass, depth, 0.03, air, 0.5),
            sway(lens, trees, depth, 0.25, air, 4.0),
        ),
        gloss=min(0.35 * air.wet + 0.08 * air.snow, 1.0),
        drift=0.004,
        aperture=aperture_of(wanted),
    )


def _at(country: Country, s: float, z: float) -> tuple[float, float]:
    """x and ground height ``s`` metres to the right of the road's middle."""
    x = s - aside(country, 0.0, z)
    return x, height(x, z, country)


def _plant(country: Country, avenue: bool, rng: np.random.Generator) -> Rows:
    """Groves in the fields, shrubs on the verge and, for an avenue, trees in line."""
    rows: list[tuple[float, ...]] = []
    first = int(1000 * country.place)

    def stand(s: float, z: float, tall: float, kind: int) -> None:
        x, y = _at(country, s, z)
        rows.append((x, y - 0.2, z, tall, kind, first + len(rows)))

    conifers = rng.uniform(0.0, 0.5)
    groves = [(rng.uniform(-0.8, 0.8), 90 + 430 * rng.random() ** 1.2) for _ in range(22)]
    for _ in range(110):
        side, far = groves[int(rng.integers(len(groves)))]
        z = max(far * rng.uniform(0.88, 1.15), 80)
        s = (side + rng.normal(0, 0.04)) * far
        kind = CONIFER if rng.random() < conifers else BROADLEAF
        if abs(s) > 14:
            stand(s, z, rng.uniform(7, 16) * (1.25 if kind == CONIFER else 1), kind)
    for side in (-1, 1):
        z = rng.uniform(24, 34)
        while avenue and z < 420:
            stand(side * rng.uniform(9.6, 10.8), z, rng.uniform(8, 12.5), BROADLEAF)
            z += rng.uniform(14, 19)
        for _ in range(12):
            tall = rng.uniform(0.8, 2.6)
            stand(side * rng.uniform(9.5, 16), rng.uniform(16, 90), tall, SHRUB)
    return np.array(rows)


def _furnish(country: Country, fence: int, avenue: bool) -> Floats:
    """Rods of what stands beside the road, the farthest first.

    ``fence`` 0: posts with reflectors; 1: a crash barrier too, on the outside of the bend;
    2: a telegraph line.
    """
    rods: list[tuple[float, ...]] = []

    def add(a: Spot, ra: float, b: Spot, rb: float, tint: RGB, up: float) -> None:
        rods.append((*a, ra, *b, rb, *tint, up))

    outside = -math.copysign(1.0, country.bend)
    for z in np.arange(9.0, 420.0, 25.0):
        for side in (-1, 1):
            if fence == 1 and side == outside and z < 170:
                continue
            x, y = _at(country, side * (HALF + 0.95), float(z))
            add((x, y, z), 0.06, (x, y + 1.0, z), 0.05, _WHITE, 0.2)
            add((x, y + 0.70, z - 0.1), 0.062, (x, y + 0.88, z - 0.1), 0.058, _BLACK, 0.2)
    if fence == 1:
        _barrier(country, outside * (HALF + 0.75), add)
    elif fence == 2:
        _telegraph(country, outside * (15.0 if avenue else 10.5), add)
    rods.sort(key=lambda row: -max(row[2], row[6]))
    return np.array(rods, np.float32)


def _barrier(country: Country, s: float, add: Add) -> None:
    """A steel rail in three folds, on posts."""
    for z in np.arange(4.0, 172.0, 4.0):
        x, y = _at(country, s, float(z))
        end, rise = _at(country, s, float(z) + 4)
        add((x, y, z + 0.1), 0.06, (x, y + 0.62, z + 0.1), 0.06, _STEEL, 0.2)
        for up, tone, look in ((0.72, 1.1, 0.9), (0.62, 0.6, 0.0), (0.52, 0.95, 0.4)):
            tint = (_STEEL[0] * tone, _STEEL[1] * tone, _STEEL[2] * tone)
            add((x, y + up, z), 0.065, (end, rise + up, z + 4), 0.065, tint, look)


def _telegraph(country: Country, s: float, add: Add) -> None:
    """Wooden poles with a cross-arm, and wires that sag between them."""
    step = 42.0
    for z in np.arange(17.0, 460.0, step):
        x, y = _at(country, s, float(z))
        end, rise = _at(country, s, float(z) + step)
        add((x, y - 0.2, z), 0.15, (x, y + 8.2, z), 0.10, _WOOD, 0.2)
        add((x - 0.9, y + 7.6, z - 0.1), 0.06, (x + 0.9, y + 7.6, z - 0.1), 0.06, _WOOD, 0.2)
        for wire in (-0.8, 0.0, 0.8):
            line = np.linspace(0, 1, 9)
            xs, zs = x + wire + (end - x) * line, z + step * line
            ys = y + 7.75 + (rise - y) * line - 4 * 0.7 * line * (1 - line)
            points = list(zip(xs, ys, zs, strict=True))
            for a, b in itertools.pairwise(points):
                add(a, 0.012, b, 0.012, _BLACK, 0.2)


def _far_lights(
    eye: Eye,
    air: Air,
    country: Country,
    radiance: Floats,
    depth: Floats,
    rng: np.random.Generator,
) -> None:
    """Lamps and windows of farms and villages across the country, too far to have a shape."""
    size = max(eye.focal / 1900, 0.45)
    strength = float(air.ambient.mean() + air.light.mean() / math.pi) * (
        1.4 if air.night < 1 else 3
    )
    for _ in range(9):
        z, side = rng.uniform(450, 2400), rng.uniform(-0.6, 0.6)
        for _ in range(int(rng.integers(1, 7))):
            at, x = z * rng.uniform(0.97, 1.03), side * z + rng.normal(0, 40)
            y = height(x, at, country) + rng.uniform(2.5, 7)
            column = eye.centre + x * eye.focal / at
            row = eye.horizon - (y - eye.above) * eye.focal / at
            j, i = round(row), round(column)
            if not (8 <= j < eye.height - 8 and 8 <= i < eye.width - 8):
                continue
            if 0 < depth[j, i] < 0.8 * at:
                continue
            lamp = np.array([1.0, 0.62, 0.28]) * strength * rng.uniform(0.5, 1.4) * 900 / at
            _glow(radiance[j - 8 : j + 9, i - 8 : i + 9], lamp, row - j, column - i, size)


def _glow(patch: Floats, lamp: NDArray[np.float64], dy: float, dx: float, size: float) -> None:
    rows, columns = np.mgrid[-8:9, -8:9]
    away = (rows - dy) ** 2 + (columns - dx) ** 2
    spot = np.exp(-away / (2 * size**2)) + 0.03 * np.exp(-away / (18 * size**2))
    patch += (spot[..., None] * lamp).astype(np.float32)
