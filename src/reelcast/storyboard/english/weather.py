"""What weather an English prompt asks for. Rough weather counts before fair, then the first one."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from spacy.tokens import Doc, Token

from reelcast.board import Weather
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.lexicon import Hit, lexicon
from reelcast.storyboard.english.phrases import clause_words
from reelcast.storyboard.english.titles import is_in_a_title

_ROUGHNESS: Mapping[Weather, int] = MappingProxyType(
    {
        Weather.STORM: 0,
        Weather.SNOW: 1,
        Weather.RAIN: 1,
        Weather.FOG: 1,
        Weather.CLOUDY: 2,
        Weather.CLEAR: 2,
        Weather.WIND: 3,
    }
)
_CHANGES = frozenset(
    {"then", "suddenly", "until", "before", "becomes", "turns", "later", "finally"}
)
_THINGS = frozenset(
    "coat boots jacket turbine turbines chime chimes tunnel machine instrument instruments farm "
    "sock mill spray gauge barrel forest forests hat poncho trooper troopers globe board shoes "
    "mobile plow plough man bird cat eyes gaze relationship serum bottle collection edition drop "
    "breaker cellar shelter effect bolt-logo rod strike-logo energy player breezer up".split()
)
_MOVING = frozenset(
    "fall drift swirl whirl blow come settle dance float land tumble spin begin start whip flutter "
    "descend stream pour swarm twirl fly drive".split()
)
_FALLING = frozenset("falling swirling drifting blowing whirling driving".split())
_LIT = frozenset("light lights backlight glow lighting background memory look highlights".split())
_TIMES = frozenset("day night morning afternoon evening sky skies weather dawn dusk noon".split())
_GROUND = frozenset({"through", "across", "onto", "into", "over", "under"})
_OVER = frozenset({"after", "stopped", "ended", "stops", "over", "past"})


def weather(doc: Doc, told: Sequence[bool]) -> Weather | None:
    """The weather in the picture, also behind its windows, or None."""
    named = [(hit.start, Weather(hit.value)) for hit in _named(doc, told)]
    named += [(index, Weather.SNOW) for index in _snow_in_the_air(doc, told)]
    named += [(index, Weather.CLEAR) for index in _denied_clouds(doc)]
    named += [(index, Weather.CLEAR) for index in _clear_times(doc, told)]
    if not named:
        return None
    named.sort(key=lambda one: one[0])
    return _salient(doc, named)


def _salient(doc: Doc, named: Sequence[tuple[int, Weather]]) -> Weather:
    """The roughest of what is there at the start; what comes later does not count."""
    first = named[0][0]
    start = [
        value
        for index, value in named
        if not any(token.lower_ in _CHANGES for token in doc[first:index])
    ]
    return min(start, key=_ROUGHNESS.__getitem__)


def _named(doc: Doc, told: Sequence[bool]) -> Iterator[Hit]:
    for hit in lexicon("weather")(doc):
        if all(told[hit.start : hit.end]) and _is_weather(doc, hit):
            yield hit


def _is_weather(doc: Doc, hit: Hit) -> bool:
    """Whether the words are meant as weather, of this moment, and not as a thing's name."""
    if is_in_a_title(doc, hit.start, hit.last):
        return False
    after = doc[hit.end] if hit.end < len(doc) else None
    if after is not None and (after.lower_ in _THINGS or after.lower_ == "of"):
        return False
    if hit.start and _is_past(doc, hit):
        return False
    return _TESTS.get(hit.value, _always)(doc, hit)


def _always(_doc: Doc, _hit: Hit) -> bool:
    return True


def _is_past(doc: Doc, hit: Hit) -> bool:
    """ "after the rain", "the rain has stopped"."""
    before = [token.lower_ for token in doc[max(0, hit.start - 3) : hit.start]]
    after = [token.lower_ for token in doc[hit.end : hit.end + 3]]
    return "after" in before or bool(set(after) & (_OVER - {"after", "over", "past"})) or (
        after[:2] == ["is", "over"]
    )  # fmt: skip


def _is_rain(doc: Doc, hit: Hit) -> bool:
    """Rain, or "it rains"; not what else comes down: "petals raining down"."""
    head = doc[hit.last]
    if hit.phrase in {"pouring down", "bucketing down"}:
        words = {token.lower_ for token in clause_words(doc, hit.start)}
        return bool(words & {"it", "rain", "water"})
    if head.lower_ in {"raining", "rains", "rained"} or head.pos_ == "VERB":
        subject = _word_before(doc, hit.start)
        return subject is None or subject.lower_ in {"it", "rain", "heavily", "and", "not", "night"}
    after = doc[hit.end].lower_ if hit.end < len(doc) else ""
    subject = _word_before(doc, hit.start)
    return not (after == "down" and subject is not None and subject.tag_ == "NNS")


def _word_before(doc: Doc, index: int) -> Token | None:
    """The word before a verb and its auxiliaries, in the same item."""
    for token in reversed(doc[:index]):
        if token.is_punct or token.lower_ in {"while", "as", "when"}:
            return None
        if token.pos_ not in {"AUX", "ADV", "ADJ"}:
            return token
    return None


def _is_snowing(doc: Doc, hit: Hit) -> bool:
    return not (hit.phrase in {"flakes", "flurry"} and doc[hit.start - 1].lower_ == "of")


def _is_fog(doc: Doc, hit: Hit) -> bool:
    """Not a "face mist", a "fog machine" or "heat haze"."""
    before = doc[hit.start - 1].lower_ if hit.start else ""
    after = doc[hit.end].lower_ if hit.end < len(doc) else ""
    made = {
        "face",
        "body",
        "facial",
        "hair",
        "heat",
        "purple",
        "smoke",
        "perfume",
        "setting",
        "ice",
    }
    return before not in made and after not in _LIT | {"machine", "eyes", "eyed"}


def _is_wind(doc: Doc, hit: Hit) -> bool:
    """Not "the road winds", not "winds up"."""
    head = doc[hit.last]
    if hit.phrase in {"wind", "winds"} and head.pos_ == "VERB":
        return head.dep_ in {"pobj", "nsubj"} or head.nbor(-1).pos_ == "ADJ" if head.i else True
    before = doc[hit.start - 1].lower_ if hit.start else ""
    return before not in {"second", "solar", "to", "slow"}


def _is_clear(doc: Doc, hit: Hit) -> bool:
    """Not the smile, the side, the disposition that is sunny; "in the sun" only outdoors."""
    after = doc[hit.end].lower_ if hit.end < len(doc) else ""
    if hit.phrase in {"starry", "sunny", "cloudless"}:
        return after not in {
            "smile",
            "side",
            "disposition",
            "mood",
            "eyes",
            "eyed",
            "yellow",
            "egg",
        }
    return not (hit.phrase == "clear air" and after == "of")


def _is_storm(doc: Doc, hit: Hit) -> bool:
    """Not "stormy eyes", "thunder of hooves" (struck out already) and "lightning reflexes"."""
    after = doc[hit.end].lower_ if hit.end < len(doc) else ""
    head = doc[hit.last]
    if head.pos_ == "VERB" and hit.phrase in {"storm", "thunder"}:
        return False
    return after not in {"reflexes", "speed", "quick", "bolt", "eyes", "look", "grey", "cola"} or (
        after == "bolt" and doc[hit.end + 1 : hit.end + 2].text not in {"logo", "emblem"}
    )


_TESTS = MappingProxyType(
    {
        "rain": _is_rain,
        "snow": _is_snowing,
        "fog": _is_fog,
        "wind": _is_wind,
        "clear": _is_clear,
        "storm": _is_storm,
    }
)


def _snow_in_the_air(doc: Doc, told: Sequence[bool]) -> Iterator[int]:
    """Snow that falls or drifts, or stands alone in a list; not snow that lies there."""
    for token in doc:
        if token.lower_ == "snow" and told[token.i] and token.pos_ != "ADJ":
            if token.pos_ == "VERB" and "it" in [
                t.lower_ for t in doc[max(0, token.i - 4) : token.i]
            ]:
                yield token.i
            words = list(clause_words(doc, token.i))
            if len(words) <= 2 and words[-1].i == token.i and len(list(doc)) > 2:
                yield token.i
            elif _moves(doc, token):
                yield token.i


def _moves(doc: Doc, snow: Token) -> bool:
    after = doc[snow.i + 1 : min(snow.i + 6, sentence_of(doc, snow.i)[1])]
    before = doc[max(0, snow.i - 2) : snow.i]
    if any(token.lower_ in _FALLING for token in before):
        return True
    on_ground = any(t.lower_ in {"on", "in", *_GROUND} for t in doc[max(0, snow.i - 3) : snow.i])
    for token in after:
        if token.is_punct or token.pos_ == "ADP" or token.lower_ in {"and", "as", "while"}:
            return False
        if token.lemma_.lower() in _MOVING and not on_ground:
            return True
    return False


def _clear_times(doc: Doc, told: Sequence[bool]) -> Iterator[int]:
    """ "clear winter morning", "a clear, starless night"."""
    for token in doc:
        if token.lower_ in {"clear", "cloudless"} and token.pos_ == "ADJ" and told[token.i]:
            if any(following.lower_ in _TIMES for following in doc[token.i + 1 : token.i + 4]):
                yield token.i


def _denied_clouds(doc: Doc) -> Iterator[int]:
    """ "not a cloud", "without a cloud", "no clouds": a clear sky, though clouds are denied."""
    for token in doc:
        if token.lemma_.lower() == "cloud" and token.lower_ in {"cloud", "clouds"}:
            before = {t.lower_ for t in doc[max(0, token.i - 3) : token.i]}
            if before & {"not", "no", "without"} and "storm" not in before:
                yield token.i
