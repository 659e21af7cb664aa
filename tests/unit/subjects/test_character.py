"""Which view of a character is shown, and what a mirror does to it."""

import numpy as np
import pytest

from reelcast.board import Direction
from reelcast.kind import Kind
from reelcast.subjects.character import Character, characters, mirrored
from reelcast.subjects.subject import (
    Area,
    Contact,
    Edge,
    Face,
    Facing,
    Figure,
    Joint,
    Profile,
    Subject,
)


def view(reference: int, facing: Facing = Facing.UNKNOWN, bears_text: bool = False) -> Subject:
    profile = Profile(facing=facing, bears_text=bears_text)
    return Subject(reference, np.zeros((2, 2, 4), np.uint8), frozenset(), profile)


def test_the_view_that_faces_there_is_shown() -> None:
    left, right = view(0, Facing.LEFT), view(1, Facing.RIGHT)
    character = Character((left, right))
    assert character.towards(Direction.LEFT) == (left, False)
    assert character.towards(Direction.RIGHT) == (right, False)


def test_one_that_faces_the_other_way_is_mirrored() -> None:
    left, front = view(0, Facing.LEFT), view(1, Facing.CAMERA)
    assert Character((left, front)).towards(Direction.RIGHT) == (left, True)


def test_writing_is_never_mirrored() -> None:
    left, front = view(0, Facing.LEFT, bears_text=True), view(1, Facing.CAMERA)
    assert Character((left, front)).towards(Direction.RIGHT) == (front, False)
    assert Character((left,)).towards(Direction.RIGHT) == (left, False)


def test_what_faces_nowhere_is_shown_as_it_is() -> None:
    only = view(0)
    assert Character((only,)).towards(Direction.LEFT) == (only, False)


@pytest.mark.parametrize(
    ("facings", "front"),
    [
        ((Facing.LEFT, Facing.CAMERA, Facing.AWAY), 1),
        ((Facing.AWAY, Facing.RIGHT), 1),
        ((Facing.RIGHT, Facing.UNKNOWN), 1),
        ((Facing.CAMERA, Facing.CAMERA), 0),
    ],
)
def test_standing_still_it_faces_the_camera_if_it_can(
    facings: tuple[Facing, ...], front: int
) -> None:
    views = tuple(view(reference, facing) for reference, facing in enumerate(facings))
    assert Character(views).front is views[front]


def test_characters_come_in_the_order_of_their_references() -> None:
    subjects = [view(2), view(5), view(0), view(3)]
    found = characters(subjects, said=[[5, 0], [6]])
    assert [character.reference for character in found] == [0, 2, 3]
    assert {shown.reference for shown in found[0].views} == {0, 5}


def full() -> Subject:
    rng = np.random.default_rng(1)
    joints = tuple(Joint(number / 33, 0.5, number / 33) for number in range(33))
    profile = Profile(
        kind=Kind.PERSON,
        facing=Facing.LEFT,
        contact=Contact(0.1, 0.9, 0.4, 1.0),
        joints=joints,
        faces=(Face(Area(0.1, 0.0, 0.3, 0.2), -0.4, 0.9),),
        figures=(
            Figure(
                Area(0.0, 0.0, 0.25, 1.0),
                Kind.PERSON,
                rng.integers(0, 256, (6, 2), np.uint8),
            ),
        ),
    )
    edges = frozenset({Edge.LEFT, Edge.BOTTOM})
    return Subject(0, rng.integers(0, 256, (6, 8, 4), np.uint8), edges, profile)


def test_a_mirror_turns_everything_that_has_a_side() -> None:
    before, after = full(), mirrored(full())
    assert np.array_equal(after.rgba[:, 0], before.rgba[:, -1])
    assert after.cut_by == {Edge.RIGHT, Edge.BOTTOM}
    known = after.profile
    assert known.facing is Facing.RIGHT
    assert known.contact == Contact(0.6, 1.0, 0.9, 0.9)
    assert known.faces[0].yaw == 0.4
    assert known.faces[0].area.left == pytest.approx(0.7)
    assert known.figures[0].area == Area(0.75, 0.0, 1.0, 1.0)
    assert np.array_equal(known.figures[0].matte, before.profile.figures[0].matte[:, ::-1])


@pytest.mark.parametrize(
    ("here", "there"), [(0, 0), (1, 4), (3, 6), (7, 8), (9, 10), (15, 16), (31, 32)]
)
def test_a_mirrored_left_hand_is_a_right_hand(here: int, there: int) -> None:
    before, after = full().profile.joints, mirrored(full()).profile.joints
    assert after[there] == Joint(1 - before[here].x, 0.5, before[here].seen)
    assert after[here] == Joint(1 - before[there].x, 0.5, before[there].seen)


def test_two_mirrors_show_the_subject_itself() -> None:
    before, after = full(), mirrored(mirrored(full()))
    assert np.array_equal(after.rgba, before.rgba)
    assert after.cut_by == before.cut_by
    assert [joint.x for joint in after.profile.joints] == pytest.approx(
        [joint.x for joint in before.profile.joints]
    )


def test_what_faces_the_camera_still_does_in_a_mirror() -> None:
    assert mirrored(view(0, Facing.CAMERA)).profile.facing is Facing.CAMERA
    assert mirrored(view(0)).profile.joints == ()
