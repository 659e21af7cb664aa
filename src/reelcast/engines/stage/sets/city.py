"""A roof terrace before a skyline: flags to stand on, a glass rail, towers from 150 m to 3 km."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.clouds import paint_sky
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.lamplight import Lamps, damp_of, paint_lamps
from reelcast.engines.stage.kernels.panels import paint_panels
from reelcast.engines.stage.kernels.panes import Town
from reelcast.engines.stage.kernels.paving import FLAGS, Paving
from reelcast.engines.stage.kernels.shrubs import paint_hedges
from reelcast.engines.stage.kernels.skyline import paint_skyline
from reelcast.engines.stage.kernels.terrace import paint_terrace
from reelcast.engines.stage.kernels.towers import Skyline
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
from reelcast.engines.stage.sets.outdoors import SKIES, air_of, eye_of, haze_of
from reelcast.engines.stage.sets.parts.quarters import plan
from reelcast.engines.stage.sets.parts.rooftop import rail, roofscape, terrace_lights
from reelcast.engines.stage.sets.parts.urban import lit_air, lit_of, town_light

_KEYS: Mapping[Time, float] = MappingProxyType(
    {Time.DAY: 0.19, Time.GOLDEN: 0.14, Time.DUSK: 0.085, Time.NIGHT: 0.055}
)
_HAZES: Mapping[Weather, float] = MappingProxyType({Weather.FOG: 0.84, Weather.RAIN: 0.9})
"""Of the usual haze, that the nearest towers still show."""
_USUAL_RISE = 0.245
"""Tangent up to which towers reach in a frame of 16:9 with its horizon in the middle."""


def build(lens: Lens, wanted: Conditions) -> Set:
    """The terrace; skyline, river, terrace and clouds are chosen by the seed."""
    rng = wanted.rng()
    eye, air = eye_of(lens), lit_air(air_of(wanted, haze=_HAZES.get(wanted.weather, 1.0)))
    lit = lit_of(air)
    over, edge = rng.uniform(38, 52), rng.uniform(9.5, 12.0)
    high = eye._replace(above=eye.above + over)
    city = _skyline(rng, high, lens, air, lit)
    glow = 0.05 * lit * (1 + damp_of(air))
    radiance = paint_sky(eye, air)
    depth = paint_skyline(high, air, city, glow, radiance)
    lamps, strings, irons = terrace_lights(rng, edge, lit)
    town = _terrace(lamps, strings, lit)
    paving = Paving(0.0, 0.0, 0.0, -100.0, FLAGS, float(rng.integers(0, 90)))
    paint_terrace(eye, air, town, paving, edge, depth, radiance)
    things, hedges = roofscape(rng, edge)
    panels = np.vstack([things, rail(rng, edge), np.array(irons)])
    paint_panels(eye, air, town, panels, depth, radiance)
    paint_hedges(eye, air, town, hedges, depth, radiance)
    paint_lamps(eye, town.lamps, damp_of(air), depth, radiance)
    radiance = exposed(radiance, _KEYS[wanted.time] * SKIES[wanted.weather].key)
    return Set(
        lens=lens,
        radiance=radiance,
        depth=coarse_depth(lens, depth, edge),
        haze=haze_of(air),
        light=town_light(air, wanted.key_side(), lit),
        places=Places(near=lens.nearest, far=edge - 1.0, reach=4.0),
        stirs=_stirs(radiance, depth, air),
        gloss=0.06 + 0.55 * air.wet,
        drift=0.004,
        aperture=0.013,
    )


def _skyline(rng: np.random.Generator, eye: Eye, lens: Lens, air: Air, lit: float) -> Skyline:
    near = rng.uniform(430, 520) if rng.random() < 0.6 else 0.0
    river = (
        (near, near + rng.uniform(180, 260), rng.uniform(-0.15, 0.15)) if near else (0.0, 0.0, 0.0)
    )
    # Where the frame shows less sky the towers are lower, that their tops stay in it.
    rise = _USUAL_RISE * min(max(lens.horizon / lens.focal / 0.264, 0.35), 1.35)
    quarter = plan(rng, eye.above, rise, river[:2])
    walls = np.array(quarter.walls)
    tall = walls[:, 5] > eye.above + 20
    return Skyline(
        walls=walls,
        towers=np.array(quarter.towers),
        casters=np.ascontiguousarray(walls[tall]),
        lit=lit,
        river=np.array(river),
    )


def _terrace(lamps: Lamps, strings: Lamps, lit: float) -> Town:
    """The terrace as the kernels of streets know it: nothing shades it, lamps light it."""
    dark = np.zeros((0, 7))
    return Town(
        walls=np.zeros((0, 8)),
        houses=np.zeros((0, 18)),
        casters=np.zeros((0, 8)),
        lamps=np.vstack([lamps, strings]) if lit > 0 else dark,
        mirrored=strings if lit > 0 else dark,
        awnings=np.zeros((0, 5)),
        lit=lit,
        pools=lamps if lit > 0 else dark,
    )


def _stirs(radiance: Floats, depth: Floats, air: Air) -> tuple[Stir, ...]:
    """After dark the far lights twinkle."""
    if air.night <= 0:
        return ()
    bright, far = coarse(radiance.max(2)), coarse(depth)
    amount = np.where(far > 60, np.clip(bright - 0.25, 0, 1) * 0.14, 0).astype(np.float32)
    return (Stir(Does.GLEAM, Lie.SCREEN, amount, size=0.006, pace=0.9),)
