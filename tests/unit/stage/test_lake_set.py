"""A lake mirrors what is above it, wind breaks the mirror, and the bank is dry to stand on."""

import functools
from dataclasses import dataclass

import numpy as np
import pytest

from reelcast.board import Setting, Time, Weather
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import COARSE, Conditions, Does, Floats, Set, Way

LENS = Lens(160, 90, 160, 42, 1.0)
LEVEL = -0.4


@functools.cache
def _lake(weather: Weather = Weather.CLEAR, seed: int = 1, lens: Lens = LENS) -> Set:
    return sets.build(Setting.LAKE, lens, Conditions(Time.DAY, weather, seed=seed))


@dataclass(frozen=True)
class Water:
    """A stretch of open water under a striped sky."""

    picture: Floats
    slopes: Floats


def _open_water(weather: Weather) -> Water:
    """Only water, from 70 m on (the bank is nearer), mirroring stripes that lie level."""
    from reelcast.engines.stage.kernels.bank import Land
    from reelcast.engines.stage.kernels.mirror import paint_water, under
    from reelcast.engines.stage.sets.outdoors import air_of, eye_of

    lens = Lens(160, 90, 2400, 30, 1.0)
    eye = eye_of(lens)
    air = air_of(Conditions(Time.DAY, weather, seed=1))
    deep = np.full((64, 64), -20, np.float32)
    lit = np.ones((64, 64), np.float32)
    land = Land(deep, lit, lit, 0.0, LEVEL, 300.0, 900.0, 0.0, 1.0, 1.0)
    below = under(eye, LEVEL)
    rows = np.arange(below.height, dtype=np.float32)
    stripes = 1 + 0.9 * np.sin(rows * 0.4)
    sky = np.repeat(np.repeat(stripes[:, None, None], below.width, 1), 3, 2).astype(np.float32)
    slopes = np.maximum(np.arange(eye.height) - eye.horizon, 1e-3) / eye.focal
    z = np.where(slopes < 1.4 / 70, 1.4 / slopes, 0)
    depth = np.repeat(z[:, None], eye.width, 1).astype(np.float32)
    out = np.zeros((eye.height, eye.width, 3), np.float32)
    wet = paint_water(eye, air, land, (sky, np.zeros(sky.shape[:2], np.float32)), 0.0, out, depth)
    shown = wet[:, 0] > 0
    return Water(out[shown].mean(2), slopes[shown].astype(np.float32))


def test_an_eye_below_the_water_sees_what_the_water_mirrors() -> None:
    from reelcast.engines.stage.kernels.eye import Eye
    from reelcast.engines.stage.kernels.mirror import under

    eye = Eye(640, 360, 500.0, 320.0, 150.0, 1.2)
    below = under(eye, LEVEL)
    height, z = 30.0, 400.0
    # The ray that meets the water halfway down between the eye and the mirrored point.
    slope = (eye.above - LEVEL + height - LEVEL) / z
    row = below.horizon - (height - below.above) / z * below.focal
    assert row == pytest.approx(below.horizon - slope * below.focal)
    assert 2 * (below.centre + 0.5) - 0.5 == pytest.approx(eye.centre)


def test_wind_and_rain_break_the_mirror() -> None:
    calm, windy, rainy = (
        np.log(_open_water(weather).picture).std(0).mean()
        for weather in (Weather.FOG, Weather.WIND, Weather.RAIN)
    )
    assert windy < 0.6 * calm
    assert rainy < 0.8 * calm


def test_grazing_rays_are_mirrored_more_than_steep_ones() -> None:
    water = _open_water(Weather.STORM)
    far = water.slopes < np.median(water.slopes)
    assert water.picture[far].mean() > water.picture[~far].mean()


def test_clouds_above_the_frame_are_mirrored_too() -> None:
    """The steepest ray that meets water finds its sky inside the mirrored picture."""
    from reelcast.engines.stage.kernels.mirror import under
    from reelcast.engines.stage.sets.outdoors import eye_of

    for lens in (LENS, Lens(160, 90, 160, 11, 1.7), Lens(90, 160, 160, 96, 2.0)):
        below = under(eye_of(lens), LEVEL)
        steepest = (lens.eye - LEVEL) / 7.5
        assert below.horizon - steepest * below.focal > 0.05 * below.focal


def test_water_lies_on_its_own_plane_and_the_bank_on_the_subjects() -> None:
    place = _lake()
    water = place.stirs[0].amount > 0
    rows = (np.arange(place.depth.shape[0]) + 0.5) * COARSE - LENS.plate_horizon
    at, _ = np.nonzero(water)
    z = place.depth[water]
    far = (z > 15) & (z < 200)
    expected = LENS.focal * (LENS.eye - LEVEL) / rows[at][far]
    assert np.median(np.abs(z[far] / expected - 1)) < 0.03
    row = place.depth.shape[0] - 3
    plane = LENS.distance((row + 0.5) * COARSE - LENS.margin[1])
    assert np.median(place.depth[row]) == pytest.approx(plane, rel=0.03)


@pytest.mark.parametrize("seed", [1, 2])
def test_only_water_stirs_and_wind_stirs_it_more(seed: int) -> None:
    calm, windy = (_lake(weather, seed).stirs[0] for weather in (Weather.FOG, Weather.WIND))
    assert calm.does is Does.SHIFT
    for stir in (calm, windy):
        assert (stir.amount[-6:] == 0).all()
        assert (stir.amount[: int(LENS.plate_horizon) // COARSE - 1] == 0).all()
    assert windy.amount.max() > 1.5 * calm.amount.max() > 0


def test_there_is_dry_ground_wherever_one_may_stand() -> None:
    from reelcast.engines.stage.kernels.bank import near_height, waterline
    from reelcast.engines.stage.sets.outdoors import air_of
    from reelcast.engines.stage.sets.parts.highland import framed

    places = _lake().places
    assert Way.BACK not in places.ways
    air = air_of(Conditions())
    for seed in range(8):
        land = framed(LENS, air, np.random.default_rng(seed), (5,), 0.4, LEVEL)
        for x in np.linspace(-places.reach, places.reach, 25):
            assert waterline(land, x) > places.far
            assert abs(near_height(land, x, places.far - 0.5)) < 0.1
            assert near_height(land, x, waterline(land, x) + 1.0) < LEVEL


def test_snow_lies_on_the_bank_and_not_on_the_water() -> None:
    place = _lake(Weather.SNOW)
    bank = place.radiance[-20:].mean()
    water = np.kron(place.stirs[0].amount > 0, np.ones((COARSE, COARSE), bool))
    high, wide = water.shape
    assert place.radiance[:high, :wide][water].mean() < 0.75 * bank


def test_two_seeds_show_two_shores() -> None:
    first, second = (_lake(seed=seed).stirs[0].amount > 0 for seed in (1, 2))
    assert (first != second).mean() > 0.01
