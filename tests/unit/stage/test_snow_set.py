"""The snowfield: white ground on the plane of the lens, firs to both sides and their shadows."""

import functools

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets import snow
from reelcast.engines.stage.sets.base import COARSE, Conditions, Floats, Set
from reelcast.engines.stage.sets.outdoors import air_of, eye_of
from tests.unit.stage.grounds import assert_on_the_plane

LENS = Lens(160, 90, 160, 42, 1.0)


@functools.lru_cache(None)
def built(
    time: Time = Time.DAY, weather: Weather = Weather.CLEAR, side: int = 1, seed: int = 3
) -> Set:
    return snow.build(LENS, Conditions(time, weather, side, seed))


def ground(place: Set) -> Floats:
    """Radiance of the snow within 8 metres."""
    row = int(LENS.margin[1] + LENS.row(8.0))
    return place.radiance[row:]


def test_the_snow_underfoot_lies_on_the_plane_of_the_lens() -> None:
    assert_on_the_plane(built(), 8.0)


@pytest.mark.parametrize("weather", Weather)
def test_snow_lies_in_every_weather(weather: Weather) -> None:
    r, g, b = ground(built(weather=weather)).mean((0, 1))
    assert 0.75 < r / g < 1.3
    assert b > 0.8 * g
    assert g > 0.2


def test_day_is_white_without_being_blank_or_burnt() -> None:
    field = ground(built())[..., 1]
    assert 0.25 < field.mean() < 1.2
    assert field.std() / field.mean() > 0.04


def test_evenings_are_warm_and_nights_are_blue() -> None:
    golden, night = (ground(built(time)).mean((0, 1)) for time in (Time.GOLDEN, Time.NIGHT))
    assert golden[0] > golden[2]
    assert night[2] > 1.3 * night[0]


@pytest.mark.parametrize("side", [-1, 1])
def test_firs_stand_to_both_sides_and_leave_the_middle_free(side: int) -> None:
    for seed in range(4):
        depth = built(side=side, seed=seed).depth
        wide = depth.shape[1]
        row = int(LENS.plate_horizon / COARSE) - 3
        near = depth[row] < 300
        assert near[: wide // 2].any()
        assert near[wide // 2 :].any()
        assert depth[row, int(wide * 0.46) : int(wide * 0.54)].min() > 60


def test_the_shadow_of_a_fir_falls_away_from_the_sun() -> None:
    from reelcast.engines.stage.kernels.firs import shade_of

    air = air_of(Conditions(Time.GOLDEN, Weather.CLEAR, 1, 3))
    fir = np.array([0.0, 0.0, 40.0, 12.0, 2.4, 5.0])
    x, _, z = air.sun
    assert shade_of(air, fir, -20 * x, 0.0, 40 - 20 * z) > 0.5
    assert shade_of(air, fir, 20 * x, 0.0, 40 + 20 * z) == 0
    assert shade_of(air, fir, -200 * x, 0.0, 40 - 200 * z) == 0


def test_no_shadow_of_a_fir_crosses_the_subjects() -> None:
    from reelcast.engines.stage.kernels.firs import shade_of

    for seed in range(6):
        wanted = Conditions(Time.GOLDEN, Weather.CLEAR, 0, seed)
        air, field = snow._air(wanted), snow._field(wanted)
        firs = snow._plant(LENS, wanted, field, air)
        for x in (-1.0, 0.0, 1.0):
            assert max(shade_of(air, fir, x, 0.0, 4.0) for fir in firs) < 0.2


def test_firs_are_white_above_and_dark_beneath() -> None:
    from reelcast.engines.stage.kernels.firs import paint_firs
    from reelcast.engines.stage.kernels.skylight import skylight

    air = air_of(Conditions(Time.DAY, Weather.CLOUDY, 1, 3))
    fir = np.array([[0.0, 0.0, 30.0, 12.0, 2.4, 5.0]])
    eye = eye_of(Lens(160, 160, 320, 140, 1.0))

    def painted(load: float) -> Floats:
        out = np.zeros((eye.height, eye.width, 3), np.float32)
        depth = np.zeros(out.shape[:2], np.float32)
        paint_firs(eye, air, skylight(air), fir, load, out, depth)
        return out[depth > 0][:, 1]

    bare, laden = painted(0.0), painted(0.9)
    assert laden.mean() > 2 * bare.mean()
    assert np.percentile(laden, 90) > 5 * np.percentile(laden, 10)


def test_falling_snow_and_storm_hide_the_distance() -> None:
    def far_contrast(weather: Weather) -> float:
        place = built(weather=weather, seed=3)
        rows = place.radiance[int(LENS.plate_horizon) - 12 : int(LENS.plate_horizon) - 4]
        middle = rows[:, int(LENS.plate_centre) - 14 : int(LENS.plate_centre) + 14, 1]
        return float(middle.std() / middle.mean())

    for weather in (Weather.SNOW, Weather.FOG, Weather.STORM):
        assert far_contrast(weather) < 0.5 * far_contrast(Weather.CLEAR)


def test_loose_snow_blows_in_wind_only() -> None:
    assert not built().stirs
    (stir,) = built(weather=Weather.WIND).stirs
    assert 0 < stir.amount.max() < 0.5


def test_two_seeds_are_two_places_and_one_is_the_same_in_every_weather() -> None:
    first, cloudy, other = (
        built(seed=seed, weather=weather)
        for seed, weather in (
            (1, Weather.CLEAR),
            (1, Weather.CLOUDY),
            (2, Weather.CLEAR),
        )
    )
    assert (np.abs(first.depth - cloudy.depth) > 0.01 * first.depth).mean() < 0.12
    assert (np.abs(first.depth - other.depth) > 0.1 * first.depth).mean() > 0.05


def test_the_number_of_threads_changes_nothing() -> None:
    import numba

    pictures = []
    for threads in (1, 2):
        numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
        pictures.append(built.__wrapped__(weather=Weather.WIND).radiance)
    np.testing.assert_array_equal(pictures[0], pictures[1])


def test_level_ground_gets_the_sky_that_the_air_gives_it() -> None:
    from reelcast.engines.stage.kernels.skylight import from_sky, skylight

    air = air_of(Conditions(Time.GOLDEN, Weather.CLEAR, 1, 3))
    fill = skylight(air)
    np.testing.assert_allclose(from_sky(fill, air.azimuth, 0.0, 1.0, 0.0), air.ambient, rtol=1e-6)
    towards = from_sky(fill, air.azimuth, float(air.sun[0]), 0.0, float(air.sun[2]))
    away = from_sky(fill, air.azimuth, -float(air.sun[0]), 0.0, -float(air.sun[2]))
    assert towards[0] > away[0]
