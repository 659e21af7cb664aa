"""Lightning is seen, flickers as it does, and harms nobody who watches."""

import numpy as np
import pytest

from reelcast.engines.stage.airborne.lightning import _FAR, Lightning
from reelcast.engines.stage.lens import Lens

LENS = Lens(480, 270, 480, 127, 1.0)
RATE = 24


def storm(seed: int) -> Lightning:
    return Lightning.of(LENS, np.random.default_rng(seed))


@pytest.mark.parametrize("seed", range(12))
def test_a_clip_of_five_seconds_has_one_or_two_strikes(seed: int) -> None:
    begins = [strike.begins for strike in storm(seed).strikes]
    assert 1 <= sum(at < 4.8 for at in begins) <= 2


@pytest.mark.parametrize("seed", range(12))
def test_never_more_than_three_flashes_within_a_second(seed: int) -> None:
    """A flash is a pair of changes by a tenth of the brightest, one up and one down (WCAG 2.2)."""
    flash = storm(seed).flash
    light = np.array([flash(k / RATE) for k in range(10 * RATE)])
    rises = np.flatnonzero(np.diff(light) > 0.1)
    for first in rises:
        assert ((rises >= first) & (rises < first + RATE)).sum() <= 3


@pytest.mark.parametrize("seed", range(4))
def test_a_strike_flickers_twice_and_dies(seed: int) -> None:
    lightning = storm(seed)
    begins = lightning.strikes[0].begins
    light = np.array([lightning.flash(begins + k / 240) for k in range(-24, 288)])
    assert light[0] == 1
    assert 1.5 < light.max() <= 2.2
    assert (np.diff(light) > 0.3).sum() == 2
    assert light[-1] < 1.02


@pytest.mark.parametrize("seed", range(6))
def test_a_bolt_goes_from_above_the_frame_to_the_horizon_in_one_piece(seed: int) -> None:
    pieces = storm(seed).strikes[0].pieces
    main = pieces[pieces[:, 4] == 1]
    np.testing.assert_array_equal(main[:-1, 2:4], main[1:, :2])
    rows = LENS.horizon - LENS.focal / _FAR * main[:, [1, 3]]
    assert rows.min() < 0
    assert rows.max() == pytest.approx(LENS.horizon, abs=0.35 * LENS.height)
    columns = LENS.width / 2 + LENS.focal / _FAR * main[:, 0]
    assert 0 < np.median(columns) < LENS.width
