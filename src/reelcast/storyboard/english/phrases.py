"""How a noun stands in an English prompt: what governs it, and what it only modifies."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from spacy.tokens import Doc, Token

from reelcast.storyboard.english.clauses import pauses


class Standing(IntEnum):
    """How firmly a noun that names a place says that the clip plays there; lower is firmer."""

    HERE = 0
    SOON = 1
    BEYOND = 2
    NOT = 3


_HERE = frozenset(
    "in on at inside within across through over along beneath under underneath below above amid "
    "amidst among amongst between throughout upon atop aboard by beside near against "
    "down up outside via off across-from alongside onboard next before in-front".split()
)
_SOON = frozenset("into onto from behind around round past toward towards to beyond after".split())
_LOOKING = frozenset(
    "look gaze stare watch peer glance overlook view face facing point see wave dream think talk "
    "overlooking looking gazing staring peering glancing pointing reveal find discover uncover "
    "revealing".split()
)
_GOING = frozenset(
    "cross enter leave exit climb explore roam wander traverse descend ascend patrol haunt inhabit "
    "tour visit navigate ford scale tread prowl stalk cruise travel depart reach summit flood "
    "show feature depict approach walk sail ride swim hike fill line circle travel".split()
)
_PARTS = frozenset(
    "edge middle top end bank shore side heart corner depth outskirt surface floor foot bottom "
    "centre "
    "center entrance front back rear tip brink rim crest slope part stretch chain range row line "
    "series field inside interior ruins ruin shadow expanse vastness maze labyrinth crowd steps "
    "step "
    "doorway threshold mouth ledge patch strip piece canopy emptiness blackness darkness "
    "midst point set replica bend view streets street alleys roofs rooftops walls banks shores "
    "edges depths outskirts slopes world land kingdom city pile kind sort type version "
    "hills".split()
)
_DISTANT = frozenset({"background", "distance", "horizon", "backdrop"})
_INSIDE_A_NAME = frozenset(
    {"DET", "ADJ", "NOUN", "PROPN", "NUM", "ADV", "PART", "PRON", "X", "SYM"}
)
_FURNITURE = frozenset(
    "table counter worktop countertop floor sink sofa couch window shelf wall bar tile bed island "
    "cabinet desk bench chair stool stove ceiling door doorway curtain lamp lamppost light rug "
    "carpet swing fence gate path trail clearing scene setting set background backdrop landscape "
    "scenery area side edge shore corner entrance interior surface ground shoot view vista vibe "
    "environment atmosphere sand wave water breeze wind air mist fog rain sunset sunrise night day "
    "morning evening dusk dawn twilight afternoon noon midnight bar terrace hut house stall tiles "
    "chaos interior interiors exterior towers rooftops party pool floorboards traffic ruins "
    "sways shakes rocks rattles glows burns hums buzzes empties fills trembles echoes flickers "
    "blinds lights wall crowd lawn slope slopes location".split()
)
"""A place word before these still tells where it is: a kitchen table, a park bench."""

_FARTHEST = 9
"""Tokens that a noun phrase may have before its head."""


@dataclass(frozen=True, slots=True)
class _Governor:
    """The token that a noun phrase hangs on, or None where it stands free."""

    token: Token | None
    first: int


def modifies(doc: Doc, last: int) -> bool:
    """Whether the noun at ``last`` only modifies a next one that is not part of a place."""
    if last + 1 >= len(doc):
        return False
    following = doc[last + 1]
    if following.text == "-" and not following.whitespace_:
        return True
    names = following.pos_ in {"NOUN", "PROPN"} and not pauses(following)
    plain = following.tag_ != "VBZ" and following.lemma_.lower() not in _FURNITURE
    return names and plain and following.lower_ not in _FURNITURE


def standing(doc: Doc, start: int, last: int) -> Standing:
    """How the place named by the tokens ``start`` to ``last`` stands in its sentence."""
    governor = _governor(doc, start)
    token = governor.token
    if _is_far(doc, start, last):
        return Standing.BEYOND
    if token is None:
        return _free_standing(doc, governor.first, last)
    word = token.lower_
    if word == "of":
        return _part_standing(doc, token)
    if word in _HERE | _SOON or token.pos_ == "ADP":
        return _after_preposition(doc, token)
    if token.lemma_.lower() in _GOING:
        return Standing.HERE
    if token.lemma_.lower() in _LOOKING:
        return Standing.BEYOND
    return _beside_a_verb(doc, token, last)


def _governor(doc: Doc, start: int) -> _Governor:
    """Scans left over what belongs to the noun phrase to what it hangs on."""
    index = start - 1
    while index >= max(0, start - _FARTHEST):
        token = doc[index]
        if pauses(token):
            if token.text == "," and _parts_adjectives(doc, index):
                index -= 1
                continue
            return _Governor(None, index + 1)
        if token.lower_ in {"and", "or", "&", "plus"}:
            return _Governor(None, index + 1)
        inside = token.pos_ in _INSIDE_A_NAME or token.text == "-"
        belongs = inside or _is_attribute(doc, index)
        if not belongs or token.lower_ in _HERE | _SOON:
            return _Governor(token, index + 1)
        index -= 1
    return _Governor(None, max(0, index + 1))


def _is_attribute(doc: Doc, index: int) -> bool:
    """The "raging" of "a raging sea" and the "soaked" of "the rain-soaked street"."""
    token = doc[index]
    if token.tag_ not in {"VBN", "VBG", "VBD"} or token.lower_ in _LOOKING or not index:
        return False
    before, after = doc[index - 1], doc[index + 1]
    opens = (pauses(before) or before.pos_ == "ADP") and after.pos_ in {"NOUN", "ADJ", "PROPN"}
    inside = before.pos_ in {"DET", "ADJ"} or before.text == "-" or before.lower_.endswith("ly")
    return opens or inside


def _parts_adjectives(doc: Doc, comma: int) -> bool:
    """The comma of "a wide, empty beach"."""
    if not 0 < comma < len(doc) - 1:
        return False
    before, after = doc[comma - 1], doc[comma + 1]
    return before.pos_ == after.pos_ == "ADJ" and doc[max(0, comma - 2)].pos_ in {
        "DET",
        "ADP",
        "ADV",
    }


def _is_far(doc: Doc, start: int, last: int) -> bool:
    """ "mountains in the background", "the city far below", "outside the window"."""
    after = [token.lower_ for token in doc[last + 1 : last + 5]]
    before = [token.lower_ for token in doc[max(0, start - 6) : start]]
    if after[:2] == ["in", "the"] and len(after) > 2 and after[2] in _DISTANT:
        return True
    if after[:2] == ["far", "below"] or after[:2] in (["turning"], ["outside", "the"]):
        return True
    return ("view" in before and "of" in before) or after[:3] == ["on", "the", "horizon"]


def _free_standing(doc: Doc, first: int, last: int) -> Standing:
    """A noun phrase of its own ("Forest, night.") sets the scene; a subject does, but less."""
    before = doc[first - 1].lower_ if first else ""
    if before in {"and", "or", "&"}:
        return _beside_the_first(doc, first - 1)
    if last + 1 >= len(doc) or pauses(doc[last + 1]):
        return Standing.HERE
    following = doc[last + 1]
    if following.pos_ in {"ADP", "SCONJ", "CCONJ", "ADV"} or following.lower_ in {"with", "during"}:
        return Standing.HERE
    return Standing.SOON


def _beside_the_first(doc: Doc, joint: int) -> Standing:
    """After "and" a noun stands like the one before it."""
    for index in range(joint - 1, max(-1, joint - 4), -1):
        if doc[index].pos_ in {"NOUN", "PROPN"}:
            governor = _governor(doc, index).token
            if governor is not None and governor.lower_ in _HERE:
                return Standing.SOON
    return Standing.BEYOND


def _part_standing(doc: Doc, of: Token) -> Standing:
    """ "the edge of the forest" stands like the edge; "a painting of the forest" is none."""
    if of.i == 0:
        return Standing.NOT
    head = doc[of.i - 1]
    if head.lower_ == "out":
        return Standing.HERE
    if head.lower_ in {"front", "instead"}:
        return Standing.SOON
    if head.lemma_.lower() not in _PARTS and head.lower_ not in _PARTS:
        there = head.pos_ == "NOUN" and standing(doc, head.i, head.i) <= Standing.SOON
        return Standing.SOON if there else Standing.NOT
    if head.lower_ == "view":
        return Standing.BEYOND
    return standing(doc, head.i, head.i)


def _after_preposition(doc: Doc, preposition: Token) -> Standing:
    before = doc[preposition.i - 1] if preposition.i else None
    looked = _looks(doc, preposition)
    if looked:
        return Standing.BEYOND
    word = preposition.lower_
    if word in _HERE:
        out = before is not None and before.lower_ in {"far", "high"} and word in {"below", "above"}
        return Standing.SOON if out else Standing.HERE
    if word in {"with", "like", "for", "about", "as", "without"}:
        return Standing.BEYOND if word == "with" else Standing.NOT
    return Standing.SOON if word in _SOON else Standing.NOT


def _looks(doc: Doc, preposition: Token) -> bool:
    """Whether somebody only looks there: "looking out over the sea", "gazes at the sky"."""
    for index in range(preposition.i - 1, max(-1, preposition.i - 5), -1):
        token = doc[index]
        if token.lemma_.lower() in _LOOKING or token.lower_ in _LOOKING:
            return True
        if token.pos_ not in {"ADV", "ADP", "PART"}:
            return False
    return False


def _beside_a_verb(doc: Doc, verb: Token, last: int) -> Standing:
    """A place after "there is" and the like, or as the object of something else."""
    if verb.lemma_.lower() == "be":
        return Standing.HERE
    if verb.lower_ in {"with", "featuring"}:
        return Standing.BEYOND
    return Standing.NOT


def clause_words(doc: Doc, index: int) -> Sequence[Token]:
    """The tokens of the item (between two pauses) that a token is in."""
    start = end = index
    while start > 0 and not pauses(doc[start - 1]):
        start -= 1
    while end < len(doc) and not pauses(doc[end]):
        end += 1
    return list(doc[start:end])
