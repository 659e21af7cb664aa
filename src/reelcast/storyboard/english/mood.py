"""How an English prompt wants to feel: only where it says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from spacy.tokens import Doc, Token

from reelcast.board import Mood
from reelcast.storyboard.english.clauses import items, sentence_of
from reelcast.storyboard.english.lexicon import Hit, lexicon
from reelcast.storyboard.english.titles import is_in_a_title

_FEELINGS = frozenset(
    "mood tone atmosphere feel feeling vibe vibes feelings ambience ambiance emotion energy spirit "
    "style aesthetic air sense note mode moods overall".split()
)
_FILMS = frozenset(
    "trailer film movie scene shot reveal show commercial ad spot video clip moment sequence "
    "teaser "
    "music score soundtrack drama story finale ending comedy farewell short fantasy adventure "
    "opening campaign reunion celebration cartoon sketch brand look".split()
)
_FILLERS = frozenset(
    "very a bit and super so quite slightly almost really rather deeply little but totally "
    "extremely "
    "pure but yet not too somewhat more with of ultra mega full lots kind sort all overall "
    "the".split()
)
_THINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "calm": frozenset({"down"}),
        "happy": frozenset({"hour", "meal", "birthday", "ending-card", "accident"}),
        "peace": frozenset({"sign", "symbol"}),
        "joy": frozenset({"stick", "ride"}),
        "romance": frozenset({"novel"}),
        "mystery": frozenset({"box", "novel"}),
        "horror": frozenset({"film-festival"}),
        "comedy": frozenset({"club", "stage"}),
        "awe": frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A mood named: how surely (more is surer), where, and which."""

    weight: float
    index: int
    mood: Mood


def mood(doc: Doc, told: Sequence[bool]) -> Mood | None:
    """The surest mood named, of equals the first, or None.

    ``told`` holds for each token whether the prompt asserts it. An adjective that no list holds
    stays unread: sentence embeddings took "Nordic" for a mood as often as they understood one.
    """
    said = [*_plain(doc, told), *_in_context(doc, told)]
    return max(said, key=lambda one: (one.weight, -one.index)).mood if said else None


def _plain(doc: Doc, told: Sequence[bool]) -> Iterator[_Said]:
    """Words that are moods wherever they stand; surer where the prompt is about its mood."""
    for hit in lexicon("mood", "plain")(doc):
        if told[hit.last] and _is_a_mood(doc, hit):
            about = _is_about_mood(doc, hit)
            yield _Said(2.0 if about else 1.0, hit.start, Mood(hit.value))


def _in_context(doc: Doc, told: Sequence[bool]) -> Iterator[_Said]:
    """Words that are moods only as bare items and beside words for a mood."""
    for hit in lexicon("mood", "told")(doc):
        if told[hit.last] and _is_a_mood(doc, hit) and _is_about_mood(doc, hit):
            yield _Said(1.5 if _names_a_feeling(doc, hit) else 0.5, hit.start, Mood(hit.value))


def _is_a_mood(doc: Doc, hit: Hit) -> bool:
    after = doc[hit.end].lower_ if hit.end < len(doc) else ""
    if after in _THINGS.get(hit.phrase, ()) or is_in_a_title(doc, hit.start, hit.last):
        return False
    return not (after == "-" and not doc[hit.end].whitespace_)


def _is_about_mood(doc: Doc, hit: Hit) -> bool:
    return _names_a_feeling(doc, hit) or _is_a_bare_item(doc, hit)


def _names_a_feeling(doc: Doc, hit: Hit) -> bool:
    """ "a tense mood", "the feeling is tense", "mood: tense"."""
    start, end = sentence_of(doc, hit.start)
    after = [token.lower_ for token in doc[hit.end : min(end, hit.end + 4)]]
    if set(after[:3]) & _FEELINGS and not set(after[:2]) & {",", "."}:
        return True
    before = [token.lower_ for token in doc[max(start, hit.start - 8) : hit.start]]
    return bool(set(before) & (_FEELINGS - {"style", "energy", "air", "note", "sense"})) or (
        "of" in before[-2:] and bool(set(before[-3:]) & {"sense", "air", "feeling", "note"})
    )


def _is_a_bare_item(doc: Doc, hit: Hit) -> bool:
    """An item of a list, or a sentence, that holds nothing but moods and small words."""
    for start, end in items(doc):
        if start <= hit.start < end:
            return all(_is_small_or_mood(doc[index], hit) for index in range(start, end))
    return False


def _is_small_or_mood(token: Token, hit: Hit) -> bool:
    if hit.start <= token.i < hit.end or token.lower_ in _FILLERS | _FILMS | _FEELINGS:
        return True
    return token.pos_ in {"ADJ", "ADV", "PUNCT", "CCONJ", "INTJ", "DET"}
