"""Word lists and their words in prompts."""

from enum import StrEnum

import pytest

from reelcast.board import Effect, Mood, Setting, Time, Weather
from reelcast.storyboard.english.lexicon import Lexicon, lexicon, singular
from reelcast.storyboard.english.parser import Parser

_WORDS = Lexicon(
    {"golden hour": "golden", "hour": "day", "water's edge": "beach", "leaf": "leaves"}
)


@pytest.mark.parametrize(
    ("prompt", "values"),
    [
        ("at golden hour", ["golden"]),
        ("in golden-hour light", ["golden"]),
        ("for hours", ["day"]),
        ("at the water's edge", ["beach"]),
        ("two leaves", ["leaves"]),
        ("an old table", []),
    ],
)
def test_the_longest_phrase_is_found_in_any_spelling(
    parser: Parser, prompt: str, values: list[str]
) -> None:
    assert [hit.value for hit in _WORDS(parser(prompt))] == values


def test_a_hit_tells_its_tokens(parser: Parser) -> None:
    doc = parser("Shot in golden-hour light.")
    (hit,) = _WORDS(doc)
    assert doc[hit.start : hit.end].text == "golden-hour"
    assert doc[hit.last].text == "hour"


@pytest.mark.parametrize(
    ("word", "single"),
    [("berries", "berry"), ("beaches", "beach"), ("grass", "grass"), ("dunes", "dune")],
)
def test_a_plural_has_its_singular(word: str, single: str) -> None:
    assert singular(word) == single


@pytest.mark.parametrize(
    ("name", "key", "values"),
    [
        ("setting", "places", Setting),
        ("cities", "places", Setting),
        ("time", "words", Time),
        ("weather", "words", Weather),
        ("effects", "words", Effect),
        ("mood", "plain", Mood),
        ("mood", "told", Mood),
    ],
)
def test_every_word_list_stands_for_what_a_storyboard_knows(
    parser: Parser, name: str, key: str, values: type[StrEnum]
) -> None:
    words = " , ".join(sorted(lexicon(name, key).words))
    found = {hit.value for hit in lexicon(name, key)(parser(words))}
    assert found
    assert found <= set(values)
