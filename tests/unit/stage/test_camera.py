"""The camera stays over the plate and moves as it was told."""

import itertools

import numpy as np
import pytest

from reelcast.engines.stage.camera import Path, View, plan
from reelcast.engines.stage.lens import Lens
from reelcast.storyboard import Move

LENSES = (
    Lens(1920, 1080, 1920, 500, 1.0),
    Lens(1080, 1920, 1920, 960, 1.2),
    Lens(1080, 1080, 1425, 130, 2.0),
    Lens(480, 270, 480, 125, 1.0),
)


@pytest.mark.parametrize("lens", LENSES)
def test_the_plate_divides_into_coarse_cells_around_the_frame(lens: Lens) -> None:
    width, height = lens.plate_size
    assert (width % 4, height % 4) == (0, 0)
    assert width > 1.3 * lens.width
    assert height > 1.3 * lens.height


@pytest.mark.parametrize("lens", LENSES)
def test_a_row_of_ground_and_its_distance_are_inverse(lens: Lens) -> None:
    assert lens.row(lens.distance(lens.height - 7.0)) == pytest.approx(lens.height - 7.0)


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("hero", [0.8, 2.0, 9.0])
def test_no_move_looks_past_the_ground_of_the_plate(lens: Lens, move: Move, hero: float) -> None:
    path = plan(move, 3.0, hero, lens)
    wide, high = lens.plate_size
    for t in np.linspace(0, 1, 9):
        view = path.at(float(t))
        # The lower corners of the frame see the nearest ground there is.
        z = lens.nearest + view.z
        row = lens.plate_horizon + lens.focal * lens.eye / z
        assert row <= high
        if move in (Move.PUSH_IN, Move.PULL_BACK, Move.STATIC):
            half = lens.width / 2 * lens.nearest / z
            assert half <= wide / 2
        assert abs(view.pan) <= lens.margin[0]


@pytest.mark.parametrize("move", [move for move in Move if move is not Move.STATIC])
def test_a_larger_reach_moves_the_camera_farther(move: Move) -> None:
    def length(reach: float) -> float:
        path = plan(move, reach, 2.0, LENSES[0])
        a, b = path.start, path.end
        return abs(a.x - b.x) + abs(a.z - b.z) + abs(a.pan - b.pan)

    assert 0 < length(0.45) < length(1.0) < length(2.0)


def test_a_static_camera_does_not_move() -> None:
    path = plan(Move.STATIC, 2.0, 2.0, LENSES[0])
    assert path.at(0.0) == path.at(0.5) == path.at(1.0) == View()


def test_a_track_keeps_the_hero_in_its_place() -> None:
    lens, hero = LENSES[0], 3.0
    path = plan(Move.TRACK_RIGHT, 1.0, hero, lens)
    columns = [
        lens.focal * (0.2 - view.x) / hero - view.pan
        for view in (path.at(t) for t in (0.0, 0.3, 1.0))
    ]
    assert columns == pytest.approx([columns[0]] * 3)


def test_a_move_starts_and_lands_softly_and_never_turns_back() -> None:
    path = Path(View(), View(pan=100.0))
    steps = np.diff([path.at(t).pan for t in np.linspace(0, 1, 121)])
    assert (steps > 0).all()
    assert steps[0] < steps[60] > steps[-1]
    # No jerk: neighbouring steps are nearly equal.
    assert max(abs(b - a) for a, b in itertools.pairwise(steps)) < 0.05 * steps.max()
