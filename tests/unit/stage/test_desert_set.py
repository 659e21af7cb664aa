"""The desert: dunes the wind has built, lit from the key side, on the plane that subjects use."""

import functools

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets import desert
from reelcast.engines.stage.sets.base import COARSE, SKY, Conditions, Floats, Set
from reelcast.engines.stage.sets.outdoors import eye_of
from tests.unit.stage.grounds import assert_on_the_plane

LENS = Lens(160, 90, 160, 42, 1.0)


@functools.lru_cache(None)
def built(
    time: Time = Time.DAY, weather: Weather = Weather.CLEAR, side: int = 1, seed: int = 3
) -> Set:
    return desert.build(LENS, Conditions(time, weather, side, seed))


def ground(place: Set) -> Floats:
    """Radiance of the sand within 8 metres."""
    row = int(LENS.margin[1] + LENS.row(8.0))
    return place.radiance[row:]


def test_the_sand_underfoot_lies_on_the_plane_of_the_lens() -> None:
    assert_on_the_plane(built(), 8.0)


def test_dunes_stand_over_the_horizon() -> None:
    for seed in range(4):
        above = built(seed=seed).depth[: int(LENS.plate_horizon / COARSE)]
        assert (above < SKY).any(0).mean() > 0.5


def test_slip_faces_stand_at_the_angle_of_repose_and_look_away_from_the_wind() -> None:
    from reelcast.engines.stage.kernels.dunes import Erg, height

    erg = Erg(7.0, 1.0, 0.0, 0.0, 0.4, 0.3, 0.2)
    x = np.arange(-1200.0, 1200.0, 0.5)
    for z in (200.0, 500.0, 900.0):
        h = np.array([height(float(at), z, erg) for at in x])
        slope = np.gradient(h, x)
        # The wind blows from the right: down to the left is steep, down to the right is not.
        assert 0.35 < np.percentile(slope, 99) < 1.1
        assert np.percentile(-slope, 99) < 0.8 * np.percentile(slope, 99)


@pytest.mark.parametrize("side", [-1, 1])
def test_the_light_comes_from_the_wanted_side_and_never_from_straight_above(side: int) -> None:
    for time in (Time.DAY, Time.GOLDEN):
        towards = built(time, side=side).light.towards
        assert towards[0] * side > 0
        assert towards[1] < 0.5
        assert np.linalg.norm(towards) == pytest.approx(1, abs=1e-6)


def test_a_low_sun_draws_the_dunes_with_more_contrast_than_a_cloudy_sky() -> None:
    def contrast(place: Set) -> float:
        land = place.depth < SKY
        lit = place.radiance[2::4, 2::4][: land.shape[0], : land.shape[1], 1][land]
        return float(lit.std() / lit.mean())

    assert contrast(built(Time.GOLDEN)) > 2 * contrast(built(Time.DAY, Weather.CLOUDY))
    assert contrast(built(Time.DAY)) > 1.2 * contrast(built(Time.DAY, Weather.CLOUDY))


def test_rain_darkens_the_sand_and_snow_whitens_it() -> None:
    def warmth(place: Set) -> float:
        r, _, b = ground(place).mean((0, 1))
        return float(r / b)

    def beside_the_sky(place: Set) -> float:
        return float(ground(place).mean() / place.radiance[:8].mean())

    dry, rain, snow = (
        built(weather=weather) for weather in (Weather.CLOUDY, Weather.RAIN, Weather.SNOW)
    )
    assert beside_the_sky(rain) < 0.8 * beside_the_sky(dry)
    assert warmth(snow) < 0.8 * warmth(dry)


def test_a_storm_fills_the_sky_with_sand() -> None:
    clear, storm = built(), built(weather=Weather.STORM)
    assert clear.radiance[:8, :, 0].mean() < clear.radiance[:8, :, 2].mean()
    assert storm.radiance[:8, :, 0].mean() > 1.2 * storm.radiance[:8, :, 2].mean()


def test_sand_blows_only_when_there_is_wind_and_it_is_dry() -> None:
    assert built(weather=Weather.WIND).stirs
    assert built(weather=Weather.STORM).stirs
    assert not built(weather=Weather.RAIN).stirs
    for side in (-1, 1):
        (stir,) = built(weather=Weather.WIND, side=side).stirs
        assert stir.flow[0] * side < 0
        assert stir.amount.shape == built().depth.shape
        assert 0 < stir.amount.max() < 0.5


def test_two_seeds_are_two_deserts_and_one_is_the_same_in_every_weather() -> None:
    first, cloudy, other = (
        built(seed=seed, weather=weather)
        for seed, weather in (
            (1, Weather.CLEAR),
            (1, Weather.CLOUDY),
            (2, Weather.CLEAR),
        )
    )
    np.testing.assert_array_equal(first.depth, cloudy.depth)
    assert (np.abs(first.depth - other.depth) > 0.1 * first.depth).mean() > 0.05


def test_ripples_fade_before_they_are_finer_than_a_pixel() -> None:
    from reelcast.engines.stage.kernels.ripples import ripples

    def swing(z: float, e: float) -> float:
        at = np.linspace(-1, 1, 200)
        return float(np.ptp([ripples(float(x), z, e, 1.0, -0.4, 1.0)[0] for x in at]))

    assert swing(3.0, 3.0 / 1920) > 1.0
    assert swing(60.0, 60.0 / 1920) < 0.05


def test_the_veil_of_sand_leaves_what_no_wind_touches() -> None:
    from reelcast.engines.stage.kernels.drift import Blown, paint_drift
    from reelcast.engines.stage.sets.outdoors import air_of

    eye, place = eye_of(LENS), built()
    air = air_of(Conditions(Time.DAY, Weather.WIND, 1, 3))
    depth = np.repeat(np.repeat(place.depth, COARSE, 0), COARSE, 1)
    depth = np.where(depth >= SKY, 0, depth).astype(np.float32)
    calm, windy = place.radiance.copy(), place.radiance.copy()
    paint_drift(eye, air, Blown(0.0, 1, 0, 0.6, 0.5, 0.4), depth, calm)
    paint_drift(eye, air, Blown(1.0, 1, 0, 0.6, 0.5, 0.4), depth, windy)
    np.testing.assert_array_equal(calm, place.radiance)
    changed = (windy != place.radiance).any(2)
    assert changed[depth > 5].mean() > 0.3
    assert not changed[:4].any()
