"""What an English prompt has float, fly or fall through the air beside the weather."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from spacy.tokens import Doc, Token

from reelcast.board import Effect
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.lexicon import Hit, lexicon
from reelcast.storyboard.english.phrases import clause_words

_MOVING = frozenset(
    "fall drift swirl tumble blow float flutter whirl dance spin scatter rain fly rise burst "
    "shower "
    "drip pour pop stream curl billow hang linger glow erupt descend settle swarm twirl cascade "
    "trail spiral glitter catch kick explode leap shoot crackle spray sail glide waft come carry "
    "whip toss throw rustle-up drop surround envelop circle wreathe roll ride lift land "
    "sprinkle release launch spill spew wisp plume "
    "puff swish race stir chase rush hover hurl move scud skitter fill".split()
)
_IN_THE_AIR = frozenset(
    "air everywhere around past through wind breeze falling floating drifting swirling flying "
    "upward "
    "upwards overhead above mid-air midair down between storm cloud clouds shower swirl whirl "
    "flurry "
    "beam light gust burst particles motes trail".split()
)
_LYING = frozenset("bed scattered strewn carpet pile lying covered printed pattern crushed".split())
_LYING_ON = frozenset("floor table ground path water bed sheet plate cake tray pillow".split())
_THINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "petals": frozenset({"dress", "pattern", "print", "pink", "soft", "shaped", "logo"}),
        "leaves": frozenset({"pattern", "print", "shaped", "blower", "logo", "tea", "green"}),
        "confetti": frozenset({"cake", "pattern", "print", "dress"}),
        "fireflies": frozenset({"logo", "lamp"}),
        "sparks": frozenset({"plug", "plugs", "joy", "interest", "conversation", "of"}),
        "bubbles": frozenset({"tea", "wrap", "bath", "gum", "chair", "letters", "jacket"}),
        "dust": frozenset({"jacket", "bag", "cover", "pan", "mask", "bunny", "free", "covered"}),
        "smoke": frozenset(
            {"detector", "alarm", "break", "free", "grey", "gray", "signal", "house"}
        ),
    }
)
_PLANTS = frozenset(
    "tea mint palm lettuce basil bay banana plant tobacco monstera fern salad spinach herb gold "
    "paper table fig vine cabbage kale tree its".split()
)
_PERSONS_LEAVE = frozenset({"he", "she", "it", "they", "who", "then", "that"})


def effects(doc: Doc, told: Sequence[bool]) -> tuple[Effect, ...]:
    """All that is in the air, in the order of ``Effect``."""
    found = {hit.value for hit in lexicon("effects")(doc) if _is_told(doc, told, hit)}
    return tuple(effect for effect in Effect if effect.value in found)


def _is_told(doc: Doc, told: Sequence[bool], hit: Hit) -> bool:
    if not told[hit.last] or not _is_the_thing(doc, hit):
        return False
    if hit.value in {"petals", "leaves"}:
        return _is_airborne(doc, hit)
    return not _lies(doc, hit)


def _is_the_thing(doc: Doc, hit: Hit) -> bool:
    """Not a verb ("leaves the room"), a compound ("spark plug") or a made-up one."""
    head = doc[hit.last]
    after = doc[hit.end].lower_ if hit.end < len(doc) else ""
    if after in _THINGS[hit.value] or (after == "-" and doc[hit.end].whitespace_ == ""):
        return False
    if hit.phrase in {"leaves", "leaf"}:
        return _are_leaves(doc, head)
    return not _is_done_by_somebody(doc, hit)


def _is_done_by_somebody(doc: Doc, hit: Hit) -> bool:
    """ "she smokes", "sparks a debate"; the tagger alone takes many nouns for verbs."""
    if hit.end - hit.start > 1 or doc[hit.last].pos_ != "VERB":
        return False
    before = doc[hit.start - 1] if hit.start else None
    after = doc[hit.end] if hit.end < len(doc) else None
    acted = before is not None and (before.pos_ == "PRON" or before.lower_ == "to")
    return acted or (after is not None and after.pos_ in {"DET", "PRON"})


def _are_leaves(doc: Doc, head: Token) -> bool:
    """The leaves of a tree, not somebody who leaves: by what is before and after."""
    before = doc[head.i - 1].lower_ if head.i else ""
    if head.lower_ != "leaves" or before in _PERSONS_LEAVE or before in _PLANTS:
        return False
    after = doc[head.i + 1] if head.i + 1 < len(doc) else None
    moves = after is not None and after.lemma_.lower() in _MOVING and after.pos_ == "VERB"
    return head.pos_ != "VERB" or moves


def _is_airborne(doc: Doc, hit: Hit) -> bool:
    """Whether the words around let petals or leaves move, or they stand alone in a list."""
    words = [
        token for token in clause_words(doc, hit.start) if hit.start - 5 <= token.i < hit.end + 6
    ]
    if _lies(doc, hit):
        return False
    if len(clause_words(doc, hit.start)) <= 3 and hit.value == "petals":
        return True
    return any(
        token.lemma_.lower() in _MOVING or token.lower_ in _IN_THE_AIR
        for token in words
        if not hit.start <= token.i < hit.end
    )


def _lies(doc: Doc, hit: Hit) -> bool:
    """ "a bed of petals", "dust on the shelf"."""
    near = doc[max(0, hit.start - 3) : min(hit.end + 5, sentence_of(doc, hit.start)[1])]
    names = [token.lower_ for token in near]
    if set(names) & _LYING:
        return True
    after = [token.lower_ for token in doc[hit.end : hit.end + 4]]
    return bool(after) and after[0] in {"on", "over", "across"} and bool(set(after) & _LYING_ON)
