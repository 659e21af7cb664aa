"""What the references of a prompt may be called in its language."""

from collections.abc import Iterator, Mapping, Sequence

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.other.lexicon import lexicon, longest, simplified, words
from reelcast.storyboard.other.text import Token, folded, tokens
from reelcast.storyboard.tongue import Tongue

NAME = "name"
"""The field of phrases that are what a reference is called; the value is its number."""

_ENGLISH_PREPOSITIONS = frozenset("in with on of at from by wearing and for".split())
_HAN_HEAD = 2
"""Characters at the end of a Chinese or Japanese name that are the thing itself."""

_SHORT_WORD = 3

_SAME, _RELATED, _OF_KIND = 3.0, 2.0, 1.0
"""How well a noun calls a reference: the same thing, one that the other is, an unknown one."""


class Names:
    """What the candidates may be called in one language."""

    def __init__(self, candidates: Sequence[Candidate], tongue: Tongue) -> None:
        self.candidates = {candidate.reference: candidate for candidate in candidates}
        self.tongue = tongue
        self._tree = words("nouns")
        self.concepts = {
            candidate.reference: self._concepts_of(candidate) for candidate in candidates
        }

    def _concepts_of(self, candidate: Candidate) -> tuple[str, ...]:
        named = (self._concept(name, candidate.kind) for name, _ in candidate.names)
        return tuple(dict.fromkeys(concept for concept in named if concept))

    def _concept(self, name: str, kind: Kind) -> str:
        """What fits the kind goes first: a German "Boot" that is a vehicle is no shoe."""
        text = folded(name, self.tongue, {})
        english = self._english_concept(text)
        if english and self.kind(english) is kind:
            return english
        foreign = self._foreign_concept(text)
        if foreign and self.kind(foreign) is kind:
            return foreign
        return english or foreign

    def _english_concept(self, name: str) -> str:
        """By its longest ending that is known: a "red sports car" is a sports car."""
        parts = name.split()
        stop = next((i for i, w in enumerate(parts) if i and w in _ENGLISH_PREPOSITIONS), None)
        head = parts[:stop]
        for start in range(len(head)):
            phrase = " ".join(head[start:])
            for concept, about in self._tree.items():
                if phrase in about["en"] or phrase.removesuffix("s") in about["en"]:
                    return concept
        return ""

    def _foreign_concept(self, name: str) -> str:
        finds = longest(
            [f for f in lexicon(self.tongue).found(_tokens(name, self.tongue)) if f.means("noun")]
        )
        if not finds:
            return ""
        # The head comes first in Spanish and French, last in the others.
        head = finds[0] if self.tongue in {Tongue.ES, Tongue.FR} else finds[-1]
        return head.values("noun")[0]

    def phrases(self) -> Mapping[str, tuple[str, str]]:
        """The candidates' names, to be looked for in the prompt as they are."""
        found: dict[str, tuple[str, str]] = {}
        for number, candidate in self.candidates.items():
            for name, _ in candidate.names:
                for phrase in self._spellings(name):
                    found.setdefault(phrase, (NAME, str(number)))
        return found

    def _spellings(self, name: str) -> Iterator[str]:
        written = [token.text for token in _tokens(name, self.tongue)]
        yield " ".join(written)
        if self.tongue in {Tongue.ZH, Tongue.JA} and len(written) > _HAN_HEAD:
            yield " ".join(written[-_HAN_HEAD:])
        elif self.tongue in {Tongue.ES, Tongue.FR, Tongue.DE} and written:
            head = written[0] if self.tongue is not Tongue.DE else written[-1]
            if len(head) > _SHORT_WORD:
                yield head + "*"

    def all_of(self, concept: str) -> tuple[tuple[float, int], ...]:
        """How well each candidate is called by a noun of ``concept``, best first."""
        scores = [(self._likeness(concept, number), -number) for number in self.candidates]
        return tuple((score, -minus) for score, minus in sorted(scores, reverse=True) if score > 0)

    def _likeness(self, concept: str, number: int) -> float:
        own = self.concepts[number]
        if concept in own:
            return _SAME
        if any(self.is_a(one, concept) or self.is_a(concept, one) for one in own):
            return _RELATED
        if own or self.candidates[number].kind is not self.kind(concept):
            return 0.0
        return _OF_KIND

    def is_a(self, concept: str, other: str) -> bool:
        """Whether a thing of ``concept`` is also one of ``other``."""
        above = self._tree[concept].get("is", "").split()
        return other in above or any(
            self.is_a(one, other) for one in above if one in self._tree and one != concept
        )

    def kind(self, concept: str) -> Kind:
        """The kind of reference that ``concept`` would be."""
        return Kind(self._tree[concept]["kind"])

    def has_gender(self, number: int, pronoun: str) -> bool:
        """Whether "he" or "she" may be said of a reference, as far as its names tell."""
        kind = self.candidates[number].kind
        if pronoun == "it":
            return kind is not Kind.PERSON
        opposite = "woman" if pronoun == "he" else "man"
        own = self.concepts[number]
        against = any(one == opposite or self.is_a(one, opposite) for one in own)
        return kind in {Kind.PERSON, Kind.ANIMAL, Kind.TOY} and not against


def _tokens(name: str, tongue: Tongue) -> list[Token]:
    return tokens(folded(name, tongue, simplified()))
