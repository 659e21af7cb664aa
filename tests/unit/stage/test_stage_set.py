"""On a stage lamps shine through haze onto polished boards, before cloth in uneven folds."""

import functools

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets import stage
from reelcast.engines.stage.sets.base import Conditions, Does, Floats, Set, plane_depth

LENS = Lens(160, 90, 160.0, 42.0, 1.0)
CONCERT, THEATRE = 2, 5
"""Seeds of either kind."""


@functools.cache
def built(seed: int = CONCERT, side: int = -1) -> Set:
    return stage.build(LENS, Conditions(side=side, seed=seed))


def luminance(place: Set) -> Floats:
    return np.asarray(place.radiance.mean(2), np.float32)


@pytest.mark.parametrize("seed", [CONCERT, THEATRE])
def test_the_boards_are_the_plane_of_the_lens_up_to_the_cloth(seed: int) -> None:
    place = built(seed)
    plane = plane_depth(LENS)
    middle = plane.shape[1] // 2
    near = plane[:, middle] < place.places.far
    np.testing.assert_allclose(place.depth[near, middle], plane[near, middle], rtol=0.01)
    assert place.depth.max() < 12


def test_lamps_hang_in_view_before_the_cloth() -> None:
    place = built()
    top = place.depth[: LENS.plate_size[1] // 8]
    assert top.min() < 0.97 * place.depth.max()
    assert luminance(place)[: LENS.plate_size[1] // 2].max() > 1


def test_only_the_haze_gleams() -> None:
    (stir,) = built().stirs
    assert stir.does is Does.GLEAM
    assert stir.amount.shape == built().depth.shape
    assert 0.05 < stir.amount.max() <= 0.3
    assert stir.amount.min() < 0.5 * stir.amount.max()


def test_the_key_comes_from_the_front_of_the_side_asked_for() -> None:
    left, right = built(side=-1).light.towards, built(side=1).light.towards
    assert left[0] < 0 < right[0]
    assert left[2] < 0
    assert np.linalg.norm(left) == pytest.approx(1)


def test_folds_are_of_uneven_width() -> None:
    from reelcast.engines.stage.kernels.limelight import _fold

    across = np.arange(0, 24, 0.01)
    relief = np.array([_fold(x, 1.5, 3.0) for x in across.tolist()])
    crests = np.flatnonzero((relief[1:-1] > relief[:-2]) & (relief[1:-1] > relief[2:]))
    gaps = np.diff(across[crests])
    gaps = gaps[gaps > 0.05]
    assert gaps.std() > 0.2 * gaps.mean()


def test_a_beam_is_summed_as_by_small_steps() -> None:
    from reelcast.engines.stage.kernels.limelight import _within, beam

    lamp = np.array([0.0, 4.0, 8.0, 0.0, -0.8, -0.6, 1.0, 1.0, 1.0, 0.06, 1.0])
    origin, direction = (0.2, 1.0, 0.0), (0.0, 0.1, np.sqrt(1 - 0.01))

    def along(t: float) -> float:
        x, y, z = (o + d * t for o, d in zip(origin, direction, strict=True))
        return beam(lamp, x, y, z)

    steps = np.arange(0.005, 12, 0.01).tolist()
    lit = [t for t in steps if along(t) > 0]
    first, last = _within(lamp, origin, direction, 12.0)
    assert first == pytest.approx(min(lit), abs=0.03)
    assert last == pytest.approx(max(lit), abs=0.03)


def test_a_theatre_is_red_or_blue_velvet_and_a_concert_is_not() -> None:
    def colourful(place: Set) -> float:
        r, g, b = place.radiance[: LENS.plate_size[1] // 2].mean((0, 1))
        return float(g / max(r, b))

    assert colourful(built(THEATRE)) < 0.45


def test_neither_hour_nor_weather_is_known_on_a_stage() -> None:
    other = stage.build(LENS, Conditions(Time.NIGHT, Weather.RAIN, -1, CONCERT))
    np.testing.assert_array_equal(other.radiance, built().radiance)


def test_seeds_light_different_stages() -> None:
    pictures = [built(seed).radiance for seed in (1, CONCERT, THEATRE)]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert np.abs(pictures[a] - pictures[b]).mean() > 0.02
