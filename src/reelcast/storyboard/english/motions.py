"""Tells which words of a prompt are verbs of motion or rest that happen.

A small parser takes many of them for nouns ("the fox struts", "turns and waves"), so the word's
form and its neighbours are asked too. Figures of speech in which they mean something else are out.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from spacy.tokens import Doc, Token

from reelcast.board import Action
from reelcast.kind import Kind
from reelcast.storyboard.english.naming import Name
from reelcast.storyboard.english.noun_phrases import is_missed_verb, singular
from reelcast.storyboard.english.nouns import kind_of
from reelcast.storyboard.english.pointers import Pointer
from reelcast.storyboard.english.verbs import Verb, lookup

_VERB_TAGS = frozenset({"VB", "VBZ", "VBP", "VBD", "VBG", "VBN"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "RB", "FW", "UH", "RBR", "CD", "IN"})
_BEFORE_NOUNS = frozenset({"DT", "PRP$", "JJ", "JJR", "JJS", "IN", "CD", "WP$", "POS", "PDT"})
_ADVERBS = frozenset(
    "then slowly just also now suddenly finally quickly gently softly simply still always only "
    "quietly fast gracefully happily briskly lazily first soon next again".split()
)
_SUBJECTS = frozenset("he she it they we you who that which everyone everybody".split())
_LIVELY = frozenset({Kind.PERSON, Kind.ANIMAL, Kind.VEHICLE})
_CAUSES = frozenset("make makes have has let lets watch see show".split())
_MANY = frozenset({"they", "both", "all", "them"})
_WAVES_OF = frozenset("ocean sea tidal heat sound shock air water brain storm light radio".split())
_GOING_ON = frozenset("while by when after before without start keep stop and".split())
_LIGHT = frozenset(
    "do does did doing take takes took taking give gives gave giving make makes made making "
    "perform performs performing performed have has having go goes going went break breaks "
    "breaking broke burst bursts bursting execute executes executing come comes coming try tries "
    "attempt attempts throw throws out mid off".split()
)
_BETWEEN = frozenset(
    "a an one another the her his its their some two three little quick small slow big short full "
    "single for into in of us them me him lively friendly gentle wild high joyful happy cheerful "
    "sudden perfect graceful great elegant tiny long leisurely couple several double triple cute "
    "and energetic good".split()
)
_TRUE_NOUNS = frozenset("stand stands step steps seat space drop drops set sets fly bolt".split())

_NOT_MEANT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "fall": frozenset("asleep silent quiet apart still short victim love place for".split()),
        "run": frozenset("late low out short dry wild hot smoothly up fingers hand hands".split()),
        "turn": frozenset(
            "off on out up down into red green blue black white gold golden pale page pages key "
            "knob dial switch handle lamp light lights music volume invisible heads".split()
        ),
        "roll": frozenset("eyes eye up sleeves out dice credits camera film shoulders".split()),
        "stand": frozenset("out for up_to".split()),
        "leave": frozenset(
            "trail trails mark marks trace traces footprints tracks wake behind space room nothing "
            "no stain stains only enough streaks".split()
        ),
        "burst": frozenset("laughing crying singing into from open with".split()),
        "drop": frozenset("jaw jaws line price prices beat".split()),
        "take": frozenset(),
        "jump": frozenset("cut cuts".split()),
        "drive": frozenset({"crazy"}),
        "fly": frozenset({"colours", "colors"}),
        "rock": frozenset("out music".split()),
        "spring": frozenset({"flowers"}),
        "float": frozenset({"idea"}),
        "wave": frozenset("off".split()),
        "rise": frozenset({"star"}),
        "swing": frozenset("open shut".split()),
        "near": frozenset(),
        "trip": frozenset(),
    }
)
"""Verbs by base form, with words soon after them that make them mean something else."""

_PIVOTS = frozenset("spot heel heels axis turntable pedestal podium platform its".split())
_LEADS_ON = frozenset("the a an his her its their my our some fast very really so too no".split())
_DEFINITE = frozenset("the his her its their my our your".split())
"""What is left is there before one leaves it: "the room", but "a trail"."""

_REACH = 3


def motions(
    doc: Doc, pointers: tuple[Pointer, ...], names: Collection[Name] = ()
) -> Mapping[int, Verb]:
    """The verbs by the index of their token; whether they are asserted is not asked here.

    ``names`` are what references are called: a "parade float" does not float.
    """
    pointed = {index for pointer in pointers for index in range(pointer.start, pointer.end)}
    named = {token.i for token in doc if any(_is_part_of(token, name) for name in names)}
    heads = {name.head for name in names}
    found: dict[int, Verb] = {}
    for token in doc:
        verb = None if token.i in pointed | named else lookup(token.text)
        if verb is None or not _is_meant(token, verb):
            continue
        if _is_verb(token, verb, found, pointed) or _follows_its_subject(token, verb, heads):
            found[token.i] = verb
    return MappingProxyType(found)


def _follows_its_subject(token: Token, verb: Verb, heads: Collection[str]) -> bool:
    """ "The lantern swings from a rope" with the lantern taken for an adjective."""
    if token.lower_ == verb.base or token.tag_ not in {"NNS", "NNPS"} or not token.i:
        return False
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    led = after is None or after.is_punct or after.tag_ in {"IN", "TO", "RB", "RP", "CC"}
    led |= after is not None and after.lower_ in {"stage", "frame", "screen", "left", "right"}
    return led and token.nbor(-1).lower_ in heads


def _is_part_of(token: Token, name: Name) -> bool:
    word = singular(token.lower_)
    before = token.nbor(-1) if token.i else None
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    if word == name.head:
        led = before is None or before.tag_ in {"DT", "PRP$", "JJ"}
        return led or (before is not None and singular(before.lower_) in name.rest)
    return word in name.rest and after is not None and singular(after.lower_) == name.head


def _is_meant(token: Token, verb: Verb) -> bool:
    following = [other.lower_ for other in token.doc[token.i + 1 : token.i + 1 + _REACH]]
    stop = next((i for i, word in enumerate(following) if word in {",", ".", "and", ";"}), _REACH)
    if verb.base == "turn" and following[:1] == ["on"]:
        further = token.doc[token.i + 1 : token.i + 1 + 2 * _REACH]
        if not _PIVOTS.isdisjoint(other.lower_ for other in further):
            return True
    if verb.base == "leave" and following[:1] and following[0] in _DEFINITE:
        return True
    away = following[:1] == ["off"] and verb.base in {"turn", "wave"}
    if following[:1] and following[0] not in _LEADS_ON:
        stop = 1
    return not away and not set(following[:stop]) & _NOT_MEANT.get(verb.base, frozenset())


def _is_verb(token: Token, verb: Verb, found: Mapping[int, Verb], pointed: set[int]) -> bool:
    if token.lower_ in {"near", "left", "set"} and token.tag_ not in _VERB_TAGS:
        return False
    if token.lower_ == "left" and token.i and _is_a_side(token, found):
        return False
    if token.lower_ == "left":
        return token.tag_ in {"VBD", "VBN"} and token.dep_ in {"ROOT", "conj", "relcl", "advcl"}
    if _is_plural_noun(token):
        return False
    if token.tag_ in _VERB_TAGS and token.pos_ != "ADJ":
        return token.dep_ not in {"compound"} and not _names_a_thing(token)
    if _describes_somebody(token) or _is_turned_into_a_noun(token) or _stands_alone(token, verb):
        return True
    if token.lower_.endswith("ing"):
        return _is_participle(token)
    if token.lower_ != verb.base:
        return _is_finite(token, found, pointed)
    return _is_base_form(token, pointed)


def _is_a_side(token: Token, found: Mapping[int, Verb]) -> bool:
    """ "Stage left", "walks left past the gate", "sprints, left lane"."""
    before = token.nbor(-1)
    if before.i in found or before.lower_ in {"stage", "frame", "screen", "camera", "to"}:
        return True
    bare = token.i + 1 < len(token.doc) and token.nbor().tag_ in {"NN", "NNS"}
    return bare and before.text == ","


def _is_plural_noun(token: Token) -> bool:
    """ "Leaves fall", "waves crashing"; "rose petals"."""
    if token.i + 1 >= len(token.doc):
        return False
    after = token.nbor()
    if token.lower_ == "rose":
        return after.tag_ in {"NN", "NNS"}
    many = token.lower_ in {"leaves", "waves", "drops", "rocks"}
    if many and token.i and token.nbor(-1).text == ",":
        verbs = (
            other for other in token.sent if other.i < token.i and other.tag_ in {"VBZ", "VBP"}
        )
        return next(verbs, None) is None
    return many and after.tag_ in {"VBP", "VBG", "VBD", "VB"}


def _names_a_thing(token: Token) -> bool:
    """A participle right before the noun that it is part of: "running shoes", "swimming pool"."""
    return token.dep_ == "amod" and token.i > 0 and token.nbor(-1).lower_ in {"of", "with"}


def _is_turned_into_a_noun(token: Token) -> bool:
    """ "does a little dance", "goes for a walk", "mid-jump"."""
    if token.tag_ in _VERB_TAGS or token.lower_ in _TRUE_NOUNS:
        return False
    index = token.i - 1
    passed = False
    while index >= 0 and token.i - index <= 6:
        word = token.doc[index].lower_
        if word in _LIGHT:
            return passed or word == "mid"
        describes = token.doc[index].tag_ in {"JJ", "CD"} or word == "-"
        if word not in _BETWEEN and not describes:
            return False
        passed = True
        index -= 1
    return False


_KEYWORDS = frozenset(
    {Action.WALK, Action.RUN, Action.JUMP, Action.SPIN, Action.DANCE, Action.WAVE, Action.TURN}
)


def _stands_alone(token: Token, verb: Verb) -> bool:
    """A keyword between commas: "astronaut, slow walk, tripod"."""
    if verb.sense not in _KEYWORDS or token.lower_ != verb.base:
        return False
    before = token.nbor(-1) if token.i else None
    if before is not None and before.tag_ in {"JJ", "RB"} and before.i:
        before = before.nbor(-1)
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    closed = after is None or after.is_punct or after.tag_ == "IN"
    return closed and before is not None and before.is_punct


def _is_participle(token: Token) -> bool:
    before = _before(token)
    if before is not None and before.tag_ in _BEFORE_NOUNS and before.lower_ not in _GOING_ON:
        return False
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    return after is None or after.tag_ not in {"NN", "NNS", "NNP", "VBZ", "VBD", "MD"}


def _describes_somebody(token: Token) -> bool:
    """ "A dancing bear"."""
    if not token.lower_.endswith("ing") or token.i + 1 >= len(token.doc):
        return False
    return kind_of(singular(token.nbor().lower_)) in (Kind.PERSON, Kind.ANIMAL, Kind.TOY)


def _is_finite(token: Token, found: Mapping[int, Verb], pointed: set[int]) -> bool:
    """ "The fox struts", "@2 (the cat) waves", "turns and waves"."""
    before = _before(token)
    if before is None:
        return False
    if before.i in pointed or before.lower_ in _SUBJECTS or before.text == ")":
        return True
    if before.lower_ in {"and", ",", "then", "or"}:
        return _goes_on(token, found, pointed)
    if before.tag_ in {"NN", "NNS", "NNP", "NNPS"} or kind_of(singular(before.lower_)) in _LIVELY:
        return before.lower_ not in _WAVES_OF
    return False


def _goes_on(token: Token, found: Mapping[int, Verb], pointed: set[int]) -> bool:
    """Whether a word after "and" or a comma goes on where an earlier verb began."""
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    led = after is None or after.tag_ in {"IN", "TO", "RB", "RP", "UH", "CC"} or after.is_punct
    told = after is None or after.lower_ in {"at", "to", "goodbye", "hello", "back"}
    earlier = [i for i in found if token.sent.start <= i < token.i]
    head = token.head
    missed = is_missed_verb(head, pointed)
    joined = token.dep_ == "conj" and (head.i in found or head.pos_ == "VERB" or missed)
    near = any(
        not other.is_punct and other.pos_ == "VERB"
        for other in token.doc[max(0, token.i - 3) : token.i]
    )
    return led and (joined or near or (bool(earlier) and told) or _follows_a_thing(token))


def _follows_a_thing(token: Token) -> bool:
    """ "Picks up the suitcase and leaves": after "the suitcase and" no bare plural is awaited."""
    if token.i < 3 or token.nbor(-1).lower_ != "and":
        return False
    noun, article = token.doc[token.i - 2], token.doc[token.i - 3]
    acted = any(other.tag_ == "VBZ" for other in token.sent if other.i < token.i)
    return noun.tag_ == "NN" and article.tag_ in {"DT", "PRP$", "NN", "JJ"} and acted


def _is_base_form(token: Token, pointed: set[int]) -> bool:
    """ "the two friends from image 1 and image 2 dance", "they wave", "to jump"."""
    before = _before(token)
    if before is None:
        return False
    if before.lower_ in {"slow", "tap", "break"} and before.i:
        before = before.nbor(-1)
    several = any(
        other.lower_ in {"and", "&"} for other in token.doc[max(0, before.i - 3) : before.i]
    )
    plural = several or before.tag_ in {"NNS", "NNPS"} or before.lower_ in _MANY
    earlier = {other.lower_ for other in token.doc[max(0, before.i - 4) : before.i]}
    caused = not _CAUSES.isdisjoint(earlier) and before.pos_ in {"NOUN", "PROPN", "PRON"}
    return before.i in pointed or plural or caused or before.tag_ in {"TO", "MD"}


def _before(token: Token) -> Token | None:
    """The word before, adverbs of manner and time left out."""
    index = token.i - 1
    while index >= 0:
        word = token.doc[index]
        if not (word.lower_ in _ADVERBS or (word.tag_ == "RB" and word.lower_.endswith("ly"))):
            return word
        index -= 1
    return None
