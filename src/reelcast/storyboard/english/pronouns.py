"""Adds the pronouns to what a prompt speaks of: he, she, it, they, both, all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc, Token

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.english.naming import BEINGS, sex
from reelcast.storyboard.english.nouns import Sex

_CROWD = frozenset("both all everyone everybody each two three".split())
_SEXES: Mapping[str, Sex | None] = {
    "he": Sex.MALE,
    "him": Sex.MALE,
    "himself": Sex.MALE,
    "she": Sex.FEMALE,
    "her": Sex.FEMALE,
    "herself": Sex.FEMALE,
}


class Sort(StrEnum):
    """By what a mention speaks of its reference."""

    POINTER = "pointer"
    NOUN = "noun"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """The tokens from ``start`` to below ``end``, said of ``references``: of none if somebody else.

    ``head`` is the token that stands for it in the parse tree.
    """

    start: int
    end: int
    head: int
    references: tuple[int, ...]
    sort: Sort


def with_pronouns(
    doc: Doc, candidates: Sequence[Candidate], told: Sequence[Mention]
) -> tuple[Mention, ...]:
    """``told`` with the pronouns among them, in text order."""
    return _Pronouns(doc, candidates).read(told)


class _Pronouns:
    """Goes through one prompt and remembers of whom it was spoken."""

    def __init__(self, doc: Doc, candidates: Sequence[Candidate]) -> None:
        self._doc = doc
        self._candidates = candidates
        self._by_number = {one.reference: one for one in candidates}

    def read(self, told: Sequence[Mention]) -> tuple[Mention, ...]:
        said = sorted(told, key=lambda mention: mention.start)
        taken = {index for one in said for index in range(one.start, one.end)}
        heard: list[Mention] = []
        for token in self._doc:
            heard += [one for one in said if one.start == token.i]
            references = None if token.i in taken else self._meant(token, heard)
            if references is not None:
                heard.append(Mention(token.i, token.i + 1, token.i, references, Sort.PRONOUN))
        return tuple(heard)

    def _meant(self, token: Token, heard: Sequence[Mention]) -> tuple[int, ...] | None:
        """The references of a pronoun; None where the word is no pronoun that matters."""
        word = token.lower_
        if word in {"he", "she", "him", "himself", "herself"} or (
            word == "her" and token.tag_ == "PRP"
        ):
            return self._somebody(_SEXES[word], heard)
        if word in {"it", "itself"}:
            return None if _is_empty(token) else self._something(heard)
        if word in {"they", "them", "themselves"} or (word in _CROWD and _stands_alone(token)):
            return self._several(heard)
        return None

    def _recent(self, heard: Sequence[Mention]) -> Iterator[Candidate]:
        """Candidates spoken of alone, the latest first, then those not spoken of."""
        told = [one.references[0] for one in reversed(heard) if len(one.references) == 1]
        rest = [one.reference for one in self._candidates if one.reference not in told]
        return (self._by_number[number] for number in [*told, *rest])

    def _somebody(self, sex_said: Sex | None, heard: Sequence[Mention]) -> tuple[int, ...]:
        recent = list(self._recent(heard))
        for kinds in ({Kind.PERSON}, {Kind.TOY, Kind.ANIMAL}):
            for known in (sex_said, None):
                for one in recent:
                    if one.kind in kinds and sex(one) is known:
                        return (one.reference,)
        return (self._candidates[0].reference,) if len(self._candidates) == 1 else ()

    def _something(self, heard: Sequence[Mention]) -> tuple[int, ...]:
        thing = {
            Kind.OBJECT,
            Kind.VEHICLE,
            Kind.ANIMAL,
            Kind.FOOD,
            Kind.PLANT,
            Kind.TOY,
            Kind.CLOTHING,
        }
        return next(((one.reference,) for one in self._recent(heard) if one.kind in thing), ())

    def _several(self, heard: Sequence[Mention]) -> tuple[int, ...]:
        groups = [one.references for one in heard if len(one.references) > 1]
        told = tuple(sorted({number for one in heard for number in one.references}))
        beings = [n for n in told if self._by_number[n].kind in BEINGS]
        everybody = [one.reference for one in self._candidates if one.kind in BEINGS]
        if groups and len(groups[-1]) >= len(beings):
            return groups[-1]
        if len(beings) > 1 or (beings and len(told) == 1):
            return tuple(beings)
        if len(everybody) > 1:
            return tuple(everybody)
        return told or tuple(everybody)


def _is_empty(token: Token) -> bool:
    """The "it" of "it is night" and "it rains"."""
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    if after is None:
        return False
    if after.lemma_ in {"rain", "snow", "pour"}:
        return True
    copula = after.lower_ in {"is", "'s", "was", "must", "has", "should"} and token.dep_ == "nsubj"
    beyond = after.nbor() if after.i + 1 < len(token.doc) else None
    return copula and not (beyond is not None and beyond.tag_ in {"VBG", "VBN"})


def _stands_alone(token: Token) -> bool:
    """ "Both wave", "all of them"; not "all day"."""
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    if after is None:
        return False
    return after.lower_ in {"of", "three", "four", "then"} or after.pos_ in {"VERB", "AUX", "ADV"}
