"""Noun phrases: where they begin and end, their head, and the words that describe it.

Read from the order of the words rather than from the parse tree, which a small parser gets wrong
wherever it takes a verb for a noun.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spacy.tokens import Doc, Token

from reelcast.kind import Kind
from reelcast.storyboard.english.nouns import kind_of
from reelcast.storyboard.english.verbs import Verb

_PLURALS: Mapping[str, str] = MappingProxyType(
    {
        "men": "man",
        "women": "woman",
        "children": "child",
        "people": "person",
        "mice": "mouse",
        "geese": "goose",
        "wolves": "wolf",
        "knives": "knife",
        "loaves": "loaf",
        "leaves": "leaf",
        "scarves": "scarf",
        "elves": "elf",
        "thieves": "thief",
        "dwarves": "dwarf",
        "shoes": "shoe",
        "heroes": "hero",
        "potatoes": "potato",
        "tomatoes": "tomato",
    }
)
_NOT_PLURAL = ("ss", "us", "is")
_LINKS = frozenset(
    "in with of from on at wearing holding and who that by for standing sitting".split()
)
_MEASURES = frozenset(
    "pair pack bunch set group piece couple box crowd team flock herd trio".split()
)
_ADJUNCTS = frozenset("DT PRP$ JJ JJR JJS NN NNS NNP NNPS CD VBN VBG POS PDT".split())
_LIVELY = frozenset({Kind.PERSON, Kind.ANIMAL, Kind.VEHICLE})
_HEADS = frozenset({"NN", "NNS", "NNP", "NNPS"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tokens from ``start`` to below ``end``; ``head`` is the index of the noun."""

    start: int
    end: int
    head: int


def singular(word: str) -> str:
    """A noun in lower case without its plural ending; the same error on both sides is harmless."""
    low = word.lower().removesuffix("'s")
    if low in _PLURALS:
        return _PLURALS[low]
    for suffix, one in (("women", "woman"), ("men", "man")):
        if low.endswith(suffix) and len(low) > len(suffix) + 1:
            return low[: -len(suffix)] + one
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("ches", "shes", "xes", "sses", "zes")):
        return low[:-2]
    if low.endswith("s") and len(low) > 3 and not low.endswith(_NOT_PLURAL):
        return low[:-1]
    return low


def head_and_rest(name: str) -> tuple[str, tuple[str, ...]]:
    """The noun that a name is about and what describes it: "man in a suit" is a man."""
    words = name.lower().replace("-", " ").split()
    words = words[1:] if words[:1] in (["the"], ["a"], ["an"], ["my"], ["our"]) else words
    if not words:
        return "", ()
    cut = next((i for i, word in enumerate(words) if i and word in _LINKS), len(words))
    measured = cut < len(words) - 1 and words[cut] == "of"
    if measured and singular(words[cut - 1]) in _MEASURES:
        return head_and_rest(" ".join(words[cut + 1 :]))
    rest = (word for i, word in enumerate(words) if i != cut - 1 and word not in _LINKS)
    return singular(words[cut - 1]), tuple(map(singular, rest))


def is_like_a_verb(token: Token) -> bool:
    """Whether a word looks like the "yawns" of "the fox yawns", whatever its tag."""
    return token.lower_.endswith("s") and token.tag_ != "NNP"


def is_missed_verb(token: Token, pointed: Collection[int]) -> bool:
    """Whether a verb is taken for a noun: the "leans" and "waits" of "@1 leans back and waits".

    ``pointed`` are the tokens that point at references, after which a verb is likely.
    """
    if not is_like_a_verb(token) or token.tag_ != "NNS" or not token.i:
        return False
    before = token.nbor(-1)
    if before.i in pointed or kind_of(singular(before.lower_)) in _LIVELY:
        return True
    goes_on = token.dep_ == "conj" and before.lower_ in {"and", ",", "then", "&"}
    return goes_on and token.head.i < token.i and is_missed_verb(token.head, pointed)


def phrases(
    doc: Doc, motions: Mapping[int, Verb], taken: Collection[int], names: Collection[str]
) -> tuple[Phrase, ...]:
    """The noun phrases outside of the tokens ``taken``. ``names`` are nouns known to be nouns."""
    reader = _Nouns(doc, motions, taken, names)
    return tuple(
        Phrase(reader.start(token), token.i + 1, token.i) for token in doc if reader.is_head(token)
    )


class _Nouns:
    """Tells nouns from other words in one prompt."""

    def __init__(
        self, doc: Doc, motions: Mapping[int, Verb], taken: Collection[int], names: Collection[str]
    ) -> None:
        self._doc = doc
        self._motions = motions
        self._taken = taken
        self._names = names

    def is_head(self, token: Token) -> bool:
        """Whether a noun is there that no further noun follows."""
        if not self._is_noun(token) or self._describes_next(token):
            return False
        before = token.nbor(-1) if token.i else None
        verb = before is not None and self._is_noun(before) and self._is_followed_by_a_verb(before)
        return not verb and not is_missed_verb(token, self._taken)

    def start(self, head: Token) -> int:
        """Where the phrase of a noun begins."""
        start = head.i
        while start > 0:
            before = self._doc[start - 1]
            moves = before.i in self._motions and before.tag_ != "VBG"
            if before.i in self._taken or moves or self.is_head(before):
                break
            if before.tag_ not in _ADJUNCTS and before.text != "-":
                break
            start -= 1
            if before.tag_ in {"DT", "PRP$"}:
                break
        return start

    def _is_noun(self, token: Token) -> bool:
        if token.i in self._motions or token.i in self._taken or not token.text[0].isalnum():
            return False
        noun = singular(token.lower_)
        lively = token.tag_ == "JJ" and kind_of(noun) in _LIVELY
        return token.tag_ in _HEADS or lively or noun in self._names

    def _describes_next(self, token: Token) -> bool:
        if token.i + 1 >= len(self._doc) or not self._is_noun(token.nbor()):
            return False
        return not self._is_followed_by_a_verb(token)

    def _is_followed_by_a_verb(self, token: Token) -> bool:
        """ "The fox yawns" with "yawns" taken for a noun."""
        after = token.nbor()
        known = singular(token.lower_) in self._names and singular(after.lower_) not in self._names
        finite = is_like_a_verb(after) and token.tag_ != "NNS"
        participle = after.lower_.endswith(("ing", "ed"))
        joined = {other.lower_ for other in self._doc[max(0, token.i - 4) : token.i]} & {"and", "&"}
        if known and joined and after.dep_ == "ROOT":
            return True
        taken_for_a_name = after.tag_ == "NNP" and after.text.islower()
        return known and (finite or participle or taken_for_a_name) and self._opens(token)

    def _opens(self, token: Token) -> bool:
        """Whether a determiner or the start of a clause stands before a noun and its adjectives."""
        index = token.i - 1
        while index >= 0 and self._doc[index].tag_ in {"JJ", "NN", "NNP"}:
            index -= 1
        return index < 0 or self._doc[index].tag_ in {"DT", "PRP$"} or self._doc[index].is_punct
