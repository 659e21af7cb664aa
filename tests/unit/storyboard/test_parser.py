"""English sentences and their trees, as the readers of scenes and casts need them."""

import pytest

from reelcast import weights
from reelcast.settings import Settings
from reelcast.storyboard.english.parser import Parser, plain
from reelcast.storyboard.reader import WEIGHTS


@pytest.fixture(scope="module")
def parser() -> Parser:
    cache_dir = Settings.read().cache_dir
    weights.ensure(WEIGHTS, cache_dir)
    return Parser(weights.path("en-core-web-sm", cache_dir))


def test_a_sentence_has_its_subject_its_verb_and_its_place(parser: Parser) -> None:
    doc = parser("The old fisherman walks across the pier.")
    verb = next(doc.sents).root
    assert verb.lemma_ == "walk"
    assert [child.text for child in verb.children if child.dep_ == "nsubj"] == ["fisherman"]
    assert "the pier" in [chunk.text for chunk in doc.noun_chunks]


def test_a_city_is_known_by_name(parser: Parser) -> None:
    named = parser("The taxi drives through New York.").ents
    assert [(name.text, name.label_) for name in named] == [("New York", "GPE")]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("@1 flies over the hills", "flies"),
        ("@1 and @2 dance on stage", "dance"),
        ("@image1 lands softly", "lands"),
        ("@3 drives slowly to the left", "drives"),
    ],
)
def test_a_mention_is_who_does_it(parser: Parser, text: str, verb: str) -> None:
    doc = parser(text)
    done = next(token for token in doc if token.text == verb)
    assert done.pos_ == "VERB"
    assert doc[0].text.startswith("@")
    assert doc[0].dep_ == "nsubj"
    assert doc[0].head == done


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the dog\u2019s \u201cbone\u201d", 'the dog\'s "bone"'),
        ("two  spaces \t and\u00a0more", "two spaces and more"),
        ("A cat sits\nCamera orbits", "A cat sits. Camera orbits"),
        ("A cat sits on\nthe wall.", "A cat sits on the wall."),
        ("A cat sits.\n\nNight.\n", "A cat sits. Night."),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
    ],
)
def test_text_is_made_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_nothing_is_a_tree_of_nothing(parser: Parser) -> None:
    assert len(parser("  \n ")) == 0
