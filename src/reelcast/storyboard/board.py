"""What happens in a clip, as data. Knows no words and no pictures."""

from dataclasses import dataclass
from enum import StrEnum


class Setting(StrEnum):
    """Where it plays."""

    STUDIO = "studio"
    OUTDOORS = "outdoors"


class Move(StrEnum):
    """What the camera does from the first frame to the last."""

    STATIC = "static"
    PUSH_IN = "push in"
    PULL_BACK = "pull back"
    TRACK_LEFT = "track left"
    TRACK_RIGHT = "track right"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"


@dataclass(frozen=True, slots=True)
class Storyboard:
    """One shot.

    ``move`` is None when the prompt does not say: the engine chooses. ``strength`` is how emphatic
    the move is: 1 as usual, about 0.6 for "slowly", about 1.5 for "quickly".
    """

    setting: Setting = Setting.STUDIO
    move: Move | None = None
    strength: float = 1.0
