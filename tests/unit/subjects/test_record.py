"""Profiles as arrays."""

from dataclasses import fields

import numpy as np
import pytest

from reelcast.kind import Kind
from reelcast.subjects.record import as_arrays, from_arrays
from reelcast.subjects.subject import (
    Area,
    Contact,
    Face,
    Facing,
    Figure,
    Joint,
    Label,
    Profile,
)

FULL = Profile(
    kind=Kind.PERSON,
    labels=(Label("suit", 0.4), Label("bow tie", 0.1)),
    height_m=1.62,
    facing=Facing.LEFT,
    contact=Contact(0.2, 1.0, 0.8, 0.97),
    joints=tuple(Joint(0.01 * n, 0.02 * n, 0.9) for n in range(33)),
    faces=(Face(Area(0.4, -0.1, 0.6, 0.2), -0.7, 0.93),),
    figures=(
        Figure(Area(0, 0, 0.5, 1), Kind.PERSON, np.full((4, 2), 200, np.uint8)),
        Figure(Area(0.5, 0, 1, 1), Kind.VEHICLE, np.full((4, 3), 9, np.uint8)),
    ),
    bears_text=True,
    embedding=np.linspace(0, 1, 1280, dtype=np.float32),
    colours=np.linspace(1, 0, 600, dtype=np.float32),
)


@pytest.mark.parametrize("profile", [FULL, Profile()], ids=["full", "empty"])
def test_a_profile_comes_back_as_it_was(profile: Profile) -> None:
    back = from_arrays(as_arrays(profile))
    for field in fields(Profile):
        mine, theirs = getattr(profile, field.name), getattr(back, field.name)
        if field.name == "figures":
            for one, other in zip(mine, theirs, strict=True):
                assert (one.area, one.kind) == (other.area, other.kind)
                assert np.array_equal(one.matte, other.matte)
        elif field.name in ("embedding", "colours"):
            assert np.array_equal(mine, theirs)
            assert theirs.dtype == np.float32
        else:
            assert mine == theirs


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "dragon"}'])
def test_damaged_facts_are_refused(text: str) -> None:
    arrays = as_arrays(FULL) | {"profile": np.array(text)}
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_arrays(arrays)


def test_a_missing_figure_is_refused() -> None:
    arrays = as_arrays(FULL)
    del arrays["figure1"]
    with pytest.raises(KeyError):
        from_arrays(arrays)
