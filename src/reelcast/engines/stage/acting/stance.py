"""How a subject is held at one moment, and what is known of whoever is."""

from dataclasses import dataclass

from reelcast.board import Pace
from reelcast.kind import Kind

_PACES = {Pace.SLOW: 0.62, Pace.NORMAL: 1.0, Pace.FAST: 1.5}


@dataclass(frozen=True, slots=True)
class Stance:
    """Away from its mark by ``x`` (right), ``y`` (up) and ``z`` (away from the camera) metres.

    ``lean`` is how far its top goes to the right, in its own heights, its foot staying; ``turn``
    radians clockwise about its middle; ``grown`` how tall it is, 1 at rest; where it is squashed
    it gets wider by as much.
    """

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    lean: float = 0.0
    turn: float = 0.0
    grown: float = 1.0

    def __add__(self, other: "Stance") -> "Stance":
        """Both at once."""
        return Stance(
            self.x + other.x,
            self.y + other.y,
            self.z + other.z,
            self.lean + other.lean,
            self.turn + other.turn,
            self.grown * other.grown,
        )

    def scaled(self, share: float) -> "Stance":
        """A part of it: 0 is at rest."""
        return Stance(
            self.x * share,
            self.y * share,
            self.z * share,
            self.lean * share,
            self.turn * share,
            1 + (self.grown - 1) * share,
        )


@dataclass(frozen=True, slots=True)
class Room:
    """How far somebody can go from the mark and stay in the picture, in metres, all positive.

    ``nearer`` and ``farther`` are along the view, where there is free ground or air.
    """

    left: float
    right: float
    up: float
    down: float
    nearer: float
    farther: float


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: what motion depends on.

    ``height`` and ``width`` in metres; ``heading`` is 1 for the right, -1 for the left, 0 for
    going nowhere; ``reach``
    scales what is done, 1 is middling; ``afloat`` says that nothing is under its feet, ``bust``
    that the frame hides where it ends, ``underway`` that it goes on from where it is. ``phase``
    (radians) keeps neighbours from moving together.
    """

    kind: Kind
    height: float
    width: float
    room: Room
    heading: int = 1
    reach: float = 1.0
    pace: Pace = Pace.NORMAL
    afloat: bool = False
    bust: bool = False
    underway: bool = False
    phase: float = 0.0

    @property
    def speed(self) -> float:
        """How fast it does what it does, 1 is usual."""
        return _PACES[self.pace]

    @property
    def ahead(self) -> float:
        """Metres of room in its heading."""
        return self.room.right if self.heading > 0 else self.room.left

    @property
    def behind(self) -> float:
        """Metres of room behind it."""
        return self.room.left if self.heading > 0 else self.room.right
