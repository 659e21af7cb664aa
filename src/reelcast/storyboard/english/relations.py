"""Reads where subjects stand: in the frame ("on the left"), and to one another ("behind @2")."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Doc

from reelcast.board import Depth, Relation, Side, Tie
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.pronouns import Mention

_SIDE = re.compile(
    r"\b(?:on|at|in|to) (?:the )?(?:far |very |lower |upper |bottom |top |frame |screen |camera )*"
    r"(left|right|cent(?:re|er)|middle)(?:[- ]hand)?"
    r"(?: (?:side|half|third|corner|edge|part))?"
    r"(?: of (?:the )?(?:frame|screen|picture|image|shot))?"
    r"(?! of\b)"
)
_TURNS = re.compile(r"\bto (?:the )?(?:far )?(?:left|right)\b(?! (?:side )?of (?:the )?frame)")
_DEPTHS: tuple[tuple[Depth, re.Pattern[str]], ...] = (
    (
        Depth.FRONT,
        re.compile(r"\bin(?:to)? the (?:near )?foreground\b|\bclose to (?:the )?camera\b"),
    ),
    (
        Depth.BACK,
        re.compile(
            r"\b(?:in|into|across) the (?:far )?(?:background|distance)\b|"
            r"\bfar (?:away|off|behind)\b"
        ),
    ),
    (Depth.MIDDLE, re.compile(r"\bin the mid(?:dle)?[- ]?ground\b")),
)
_TIES: tuple[tuple[Tie, re.Pattern[str]], ...] = (
    (Tie.LEFT_OF, re.compile(r"\bleft(?:-hand side)? of$")),
    (Tie.RIGHT_OF, re.compile(r"\bright(?:-hand side)? of$")),
    (Tie.IN_FRONT_OF, re.compile(r"\b(?:in front of|ahead of)$")),
    (
        Tie.FOLLOWING,
        re.compile(
            r"\b(?:follow|chase|pursue|trail|stalk|hunt)\w*$|\bruns? after$|\brunning after$"
        ),
    ),
    (Tie.BEHIND, re.compile(r"\bbehind$")),
    (Tie.BESIDE, re.compile(r"\b(?:next to|beside|alongside|near|by|close to|side by side with)$")),
    (
        Tie.RIDING,
        re.compile(r"\b(?:rid(?:e|es|ing)|astride|mounted on|on the back of)(?: on)?$"),
    ),
    (
        Tie.HOLDING,
        re.compile(
            r"\b(?:hold|holds|holding|carry|carries|carrying|clutch\w*|grip\w*|cradl\w*|grasp\w*|"
            r"hug|hugs|hugging|lift|lifts|lifting|grabs?|grabbing|picks up|picking up|with)$"
        ),
    ),
    (
        Tie.ON,
        re.compile(r"\b(?:on|onto|on top of|atop|upon)$"),
    ),
    (Tie.TOWARDS, re.compile(r"\b(?:towards?|up to|approach\w*)$")),
)


def side(doc: Doc, reference: int, said: Sequence[Mention]) -> Side | None:
    """Where across the frame the prompt puts a subject."""
    for text in _told_of(doc, reference, said):
        match = _SIDE.search(text)
        if match and not _TURNS.match(text[match.start() :]):
            return _SIDES.get(match[1], Side.CENTRE)
    return None


_SIDES = {"left": Side.LEFT, "right": Side.RIGHT}


def depth(doc: Doc, reference: int, said: Sequence[Mention]) -> Depth | None:
    """How far from the camera the prompt puts a subject."""
    for text in _told_of(doc, reference, said):
        for layer, pattern in _DEPTHS:
            if pattern.search(text):
                return layer
    return None


def relations(
    doc: Doc, reference: int, said: Sequence[Mention], shown: Sequence[int]
) -> tuple[Relation, ...]:
    """How a subject stands to the other subjects ``shown``, each tie once."""
    found: dict[int, Relation] = {}
    for one, other in _pairs(doc, said):
        if reference not in one.references or reference in other.references:
            continue
        tie = _tie(str(doc[one.end : other.start].text.lower()))
        for number in other.references if tie else ():
            if tie and number in shown:
                found.setdefault(number, Relation(tie=tie, to=number))
    return tuple(found.values())


def _tie(between: str) -> Tie | None:
    words = between.removesuffix(" the").strip()
    if len(words.split()) > 8 or "," in words[-12:]:
        return None
    return next((tie for tie, pattern in _TIES if pattern.search(words)), None)


def _pairs(doc: Doc, said: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Each mention of a reference with the one before it in the same sentence."""
    told = [mention for mention in said if mention.references]
    for one, other in pairwise(told):
        if sentence_of(doc, one.start) == sentence_of(doc, other.start):
            yield one, other


def _told_of(doc: Doc, reference: int, said: Sequence[Mention]) -> Iterator[str]:
    """For each mention of a reference alone what follows, up to a pause or the next reference."""
    for mention in said:
        if mention.references == (reference,):
            stop = sentence_of(doc, mention.start)[1]
            others = [o.start for o in said if o.references and mention.end <= o.start < stop]
            words = doc[mention.end : min([stop, *others])]
            end = next(
                (t.i for t in words if t.text in {",", ";", ":"} or t.lower_ == "from"), None
            )
            yield str((words if end is None else doc[mention.end : end]).text.lower())
