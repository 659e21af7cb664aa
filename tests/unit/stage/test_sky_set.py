"""High in the sky: a sea of cloud under the horizon, towers aside, nothing to stand on."""

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import SKY, Conditions, Set
from reelcast.engines.stage.sets.sky import build

LENS = Lens(160, 90, 160, 42, 1.0)
TALL = Lens(90, 160, 160, 75, 1.2)


def _place(
    time: Time = Time.GOLDEN, weather: Weather = Weather.CLEAR, seed: int = 3, lens: Lens = LENS
) -> Set:
    return build(lens, Conditions(time, weather, 1, seed))


@pytest.mark.parametrize(
    "lens", [LENS, TALL, Lens(160, 90, 160, 18, 1.7), Lens(90, 90, 119, 54, 1)]
)
def test_below_the_horizon_there_are_clouds_far_away_and_no_ground(lens: Lens) -> None:
    place = _place(lens=lens)
    assert not place.places.grounded
    low = place.depth[int(lens.plate_horizon / 4) + 3 :]
    assert (low < SKY).mean() > 0.97
    assert low.min() > 200
    assert np.isfinite(place.radiance).all()


def test_the_sea_lies_nearer_the_lower_one_looks() -> None:
    depth = _place().depth
    row = int(LENS.plate_horizon / 4)
    assert np.median(depth[-2]) < 0.5 * np.median(depth[row + 3])


@pytest.mark.parametrize("seed", range(4))
def test_towers_rise_at_the_sides_and_leave_the_middle_open(seed: int) -> None:
    sky = _place(seed=seed).depth[: int(LENS.plate_horizon / 4)] == SKY
    width = sky.shape[1]
    middle = sky[:, width * 2 // 5 : width * 3 // 5].mean()
    sides = np.hstack([sky[:, : width // 4], sky[:, -width // 4 :]]).mean()
    assert middle > 0.65
    assert sides < middle


def test_the_key_changes_sides_and_the_clouds_shading_with_it() -> None:
    right, left = (build(LENS, Conditions(Time.DAY, Weather.CLEAR, side, 3)) for side in (1, -1))
    assert right.light.towards[0] > 0 > left.light.towards[0]
    assert right.light.towards[1] < 0.4  # low enough to show relief, even by day
    clouds = right.depth < SKY
    shading = [np.log(place.radiance.mean(2)[2::4, 2::4][clouds]) for place in (right, left)]
    assert np.corrcoef(*shading)[0, 1] < 0.7


def test_light_comes_back_up_from_the_clouds() -> None:
    from reelcast.engines.stage.sets.outdoors import air_of, light_of

    wanted = Conditions(Time.GOLDEN, Weather.CLEAR, 1, 3)
    assert sum(build(LENS, wanted).light.fill) > sum(light_of(air_of(wanted)).fill)


def test_the_time_and_the_weather_set_the_brightness() -> None:
    def level(time: Time, weather: Weather = Weather.CLEAR) -> float:
        return float(np.median(_place(time, weather).radiance))

    assert level(Time.DAY) > 2 * level(Time.NIGHT)
    assert level(Time.DAY) > 1.5 * level(Time.DAY, Weather.STORM)
    assert level(Time.DAY, Weather.SNOW) > level(Time.DAY, Weather.RAIN)


def test_fog_hides_the_far_clouds() -> None:
    def relief(weather: Weather) -> float:
        row = int(LENS.plate_horizon)
        band = _place(Time.DAY, weather).radiance[row + 4 : row + 20].mean(2)
        return float(band.std() / band.mean())

    assert relief(Weather.FOG) < 0.4 * relief(Weather.CLEAR)


def test_two_seeds_give_two_skies() -> None:
    first, second = _place(seed=1), _place(seed=2)
    assert np.abs(first.radiance - second.radiance).mean() > 0.03
    assert (first.depth != second.depth).mean() > 0.3


def test_only_clouds_boil() -> None:
    place = _place()
    (stir,) = place.stirs
    assert stir.amount.shape == place.depth.shape
    assert (stir.amount[place.depth == SKY] == 0).all()
    assert (stir.amount[place.depth < SKY] > 0).all()
