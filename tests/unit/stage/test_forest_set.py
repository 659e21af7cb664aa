"""The wood: its floor, path, trunks, log, shafts of light, mist and seasons."""

import functools

import numpy as np
import pytest

from reelcast.board import Setting, Time, Weather
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets import Conditions
from reelcast.engines.stage.sets.base import Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)


@functools.cache
def _forest(time: Time = Time.DAY, weather: Weather = Weather.CLEAR, seed: int = 3) -> Set:
    return sets.build(Setting.FOREST, LENS, Conditions(time, weather, 1, seed))


def test_the_path_is_the_plane_of_the_lens() -> None:
    depth = _forest().depth
    middle = slice(depth.shape[1] // 2 - 2, depth.shape[1] // 2 + 2)
    rows = slice(depth.shape[0] - 10, depth.shape[0])
    np.testing.assert_allclose(depth[rows, middle], plane_depth(LENS)[rows, middle], rtol=0.02)


def test_nothing_but_the_floor_is_near_the_middle() -> None:
    depth = _forest().depth
    columns = depth.shape[1]
    middle = depth[:, int(columns * 0.46) : int(columns * 0.54)]
    assert (middle >= 0.97 * plane_depth(LENS)[:, : middle.shape[1]])[-12:].all()
    assert np.median(middle[: middle.shape[0] // 2]) > 10


def test_the_wood_is_deep() -> None:
    upper = _forest().depth[:14]
    assert upper.min() < 15
    assert np.percentile(upper, 90) > 40


@pytest.mark.parametrize("side", [-1, 1])
def test_the_log_stands_where_the_seat_says(side: int) -> None:
    place = sets.build(Setting.FOREST, LENS, Conditions(Time.DAY, Weather.CLEAR, side, 2))
    seat = place.places.seats[0]
    assert seat.x * side < 0
    column = (LENS.plate_centre + seat.x * LENS.focal / seat.z) / 4
    row = (LENS.plate_horizon + (LENS.eye - 0.6 * seat.height) * LENS.focal / seat.z) / 4
    assert place.depth[int(row), int(column)] == pytest.approx(seat.z, abs=0.35)


def test_mist_is_thicker_in_fog() -> None:
    clear, fog = (
        _forest(weather=weather).radiance[10:60].std() for weather in (Weather.CLEAR, Weather.FOG)
    )
    assert fog < 0.8 * clear


def test_snow_covers_the_floor() -> None:
    floor = _forest(weather=Weather.SNOW).radiance[-20:]
    summer = _forest(weather=Weather.CLOUDY).radiance[-20:]
    assert floor[..., 2].mean() / floor[..., 0].mean() > 0.9
    assert floor.mean() > 1.8 * summer.mean()


def test_some_seeds_are_autumn_and_their_wood_is_redder() -> None:
    from reelcast.engines.stage.sets import forest
    from reelcast.engines.stage.sets.outdoors import air_of

    seeds: dict[float, int] = {}
    for seed in range(30):
        wanted = Conditions(Time.DAY, Weather.CLOUDY, 1, seed)
        seeds.setdefault(forest._wood(wanted, air_of(wanted), wanted.rng()).autumn, seed)
    red = []
    for autumn in (0.0, 1.0):
        rgb = _forest(weather=Weather.CLOUDY, seed=seeds[autumn]).radiance.mean((0, 1))
        red.append(rgb[0] / rgb[1])
    assert red[1] > 1.12 * red[0]


def test_the_night_is_blue_and_dark() -> None:
    day, night = _forest().radiance, _forest(Time.NIGHT).radiance
    assert night.mean() < 0.5 * day.mean()
    assert night[..., 2].mean() > night[..., 0].mean()


def test_shafts_need_the_sun() -> None:
    from reelcast.engines.stage.sets import forest
    from reelcast.engines.stage.sets.outdoors import air_of, eye_of

    brighter = []
    for weather in (Weather.CLEAR, Weather.RAIN):
        wanted = Conditions(Time.GOLDEN, weather, 1, 3)
        eye, air = eye_of(LENS), air_of(wanted)
        wood = forest._wood(wanted, air, wanted.rng())
        radiance = forest._distance(eye, wood)
        before = radiance.copy()
        forest._shafts(eye, air, wood, radiance, np.zeros(radiance.shape[:2], np.float32), wanted)
        brighter.append(float((radiance - before).max()))
    assert brighter[0] > 0
    assert brighter[1] == 0


def test_near_leaves_frame_the_picture_at_its_sides_only() -> None:
    x, _ = LENS.margin
    left, right = _forest().fronts
    assert left.left == 0
    assert left.alpha.shape[1] < x + LENS.width / 3
    assert right.left > x + 2 * LENS.width / 3
    assert max(left.alpha.max(), right.alpha.max()) > 0.5


def test_litter_has_no_seams_where_strips_of_the_plate_meet() -> None:
    from reelcast.engines.stage.kernels.splat import STRIPS

    rgb = _forest(weather=Weather.CLOUDY, seed=5).radiance[-24:].astype(np.float64)
    steps = np.abs(np.diff(rgb, axis=1)).mean((0, 2))
    width = rgb.shape[1]
    edges = [s * width // STRIPS - 1 for s in range(1, STRIPS)]
    others = np.delete(steps, edges)
    assert steps[edges].mean() < 1.15 * others.mean()


def test_two_seeds_give_two_woods() -> None:
    one, other = (_forest(seed=seed).depth for seed in (3, 4))
    assert (np.abs(one - other) > 1).mean() > 0.2
