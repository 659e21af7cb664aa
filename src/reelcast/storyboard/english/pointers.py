"""Finds where a prompt points at references by number: "@1", "the second photo", "(3)"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spacy.tokens import Doc

from reelcast.storyboard.english.verbs import lookup

_WORDS: Mapping[str, int] = MappingProxyType(
    {
        word: number
        for number, words in enumerate(
            (
                "one first 1st",
                "two second 2nd",
                "three third 3rd",
                "four fourth 4th",
                "five fifth 5th",
                "six sixth 6th",
                "seven seventh 7th",
            ),
            start=1,
        )
        for word in words.split()
    }
)

_PICTURE = (
    r"(?:(?:reference|input|uploaded|source|attached|provided)[ -]?)?"
    r"(?:images?|imgs?|pictures?|pics?|photos?|photographs?|references?|refs?|uploads?|figs?\.?|"
    r"figures?|inputs?|subjects?|characters?|assets?)"
)
_MARK = r"[\s_#:-]*(?:(?:no\.?|nr\.?|number)\s*)?#?\s*"
_DIGIT = r"(?<![\d.,/x])[1-7](?![\d/:%°]|[.,]\d|\w)"
_JOINT = rf"\s*(?:,\s*and|and|&|\+|or|-|–|to|through|,)\s*(?:the\s+)?(?:{_PICTURE}\s*)?[#@]?"  # noqa: RUF001
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|1st|2nd|3rd|4th|5th|6th|7th|last)"

_POINTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "mark",
        re.compile(rf"@\s?(?:{_PICTURE}|img)?[ _-]?#?[1-7](?!\d)", re.IGNORECASE),
    ),
    (
        "list",
        re.compile(rf"\b{_PICTURE}{_MARK}{_DIGIT}(?:{_JOINT}{_DIGIT})+", re.IGNORECASE),
    ),
    (
        "number",
        re.compile(
            rf"\b{_PICTURE}{_MARK}(?:{_DIGIT}|(?:one|two|three|four|five|six|seven)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "ordinal",
        re.compile(
            rf"\b(?:the\s+)?{_ORDINAL}(?:\s*(?:and|&)\s*(?:the\s+)?{_ORDINAL})?\s+{_PICTURE}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "brackets",
        re.compile(
            rf"[(\[<]\s*(?:(?:see|from|in|is|as|=)\s+)?(?:the\s+)?(?:{_PICTURE}{_MARK})?[#@]?{_DIGIT}"
            rf"(?:{_JOINT}{_DIGIT})*\s*[)\]>]",
            re.IGNORECASE,
        ),
    ),
    (
        "all",
        re.compile(
            r"\b(?:both|all)(?:\s+of)?(?:\s+(?:the|my|these))?(?:\s+(?:two|three|four|five))?\s+"
            r"(?:uploaded\s+|reference\s+)?(?:images|pictures|pics|photos|references|refs|uploads)\b",
            re.IGNORECASE,
        ),
    ),
    ("bare", re.compile(rf"\b(?:in|from|of|on|into|onto|to)\s+#?{_DIGIT}", re.IGNORECASE)),
    ("bare", re.compile(rf"\b(?:put|drop|place|use|add|take)\s+#?{_DIGIT}", re.IGNORECASE)),
)

_ONLY = re.compile(
    r"\b(?:the|my|this|our|your|an?)\s+(?:(?:reference|uploaded|attached|provided|input|source|given)"
    r"(?:\s+(?:image|photo|picture|pic|file|shot))?|image|photo|pic)\b",
    re.IGNORECASE,
)
_UNITS = frozenset(
    "seconds second secs sec s minutes minute steps step parts part shots shot d x k fps mm frames "
    "beats times people persons hours pm am percent takes cuts".split()
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """The tokens from ``start`` to below ``end`` point at ``references``, counted from 1."""

    start: int
    end: int
    references: tuple[int, ...]


def pointers(doc: Doc, count: int) -> tuple[Pointer, ...]:
    """All pointers to one of ``count`` references, in text order and without overlaps."""
    found: list[Pointer] = []
    for sort, pattern in _POINTERS:
        for match in pattern.finditer(doc.text):
            pointer = _pointer(doc, match, sort, count)
            if pointer and not any(_overlap(pointer, other) for other in found):
                found.append(pointer)
    if count == 1:
        found += [one for one in _only(doc) if not any(_overlap(one, other) for other in found)]
    return tuple(sorted(found, key=lambda pointer: pointer.start))


def _pointer(doc: Doc, match: re.Match[str], sort: str, count: int) -> Pointer | None:
    numbers = tuple(range(1, count + 1)) if sort == "all" else _numbers(match.group(), count)
    start, end = match.span()
    if sort == "bare":
        start = end - 1
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not numbers or not all(1 <= number <= count for number in numbers):
        return None
    if sort == "bare" and not _stands_for_a_picture(doc, span.end):
        return None
    return Pointer(span.start, span.end, numbers)


def _numbers(text: str, count: int) -> tuple[int, ...]:
    """The references of "images 1, 2 and 4", of "1-3" and of "the first and the last photo"."""
    bounds = re.search(r"([1-7])\s*(?:-|–|to|through)\s*([1-7])", text)  # noqa: RUF001
    if bounds:
        return tuple(range(int(bounds[1]), int(bounds[2]) + 1))
    numbers: list[int] = []
    for word in re.findall(r"(?<!\d)[1-7](?:st|nd|rd|th)?|[a-z]+", text.lower()):
        number = int(word) if word.isdigit() else _WORDS.get(word)
        number = count if word == "last" else number
        if number and number not in numbers:
            numbers.append(number)
    return tuple(numbers)


def _stands_for_a_picture(doc: Doc, after: int) -> bool:
    """Whether a bare number counts nothing: "the fox in 2 runs", not "in 2 seconds"."""
    if after >= len(doc):
        return True
    following = doc[after]
    if following.lower_ in _UNITS or following.text in {"-", "/", ":", "%"}:
        return False
    return following.pos_ not in {"NOUN", "PROPN", "ADJ"} or lookup(following.text) is not None


def _only(doc: Doc) -> Iterator[Pointer]:
    """ "The reference", "my photo": the only picture there is."""
    for match in _ONLY.finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None:
            yield Pointer(span.start, span.end, (1,))


def _overlap(one: Pointer, other: Pointer) -> bool:
    return one.start < other.end and other.start < one.end
