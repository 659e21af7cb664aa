"""What nouns stand for, by a list of common things in six languages: their kind and what they are.

Knows the written word only. What is not on the list, an embedding has to judge (``matching``).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from reelcast.kind import Kind

_LINKS = frozenset(
    "in with of from on at for by wearing holding carrying riding who that which under near "
    "de del con en à au aux avec sur d' mit im auf aus von am beim und and y et".split()
)
"""What comes before one of these words is what the phrase is about."""

_ARTICLES = frozenset(
    "a an the this that his her its their my our your one some el la los las un una unos unas su "
    "le les une des l' ce cette son sa ses der die das den dem ein eine einen einem einer sein "
    "seine ihr ihre".split()
)
_COLOURS_TOO = frozenset("orange rose rosa naranja gold silver champagne chocolate".split())
"""Things that name colours: in "coche naranja" the other word is what is meant."""

_SHORTEST_ENDING = 4
"""Letters of a word that may be the end of a compound ("Rennauto")."""

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_PEOPLE = tuple("者员師师手家匠")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_ELIDED = re.compile(r"\b[dl]'(?=\w)")
_PLURALS = (("ies", "y"), ("ves", "f"), ("es", ""), ("s", ""), ("en", ""), ("n", ""), ("e", ""))


@dataclass(frozen=True, slots=True)
class Concept:
    """``path`` leads from the general to the special; ("any",) is everything of the kind.

    Of a family, two words are things alike rather than the same.
    """

    kind: Kind
    path: tuple[str, ...]
    is_family: bool = False

    @property
    def is_any(self) -> bool:
        """Whether it says no more than the kind."""
        return self.path == ("any",)


SOME_ROLE = Concept(Kind.PERSON, ("role",))
"""Somebody who does something that is not on the list."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """``word`` of a phrase is what it is about, ``others`` say more of it; no concepts: unknown."""

    word: str
    others: frozenset[str]
    concepts: frozenset[Concept]

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds it may be of."""
        return frozenset(concept.kind for concept in self.concepts)


def meaning(phrase: str) -> Meaning:
    """What a noun or short noun phrase in any of the languages is about."""
    text = _ELIDED.sub(" ", phrase.casefold().replace("\u2019", "'")).strip()
    if found := _known(text):
        return Meaning(text, frozenset(), found)
    return _of_characters(text) if _CJK.search(text) else _of_words(_WORD.findall(text))


def _of_characters(text: str) -> Meaning:
    """Chinese and Japanese put the head last: the longest known word at the end."""
    plain = text.replace(" ", "")
    for start in range(len(plain)):
        if found := _table().get(plain[start:]):
            return Meaning(plain[start:], frozenset(plain[:start]) - {"的", "の"}, found)
    # 吉他手 plays the guitar, 研究者 does research.
    found = frozenset({SOME_ROLE}) if plain.endswith(_PEOPLE) else frozenset()
    return Meaning(plain, frozenset(), found)


def _of_words(words: list[str]) -> Meaning:
    words = [word for word in words if word not in _ARTICLES] or words
    head = words[: next((i for i, word in enumerate(words) if i and word in _LINKS), len(words))]
    others = frozenset(words) - _LINKS
    for run in _runs(head):
        if found := _known(run):
            return Meaning(run, others - frozenset(run.split()), found)
    last = head[-1] if head else ""
    return Meaning(last, others - {last}, _by_ending(last))


def _runs(words: list[str]) -> Iterator[str]:
    """Neighbouring words: those that end late first, of those the long ones; colours at last."""
    later = []
    for end in range(len(words), 0, -1):
        for start in range(end):
            run = " ".join(words[start:end])
            if run in _COLOURS_TOO and len(words) > 1:
                later.append(run)
            else:
                yield run
    yield from later


def _known(text: str) -> frozenset[Concept]:
    table = _table()
    if found := table.get(text):
        return found
    for ending, instead in _PLURALS:
        if text.endswith(ending) and (found := table.get(text.removesuffix(ending) + instead)):
            return found
    return frozenset()


def _by_ending(word: str) -> frozenset[Concept]:
    """The concepts of the longest known word that a compound ends with."""
    for start in range(1, len(word) - _SHORTEST_ENDING + 1):
        if found := _known(word[start:]):
            return found
    return frozenset()


@cache
def _table() -> Mapping[str, frozenset[Concept]]:
    """Concepts by written word, in lower case."""
    text = (files("reelcast.storyboard") / "concepts.toml").read_text("utf-8")
    table: dict[str, frozenset[Concept]] = {}
    for kind, entries in tomllib.loads(text).items():
        families = entries.pop("families").split(", ")
        for path, words in entries.items():
            concept = frozenset({Concept(Kind(kind), tuple(path.split(".")), path in families)})
            for word in words.casefold().split(", "):
                table[word] = table.get(word, frozenset()) | concept
    return MappingProxyType(table)
