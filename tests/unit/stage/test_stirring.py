"""Water, leaves and lamps move where they should, and nothing else does."""

from dataclasses import replace

import numpy as np
import pytest

from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.plate import Plate, photograph
from reelcast.engines.stage.sets.base import (
    Does,
    Floats,
    Lie,
    Light,
    Places,
    Set,
    Stir,
    plane_depth,
)

LENS = Lens(320, 180, 320, 84, 1.0)


def striped() -> Floats:
    """Upright stripes: what moves sideways is seen to."""
    width, height = LENS.plate_size
    stripes = np.where(np.arange(width) // 12 % 2, 0.4, 0.05).astype(np.float32)
    return np.ascontiguousarray(np.broadcast_to(stripes[None, :, None], (height, width, 3)))


def filmed(*stirs: Stir) -> Plate:
    light = Light((0.0, 1.0, 0.0), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0), 1.0)
    place = Set(LENS, striped(), plane_depth(LENS), light, Places(1, 9, 2), stirs, glare=0.0)
    return photograph(place, place.radiance, 3.0)


def lower(amount: float) -> Floats:
    """A stir of the ground, up to a little below the horizon."""
    mask = np.zeros_like(plane_depth(LENS))
    mask[round(LENS.plate_horizon / 4) + 3 :] = amount
    return mask


@pytest.mark.parametrize("lie", Lie)
@pytest.mark.parametrize("does", Does)
def test_only_what_stirs_changes_and_it_goes_on_changing(does: Does, lie: Lie) -> None:
    amount = lower(0.01 if does is Does.SHIFT else 0.3)
    plate = filmed(Stir(does, lie, amount, 0.3, pace=0.8))
    frames = [plate.seen(View(), seconds).astype(int) for seconds in (0.0, 0.7, 1.4)]
    above = np.s_[: round(LENS.horizon) - 4]
    below = np.s_[round(LENS.horizon) + 20 :]
    for one, other in ((0, 1), (1, 2)):
        np.testing.assert_array_equal(frames[one][above], frames[other][above])
        assert np.abs(frames[one][below] - frames[other][below]).mean() > 1


def test_a_gleam_brightens_as_much_as_it_dims() -> None:
    plate = filmed(Stir(Does.GLEAM, Lie.SCREEN, lower(0.3), 0.1))
    still = filmed().seen(View(), 0.0)[100:, :, :3].mean()
    lit = [plate.seen(View(), t / 3)[100:, :, :3].mean() for t in range(12)]
    assert np.mean(lit) == pytest.approx(still, rel=0.04)


def test_a_shift_stays_within_its_amount() -> None:
    plate = filmed(Stir(Does.SHIFT, Lie.GROUND, lower(0.01), 0.3))
    cells = plate._sources(View(), 0.0)
    columns, rows = (plate._finer(cell) for cell in cells)
    for seconds in (0.0, 1.0, 4.9):
        across, along = plate.stirring.shifts(columns, rows, seconds)
        assert 0.2 < np.abs(along).max() < 0.016 * LENS.height
        assert np.abs(across).max() < 0.012 * LENS.height


def test_a_set_without_stirs_is_seen_as_one_whose_stirs_are_nought() -> None:
    still = filmed().seen(View(x=0.1), 1.0).astype(int)
    nought = filmed(Stir(Does.SHIFT, Lie.GROUND, lower(0.0), 0.3)).seen(View(x=0.1), 1.0)
    assert np.abs(still - nought).max() <= 4


def test_the_pattern_flows_where_it_is_told() -> None:
    """Half a second of flow looks as the start does half a second's way further on."""
    stir = Stir(Does.GLEAM, Lie.SCREEN, np.full_like(plane_depth(LENS), 0.4), 0.2, (0.5, 0.0), 0.0)
    plate = filmed(stir)
    columns, rows = (plate._finer(cell) for cell in plate._sources(View(), 0.0))
    now, later = (plate.stirring.gain(columns, rows, seconds) for seconds in (0.0, 0.5))
    cells = round(0.25 * LENS.height / 4)
    far = np.abs(later - now).mean()
    moved = np.abs(later[:, cells:] - now[:, :-cells]).mean()
    assert moved < 0.4 * far


def test_two_films_of_one_plate_are_the_same() -> None:
    stir = Stir(Does.SHIFT, Lie.UPRIGHT, lower(0.01), 0.2)
    one, other = (filmed(replace(stir)).seen(View(x=0.05), 2.0) for _ in range(2))
    np.testing.assert_array_equal(one, other)
