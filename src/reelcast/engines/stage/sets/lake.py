"""A mountain lake from its bank: pebbles and turf underfoot, reeds, wooded shores, far peaks."""

import numpy as np

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.alps import paint_range, sweep
from reelcast.engines.stage.kernels.bank import Land, near_height, waterline
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.herbs import Rows as Stalks
from reelcast.engines.stage.kernels.herbs import paint_stalks, paint_turf_blades
from reelcast.engines.stage.kernels.mirror import paint_water, under
from reelcast.engines.stage.kernels.mountains import EXTENT
from reelcast.engines.stage.kernels.stones import Rows as Stones
from reelcast.engines.stage.kernels.stones import paint_stones
from reelcast.engines.stage.kernels.trees import CONIFER, paint_trees
from reelcast.engines.stage.kernels.trees import Rows as Trees
from reelcast.engines.stage.kernels.turf import paint_turf
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    Conditions,
    Does,
    Floats,
    Lie,
    Places,
    Set,
    Stir,
    Way,
    coarse,
    coarse_depth,
)
from reelcast.engines.stage.sets.outdoors import air_of, eye_of, haze_of, key_of, light_of
from reelcast.engines.stage.sets.parts.countryside import exposed_land, sway
from reelcast.engines.stage.sets.parts.highland import clearness, framed, near_blades, plant

_RANGES = (5, 11)
_SHARE = 0.42
"""Of the height above the horizon that the highest peak takes: the lake comes first."""
_LEVEL = -0.4
"""The lake's surface below the bank, in metres."""
_FLAT = 6.5
"""Up to this many metres the bank is level."""
_FAR_SHORE = 70.0
"""Metres beyond which trees count as the far shore's."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The lake; which shore, from where, and what grows on it are chosen by the seed."""
    rng = wanted.rng()
    eye, air = eye_of(lens), air_of(wanted, haze=1.1 * clearness(wanted))
    land = framed(lens, air, rng, _RANGES, _SHARE, _LEVEL)
    grove, shore = _grove(land, rng), _far_shore(land, rng)
    reeds = _reeds(land, rng)
    near = 0.8 * lens.focal * lens.eye / (eye.height - lens.plate_horizon)
    radiance, depth = _country(eye, air, land, near, shore)
    paint_turf(eye, air, land, depth, radiance)
    below = under(eye, land.level)
    mirrored = _country(below, air, land, near, shore)
    paint_trees(below, air, grove, *mirrored)
    paint_stalks(below, air, reeds, *mirrored)
    # Before the water, which shows no shade of trees.
    plant(eye, air, grove, radiance, depth)
    water = paint_water(eye, air, land, mirrored, rng.uniform(0, 0.7) ** 2, radiance, depth)
    paint_stones(eye, air, _stones(land, rng), radiance, depth)
    bare = depth.copy()
    paint_stalks(eye, air, reeds, radiance, depth)
    stalks = (depth != bare).astype(np.float32)
    paint_turf_blades(eye, air, land, near, 0.004, radiance, depth)
    picture = exposed_land(radiance, depth, 0.95 * key_of(wanted), wanted)
    gain = float(picture[-8:].mean() / radiance[-8:].mean())
    return Set(
        lens=lens,
        radiance=picture,
        depth=coarse_depth(lens, depth, _FLAT),
        light=light_of(air),
        haze=haze_of(air),
        places=Places(lens.nearest, _FLAT, 6.0, ways=frozenset({Way.LEFT, Way.RIGHT})),
        stirs=(_lapping(water, depth, air), sway(lens, stalks, depth, 0.06, air, 0.8)),
        fronts=(near_blades(lens, air, gain, rng),),
        cover=0.02,
        drift=0.004,
        aperture=0.010,
    )


def _country(eye: Eye, air: Air, land: Land, near: float, shore: Trees) -> tuple[Floats, Floats]:
    """Sky, range and the trees of the far shore as an eye sees them, and z."""
    radiance = paint_sky(eye, air)
    depth = sweep(eye, land, near)
    paint_range(eye, air, land, depth, radiance)
    # Trees darken the ground they stand on, which hundreds of them close by would turn black: for
    # them there is none. Nothing stands before them, so what they cover is theirs.
    ground = np.where(depth > _FAR_SHORE, 0, depth)
    paint_trees(eye, air, shore, radiance, ground)
    return radiance, np.where(ground > 0, ground, depth)


def _grove(land: Land, rng: np.random.Generator) -> Trees:
    """A few trees where the bank reaches out to one side."""
    rows: list[tuple[float, ...]] = []
    for seed in range(9):
        x = land.hand * rng.uniform(10.5, 24)
        z = 21 + (waterline(land, x) - 22.5) * rng.random()
        if z > 20 and abs(x) > 0.42 * z:
            rows.append((x, near_height(land, x, z) - 0.1, z, rng.uniform(5, 13), CONIFER, seed))
    return np.array(rows).reshape(-1, 6)


def _far_shore(land: Land, rng: np.random.Generator) -> Trees:
    """The first trees of the far woods, whose tops and feet are seen against light and water."""
    n = land.heights.shape[0]
    z = np.arange(80.0, 1700.0, 3.0)
    rows: list[tuple[float, ...]] = []
    for seed in range(420):
        x = rng.uniform(-0.7, 0.7) * z
        column = ((x + land.left) / EXTENT + 0.5) * n
        h = land.heights[(z / EXTENT * n).astype(int), column.astype(int).clip(0, n - 1)]
        shore = int(np.argmax(h > land.level + 1.2))
        if h[shore] > land.level + 1.2:
            at = min(shore + int(rng.integers(0, 9)), len(z) - 1)
            rows.append((x[at], h[at] - 0.3, z[at], rng.uniform(9, 24), CONIFER, 100 + seed))
    return np.array(rows).reshape(-1, 6)


def _reeds(land: Land, rng: np.random.Generator) -> Stalks:
    """Clumps of reed in the shallows to both sides; the middle stays free."""
    rows: list[tuple[float, ...]] = []
    for _ in range(7):
        side = land.hand if rng.random() < 0.35 else -land.hand
        middle, wide = side * rng.uniform(3.6, 8.5), rng.uniform(0.2, 0.75)
        out = rng.uniform(0.1, 1.0)
        for _ in range(int(rng.integers(50, 190))):
            x = middle + rng.normal(0, wide)
            z = waterline(land, x) + out + rng.normal(0, 0.3)
            ground = max(near_height(land, x, z), _LEVEL)
            tall, lean = rng.uniform(0.45, 1.25), rng.normal(0.1, 0.22)
            if abs(x) > 0.3 * z:
                rows.append((x, ground, z, tall, lean, rng.random() ** 2))
    return np.array(rows).reshape(-1, 6)


def _stones(land: Land, rng: np.random.Generator) -> Stones:
    """Stones along the water, some standing in it."""
    rows: list[tuple[float, ...]] = []
    for _ in range(150):
        x = rng.uniform(-9, 9)
        z = waterline(land, x) + rng.normal(-0.9, 0.9)
        radius = 0.04 * np.exp(rng.random() ** 2.5 * np.log(9))
        if abs(x) > 0.16 * z or radius < 0.12:
            rows.append((x, near_height(land, x, z), z, radius, rng.uniform(0, 300)))
    return np.array(rows)


def _lapping(water: Floats, depth: Floats, air: Air) -> Stir:
    """The water's own motion, less where it is far and its ripples cannot be told apart."""
    z = coarse(depth)
    fade = np.clip(60 / np.maximum(z, 1.0), 0, 1)
    amount = coarse(water) * fade * np.float32(0.0007 + 0.0012 * air.wind)
    return Stir(Does.SHIFT, Lie.GROUND, np.asarray(amount, np.float32), 0.9, (0.25, -0.35), 0.6)
