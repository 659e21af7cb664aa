"""What an English prompt has the camera do, and which of its words are about the camera.

The first move in time counts. A hold before a move is no move, and framing is none either.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from spacy.tokens import Doc

from reelcast.board import Camera, Move
from reelcast.storyboard.english.clauses import clause_end, pauses
from reelcast.storyboard.english.moves import ANYWHERE, DENIALS, OF_THE_CAMERA, Pattern

_CAMERA = re.compile(
    r"\b(?:camera(?: operator| movement| motion| work)?|camerawork|lens|viewpoint|gimbal|"
    r"pov|(?<!\w )drone(?= \w+ing\b)|drone (?:shot|camera|footage|view)|"
    r"(?<!\w )drone(?= (?:\w+ly )?(?:follows|tracks|trails|chases|circles|orbits|rises|ascends|"
    r"descends|pulls|pushes|keeps)\b)|(?:the |our )(?:shot|"
    r"frame|view)|"
    r"(?<!\w )(?:shot|view)(?=:)|viewer|"
    r"we(?= (?:\w+ly |then |start to |begin to )?(?:follow|circl|push|pull|glid|ris|drift|orbit|"
    r"cran|tilt|pan|mov|track|descend|fly|float|hold|stay|rush|creep|clos|back|look up|look down|"
    r"zoom|doll|trail|chas|swoop|sink|retreat|go (?:in|up|down|closer|round|around))))\b"
)
_OWN_WORDS = frozenset(
    "the a an our your this and or with as while fixed static handheld slow smooth moving single "
    "one "
    "still locked steady stationary shaky low high then when but where until if please have make "
    "let "
    "keep aerial drone only subtle gentle fast slowly floating motion wide virtual film cinematic "
    "smoothly gently".split()
)
"""What may stand before the camera that films; a "vintage camera" is a thing."""

_AIMED_AT = re.compile(
    r"\b(?:at|towards?|into|to|past|from|for|facing|near|behind|off|of|by|in|on|beside|through|"
    r"holds?|holding|carries|carrying|takes?|lifts?|raises?|grabs?|with) (?:the |a |an |our |his "
    r"|her )?$"
)
_A_THING = re.compile(
    r"^ ?(?:\(|from (?:image|photo|pic|reference|the)|in (?:image|photo|pic)|@|bag|shop|strap|"
    r"flash|is (?:image|photo))"
)
_SHOWN_DRONE = re.compile(r"\bdrone (?:\(|from (?:the |image|photo|pic)|in (?:image|photo|pic)|@)")
_SCOPE_END = re.compile(
    r"[.;!?]|\b(?:as|while|when|where|whereas|which|who|so that|until|till)\b|"
    r", (?:the|an?|he|she|it|they|her|his|its|their|my|@\d|no|not|we)\b|\band (?:the|he|she|they) "
)
_ORDER = re.compile(
    r"(?:^|[.!?;:] |\bthen )(?:\w+ly )?(follow\b|track\b|trail\b|chase\b|circle (?=a?round|the|"
    r"him|her|it)|"
    r"(?:rotate|revolve|go|move|glide|swing|sweep|fly|arc|travel|drift) (?=(?:\w+ly "
    r")?(?:a?round)\b)|"
    r"(?:move|creep|glide|drift|close|come|ease|inch|slide|float) (?=(?:\w+ly )?(?:in|closer|"
    r"back|away|"
    r"forward|backward|toward|out|up|down|into|alongside)\b)|"
    r"(?:rise|descend|ascend|retreat|arc) (?=(?:\w+ly |up |down )*(?:to|above|over|past|from|"
    r"around|until|"
    r"with|through)\b))"
)
"""What somebody who gives orders to the camera opens a sentence with."""

_HANDHELD = re.compile(
    r"\bhand-? ?held(?! (?:gam|consol|devic|fan|mirror|torch|lantern|radio|blend|vacuum|drill|"
    r"mixer|"
    r"microphone|mic\b|lamp|light\b|flag|sparkler|scanner|steamer|tool|calculator|weapon|"
    r"phone\b(?! (?:video|foot|cam|look|shot))))"
)
_BARE_STATIC = frozenset({"static", "fixed", "locked", "stationary", "tripod", "on tripod"})
_BARE_MOVES: Mapping[str, Move] = MappingProxyType(
    {
        "orbit": Move.ORBIT,
        "tracking": Move.TRACK,
        "zoom": Move.PUSH_IN,
        "dolly": Move.PUSH_IN,
        "dolly shot": Move.PUSH_IN,
        "zoom shot": Move.PUSH_IN,
    }
)
_COOKWARE = re.compile(
    r"\b(?:frying|sauce|cake|hot|iron|baking|roasting|dust|peter|copper|steel|non-?stick|the|"
    r"an?|in|his|her|into|on|wok or|pots? and|of)[ -]$"
)
_SLOW = re.compile(
    r"\b(?:slow(?:ly|er)?|gentl[ey]|gently|subtl[ey]|subtly|slight(?:ly)?|creep(?:s|ing)?|"
    r"soft(?:ly)?|"
    r"gradual(?:ly)?|imperceptibl[ey]|inch(?:es|ing)?|barely|leisurely|unhurried)\b"
)
_FAST = re.compile(
    r"\b(?:fast|quick(?:ly)?|rapid(?:ly)?|swift(?:ly)?|whip|swish|crash|snap|sudden(?:ly)?|"
    r"rush(?:es|ing)?|"
    r"speed(?:s|ing|y)?|rac(?:es?|ing)|hard|aggressive(?:ly)?|dramatic(?:ally)?|frantic(?:ally)?)\b"
)
_NEAR = 26
"""Characters around a move in which a word of pace is the camera's."""

_SLOWLY, _QUICKLY = 0.6, 1.5


@dataclass(frozen=True, slots=True)
class _Said:
    """Words found: their place in the text, and the move they ask for."""

    start: int
    end: int
    move: Move
    negative: bool = False


def camera(doc: Doc, told: Sequence[bool]) -> Camera:
    """The camera's move. ``told`` holds for each token whether the prompt asserts it."""
    text = doc.text.lower()
    said = sorted(_asserted(doc, told, _said(doc)), key=lambda one: one.start)
    moves = [one for one in said if one.move is not Move.STATIC]
    if moves:
        return Camera(move=moves[0].move, strength=_strength(text, moves[0]))
    return Camera(move=Move.STATIC) if said else Camera()


def camera_talk(doc: Doc) -> tuple[bool, ...]:
    """For each token whether it is about the camera: its moves with what they pass and aim at."""
    talk = [False] * len(doc)
    spans = [(one.start, one.end) for one in _said(doc)]
    spans += [(start, _first_verb(doc, start, end)) for start, end, _ in _scopes(doc)]
    for start, end in spans:
        span = doc.char_span(start, max(end, start + 1), alignment_mode="expand")
        if span is not None:
            stop = _reach(doc, span.end)
            talk[span.start : stop] = [True] * (stop - span.start)
    return tuple(talk)


def _first_verb(doc: Doc, start: int, end: int) -> int:
    """Where, in characters, the first verb after the word "camera" ends."""
    span = doc.char_span(start, end, alignment_mode="contract")
    verbs = [t for t in span or () if t.pos_ in {"VERB", "AUX"}]
    return verbs[0].idx + len(verbs[0]) if verbs else start + 1


def _reach(doc: Doc, start: int) -> int:
    """How far a move's complements go: "from his boots to his face", but not "a dog running"."""
    stop = clause_end(doc, start)
    named = False
    for token in doc[start:stop]:
        if token.lower_ == "of" and token.i == start:
            return start
        if token.pos_ == "ADP":
            named = False
        elif token.pos_ in {"NOUN", "PROPN", "PRON"}:
            named = True
        elif named and token.pos_ not in {"PART", "NUM"}:
            return int(token.i)
    return stop


def _asserted(doc: Doc, told: Sequence[bool], said: Iterator[_Said]) -> Iterator[_Said]:
    for one in said:
        span = doc.char_span(one.start, one.end, alignment_mode="expand")
        if one.negative or (span is not None and all(told[span.start : span.end])):
            yield one


def _said(doc: Doc) -> Iterator[_Said]:
    text = doc.text.lower()
    yield from _found(DENIALS, text, 0, len(text))
    for one in _found(ANYWHERE, text, 0, len(text)):
        if not _is_a_thing(text, one):
            yield one
    for match in _HANDHELD.finditer(text):
        yield _Said(*match.span(), Move.HANDHELD)
    for start, end, first in _scopes(doc):
        yield from (one for one in _found(OF_THE_CAMERA, text, first, end) if one.start >= start)
    yield from _bare_items(doc)


def _found(patterns: Sequence[Pattern], text: str, start: int, end: int) -> Iterator[_Said]:
    """All matches, and where two overlap only that of the pattern that comes first."""
    taken: list[_Said] = []
    for pattern in patterns:
        for match in pattern.regex.finditer(text, start, end):
            one = _Said(*match.span(), pattern.move, pattern.negative)
            if not any(one.start < other.end and other.start < one.end for other in taken):
                taken.append(one)
    yield from taken


def _is_a_thing(text: str, one: _Said) -> bool:
    """Whether the words are about a pan to cook in, or a drone that is in the picture."""
    if text.startswith("pan", one.start):
        return _is_cookware(text, one)
    return text.startswith("drone", one.start) and bool(_SHOWN_DRONE.search(text))


def _is_cookware(text: str, one: _Said) -> bool:
    """A "pan" with an article is for cooking, unless it goes somewhere at once."""
    goes = re.match(
        r"pan(?:s|ning)? (?:to the |across |up|down)?(?:left|right|up|down)", text[one.start :]
    )
    verb = text.startswith(("pans ", "panning"), one.start)
    return not goes and not verb and bool(_COOKWARE.search(text[: one.start]))


def _scopes(doc: Doc) -> Iterator[tuple[int, int, int]]:
    """Where the camera, or we, are the subject: from the word, to the end of what it does.

    Yields the start and end of the words, and where what it does begins, in characters.
    """
    text = doc.text.lower()
    for match in _CAMERA.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _AIMED_AT.search(before) or _A_THING.match(after) or not _is_the_camera(before):
            continue
        end = _SCOPE_END.search(text, match.end())
        stop = end.start() if end else len(text)
        yield match.start(), stop, match.end()
    yield from _orders(text)


def _orders(text: str) -> Iterator[tuple[int, int, int]]:
    """ "Follow the bike.", "then circle around her": the camera is told what to do."""
    for match in _ORDER.finditer(text):
        end = _SCOPE_END.search(text, match.end())
        yield match.start(1), end.start() if end else len(text), match.start(1)


def _is_the_camera(before: str) -> bool:
    """Whether what stands before the word lets it be the camera that films."""
    word = re.search(r"([\w-]+) $", before)
    return word is None or word[1] in _OWN_WORDS or word[1].endswith("ly")


def _bare_items(doc: Doc) -> Iterator[_Said]:
    """ "static" or "orbit" alone between commas."""
    start = 0
    for index in range(len(doc) + 1):
        if index == len(doc) or pauses(doc[index]):
            item = doc[start:index]
            if item.text:
                yield from _bare(item.text.lower(), item.start_char, item.end_char)
            start = index + 1


def _bare(text: str, start: int, end: int) -> Iterator[_Said]:
    plain = re.sub(r"^(?:slow|fast|slowly|smooth|gentle|camera|completely|shot|and) ", "", text)
    if plain in _BARE_STATIC:
        yield _Said(start, end, Move.STATIC)
    elif plain in _BARE_MOVES:
        yield _Said(start, end, _BARE_MOVES[plain])


def _strength(text: str, one: _Said) -> float | None:
    """How emphatic: by a word of pace at the move, in its sentence."""
    left = max(text.rfind(mark, 0, one.start) for mark in ".;!?\n") + 1
    ends = [place for mark in ".;!?" if (place := text.find(mark, one.end)) >= 0]
    right = min([len(text), *ends])
    around = text[max(left, one.start - _NEAR) : min(right, one.end + _NEAR)]
    if _FAST.search(around):
        return _QUICKLY
    return _SLOWLY if _SLOW.search(around) else None
