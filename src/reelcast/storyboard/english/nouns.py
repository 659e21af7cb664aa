"""What nouns are about, as far as it helps to tell who is meant: kinds, sexes, ways of going."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from reelcast.kind import Kind


class Sex(StrEnum):
    """What "he" and "she" tell apart."""

    MALE = "male"
    FEMALE = "female"


class Gait(StrEnum):
    """By what a thing gets about."""

    FOOT = "foot"
    WHEELS = "wheels"
    WATER = "water"
    AIR = "air"
    FINS = "fins"
    NONE = "none"


_BY_KIND: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.PERSON: ("male", "female", "person"),
        Kind.ANIMAL: ("four_feet", "winged", "swimming"),
        Kind.VEHICLE: ("boats", "aircraft", "wheeled"),
        Kind.CLOTHING: ("worn",),
        Kind.FOOD: ("food",),
        Kind.PLANT: ("plant",),
        Kind.TOY: ("toy",),
    }
)
_BY_GAIT: Mapping[Gait, tuple[str, ...]] = MappingProxyType(
    {
        Gait.WATER: ("boats",),
        Gait.AIR: ("aircraft", "winged"),
        Gait.FINS: ("swimming",),
        Gait.WHEELS: ("wheeled",),
    }
)
_USUAL: Mapping[Kind, Gait] = MappingProxyType(
    {
        Kind.PERSON: Gait.FOOT,
        Kind.ANIMAL: Gait.FOOT,
        Kind.TOY: Gait.FOOT,
        Kind.VEHICLE: Gait.WHEELS,
    }
)
_GOING = frozenset({Kind.ANIMAL, Kind.VEHICLE, Kind.TOY, Kind.OBJECT})


def kind_of(noun: str) -> Kind | None:
    """The kind that a noun, singular and in lower case, is known to be of."""
    for kind, lists in _BY_KIND.items():
        if _is_in(noun, lists):
            return kind
    is_person = noun.endswith(("man", "woman", "girl", "boy")) and len(noun) > 4
    return Kind.PERSON if is_person else None


def sex_of(noun: str) -> Sex | None:
    """The sex that a noun tells."""
    if _is_in(noun, ("female",)) or noun.endswith(("woman", "girl")):
        return Sex.FEMALE
    if _is_in(noun, ("male",)) or (noun.endswith(("man", "boy")) and noun != "human"):
        return Sex.MALE
    return None


def alike(one: str, other: str) -> bool:
    """Whether two nouns can name one thing: equal, or words for the same sort of thing."""
    return one == other or any(one in group and other in group for group in _groups())


def gait_of(noun: str, kind: Kind) -> Gait:
    """By what a subject of this kind and name gets about."""
    for gait, lists in _BY_GAIT.items():
        if kind in _GOING and _is_in(noun, lists):
            return gait
    return _USUAL.get(kind, Gait.NONE)


def _is_in(noun: str, lists: tuple[str, ...]) -> bool:
    return any(noun in _words()[name] for name in lists)


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """The word lists by their name."""
    return {
        name: frozenset(part["words"].split()) for name, part in _file().items() if "words" in part
    }


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in _file()["alike"]["groups"].split("\n") if line)


@cache
def _file() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(f"{__package__}.words").joinpath("nouns.toml").read_text("utf-8")
    return tomllib.loads(text)
