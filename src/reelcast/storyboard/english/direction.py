"""Reads where on screen a motion goes: "from left to right", "enters from the right", "off left".

A place in the frame ("on the left"), the side of the light and the camera's moves are no motion.
"""

import re
from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Token

from reelcast.board import Action, Direction
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.verbs import Verb

_OPPOSITE = {Direction.LEFT: Direction.RIGHT, Direction.RIGHT: Direction.LEFT}
_OF_FRAME = r"(?:screen|frame|camera|stage|off-?screen|off-? ?camera|off-? ?frame|off)"
_SIDE = rf"(?:the |his |her |its |their )?(?:far |very )?(?:{_OF_FRAME}[- ])*(left|right)"
_EDGE = (
    r"(?:[- ]?hand)?(?: (?:side|edge|end|corner|border))?"
    r"(?: of (?:the )?(?:frame|screen|picture|image|shot|camera))?"
)
_EDGES = frozenset(
    "hand side edge end corner border half part third margin frame screen past near round down up "
    "opposite across along".split()
)
"""What may follow a side that is where a motion goes, small words taken for nouns included."""

_ACROSS = re.compile(
    rf"{_SIDE}{_EDGE}(?: - |-| )(?:over |across |all the way )?to(?: - |-| )(?:the )?{_SIDE}"
)
_FROM = re.compile(rf"\b(?:from|in on) {_SIDE}\b")
_ENTERS = re.compile(rf"^(?:the )?{_OF_FRAME}?[- ]?(left|right)\b")
_ELSEWHERE = r"(?! of (?!(?:the )?(?:frame|screen|picture|image|shot|camera)\b))"
_OFF_TO = re.compile(rf"\b(?:off|away|out) (?:to|toward|towards) {_SIDE}\b")
_TO = re.compile(rf"\b(?:to|toward|towards|off|out) {_SIDE}{_EDGE}\b{_ELSEWHERE}")
_FOR = re.compile(
    rf"\bfor {_SIDE}(?:[- ]hand)? (?:side|edge|end|corner|border|exit|wing)\b{_ELSEWHERE}"
)
_WARDS = re.compile(r"\b(left|right)-?wards?\b")
_FRAME = re.compile(rf"(?<!on )(?<!at )(?<!in )\b{_OF_FRAME}[- ](left|right)\b")
_BARE = re.compile(
    r"^(?:\w+ly |off |out |away |back |hard |straight )?"
    r"(?:(left)(?= (?:across|along|through|over|past|down|up|toward|towards|into)\b)|"
    r"(left|right)(?= ?$| (?:[^\w\s]|and|then|with|while|at|in|on|as|across|before|until)))"
)
_LIT = re.compile(
    r"\b(?:light|lights|lit|softbox|softboxes|strobe|backlight|flare|neon|lighting|lamp|sun|"
    r"sunlight|sunshine|moonlight|glow|shadow|shadows|beam|"
    r"key|wind|breeze|shining|illuminated|rim|spotlight)\b[^,.]*$"
)
_TELLING = (
    (_FROM, True),
    (_OFF_TO, False),
    (_TO, False),
    (_FOR, False),
    (_WARDS, False),
    (_FRAME, False),
)
"""What tells a motion's side, and whether it is the side that the motion comes from."""

_AT_REST = frozenset({Action.STAND, Action.SIT})


def direction(
    doc: Doc, index: int, motions: Mapping[int, Verb], camera: Sequence[bool]
) -> Direction | None:
    """Where the motion of the verb at ``index`` goes; None where the prompt does not say."""
    verb = motions[index]
    if verb.sense in _AT_REST:
        return None
    after = _words(doc, range(index + 1, _end(doc, index, motions, camera)), camera)
    before = _words(doc, range(_start(doc, index, motions), index), camera)
    if verb.base == "enter":
        entered = _ENTERS.search(after)
        if entered:
            return _OPPOSITE[Direction(entered[1])]
    return _told(after) or _led(before)


def _told(text: str) -> Direction | None:
    across = _ACROSS.search(text)
    if across and not _LIT.search(text[: across.start()]):
        return Direction(across[2])
    for pattern, turned in _TELLING:
        match = pattern.search(text)
        if match and not _LIT.search(text[: match.start()]):
            side = Direction(match[1])
            return _OPPOSITE[side] if turned else side
    bare = _BARE.search(text)
    return Direction(bare[1] or bare[2]) if bare else None


def _led(text: str) -> Direction | None:
    """What stands before the verb: "from left to right the fox runs"."""
    across = _ACROSS.search(text)
    if across:
        return None if _LIT.search(text[: across.start()]) else Direction(across[2])
    start = re.search(rf"(?:^|[,:] )from {_SIDE}\b", text)
    return _OPPOSITE[Direction(start[1])] if start else None


def _words(doc: Doc, indexes: range, camera: Sequence[bool]) -> str:
    words = ("one" if _tells_which(doc[i]) else doc[i].lower_ for i in indexes if not camera[i])
    return " ".join(words).replace(" - ", "-")


def _tells_which(token: Token) -> bool:
    """ "From the left rooftop": which of two, and no way to go."""
    if token.lower_ not in {"left", "right"} or not 0 < token.i < len(token.doc) - 1:
        return False
    noun = token.nbor()
    led = token.nbor(-1).tag_ in {"DT", "PRP$"}
    return led and noun.tag_ in {"NN", "NNS"} and noun.lower_ not in _EDGES


def _end(doc: Doc, index: int, motions: Mapping[int, Verb], camera: Sequence[bool]) -> int:
    """Where the next motion begins, or somebody else's doing, or the sentence ends."""
    stop = sentence_of(doc, index)[1]
    for token in doc[index + 1 : stop]:
        another = token.i in motions and token.lower_ not in {"left", "near"}
        other = token.tag_ in {"VBZ", "VBP"} and token.lower_ not in {"left", "right"}
        other |= _is_about_something_else(token, stop)
        if another or other or camera[token.i] or token.lower_ in {"while", "as", "camera"}:
            return int(token.i)
    return stop


def _is_about_something_else(comma: Token, stop: int) -> bool:
    """A comma with a thing and its side behind it: "turns slowly, a plain wall on the left"."""
    if comma.text not in {",", ";", "|", "("}:
        return False
    noun = False
    for token in comma.doc[comma.i + 1 : stop]:
        if token.lower_ in {"left", "right", "frame", "screen", "stage"}:
            return False
        if token.lower_ in {"from", "on", "at", "to"}:
            return noun
        noun |= token.pos_ in {"NOUN", "PROPN"}
        if token.is_punct or not (noun or token.pos_ in {"DET", "ADJ", "VERB", "PRON"}):
            return False
        if token.tag_ in {"IN", "TO", "RB", "RP"}:
            return False
    return False


def _start(doc: Doc, index: int, motions: Mapping[int, Verb]) -> int:
    start = sentence_of(doc, index)[0]
    return max([i + 1 for i in motions if i < index] + [start])
