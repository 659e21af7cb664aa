"""Nobody goes out of the picture, into a neighbour or beyond the ground there is."""

from dataclasses import replace

import numpy as np
import pytest

from reelcast.board import Move
from reelcast.engines.stage.camera import Path, View, plan
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.rooms import Stand, rooms

LENS = Lens(1920, 1080, 1920, 508, 1.0)
STILL = Path(View(), View())
ALONE = Stand(0.0, 4.0, 0.0, 0.6, 1.6)


def column(x: float, z: float, view: View) -> float:
    return LENS.width / 2 + LENS.focal * (x - view.x) / (z - view.z) - view.pan


@pytest.mark.parametrize("move", [Move.STATIC, Move.TRACK, Move.PAN_LEFT, Move.PULL_BACK])
def test_from_no_view_of_the_path_is_anybody_out_of_the_picture(move: Move) -> None:
    path = plan(move, 1.0, 4.0, LENS, np.random.default_rng(0))
    (room,) = rooms([ALONE], LENS, path, 20.0)
    for view in path.extremes:
        assert column(-0.3 - room.left, 4.0, view) > 0
        assert column(0.3 + room.right, 4.0, view) < LENS.width
    assert room.left > 0.2


def test_it_may_rise_to_the_upper_edge() -> None:
    (room,) = rooms([ALONE], LENS, STILL, 20.0)
    top = LENS.horizon - LENS.focal * (1.6 + room.up - LENS.eye) / 4.0
    assert top == pytest.approx(0.03 * 1080, abs=1)


def test_neighbours_keep_half_of_the_gap_each_unless_they_go_together() -> None:
    left, right = replace(ALONE, x=-0.8), replace(ALONE, x=0.8)
    one, two = rooms([left, right], LENS, STILL, 20.0)
    assert one.right == two.left == pytest.approx(0.5)
    going = [replace(left, going=1), replace(right, going=1)]
    one, two = rooms(going, LENS, STILL, 20.0)
    assert one.right == two.right == pytest.approx(rooms([right], LENS, STILL, 20.0)[0].right)
    assert one.left == two.left


def test_the_ground_ends_the_way_into_the_distance() -> None:
    assert rooms([ALONE], LENS, STILL, 6.0)[0].farther == pytest.approx(2.0)
    assert rooms([ALONE], LENS, STILL, 3.0)[0].farther == 0
    assert rooms([ALONE], LENS, STILL, 900.0)[0].farther < 12
    assert rooms([replace(ALONE, bust=True)], LENS, STILL, 900.0)[0].farther < 2
