"""Real-world heights."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.subjects.classes import image_classes
from reelcast.subjects.faces import FoundFace
from reelcast.subjects.people import Person
from reelcast.subjects.pose import FoundPose, Landmark
from reelcast.subjects.squares import Square
from reelcast.subjects.stature import height_by_labels, height_of_people
from reelcast.subjects.subject import Edge


def odds(**shares: float) -> NDArray[np.float32]:
    names = [known.name for known in image_classes()]
    found = np.zeros(1000, np.float32)
    for name, share in shares.items():
        found[names.index(name.replace("_", " "))] = share
    return found


def upright(pixels_per_metre: float) -> FoundPose:
    """Somebody of 1.7 m who stands upright and is seen from the front."""
    places = {
        Landmark.LEFT_SHOULDER: (0.18, 0.30),
        Landmark.RIGHT_SHOULDER: (-0.18, 0.30),
        Landmark.LEFT_HIP: (0.1, 0.79),
        Landmark.RIGHT_HIP: (-0.1, 0.79),
        Landmark.LEFT_KNEE: (0.1, 1.21),
        Landmark.RIGHT_KNEE: (-0.1, 1.21),
        Landmark.LEFT_ANKLE: (0.1, 1.61),
        Landmark.RIGHT_ANKLE: (-0.1, 1.61),
    }
    joints = np.zeros((33, 2), np.float32)
    seen = np.zeros(33, np.float32)
    for landmark, place in places.items():
        joints[landmark] = pixels_per_metre * np.array(place)
        seen[landmark] = 1
    depth, mask = np.zeros(33, np.float32), np.ones((256, 256), np.float32)
    return FoundPose(joints, depth, seen, 1.0, Square(0, 0, 1), mask)


def heights(**shares: float) -> float:
    return height_by_labels(odds(**shares), image_classes(), Kind.ANIMAL, (100, 100), frozenset())


def test_a_whole_person_is_as_tall_as_the_limbs_say() -> None:
    assert height_of_people([Person(None, upright(300))], 510) == pytest.approx(1.7, abs=0.03)


def test_a_bust_is_only_as_tall_as_what_is_seen() -> None:
    face = FoundFace(np.array([0, 0, 60, 70], np.float32), 0.0, 0.9)
    assert height_of_people([Person(face, None)], 180) == pytest.approx(0.45, abs=0.02)


def test_turned_shoulders_make_nobody_a_giant() -> None:
    body = upright(300)
    turned = body.joints * np.array([0.2, 1], np.float32)
    person = Person(None, replace(body, joints=turned.astype(np.float32)))
    assert height_of_people([person], 510) == pytest.approx(1.7, abs=0.03)


def test_labels_of_the_kind_decide_and_the_likeliest_most() -> None:
    assert heights(tabby=0.8) == pytest.approx(0.35)
    assert heights(tabby=0.8, school_bus=0.9) == pytest.approx(0.35)
    assert 0.35 < heights(tabby=0.5, lion=0.3) < 1.2
    assert heights(tabby=0.9, lion=0.03) < 0.5


def test_what_lies_is_as_long_as_its_longest_side() -> None:
    flat = height_by_labels(odds(salmon=0.9), image_classes(), Kind.ANIMAL, (30, 100), frozenset())
    tall = height_by_labels(odds(salmon=0.9), image_classes(), Kind.ANIMAL, (100, 30), frozenset())
    assert tall == pytest.approx(0.75)
    assert flat == pytest.approx(0.225)


def test_a_cut_thing_is_shorter_than_a_whole_one() -> None:
    cut = height_by_labels(
        odds(tabby=0.8), image_classes(), Kind.ANIMAL, (100, 100), frozenset({Edge.BOTTOM})
    )
    assert cut < heights(tabby=0.8)


def test_without_a_label_the_kind_has_its_usual_height() -> None:
    nothing = odds()
    vehicle = height_by_labels(nothing, image_classes(), Kind.VEHICLE, (9, 9), frozenset())
    food = height_by_labels(nothing, image_classes(), Kind.FOOD, (9, 9), frozenset())
    assert food < 0.3 < 1 < vehicle < 3
