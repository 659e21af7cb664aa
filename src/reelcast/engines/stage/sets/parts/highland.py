"""What the sets among mountains share: their clear air, and a range framed as the lens sees it."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.bank import DRY, Land
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.mountains import EXTENT, light_map, range_map
from reelcast.engines.stage.kernels.trees import Rows, paint_trees
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Conditions, Floats, Front
from reelcast.engines.stage.sets.parts.countryside import near_grass, tint_of

_CLEARNESS: Mapping[Time, float] = MappingProxyType(
    {Time.DAY: 0.74, Time.GOLDEN: 0.70, Time.DUSK: 0.45, Time.NIGHT: 0.6}
)
_STORMY = 0.58
_SHADE = 0.45
"""Light in the deepest shade of trees beside that around them."""
_LIFT = (0.5, 1.35)
"""By how much a range may be made lower or higher and still look like one."""
_FRESH, _WITHERED = (0.070, 0.090, 0.028), (0.14, 0.115, 0.07)
"""Reflectance of blades near the camera."""
_GREAT = (3500.0, 9000.0)
"""Metres between which the peak that matters stands."""


def clearness(wanted: Conditions) -> float:
    """How hazy mountain air is beside that of the lowlands.

    Storms sweep it clean; after sunset haze would take on all of the glow. Fog is fog.
    """
    if wanted.weather is Weather.FOG:
        return 1.0
    return _STORMY if wanted.weather is Weather.STORM else _CLEARNESS[wanted.time]


def framed(
    lens: Lens,
    air: Air,
    rng: np.random.Generator,
    seeds: tuple[int, ...],
    share: float,
    level: float,
) -> Land:
    """One of the ranges with its great peak beside the middle of the frame.

    The peak takes ``share`` of the frame's height above the horizon, as far as that looks natural:
    subjects stand before the middle, and a low horizon leaves little sky.
    """
    heights = range_map(int(rng.choice(seeds)), level != DRY)
    if rng.random() < 0.5:
        heights = heights[:, ::-1]
    x, z, high = _peak(heights)
    side = 1.0 if rng.random() < 0.5 else -1.0
    left = x - side * float(rng.uniform(0.07, 0.14)) * z if level == DRY else rng.uniform(-60, 60)
    lift = float(np.clip(share * lens.horizon / lens.focal * z / high, *_LIFT))
    lifted = np.ascontiguousarray(heights * np.float32(lift))
    lit = light_map(lifted, air, left)
    woods = 270.0 if level == DRY else 330.0
    snows = float(rng.uniform(780, 1080)) + (0 if level == DRY else 120)
    return Land(
        heights=lifted,
        sun=lit.sun,
        sky=lit.sky,
        left=left,
        level=level,
        woods=woods * lift,
        snows=snows * lift,
        mist=0.6 if level == DRY else 0.35,
        place=float(rng.uniform(0, 50)),
        hand=1.0 if rng.random() < 0.5 else -1.0,
    )


def plant(eye: Eye, air: Air, trees: Rows, radiance: Floats, depth: Floats) -> Floats:
    """Draw trees in place and return where: float32 ``(H, W)``, 1 on a tree.

    Where a low sun lays the shades of a whole group over each other, skylight is left.
    """
    bare, unshaded = depth.copy(), radiance * np.float32(_SHADE)
    paint_trees(eye, air, trees, radiance, depth)
    ground = depth == bare
    np.maximum(radiance, unshaded, out=radiance, where=ground[..., None])
    return np.asarray(~ground, np.float32)


def near_blades(lens: Lens, air: Air, gain: float, rng: np.random.Generator) -> Front:
    """Low grass close to the camera; ``gain`` is the exposure."""
    return near_grass(lens, tint_of(_WITHERED if air.snow else _FRESH, air, gain), 0.10, air, rng)


def _peak(heights: Floats) -> tuple[float, float, float]:
    """Where the summit stands that rises highest before the camera: x, z, height in metres."""
    n = heights.shape[0]
    first, last = (int(z / EXTENT * n) for z in _GREAT)
    aside = int(0.36 * n)
    part = heights[first:last, aside : n - aside]
    z = np.arange(first, last)[:, None] * (EXTENT / n)
    row, column = np.unravel_index(int(np.argmax(part / z)), part.shape)
    x = ((column + aside) / n - 0.5) * EXTENT
    return float(x), float(z[row, 0]), float(part[row, column])
