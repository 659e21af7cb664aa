"""Everybody is in the picture, on the ground or at its edge, at every moment."""

from dataclasses import replace

import numpy as np
import pytest

from reelcast.board import Move, Role
from reelcast.clip import SIZES
from reelcast.engines.stage.blocking import Blocking, Mark, Shot, block
from reelcast.engines.stage.camera import View
from reelcast.subjects.subject import Edge, Subject
from tests.unit.stage.cutouts import bust, standing

MOVES = tuple(Move)
SIZE_LIST = tuple(SIZES.values())


def blocked(
    subjects: list[Subject], size: tuple[int, int], move: Move = Move.PUSH_IN, reach: float = 2.0
) -> Blocking:
    roles = [Role(reference=subject.reference + 1) for subject in subjects]
    return block(subjects, roles, size, Shot(move, reach), np.random.default_rng(3))


def seen(mark: Mark, blocking: Blocking, view: View) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a card in frame pixels."""
    lens = blocking.lens
    scale = lens.focal / (mark.z - view.z)
    column = lens.width / 2 + scale * (mark.x - view.x) - view.pan
    foot = lens.horizon + scale * (lens.eye + view.y - mark.base) + view.tilt
    half = mark.width * scale / 2
    return column - half, foot - mark.height * scale, column + half, foot


@pytest.mark.parametrize("size", SIZE_LIST)
@pytest.mark.parametrize("count", range(1, 8))
def test_every_head_is_in_the_picture(size: tuple[int, int], count: int) -> None:
    subjects = [bust(i) if i % 3 == 2 else standing(i) for i in range(count)]
    blocking = blocked(subjects, size)
    assert sorted(mark.subject for mark in blocking.marks) == list(range(count))
    for mark in blocking.marks:
        for view in blocking.path.extremes:
            left, top, right, _ = seen(mark, blocking, view)
            assert top > 0.05 * size[1]
            assert left > -0.02 * size[0]
            assert right < 1.02 * size[0]


@pytest.mark.parametrize("size", SIZE_LIST)
@pytest.mark.parametrize("move", MOVES)
def test_the_cut_edge_of_a_bust_never_shows(size: tuple[int, int], move: Move) -> None:
    blocking = blocked([bust(0), standing(1), bust(2)], size, move)
    for t in np.linspace(0, 1, 25):
        for mark in blocking.marks:
            if not mark.standing:
                assert seen(mark, blocking, blocking.path.at(float(t)))[3] > size[1] + 2


@pytest.mark.parametrize("size", SIZE_LIST)
def test_what_stands_stands_on_the_ground_in_the_frame(size: tuple[int, int]) -> None:
    blocking = blocked([standing(i) for i in range(5)], size)
    for mark in blocking.marks:
        assert mark.base == 0.0
        assert blocking.lens.row(mark.z) < 0.97 * size[1]


@pytest.mark.parametrize("size", SIZE_LIST)
def test_one_subject_is_shown_large(size: tuple[int, int]) -> None:
    blocking = blocked([standing()], size, Move.STATIC)
    left, top, right, bottom = seen(blocking.marks[0], blocking, View())
    assert max((bottom - top) / size[1], (right - left) / size[0]) > 0.55


def test_a_subject_cut_on_one_side_is_hidden_by_that_side_of_the_frame() -> None:
    blocking = blocked([bust(0), bust(1, Edge.LEFT)], SIZES["16:9"], Move.STATIC, 1.0)
    mark = next(mark for mark in blocking.marks if mark.subject == 1)
    others = [m.x for m in blocking.marks if m is not mark]
    assert mark.x < min(others)
    for view in (blocking.path.start, blocking.path.end):
        assert seen(mark, blocking, view)[0] < 0
    assert not mark.soft


def test_a_cut_that_the_frame_cannot_hide_is_faded() -> None:
    blocking = blocked([bust(0, Edge.LEFT, Edge.RIGHT)], SIZES["16:9"], Move.STATIC)
    assert blocking.marks[0].soft == {Edge.RIGHT}


def test_a_wide_bust_fills_a_tall_frame_from_side_to_side() -> None:
    blocking = blocked([bust(0, Edge.LEFT, Edge.RIGHT)], SIZES["9:16"], Move.TRACK, 1.0)
    for view in (blocking.path.start, blocking.path.end):
        left, _, right, _ = seen(blocking.marks[0], blocking, view)
        assert left < 0
        assert right > 1080
    assert not blocking.marks[0].soft


def test_nearer_marks_are_drawn_later() -> None:
    blocking = blocked([bust(0), standing(1), standing(2), standing(3)], SIZES["1:1"])
    distances = [mark.z for mark in blocking.marks]
    assert distances == sorted(distances, reverse=True)


@pytest.mark.parametrize("move", MOVES)
def test_heads_stay_in_the_picture_whatever_the_camera_does(move: Move) -> None:
    blocking = blocked([bust(0), standing(1)], SIZES["16:9"], move)
    for t in np.linspace(0, 1, 25):
        for mark in blocking.marks:
            assert seen(mark, blocking, blocking.path.at(float(t)))[1] > 0.02 * 1080


def test_a_set_with_its_own_horizon_keeps_it_and_is_stood_on_below() -> None:
    roles = [Role(reference=1), Role(reference=2)]
    shot = Shot(Move.STATIC, horizon=700.0, room=(0.06, 0.06))
    rng = np.random.default_rng(0)
    blocking = block([standing(0), standing(1)], roles, SIZES["16:9"], shot, rng)
    assert blocking.lens.horizon == 700.0
    assert blocking.lens.room == (0.06, 0.06)
    for mark in blocking.marks:
        assert 700 < blocking.lens.row(mark.z) < 0.97 * 1080


def test_without_anybody_there_is_still_a_camera() -> None:
    blocking = block([], [], SIZES["16:9"], Shot(Move.PUSH_IN), np.random.default_rng(0))
    assert not blocking.marks
    assert blocking.path.start != blocking.path.end


def alone(shot: Shot) -> Mark:
    low = replace(standing(0), rgba=np.full((40, 160, 4), 255, np.uint8))
    subjects, roles = [low], [Role(reference=1)]
    (mark,) = block(subjects, roles, SIZES["16:9"], shot, np.random.default_rng(3)).marks
    return mark


def test_who_floats_is_in_the_middle_and_stands_on_nothing() -> None:
    ground, air = alone(Shot(Move.STATIC)), alone(Shot(Move.STATIC, afloat=True))
    assert air.base > ground.base == 0
    assert ground.standing
    assert not air.standing


def test_who_swims_is_partly_under_water() -> None:
    mark = alone(Shot(Move.STATIC, sunk=0.5))
    assert mark.sunk == pytest.approx(0.5 * mark.height)
    assert mark.base == -mark.sunk
    assert not mark.standing
