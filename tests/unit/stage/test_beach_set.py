"""The beach: sand to stand on, dry and wet, a curved shore, surf as wild as the weather."""

import functools

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import SKY, Conditions, Floats, Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)


@functools.cache
def beach(
    time: Time = Time.DAY, weather: Weather = Weather.CLEAR, side: int = 1, seed: int = 3
) -> Set:
    from reelcast.engines.stage.sets.beach import build

    return build(LENS, Conditions(time, weather, side, seed))


def rows(place: Set, near: float, far: float) -> Floats:
    """What is seen of the ground straight ahead between two distances, a strip of the plate."""
    first, last = (round(LENS.margin[1] + LENS.row(z)) for z in (far, near))
    middle = round(LENS.plate_centre)
    return place.radiance[first:last, middle - 25 : middle + 25]


def test_the_sand_is_the_plane_of_the_lens_as_far_as_there_is_room() -> None:
    place = beach()
    flat = plane_depth(LENS)
    room = flat[:, 0] < place.places.far
    assert room.any()
    np.testing.assert_allclose(place.depth[room], flat[room], rtol=0.02)


@pytest.mark.parametrize("seed", range(6))
def test_the_water_begins_behind_the_room_to_act(seed: int) -> None:
    from reelcast.engines.stage.kernels.surf import along
    from reelcast.engines.stage.sets.beach import _coast

    shore, _ = _coast(Conditions(seed=seed))
    assert 8 <= shore.edge <= 15
    far = 0.62 * shore.edge
    for z in np.linspace(2.5, far, 8):
        for x in np.linspace(-0.28 * z, 0.28 * z, 7):
            assert along(shore, float(x), float(z))[0] < 0


@pytest.mark.parametrize("side", [-1, 1])
def test_the_land_lies_away_from_the_light(side: int) -> None:
    place = beach(side=side)
    above = place.depth[: int(LENS.plate_horizon / 4)] < SKY
    middle = above.shape[1] // 2
    left, right = above[:, :middle].sum(), above[:, middle:].sum()
    assert (left > right) if side > 0 else (right > left)


def test_wet_sand_is_darker_than_dry_sand() -> None:
    place = beach()
    assert rows(place, 6.2, 8.0).mean() < 0.85 * rows(place, 2.8, 3.5).mean()


def test_foam_is_white_and_there_is_more_of_it_in_a_storm() -> None:
    from reelcast.engines.stage.kernels.surf import make_shore, rolling

    fair, storm = (
        make_shore(11.0, 0.9, 0.004, high, wild, 4.0) for high, wild in ((0.6, 0.4), (1.1, 1))
    )
    places = [(out, on) for out in np.linspace(2, 50, 60) for on in np.linspace(0, 200, 40)]
    white = [np.mean([rolling(shore, out, on)[1] for out, on in places]) for shore in (fair, storm)]
    assert 0.01 < white[0] < white[1]


def test_rollers_differ_along_the_shore() -> None:
    from reelcast.engines.stage.kernels.surf import crest, make_shore

    shore = make_shore(11.0, 0.9, 0.004, 0.6, 0.4, 4.0)
    found = np.array([crest(shore, 1, on) for on in np.linspace(0, 120, 60)])
    where, high, broken = found.T
    assert where.std() > 0.4
    assert high.max() > 2 * high.min()
    assert broken.min() < 0.2
    assert broken.max() > 0.8


def test_snow_lies_on_dry_sand() -> None:
    bare, white = (beach(weather=weather) for weather in (Weather.CLOUDY, Weather.SNOW))
    sands = [rows(place, 2.6, 3.4) for place in (bare, white)]
    tint = [sand[..., 0].mean() / sand[..., 2].mean() for sand in sands]
    assert tint[1] < 0.85 * tint[0]


def test_the_sand_glows_in_the_golden_hour() -> None:
    day, golden = (rows(beach(time), 2.6, 5.0).mean((0, 1)) for time in (Time.DAY, Time.GOLDEN))
    assert golden[0] / golden[2] > 1.2 * day[0] / day[2]
    assert golden.mean() > 0.08


def test_two_seeds_are_two_beaches() -> None:
    from reelcast.engines.stage.sets.beach import _coast

    first, second = (_coast(Conditions(seed=seed, side=1))[0] for seed in (1, 2))
    assert abs(first.slant - second.slant) > 0.01
    assert first.place != second.place


def test_water_stirs_and_sand_does_not() -> None:
    place = beach()
    for stir in place.stirs:
        assert stir.amount.shape == place.depth.shape
        assert not stir.amount[plane_depth(LENS) < 4].any()
        assert stir.amount.max() > 0


def test_the_bound_on_the_surf_holds_wherever_there_is_some() -> None:
    from reelcast.engines.stage.kernels.surf import make_shore, rolling, surf_at_most

    shore = make_shore(11.0, 0.9, 0.004, 1.1, 1.0, 4.0)
    places = [(s, on) for s in np.linspace(0.1, 59, 90) for on in np.linspace(0, 200, 30)]
    heights = np.array([rolling(shore, s, on)[0] for s, on in places])
    bounds = np.array([surf_at_most(shore, s, on) for s, on in places])
    assert heights.max() > 0.5
    assert (heights <= bounds + 1e-6).all()


def test_slopes_of_noise_are_those_of_its_heights() -> None:
    from reelcast.engines.stage.kernels.noise import fbm2
    from reelcast.engines.stage.kernels.relief import fractal_slopes2

    step = 1e-5
    for x, y in np.random.default_rng(1).uniform(-40, 40, (20, 2)).tolist():
        height, along_x, along_y = fractal_slopes2(x, y, 3)
        assert height == pytest.approx(fbm2(x, y, 3))
        right, up = fbm2(x + step, y, 3) - height, fbm2(x, y + step, 3) - height
        assert (along_x, along_y) == pytest.approx((right / step, up / step), abs=1e-3)
