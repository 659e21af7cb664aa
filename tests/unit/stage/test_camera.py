"""The camera stays over the plate and moves as it was told."""

import itertools

import numpy as np
import pytest

from reelcast.board import Move
from reelcast.engines.stage import camera
from reelcast.engines.stage.camera import Path, View
from reelcast.engines.stage.lens import Lens

LENSES = (
    Lens(1920, 1080, 1920, 500, 1.0),
    Lens(1080, 1920, 1920, 960, 1.2),
    Lens(1080, 1080, 1425, 130, 2.0),
    Lens(480, 270, 480, 125, 1.0),
    Lens(1920, 1080, 1920, 500, 1.0, (0.06, 0.09)),
)


def plan(move: Move, reach: float, hero: float, lens: Lens, side: int = 1) -> Path:
    return camera.plan(move, reach, hero, lens, np.random.default_rng(4), side)


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
    wide, high = lens.room[0] * lens.width, lens.room[1] * lens.height
    for t in np.linspace(0, 1, 25):
        view = path.at(float(t))
        # The lower corners of the frame see the nearest ground there is.
        for row in (0.0, float(lens.height)):
            near = 1 / lens.nearest if row else 0.0
            seen = (row - lens.horizon - view.tilt) * (1 - view.z * near)
            seen += lens.horizon - lens.focal * view.y * near
            assert -high - 1 <= seen <= lens.height + high + 1
        if move not in (Move.TRACK, Move.ORBIT):
            half = lens.width / 2 * (1 - view.z / lens.nearest)
            assert half <= lens.width / 2 + wide
        assert abs(view.pan) <= wide


def length(path: Path) -> float:
    """How far a camera gets, all displacements together."""
    views = [path.at(t) for t in np.linspace(0, 1, 61)]
    names = ("x", "y", "z", "pan", "tilt")
    return sum(float(np.ptp([getattr(view, name) for view in views])) for name in names)


@pytest.mark.parametrize("move", [move for move in Move if move is not Move.STATIC])
def test_a_larger_reach_moves_the_camera_farther(move: Move) -> None:
    short, middling, far = (length(plan(move, r, 2.0, LENSES[0])) for r in (0.45, 1.0, 1.6))
    assert 0 < short < middling < far


@pytest.mark.parametrize("move", Move)
def test_all_views_lie_between_the_extremes(move: Move) -> None:
    path = plan(move, 1.5, 2.0, LENSES[0])
    for name in ("x", "y", "z", "pan", "tilt"):
        ends = [getattr(view, name) for view in path.extremes]
        for t in np.linspace(0, 1, 50):
            assert min(ends) - 1e-9 <= getattr(path.at(float(t)), name) <= max(ends) + 1e-9


def test_a_static_camera_does_not_move() -> None:
    path = plan(Move.STATIC, 2.0, 2.0, LENSES[0])
    assert path.at(0.0) == path.at(0.5) == path.at(1.0) == View()


@pytest.mark.parametrize("move", [Move.TRACK, Move.ORBIT])
@pytest.mark.parametrize("side", [-1, 1])
def test_past_the_hero_the_hero_keeps_its_place(move: Move, side: int) -> None:
    lens, hero = LENSES[0], 3.0
    path = plan(move, 1.0, hero, lens, side)
    columns = [
        lens.focal * (0.2 - view.x) / hero - view.pan
        for view in (path.at(t) for t in (0.0, 0.3, 1.0))
    ]
    assert columns == pytest.approx([columns[0]] * 3)
    assert (path.end.x - path.start.x) * side > 0


def test_an_orbit_goes_farther_than_a_track() -> None:
    track, orbit = (plan(move, 1.0, 3.0, LENSES[0]) for move in (Move.TRACK, Move.ORBIT))
    assert orbit.end.x > 1.2 * track.end.x


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize(("move", "up"), [(Move.CRANE_UP, 1), (Move.CRANE_DOWN, -1)])
def test_a_crane_goes_up_or_down_and_keeps_the_hero_in_its_row(
    lens: Lens, move: Move, up: int
) -> None:
    hero = 3.0
    path = plan(move, 1.0, hero, lens)
    assert (path.end.y - path.start.y) * up > 0
    for view in (path.start, path.end):
        assert lens.focal * view.y / hero + view.tilt == pytest.approx(0.0)
        assert abs(view.y) < lens.eye


@pytest.mark.parametrize(("move", "up"), [(Move.TILT_UP, 1), (Move.TILT_DOWN, -1)])
def test_a_tilt_turns_up_or_down_but_never_below_the_level(move: Move, up: int) -> None:
    path = plan(move, 2.0, 3.0, LENSES[0])
    assert (path.end.tilt - path.start.tilt) * up > 0
    assert min(path.start.tilt, path.end.tilt) == 0.0


def test_a_hand_is_unsteady_but_smooth_and_not_twice_the_same() -> None:
    lens = LENSES[0]
    views = [plan(Move.HANDHELD, 1.0, 2.0, lens).at(t) for t in np.linspace(0, 1, 120)]
    pans = np.array([view.pan for view in views])
    assert 2 < np.ptp(pans) < 0.02 * lens.width
    assert np.abs(np.diff(pans)).max() < 0.001 * lens.width
    other = camera.plan(Move.HANDHELD, 1.0, 2.0, lens, np.random.default_rng(5))
    assert other.at(0.5) != views[60]


def test_a_move_starts_and_lands_softly_and_never_turns_back() -> None:
    path = Path(View(), View(pan=100.0))
    steps = np.diff([path.at(t).pan for t in np.linspace(0, 1, 121)])
    assert (steps > 0).all()
    assert steps[0] < steps[60] > steps[-1]
    # No jerk: neighbouring steps are nearly equal.
    assert max(abs(b - a) for a, b in itertools.pairwise(steps)) < 0.05 * steps.max()


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("side", [1, -1])
def test_beside_a_traveller_it_drives_as_far_as_there_is_ground(lens: Lens, side: int) -> None:
    path = camera.plan(Move.TRACK, 3.0, 4.0, lens, np.random.default_rng(4), side, True)
    assert side * (path.end.x - path.start.x) > 0
    assert side * (path.end.pan - path.start.pan) > 0
    for view in path.extremes:
        nearest = abs(view.pan) + lens.focal * abs(view.x) / lens.nearest
        assert nearest <= lens.room[0] * lens.width
