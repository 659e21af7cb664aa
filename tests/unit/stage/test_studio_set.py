"""In the studio the hour is a mood: from high key by day to a pool of light on dark paper."""

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets import studio
from reelcast.engines.stage.sets.base import Conditions, Floats, Set

LENS = Lens(160, 90, 160.0, 42.0, 1.0)


def built(time: Time = Time.DAY, side: int = -1, seed: int = 1) -> Set:
    return studio.build(LENS, Conditions(time, Weather.CLEAR, side, seed))


def luminance(place: Set) -> Floats:
    return np.asarray(place.radiance.mean(2), np.float32)


def test_every_hour_is_darker_than_the_one_before() -> None:
    means = [luminance(built(time)).mean() for time in Time]
    assert means == sorted(means, reverse=True)
    assert means[-1] < 0.5 * means[0]


def test_night_is_a_pool_of_light_on_dark_paper() -> None:
    def contrast(place: Set) -> float:
        lit = luminance(place)
        return float(np.percentile(lit, 98) / np.percentile(lit, 5))

    assert contrast(built(Time.NIGHT)) > 1.5 * contrast(built(Time.DAY))


def test_the_gel_is_warm_in_the_golden_hour_and_cold_at_dusk() -> None:
    def warmth(time: Time) -> float:
        wall = built(time).radiance[: LENS.plate_size[1] // 3].mean((0, 1))
        floor = built(time).radiance[-8:].mean((0, 1))
        return float(wall[0] / wall[2] * floor[2] / floor[0])

    assert warmth(Time.DUSK) < 0.9 < warmth(Time.DAY) < 1.1 < warmth(Time.GOLDEN)


@pytest.mark.parametrize("time", Time)
def test_paper_has_no_edge_anywhere(time: Time) -> None:
    lit = luminance(built(time))
    steps = np.abs(np.diff(lit, axis=0)) / lit[1:]
    assert steps.max() < 0.06


def test_the_side_of_the_key_mirrors_the_paper() -> None:
    left, right = built(side=-1), built(side=1)
    assert left.light.towards[0] < 0 < right.light.towards[0]
    np.testing.assert_allclose(left.radiance[:, ::-1], right.radiance, rtol=0.03)
