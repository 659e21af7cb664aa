"""A storyboard as data: what happens in one clip. Knows no words and no pictures.

Every field may be left unsaid: a storyboard read from a prompt holds what the prompt says, one that
a client sends holds what the client wants to decide, and a completed one has no gaps left.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_REFERENCES = 7
MAX_BEATS = 12
MAX_RELATIONS = 12
"""Of one subject. More is no storyboard; the limits keep a stored request small."""


class Setting(StrEnum):
    """Where it plays. REFERENCE: in the place that one of the references shows."""

    STUDIO = "studio"
    ROOM = "room"
    STREET = "street"
    CITY = "city"
    FOREST = "forest"
    MEADOW = "meadow"
    MOUNTAINS = "mountains"
    LAKE = "lake"
    BEACH = "beach"
    OCEAN = "ocean"
    UNDERWATER = "underwater"
    DESERT = "desert"
    SNOW = "snow"
    SKY = "sky"
    SPACE = "space"
    STAGE = "stage"
    ROAD = "road"
    REFERENCE = "reference"


class Time(StrEnum):
    """The light of the day. GOLDEN is the hour around sunrise or sunset."""

    DAY = "day"
    GOLDEN = "golden"
    DUSK = "dusk"
    NIGHT = "night"


class Weather(StrEnum):
    """The weather; SNOW is falling snow."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"
    STORM = "storm"
    WIND = "wind"


class Effect(StrEnum):
    """What floats, flies or falls through the air beside the weather."""

    PETALS = "petals"
    LEAVES = "leaves"
    CONFETTI = "confetti"
    FIREFLIES = "fireflies"
    SPARKS = "sparks"
    BUBBLES = "bubbles"
    DUST = "dust"
    SMOKE = "smoke"


class Move(StrEnum):
    """What the camera does. TRACK goes along with the subject."""

    STATIC = "static"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    PUSH_IN = "push_in"
    PULL_BACK = "pull_back"
    ORBIT = "orbit"
    TRACK = "track"
    CRANE_UP = "crane_up"
    CRANE_DOWN = "crane_down"
    HANDHELD = "handheld"


class Mood(StrEnum):
    """How it should feel."""

    CALM = "calm"
    HAPPY = "happy"
    EPIC = "epic"
    TENSE = "tense"
    SAD = "sad"
    MYSTERIOUS = "mysterious"
    ROMANTIC = "romantic"
    ENERGETIC = "energetic"
    PLAYFUL = "playful"


class Style(StrEnum):
    """The look of the film. A film noir is BLACK_AND_WHITE: what more it has is in its light."""

    BLACK_AND_WHITE = "black_and_white"
    SEPIA = "sepia"
    VINTAGE = "vintage"
    NEON = "neon"
    ANIME = "anime"
    WATERCOLOUR = "watercolour"


class Action(StrEnum):
    """What a subject does."""

    STAND = "stand"
    SIT = "sit"
    WALK = "walk"
    RUN = "run"
    JUMP = "jump"
    TURN = "turn"
    SPIN = "spin"
    DANCE = "dance"
    WAVE = "wave"
    FLOAT = "float"
    FLY = "fly"
    SWIM = "swim"
    DRIVE = "drive"
    ROLL = "roll"
    FALL = "fall"
    RISE = "rise"
    SWAY = "sway"
    APPROACH = "approach"
    LEAVE = "leave"


class Direction(StrEnum):
    """Where a subject's motion goes, on screen."""

    LEFT = "left"
    RIGHT = "right"


class Pace(StrEnum):
    """How fast a subject moves."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


class Entrance(StrEnum):
    """How a subject gets into the picture; THERE is in it from the first frame."""

    THERE = "there"
    FROM_LEFT = "from_left"
    FROM_RIGHT = "from_right"
    FROM_ABOVE = "from_above"
    FROM_BELOW = "from_below"
    FROM_AFAR = "from_afar"


class Side(StrEnum):
    """Where across the frame a subject has its place."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Depth(StrEnum):
    """How far from the camera a subject has its place."""

    FRONT = "front"
    MIDDLE = "middle"
    BACK = "back"


class Tie(StrEnum):
    """How a subject relates to another one, read as "this one is ... that one"."""

    LEFT_OF = "left_of"
    RIGHT_OF = "right_of"
    BEHIND = "behind"
    IN_FRONT_OF = "in_front_of"
    BESIDE = "beside"
    ON = "on"
    HOLDING = "holding"
    RIDING = "riding"
    FOLLOWING = "following"
    TOWARDS = "towards"


ReferenceNumber = Annotated[int, Field(strict=True, ge=1, le=MAX_REFERENCES)]
"""A reference by its place in the request, from 1 as people count them."""

Group = Annotated[tuple[ReferenceNumber, ...], Field(min_length=1, max_length=MAX_REFERENCES)]
"""References that show one subject."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Beat(_Data):
    """One action of several: it begins at ``at``, a share of the clip from 0 to below 1."""

    action: Action
    at: Annotated[float, Field(strict=True, ge=0, lt=1)]


class Relation(_Data):
    """``tie`` to the subject ``to``."""

    tie: Tie
    to: ReferenceNumber


class Role(_Data):
    """One subject's part. ``reference`` is the image that shows it (the first, if several do).

    ``beats`` are in time order and, where there are any, the first one's action is ``action``.
    """

    reference: ReferenceNumber
    action: Action | None = None
    direction: Direction | None = None
    pace: Pace | None = None
    entrance: Entrance | None = None
    side: Side | None = None
    depth: Depth | None = None
    relations: Annotated[tuple[Relation, ...], Field(max_length=MAX_RELATIONS)] = ()
    beats: Annotated[tuple[Beat, ...], Field(max_length=MAX_BEATS)] = ()


class Camera(_Data):
    """``strength`` is how emphatic the move is: 1 as usual, 0.6 for "slowly", 1.5 for "fast"."""

    move: Move | None = None
    strength: Annotated[float, Field(strict=True, ge=0.2, le=2)] | None = None


class Storyboard(_Data):
    """One shot.

    ``place`` is the reference that is the set when ``setting`` is REFERENCE. ``groups`` are
    references that the prompt calls views of one subject. ``unused`` are references that it wants
    out of the picture: worn by somebody, or sent for their style alone. ``subjects`` are in the
    order of their references and leave out all of these. Without a ``style``, also in a completed
    storyboard, it looks natural.
    """

    setting: Setting | None = None
    time: Time | None = None
    weather: Weather | None = None
    effects: Annotated[tuple[Effect, ...], Field(max_length=len(Effect))] = ()
    camera: Camera = Camera()
    mood: Mood | None = None
    place: ReferenceNumber | None = None
    groups: Annotated[tuple[Group, ...], Field(max_length=MAX_REFERENCES)] = ()
    unused: Annotated[tuple[ReferenceNumber, ...], Field(max_length=MAX_REFERENCES)] = ()
    subjects: Annotated[tuple[Role, ...], Field(max_length=MAX_REFERENCES)] = ()
    style: Style | None = None
