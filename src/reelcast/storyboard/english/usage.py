"""Tells what a prompt does with a reference: shows it, plays in it, wears it, borrows its look."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.english.clauses import sentence_of, sentences
from reelcast.storyboard.english.mentions import LOOKS
from reelcast.storyboard.english.naming import BEINGS
from reelcast.storyboard.english.noun_phrases import singular
from reelcast.storyboard.english.pronouns import Mention, Sort
from reelcast.storyboard.english.verbs import lookup

_SETS = r"(?:back ?ground|backdrop|bg|set|setting|location|scene|environment|scenery|place)"
_AS_SET = re.compile(
    rf"^\W*(?:\w+ )?(?:as|for|is|will be|becomes|serves as|shows|=|:)(?: \w+){{0,3}}? {_SETS}\b"
    r"(?! reference| of (?:color|colour))"
)
_SET_OF = re.compile(
    rf"\b{_SETS}\s?(?:is|=|:|from|of|in|should be|comes from|taken from|the|\()(?: the)?\W*$"
)
_WEARS = re.compile(
    r"\b(?:wear|wears|wearing|wore|dressed in|dressed|clad in|sporting|donning|dons|puts on|"
    r"putting on|pulls on|outfitted in|clothed in|fitted with|has on)\b(?P<rest>[^.;!?]*)$"
)
_WORN = re.compile(
    r"^(?:\W*(?:that|which))? (?:he|she|they|it|the \w+|@\d)"
    r"(?: (?:is|are|must|should|will|has|have|to|be))* (?:wear|wears|wearing)\b|"
    r"^(?:\W*(?:that|which))?(?: (?:is|are|must|should|will|be|being))* worn\b|"
    r"^ on (?:his|her|its|their) (?:head|feet|hands|face|body|back|shoulders)\b"
)
_HELD = frozenset(
    "hold holds holding carry carries carrying grab grabs picks pick picking throws throwing "
    "tosses tossing fold folds folding hang hangs hanging lift lifts lifting shows presents "
    "presenting swings waving waves drops gives unfolds selling sells".split()
)
_LAID = frozenset(
    "hanger hook rack mannequin shelf table chair floor bed bench counter stand pedestal podium "
    "plinth worktop box".split()
)
_STYLE_BEFORE = re.compile(
    r"\b(?:in the (?:style|manner|spirit) of|inspired by|reminiscent of|styled after|"
    r"(?:match|matching|mimic|copy|borrow) the (?:\w+ )?(?:\w+ )?(?:of|from|in)|"
    r"(?:style|look) (?:reference|ref)\W*)\W*(?:the )?$"
)
_STYLE_AFTER = re.compile(
    r"^\W*(?:\w+ ){0,3}?(?:only |just |purely )?(?:as|for)\W+(?:\w+ ){0,4}?"
    r"(?:inspiration|guidance|reference only|style|mood|colou?rs?|palette|look|tone|grading|"
    r"lighting)\b|"
    r"^\W*(?:is|are|as|=|:)\W+(?:\w+ ){0,4}?(?:style|mood|colou?r|palette|look|lighting|grading)"
    r"(?: \w+)?(?: reference| guide| board)?\b"
)
_IGNORED = re.compile(
    r"\b(?:ignore|ignoring|disregard|skip|forget|omit|remove|leave out|except|discard)"
    r"(?: (?:the|about|completely|for))*\W*$"
)
_SAME = re.compile(
    r"\bsame (?!time|pace|place|direction|moment|speed|way|street|room|spot|scene|height|size|"
    r"colou?r)|"
    r"\b(?:views?|angles?|sides|perspectives) (?:of|from)\b|\bdifferent (?:views|angles|sides)\b|"
    r"\b(?:is|shows|are|show|=|:) (?:the |a )?(?:front|back|side|rear|other side|reverse)"
    r"(?: view| side)? of\b|"
    r"\bfrom (?:behind|the (?:front|back|side|rear))\b.*"
    r"\bfrom (?:behind|the (?:front|back|side|rear))\b"
)


_FILM = r"(?:film|video|clip|shot|frame|picture|scene|movie|ad|spot|render|footage|result|output)"
_STOPS = (
    rf"(?=\W*$|\s*[,;:)]| (?:and|but|or)\b| (?:in|on|anywhere in|inside|within) "
    rf"(?:the |this |any |our |my )?(?:final |finished |actual )?(?:{_FILM}|screen)|"
    r" anywhere| at all| either)"
)
_SHOW = r"(?:show|include|use|add|put|display|feature|render|insert|draw|depict|animate)"
_KEPT_OUT_BEFORE = re.compile(
    rf"\b(?:do not|don't|dont|do n't|never|must not|mustn't|without|no need to|please not)"
    rf" (?:ever )?{_SHOW}(?:ing)?(?: the| my| our| any of)?\s*$"
)
_SHOWN_ALL_OF = re.compile(
    r"^\s*(?:$|[.,;!)]|(?:itself )?(?:in|on|anywhere|at all|either|and|but|or)\b)"
)
_NOT_YET = re.compile(r"\b(?:until|till|yet|before|at first|too early|upside|sideways|blurr)")
_KEPT_OUT_OF = re.compile(r"\b(?:keep|leave|stays?|keeping|leaving)(?: the| my| our)?\s*$")
_OUT = re.compile(
    rf"^\s*(?:out(?: of (?:the |this |our |it|my )?(?:final )?{_FILM}?)?|off (?:the )?screen)"
    rf"(?=\W*$|\s*[.,;!)]| (?:and|but|or|please)\b)"
)
_KEPT_OUT_AFTER = re.compile(
    r"^[^.;!?]{0,60}?\b(?:"
    r"(?:must|should|may|can|shall|will|do|does|is|are|need)(?:\s?not|n't|\s?n't| never)"
    r"(?: to)?(?: be)? (?:appear|visible|shown|show up|seen|used|included|displayed|"
    rf"in (?:the |this |our )?{_FILM}|part of (?:the |this |our )?{_FILM}){_STOPS}|"
    rf"never (?:appears?|shows? up|to be (?:shown|seen)){_STOPS}|"
    r"(?:stays?|kept|left|remains?) (?:out|off)(?=\W*$| of (?:the |this |our )?"
    rf"{_FILM}| ?[,;]))"
)
_FOR_REFERENCE = re.compile(
    r"^\s*(?:(?:is|are|was|just|only|here|there|attached|purely|meant|=|:|-)\s*)*"
    r"(?:just |only |purely )?for (?:your )?(?:reference|context|information|info)\b"
    r"(?! of)|^\s*(?:is|=|:)?\s*(?:only|just|purely)(?: a| for| as a?)? reference"
    r"(?: only)?\s*[.,;]?\s*$"
)
_REFERENCE_ONLY = re.compile(r"\b(?:only|just|purely)\b")


@dataclass(frozen=True, slots=True)
class Usage:
    """The references by what they are for; those that are nowhere the prompt does not name.

    ``unused`` are worn, lend only their style, or are told to stay out.
    """

    place: int | None
    groups: tuple[tuple[int, ...], ...]
    shown: tuple[int, ...]
    unused: tuple[int, ...]


def usage(
    doc: Doc, candidates: Sequence[Candidate], said: Sequence[Mention], shown: Sequence[bool]
) -> Usage:
    """What each reference is for. ``shown`` tells for each token whether it is asserted."""
    used = [one for one in said if one.references and _is_asserted(doc, one, shown)]
    barred = {number for one in said for number in one.references if _is_kept_out(doc, one)}
    used = [one for one in used if not barred.issuperset(one.references)]
    plain = [one for one in used if not _is_for_style(doc, one)]
    in_use = {number for one in plain for number in one.references} - barred
    if not in_use and not used:
        in_use = _never_named(candidates, said)
    groups = _groups(doc, candidates, said)
    place = _place(doc, candidates, plain, in_use)
    worn = {one.reference for one in candidates if _is_worn(doc, one, candidates, plain, in_use)}
    elsewhere = {one.reference for one in candidates if one.kind is Kind.PLACE} | {place}
    elsewhere |= {number for group in groups for number in group[1:]}
    named = {number for one in said for number in one.references}
    unused = (worn | (named - in_use)) - elsewhere
    return Usage(place, groups, _sorted(in_use - worn - elsewhere), _sorted(unused))


def _sorted(numbers: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted(number for number in numbers if number is not None))


def _is_asserted(doc: Doc, mention: Mention, shown: Sequence[bool]) -> bool:
    return shown[mention.head] and not _IGNORED.search(_before(doc, mention))


def _is_kept_out(doc: Doc, mention: Mention) -> bool:
    """Whether the prompt says that what is mentioned must not be seen in the film."""
    before, after = _before(doc, mention), _after(doc, mention)
    if _NOT_YET.search(after):
        return False
    if _KEPT_OUT_BEFORE.search(before) and _SHOWN_ALL_OF.search(after):
        return True
    if _KEPT_OUT_OF.search(before) and _OUT.search(after):
        return True
    return bool(_KEPT_OUT_AFTER.search(_own(doc, mention, after))) or (
        mention.sort is Sort.POINTER
        and bool(_FOR_REFERENCE.search(after))
        and bool(_REFERENCE_ONLY.search(after))
    )


def _own(doc: Doc, mention: Mention, after: str) -> str:
    """What follows a mention up to the next thing that something may be said of."""
    owned = mention.end < len(doc) and doc[mention.end].tag_ == "POS"
    hangs = mention.start > 0 and doc[mention.start - 1].tag_ in {"IN", "TO"}
    return "" if owned or hangs else after


def _never_named(candidates: Sequence[Candidate], said: Sequence[Mention]) -> set[int]:
    """Where nothing at all is named everything is meant, but what is only denied."""
    denied = {number for one in said for number in one.references}
    return {one.reference for one in candidates} - denied


def _before(doc: Doc, mention: Mention) -> str:
    start = sentence_of(doc, mention.start)[0]
    return str(doc[start : mention.start].text.lower())


def _after(doc: Doc, mention: Mention) -> str:
    stop = sentence_of(doc, mention.start)[1]
    text = doc[mention.start : stop].text_with_ws if mention.end < stop else ""
    return str(text[len(doc[mention.start : mention.end].text) :].lower()).rstrip()


def _is_for_style(doc: Doc, mention: Mention) -> bool:
    """Whether only colours, light or manner are taken from what is mentioned."""
    if mention.sort is Sort.PRONOUN:
        return False
    before, after = _before(doc, mention), _after(doc, mention)
    if _STYLE_BEFORE.search(before) or _looks_of(doc, mention):
        return True
    if mention.sort is Sort.POINTER and _STYLE_AFTER.search(after):
        return True
    owner = re.match(r"^\s?'s (?:\w+ )?(\w+)", after)
    return bool(owner) and singular(owner[1]) in LOOKS if owner else False


def _looks_of(doc: Doc, mention: Mention) -> bool:
    """ "Take the colours from the painting in pic 2"."""
    leading = doc[max(sentence_of(doc, mention.start)[0], mention.start - 6) : mention.start]
    words = [token.lower_ for token in leading]
    if not words or words[-1] not in {"of", "from", "in", "as", "like"}:
        return False
    for word in reversed(words[:-1]):
        if singular(word) in LOOKS:
            return not _kept(doc, mention)
        if word in {",", "with", "."}:
            return False
    return False


def _kept(doc: Doc, mention: Mention) -> bool:
    """ "Keep the colours of the bottle" is about the bottle that is there."""
    words = {token.lower_ for token in doc[sentence_of(doc, mention.start)[0] : mention.start]}
    return bool(words & {"keep", "change", "preserve", "maintain"})


def _place(
    doc: Doc, candidates: Sequence[Candidate], plain: Sequence[Mention], in_use: Iterable[int]
) -> int | None:
    """The reference that is the set: what is said to be, else the first place in use."""
    places = {one.reference for one in candidates if one.kind is Kind.PLACE}
    for mention in plain:
        if (
            mention.sort is not Sort.PRONOUN
            and len(mention.references) == 1
            and (mention.sort is Sort.POINTER or mention.references[0] in places)
            and _is_the_set(doc, mention)
        ):
            return mention.references[0]
    told = [number for mention in plain for number in mention.references if number in places]
    left = sorted(places & set(in_use))
    return told[0] if told else (left[0] if left else None)


def _is_the_set(doc: Doc, mention: Mention) -> bool:
    before, after = _before(doc, mention), _after(doc, mention)
    return bool(_AS_SET.search(after) or _SET_OF.search(before))


def _is_worn(
    doc: Doc,
    candidate: Candidate,
    candidates: Sequence[Candidate],
    plain: Sequence[Mention],
    in_use: Iterable[int],
) -> bool:
    if candidate.kind not in (Kind.CLOTHING, Kind.OBJECT, Kind.PLANT):
        return False
    mine = [one for one in plain if candidate.reference in one.references]
    if any(_has_it_on(doc, one) for one in mine):
        return True
    if candidate.kind is not Kind.CLOTHING:
        return False
    others = {one.reference for one in candidates if one.kind in BEINGS} & set(in_use)
    somebody = bool(others) or any(
        token.lower_ in {"he", "she", "model", "man", "woman"} for token in doc
    )
    if not somebody:
        return False
    if any(_is_clad(doc, one) for one in mine):
        return True
    return bool(others) and not any(_is_a_prop(doc, one) for one in mine)


def _has_it_on(doc: Doc, mention: Mention) -> bool:
    """Whether somebody is said to wear it."""
    if mention.sort is Sort.PRONOUN:
        return False
    wears = _WEARS.search(_before(doc, mention))
    if wears:
        rest = doc[mention.start - len(wears["rest"].split()) : mention.start]
        told = any(token.tag_ in {"VBZ", "VBP", "VBD"} or lookup(token.text) for token in rest)
        if not told:
            return True
    return bool(_WORN.search(_after(doc, mention)))


def _is_clad(doc: Doc, mention: Mention) -> bool:
    """ "In the cap", "with the scarf", "her coat"."""
    before = doc[mention.start - 1].lower_ if mention.start else ""
    owned = doc[mention.start].tag_ == "PRP$"
    return owned or before in {"in", "with"}


def _is_a_prop(doc: Doc, mention: Mention) -> bool:
    first, stop = sentence_of(doc, mention.start)
    held = any(
        token.lower_ in _HELD for token in doc[max(first, mention.start - 4) : mention.start]
    )
    laid = any(
        singular(token.lower_) in _LAID for token in doc[mention.end : min(stop, mention.end + 6)]
    )
    return held or laid


def _groups(
    doc: Doc, candidates: Sequence[Candidate], said: Sequence[Mention]
) -> tuple[tuple[int, ...], ...]:
    """References that are called pictures of one thing."""
    found: list[set[int]] = []
    for start, stop in sentences(doc):
        inside = [one for one in said if start <= one.start < stop and one.sort is Sort.POINTER]
        numbers = {number for one in inside for number in one.references}
        if not numbers or not _SAME.search(doc[start:stop].text.lower()):
            continue
        if len(numbers) == 1:
            earlier = [one for one in said if one.start < start and one.sort is Sort.POINTER]
            numbers |= set(earlier[-1].references) if earlier else set()
        kinds = {one.kind for one in candidates if one.reference in numbers}
        if len(numbers) > 1 and Kind.PLACE not in kinds:
            found = _merged(found, numbers)
    return tuple(tuple(sorted(group)) for group in sorted(found, key=min))


def _merged(found: Sequence[set[int]], numbers: set[int]) -> list[set[int]]:
    touching = [group for group in found if group & numbers]
    apart = [group for group in found if not group & numbers]
    return [*apart, set().union(numbers, *touching)]
