"""A skyline behind a roof terrace: towers in the middle, air before them, lights at night."""

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import SKY, Conditions, Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)
TALL = Lens(90, 160, 160, 75, 1.2)


def built(
    time: Time, weather: Weather = Weather.CLEAR, lens: Lens = LENS, side: int = 1, seed: int = 3
) -> Set:
    from reelcast.engines.stage.sets.city import build

    return build(lens, Conditions(time, weather, side, seed))


def test_windows_too_small_to_see_keep_their_share_of_the_wall() -> None:
    from reelcast.engines.stage.kernels.towers import _pulses

    for wide in (0.3, 0.6, 0.9):
        assert _pulses(7.3, wide, 1.0) == pytest.approx(wide, abs=1e-9)
        assert _pulses(7.3, wide, 40.0) == pytest.approx(wide, abs=1e-9)
    assert _pulses(7.5, 0.5, 0.01) == pytest.approx(1.0)
    assert _pulses(7.05, 0.5, 0.01) == pytest.approx(0.0)


@pytest.mark.parametrize("lens", [LENS, TALL])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_tallest_towers_stand_ahead_and_in_the_frame(lens: Lens, seed: int) -> None:
    depth = built(Time.DAY, lens=lens, seed=seed).depth
    far = (depth > 150) & (depth < SKY * 0.9)
    tops = np.array([np.nonzero(column)[0].min(initial=999) for column in far.T]) * 4
    third = len(tops) // 3
    highest = tops[third:-third].min()
    assert highest < lens.plate_horizon - 0.10 * lens.height
    assert highest > lens.margin[1]
    assert highest <= tops.min() + 0.05 * lens.height


def test_nothing_stands_in_the_river() -> None:
    from reelcast.engines.stage.sets.parts.quarters import plan

    quarter = plan(np.random.default_rng(1), 45.0, 0.23, (450.0, 650.0))
    z = np.array(quarter.walls)[:, [1, 3]]
    assert not ((z > 470) & (z < 630)).any()
    assert (z.min(1) < 400).any()
    assert (z.max(1) > 700).any()


def test_the_terrace_is_the_plane_and_ends_before_the_town() -> None:
    place = built(Time.DAY)
    middle = place.depth.shape[1] // 2
    plane = plane_depth(LENS)[:, middle]
    floor = (plane < 0.9 * place.places.far) & (plane > 0)
    np.testing.assert_allclose(place.depth[floor, middle], plane[floor], rtol=0.01)
    assert (place.depth > 150).any()


def test_fog_swallows_the_towers() -> None:
    def contrast(weather: Weather) -> float:
        place = built(Time.DAY, weather)
        rows = slice(int(LENS.plate_horizon) - 14, int(LENS.plate_horizon) - 4)
        middle = place.radiance[rows, 60:150].mean(2)
        return float(middle.std() / middle.mean())

    assert contrast(Weather.FOG) < 0.35 * contrast(Weather.CLEAR)


def test_windows_light_up_after_dark_and_twinkle() -> None:
    day, dusk, night = (built(time) for time in (Time.DAY, Time.DUSK, Time.NIGHT))
    assert not day.stirs
    for place in (dusk, night):
        amount = place.stirs[0].amount
        assert amount.max() > 0.01
        assert (amount[place.depth < 50] == 0).all()


@pytest.mark.parametrize("side", [-1, 1])
def test_after_dark_a_lamp_lights_the_subject_from_the_wanted_side(side: int) -> None:
    light = built(Time.NIGHT, side=side).light
    assert np.sign(light.towards[0]) == side
    assert np.linalg.norm(light.towards) == pytest.approx(1, abs=1e-6)
    assert light.key[0] > 1.5 * light.key[2]  # warm


def test_snow_lies_on_the_terrace() -> None:
    bare, snowy = (built(Time.DAY, weather) for weather in (Weather.CLOUDY, Weather.SNOW))
    floor = slice(int(LENS.plate_horizon) + 25, None)
    assert snowy.radiance[floor].mean() > 1.4 * bare.radiance[floor].mean()
