"""What light of the day an English prompt asks for: the first time that it names."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from reelcast.board import Time
from reelcast.storyboard.english.lexicon import Hit, lexicon
from reelcast.storyboard.english.titles import is_in_a_title

_CLOCK = re.compile(r"\b(1[0-2]|0?[1-9])(?:[:.][0-5]\d)? ?([ap])\.?m\b", re.IGNORECASE)
_NOT_A_TIME = frozenset(
    "cream creams owl vision shift dress gown wear school mode light-bulb lamp table stand club "
    "guard "
    "watch snack train bus off spa trip planner one two three care job dream dreams routine-app "
    "express blue black paper bag boulevard orange pink collection edition version pack".split()
)
_COUNTED = frozenset(
    "one every each some per any two three four five ten all this-same first-ever last next "
    "another "
    "rainy-day opening wedding modern present good birthday bad big election".split()
)
_WEDDING = frozenset({"of", "off"})


def time(doc: Doc, told: Sequence[bool]) -> Time | None:
    """The first time of the day named in the picture, or None."""
    named = [(hit.start, Time(hit.value)) for hit in _named(doc, told)]
    named += list(_by_the_clock(doc, told))
    return min(named, key=lambda one: one[0])[1] if named else None


def _named(doc: Doc, told: Sequence[bool]) -> Iterator[Hit]:
    for hit in lexicon("time")(doc):
        if told[hit.last] and told[hit.start] and _is_a_time(doc, hit):
            yield hit


def _is_a_time(doc: Doc, hit: Hit) -> bool:
    """Whether the words tell the light: not "one day", "evening gown", "Sunset Boulevard"."""
    before = doc[hit.start - 1].lower_ if hit.start else ""
    after = doc[hit.end].lower_ if hit.end < len(doc) else ""
    if after in _NOT_A_TIME or is_in_a_title(doc, hit.start, hit.last):
        return False
    if hit.phrase == "day":
        return _is_a_day(before, after)
    if hit.phrase in {"dawn", "day", "night"} and after == "of":
        return False
    return not (hit.phrase == "starry" and after in {"eyes", "eyed", "dress", "-"})


def _is_a_day(before: str, after: str) -> bool:
    if before in _COUNTED or after in _WEDDING or after in {"long", "after", "job", "out", "trip"}:
        return False
    return before not in {"the", "a", "-", "to", "my", "her", "his", "their", "our"} or after in {
        "is", "light", ",", ".", "",
    }  # fmt: skip


def _by_the_clock(doc: Doc, told: Sequence[bool]) -> Iterator[tuple[int, Time]]:
    """ "3 am", "7:30 PM"."""
    for match in _CLOCK.finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None and told[span.start]:
            hour = int(match[1]) % 12 + (12 if match[2].lower() == "p" else 0)
            yield span.start, _of_the_hour(hour)


def _of_the_hour(hour: int) -> Time:
    if 7 <= hour < 18:
        return Time.DAY
    if hour in {5, 6}:
        return Time.GOLDEN
    return Time.DUSK if hour in {18, 19} else Time.NIGHT
