"""A meadow in late sun: computed sky and cumulus, wooded hills, trees, grass to stand in."""

import math

import numpy as np

from reelcast.engines.stage.kernels.air import Air, Eye, make_air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.grass import paint_grass
from reelcast.engines.stage.kernels.land import height, paint_land
from reelcast.engines.stage.kernels.trees import BROADLEAF, CONIFER, Rows, paint_trees
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import COARSE, RGB, SKY, Floats, Light, Set, plane_depth

_KEY = 0.15
"""Mid-grey the exposure aims at: a little under, as film is for low sun."""
_TALL = 0.15
"""Height of the grass in metres."""
_FLAT = 60.0
"""Up to this many metres the camera takes the ground for a plane, as the subjects do."""


def build(lens: Lens, rng: np.random.Generator) -> Set:
    """The meadow; where the sun stands, the clouds and the trees are chosen by ``rng``."""
    width, height_px = lens.plate_size
    eye = Eye(width, height_px, lens.focal, lens.plate_centre, lens.plate_horizon, lens.eye)
    side = float(rng.choice((-1.0, 1.0)))
    # The sun stands beside or behind the camera: photographs are mostly lit from the front.
    azimuth = side * math.radians(rng.uniform(78, 112))
    air = make_air(math.radians(rng.uniform(9, 13)), azimuth, 0.25, rng.uniform(0.44, 0.54))
    place = float(rng.uniform(0, 50))
    radiance = paint_sky(eye, air, float(rng.uniform(0, 40000)))
    depth = paint_land(eye, air, place, radiance)
    paint_trees(eye, air, _plant(place, rng), radiance, depth)
    near = lens.focal * lens.eye / (height_px - lens.plate_horizon) * 0.8
    paint_grass(eye, air, near, _TALL, radiance, depth)
    return Set(
        lens=lens,
        radiance=radiance,
        depth=_flattened(lens, depth),
        light=_light(air),
        exposure=_expose(radiance),
        cover=_TALL * 0.55,
        drift=0.004,
        aperture=0.022,
    )


def _plant(place: float, rng: np.random.Generator) -> Rows:
    """Trees between 110 and 520 m, with a gap ahead so that the subject has a calm background."""
    rows = []
    for seed in range(150):
        z = 110 + 410 * rng.random() ** 1.3
        x = (rng.random() - 0.5) * 1.45 * z
        kind = CONIFER if rng.random() < 0.22 else BROADLEAF
        tall = rng.uniform(7, 18) * (1.3 if kind == CONIFER else 1)
        if abs(x) > 0.2 * z or z > 230:
            rows.append((x, height(x, z, place) - 0.3, z, tall, kind, seed))
    return np.array(rows)


def _flattened(lens: Lens, depth: Floats) -> Floats:
    """The depth map at a quarter of the size, with the near ground as a plane."""
    coarse = depth[COARSE // 2 :: COARSE, COARSE // 2 :: COARSE]
    plane = plane_depth(lens)[: coarse.shape[0], : coarse.shape[1]]
    far = np.where(coarse == 0, SKY, coarse)[: plane.shape[0], : plane.shape[1]]
    mix = np.clip((plane - _FLAT) / _FLAT, 0, 1)
    return np.asarray(1 / ((1 - mix) / plane + mix / far), np.float32)


def _light(air: Air) -> Light:
    x, y, z = (float(part) for part in air.sun)
    return Light((x, y, z), _rgb(air.light / math.pi), _rgb(air.ambient), 0.15)


def _rgb(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> RGB:
    r, g, b = (float(value) for value in values)
    return r, g, b


def _expose(radiance: Floats) -> float:
    """Gain that brings the log-mean luminance to ``_KEY``."""
    luminance = radiance[::8, ::8].clip(1e-6, 50) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    return float(0.95 * _KEY / np.exp(np.log(luminance).mean()))
