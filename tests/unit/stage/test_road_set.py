"""The country road: where it lies, its lines, what rain and snow do to it."""

import functools
import itertools

import numpy as np
import pytest

from reelcast.board import Setting, Time, Weather
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets import Conditions
from reelcast.engines.stage.sets.base import Floats, Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)


@functools.cache
def _road(time: Time = Time.DAY, weather: Weather = Weather.CLEAR, seed: int = 3) -> Set:
    return sets.build(Setting.ROAD, LENS, Conditions(time, weather, 1, seed))


def _near(place: Set) -> Floats:
    """The asphalt in the lower quarter of the plate."""
    return place.radiance[-place.radiance.shape[0] // 4 :]


def _laid(weather: Weather, mirror: float) -> Floats:
    """A road on a level plane under a sky of one radiance, 0.5 or ``mirror``."""
    from reelcast.engines.stage.kernels.asphalt import HALF, paint_road
    from reelcast.engines.stage.kernels.land import Country
    from reelcast.engines.stage.sets.outdoors import air_of, eye_of

    eye, air = eye_of(LENS), air_of(Conditions(Time.DAY, weather, 1, 3))
    out = np.full((eye.height, eye.width, 3), mirror, np.float32)
    rows = np.arange(eye.height) - LENS.plate_horizon
    z = np.where(rows > 0, LENS.focal * LENS.eye / np.maximum(rows, 0.5), 0)
    depth = np.repeat(z.astype(np.float32)[:, None], eye.width, 1)
    shadows = np.ones_like(depth)
    paint_road(eye, air, Country(7.0, HALF + 1, 0.0, 5.0), True, shadows, out, depth)
    return out[-30:]


def test_the_asphalt_is_the_plane_of_the_lens() -> None:
    depth = _road().depth
    columns = depth.shape[1]
    middle = slice(int(columns * 0.3), int(columns * 0.7))
    rows = slice(depth.shape[0] - 12, depth.shape[0])
    np.testing.assert_allclose(depth[rows, middle], plane_depth(LENS)[rows, middle], rtol=0.02)


def test_there_are_eight_metres_of_road_where_subjects_act() -> None:
    from reelcast.engines.stage.kernels.asphalt import HALF
    from reelcast.engines.stage.kernels.land import Country, aside

    for offset in (-1.7, 0.0, 1.7):
        for bend in (-9.0, 9.0):
            country = Country(1.0, HALF, offset, bend)
            for z in (3.0, 9.0):
                edges = [aside(country, x, z) for x in (-3.4, 3.4)]
                assert max(map(abs, edges)) < HALF
    assert _road().places.reach <= HALF - 1.7


def test_the_road_turns_aside_with_distance_but_not_underfoot() -> None:
    from reelcast.engines.stage.kernels.land import Country, aside

    country = Country(1.0, 6.0, 0.0, 8.0)
    assert aside(country, 0.0, 8.0) == 0
    assert aside(country, 0.0, 112.0) == pytest.approx(-8 / 1.3)


def test_a_line_covers_its_share_of_a_pixel_however_far() -> None:
    from reelcast.engines.stage.kernels.asphalt import _band, _dashes

    assert _band(0.0, 0.1, 0.05) == pytest.approx(1)
    assert _band(0.0, 0.1, 2.0) == pytest.approx(0.1)
    assert _band(1.5, 0.1, 2.0) == 0
    assert _dashes(1.0, 0.5) == pytest.approx(1)
    assert _dashes(6.0, 0.5) == pytest.approx(0)
    assert _dashes(500.3, 90.0) == pytest.approx(1 / 3)


def test_wet_asphalt_mirrors_the_sky_and_dry_hardly() -> None:
    wet = _laid(Weather.RAIN, 1.0).mean() - _laid(Weather.RAIN, 0.2).mean()
    dry = _laid(Weather.CLOUDY, 1.0).mean() - _laid(Weather.CLOUDY, 0.2).mean()
    assert wet > 3 * dry > 0


def test_a_wet_road_is_glossy_and_a_dry_one_is_not() -> None:
    assert _road(weather=Weather.RAIN).gloss > 0.2
    assert _road().gloss == 0


def test_snow_lies_beside_the_wheel_tracks() -> None:
    from reelcast.engines.stage.kernels.asphalt import _snowed
    from reelcast.engines.stage.kernels.land import Country
    from reelcast.engines.stage.sets.outdoors import air_of

    air = air_of(Conditions(Time.DAY, Weather.SNOW, 1, 3))
    z = np.linspace(3, 60, 60)
    shares = [np.mean([_snowed(air, Country(3.0), s, far) for far in z]) for s in (2.6, 3.5, 4.9)]
    assert shares[0] < 0.5 < shares[2]
    assert shares[0] < shares[1] < shares[2]


def test_asphalt_is_grey_by_day() -> None:
    rgb = np.median(_near(_road(weather=Weather.CLOUDY)), (0, 1))
    assert rgb.max() < 1.25 * rgb.min()


def test_there_are_lamps_far_away_by_night_only() -> None:
    far = slice(38, 60)
    for seed in (1, 2):
        lamps = []
        for time in (Time.DAY, Time.NIGHT):
            rgb = _road(time, seed=seed).radiance[far]
            lamps.append(float((rgb[..., 0] - 1.2 * rgb[..., 2]).max() / rgb.mean()))
        assert lamps[1] > lamps[0]


def test_nothing_grows_on_the_road() -> None:
    place = _road()
    grass = place.stirs[0].amount
    columns = grass.shape[1]
    assert (grass[-14:, int(0.4 * columns) : int(0.6 * columns)] == 0).all()


def test_seeds_differ_in_lines_and_fences() -> None:
    pictures = [_road(seed=seed).radiance for seed in (1, 2, 3)]
    for one, other in itertools.pairwise(pictures):
        assert np.abs(one - other).mean() > 0.1 * one.mean()
