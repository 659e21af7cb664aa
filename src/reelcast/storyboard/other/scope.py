"""What a prompt does not mean: what it forbids, and what it only compares with."""

from collections.abc import Sequence

from reelcast.storyboard.other.lexicon import Find
from reelcast.storyboard.other.text import Token
from reelcast.storyboard.tongue import Tongue

_NEAR = 3
"""Tokens that a small negation reaches: "does not run"."""

_VERB_END = 9
"""Tokens in front of a Japanese verb's negation, its subject among them."""

_COMPARED = 8
"""Tokens in front of a Japanese "like" that are the image."""


def unmeant(prompt: Sequence[Token], finds: Sequence[Find], tongue: Tongue) -> frozenset[int]:
    """The tokens that are negated or figurative."""
    out: set[int] = set()
    for find in finds:
        if find.means("word.section"):
            out.update(_section(prompt, find))
        if find.means("word.negation"):
            out.update(_clause_after(prompt, finds, find.end))
        if find.means("word.near"):
            out.update(_within(prompt, find.end, find.end + _NEAR))
        if find.means("word.after"):
            reach = _VERB_END if tongue is Tongue.JA else _NEAR
            out.update(_within(prompt, find.start - reach, find.start, find.start))
        if find.means("word.figure"):
            out.update(_figure(prompt, finds, find))
        if find.means("word.figured_after"):
            out.update(_within(prompt, find.start - _COMPARED, find.start, find.start))
    return frozenset(out)


def _section(prompt: Sequence[Token], find: Find) -> range:
    """A list of what is not wanted goes on to the end of the prompt, if a colon opens it."""
    opened = find.end < len(prompt) and prompt[find.end].clause > prompt[find.start].clause
    return range(find.end, len(prompt) if opened else find.end)


def _clause_after(prompt: Sequence[Token], finds: Sequence[Find], start: int) -> range:
    clause = prompt[start - 1].clause
    end = start
    breaks = {find.start for find in finds if find.means("word.split")}
    while end < len(prompt) and prompt[end].clause == clause and end not in breaks:
        end += 1
    return range(start, end)


def _within(prompt: Sequence[Token], start: int, end: int, anchor: int | None = None) -> list[int]:
    """The tokens from ``start`` to ``end`` that are in the clause of the word itself."""
    clause = prompt[(start if anchor is None else anchor) - (anchor is None)].clause
    inside = range(max(start, 0), min(end, len(prompt)))
    return [index for index in inside if prompt[index].clause == clause]


def _figure(prompt: Sequence[Token], finds: Sequence[Find], find: Find) -> range:
    """From "like" to the end of the image, which Chinese marks."""
    rest = _clause_after(prompt, finds, find.end)
    closed = [f.end for f in finds if f.means("word.figured") and f.start in rest]
    return range(find.end, min(closed)) if closed else rest
