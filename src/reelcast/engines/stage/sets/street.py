"""A shopping street of an old town, seen slightly off its axis: one side stands in the sun."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from reelcast.board import Time
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.lamplight import Lamps, damp_of, paint_lamps
from reelcast.engines.stage.kernels.panels import Panels, paint_panels
from reelcast.engines.stage.kernels.panes import Town
from reelcast.engines.stage.kernels.paving import ASPHALT, FLAGS, SETTS, Paving
from reelcast.engines.stage.kernels.shrubs import paint_hedges
from reelcast.engines.stage.kernels.street import paint_street
from reelcast.engines.stage.kernels.trees import paint_trees
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
from reelcast.engines.stage.sets.outdoors import SKIES, Degrees, air_of, eye_of, haze_of
from reelcast.engines.stage.sets.parts.blocks import Plan, Rows, closing, row
from reelcast.engines.stage.sets.parts.furnishing import (
    bollards,
    dress,
    festoons,
    planters,
    street_lamps,
    trees,
)
from reelcast.engines.stage.sets.parts.urban import lit_air, lit_of, town_light

_SIDEWAYS: Mapping[Time, Degrees] = MappingProxyType(
    {
        Time.DAY: (80.0, 112.0),
        Time.GOLDEN: (95.0, 122.0),
        Time.DUSK: (12.0, 40.0),
        Time.NIGHT: (50.0, 95.0),
    }
)
"""The sun comes in over the open corner beside the lens: fronts and subject stand in it."""
_KEYS: Mapping[Time, float] = MappingProxyType(
    {Time.DAY: 0.16, Time.GOLDEN: 0.13, Time.DUSK: 0.085, Time.NIGHT: 0.07}
)
_FLAT = 60.0
_HAZE = 1.25
"""Towns have more of it, and only so fog hides the end of a street."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The street; its houses, bend, paving and lamps are chosen by the seed."""
    rng, key = wanted.rng(), wanted.key_side()
    eye, air = eye_of(lens), lit_air(air_of(wanted, _SIDEWAYS, _HAZE))
    paving = _paving(rng, key, lens.width / lens.focal)
    town, panels = _town(rng, air, paving, round(key))
    boxes, hedges = planters(rng, paving, -round(key))
    panels = np.vstack([panels, np.array(boxes)])
    glow = 0.022 * town.lit * (1 + 2 * damp_of(air))
    radiance = paint_sky(eye, air)
    depth = paint_street(eye, air, town, paving, glow, radiance)
    if rng.random() < 0.7:
        paint_trees(eye, air, trees(rng, paving, round(key)), radiance, depth)
    paint_panels(eye, air, town, panels, depth, radiance)
    paint_hedges(eye, air, town, hedges, depth, radiance)
    paint_lamps(eye, town.lamps, damp_of(air), depth, radiance)
    key_level = _KEYS[wanted.time] * SKIES[wanted.weather].key
    radiance = exposed(radiance, key_level)
    return Set(
        lens=lens,
        radiance=radiance,
        depth=coarse_depth(lens, depth, _FLAT),
        haze=haze_of(air),
        light=town_light(air, key, town.lit),
        places=Places(near=lens.nearest, far=40.0, reach=3.0),
        stirs=_stirs(lens, radiance, depth, air),
        gloss=0.06 + 0.6 * air.wet,
        drift=0.004,
        aperture=0.05,
    )


def _paving(rng: np.random.Generator, key: float, wide: float) -> Paving:
    """Its axis runs to the side of the key light, so that the sunny fronts close the view."""
    slope = rng.uniform(0.11, 0.17) * min(max(wide, 0.6), 1.0)
    return Paving(
        shift=key * rng.uniform(0.0, 0.8),
        slope=key * slope,
        bend=key * rng.uniform(0.0010, 0.0019),
        road=rng.uniform(3.6, 4.4),
        kind=int(rng.choice([SETTS, SETTS, FLAGS, ASPHALT])),
        place=float(rng.integers(0, 90)),
    )


def _town(rng: np.random.Generator, air: Air, paving: Paving, key: int) -> tuple[Town, Panels]:
    plan = Plan()
    wide = paving.road + rng.uniform(2.4, 3.2)
    row(plan, rng, paving, -key, wide, (-9.0, 125.0), (11.0, 17.0))
    row(plan, rng, paving, key, wide, (rng.uniform(12.0, 16.0), 120.0), (7.5, 11.5))
    closing(plan, rng, 128.0, paving.shift + (paving.slope + paving.bend * 128) * 128)
    walls = np.array(plan.walls)
    towards = np.array([walls[:, 0] + walls[:, 2], walls[:, 1] + walls[:, 3]]) * 0.5
    off = towards[0] - paving.shift - (paving.slope + paving.bend * towards[1]) * towards[1]
    lit = lit_of(air)
    lamps, irons = street_lamps(rng, paving, lit)
    dressing, awnings = dress(rng, plan, 70.0)
    irons += bollards(rng, paving, -key)
    seen = np.vstack([lamps, festoons(rng, paving, wide, lit)]) if rng.random() < 0.6 else lamps
    dark = np.zeros((0, 7))
    pools = np.vstack([lamps, _sign_lights(dressing, lit), _shop_lights(rng, plan, lit)])
    town = Town(
        walls=walls,
        houses=np.array(plan.houses),
        casters=np.ascontiguousarray(walls[off * key > 0]),
        lamps=seen if lit > 0 else dark,
        mirrored=np.vstack([seen, _sign_lights(dressing, lit)]) if lit > 0 else dark,
        awnings=awnings,
        lit=lit,
        pools=pools if lit > 0 else dark,
    )
    return town, np.vstack([dressing, np.array(irons)])


def _sign_lights(dressing: Panels, lit: float) -> Lamps:
    """The lit signs as points of light: what they throw on walls and into puddles."""
    signs = dressing[dressing[:, 15:18].max(1) > 0.5]
    places = signs[:, :12].reshape(-1, 4, 3).mean(1)
    size = np.full((len(signs), 1), 0.22)
    return np.hstack([places, signs[:, 15:18] * (0.25 * lit), size])


def _shop_lights(rng: np.random.Generator, plan: Plan, lit: float) -> Rows:
    rows = [
        (
            x + nx * 0.9,
            1.7,
            z + nz * 0.9,
            *(rng.uniform(0.3, 1.1) * lit * np.array([1.0, 0.74, 0.46])),
            0.0,
        )
        for x, z, nx, nz in plan.shops
        if z < 60
    ]
    return np.array(rows).reshape(-1, 7)


def _stirs(lens: Lens, radiance: Floats, depth: Floats, air: Air) -> tuple[Stir, ...]:
    """After dark some windows and lamps flicker a little."""
    if air.night <= 0:
        return ()
    bright = coarse(radiance.max(2))
    upright = coarse(depth) < 0.97 * (lens.focal * lens.eye) / np.maximum(
        np.arange(2, depth.shape[0], 4)[: bright.shape[0], None] - lens.plate_horizon, 1e-3
    )
    amount = np.where(upright, np.clip(bright - 0.6, 0, 1) * 0.10, 0).astype(np.float32)
    return (Stir(Does.GLEAM, Lie.UPRIGHT, amount, size=1.5, pace=0.7),)
