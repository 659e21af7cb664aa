"""Reads a prompt by small word lists: places and the explicit jargon of camera moves, in English.

It understands no sentences: who does what to whom is not looked for.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from reelcast.storyboard.board import Move, Setting, Storyboard

_PLACES: Mapping[Setting, str] = MappingProxyType(
    {
        Setting.STUDIO: (
            r"studio|backdrop|seamless|cyclorama|plain background|product shot|packshot|"
            r"(?:white|grey|gray|plain|neutral|solid) (?:background|backdrop)"
        ),
        Setting.OUTDOORS: (
            r"outdoors?|outside|meadows?|fields?|parks?|gardens?|grass|grassland|lawn|prairie|"
            r"plains?|hills?|hillside|countryside|landscape|nature|sky|skies|clouds?|sunset|"
            r"sunrise|sunshine|sunlight|golden hour|forests?|woods?|trees?|mountains?|valley|"
            r"beach|seaside|desert|dunes?|farm|savannah?|wilderness|spaceport"
        ),
    }
)

# In this order: "dolly zoom out" is a pull back, and "tracking" without a side goes right.
_MOVES: tuple[tuple[str, Move], ...] = (
    (
        r"(?:static|fixed|locked(?:[- ]off)?|still|motionless) (?:camera|shot|frame)|"
        r"tripod shot|camera (?:is |stays |remains )?(?:static|still|fixed|motionless)|"
        r"no camera (?:move|movement|motion)",
        Move.STATIC,
    ),
    (
        r"(?:pull|pulls|pulling|dolly|dollies|dollying|zoom|zooms|zooming)(?: slowly| quickly)? "
        r"(?:back|out|away)|pull-?back",
        Move.PULL_BACK,
    ),
    (
        r"(?:push|pushes|pushing|dolly|dollies|dollying|zoom|zooms|zooming)(?: slowly| quickly)? "
        r"(?:in|forward|closer|towards?)|push-?in|camera (?:moves|gets|comes) closer|close in on",
        Move.PUSH_IN,
    ),
    (r"(?:pan|pans|panning)(?: slowly| quickly)?(?: to the| to)? left", Move.PAN_LEFT),
    (
        r"(?:pan|pans|panning)(?: slowly| quickly)?(?: to the| to)? right|"
        r"(?:camera )pans?\b|panning shot",
        Move.PAN_RIGHT,
    ),
    (
        r"(?:track|tracks|tracking|truck|trucks|trucking|slide|slides|sliding)"
        r"(?: shot)?(?: to the| to)? left",
        Move.TRACK_LEFT,
    ),
    # A lateral track that keeps the subject centred is the nearest honest move to an orbit.
    (
        r"(?:track|tracks|tracking|truck|trucks|trucking|slide|slides|sliding)"
        r"(?: shot)?(?: to the| to)? right|tracking shot|dolly shot|camera tracks|"
        r"orbit(?:s|ing)?(?: shot)?|arc shot|camera (?:circles|revolves|rotates)",
        Move.TRACK_RIGHT,
    ),
)
_SLOW = r"slow|slowly|gentle|gently|subtle|subtly|slight|slightly|smoothly"
_FAST = r"fast|quick|quickly|rapid|rapidly|dramatic|dramatically|swift|swiftly|dynamic"
_NEAR = 40
"""A word of pace counts when it stands within this many characters of the move."""


def _find(words: str, text: str) -> re.Match[str] | None:
    return re.search(rf"\b(?:{words})\b", text)


def _move(text: str) -> tuple[Move | None, float]:
    for words, move in _MOVES:
        found = _find(words, text)
        if found:
            around = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
            if _find(_SLOW, around):
                return move, 0.6
            return move, 1.5 if _find(_FAST, around) else 1.0
    return None, 1.0


def read(prompt: str) -> Storyboard:
    """The storyboard of a prompt; where it says nothing, a studio and any camera move.

    A prompt that names places of both kinds plays where the first one is.
    """
    text = " ".join(prompt.lower().split())
    found = {place: _find(words, text) for place, words in _PLACES.items()}
    named = [(match.start(), place) for place, match in found.items() if match]
    move, strength = _move(text)
    return Storyboard(min(named)[1] if named else Setting.STUDIO, move, strength)
