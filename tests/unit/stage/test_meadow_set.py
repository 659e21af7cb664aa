"""The meadow and what grows on it: trees, grass, fields, light and weather."""

import functools
import math

import numpy as np
import pytest

from reelcast.board import Setting, Time, Weather
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets import Conditions
from reelcast.engines.stage.sets.base import COARSE, SKY, Does, Floats, Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)


@functools.cache
def _meadow(time: Time = Time.DAY, weather: Weather = Weather.CLEAR, seed: int = 3) -> Set:
    return sets.build(Setting.MEADOW, LENS, Conditions(time, weather, 1, seed))


def _near(place: Set) -> Floats:
    """The grass in the lower quarter of the plate."""
    return place.radiance[-place.radiance.shape[0] // 4 :]


def _tree(kind: int, azimuth: float, snow: float = 0.0) -> tuple[Floats, Floats]:
    """One tree of 12 m, 40 m away before nothing, lit from ``azimuth``: radiance and depth."""
    from reelcast.engines.stage.kernels.air import Moment, make_air
    from reelcast.engines.stage.kernels.eye import Eye
    from reelcast.engines.stage.kernels.trees import paint_trees

    moment = Moment(0.6, azimuth, 0.05, 0.0, 0.0, 0.0, 0.0, snow, 0.0, 0.0)
    eye = Eye(160, 160, 400.0, 80.0, 140.0, 1.6)
    out, depth = np.zeros((160, 160, 3), np.float32), np.zeros((160, 160), np.float32)
    row = np.array([(0.0, 0.0, 40.0, 12.0, kind, 5)])
    paint_trees(eye, make_air(moment), row, out, depth)
    return out, depth


def test_the_ground_subjects_stand_on_is_the_plane_of_the_lens() -> None:
    depth = _meadow().depth
    for row in range(depth.shape[0] - 8, depth.shape[0]):
        np.testing.assert_allclose(depth[row], plane_depth(LENS)[row], rtol=0.03)


@pytest.mark.parametrize("kind", [0, 1], ids=["broadleaf", "conifer"])
def test_a_tree_is_brighter_on_the_side_of_the_sun(kind: int) -> None:
    halves = []
    for azimuth in (-math.pi / 2, math.pi / 2):
        out, depth = _tree(kind, azimuth)
        seen = depth > 0
        left, right = (
            out[:, part].sum() / seen[:, part].sum() for part in (slice(0, 80), slice(80, 160))
        )
        halves.append(left / right)
    assert halves[0] > 1.1 * halves[1]


def test_the_sky_shows_through_the_crown_of_a_broadleaf() -> None:
    _, depth = _tree(0, 1.0)
    rows = [np.flatnonzero(row) for row in depth[:110] > 0]
    gaps = [1 - len(row) / (row[-1] - row[0] + 1) for row in rows if len(row) > 8]
    assert np.mean(gaps) > 0.04


def test_two_broadleaves_have_different_outlines() -> None:
    from reelcast.engines.stage.kernels.crowns import lobe

    crowns = [[lobe(i, seed, 0) for i in range(9)] for seed in (1, 2)]
    assert np.abs(np.array(crowns[0]) - np.array(crowns[1])).max() > 0.05


@pytest.mark.parametrize("kind", [0, 1], ids=["broadleaf", "conifer"])
def test_snow_lies_on_trees(kind: int) -> None:
    bare, _ = _tree(kind, 1.0)
    white, _ = _tree(kind, 1.0, snow=0.9)
    assert np.percentile(white[..., 2], 98) > 3 * np.percentile(bare[..., 2], 98)


def test_grass_stays_visible_at_dusk_and_by_night() -> None:
    from reelcast.engines.stage.plate import photograph

    for time, least in ((Time.DUSK, 40), (Time.NIGHT, 22)):
        place = _meadow(time)
        near = photograph(place, place.radiance, 4.0).rgba[-30:, :, :3]
        assert near.mean() > least, time


def test_the_night_is_bluer_than_the_day() -> None:
    day, night = _near(_meadow()), _near(_meadow(Time.NIGHT))
    assert (
        night[..., 2].mean() / night[..., 0].mean() > 1.5 * day[..., 2].mean() / day[..., 0].mean()
    )


def test_snow_whitens_the_meadow_and_rain_darkens_it() -> None:
    dry, wet = _meadow(weather=Weather.CLOUDY), _meadow(weather=Weather.RAIN)
    snowy = _near(_meadow(weather=Weather.SNOW))
    assert snowy[..., 2].mean() > 0.8 * snowy[..., 1].mean()
    sky = slice(0, 20)
    dark, light = (_near(place).mean() / place.radiance[sky].mean() for place in (wet, dry))
    assert dark < 0.9 * light


def test_fog_hides_the_hills() -> None:
    clear, fog = (
        _meadow(weather=weather).radiance[28:54].std() for weather in (Weather.CLEAR, Weather.FOG)
    )
    assert fog < 0.6 * clear


def test_no_cloud_shades_the_subjects() -> None:
    from reelcast.engines.stage.kernels.land import cloud_shadows
    from reelcast.engines.stage.sets.outdoors import air_of, eye_of

    eye, air = eye_of(LENS), air_of(Conditions(Time.DAY, Weather.CLEAR, 1, 3))
    shares = []
    for far in (20.0, 800.0, 2000.0, 5000.0):
        depth = np.full((eye.height, eye.width), far, np.float32)
        shares.append(cloud_shadows(eye, air, depth))
    np.testing.assert_array_equal(shares[0], 1)
    assert min(share.min() for share in shares) < 0.9


def test_the_wind_moves_grass_more_than_trees_and_more_in_a_storm() -> None:
    calm, storm = _meadow(), _meadow(weather=Weather.STORM)
    for still, wild in zip(calm.stirs, storm.stirs, strict=True):
        assert still.does is Does.SHIFT
        assert wild.amount.mean() > still.amount.mean()
    assert calm.stirs[0].amount[-1].mean() > 10 * calm.stirs[1].amount[-1].mean()


def test_near_blades_stay_low_in_the_middle_of_the_frame() -> None:
    front = _meadow().fronts[0]
    x, y = LENS.margin
    middle = front.alpha[: y + int(0.92 * 90) - front.top, x + 54 : x + 106]
    assert middle.max() < 0.2
    assert front.alpha.max() > 0.5
    assert front.z < LENS.nearest


def test_two_seeds_give_two_skylines() -> None:
    one, other = (_meadow(seed=seed).depth for seed in (3, 5))
    assert ((one < SKY) != (other < SKY)).mean() > 0.01
    assert one.shape[0] * COARSE == LENS.plate_size[1]
