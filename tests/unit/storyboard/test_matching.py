"""Who is meant: nouns against references with a given name, and with names a network guessed."""

import numpy as np
import pytest

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.concepts import meaning
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.matching import ENOUGH, assign, likeness


def told(name: str, kind: Kind = Kind.OBJECT, reference: int = 1) -> Candidate:
    return Candidate(reference, ((name, 1.0),), kind)


def fit(noun: str, name: str, embedder: Embedder) -> float:
    return float(likeness([noun], [told(name)], embedder)[0, 0])


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("dog", "golden retriever puppy"),
        ("taxi", "yellow cab"),
        ("phone", "smartphone"),
        ("bird", "barn owl"),
        ("animal", "fox"),
        ("cup of coffee", "espresso"),
        ("bears", "teddy bear"),
        ("猫", "cat"),
        ("穿红裙子的小女孩", "girl"),
        ("gato negro", "black cat"),
        ("Mädchen", "girl"),
        ("Rennwagen", "red sports car"),
        ("女の子", "young woman"),
        ("femme", "woman in a hat"),
        ("the man with the guitar", "man in a suit"),
        # not on the list of things
        ("trombonist", "trombone player"),
        ("samovar", "Russian samovar"),
        ("grand-piano", "piano"),
        ("tuk-tuk", "three-wheeled tuk tuk"),
    ],
)
def test_one_thing_by_two_names_is_the_same(noun: str, name: str, embedder: Embedder) -> None:
    assert fit(noun, name, embedder) >= ENOUGH


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("dog", "kitten"),
        ("woman", "man"),
        ("Mädchen", "boy"),
        ("bicycle", "car"),
        ("cat", "guitar"),
        ("astronaut", "rocket"),
        ("小狗", "cat"),
        ("hat", "shoe"),
        ("street", "car"),
        # not on the list of things
        ("samovar", "skateboard"),
        ("tuk-tuk", "lighthouse"),
    ],
)
def test_different_things_are_not(noun: str, name: str, embedder: Embedder) -> None:
    assert fit(noun, name, embedder) < ENOUGH


def test_the_very_word_fits_better_than_another_for_it(embedder: Embedder) -> None:
    scores = likeness(["puppy"], [told("dog"), told("puppy")], embedder)[0]
    assert scores[1] > scores[0] >= ENOUGH


def test_a_colour_tells_two_of_a_sort_apart(embedder: Embedder) -> None:
    cars = [told("blue car"), told("red car")]
    scores = likeness(["the red car", "blue sports car"], cars, embedder)
    assert assign(scores) == (1, 0)


def guessed(kind: Kind, *names: tuple[str, float]) -> Candidate:
    return Candidate(1, names, kind)


GUESSED = {
    "spaceman": guessed(Kind.PERSON, ("bulletproof vest", 0.2), ("crash helmet", 0.1)),
    "cat": guessed(Kind.ANIMAL, ("Egyptian cat", 0.5), ("tiger cat", 0.3), ("lynx", 0.05)),
    "cup of coffee": guessed(Kind.FOOD, ("espresso", 0.7), ("cup", 0.15), ("coffeepot", 0.05)),
    "motorbike": guessed(Kind.VEHICLE, ("moped", 0.4), ("motor scooter", 0.3), ("disc brake", 0.1)),
    "flower": guessed(Kind.PLANT, ("daisy", 0.4), ("honeycomb", 0.2), ("bee", 0.1)),
    "squirrel": guessed(Kind.ANIMAL, ("fox squirrel", 0.8), ("mongoose", 0.05)),
    "apple": guessed(Kind.FOOD, ("Granny Smith", 0.3), ("pomegranate", 0.3), ("fig", 0.1)),
    "bus": guessed(Kind.VEHICLE, ("minibus", 0.5), ("trolleybus", 0.2), ("police van", 0.1)),
    "monkey": guessed(Kind.ANIMAL, ("baboon", 0.8), ("macaque", 0.1)),
    "butterfly": guessed(Kind.ANIMAL, ("monarch", 0.7), ("sulphur butterfly", 0.1)),
}


def test_guessed_names_tell_who_is_who(embedder: Embedder) -> None:
    scores = likeness(list(GUESSED), list(GUESSED.values()), embedder)
    assert assign(scores) == tuple(range(len(GUESSED)))


def test_a_person_is_meant_by_what_only_persons_are(embedder: Embedder) -> None:
    suited = guessed(Kind.PERSON, ("suit", 0.5), ("Windsor tie", 0.2))
    scores = likeness(["she", "lawyer", "athlete", "dog"], [suited], embedder)[:, 0]
    assert (scores[[0, 2]] >= ENOUGH).all()
    assert scores[3] < ENOUGH


def test_no_two_nouns_get_one_reference_and_the_sum_decides() -> None:
    assert assign(np.array([[0.9, 0.8], [0.9, 0.2]])) == (1, 0)
    assert assign(np.array([[0.9, 0.8], [0.9, 0.2], [0.5, 0.4]])) == (1, 0, None)


def test_nobody_is_taken_where_nothing_fits() -> None:
    assert assign(np.array([[0.1, 0.3], [0.7, 0.2]])) == (None, 0)
    assert assign(np.zeros((2, 0))) == (None, None)
    assert assign(np.zeros((0, 3))) == ()


@pytest.mark.parametrize("seed", range(20))
def test_the_sum_is_the_greatest_there_is(seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.random((4, 5)).round(2)
    found = assign(scores, 0)
    every = np.stack(np.meshgrid(*[np.arange(5)] * 4, indexing="ij"), -1).reshape(-1, 4)
    legal = every[[len(set(row)) == 4 for row in every.tolist()]]
    best = scores[np.arange(4), legal].sum(axis=1).max()
    assert sum(scores[row, column] for row, column in enumerate(found) if column is not None) == (
        pytest.approx(best)
    )


@pytest.mark.parametrize(
    ("phrase", "word", "kind"),
    [
        ("the girl in the red coat", "girl", Kind.PERSON),
        ("oil painting of a horse", "oil painting", Kind.OBJECT),
        ("coche naranja", "coche", Kind.VEHICLE),
        ("白色长裙", "长裙", Kind.CLOTHING),
        ("die alten Hunde", "hunde", Kind.ANIMAL),
        ("l'astronaute", "astronaute", Kind.PERSON),
        ("wolves", "wolves", Kind.ANIMAL),
    ],
)
def test_a_phrase_is_about_its_head(phrase: str, word: str, kind: Kind) -> None:
    found = meaning(phrase)
    assert found.word == word
    assert kind in found.kinds
