"""Every set: larger than the frame, repeatable, lit as it says, the ground where it should be."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from reelcast.board import Setting, Time, Weather
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.plate import photograph
from reelcast.engines.stage.sets.base import COARSE, Conditions, Floats, Set

LENS = Lens(160, 90, 160, 42, 1.0)
SETTINGS = tuple(sets.MODULES)
USUAL = Conditions()
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
OUTDOORS = tuple(
    s
    for s in SETTINGS
    if s not in (Setting.STUDIO, Setting.ROOM, Setting.STAGE, Setting.SPACE, Setting.UNDERWATER)
)


@functools.cache
def built(setting: Setting, wanted: Conditions = USUAL, lens: Lens = LENS) -> Set:
    return sets.build(setting, lens, wanted)


def film(place: Set) -> Floats:
    """Its photograph as brightness, 0 to 255."""
    rgba = photograph(place, place.radiance, 4.0).rgba
    return np.asarray(rgba[..., :3].astype(np.float32) @ LUMA, np.float32)


@contextmanager
def threads(count: int) -> Iterator[None]:
    import numba

    before = numba.get_num_threads()
    numba.set_num_threads(min(count, numba.config.NUMBA_NUM_THREADS))
    yield
    numba.set_num_threads(before)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("time", Time)
def test_a_set_fills_its_plate_with_light(setting: Setting, time: Time) -> None:
    place = built(setting, Conditions(time))
    width, height = LENS.plate_size
    assert place.radiance.shape == (height, width, 3)
    assert place.radiance.dtype == place.depth.dtype == np.float32
    assert np.isfinite(place.radiance).all()
    assert (place.radiance >= 0).all()
    assert place.depth.shape == (height // COARSE, width // COARSE)
    assert np.isfinite(place.depth).all()
    assert place.depth.min() > 0.1
    assert np.linalg.norm(place.light.towards) == pytest.approx(1, abs=0.05)
    assert min(*place.light.key, *place.light.fill) >= 0
    assert max(place.light.key) > 0


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("weather", Weather)
def test_a_set_can_be_built_in_every_weather(setting: Setting, weather: Weather) -> None:
    place = built(setting, Conditions(Time.DAY, weather, seed=1))
    assert np.isfinite(place.radiance).all()
    assert film(place).mean() > 20


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_same_conditions_build_the_same_set_whatever_the_threads(setting: Setting) -> None:
    wanted = Conditions(Time.DUSK, Weather.RAIN, 1, 5)
    with threads(1):
        one = sets.build(setting, LENS, wanted)
    with threads(2):
        two = sets.build(setting, LENS, wanted)
    np.testing.assert_array_equal(one.radiance, two.radiance)
    np.testing.assert_array_equal(one.depth, two.depth)


@pytest.mark.parametrize("setting", SETTINGS)
def test_another_seed_is_another_take(setting: Setting) -> None:
    one, *others = (built(setting, Conditions(seed=seed)).radiance for seed in (0, 2, 4))
    apart = [(np.abs(one - other) > 0.02 * one.mean()).mean() for other in others]
    assert max(apart) > 0.05


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_near_ground_lies_on_the_plane_of_the_lens(setting: Setting) -> None:
    place = built(setting)
    if not place.places.grounded:
        return
    row = place.depth.shape[0] - 2
    middle = np.s_[row, place.depth.shape[1] // 3 : -(place.depth.shape[1] // 3)]
    expected = LENS.distance((row + 0.5) * COARSE - LENS.margin[1])
    np.testing.assert_allclose(place.depth[middle], expected, rtol=0.03)


@pytest.mark.parametrize("setting", SETTINGS)
def test_where_there_is_room_to_stand_nothing_stands_in_the_way(setting: Setting) -> None:
    """In the middle of the free ground, seen half a metre high, is nothing nearer."""
    place = built(setting)
    room = place.places
    if not room.grounded:
        return
    assert room.near < room.far
    z = min(max(room.near * 1.2, 3.0), room.far)
    row = LENS.plate_horizon + LENS.focal * (LENS.eye - 0.5) / z
    seen = place.depth[int(row / COARSE), place.depth.shape[1] // 2]
    assert seen > 0.9 * z


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_photograph_of_a_set_is_neither_black_nor_burnt(setting: Setting) -> None:
    seen = film(built(setting))
    assert 25 < seen.mean() < 200
    assert (seen >= 254).mean() < 0.05
    assert seen.std() > 6


@pytest.mark.parametrize("setting", OUTDOORS)
def test_day_is_brighter_than_dusk_and_dusk_than_night(setting: Setting) -> None:
    day, dusk, night = (
        film(built(setting, Conditions(time))).mean() for time in (Time.DAY, Time.DUSK, Time.NIGHT)
    )
    assert day > dusk > night


@pytest.mark.parametrize("setting", OUTDOORS)
def test_fog_takes_contrast_away(setting: Setting) -> None:
    """Where in clear air there is something to be seen in the distance."""
    clear, fog = (
        film(built(setting, Conditions(Time.DAY, weather)))
        for weather in (Weather.CLEAR, Weather.FOG)
    )
    far = np.s_[: round(LENS.plate_horizon)]
    assert fog[far].std() < clear[far].std()


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(
    "lens", [Lens(90, 160, 160, 75, 1.2), Lens(100, 100, 132, 20, 2.04)], ids=["tall", "raised"]
)
def test_a_set_can_be_seen_in_every_frame(setting: Setting, lens: Lens) -> None:
    place = built(setting, lens=lens)
    width, height = lens.plate_size
    assert place.radiance.shape == (height, width, 3)
    assert np.isfinite(place.radiance).all()
    assert film(place).std() > 4


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_moves_moves_on_maps_of_the_plate(setting: Setting) -> None:
    place = built(setting)
    for stir in place.stirs:
        assert stir.amount.shape == place.depth.shape
        assert stir.amount.dtype == np.float32
        assert stir.amount.min() >= 0
        assert 0 < stir.amount.max() <= (0.02 if stir.does == "shift" else 1.0)
    for front in place.fronts:
        assert front.alpha.shape == front.radiance.shape[:2]
        assert 0 <= front.alpha.min() <= front.alpha.max() <= 1
        assert (front.radiance[front.alpha == 0] < 1e-3).all()
        assert front.z < place.places.near * 1.5 + 1


def test_a_smooth_gradient_has_no_bands() -> None:
    """The studio's paper, where bands would be seen first: no level is skipped or favoured."""
    plate = photograph(*((place := built(Setting.STUDIO)), place.radiance), 4.0)
    levels = np.bincount(plate.rgba[..., 1].ravel(), minlength=256)
    used = levels[levels.nonzero()[0][0] + 2 : levels.nonzero()[0][-1] - 1]
    assert (used > 0).all()
