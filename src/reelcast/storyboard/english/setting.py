"""Where an English prompt plays: the place that its subjects are in at the start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reelcast.board import Setting
from reelcast.storyboard.english.clauses import ends_sentence, sentence_of
from reelcast.storyboard.english.lexicon import Hit, lexicon
from reelcast.storyboard.english.phrases import Standing, clause_words, modifies, standing

_SNOWY = frozenset({"snowy", "snow-covered", "icy", "frozen", "snowbound", "wintry", "arctic"})
_ALIEN = frozenset({"alien", "martian", "lunar", "extraterrestrial"})
_SANDY = frozenset({"desert", "arid"})
_LANDSCAPES = frozenset(
    {"landscape", "plain", "plains", "wilderness", "terrain", "wasteland", "world"}
)
_WATERS = frozenset(
    {"ocean", "sea", "open sea", "seas", "waves", "pacific", "atlantic", "mediterranean"}
)
_AT_THE_WATER = frozenset({"by", "beside", "near", "to", "overlooking", "above", "along"})
_IN_THE_SKY = frozenset({"in", "through", "across", "into", "above", "among", "amid", "between"})
_NOT_FLYING = frozenset(
    "lightning cloud clouds moon sun stars star aurora fireworks firework thunder rainbow lights "
    "meteor comet under beneath against light sunset".split()
)
_ON_WATER = frozenset({"through", "over", "on", "amid", "across", "in", "among", "between"})
_SHIPS = frozenset(
    "ship boat yacht ferry sea ocean sail sailor captain pirate cruise trawler frigate vessel wave "
    "crew mast anchor deckhand carrier harbour harbor navy".split()
)
_FALLING = frozenset("falling heavy swirling light gentle driving soft first no blowing".split())
_COLOURS = frozenset(
    "white black grey gray plain solid colored coloured pink blue red green yellow orange beige "
    "pastel gradient neutral purple teal seamless simple clean empty cream minimal minimalist "
    "lavender "
    "dark uniform pure single-color monochrome studio turquoise mint peach gold silver brown ivory "
    "paper fabric velvet silk navy lilac".split()
)
_BACKGROUNDS = frozenset({"background", "backdrop", "backgrounds", "wall", "void", "surface"})
_ON_A_COLOUR = frozenset({"on", "against", "over"})


_SHORES = frozenset("shore shores coast waterline shallows water's-edge surf island reef".split())
_WORLDS = frozenset(
    "moon planet mars jupiter saturn comet asteroid galaxy planets pluto neptune uranus".split()
)
_THINGS_TOO = frozenset(
    "house cottage cabin hut tent shed barn church cathedral temple mosque castle palace mansion "
    "home "
    "lighthouse bridge volcano waterfall iceberg island yacht sailboat raft lifeboat trawler "
    "frigate "
    "catamaran galleon caravan igloo spaceship tree-house treehouse elevator lift escalator shower "
    "bathtub toilet fireplace skyscraper tower pagoda yurt mill pyramid sphinx comet asteroid "
    "limousine cab gondola "
    "chapel lodge stall cave peak rapids villa bungalow manor shack hovel farmhouse longhouse "
    "townhouse guesthouse summerhouse lair hideout subway metro porch veranda gazebo pergola "
    "sandbox reeds vines hedge carousel merry-go-round rollercoaster dinghy speedboat warship "
    "battleship steamship lava brownstone glasshouse bank".split()
)
"""Places that may as well be what the clip shows: they count only behind a preposition."""

_LANDFORMS = frozenset("peak volcano waterfall cave rapids iceberg island crater".split())
_WITHIN = frozenset(
    "in inside at on through within across along into of from out by near beside outside behind "
    "enters enter leaves exits aboard under above over around past down up between to off "
    "onto".split()
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that is named: how firmly, where in the text, and which."""

    standing: Standing
    index: int
    setting: Setting


def setting(doc: Doc, told: Sequence[bool]) -> Setting | None:
    """The first of the firmest named places, or None.

    ``told`` holds for each token whether the prompt asserts it. A place that no list holds stays
    unread: by sentence embeddings more other nouns were taken for places than places understood.
    """
    places = [place for place in _places(doc, told) if place.standing is not Standing.NOT]
    if not places:
        return None
    return min(places, key=lambda place: (place.standing, place.index)).setting


def _places(doc: Doc, told: Sequence[bool]) -> Iterator[_Place]:
    hits = [*lexicon("setting", "places")(doc), *lexicon("cities", "places")(doc)]
    for hit in hits:
        if told[hit.last] and _is_a_place(doc, hit) and not _is_part_of_another(doc, hit, hits):
            yield _Place(_standing(doc, hit), hit.start, _setting(doc, hit))
    yield from _plain_backgrounds(doc, told)
    yield from _labelled(doc, told)


def _is_part_of_another(doc: Doc, hit: Hit, hits: Sequence[Hit]) -> bool:
    """The "shore" of "the shore of a lake"."""
    of = hit.phrase in _SHORES and hit.end < len(doc) and doc[hit.end].lower_ == "of"
    return of and any(hit.end < other.start <= hit.end + 4 for other in hits)


def _is_a_place(doc: Doc, hit: Hit) -> bool:
    """Whether the words name a place here; some of them have other senses."""
    alone = hit.end - hit.start == 1 and hit.phrase not in {"underwater", "surf"}
    acts = alone and doc[hit.last].pos_ == "VERB"
    if acts or modifies(doc, hit.last):
        return False
    return all(test(doc, hit) for test in _TESTS)


def _is_no_measure(doc: Doc, hit: Hit) -> bool:
    """ "depth of field", "field of view", "at this stage", "negative space"."""
    before = doc[hit.start - 1].lower_ if hit.start else ""
    after = doc[hit.end].lower_ if hit.end < len(doc) else ""
    if hit.phrase == "field":
        return not (before == "of" and doc[hit.start - 2].lower_ == "depth") and not (
            after == "of"
            and doc[hit.end + 1 : hit.end + 2].text.lower() in {"view", "vision", "depth"}
        )
    if hit.phrase == "space":
        return before in {"in", "through", "across", "into", "from", "of", "dark", ",", ""}
    if hit.phrase == "bar":
        return "on" not in {token.lower_ for token in doc[max(0, hit.start - 3) : hit.start]}
    if hit.phrase == "orbit":
        return before in {"in", "into", "from"}
    if hit.phrase == "waves":
        return doc[hit.last].tag_ == "NNS" and _word_over(doc, hit.start) in _ON_WATER
    if hit.phrase == "deck":
        return _is_a_ships_deck(doc, hit)
    if hit.phrase == "stage":
        return before not in {"this", "that", "every", "each", "final", "early"}
    return True


def _word_over(doc: Doc, start: int) -> str:
    """The preposition that a noun phrase directly hangs on, in lower case, or "" for none."""
    for token in reversed(doc[max(0, start - 4) : start]):
        if token.pos_ == "ADP":
            return token.lower_
        if token.pos_ not in {"DET", "ADJ", "PRON"} and token.tag_ not in {"VBG", "VBN"}:
            return ""
    return ""


def _is_a_ships_deck(doc: Doc, hit: Hit) -> bool:
    """The deck of a ship, not of a porch or of cards: "on deck", or a ship is spoken of."""
    before = doc[hit.start - 1].lower_ if hit.start else ""
    return before == "on" or any(token.lemma_.lower() in _SHIPS for token in doc)


def _is_air_to_be_in(doc: Doc, hit: Hit) -> bool:
    """The sky is a place only for what is in it, not for what it covers or what crosses it."""
    if hit.value != Setting.SKY or hit.phrase in {"mid-air", "mid air", "above the clouds"}:
        return True
    words = {token.lower_ for token in clause_words(doc, hit.start) if token.i < hit.start}
    bare = len(clause_words(doc, hit.start)) <= 3 and "open" in hit.phrase
    return bare or (bool(words & _IN_THE_SKY) and not words & _NOT_FLYING)


def _is_ground_snow(doc: Doc, hit: Hit) -> bool:
    """ "in the snow" is a place; "snow falls" and "in falling snow" are weather."""
    if hit.phrase not in {"snow", "ice"}:
        return True
    words = clause_words(doc, hit.start)
    before = {token.lower_ for token in words if hit.start - 4 <= token.i < hit.start}
    return bool(before & {"in", "on", "through", "across", "over", "onto", "into"}) and not (
        before & _FALLING
    )


def _is_a_world_to_be_on(doc: Doc, hit: Hit) -> bool:
    """ "on the moon" is a place; what happens under the moon is not there."""
    if hit.value != Setting.SPACE or hit.phrase not in _WORLDS:
        return True
    before = {token.lower_ for token in doc[max(0, hit.start - 4) : hit.start]}
    return bool(before & {"on", "across", "to", "around", "near", "over"}) and "under" not in before


_TESTS = (_is_no_measure, _is_air_to_be_in, _is_ground_snow, _is_a_world_to_be_on)


def _standing(doc: Doc, hit: Hit) -> Standing:
    if hit.phrase in {"underwater", "under water", "indoors", "undersea", "submerged", "midair"}:
        return Standing.HERE
    first = doc[hit.start]
    if first.pos_ == "ADP" and hit.end - hit.start > 1:
        return Standing.HERE
    firm = standing(doc, hit.start, hit.last)
    if _is_a_sentence(doc, hit):
        return Standing.HERE
    if hit.value == Setting.ROOM and _is_outside(doc, hit.start):
        return Standing.NOT
    if hit.phrase in _THINGS_TOO and not _follows_a_preposition(doc, hit.start):
        return Standing.NOT
    if hit.phrase in {"snow", "ice", "sky", "shadows", "path", "trail"} and firm is Standing.HERE:
        return Standing.SOON
    return firm


def _is_a_sentence(doc: Doc, hit: Hit) -> bool:
    """ "Snow-capped peaks.", "Bus stop.": the place and its adjectives are all that is said."""
    start, end = sentence_of(doc, hit.start)
    last = end - 1 if ends_sentence(doc[end - 1]) else end
    if hit.end != last or len(doc) == last:
        return False
    small = all(
        t.pos_ in {"DET", "ADJ", "NOUN"} or t.tag_ == "VBN" or t.text == "-"
        for t in doc[start : hit.start]
    )
    return small and (hit.phrase not in _THINGS_TOO or hit.phrase in _LANDFORMS)


def _is_outside(doc: Doc, start: int) -> bool:
    """ "in front of the house", "runs to school": not in it."""
    before = [token.lower_ for token in doc[max(0, start - 5) : start] if token.pos_ != "ADJ"]
    return bool({"outside", "front", "to", "toward", "towards", "past"} & set(before[-3:]))


def _follows_a_preposition(doc: Doc, start: int) -> bool:
    before = doc[max(0, start - 6) : start]
    return any(token.lower_ in _WITHIN for token in before)


def _setting(doc: Doc, hit: Hit) -> Setting:
    """What the place is, given the words around it."""
    value = Setting(hit.value)
    before = {token.lower_ for token in doc[max(0, hit.start - 4) : hit.start]}
    if value is Setting.OCEAN and hit.phrase in _WATERS and before & _AT_THE_WATER:
        return Setting.BEACH
    if value is Setting.MEADOW and before & _SNOWY:
        return Setting.SNOW
    if hit.phrase == "traffic" and hit.start and _is_a_city(doc, hit.start - 1):
        return Setting.CITY
    if value is Setting.CITY and hit.end < len(doc):
        following = lexicon("setting", "places")(doc[hit.end : hit.end + 2].as_doc())
        if following and following[0].start == 0 and following[0].phrase != "traffic":
            return Setting(following[0].value)
    return value


def _is_a_city(doc: Doc, index: int) -> bool:
    return bool(lexicon("cities", "places")(doc[index : index + 1].as_doc()))


def _plain_backgrounds(doc: Doc, told: Sequence[bool]) -> Iterator[_Place]:
    """ "a plain pink background", "on black": a photographer's set."""
    for token in doc:
        if not told[token.i]:
            continue
        if token.lower_ in _BACKGROUNDS and _is_plain(doc, token):
            yield _Place(Standing.HERE, token.i, Setting.STUDIO)
        elif token.lower_ in {"white", "black"} and _is_on(doc, token):
            yield _Place(Standing.HERE, token.i, Setting.STUDIO)
        elif token.lower_ in _LANDSCAPES:
            yield from _landscape(doc, token)


def _is_plain(doc: Doc, token: Token) -> bool:
    """Whether a background has a colour and is not of a scene."""
    before = [t.lower_ for t in doc[max(0, token.i - 4) : token.i]]
    if token.lower_ in {"wall", "surface"}:
        return False
    return bool(set(before) & _COLOURS)


def _is_on(doc: Doc, token: Token) -> bool:
    """ "on pure white.": the colour ends the item."""
    last = token.i + 1 >= len(doc) or doc[token.i + 1].is_punct
    before = [t.lower_ for t in doc[max(0, token.i - 2) : token.i]]
    return last and bool(before) and bool(_ON_A_COLOUR & set(before)) and "in" not in before


def _landscape(doc: Doc, token: Token) -> Iterator[_Place]:
    """A landscape is what its adjective says."""
    before = {t.lower_ for t in doc[max(0, token.i - 4) : token.i]}
    for words, found in ((_SNOWY, Setting.SNOW), (_ALIEN, Setting.SPACE), (_SANDY, Setting.DESERT)):
        if before & words:
            yield _Place(Standing.HERE, token.i, found)


def _labelled(doc: Doc, told: Sequence[bool]) -> Iterator[_Place]:
    """ "Setting: a kitchen", "INT. KITCHEN": what follows is the place."""
    for token in doc[:-1]:
        label = token.lower_ in {"setting", "location", "place", "scene", "where", "environment"}
        if not (label and token.nbor().text == ":"):
            continue
        for hit in lexicon("setting", "places")(doc):
            if token.i < hit.start <= token.i + 8 and told[hit.last] and _is_a_place(doc, hit):
                yield _Place(Standing.HERE, -1, _setting(doc, hit))
                break
