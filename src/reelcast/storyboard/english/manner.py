"""Reads how a motion goes: how fast, and by which way its subject gets into the picture."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from spacy.tokens import Doc

from reelcast.board import Action, Entrance, Pace
from reelcast.storyboard.english.clauses import pauses, sentence_of
from reelcast.storyboard.english.deeds import Deed
from reelcast.storyboard.english.verbs import Verb, lookup

_PACES: Mapping[Pace, frozenset[str]] = MappingProxyType(
    {
        Pace.SLOW: frozenset(
            "slowly slow gently leisurely softly lazily languidly unhurried unhurriedly gradually "
            "calmly heavily wearily carefully cautiously stroll amble creep crawl trudge tiptoe "
            "plod shuffle saunter limp meander mosey waddle".split()
        ),
        Pace.FAST: frozenset(
            "quickly fast rapidly swiftly hurriedly frantically briskly speedily furiously wildly "
            "sprint dash bolt race rush speed charge gallop hurtle dart zoom flee tear streak "
            "careen barrel hurry stampede whizz zip".split()
        ),
    }
)
_FULL_SPEED = re.compile(
    r"\b(?:at (?:full|top|high|great|breakneck) (?:speed|pace|tilt)|flat out)\b"
)
_SLOW_MOTION = re.compile(r"\bslow[- ]?(?:motion|mo)\b|\bfast[- ]forward\b")

_IN_FROM = re.compile(
    r"\b(?:in|enters?|entering|into (?:the )?(?:frame|view|shot|picture|scene)|appears?)\b"
    r"[^,.;]{0,24}?\bfrom (?:the |off-?screen |screen |frame |camera |stage )*(left|right)\b"
)
_ENTERS_SIDE = re.compile(r"\benters? (?:screen |frame |stage |camera )(left|right)\b")
_WAYS_IN: tuple[tuple[Entrance, re.Pattern[str]], ...] = (
    (
        Entrance.FROM_ABOVE,
        re.compile(r"\bfrom (?:above|the (?:sky|ceiling|top|heavens|clouds)|overhead)\b"),
    ),
    (
        Entrance.FROM_BELOW,
        re.compile(r"\b(?:from (?:below|beneath|underneath|under)|up from)\b"),
    ),
    (
        Entrance.FROM_AFAR,
        re.compile(
            r"\b(?:from (?:afar|far away|a distance|the (?:distance|horizon|depths?))|"
            r"out of the (?:fog|mist|distance|dark|darkness|smoke|haze))\b"
        ),
    ),
)
_COMING = frozenset(
    {
        Action.WALK,
        Action.RUN,
        Action.APPROACH,
        Action.FLY,
        Action.FLOAT,
        Action.DRIVE,
        Action.FALL,
        Action.RISE,
        Action.ROLL,
        Action.JUMP,
        Action.SWIM,
        Action.DANCE,
    }
)


def pace(doc: Doc, done: Sequence[Deed]) -> Pace | None:
    """How fast the first of the subject's motions is; None where the prompt does not say."""
    for deed in done[:1]:
        words = _clause(doc, deed.index)
        text = _SLOW_MOTION.sub(" ", " ".join(words))
        verb = _base(lookup(doc[deed.index].text))
        told = {*text.split(), verb}
        if _FULL_SPEED.search(text) or told & _PACES[Pace.FAST]:
            return Pace.FAST
        if told & _PACES[Pace.SLOW]:
            return Pace.SLOW
    return None


def entrance(doc: Doc, done: Sequence[Deed]) -> Entrance | None:
    """By which way the subject comes in with its first motion."""
    for deed in done[:1]:
        if deed.action not in _COMING:
            return None
        text = " ".join(_clause(doc, deed.index))
        side = _IN_FROM.search(text) or _ENTERS_SIDE.search(text)
        if side:
            return Entrance.FROM_LEFT if side[1] == "left" else Entrance.FROM_RIGHT
        for way, pattern in _WAYS_IN:
            if pattern.search(text):
                return way
        if deed.action is Action.RISE and "out of" in text:
            return Entrance.FROM_BELOW
    return None


def _base(verb: Verb | None) -> str:
    return verb.base if verb else ""


def _clause(doc: Doc, index: int) -> list[str]:
    """The words around a verb, from an adverb before it to the next pause."""
    start, stop = sentence_of(doc, index)
    first = index
    while first > max(start, index - 3) and not pauses(doc[first - 1]):
        first -= 1
    last = next((token.i for token in doc[index + 1 : stop] if _ends(doc, token.i)), stop)
    return [token.lower_ for token in doc[first:last]]


def _ends(doc: Doc, index: int) -> bool:
    token = doc[index]
    another = token.tag_ in {"VBZ", "VBP"} or token.lower_ in {"then", "while"}
    return pauses(token) or another
