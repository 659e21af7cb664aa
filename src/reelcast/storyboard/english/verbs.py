"""The verbs of motion and rest, by what they make a subject do, in every form they are written.

Some verbs name an action ("strolls"); others only say that somebody gets somewhere ("crosses",
"speeds"), and who it is decides whether that is a walk, a drive or a flight.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from reelcast.board import Action


class Way(StrEnum):
    """Verbs whose action depends on who does it. RUSH is TRAVEL in haste, GO are small verbs that
    need a particle ("takes off"), SKATE goes somewhere on something strapped on."""

    TRAVEL = "travel"
    RUSH = "rush"
    GLIDE = "glide"
    DRIFT = "drift"
    DIVE = "dive"
    EMERGE = "emerge"
    RIDE = "ride"
    DESCEND = "descend"
    CLIMB = "climb"
    COME = "come"
    GO = "go"
    FLIP = "flip"
    FLUTTER = "flutter"
    BOB = "bob"
    PADDLE = "paddle"
    TUMBLE = "tumble"
    SKATE = "skate"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb as its base form, with what it means."""

    base: str
    sense: Action | Way


_VOWELS = "aeiou"
_SHORTEST = 4
"""Letters below which a word is too short to be told for a misspelt one."""


def lookup(word: str) -> Verb | None:
    """The verb that a word is a form of, or very likely a misspelt form of; None where none is."""
    low = word.lower()
    forms = _forms()
    if low in forms:
        return forms[low]
    return _misspelt().get(_squeezed(low)) if _may_be_misspelt(low) else None


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in _spelling("lookalikes")


@cache
def _forms() -> Mapping[str, Verb]:
    """Every form of every verb."""
    file = _file()
    senses: list[tuple[Action | Way, str]] = [
        *((Action(name), bases) for name, bases in file["action"].items()),
        *((Way(name), bases) for name, bases in file["way"].items()),
    ]
    return {
        form: Verb(base, sense)
        for sense, bases in senses
        for base in bases.split()
        for form in _inflections(base)
    }


@cache
def _misspelt() -> Mapping[str, Verb]:
    """Forms without doubled letters, or with an "e" left before "-ing": "rols", "danceing"."""
    forms = _forms()
    wrong = {_squeezed(form): verb for form, verb in forms.items() if len(form) >= _SHORTEST}
    silent = (verb for verb in forms.values() if verb.base.endswith("e"))
    return wrong | {_squeezed(verb.base + "ing"): verb for verb in silent}


def _squeezed(word: str) -> str:
    kept = word[:1]
    for letter in word[1:]:
        kept += letter if letter != kept[-1] else ""
    return kept


def _inflections(base: str) -> Iterator[str]:
    stem = base + base[-1] if base in _spelling("doubled") else base
    silent = base.endswith("e") and not base.endswith("ee")
    yield base
    yield _third_person(base)
    yield base[:-1] + "ing" if silent else stem + "ing"
    irregular = _file()["irregular"]
    if base in irregular:
        yield from irregular[base].split()
    elif _ends_in_y(base):
        yield base[:-1] + "ied"
    else:
        yield base + "d" if base.endswith("e") else stem + "ed"


def _third_person(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "go")):
        return base + "es"
    return base[:-1] + "ies" if _ends_in_y(base) else base + "s"


def _ends_in_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in _VOWELS


@cache
def _spelling(name: str) -> frozenset[str]:
    return frozenset(_file()["spelling"][name].split())


@cache
def _file() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(f"{__package__}.words").joinpath("verbs.toml").read_text("utf-8")
    return tomllib.loads(text)
