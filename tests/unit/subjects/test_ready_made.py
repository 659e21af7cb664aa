"""Pictures that bring their own transparency."""

import numpy as np
import pytest

from reelcast.subjects.ready_made import bled, has_own_matte, shrunk


def red_disc(side: int) -> np.ndarray:
    """A red disc with soft edges; what is transparent is black underneath."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    alpha = np.clip(side / 3 - np.hypot(x, y) + 0.5, 0, 1)
    rgba = np.zeros((side, side, 4), np.uint8)
    rgba[..., 3] = np.round(alpha * 255)
    rgba[rgba[..., 3] > 0, 0] = 200
    return rgba


def test_an_alpha_channel_counts_when_it_separates() -> None:
    assert has_own_matte(red_disc(64)[..., 3])
    assert not has_own_matte(np.full((64, 64), 255, np.uint8))
    assert not has_own_matte(np.full((64, 64), 128, np.uint8))
    assert not has_own_matte(np.zeros((64, 64), np.uint8))


def test_shrinking_keeps_the_colour_of_the_edges() -> None:
    small = shrunk(red_disc(128), 0.25)
    assert small.shape == (32, 32, 4)
    edge = (small[..., 3] > 16) & (small[..., 3] < 240)
    assert edge.any()
    shown = np.abs(small[edge, 0].astype(float) - 200) * small[edge, 3] / 255
    assert np.all(shown <= 1)


@pytest.mark.parametrize("side", [64, 37])
def test_colours_run_on_under_what_is_transparent(side: int) -> None:
    rgba = red_disc(side)
    colours = bled(rgba)
    assert np.array_equal(colours[rgba[..., 3] > 0], rgba[rgba[..., 3] > 0, :3])
    assert np.all(np.abs(colours[..., 0].astype(int) - 200) <= 1)
    assert not colours[..., 1:].any()
