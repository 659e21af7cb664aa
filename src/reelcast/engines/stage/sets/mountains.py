"""An alp before a great range: turf, stones and flowers, spruces, a hazy valley, rock and snow."""

import math

import numpy as np

from reelcast.engines.stage.kernels.alps import paint_range, sweep
from reelcast.engines.stage.kernels.bank import DRY, Land, near_height
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.herbs import paint_turf_blades
from reelcast.engines.stage.kernels.stones import Rows as Stones
from reelcast.engines.stage.kernels.stones import paint_stones
from reelcast.engines.stage.kernels.trees import CONIFER, Rows
from reelcast.engines.stage.kernels.turf import paint_turf
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Conditions, Places, Set, coarse_depth
from reelcast.engines.stage.sets.outdoors import air_of, eye_of, haze_of, key_of, light_of
from reelcast.engines.stage.sets.parts.countryside import exposed_land, sway
from reelcast.engines.stage.sets.parts.highland import clearness, framed, near_blades, plant

_RANGES = (3, 8)
_SHARE = 0.76
"""Of the height above the horizon that the great peak takes."""
_FLAT = 13.0
"""Up to this many metres the alp is level."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The alp; which range, seen from where, its trees and stones are chosen by the seed."""
    rng = wanted.rng()
    eye, air = eye_of(lens), air_of(wanted, haze=clearness(wanted))
    land = framed(lens, air, rng, _RANGES, _SHARE, DRY)
    radiance = paint_sky(eye, air)
    near = 0.8 * lens.focal * lens.eye / (eye.height - lens.plate_horizon)
    depth = sweep(eye, land, near)
    paint_range(eye, air, land, depth, radiance)
    paint_turf(eye, air, land, depth, radiance)
    trees = plant(eye, air, _spruces(land, rng), radiance, depth)
    paint_stones(eye, air, _stones(land, rng), radiance, depth)
    paint_turf_blades(eye, air, land, near, float(rng.uniform(0.006, 0.02)), radiance, depth)
    picture = exposed_land(radiance, depth, 0.95 * key_of(wanted), wanted)
    gain = float(picture[-8:].mean() / radiance[-8:].mean())
    return Set(
        lens=lens,
        radiance=picture,
        depth=coarse_depth(lens, depth, _FLAT),
        light=light_of(air),
        haze=haze_of(air),
        places=Places(near=lens.nearest, far=30.0, reach=12.0),
        stirs=(sway(lens, trees, depth, 0.2, air, 4.0),),
        fronts=(near_blades(lens, air, gain, rng),),
        cover=0.03,
        drift=0.004,
        aperture=0.008,
    )


def _spruces(land: Land, rng: np.random.Generator) -> Rows:
    """Spruces in groups to both sides, sparse ahead: the peak and the subject stay free."""
    rows: list[tuple[float, ...]] = []
    for _ in range(16):
        z = 54 + 220 * rng.random() ** 1.2
        side = 1 if rng.random() < 0.5 else -1
        x = side * z * rng.uniform(0.2, 0.72)
        for _ in range(int(rng.integers(1, 7))):
            tx, tz = x + rng.normal(0, 4.5), z + rng.normal(0, 7)
            if tz < 46 or abs(tx) < 0.19 * tz:
                continue
            tall = rng.uniform(5, 15) * (0.5 if rng.random() < 0.25 else 1.0)
            rows.append((tx, near_height(land, tx, tz) - 0.2, tz, tall, CONIFER, len(rows)))
    return np.array(rows)


def _stones(land: Land, rng: np.random.Generator) -> Stones:
    """Stones strewn in drifts, larger ones aside; none where the subjects stand."""
    rows: list[tuple[float, ...]] = []
    for _ in range(300):
        z = 2.0 * math.exp(rng.random() * math.log(60))
        x = rng.uniform(-0.75, 0.75) * z
        radius = 0.035 * math.exp(rng.random() ** 3 * math.log(10 + 0.25 * z))
        if radius > 0.10 and abs(x) < 0.9 + 0.1 * z and z < 14:
            continue
        if z < 8 and abs(x) < 0.8 and radius > 0.05:
            continue
        rows.append((x, near_height(land, x, z), z, radius, rng.uniform(0, 300)))
    return np.array(rows)
