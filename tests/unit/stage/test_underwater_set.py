"""Under water: caustics that conserve light, a veil, a free floor between what grows."""

import functools

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Conditions, Does, Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)


@functools.cache
def underwater(
    time: Time = Time.DAY, weather: Weather = Weather.CLEAR, side: int = 1, seed: int = 3
) -> Set:
    from reelcast.engines.stage.sets.underwater import build

    return build(LENS, Conditions(time, weather, side, seed))


def test_caustics_move_light_about_without_adding_any() -> None:
    from reelcast.engines.stage.kernels.deep import make_caustics

    light = make_caustics(2)
    assert light.mean() == pytest.approx(1, abs=0.01)
    assert np.percentile(light, 99) > 2.2
    seam = np.abs(light[:, 0] - light[:, -1]).mean()
    assert seam < 1.5 * np.abs(np.diff(light, axis=1)).mean()


def test_what_is_far_takes_the_colour_of_the_water_red_first() -> None:
    from reelcast.engines.stage.kernels.deep import open_water, veiled
    from reelcast.engines.stage.sets.underwater import _depths

    deep = _depths(Conditions())
    water = open_water(deep, 0.0, 0.0)
    np.testing.assert_allclose(veiled(deep, 1.0, 1.0, 1.0, 400.0, 0.0, 0.0), water, rtol=1e-3)
    lost = [1 - part for part in veiled(deep, 1.0, 1.0, 1.0, 4.0, 0.0, 0.0)]
    assert lost[0] > 1.3 * lost[1]


def test_the_floor_between_the_corals_is_the_plane_of_the_lens() -> None:
    for seed in range(3):
        place = underwater(seed=seed)
        flat = plane_depth(LENS)
        middle = flat.shape[1] // 2
        room = flat[:, 0] < place.places.far
        ahead = slice(middle - 5, middle + 5)
        np.testing.assert_allclose(place.depth[room, ahead], flat[room, ahead], rtol=0.02)


def test_solids_keep_out_of_the_middle() -> None:
    from reelcast.engines.stage.sets.underwater import _plant

    for seed in range(12):
        reef = _plant(np.random.default_rng(seed))
        near = reef.solids[reef.solids[:, 1] < 7]
        assert (np.abs(near[:, 0]) - near[:, 2] > 0.05 * near[:, 1]).all()
        assert (np.diff(reef.solids[:, 1]) <= 0).all()


def test_rocks_stand_out_of_the_floor() -> None:
    place = underwater()
    flat = plane_depth(LENS)
    ground = flat < 30
    assert (place.depth[ground] < 0.8 * flat[ground]).mean() > 0.02


def test_a_storm_is_murkier() -> None:
    clear, storm = (underwater(weather=weather) for weather in (Weather.CLEAR, Weather.STORM))
    floors = [place.radiance[-40:].mean(-1) for place in (clear, storm)]
    bands = [floor.std() / floor.mean() for floor in floors]
    assert bands[1] < 0.7 * bands[0]


def test_the_golden_hour_is_warmer_and_the_night_darker() -> None:
    day, golden, night = (
        underwater(time).radiance[-40:].mean((0, 1)) for time in (Time.DAY, Time.GOLDEN, Time.NIGHT)
    )
    assert golden[0] / golden[2] > 1.2 * day[0] / day[2]
    assert night.mean() < 0.5 * day.mean()


@pytest.mark.parametrize("side", [-1, 1])
def test_the_water_is_brighter_towards_the_light(side: int) -> None:
    from reelcast.engines.stage.kernels.deep import open_water
    from reelcast.engines.stage.sets.underwater import _depths

    deep = _depths(Conditions(side=side))
    assert sum(open_water(deep, 0.5 * side, 0.2)) > 1.1 * sum(open_water(deep, -0.5 * side, 0.2))


def test_caustics_and_beams_gleam_and_plants_sway() -> None:
    place = underwater()
    assert {stir.does for stir in place.stirs} == {Does.GLEAM, Does.SHIFT}
    for stir in place.stirs:
        assert stir.amount.shape == place.depth.shape
        assert stir.amount.max() > 0
        assert stir.amount.min() >= 0
    sways = next(stir for stir in place.stirs if stir.does is Does.SHIFT)
    assert sways.amount.max() < 0.004
    assert (sways.amount < 1e-5).mean() > 0.4
