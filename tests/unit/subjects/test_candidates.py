"""What a subject may be called."""

import numpy as np

from reelcast.kind import Kind
from reelcast.subjects.candidates import candidate_of
from reelcast.subjects.subject import Label, Profile, Subject


def subject(profile: Profile) -> Subject:
    return Subject(2, np.zeros((4, 4, 4), np.uint8), frozenset(), profile)


def test_references_are_counted_from_one() -> None:
    candidate = candidate_of(subject(Profile(Kind.FOOD)))
    assert candidate.reference == 3
    assert candidate.kind is Kind.FOOD
    assert candidate.names == (("food", 0.2),)


def test_breeds_add_up_to_a_dog() -> None:
    labels = (Label("beagle", 0.3), Label("basset hound", 0.25), Label("sock", 0.1))
    names = dict(candidate_of(subject(Profile(Kind.ANIMAL, labels))).names)
    assert names["dog"] == 0.55
    assert names["beagle"] == 0.3
    assert names["sock"] == 0.1
    assert names["animal"] > 0
    assert max(names, key=lambda name: names[name]) == "dog"


def test_a_person_is_called_by_no_garment() -> None:
    labels = (Label("suit", 0.6),)
    names = dict(candidate_of(subject(Profile(Kind.PERSON, labels))).names)
    assert "suit" not in names
    assert max(names, key=lambda name: names[name]) == "person"
    assert {"man", "woman", "girl", "boy"} <= set(names)
