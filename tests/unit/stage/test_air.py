"""The atmosphere: blue overhead, red at the glow, one colour of distance, greyer weathers."""

import math

import numpy as np
import pytest

from reelcast.engines.stage.kernels.air import Air, Moment, afar, hazed, make_air, sky

NOON = Moment(
    elevation=math.radians(40),
    azimuth=math.radians(70),
    haze=0.25,
    cover=0.45,
    overcast=0.0,
    night=0.0,
    wet=0.0,
    snow=0.0,
    wind=0.2,
    clouds=1234.0,
)
GOLDEN = NOON._replace(elevation=math.radians(9))
DUSK = NOON._replace(elevation=math.radians(-2.2), azimuth=math.radians(20), night=0.45)
NIGHT = NOON._replace(elevation=math.radians(28), night=1.0)


def _overhead(air: Air) -> tuple[float, float, float]:
    return sky(air, 0.0, 1.0, 0.0)


def test_the_sky_is_blue_overhead_and_paler_at_the_horizon() -> None:
    air = make_air(NOON)
    r, _, b = _overhead(air)
    low_r, _, low_b = sky(air, 0.0, 0.02, 1.0)
    assert b > 2 * r
    assert low_b / low_r < 0.7 * b / r


def test_the_lower_the_sun_the_redder_its_light() -> None:
    noon, golden = make_air(NOON), make_air(GOLDEN)
    assert golden.light[0] / golden.light[2] > 1.4 * noon.light[0] / noon.light[2]
    assert golden.light.sum() < noon.light.sum()


def test_after_sunset_the_key_comes_from_the_glow_and_is_warmer_than_the_sky() -> None:
    air = make_air(DUSK)
    assert air.sun[1] > 0.1
    assert math.atan2(air.sun[0], air.sun[2]) == pytest.approx(DUSK.azimuth)
    assert air.light[0] > 1.3 * air.light[2]
    assert air.light[0] / air.light[2] > air.ambient[0] / air.ambient[2]
    glow = sky(air, air.sun[0], 0.05, air.sun[2])
    behind = sky(air, -air.sun[0], 0.05, -air.sun[2])
    assert glow[0] > 1.5 * behind[0]


def test_night_is_blue_and_its_sky_dark_beside_what_it_lights() -> None:
    night, noon = make_air(NIGHT), make_air(NOON)
    assert night.light[2] > 1.5 * night.light[0]
    assert _overhead(night)[1] / night.light[1] < 0.5 * _overhead(noon)[1] / noon.light[1]


def test_a_closed_layer_takes_the_key_away_and_most_of_the_blue() -> None:
    clear, closed = make_air(NOON), make_air(NOON._replace(overcast=0.95))
    assert closed.light.sum() < 0.12 * clear.light.sum()
    assert closed.ambient[2] / closed.ambient[0] < 0.75 * clear.ambient[2] / clear.ambient[0]
    assert _overhead(closed)[1] > 1.8 * sky(closed, 1.0, 0.01, 0.0)[1]


def test_a_storm_is_dark_overhead_and_light_at_the_horizon() -> None:
    air = make_air(NOON._replace(overcast=1.0, wind=1.0))
    assert sky(air, 0.0, 0.01, 1.0)[1] > 2 * _overhead(air)[1]


def test_in_fog_every_direction_has_nearly_one_colour() -> None:
    clear, fog = make_air(NOON), make_air(NOON._replace(haze=0.9, overcast=0.8))
    around = [(math.sin(a), math.cos(a)) for a in (-1.0, 0.0, 1.5, 3.0)]
    spread = {
        name: np.ptp([afar(air, x, z)[1] for x, z in around]) / afar(air, 0.0, 1.0)[1]
        for name, air in (("clear", clear), ("fog", fog))
    }
    assert spread["fog"] < 0.1 < spread["clear"]
    assert np.ptp(fog.extinction) < 0.02 * fog.extinction.mean()


def test_distance_takes_every_surface_to_the_same_colour() -> None:
    air = make_air(NOON)
    near = hazed(air, 0.5, 0.1, 0.0, 0.0, 0.3, 1.0)
    far = hazed(air, 0.5, 0.1, 0.0, 1e6, 0.3, 1.0)
    np.testing.assert_allclose(near, (0.5, 0.1, 0.0))
    np.testing.assert_allclose(far, afar(air, 0.3, 1.0), rtol=1e-4)


def test_only_the_direction_decides_the_colour_of_distance() -> None:
    air = make_air(GOLDEN)
    np.testing.assert_allclose(afar(air, 0.3, 1.0), afar(air, 3.0, 10.0), rtol=1e-6)
    assert afar(air, air.sun[0], air.sun[2])[0] > 1.2 * afar(air, -air.sun[0], -air.sun[2])[0]
