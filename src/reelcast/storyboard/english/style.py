"""What look an English prompt asks of the film: only where it speaks of the film, not of a thing.

A cat is black and white, a car is vintage and a sign is neon in a film of natural colours. A look
is named beside words for film and style, after "in" and "shot on", or as an item of a list.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from spacy.tokens import Doc, Token

from reelcast.board import Style
from reelcast.storyboard.english.asserted import desired
from reelcast.storyboard.english.clauses import items, sentence_of
from reelcast.storyboard.english.lexicon import Hit, lexicon

_LOOKS = frozenset(
    "style styled styles look looks aesthetic aesthetics filter grade graded grading tone toned "
    "tones treatment effect palette cinematography imagery visuals feel vibe vibes mood "
    "atmosphere shading stylization stylisation styling inspired".split()
)
"""What only a picture has."""
_MEDIA = frozenset(
    "film footage movie video clip shot scene cinema animation photography picture image frame "
    "render rendering art illustration painting drawing photo photograph reel stock sequence "
    "portrait short montage anime cartoon thriller still world trailer cinematic".split()
)
"""What a picture may be, and what may be in one."""
_SHOWN = frozenset(
    "film footage movie video clip shot scene sequence montage trailer photography style "
    "look".split()
)
"""What ends a name that is no thing's: "anime-style fight scene", "noir street photography"."""
_ADJECTIVES = frozenset(
    "cinematic classic old grainy moody dramatic gritty contrast high low hand drawn soft pure "
    "full japanese vintage retro timeless stark faded warm muted lo fi dark quality style 35 mm "
    "film 2d flat colorful colourful vibrant beautiful delicate loose light dreamy nostalgic "
    "silent 1920s 1930s 1940s 1950s 1960s 1970s 1980s and & with era noir neo neon fine simple "
    "traditional digital color colour authentic aged analog analogue old-fashioned a an the "
    "glowing pink purple blue pastel overall whole entire very all total complete completely "
    "entirely please gorgeous rich bold".split()
)
_WORN = frozenset(
    "dressed dress clad wearing wears wear worn outfit painted striped stripes tiled tiles "
    "clothes suit uniform decorated patterned costume costumes gown fur coat available comes "
    "sold printed tie shirt".split()
)
"""Who is dressed in black and white is no film."""
_MADE = frozenset(
    "shot shoot film filmed filming rendered render drawn draw painted animated animate "
    "recorded captured presented shown displayed made make done styled graded finished "
    "photographed turn keep fade fades turns all everything entirely completely video clip "
    "movie footage scene shooting illustrated depicted".split()
)
"""What is "in" a look is the film, or what is done to it."""
_WAYS = frozenset({"in", "on", "as", "into", "through", "like", "of", "to", "with", "using", "via"})
_WATCHED = frozenset(
    "watch watches watching view views viewing hold holds holding buy buys sell sells hang "
    "hangs hanging show shows project projects playing plays paint paints painting draw draws "
    "drawing carry carries carrying read reads reading admire admires frame frames open opens "
    "study studies love loves see sees sits near beside behind past under".split()
)
_LYING = re.compile(
    r"^(?: \w+){0,2} (?:on|in|above|over|beside|against|from|across) "
    r"(?:the|a|an|his|her|its|their) (?:\w+ )?(?:wall|walls|table|desk|easel|hand|hands|shelf|"
    r"screen|tv|television|floor|laptop|"
    r"monitor|museum|gallery|frame|album|drawer|book|door|window|fridge|cinema|theater|theatre)\b",
    re.IGNORECASE,
)
_LABEL = frozenset({"style", "look", "aesthetic", "grade", "grading", "filter", "treatment"})
_BE = frozenset({"is", "are", "be", "being", "it", "stay", "stays", "turns", "becomes", "remains"})
_APPOSED = frozenset({Style.BLACK_AND_WHITE, Style.VINTAGE})
"""Also said of animals and things, after them: "a cat, black and white, jumps"."""


def style(doc: Doc) -> Style | None:
    """The first look named that nothing speaks against, or None."""
    wanted = desired(doc)
    named = [(hit, Style(hit.value)) for hit in _named(doc, wanted)]
    return min(named, key=lambda one: one[0].start)[1] if named else None


def _named(doc: Doc, wanted: Sequence[bool]) -> Iterator[Hit]:
    told = {word.start: word for word in lexicon("style", "told")(doc)}
    plain = {word.start: word for word in lexicon("style", "plain")(doc)}
    for start in sorted({*told, *plain}):
        found = [(hit, test) for hits, test in _KINDS if (hit := (plain, told)[hits].get(start))]
        hit, test = max(found, key=lambda one: one[0].end)
        if hit.value != "none" and all(wanted[hit.start : hit.end]) and test(doc, hit):
            yield hit


def _is_a_plain_look(doc: Doc, hit: Hit) -> bool:
    """Not "an anime style jacket", "a vintage film camera", "an old movie poster"."""
    tail = _tail(doc, hit)
    if tail < 0:
        return False
    return not ({doc[hit.last].lower_} & _MEDIA and _is_a_thing(doc, hit, tail))


def _is_a_look(doc: Doc, hit: Hit) -> bool:
    """A word that may be of a thing is of the film."""
    tail = _tail(doc, hit)
    if tail < 0:
        return False
    chain = {token.lower_ for token in doc[hit.end : tail]}
    if chain & _LOOKS:
        return True
    if _is_a_bare_item(doc, hit, tail):
        return True
    if chain & _MEDIA or doc[hit.last].lower_ in _MEDIA:
        return not _is_a_thing(doc, hit, tail) and _is_introduced(doc, hit, wide=True)
    return _is_introduced(doc, hit, wide=False) or _is_a_predicate(doc, hit)


_KINDS: tuple[tuple[int, Callable[[Doc, Hit], bool]], ...] = (
    (0, _is_a_plain_look),
    (1, _is_a_look),
)
"""Of a plain and a told phrase at one place the longer counts, of equals the plain one."""


def _tail(doc: Doc, hit: Hit) -> int:
    """Where the words for film and style after a hit end; -1 if a thing's name follows them."""
    place = end = hit.end
    while place < len(doc) and (doc[place].lower_ in _GOING_ON or doc[place].text == "-"):
        place += 1
        if doc[place - 1].lower_ in _LOOKS | _MEDIA:
            end = place
    if place == len(doc):
        return end
    if place > end and doc[end].lower_ in {"and", "&", "with", "a", "an", "the", "all", "please"}:
        return end
    if not _names_a_thing(doc[place]):
        return end
    return _qualified(doc, hit, place, end)


_GOING_ON = _LOOKS | _MEDIA | _ADJECTIVES


def _qualified(doc: Doc, hit: Hit, place: int, end: int) -> int:
    """The tail before a name: what is lit by neon or toned sepia may be anything."""
    if hit.phrase.endswith((" lit", " drenched", " soaked", "toned", "tinted")):
        return end
    while place + 1 < len(doc) and _names_a_thing(doc[place + 1]):
        place += 1
    return place + 1 if doc[place].lower_ in _SHOWN else -1


def _names_a_thing(token: Token) -> bool:
    before = token.nbor(-1)
    if before.pos_ == "PUNCT" and before.text != "-":
        return False
    return token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"} and token.is_alpha


def _is_a_thing(doc: Doc, hit: Hit, tail: int) -> bool:
    """A film, photo or painting in the picture: watched, held, or on the wall."""
    if _LYING.match(" " + doc[tail:].text if tail < len(doc) else ""):
        return True
    start = sentence_of(doc, hit.start)[0]
    before = [token.lower_ for token in doc[max(start, hit.start - 4) : hit.start]]
    ways = [index for index, word in enumerate(before) if word in _WAYS]
    return bool(set(before[ways[-1] :] if ways else before) & _WATCHED)


def _is_introduced(doc: Doc, hit: Hit, wide: bool) -> bool:
    """ "in black and white", "shot on 8mm", "as an anime"; ``wide``: also "of an old film"."""
    before = _leading(doc, hit)
    if before < 0:
        return wide
    word = doc[before].lower_
    if word in _LABEL or doc[before].is_punct:
        return wide or word in _LABEL or word == ":"
    if word not in _WAYS:
        return word in _MADE and _is_told_of_the_film(doc, before)
    earlier = {token.lower_ for token in doc[max(0, before - 4) : before]}
    if earlier & (_MADE | _LABEL) and not (word == "in" and earlier & (_WORN - _MADE)):
        return True
    if word in {"in", "into"}:
        return not earlier & _WORN and not _is_a_dress(doc, hit, before)
    return wide and word in {"as", "like"}


def _leading(doc: Doc, hit: Hit) -> int:
    """The last word before a hit that is no article and no adjective of film; -1 at the start."""
    place = hit.start - 1
    start = sentence_of(doc, hit.start)[0]
    while place >= start and (doc[place].lower_ in _ADJECTIVES or doc[place].text == "-"):
        place -= 1
    return place if place >= start else -1


def _is_told_of_the_film(doc: Doc, place: int) -> bool:
    """ "shot black and white", "make it anime"; not "he made anime dolls"."""
    return doc[place].lower_ in {"shot", "filmed", "everything", "all", "keep", "it"}


def _is_a_dress(doc: Doc, hit: Hit, way: int) -> bool:
    """ "a woman in black and white walks": of somebody nothing is told yet, and it goes on."""
    if hit.value not in _APPOSED or way == 0 or hit.end >= len(doc) or doc[hit.end].is_punct:
        return False
    earlier = doc[sentence_of(doc, way)[0] : way]
    return earlier[-1].pos_ in {"NOUN", "PROPN"} and not any(t.pos_ == "VERB" for t in earlier)


def _is_a_predicate(doc: Doc, hit: Hit) -> bool:
    """ "the film is black and white", "make it anime"."""
    start = sentence_of(doc, hit.start)[0]
    near = [token.lower_ for token in doc[max(start, hit.start - 4) : hit.start]]
    if not near or near[-1] not in _BE | _ADJECTIVES | {"in"}:
        return False
    if "make" in near and "it" in near:
        return True
    of_film = {"film", "movie", "video", "clip", "footage", "everything", "picture", "shot", "look"}
    of_film |= {"style", "aesthetic", "image", "scene", "grade"}
    return bool(set(near) & _BE) and bool(set(near) & of_film)


def _is_a_bare_item(doc: Doc, hit: Hit, tail: int) -> bool:
    """An item of a list, or a sentence, of nothing but looks and words for film."""
    every = list(items(doc))
    for number, (start, end) in enumerate(every):
        if start <= hit.start < end:
            rest = [*range(start, hit.start), *range(max(tail, hit.end), end)]
            bare = all(_is_small(doc[index]) for index in rest)
            return bare and not _is_apposed(doc, hit, every[:number], end)
    return False


def _is_small(token: Token) -> bool:
    return token.lower_ in _GOING_ON or token.is_punct or token.text == "-"


def _is_apposed(doc: Doc, hit: Hit, before: Sequence[tuple[int, int]], end: int) -> bool:
    """ "a cat, black and white, jumps", "a fluffy dog, black and white"."""
    if Style(hit.value) not in _APPOSED or not before:
        return False
    start, stop = before[-1]
    if sentence_of(doc, start) != sentence_of(doc, hit.start) or doc[stop].text in {":", "|"}:
        return False
    goes_on = end + 1 < len(doc) and doc[end + 1].tag_ in {"VBZ", "VBP", "VBD"}
    short = stop - start <= 3 and doc[start].lower_ in {
        "a",
        "an",
        "the",
        "my",
        "two",
        "one",
        "this",
    }
    described = doc[stop - 1].pos_ == "ADJ" and any(t.lower_ in _HAS for t in doc[start:stop])
    return goes_on or short or described


_HAS = frozenset({"is", "are", "has", "with", "fur", "looks"})
