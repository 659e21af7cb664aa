"""The open sea mirrors its sky, has waves as steep as its weather, and nowhere to stand."""

import functools

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import SKY, Conditions, Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)
HORIZON = round(LENS.plate_horizon)


@functools.cache
def ocean(
    time: Time = Time.DAY, weather: Weather = Weather.CLEAR, side: int = 1, seed: int = 3
) -> Set:
    from reelcast.engines.stage.sets.ocean import build

    return build(LENS, Conditions(time, weather, side, seed))


def test_nobody_can_stand_on_the_sea_but_everybody_can_float() -> None:
    places = ocean().places
    assert not places.grounded
    assert places.flight[0] == 0


def test_near_water_is_the_plane_of_the_lens_in_any_weather() -> None:
    near = plane_depth(LENS)[:, 0] < 5
    for weather in (Weather.CLEAR, Weather.STORM):
        depth = ocean(weather=weather).depth
        np.testing.assert_allclose(depth[near], plane_depth(LENS)[near], rtol=0.03)


def test_crests_are_sharper_than_troughs_and_are_where_it_folds() -> None:
    from reelcast.engines.stage.kernels.waves import _sharpened

    # One wave of a metre, 26 m long, and by how far Gerstner (1802) moves its water sideways.
    phase = np.tile(np.arange(512) * 2 * np.pi / 64, (512, 1))
    surface = _sharpened(np.cos(phase), -np.sin(phase), np.zeros_like(phase), 0.4)
    height, fold = surface[..., 0], surface[..., 3]
    assert (height > 0).mean() < 0.47
    assert height[fold > 0.15].min() > 0.5


def test_foam_is_on_the_crests() -> None:
    from reelcast.engines.stage.kernels.waves import Wind, make_waves

    tile = make_waves(Wind(9.0, 3.0), 0.0, 10.0, 1).texels[1, : 512 * 512]
    height, fold = tile[:, 0] - tile[:, 0].mean(), tile[:, 3]
    assert height[fold > 2 * fold.std()].mean() > 0.8 * height.std()


def test_wind_raises_the_sea() -> None:
    from reelcast.engines.stage.kernels.waves import Wind, make_waves

    calm, gale = (make_waves(Wind(speed, 3.0), 0.0, 10.0, 1) for speed in (4.0, 11.0))
    # Significant height of a full-grown sea: 0.21 U^2 / g (Pierson and Moskowitz).
    assert calm.high == pytest.approx(0.21 * 4**2 / 9.81, rel=0.35)
    assert gale.high == pytest.approx(0.21 * 11**2 / 9.81, rel=0.35)


def test_waves_of_a_storm_stand_above_the_horizon() -> None:
    from reelcast.engines.stage.kernels.sea import swell
    from reelcast.engines.stage.sets.ocean import _water

    clear, storm = (
        _water(Conditions(weather=weather, seed=5)) for weather in (Weather.CLEAR, Weather.STORM)
    )
    places = [(x, z) for x in np.linspace(-40, 40, 30) for z in np.linspace(30, 120, 40)]
    highest = [max(swell(sea, x, z, sea.calm, 0.5) for x, z in places) for sea in (clear, storm)]
    assert highest[0] < LENS.eye < highest[1]


def test_still_water_mirrors_the_sky_above_it() -> None:
    from reelcast.engines.stage.kernels.sea import fresnel, make_glass, mirrored, surface
    from reelcast.engines.stage.sets.outdoors import air_of

    air = air_of(Conditions(Time.DUSK))
    glass = make_glass(air)
    r, g, b, _ = surface(air, glass, (0.1, -0.3), (0.0, 0.0), 1e-8, (0.0, 0.0))
    n = 1 / np.sqrt(0.1**2 + 0.3**2 + 1)
    sky = mirrored(air, glass, 0.1 * n, 0.3 * n, n)
    np.testing.assert_allclose((r, g, b), np.array(sky) * fresnel(0.3 * n), rtol=0.02)


def test_clouds_are_in_the_mirror() -> None:
    from reelcast.engines.stage.kernels.air import sky
    from reelcast.engines.stage.kernels.sea import make_glass, mirrored
    from reelcast.engines.stage.sets.outdoors import air_of

    air = air_of(Conditions(Time.DAY, Weather.CLOUDY, seed=1))
    glass = make_glass(air)
    rays = np.array([(x, y, 1.0) for x in np.linspace(-0.6, 0.6, 9) for y in (0.2, 0.4, 0.6)])
    rays /= np.linalg.norm(rays, axis=1)[:, None]
    seen = np.array([mirrored(air, glass, *ray) for ray in rays])
    clear = np.array([sky(air, *ray) for ray in rays])
    assert (np.abs(seen - clear) > 0.03 * clear).any()


@pytest.mark.parametrize("side", [-1, 1])
def test_the_path_of_the_moon_lies_on_the_side_of_the_light(side: int) -> None:
    place = ocean(Time.NIGHT, side=side)
    columns = place.radiance[HORIZON + 4 :].mean((0, 2))
    middle = columns.size // 2
    left, right = columns[:middle].mean(), columns[middle:].mean()
    assert np.sign(place.light.towards[0]) == side
    assert (right > 1.1 * left) if side > 0 else (left > 1.1 * right)


def test_every_hour_and_weather_gives_another_sea() -> None:
    day = ocean().radiance[HORIZON + 3 :]
    dusk = ocean(Time.DUSK).radiance[HORIZON + 3 :]
    fog = ocean(weather=Weather.FOG).radiance[HORIZON + 3 :]
    assert dusk[..., 0].mean() / dusk[..., 2].mean() > 1.3 * day[..., 0].mean() / day[..., 2].mean()
    assert fog[:6].std() < day[:6].std()


def test_only_water_stirs() -> None:
    place = ocean()
    assert place.stirs
    for stir in place.stirs:
        assert stir.amount.shape == place.depth.shape
        assert not stir.amount[place.depth >= SKY].any()
        assert stir.amount[-1].min() > 0


@pytest.mark.parametrize("rows", [5, 16, 212, 1436])
def test_rows_are_dealt_out_each_once_and_evenly(rows: int) -> None:
    from reelcast.engines.stage.kernels.deal import dealt, turns

    order = [row for turn in range(turns(rows)) if (row := dealt(turn, rows)) < rows]
    assert sorted(order) == list(range(rows))
    if rows > 100:
        assert np.mean(order[: rows // 2]) == pytest.approx(rows / 2, rel=0.1)
