"""What a time and a weather mean for the light of a place."""

import math

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Conditions
from reelcast.engines.stage.sets.outdoors import (
    KEYS,
    SIDEWAYS,
    SKIES,
    air_of,
    eye_of,
    key_of,
    light_of,
)


@pytest.mark.parametrize("time", Time)
@pytest.mark.parametrize("weather", Weather)
def test_every_time_and_weather_has_air_to_breathe(time: Time, weather: Weather) -> None:
    wanted = Conditions(time, weather, 1, 3)
    air = air_of(wanted)
    assert np.isfinite(air.table).all()
    assert (air.table > 0).all()
    assert np.linalg.norm(air.sun) == pytest.approx(1)
    assert 0 < key_of(wanted) < 0.3


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("time", Time)
def test_the_key_comes_from_the_side_that_is_asked_for(side: int, time: Time) -> None:
    light = light_of(air_of(Conditions(time, Weather.CLEAR, side, 5)))
    assert math.copysign(1, light.towards[0]) == side
    assert light.towards[1] > 0


def test_the_later_it_is_the_darker_the_picture() -> None:
    keys = [KEYS[time] for time in (Time.DAY, Time.GOLDEN, Time.DUSK, Time.NIGHT)]
    assert keys == sorted(keys, reverse=True)


def test_light_is_soft_under_clouds_and_after_sunset() -> None:
    clear, cloudy = (
        light_of(air_of(Conditions(Time.DAY, weather))) for weather in (Weather.CLEAR, Weather.RAIN)
    )
    dusk = light_of(air_of(Conditions(Time.DUSK)))
    assert clear.softness < 0.3 < dusk.softness
    assert cloudy.softness > 0.8
    assert sum(cloudy.key) < 0.3 * sum(cloudy.fill)
    assert sum(clear.key) > sum(clear.fill)


def test_each_time_has_its_own_clouds() -> None:
    places = {air_of(Conditions(time, seed=4)).clouds for time in Time}
    assert len(places) == len(Time)


def test_a_moon_within_the_picture_hangs_low_and_one_beside_it_high() -> None:
    night = Conditions(Time.NIGHT, seed=2)
    ahead = air_of(night, {**SIDEWAYS, Time.NIGHT: (10.0, 20.0)})
    beside = air_of(night)
    assert ahead.sun[1] < math.sin(math.radians(13))
    assert beside.sun[1] > math.sin(math.radians(21))


def test_a_place_may_be_clearer_than_its_weather() -> None:
    rain = Conditions(Time.DAY, Weather.RAIN)
    assert air_of(rain, haze=0.5).extinction.mean() < 0.3 * air_of(rain).extinction.mean()


def test_weathers_are_told_apart_by_what_they_do() -> None:
    assert SKIES[Weather.FOG].haze == max(sky.haze for sky in SKIES.values())
    assert SKIES[Weather.STORM].key == min(sky.key for sky in SKIES.values())
    assert [w for w in Weather if SKIES[w].snow] == [Weather.SNOW]
    assert {w for w in Weather if SKIES[w].wet} == {Weather.RAIN, Weather.STORM}


def test_the_eye_is_the_plates_pinhole() -> None:
    lens = Lens(160, 90, 170, 42, 1.3)
    eye = eye_of(lens)
    assert (eye.width, eye.height) == lens.plate_size
    assert (eye.focal, eye.centre, eye.horizon) == (170, lens.plate_centre, lens.plate_horizon)
    assert eye.above == 1.3
