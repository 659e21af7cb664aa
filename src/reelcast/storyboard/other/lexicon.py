"""Phrases of one language and what they stand for; finds them in a prompt, longest first.

A longer phrase shadows the shorter ones in it, so that "night cream" is no night. What a phrase
looks like is told at the head of each file in words/.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from reelcast.storyboard.other.text import Token, folded, tokens
from reelcast.storyboard.tongue import Tongue

Meaning = tuple[str, str]
"""A field and its value, as in ("time", "night"); ("noun", "cat")."""

_CHOICE = re.compile(r"\{([^{}]*)\}")
_GAP = {Tongue.ZH: 10, Tongue.JA: 14}
_WORDS_IN_GAP = 5
_OPEN_MARK = "*"
_APART = frozenset({"lens", "look"})
"""Tables that are searched by themselves: their phrases take no words from the others."""
_UNSPACED = re.compile("[\u3041-\u309f\u30a1-\u30fa\u30fc\u3400-\u9fff]+")
"""Script in which every character is a token."""


@dataclass(frozen=True, slots=True)
class Find:
    """A phrase in a prompt: the tokens it takes, from ``start`` to before ``end``."""

    start: int
    end: int
    covered: frozenset[int]
    weight: int
    meanings: tuple[Meaning, ...]

    def values(self, of: str) -> tuple[str, ...]:
        """What it says of one field."""
        return tuple(value for name, value in self.meanings if name == of)

    def means(self, of: str) -> bool:
        """Whether it says anything of a field."""
        return any(name == of for name, _ in self.meanings)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Runs of words with gaps in between; ``ahead`` must follow but belongs to others."""

    runs: tuple[tuple[str, ...], ...]
    ahead: tuple[str, ...]

    @property
    def weight(self) -> int:
        """What is ahead makes a phrase surer, but it takes nothing."""
        taken = sum(len(word.strip(_OPEN_MARK)) for run in self.runs for word in run)
        return 2 * taken + len(self.ahead)


@dataclass(frozen=True)
class Lexicon:
    """The phrases of a language."""

    tongue: Tongue
    phrases: Mapping[_Phrase, tuple[Meaning, ...]]
    patterns: tuple[str, ...] = ()
    _by_start: dict[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for phrase in self.phrases:
            self._by_start[_key(phrase.runs[0])].append(phrase)

    def with_phrases(self, more: Mapping[str, Meaning]) -> "Lexicon":
        """Other phrases of the same language: what one prompt's references are called."""
        added = {
            phrase: (meaning,)
            for words, meaning in more.items()
            if (phrase := _phrase(words)) is not None
        }
        return Lexicon(self.tongue, added)

    def found(self, prompt: Sequence[Token]) -> list[Find]:
        """Every phrase at every place, overlapping ones too."""
        hits: dict[frozenset[int], list[_Phrase]] = defaultdict(list)
        for clause in _clauses(prompt):
            for start in clause:
                for phrase in self._starting(prompt, start):
                    covered = self._match(phrase, prompt, start, clause.stop)
                    if covered:
                        hits[covered].append(phrase)
        return [self._find(covered, phrases) for covered, phrases in hits.items()]

    def _find(self, covered: frozenset[int], phrases: list[_Phrase]) -> Find:
        """What several phrases say of the same tokens, the surest first."""
        phrases.sort(key=lambda phrase: -phrase.weight)
        meanings = dict.fromkeys(m for phrase in phrases for m in self.phrases[phrase])
        return Find(min(covered), max(covered) + 1, covered, phrases[0].weight, tuple(meanings))

    def _starting(self, prompt: Sequence[Token], start: int) -> Iterator[_Phrase]:
        word = prompt[start].text
        yield from self._by_start.get(word, ())
        yield from self._by_start.get(_OPEN_MARK, ())
        if start + 1 < len(prompt):
            yield from self._by_start.get(f"{word} {prompt[start + 1].text}", ())
        for length in range(3, len(word) + 1):
            yield from self._by_start.get(word[:length] + _OPEN_MARK, ())

    def _match(
        self, phrase: _Phrase, prompt: Sequence[Token], start: int, stop: int
    ) -> frozenset[int]:
        """The tokens that a phrase takes from ``start`` on; none if it is not there."""
        covered: list[int] = []
        place, gap = start, 0
        for run in phrase.runs:
            at = _find_run(run, prompt, place, min(place + gap, stop - len(run)))
            if at is None:
                return frozenset()
            covered += range(at, at + len(run))
            place, gap = at + len(run), _GAP.get(self.tongue, _WORDS_IN_GAP)
        ahead = phrase.ahead
        follows = _find_run(ahead, prompt, place, min(place, stop - len(ahead))) is not None
        return frozenset(covered) if follows else frozenset()


def _clauses(prompt: Sequence[Token]) -> Iterator[range]:
    """The token ranges between one mark and the next."""
    start = 0
    for index in range(1, len(prompt) + 1):
        if index == len(prompt) or prompt[index].clause != prompt[start].clause:
            yield range(start, index)
            start = index


def _key(run: tuple[str, ...]) -> str:
    """What a phrase is looked up by: its first two words, or the one that is open."""
    if run[0].startswith(_OPEN_MARK):
        return _OPEN_MARK
    if len(run) == 1 or _OPEN_MARK in run[0] + run[1]:
        return run[0]
    return " ".join(run[:2])


def _find_run(run: tuple[str, ...], prompt: Sequence[Token], first: int, last: int) -> int | None:
    """Where ``run`` begins, at token ``first`` to ``last``."""
    for at in range(first, last + 1):
        for offset, word in enumerate(run):
            if not _fits(word, prompt[at + offset].text):
                break
        else:
            return at
    return None


def _fits(pattern: str, word: str) -> bool:
    if pattern == word:
        return True
    if pattern.startswith(_OPEN_MARK):
        # A compound has something in front.
        return word.endswith(pattern[1:]) and len(word) > len(pattern)
    return pattern.endswith(_OPEN_MARK) and word.startswith(pattern[:-1])


def longest(finds: Sequence[Find]) -> list[Find]:
    """The finds that remain when longer ones take their tokens first, in the order of the text."""
    taken: set[int] = set()
    kept = []
    for find in sorted(finds, key=lambda f: (-f.weight, f.start, f.end - f.start)):
        if taken.isdisjoint(find.covered):
            taken |= find.covered
            kept.append(find)
    return sorted(kept, key=lambda find: find.start)


def _spelled_out(phrase: str) -> Iterator[str]:
    """The phrases that one with choices stands for."""
    choice = _CHOICE.search(phrase) if "{" in phrase else None
    if choice is None:
        yield phrase
        return
    for option in choice[1].split("|"):
        yield from _spelled_out(phrase[: choice.start()] + option + phrase[choice.end() :])


def _phrase(words: str) -> _Phrase | None:
    body, _, ahead = words.partition(">")
    runs = tuple(_words(part) for part in body.split("..."))
    if not all(runs):
        return None
    return _Phrase(runs, _words(ahead))


def _words(text: str) -> tuple[str, ...]:
    """The tokens of a piece of a phrase, each with its open beginning or end."""
    if _UNSPACED.fullmatch(text):
        return tuple(text)
    found: list[str] = []
    for piece in text.split():
        parts = [token.text for token in tokens(piece.strip(_OPEN_MARK))]
        if parts and piece.startswith(_OPEN_MARK):
            parts[0] = _OPEN_MARK + parts[0]
        if parts and piece.endswith(_OPEN_MARK):
            parts[-1] += _OPEN_MARK
        found += parts
    return tuple(found)


def _entries(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[Meaning, str]]:
    """Every phrase of a file with its meaning: [weak.time] night is ("weak.time", "night").

    Grammar has no values: [word] near is ("word.near", "").
    """
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _entries(value, (*path, name))
            continue
        meaning = (f"word.{name}", "") if path == ("word",) else (".".join(path), name)
        for phrase in value:
            yield meaning, phrase


@cache
def words(name: str) -> dict[str, Any]:
    """A file of the folder words/."""
    return tomllib.loads(files(__package__).joinpath("words", f"{name}.toml").read_text("utf-8"))


@cache
def simplified() -> dict[int, str]:
    """Traditional Chinese characters and their simplified forms, for ``str.translate``."""
    table = words("traditional")
    pairs = zip(table["traditional"], table["simplified"], strict=True)
    return {ord(old): new for old, new in pairs}


def _compiled(entries: Iterator[tuple[Meaning, str]], tongue: Tongue) -> Lexicon:
    phrases: dict[_Phrase, tuple[Meaning, ...]] = {}
    for meaning, written in entries:
        for spelled in _spelled_out(folded(written, tongue, simplified())):
            phrase = _phrase(spelled)
            if phrase is not None:
                known = phrases.get(phrase, ())
                phrases[phrase] = known if meaning in known else (*known, meaning)
    return Lexicon(tongue, phrases)


def _nouns(tongue: Tongue) -> Iterator[tuple[Meaning, str]]:
    for concept, about in words("nouns").items():
        for phrase in about.get(tongue.value, ()):
            yield ("noun", concept), phrase


@cache
def lexicon(tongue: Tongue) -> Lexicon:
    """All phrases of a language but those of a moving camera and those of the film's look."""
    table = {name: value for name, value in words(tongue).items() if name not in _APART}
    patterns = table.pop("reference")["patterns"]
    read = _compiled((pair for part in (_entries(table), _nouns(tongue)) for pair in part), tongue)
    return Lexicon(tongue, read.phrases, tuple(patterns))


@cache
def lens(tongue: Tongue) -> Lexicon:
    """What says a camera move where the camera is spoken of, and only there."""
    return _compiled(_entries({"lens": words(tongue)["lens"]}), tongue)


@cache
def look(tongue: Tongue) -> Lexicon:
    """What names a look of the film; "none" what only seems to, as a black and white cat."""
    return _compiled(_entries({"look": words(tongue)["look"]}), tongue)
