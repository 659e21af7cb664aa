"""Verb forms, spellings, and nouns."""

import pytest

from reelcast.kind import Kind
from reelcast.storyboard.english.noun_phrases import head_and_rest, singular
from reelcast.storyboard.english.nouns import Gait, Sex, alike, gait_of, kind_of, sex_of
from reelcast.storyboard.english.verbs import Way, lookup


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("strutting", "strut"),
        ("flies", "fly"),
        ("danced", "dance"),
        ("dashes", "dash"),
        ("swum", "swim"),
        ("fleeing", "flee"),
        ("rols", "roll"),
        ("runing", "run"),
        ("waveing", "wave"),
    ],
)
def test_every_form_is_known_even_misspelt(word: str, base: str) -> None:
    found = lookup(word)
    assert found is not None
    assert found.base == base


@pytest.mark.parametrize("word", ["hoping", "table", "stared", "it", "smiles"])
def test_other_words_are_not_verbs_of_motion(word: str) -> None:
    assert lookup(word) is None


def test_some_verbs_only_say_a_way() -> None:
    found = lookup("crossing")
    assert found is not None
    assert found.sense is Way.TRAVEL


def test_nouns_tell_kind_sex_and_gait() -> None:
    assert kind_of("owl") is Kind.ANIMAL
    assert kind_of("milkman") is Kind.PERSON
    assert kind_of("quartz") is None
    assert sex_of("landlady") is None
    assert sex_of("policewoman") is Sex.FEMALE
    assert gait_of("owl", Kind.ANIMAL) is Gait.AIR
    assert gait_of("barge", Kind.VEHICLE) is Gait.WATER
    assert gait_of("vase", Kind.OBJECT) is Gait.NONE
    assert alike("puppy", "dog")
    assert not alike("puppy", "cat")


def test_the_head_of_a_name_is_found() -> None:
    assert head_and_rest("boy with the red kite") == ("boy", ("the", "red", "kite"))
    assert head_and_rest("the Christmas trees") == ("tree", ("christma",))
    assert head_and_rest("pair of gloves") == ("glove", ())
    assert singular("women") == "woman"
