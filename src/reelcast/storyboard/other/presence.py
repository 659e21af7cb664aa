"""Which references are in the picture: not the set, nor what is worn, nor a model for a style."""

from collections.abc import Collection, Sequence

from reelcast.kind import Kind
from reelcast.storyboard.other.lexicon import Find
from reelcast.storyboard.other.mentions import Mention
from reelcast.storyboard.other.names import Names
from reelcast.storyboard.other.text import Token

_WEARERS = frozenset({Kind.PERSON, Kind.ANIMAL, Kind.TOY})
_NEAR = 6
"""Tokens between a reference and "as the background", "its colours"."""


class Presence:
    """Decides for one prompt."""

    def __init__(
        self,
        prompt: Sequence[Token],
        finds: Sequence[Find],
        mentions: Sequence[Mention],
        names: Names,
        unmeant: frozenset[int],
    ) -> None:
        self.prompt = prompt
        self.finds = finds
        self.mentions = mentions
        self.names = names
        self.unmeant = unmeant

    def place(self, has_setting: bool) -> int | None:
        """The reference that is the set: a place that is named, or that no other place rivals."""
        places = [n for n, c in self.names.candidates.items() if c.kind is Kind.PLACE]
        named = [n for n in places if self._mentions_of(n) and not self._only_style(n)]
        if named:
            return named[0]
        backdrops = [n for n in self.names.candidates if self._is_said(n, "word.place_of")]
        if backdrops:
            return backdrops[0]
        unnamed = [n for n in places if not self._mentions_of(n)]
        return unnamed[0] if unnamed and not has_setting else None

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """References that the prompt calls the same one."""
        found = []
        for find in self.finds:
            if find.means("word.group"):
                sentence = self.prompt[find.start].sentence
                numbers = sorted(
                    {
                        token.reference
                        for token in self.prompt
                        if token.sentence == sentence and token.reference is not None
                    }
                )
                if len(numbers) > 1:
                    found.append(tuple(numbers))
        return tuple(dict.fromkeys(found))

    def shown(self, acting: Collection[int], groups: Sequence[tuple[int, ...]]) -> list[int]:
        """The references that are subjects, in their order."""
        place = self.place(True)
        later_views = {number for group in groups for number in group[1:]}
        return [
            number
            for number, candidate in self.names.candidates.items()
            if number != place
            and candidate.kind is not Kind.PLACE
            and number not in later_views
            and not self._only_style(number)
            and not self._is_worn(number, acting)
            and not self._is_unused(number, acting)
        ]

    def unused(self, place: int | None, shown: Collection[int]) -> tuple[int, ...]:
        """The references that are neither the set nor shown, but worn or lending their style."""
        return tuple(
            number
            for number in self.names.candidates
            if number != place
            and number not in shown
            and (self._only_style(number) or self._is_worn(number, ()))
        )

    def _mentions_of(self, number: int) -> list[Mention]:
        return [
            m
            for m in self.mentions
            if number in m.references and not m.pronoun and m.start not in self.unmeant
        ]

    def _only_style(self, number: int) -> bool:
        """Whether a reference is spoken of for its colours or its manner alone."""
        own = self._mentions_of(number)
        return bool(own) and all(self._followed(m, "word.style") for m in own)

    def _is_said(self, number: int, what: str) -> bool:
        return any(self._followed(m, what) for m in self._mentions_of(number))

    def _followed(self, mention: Mention, what: str) -> bool:
        clause = self.prompt[mention.start].clause
        return any(
            find.means(what)
            and self.prompt[find.start].clause == clause
            and self._touches(find, mention)
            for find in self.finds
        )

    def _touches(self, find: Find, mention: Mention) -> bool:
        """Whether they are near, with nobody else between."""
        start, end = min(find.end, mention.end), max(find.start, mention.start)
        between = [m for m in self.mentions if m.start >= start and m.end <= end and m.references]
        return end - start <= _NEAR and not between

    def _is_worn(self, number: int, acting: Collection[int]) -> bool:
        if self.names.candidates[number].kind is not Kind.CLOTHING or not self._has_wearer(number):
            return False
        own = self._mentions_of(number)
        worn = any(self._has_before(m, "word.wear") for m in own)
        held = any(self._has_before(m, "word.hold") for m in own)
        return worn or not (held or number in acting)

    def _has_wearer(self, number: int) -> bool:
        return any(
            one.kind in _WEARERS for other, one in self.names.candidates.items() if other != number
        )

    def _has_before(self, mention: Mention, what: str) -> bool:
        clause = self.prompt[mention.start].clause
        return any(
            find.means(what)
            and self.prompt[find.start].clause == clause
            and abs(mention.start - find.end) <= 2 * _NEAR
            for find in self.finds
        )

    def _is_unused(self, number: int, acting: Collection[int]) -> bool:
        """Whether others are spoken of, and this one not though its name would be known."""
        if len(self.names.candidates) == 1 or number in acting:
            return False
        spoken = any(number in m.references and m.start not in self.unmeant for m in self.mentions)
        others = any(m.references for m in self.mentions)
        return not spoken and others and bool(self.names.concepts[number])
