"""Which references show the same subject, and in which order."""

from math import radians

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.subjects.subject import Area, Face, Facing, Profile, Subject
from reelcast.subjects.views import grouped, near


def pointing(*angles: float) -> NDArray[np.float32]:
    """A unit vector; two with the same number of angles have the cosine of their last one."""
    vector = np.zeros(8, np.float32)
    vector[0] = 1.0
    for place, angle in enumerate(angles):
        vector[place + 1] = vector[place] * np.sin(radians(angle))
        vector[place] *= np.cos(radians(angle))
    return vector


def subject(
    looks: float,
    colours: float = 0.0,
    kind: Kind = Kind.OBJECT,
    facing: Facing = Facing.UNKNOWN,
    yaw: float | None = None,
    width: int = 10,
) -> Subject:
    """One whose embedding points ``looks`` degrees away from an axis, its colours likewise."""
    faces = () if yaw is None else (Face(Area(0, 0, 1, 1), yaw, 1.0),)
    profile = Profile(
        kind, facing=facing, faces=faces, embedding=pointing(looks), colours=pointing(colours)
    )
    return Subject(0, np.zeros((10, width, 4), np.uint8), frozenset(), profile)


def test_views_that_look_alike_are_one_and_others_are_not() -> None:
    subjects = [subject(0), subject(90, 90), subject(30, 5), subject(80, 85)]
    assert grouped(subjects) == ((0, 2), (1, 3))


def test_the_same_looks_in_other_colours_are_not_one() -> None:
    assert grouped([subject(0), subject(20, 60)]) == ((0,), (1,))


def test_living_things_must_agree_more() -> None:
    apart = 50  # a cosine of 0.64
    assert grouped([subject(0), subject(apart)]) == ((0, 1),)
    cats = [subject(0, kind=Kind.ANIMAL), subject(apart, kind=Kind.ANIMAL)]
    assert grouped(cats) == ((0,), (1,))


def test_a_chain_of_neighbours_does_not_join_its_ends() -> None:
    chain = [subject(angle) for angle in (0, 45, 90, 135)]
    assert grouped(chain) == ((0, 1), (2, 3))


def test_a_person_is_a_thing_only_when_they_look_the_same() -> None:
    assert grouped([subject(0, kind=Kind.PERSON), subject(50)]) == ((0,), (1,))
    assert grouped([subject(0, kind=Kind.PERSON), subject(20)]) == ((0, 1),)


def test_a_place_is_itself() -> None:
    assert grouped([subject(0, kind=Kind.PLACE), subject(0)]) == ((0,), (1,))


def test_what_was_never_measured_is_alone() -> None:
    bare = Subject(0, np.zeros((2, 2, 4), np.uint8), frozenset())
    assert grouped([bare, bare]) == ((0,), (1,))


def test_what_somebody_said_overrides_what_is_seen() -> None:
    subjects = [subject(0), subject(1), subject(90, 90), subject(2)]
    assert grouped(subjects, [[0, 2]]) == ((0, 2), (1, 3))
    assert grouped(subjects, [[0], [3]]) == ((0,), (1,), (2,), (3,))


def test_said_groups_that_share_a_member_are_one() -> None:
    subjects = [subject(0), subject(60, 60), subject(120, 120)]
    assert grouped(subjects, [[0, 1], [2, 1], []]) == ((0, 1, 2),)


def test_views_are_ordered_as_the_subject_turns() -> None:
    facings = (Facing.CAMERA, Facing.RIGHT, Facing.LEFT)
    assert grouped([subject(0, facing=facing) for facing in facings]) == ((2, 0, 1),)
    yaws = (0.5, -0.6, 0.0)
    assert grouped([subject(0, yaw=yaw) for yaw in yaws]) == ((1, 2, 0),)


def test_views_that_face_nowhere_are_ordered_by_their_looks() -> None:
    assert grouped([subject(angle) for angle in (20, 0, 40, 30)]) == ((1, 0, 3, 2),)


@given(
    st.lists(st.tuples(st.floats(0, 180), st.sampled_from(Kind)), max_size=6),
    st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=3),
)
def test_everybody_is_in_exactly_one_group(
    looks: list[tuple[float, Kind]], said: list[list[int]]
) -> None:
    subjects = [subject(angle, kind=kind) for angle, kind in looks]
    there = [[position for position in group if position < len(subjects)] for group in said]
    groups = grouped(subjects, there)
    assert sorted(position for group in groups for position in group) == list(range(len(subjects)))
    for declared in filter(None, there):
        assert any(set(declared) <= set(group) for group in groups)


def test_views_are_near_when_little_has_turned() -> None:
    assert near(subject(0), subject(30))
    assert not near(subject(0), subject(60))
    assert not near(subject(0), subject(0, width=20))
    assert near(subject(0, yaw=0.1), subject(10, yaw=0.5))
    assert not near(subject(0, facing=Facing.LEFT), subject(10, facing=Facing.CAMERA))
