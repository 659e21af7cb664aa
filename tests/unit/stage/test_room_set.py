"""A room is lit through its windows by day and by its lamps at night, and leaves space to act."""

import functools

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets import room
from reelcast.engines.stage.sets.base import COARSE, Conditions, Floats, Set, plane_depth

LENS = Lens(160, 90, 160.0, 42.0, 1.0)
TALL = Lens(90, 160, 160.0, 75.0, 1.2)


@functools.cache
def built(
    time: Time = Time.DAY, weather: Weather = Weather.CLEAR, side: int = -1, seed: int = 1
) -> Set:
    return room.build(LENS, Conditions(time, weather, side, seed))


def floor(place: Set) -> Floats:
    """The radiance of the nearest boards in the frame."""
    return place.radiance[-LENS.margin[1] - 8 : -LENS.margin[1]]


def glass(place: Set) -> Floats:
    """The radiance of what is seen far outside through the windows."""
    rows, columns = np.nonzero(place.depth > 20)
    return place.radiance[rows * COARSE + COARSE // 2, columns * COARSE + COARSE // 2]


@pytest.mark.parametrize("lens", [LENS, TALL, Lens(96, 96, 126.7, 60.0, 1.0)])
def test_where_subjects_stand_the_floor_is_the_plane_of_the_lens(lens: Lens) -> None:
    place = room.build(lens, Conditions(Time.DAY, seed=1))
    plane = plane_depth(lens)
    middle = place.depth.shape[1] // 2
    near = plane[:, middle] < place.places.far
    np.testing.assert_allclose(place.depth[near, middle], plane[near, middle], rtol=0.01)


def test_the_back_wall_stands_behind_everybody() -> None:
    place = built()
    walls = place.depth[place.depth < 20]
    assert place.places.near < place.places.far < walls.max() < 8


def test_a_room_grows_with_the_distance_of_its_front_mark() -> None:
    low = Lens(160, 90, 160.0, 60.0, 1.0)
    place = room.build(low, Conditions(Time.DAY, seed=1))
    assert place.places.far > low.distance(0.88 * low.height)
    assert place.depth[place.depth < 20].max() > built().depth[built().depth < 20].max()


@pytest.mark.parametrize("time", [Time.DAY, Time.NIGHT])
def test_the_key_side_mirrors_the_room_and_its_light(time: Time) -> None:
    left, right = built(time, side=-1), built(time, side=1)
    assert left.light.towards[0] < 0 < right.light.towards[0]
    assert left.light.towards[0] == pytest.approx(-right.light.towards[0])
    np.testing.assert_allclose(left.depth[:, 3:-3], right.depth[:, -4:2:-1], rtol=0.2, atol=30)
    assert left.places.seats[0].x == -right.places.seats[0].x


def test_the_floor_is_brighter_on_the_side_of_the_sunlit_window() -> None:
    half = LENS.plate_size[0] // 2
    for side in (-1, 1):
        boards = floor(built(side=side)).mean((0, 2))
        near, far = (boards[:half], boards[half:])[:: -1 if side > 0 else 1]
        assert near.mean() > 1.3 * far.mean()


def test_the_sun_leaves_a_patch_with_an_edge_that_clouds_take_away() -> None:
    def edge(place: Set) -> float:
        return float(np.abs(np.diff(np.log(floor(place).mean((0, 2))))).max())

    clear, cloudy = built(), built(weather=Weather.CLOUDY)
    assert edge(clear) > 2 * edge(cloudy)
    assert clear.light.softness < cloudy.light.softness


def test_windows_are_the_brightest_by_day_and_dark_at_night() -> None:
    day, night = built(Time.DAY), built(Time.NIGHT)
    assert np.median(glass(day)) > 2 * np.median(day.radiance)
    assert np.median(glass(night)) < np.median(night.radiance)


def test_lamps_make_the_night_warm() -> None:
    def warmth(place: Set) -> float:
        r, _, b = place.radiance.mean((0, 1))
        return float(r / b)

    assert warmth(built(Time.NIGHT)) > 1.4 * warmth(built(Time.DAY))
    key = built(Time.NIGHT).light.key
    assert key[0] > 1.3 * key[2]


def test_snow_whitens_the_view() -> None:
    def green(place: Set) -> float:
        r, g, b = glass(place).mean(0)
        return float(g / (r + b))

    assert green(built(weather=Weather.SNOW, seed=2)) < green(built(seed=2))


def test_rain_runs_down_the_panes_and_nowhere_else() -> None:
    place = built(weather=Weather.RAIN)
    (stir,) = place.stirs
    assert stir.amount.shape == place.depth.shape
    assert stir.flow[1] < 0
    assert stir.amount[place.depth > 20].mean() > 10 * stir.amount[place.depth < 20].mean()


def test_seeds_furnish_different_rooms() -> None:
    pictures = [built(seed=seed).radiance for seed in (1, 2, 3)]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert np.abs(pictures[a] - pictures[b]).mean() > 0.03
