"""Who is spoken of where: references by number and by name, pronouns, the camera, other things."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reelcast.kind import Kind
from reelcast.storyboard.other.lexicon import Find
from reelcast.storyboard.other.names import NAME, Names
from reelcast.storyboard.other.text import Token
from reelcast.storyboard.tongue import Tongue

_LIVING = frozenset({Kind.PERSON, Kind.ANIMAL})
_FURNISHING = frozenset({"bag", "cup", "book"})
"""Objects that stand about in many pictures."""

_NEAR = 6
"""Tokens between a number and the noun it belongs to."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``start`` to before ``end`` speak of ``references``, or of something else: ()."""

    start: int
    end: int
    references: tuple[int, ...]
    camera: bool = False
    concept: str = ""
    pronoun: str = ""

    def of_first_views(self, groups: Sequence[tuple[int, ...]]) -> "Mention":
        """This with every reference as the first one that shows the same subject."""
        first = {number: group[0] for group in groups for number in group}
        meant = dict.fromkeys(first.get(number, number) for number in self.references)
        return replace(self, references=tuple(meant))


class Mentions:
    """Finds the mentions of one prompt, in its order."""

    def __init__(
        self,
        prompt: Sequence[Token],
        finds: Sequence[Find],
        names: Names,
        camera: frozenset[int],
    ) -> None:
        """``camera`` are the tokens of words for the camera, inside longer phrases too."""
        self.prompt = prompt
        self.camera = camera
        self.finds = finds
        self.names = names
        self.aliases: dict[str, int] = {}
        self.found: list[Mention] = []
        self._run()

    def _run(self) -> None:
        bound = self._bound_nouns()
        for at, token in enumerate(self.prompt):
            number = token.reference
            if number is not None:
                noun = bound.get(at)
                start, end = (noun.start, noun.end) if noun else (at, at)
                self._add(Mention(min(start, at), max(end, at + 1), (number,)))
                continue
            for find in self.finds:
                if find.start == at and find not in bound.values():
                    mention = self._of_find(find)
                    if mention is not None:
                        self._add(mention)

    def _add(self, mention: Mention) -> None:
        """ "both dogs", "the three of them": a noun after such a word is all of them."""
        before = self.found[-1] if self.found else None
        if before and before.pronoun == "all" and 0 <= mention.start - before.end <= 1:
            if mention.concept and mention.concept == self._kind_of_all(before, mention):
                self.found[-1] = replace(before, end=mention.end)
                return
        if before and self._is_part(before, mention):
            self.found[-1] = replace(before, end=mention.end)
            return
        self.found.append(mention)

    def _is_part(self, before: Mention, mention: Mention) -> bool:
        """ "toy train": a noun right after a reference's, which nobody else is called by."""
        touches = 0 <= mention.start - before.end <= 1
        named = bool(before.references and before.concept) and not before.pronoun
        unknown = bool(mention.concept) and not mention.references
        if self.names.tongue in {Tongue.ES, Tongue.FR}:
            # "El taxi viejo": an adjective that would be a noun if it stood alone.
            return unknown and bool(before.references) and mention.start == before.end
        return self.names.tongue in {Tongue.ZH, Tongue.JA} and touches and named and unknown

    def _kind_of_all(self, everybody: Mention, mention: Mention) -> str:
        """The concept of ``mention`` if it fits whoever "both" are."""
        kind = self.names.kind(mention.concept)
        kinds = {self.names.candidates[number].kind for number in everybody.references}
        return mention.concept if kinds == {kind} else ""

    def _bound_nouns(self) -> dict[int, Find]:
        """For the token of each number, the noun that stands with it."""
        bound: dict[int, Find] = {}
        for at, token in enumerate(self.prompt):
            if token.reference is None:
                continue
            noun = self._noun_at(at)
            if noun is not None and noun not in bound.values():
                bound[at] = noun
                for concept in noun.values("noun"):
                    self.aliases.setdefault(concept, token.reference)
        return bound

    def _noun_at(self, at: int) -> Find | None:
        nouns = [f for f in self.finds if f.means("noun") or f.means(NAME)]
        near = [f for f in nouns if self.prompt[f.start].clause == self.prompt[at].clause]
        before = [f for f in near if f.end <= at and at - f.end <= _NEAR]
        after = [f for f in near if f.start > at and f.start - at <= _NEAR + 2]
        if self._opens_bracket(at):
            before = [f for f in nouns if f.end <= at and at - f.end <= 2]
            return before[-1] if before else None
        if self.names.tongue in {Tongue.ZH, Tongue.JA}:
            return after[0] if after and self._linked(at, after[0].start) else None
        if before and self._linked(before[-1].end, at):
            return before[-1]
        return after[0] if after and self._linked(at, after[0].start) else None

    def _opens_bracket(self, at: int) -> bool:
        return at > 0 and self.prompt[at - 1].text in {"(", "["}

    def _linked(self, start: int, end: int) -> bool:
        """Whether nothing is done and nobody else is named between two tokens."""
        between = self.prompt[start + 1 : end]
        blocked = any(token.reference is not None for token in between) or any(
            f.means("action")
            or f.means("word.joined")
            or f.means("word.hold")
            or f.means("word.wear")
            for f in self.finds
            if start < f.start < end
        )
        return not blocked

    def _of_find(self, find: Find) -> Mention | None:
        if find.means(NAME):
            named = int(find.values(NAME)[0])
            concepts = self.names.concepts[named]
            alike = self._alike(find, concepts[0] if concepts else "")
            return Mention(find.start, find.end, alike or (named,))
        if find.means("camera") and find.covered & self.camera:
            return Mention(find.start, find.start + 1, (), camera=True)
        if find.means("word.camera") and not self._is_reference(find):
            return Mention(find.start, find.end, (), camera=True)
        for concept in find.values("noun"):
            chosen = self._called(concept)
            if chosen:
                alike = self._alike(find, concept)
                return Mention(find.start, find.end, alike or (chosen,), concept=concept)
        for pronoun in ("all", "he", "she", "it"):
            if find.means(f"word.{pronoun}"):
                return Mention(find.start, find.end, self._meant_by(pronoun), pronoun=pronoun)
        if find.means("noun") and self.names.kind(find.values("noun")[0]) is not Kind.PLACE:
            return Mention(find.start, find.end, (), concept=find.values("noun")[0])
        if find.means("word.scenery"):
            return Mention(find.start, find.end, ())
        return None

    def _is_reference(self, find: Find) -> bool:
        """Whether a drone is one of the references rather than what films them."""
        own = {concept for concepts in self.names.concepts.values() for concept in concepts}
        return bool(own & set(find.values("noun")))

    def _alike(self, find: Find, concept: str) -> tuple[int, ...]:
        """ "two dolphins": all that the noun fits as well, if a number stands before it."""
        counted = any(f.means("word.several") and 0 <= find.start - f.end <= 2 for f in self.finds)
        if not counted or not concept:
            return ()
        ranked = self.names.all_of(concept)
        best = [number for score, number in ranked if score >= ranked[0][0]]
        return tuple(sorted(best)) if len(best) > 1 else ()

    def _called(self, concept: str) -> int | None:
        if concept in self.aliases:
            return self.aliases[concept]
        numbered = {token.reference for token in self.prompt if token.reference is not None}
        ranked = self.names.all_of(concept)
        # A reference that the prompt has a number for is hardly meant by another noun.
        ranked = tuple(sorted(ranked, key=lambda pair: (-pair[0], pair[1] in numbered)))
        return ranked[0][1] if ranked else self._only_one(concept)

    def _only_one(self, concept: str) -> int | None:
        """The sole reference that may act, if the noun is of its kind: who else is meant?"""
        able = [n for n, c in self.names.candidates.items() if c.kind is not Kind.PLACE]
        if len(able) != 1 or concept in _FURNISHING:
            return None
        return able[0] if self._is_like(able[0], concept) else None

    def _is_like(self, number: int, concept: str) -> bool:
        kind = self.names.candidates[number].kind
        return kind is self.names.kind(concept) and kind in {Kind.FOOD, Kind.OBJECT, Kind.PLANT}

    def _meant_by(self, pronoun: str) -> tuple[int, ...]:
        before = list(dict.fromkeys(n for m in reversed(self.found) for n in m.references))
        if pronoun == "all":
            actors = [n for n, c in self.names.candidates.items() if c.kind in _LIVING]
            everybody = [n for n in before if n in actors]
            return tuple(sorted(everybody if len(everybody) > 1 else actors))
        fits = [n for n in before if self.names.has_gender(n, pronoun)]
        others = [n for n in self.names.candidates if self.names.has_gender(n, pronoun)]
        return tuple((fits or others)[:1])
