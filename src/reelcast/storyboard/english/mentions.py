"""Finds who is meant: every place where a prompt speaks of a reference, and of which one.

Numbers decide ("the fox in image 2"), then what the prompt itself calls a reference ("image 1 is
our actress"), then the nouns, and at last the pronouns, by kind, sex and nearness.
"""

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Token

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.english.naming import (
    BEINGS,
    ENOUGH,
    EQUAL,
    generic_kinds,
    heads_of,
    is_someone_else,
    likeness,
    may_be,
)
from reelcast.storyboard.english.noun_phrases import Phrase, phrases, singular
from reelcast.storyboard.english.nouns import kind_of
from reelcast.storyboard.english.pointers import Pointer
from reelcast.storyboard.english.pronouns import Mention, Sort, with_pronouns
from reelcast.storyboard.english.verbs import Verb
from reelcast.storyboard.matching import assign
from reelcast.storyboard.matching import likeness as likely

LOOKS = frozenset(
    "style color colour palette tone look mood lighting grade grading texture aesthetic atmosphere "
    "vibe feel feeling composition font typography light hue shade finish pattern brushwork".split()
)
"""What a prompt may take from a picture without showing what is in it."""

_PICTURES = frozenset(
    "shot photo photograph picture image view close-up closeup portrait video clip footage render "
    "reference upload scene film film-still frame animation version drawing".split()
)
_AND = frozenset({"and", "&", "+"})
_OWNED_BY = frozenset("in from of on at as by per".split())
_SEEN = frozenset("seen shown pictured depicted featured visible taken given uploaded".split())
_DEFINES = frozenset(
    "is are shows show depicts depict features contains represents = : - \u2013 \u2014".split()
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_TOGETHER = frozenset(
    "pair couple duo trio group gang crew team lover friend two three four".split()
)
_DEFINITE = frozenset("the our my his her their this these your".split())
_INDEFINITE = frozenset("a an some any no".split())


def mentions(
    doc: Doc,
    candidates: Sequence[Candidate],
    pointed: tuple[Pointer, ...],
    motions: Mapping[int, Verb],
    embedder: Embedder | None = None,
) -> tuple[Mention, ...]:
    """Every mention in text order, things that are no reference included."""
    taken = {index for one in pointed for index in range(one.start, one.end)}
    found = phrases(doc, motions, taken, heads_of(candidates))
    return _Reader(doc, candidates, motions, embedder).read(found, _joined(doc, pointed))


def _joined(doc: Doc, pointed: tuple[Pointer, ...]) -> tuple[Pointer, ...]:
    """Pointers with only an "and" between them as one."""
    joined: list[Pointer] = []
    for pointer in pointed:
        last = joined[-1] if joined else None
        between = [token.lower_ for token in doc[last.end : pointer.start]] if last else []
        if last and set(between) <= _AND | {",", "the"} and not _AND.isdisjoint(between):
            references = tuple(dict.fromkeys(last.references + pointer.references))
            joined[-1] = Pointer(last.start, pointer.end, references)
        else:
            joined.append(pointer)
    return tuple(joined)


class _Reader:
    """Goes through one prompt."""

    def __init__(
        self,
        doc: Doc,
        candidates: Sequence[Candidate],
        motions: Mapping[int, Verb],
        embedder: Embedder | None,
    ) -> None:
        self._doc = doc
        self._embedder = embedder
        self._candidates = candidates
        self._motions = motions
        self._by_number = {one.reference: one for one in candidates}
        self._called: dict[str, tuple[int, ...]] = {}
        self._named: dict[int, tuple[int, ...]] = {}

    def read(self, found: tuple[Phrase, ...], pointed: tuple[Pointer, ...]) -> tuple[Mention, ...]:
        owned = self._pointed_at(found, pointed)
        owners = {phrase.head for phrase in owned.values() if phrase}
        free = [phrase for phrase in found if phrase.head not in owners]
        self._name(free, {number for one in pointed for number in one.references})
        nouns = [self._noun(phrase) for phrase in free]
        numbers = [self._pointer(pointer, owned.get(pointer)) for pointer in pointed]
        return with_pronouns(self._doc, self._candidates, [*nouns, *numbers])

    def _pointed_at(
        self, found: tuple[Phrase, ...], pointed: tuple[Pointer, ...]
    ) -> dict[Pointer, Phrase | None]:
        """For each pointer the noun that it stands by; the nouns then name its references."""
        owned = {pointer: self._owner(pointer, found) for pointer in pointed}
        for pointer, phrase in owned.items():
            if phrase:
                self._call(singular(self._doc[phrase.head].lower_), pointer.references)
        return owned

    def _call(self, noun: str, references: tuple[int, ...]) -> None:
        known = self._called.get(noun)
        self._called[noun] = references if known in (None, references) else ()

    def _owner(self, pointer: Pointer, found: tuple[Phrase, ...]) -> Phrase | None:
        by_end = {phrase.end: phrase for phrase in found}
        by_start = {phrase.start: phrase for phrase in found}
        before = by_end.get(self._owner_end(pointer))
        if before and self._fits(before, pointer):
            return before
        start, defines = self._owner_start(pointer)
        after = by_start.get(start)
        if after and (defines or self._is_called(after, pointer)) and self._fits(after, pointer):
            return after
        return None

    def _owner_end(self, pointer: Pointer) -> int:
        """Where a noun would end that the pointer explains: "the fox (2)", "the fox in 2"."""
        index = pointer.start
        doc = self._doc
        if index > 0 and doc[index - 1].text in {"(", "[", ","}:
            closed = pointer.end < len(doc) and doc[pointer.end].text in {",", ")", "]"}
            return index - 1 if closed else -1
        if index > 0 and doc[index - 1].lower_ in _OWNED_BY:
            index -= 1
            while index > 0 and doc[index - 1].lower_ in _SEEN:
                index -= 1
        return index

    def _owner_start(self, pointer: Pointer) -> tuple[int, bool]:
        """Where a noun would start that explains the pointer, and whether it surely does."""
        doc, index = self._doc, pointer.end
        if index >= len(doc):
            return -1, False
        word = doc[index].lower_
        if word in _DEFINES or word == "(":
            adverb = index + 1 < len(doc) and doc[index + 1].tag_ == "RB"
            return index + 1 + adverb, True
        if word == ",":
            return index + 1, False
        return (index + 1 if word == "'s" else index), False

    def _is_called(self, phrase: Phrase, pointer: Pointer) -> bool:
        numbers = pointer.references
        return len(numbers) == 1 and self._likeness(phrase, numbers[0]) >= ENOUGH

    def _fits(self, phrase: Phrase, pointer: Pointer) -> bool:
        """Whether a noun can be about what the pointer points at."""
        noun = singular(self._doc[phrase.head].lower_)
        if noun in LOOKS or noun in _PICTURES:
            return False
        kind = kind_of(noun)
        meant = [self._by_number[number] for number in pointer.references]
        if any(self._likeness(phrase, one.reference) >= ENOUGH for one in meant):
            return True
        others = [one for one in self._candidates if one not in meant]
        if any(self._likeness(phrase, one.reference) >= EQUAL for one in others):
            return False
        beings = {one.kind in BEINGS for one in meant}
        return not (kind in BEINGS and beings == {False} and all(_sure(one) for one in meant))

    def _pointer(self, pointer: Pointer, owner: Phrase | None) -> Mention:
        if owner is None:
            head = self._head(pointer)
            return Mention(pointer.start, pointer.end, head, pointer.references, Sort.POINTER)
        start, end = min(owner.start, pointer.start), max(owner.end, pointer.end)
        head = owner.head if owner.start < pointer.start else self._head(pointer)
        return Mention(start, end, head, pointer.references, Sort.POINTER)

    def _head(self, pointer: Pointer) -> int:
        """The token of a pointer whose head lies outside of it."""
        inside = range(pointer.start, pointer.end)
        return next((i for i in inside if self._doc[i].head.i not in inside), pointer.start)

    def _likeness(self, phrase: Phrase, reference: int) -> float:
        return likeness(self._doc, phrase, self._by_number[reference])

    def _name(self, free: Sequence[Phrase], pointed: set[int]) -> None:
        """Assign the nouns, the surest first."""
        for phrase in free:
            self._named[phrase.head] = self._by_words(phrase)
        claimed = pointed | {number for numbers in self._named.values() for number in numbers}
        for phrase in free:
            if not self._named[phrase.head] and not is_someone_else(self._doc, phrase):
                self._named[phrase.head] = self._by_kind(phrase, claimed)
                claimed |= set(self._named[phrase.head])
        claimed |= self._by_likeness(free, claimed)
        self._last_resort(free, claimed)

    def _by_words(self, phrase: Phrase) -> tuple[int, ...]:
        noun = singular(self._doc[phrase.head].lower_)
        if self._called.get(noun):
            return self._called[noun]
        scores = {one.reference: self._likeness(phrase, one.reference) for one in self._candidates}
        best = max(scores.values(), default=0.0)
        margin = 0.5 if self._is_plural(phrase) else 0.05
        tied = tuple(n for n, score in scores.items() if score >= max(best - margin, ENOUGH))
        if best < ENOUGH or (is_someone_else(self._doc, phrase) and len(tied) == 1):
            return ()
        return tied if len(tied) == 1 else self._one_of(phrase, tied)

    def _one_of(self, phrase: Phrase, tied: tuple[int, ...]) -> tuple[int, ...]:
        """Of several with one name: all, the second, the one not spoken of yet, the last one."""
        words = [token.lower_ for token in self._doc[phrase.start : phrase.end]]
        if self._is_plural(phrase):
            return tied
        for place, ordinal in enumerate(_ORDINALS[: len(tied)]):
            if ordinal in words:
                return (tied[place],)
        told = [numbers for numbers in self._named.values() if numbers and numbers[0] in tied]
        fresh = [number for number in tied if (number,) not in told]
        return (fresh[0],) if fresh else told[-1]

    def _is_plural(self, phrase: Phrase) -> bool:
        head = self._doc[phrase.head]
        return singular(head.lower_) != head.lower_ or head.tag_ in {"NNS", "NNPS"}

    def _by_kind(self, phrase: Phrase, claimed: set[int]) -> tuple[int, ...]:
        """Nouns that are no reference's name: "the stranger", "the product", "the two friends"."""
        doc = self._doc
        noun = singular(doc[phrase.head].lower_)
        kinds = generic_kinds(doc, phrase)
        indefinite = doc[phrase.start].lower_ in _INDEFINITE
        if noun in _TOGETHER and (self._is_plural(phrase) or noun not in {"lover", "friend"}):
            beings = tuple(one.reference for one in self._candidates if one.kind in BEINGS)
            return beings if len(beings) > 1 and not indefinite else ()
        members = [one for one in self._candidates if one.kind in kinds]
        if len(members) > 1 and self._is_plural(phrase):
            return tuple(one.reference for one in members)
        if len(members) == 1 and not (indefinite and members[0].reference in claimed):
            return (members[0].reference,)
        fitting = [one for one in self._candidates if may_be(noun, one)]
        if (
            len(fitting) > 1
            and self._is_plural(phrase)
            and not claimed & {one.reference for one in fitting}
        ):
            return tuple(one.reference for one in fitting)
        fresh = [one.reference for one in fitting if one.reference not in claimed]
        if fresh:
            self._call(noun, (fresh[0],))
            return (fresh[0],)
        return self._called.get(noun, ())

    def _by_likeness(self, free: Sequence[Phrase], claimed: set[int]) -> set[int]:
        """Match what no rule has named to the references that nothing has claimed."""
        left = [one for one in self._candidates if one.reference not in claimed]
        unnamed = [one for one in free if not self._named[one.head] and self._may_be_anybody(one)]
        if not left or not unnamed or self._embedder is None:
            return set()
        nouns = [self._doc[phrase.start : phrase.end].text for phrase in unnamed]
        chosen = assign(likely(nouns, left, self._embedder))
        for phrase, index in zip(unnamed, chosen, strict=True):
            if index is not None:
                reference = left[index].reference
                self._named[phrase.head] = (reference,)
                self._call(singular(self._doc[phrase.head].lower_), (reference,))
        return {left[index].reference for index in chosen if index is not None}

    def _may_be_anybody(self, phrase: Phrase) -> bool:
        """Whether a noun may be an upload's: definite or acting, and no part of the scenery."""
        head, first = self._doc[phrase.head], self._doc[phrase.start].lower_
        noun = singular(head.lower_)
        told = first in _DEFINITE or head.dep_ in {"nsubj", "ROOT", "dobj"}
        known = noun in SURROUNDINGS | LOOKS | _PICTURES
        return told and not known and not is_someone_else(self._doc, phrase)

    def _last_resort(self, free: Sequence[Phrase], claimed: set[int]) -> None:
        """A single picture that nothing names is what the prompt's first actor is."""
        if len(self._candidates) != 1 or claimed or self._candidates[0].kind is Kind.PLACE:
            return
        for phrase in free:
            actor = self._doc[phrase.head]
            if self._acts(actor) and singular(actor.lower_) not in SURROUNDINGS:
                self._named[phrase.head] = (self._candidates[0].reference,)
                return

    def _acts(self, actor: Token) -> bool:
        return actor.dep_ in {"nsubj", "nsubjpass"} and actor.head.i in self._motions

    def _noun(self, phrase: Phrase) -> Mention:
        references = self._named[phrase.head]
        return Mention(phrase.start, phrase.end, phrase.head, references, Sort.NOUN)


SURROUNDINGS = frozenset(
    "camera crowd snow rain leaf light music petal water wave smoke fog mist wind cloud sun moon "
    "star bird hair dust confetti spark bubble firefly lightning thunder shadow sky drone people "
    "person audience traffic car boat steam flame fire ember shot frame lens drop droplet splash "
    "hand eye arm head tail mouth wing finger foot leg face".split()
)
"""What moves in a picture without being anybody's upload."""


def _sure(candidate: Candidate) -> bool:
    """Whether the picture was named by somebody, not guessed."""
    return any(weight >= 1 for _, weight in candidate.names)
