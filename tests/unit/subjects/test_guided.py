"""The guided filter against what it is defined to do."""

import numpy as np
import pytest

from reelcast.subjects.guided import guided_filter


@pytest.mark.parametrize("step", [1, 2])
def test_a_wrong_border_moves_to_the_edge_of_the_picture(step: int) -> None:
    guide = np.full((64, 64, 3), (0.2, 0.4, 0.1), np.float32)
    guide[:, 32:] = (0.8, 0.3, 0.2)
    coarse = np.zeros((64, 64), np.float32)
    coarse[:, 35:] = 1  # three pixels off
    drawn = guided_filter(guide, coarse, 8, 1e-5, step)
    assert np.all(drawn[8:-8, 32:] > 0.5)
    assert np.all(drawn[8:-8, :32] < 0.05)


def test_a_picture_without_edges_only_softens() -> None:
    guide = np.full((32, 32, 3), 0.5, np.float32)
    source = np.zeros((32, 32), np.float32)
    source[:, 16:] = 1
    drawn = guided_filter(guide, source, 4, 1e-3)
    assert np.all(np.diff(drawn[16]) >= -1e-5)
    assert drawn[16, 0] == pytest.approx(0, abs=1e-5)
    assert drawn[16, 31] == pytest.approx(1, abs=1e-5)
    assert drawn[16, 15:17].mean() == pytest.approx(0.5, abs=0.02)
