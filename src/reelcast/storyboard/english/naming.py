"""Which reference a noun means: by its words, by words for the same thing, by what it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.english.noun_phrases import Phrase, head_and_rest, singular
from reelcast.storyboard.english.nouns import Sex, alike, kind_of, sex_of

BEINGS = frozenset({Kind.PERSON, Kind.ANIMAL, Kind.TOY})
"""Kinds that do things of themselves."""

_GENERIC: dict[str, frozenset[Kind]] = {
    **dict.fromkeys(
        ("animal", "creature", "beast", "pet", "critter"), frozenset({Kind.ANIMAL, Kind.TOY})
    ),
    **dict.fromkeys(
        (
            "character",
            "subject",
            "hero",
            "protagonist",
            "star",
            "figure",
            "lead",
            "friend",
            "buddy",
        ),
        BEINGS,
    ),
    **dict.fromkeys(
        ("person", "individual", "performer", "silhouette", "stranger"), frozenset({Kind.PERSON})
    ),
    "fellow": BEINGS,
    "guy": BEINGS,
    **dict.fromkeys(("vehicle", "ride", "machine"), frozenset({Kind.VEHICLE})),
    "toy": frozenset({Kind.TOY}),
    **dict.fromkeys(
        ("product", "item", "object", "thing", "packshot", "piece"),
        frozenset({Kind.OBJECT, Kind.FOOD, Kind.CLOTHING, Kind.PLANT, Kind.TOY, Kind.VEHICLE}),
    ),
    **dict.fromkeys(
        ("place", "location", "scene", "set", "background", "backdrop", "room", "setting"),
        frozenset({Kind.PLACE}),
    ),
    "plant": frozenset({Kind.PLANT}),
    "dish": frozenset({Kind.FOOD}),
    "snack": frozenset({Kind.FOOD}),
}
"""Nouns that say only the kind."""

_ELSE = frozenset("another other".split())

EQUAL = 1.0
AKIN = 0.8
PART = 0.7
ENOUGH = 0.65


@dataclass(frozen=True, slots=True)
class Name:
    """One thing a reference may be called."""

    head: str
    rest: tuple[str, ...]
    weight: float


def names_of(candidate: Candidate) -> tuple[Name, ...]:
    """What a reference may be called, taken apart."""
    return tuple(Name(*head_and_rest(noun), weight) for noun, weight in candidate.names)


def heads_of(candidates: Sequence[Candidate]) -> frozenset[str]:
    """The nouns by which the references are named."""
    return frozenset(name.head for one in candidates for name in names_of(one) if name.head)


def likeness(doc: Doc, phrase: Phrase, candidate: Candidate) -> float:
    """How well a noun phrase names a reference by its words, 0 to about 1.2."""
    head = singular(doc[phrase.head].lower_)
    rest = {singular(token.lower_) for token in doc[phrase.start : phrase.head]}
    return max((_likeness(head, rest, name) for name in names_of(candidate)), default=0.0)


def _likeness(head: str, rest: set[str], name: Name) -> float:
    shared = len(rest & set(name.rest)) / (len(name.rest) or 1)
    if head == name.head:
        return EQUAL + 0.2 * shared + 0.01 * name.weight
    if alike(head, name.head):
        return AKIN + 0.1 * shared + 0.01 * name.weight
    if head in name.rest and kind_of(head) is not None:
        return PART + 0.1 * shared
    return 0.0


def is_someone_else(doc: Doc, phrase: Phrase) -> bool:
    """ "Another woman", "other dogs"."""
    return any(token.lower_ in _ELSE for token in doc[phrase.start : phrase.head])


def generic_kinds(doc: Doc, phrase: Phrase) -> frozenset[Kind]:
    """The kinds that a noun like "creature" or "product" may stand for; none for other nouns."""
    return _GENERIC.get(singular(doc[phrase.head].lower_), frozenset())


def may_be(noun: str, candidate: Candidate) -> bool:
    """Whether a noun that is none of its names may still be about a reference, by kind and sex.

    A wizard may be what a network calls a man; a dragon is no woman.
    """
    kind = kind_of(noun)
    if kind is None or kind is not candidate.kind or kind is not Kind.PERSON:
        return False
    sexes = {sex_of(noun), sex(candidate)} - {None}
    return len(sexes) < 2


def sex(candidate: Candidate) -> Sex | None:
    """Male or female where the names tell, and agree."""
    told = {sex_of(word) for name in names_of(candidate) for word in (name.head, *name.rest)} - {
        None
    }
    return told.pop() if len(told) == 1 else None
