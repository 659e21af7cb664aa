"""Lays a subject's actions out over the clip: "walks in, then jumps, and at the end she waves"."""

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from reelcast.board import Beat
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.deeds import Deed

MOST = 5
"""More beats than seconds cannot be seen."""

_AT_THE_END = re.compile(
    r"\b(?:finally|at last|lastly|at the (?:very )?end|in the end|in the (?:last|final) \w+|"
    r"for the (?:last|final)|to finish|before the end|ends? (?:with|by|on))\b"
)
_LAST = 0.75
_TOGETHER = frozenset({"acl", "advcl", "amod", "pcomp"})


def beats(doc: Doc, done: Sequence[Deed]) -> tuple[Beat, ...]:
    """The actions that follow one another, with the share of the clip at which each begins.

    ``done`` is in time order. Empty where a single action lasts all the while.
    """
    steps: list[Deed] = []
    for deed in done:
        if deed.action and not (steps and _is_at_once(doc, deed)):
            if not steps or deed.action is not steps[-1].action:
                steps.append(deed)
    steps = steps[:MOST]
    if len(steps) < 2:
        return ()
    starts = [place / len(steps) for place in range(len(steps))]
    if _AT_THE_END.search(_around(doc, steps[-1].index)):
        starts = [_LAST * place / (len(steps) - 1) for place in range(len(steps))]
    return tuple(
        Beat(action=step.action, at=round(at, 3))
        for step, at in zip(steps, starts, strict=True)
        if step.action
    )


def _is_at_once(doc: Doc, deed: Deed) -> bool:
    """A participle goes along with its verb: "sits there, swinging her legs"."""
    verb = doc[deed.index]
    then = {token.lower_ for token in doc[max(0, deed.index - 3) : deed.index]}
    return verb.tag_ == "VBG" and verb.dep_ in _TOGETHER and "then" not in then


def _around(doc: Doc, index: int) -> str:
    """The verb's clause, as far as small words of time stand from it."""
    start, stop = sentence_of(doc, index)
    return str(doc[max(start, index - 8) : min(stop, index + 8)].text.lower())
