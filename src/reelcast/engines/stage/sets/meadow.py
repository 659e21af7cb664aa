"""A meadow among fields and hedges: grass to stand in, trees, wooded hills under cumulus."""

import numpy as np

from reelcast.board import Weather
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.grass import Sward, paint_grass
from reelcast.engines.stage.kernels.land import Country, height, paint_land
from reelcast.engines.stage.kernels.trees import BROADLEAF, CONIFER, SHRUB, Rows, paint_trees
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Conditions, Places, Set, coarse_depth
from reelcast.engines.stage.sets.outdoors import (
    air_of,
    aperture_of,
    eye_of,
    haze_of,
    key_of,
    light_of,
)
from reelcast.engines.stage.sets.parts.countryside import exposed_land, near_grass, sway, tint_of

_TALL = 0.17
"""Height of the grass in metres."""
_FLAT = 60.0
"""Up to this many metres the camera takes the ground for a plane, as the subjects do."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The meadow; country, trees and flowers are chosen by the seed."""
    rng = wanted.rng()
    eye, air = eye_of(lens), air_of(wanted)
    country = Country(float(rng.uniform(0, 50)))
    radiance = paint_sky(eye, air)
    depth = paint_land(eye, air, country, radiance)
    bare = depth.copy()
    paint_trees(eye, air, _plant(country, rng), radiance, depth)
    trees = (depth != bare).astype(np.float32)
    near = lens.focal * lens.eye / (eye.height - lens.plate_horizon) * 0.8
    sward = Sward(_TALL, 1.0, float(rng.uniform(0.006, 0.026)), 0.05)
    paint_grass(eye, air, near, sward, country, radiance, depth)
    picture = exposed_land(radiance, depth, 0.95 * key_of(wanted), wanted)
    gain = float(picture[-8:].mean() / radiance[-8:].mean())
    front = near_grass(
        lens, tint_of(_NEAR[wanted.weather is Weather.SNOW], air, gain), 0.15, air, rng
    )
    grass = ((depth > 0) & (depth < 40)).astype(np.float32)
    return Set(
        lens=lens,
        radiance=picture,
        depth=coarse_depth(lens, depth, _FLAT),
        light=light_of(air),
        haze=haze_of(air),
        places=Places(near=lens.nearest, far=90.0, reach=20.0),
        stirs=(
            sway(lens, grass, depth, 0.02, air, 0.5),
            sway(lens, trees, depth, 0.25, air, 4.0),
        ),
        fronts=(front,),
        cover=_TALL * 0.55,
        drift=0.004,
        aperture=aperture_of(wanted),
    )


_NEAR = {False: (0.075, 0.105, 0.030), True: (0.15, 0.125, 0.075)}
"""Reflectance of near blades: fresh, or withered above the snow."""


def _plant(country: Country, rng: np.random.Generator) -> Rows:
    """Trees between 110 and 520 m in groves, a gap ahead so that subjects have a calm backdrop."""
    rows = []
    groves = [(rng.uniform(-0.75, 0.75), 110 + 410 * rng.random() ** 1.2) for _ in range(26)]
    conifers = rng.uniform(0.05, 0.4)
    for seed in range(150):
        side, far = groves[int(rng.integers(len(groves)))]
        z = max(far * rng.uniform(0.86, 1.2), 105)
        x = side * far + rng.normal(0, 0.05) * far
        kind = CONIFER if rng.random() < conifers else BROADLEAF
        tall = rng.uniform(7, 17) * (1.25 if kind == CONIFER else 1)
        if rng.random() < 0.25:
            kind, tall = SHRUB, rng.uniform(1.5, 4)
        if abs(x) > 0.17 * z or z > 260:
            rows.append(
                (x, height(x, z, country) - 0.3, z, tall, kind, seed + int(1000 * country.place))
            )
    return np.array(rows)
