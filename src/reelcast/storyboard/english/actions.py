"""From a verb to an action: who does it, and the words around it, decide what it amounts to."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reelcast.board import Action
from reelcast.storyboard.english.clauses import sentence_of
from reelcast.storyboard.english.doing import Doing, Voice
from reelcast.storyboard.english.naming import BEINGS, names_of
from reelcast.storyboard.english.nouns import Gait
from reelcast.storyboard.english.verbs import Verb, Way

_PATH = frozenset(
    "down up along through across past by to toward towards into in out over under around round "
    "from onto on forward forwards ahead back backwards off away left right between behind beside "
    "past closer nearer leftwards rightwards leftward rightward sideways after downhill uphill "
    "home alongside among inside outside slowly".split()
)
_BODY = frozenset(
    "head face body gaze back shoulders shoulder hips hip torso herself himself itself themselves "
    "around round neck eyes".split()
)
_SKY = frozenset("air sky clouds heavens space sun".split())
_STAIRS = frozenset("stairs staircase steps stairway hill slope ladder escalator ramp".split())
_WATERS = frozenset(
    "water sea ocean lake river pond pool waves wave sand ground earth soil snow mud grave bowl "
    "box hat cake glass liquid foam surface ice depths coffin shell smoke steam".split()
)
_US = frozenset("camera us lens viewer me you".split())
_NOISY = frozenset(
    "buzz roar rumble thunder blast rattle tear zip streak rocket zoom rush whiz".split()
)
_BOATS = frozenset("boat canoe kayak raft rowboat dinghy boats surfboard".split())

_SEATS = frozenset("armchair chair sofa couch seat throne bench recliner stool cushion".split())
_NEEDS_A_PATH = frozenset("weave slip inch edge squeeze sweep".split())
"""Verbs that are a motion of one's own only with a way: "weaves through the crowd"."""

_MOVED = frozenset(
    {Action.SPIN, Action.ROLL, Action.FALL, Action.FLOAT, Action.FLY, Action.SWAY, Action.DRIVE}
)
"""What one can do to a thing: somebody rolls a ball, and the ball rolls."""

_SHARED = frozenset({"walk", "lead", "drive", "chase", "pursue", "race", "motor", "sail"})
"""What somebody does to another and does along with it."""


def action_of(doing: Doing, verb: Verb) -> Action | None:
    """What a subject of this kind does by this verb; None where it is no action we know."""
    if isinstance(verb.sense, Way):
        return _WAYS[verb.sense](doing, verb)
    action = _by_voice(doing, verb, verb.sense)
    return _suited(doing, verb, action) if action else None


def _by_voice(doing: Doing, verb: Verb, action: Action) -> Action | None:
    """The action left for this part of the verb."""
    if doing.voice is Voice.ALONE:
        return action
    if doing.voice is Voice.PASSIVE:
        return (
            action
            if action in _MOVED | {Action.SIT, Action.RISE, Action.RUN, Action.TURN}
            else None
        )
    if verb.base in _SHARED:
        return action
    bounced = verb.base in {"bounce"}
    if doing.voice is Voice.ACTED_ON:
        return action if action in _MOVED | {Action.TURN, Action.SIT} or bounced else None
    return _acting(doing, verb, action)


def _acting(doing: Doing, verb: Verb, action: Action) -> Action | None:
    """What the one who acts does itself: a dancer spins her body, a chef spins the dough."""
    own = doing.followed_by(*_BODY)
    if action in _MOVED | {Action.TURN} or verb.base == "bounce":
        return action if own or action is Action.DRIVE else None
    if action is Action.RUN and verb.base == "run":
        return action if doing.followed_by("race", "marathon", "course", "mile", "miles") else None
    return action


def _suited(doing: Doing, verb: Verb, action: Action) -> Action | None:
    """The action as this subject does it: a train that runs drives, a flag that waves sways."""
    gait, kind = doing.gait, doing.subject.kind
    if action in (Action.WALK, Action.RUN) and gait in (Gait.WHEELS, Gait.WATER):
        return Action.DRIVE if gait is Gait.WHEELS else Action.FLOAT
    if action is Action.RUN and gait in (Gait.AIR, Gait.FINS):
        return Action.FLY if gait is Gait.AIR else Action.SWIM
    if action is Action.WAVE and kind not in BEINGS and gait is Gait.NONE:
        return Action.SWAY
    if verb.base == "sail" and (doing.followed_by(*_SKY, within=5) or gait is Gait.AIR):
        return Action.FLY
    if verb.base == "surface" and doing.voice is not Voice.ALONE:
        return None
    if verb.base == "flap" and gait is not Gait.AIR:
        return Action.SWAY if gait is Gait.NONE else None
    if verb.base == "step" and doing.followed_by("closer"):
        return Action.APPROACH
    if verb.base == "bound" and doing.followed_by("over", within=2):
        return Action.JUMP
    if verb.base in {"sink", "slump", "drop"} and _is_seated(doing):
        return Action.SIT
    return action


def _is_seated(doing: Doing) -> bool:
    """ "Sinks into an armchair"."""
    led = doing.followed_by("into", "onto", "in", within=2)
    return led and doing.subject.kind in BEINGS and doing.followed_by(*_SEATS, within=5)


def _travel(doing: Doing, verb: Verb) -> Action | None:
    if verb.base == "move" and doing.followed_by("music", "beat", "rhythm", "song", within=4):
        return Action.DANCE
    if verb.base in _NEEDS_A_PATH and (
        doing.voice is not Voice.ALONE or _PATH.isdisjoint(doing.after[:2])
    ):
        return None
    if verb.base in {"move", "head", "proceed", "pass", "follow", "navigate"}:
        onward = not (_PATH | {"for"}).isdisjoint(doing.after[:4])
        pushed = doing.voice is Voice.ACTS_ON and verb.base in {"move", "pass", "head"}
        if pushed or not (onward or verb.base in {"follow", "navigate"}):
            return None
    if verb.base == "cross" and doing.followed_by("arms", "legs", "fingers", "arm", "leg"):
        return None
    if doing.voice in (Voice.ACTED_ON, Voice.PASSIVE):
        return None
    heads = {name.head for name in names_of(doing.subject)}
    if verb.base == "enter" and heads & {"cyclist", "biker", "motorcyclist", "motorist", "driver"}:
        return Action.DRIVE
    if verb.base == "move" and doing.followed_by("closer", "nearer"):
        return Action.APPROACH
    return _GOING[doing.gait]


_GOING: Mapping[Gait, Action | None] = MappingProxyType(
    {
        Gait.FOOT: Action.WALK,
        Gait.WHEELS: Action.DRIVE,
        Gait.WATER: Action.FLOAT,
        Gait.AIR: Action.FLY,
        Gait.FINS: Action.SWIM,
        Gait.NONE: None,
    }
)


def _rush(doing: Doing, verb: Verb) -> Action | None:
    if doing.voice not in (Voice.ALONE, Voice.ACTS_ON):
        return Action.DRIVE if doing.gait is Gait.WHEELS and verb.base == "race" else None
    if verb.base == "dribble":
        onward = not _PATH.isdisjoint(doing.after[:4])
        return Action.RUN if onward and doing.gait is Gait.FOOT else None
    noise = doing.gait in (Gait.FOOT, Gait.FINS, Gait.NONE) and verb.base in _NOISY
    if noise and (doing.voice is Voice.ACTS_ON or _PATH.isdisjoint(doing.after[:3])):
        return None
    return Action.RUN if doing.gait is Gait.FOOT else _GOING[doing.gait]


def _glide(doing: Doing, verb: Verb) -> Action | None:
    if verb.base == "slide" and doing.gait not in (Gait.WHEELS, Gait.WATER):
        return None
    if doing.voice is not Voice.ALONE:
        return None
    if not _SKY.isdisjoint(doing.after) or doing.gait is Gait.AIR:
        return Action.FLY
    if doing.gait in (Gait.WHEELS, Gait.FINS):
        return _GOING[doing.gait]
    names = {name.head for name in names_of(doing.subject)}
    return Action.FLY if {"paraglider", "skydiver"} & names else Action.FLOAT


def _drift(doing: Doing, verb: Verb) -> Action | None:
    return Action.DRIVE if doing.gait is Gait.WHEELS else Action.FLOAT


def _dive(doing: Doing, verb: Verb) -> Action | None:
    if doing.gait in (Gait.FINS, Gait.AIR):
        return _GOING[doing.gait]
    if doing.followed_by("underwater", "beneath", "deeper", "under", "reef", "down", within=5):
        return Action.SWIM
    return Action.JUMP if doing.gait is Gait.FOOT else Action.FALL


def _emerge(doing: Doing, verb: Verb) -> Action | None:
    if not _WATERS.isdisjoint(doing.after[:6]) or doing.gait is Gait.NONE:
        return Action.RISE
    return _GOING[doing.gait]


def _ride(doing: Doing, verb: Verb) -> Action | None:
    """A rider sits, unless it drives; the mount goes."""
    if verb.base != "ride":
        return Action.SIT if doing.voice is Voice.ACTS_ON and verb.base == "straddle" else None
    if doing.voice in (Voice.ACTED_ON, Voice.PASSIVE):
        return Action.DRIVE if doing.gait in (Gait.WHEELS, Gait.NONE) else Action.RUN
    ridden = {"bike", "bicycle", "motorcycle", "motorbike", "scooter", "moped", "tricycle", "car"}
    driven = doing.followed_by(*ridden, "skateboard", "train", "truck", "tractor", within=6)
    if driven or doing.gait is Gait.WHEELS:
        return Action.DRIVE
    return Action.SIT


def _descend(doing: Doing, verb: Verb) -> Action | None:
    on_foot = doing.gait is Gait.FOOT and not _STAIRS.isdisjoint(doing.after)
    return Action.WALK if on_foot else Action.FALL


def _climb(doing: Doing, verb: Verb) -> Action | None:
    if verb.base in {"lift", "launch"}:
        up = doing.followed_by("off", "up", "into", "from", "skyward", "skywards", "out")
        if verb.base == "launch" and up and doing.gait is Gait.FOOT:
            return Action.JUMP if doing.voice is Voice.ALONE else None
        by_itself = doing.voice is Voice.PASSIVE or (doing.voice is Voice.ALONE and up)
        return Action.RISE if by_itself else None
    if doing.gait is Gait.FOOT and not _STAIRS.isdisjoint(doing.after):
        return Action.WALK
    out_of_water = doing.followed_by("out") and not _WATERS.isdisjoint(doing.after)
    return Action.RISE if doing.gait is Gait.AIR or out_of_water else None


def _come(doing: Doing, verb: Verb) -> Action | None:
    words = doing.after
    if doing.followed_by("stop", "halt", "life", "rest", "true", "alive", "end", "standstill"):
        return None
    nearer = doing.followed_by("closer", "nearer", "toward", "towards", "near")
    if nearer or (doing.followed_by("to", "at", "up") and not _US.isdisjoint(words[:5])):
        return Action.APPROACH
    onward = not _PATH.isdisjoint(words[:2])
    return _GOING[doing.gait] if onward or verb.base == "advance" else None


def _go(doing: Doing, verb: Verb) -> Action | None:
    """Small verbs that mean a motion only by the word that follows."""
    if doing.voice not in (Voice.ALONE, Voice.ACTS_ON):
        return None
    next_words = doing.after[:2]
    if verb.base == "twist" and doing.doc[doing.index].tag_ in {"NN", "NNP"}:
        return Action.DANCE
    if verb.base in {"settle", "plop"}:
        return _settle(doing)
    for words, action in _SMALL.get(verb.base, ()):
        if not words.isdisjoint(next_words):
            return _GOING[doing.gait] if action is None else action
    if verb.base == "take" and next_words[:1] == ("off",):
        worn = doing.voice is Voice.ACTS_ON or next_words[1:] in {("his",), ("her",), ("the",)}
        return None if worn else (_TAKING_OFF[doing.gait])
    if verb.base == "touch":
        landing = doing.gait is Gait.AIR and next_words[:1] == ("down",)
        return Action.FALL if landing else None
    if verb.base == "pull" and doing.gait in (Gait.WHEELS, Gait.WATER):
        onward = {"up", "away", "out", "in", "over", "into"} & set(next_words)
        return _GOING[doing.gait] if onward else None
    return None


def _settle(doing: Doing) -> Action | None:
    down = doing.followed_by("down", "into", "onto", "on", "in", within=1)
    if not down or doing.voice is not Voice.ALONE:
        return None
    return Action.SIT if doing.subject.kind in BEINGS else Action.FALL


_SMALL: Mapping[str, tuple[tuple[frozenset[str], Action | None], ...]] = MappingProxyType(
    {
        "go": (
            (frozenset({"away", "out", "home"}), Action.LEAVE),
            (
                frozenset(
                    "down along through across past to toward towards into up over around forward "
                    "left right by".split()
                ),
                None,
            ),
        ),
        "take": ((frozenset({"flight"}), Action.FLY), (frozenset({"seat"}), Action.SIT)),
        "set": ((frozenset({"off", "out"}), None),),
        "get": (
            (frozenset({"up"}), Action.STAND),
            (frozenset({"closer", "nearer"}), Action.APPROACH),
        ),
        "burst": ((frozenset({"through", "out", "past", "onto"}), Action.RUN),),
        "twist": ((frozenset({"around", "round", "to", "towards", "toward"}), Action.TURN),),
        "back": ((frozenset({"away", "off", "up", "out", "into", "towards", "toward"}), None),),
        "make": ((frozenset({"way"}), None),),
    }
)

_TAKING_OFF: Mapping[Gait, Action] = MappingProxyType(
    {
        Gait.FOOT: Action.RUN,
        Gait.WHEELS: Action.DRIVE,
        Gait.WATER: Action.FLOAT,
        Gait.AIR: Action.FLY,
        Gait.FINS: Action.SWIM,
        Gait.NONE: Action.RISE,
    }
)


def _flip(doing: Doing, verb: Verb) -> Action | None:
    if doing.voice is Voice.ACTS_ON:
        return None
    return Action.JUMP if doing.subject.kind in BEINGS else Action.SPIN


def _flutter(doing: Doing, verb: Verb) -> Action | None:
    if doing.gait is Gait.AIR:
        return Action.FLY
    if doing.gait is not Gait.NONE:
        return None
    return Action.FALL if doing.followed_by("down", "downward", "downwards") else Action.SWAY


def _bob(doing: Doing, verb: Verb) -> Action | None:
    if doing.voice is not Voice.ALONE or doing.gait is Gait.FOOT:
        return None
    return Action.FLOAT


def _paddle(doing: Doing, verb: Verb) -> Action | None:
    sentence = slice(*sentence_of(doing.doc, doing.index))
    afloat = any(token.lower_ in _BOATS for token in doing.doc[sentence])
    if doing.gait is Gait.WATER or afloat or verb.base == "row":
        return Action.FLOAT
    return Action.SWIM


def _tumble(doing: Doing, verb: Verb) -> Action | None:
    return Action.ROLL if doing.followed_by(*_STAIRS, "grass", within=5) else Action.FALL


def _skate(doing: Doing, verb: Verb) -> Action | None:
    """On wheels it is a roll; the other ways have no name, but they may have a direction."""
    if doing.voice is not Voice.ALONE:
        return None
    on_wheels = verb.base in {"rollerblade", "rollerskate", "longboard", "skateboard"}
    return Action.ROLL if on_wheels else None


_WAYS: Mapping[Way, Callable[[Doing, Verb], Action | None]] = MappingProxyType(
    {
        Way.TRAVEL: _travel,
        Way.RUSH: _rush,
        Way.GLIDE: _glide,
        Way.DRIFT: _drift,
        Way.DIVE: _dive,
        Way.EMERGE: _emerge,
        Way.RIDE: _ride,
        Way.DESCEND: _descend,
        Way.CLIMB: _climb,
        Way.COME: _come,
        Way.GO: _go,
        Way.FLIP: _flip,
        Way.FLUTTER: _flutter,
        Way.BOB: _bob,
        Way.PADDLE: _paddle,
        Way.TUMBLE: _tumble,
        Way.SKATE: _skate,
    }
)
