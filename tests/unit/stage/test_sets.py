"""Sets are larger than the frame, repeatable, and have the ground where the lens expects it."""

import numpy as np
import pytest

from reelcast.board import Setting
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.plate import photograph
from reelcast.engines.stage.sets.base import COARSE

LENS = Lens(160, 90, 160, 42, 1.0)

pytestmark = pytest.mark.usefixtures("compiled")


@pytest.mark.parametrize("name", sets.NAMES)
def test_a_set_fills_its_plate_with_light(name: str) -> None:
    place = sets.build(name, LENS, np.random.default_rng(1))
    width, height = LENS.plate_size
    assert place.radiance.shape == (height, width, 3)
    assert place.radiance.dtype == np.float32
    assert np.isfinite(place.radiance).all()
    assert (place.radiance >= 0).all()
    assert place.depth.shape == (height // COARSE, width // COARSE)
    assert np.linalg.norm(place.light.towards) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("name", sets.NAMES)
def test_the_same_seed_builds_the_same_set_and_another_one_another(name: str) -> None:
    first, again, other = (
        sets.build(name, LENS, np.random.default_rng(seed)).radiance for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("name", sets.NAMES)
def test_the_near_ground_lies_on_the_plane_of_the_lens(name: str) -> None:
    place = sets.build(name, LENS, np.random.default_rng(1))
    row = place.depth.shape[0] - 2
    expected = LENS.distance((row + 0.5) * COARSE - LENS.margin[1])
    np.testing.assert_allclose(place.depth[row], expected, rtol=0.02)


@pytest.mark.parametrize("name", sets.NAMES)
def test_a_photograph_of_a_set_is_neither_black_nor_burnt(name: str) -> None:
    place = sets.build(name, LENS, np.random.default_rng(1))
    plate = photograph(place, place.radiance, 4.0)
    assert plate.rgba.dtype == np.uint8
    assert 60 < plate.rgba[..., :3].mean() < 190
    assert (plate.rgba[..., :3] == 255).mean() < 0.02


@pytest.mark.parametrize("setting", Setting)
def test_every_setting_has_a_set(setting: Setting) -> None:
    assert sets.nearest(setting) in sets.NAMES


def test_what_has_grass_or_a_horizon_is_filmed_outdoors() -> None:
    assert {sets.nearest(s) for s in (Setting.FOREST, Setting.ROAD, Setting.OCEAN)} == {"meadow"}
    assert {sets.nearest(s) for s in (Setting.ROOM, Setting.STAGE, Setting.SPACE)} == {"studio"}


def test_the_number_of_threads_changes_nothing() -> None:
    import numba

    pictures = []
    for threads in (1, 2):
        numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
        place = sets.build("meadow", LENS, np.random.default_rng(5))
        pictures.append(photograph(place, place.radiance, 4.0).rgba)
    np.testing.assert_array_equal(pictures[0], pictures[1])
