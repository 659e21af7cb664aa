"""Word lists and where they occur in a prompt: plural or not, hyphened or not, longest first."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from spacy.tokens import Doc

_PARTS = re.compile(r"'s\b|n't\b|[^\s'-]+")
_LEAVES = MappingProxyType({"leaves": "leaf", "wolves": "wolf", "shelves": "shelf"})
_LONGEST = 6
"""Words in the longest phrase."""


@dataclass(frozen=True, slots=True)
class Word:
    """One written word: its two spellings (as is, and singular) and its token."""

    text: str
    singular: str
    token: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its tokens from ``start`` to before ``end``, and what it stands for."""

    start: int
    end: int
    value: str
    phrase: str

    @property
    def last(self) -> int:
        """The phrase's last token: its head, in English."""
        return self.end - 1


class Lexicon:
    """Phrases and what each stands for."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        """``phrases`` maps lower-case phrases to values."""
        self._values = {tuple(_PARTS.findall(phrase)): value for phrase, value in phrases.items()}

    @property
    def words(self) -> frozenset[str]:
        """The single words of all phrases."""
        return frozenset(word for phrase in self._values for word in phrase)

    def __call__(self, doc: Doc) -> tuple[Hit, ...]:
        """The phrases in the order of the text, none inside another one."""
        return tuple(self._walk(words(doc)))

    def _walk(self, found: tuple[Word, ...]) -> Iterator[Hit]:
        place = 0
        while place < len(found):
            length, key = self._longest(found, place)
            if length:
                start, last = found[place].token, found[place + length - 1].token
                yield Hit(start, last + 1, self._values[key], " ".join(key))
            place += length or 1

    def _longest(self, found: tuple[Word, ...], place: int) -> tuple[int, tuple[str, ...]]:
        for length in range(min(_LONGEST, len(found) - place), 0, -1):
            run = found[place : place + length]
            for key in _spellings(run):
                if key in self._values:
                    return length, key
        return 0, ()


def _spellings(run: tuple[Word, ...]) -> tuple[tuple[str, ...], ...]:
    """A run of words as written, and with its last word, its head, in the singular."""
    texts = tuple(word.text for word in run)
    return texts, (*texts[:-1], run[-1].singular)


def words(doc: Doc) -> tuple[Word, ...]:
    """The words of a prompt; hyphens inside words part them."""
    found: list[Word] = []
    for token in doc:
        parts = _PARTS.findall(token.lower_) if token.text != "-" else []
        if parts or token.text != "-" or token.whitespace_:
            found.extend(Word(part, singular(part), token.i) for part in parts or [token.text])
    return tuple(found)


def singular(word: str) -> str:
    """A noun's singular by its spelling; words that are no plurals may come out odd."""
    if word in _LEAVES:
        return _LEAVES[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


@cache
def lexicon(name: str, key: str = "words") -> Lexicon:
    """The word list ``words/NAME.toml``: the phrases under ``key`` in each of its tables."""
    text = resources.files("reelcast.storyboard.english.words").joinpath(f"{name}.toml")
    tables = tomllib.loads(text.read_text("utf-8"))
    return Lexicon(
        {
            phrase: value
            for value, table in tables.items()
            for phrase in (" ".join(part.split()) for part in table[key].split(","))
            if phrase
        }
    )
