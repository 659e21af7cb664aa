"""Where the lens is at time t. Knows no picture: a move is a path of small displacements."""

from dataclasses import dataclass

from reelcast.engines.stage.lens import OVERSCAN, Lens
from reelcast.storyboard import Move

_PUSH = 0.11
"""How much larger a push makes the subject at middling amplitude."""
_TRACK = 0.055
"""How far a track carries the background to each side, in frame widths, at middling amplitude."""
_PAN = 0.085
"""How far a pan turns, in frame widths, at middling amplitude."""


@dataclass(frozen=True, slots=True)
class View:
    """The camera's displacement from its resting place: metres right and forward, pixels of pan."""

    x: float = 0.0
    z: float = 0.0
    pan: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    """A move from ``start`` to ``end``."""

    start: View
    end: View

    def at(self, t: float) -> View:
        """The view at share ``t`` of the clip: an eased start and landing, steady in between."""
        s = 0.45 * t + 0.55 * t * t * (3 - 2 * t)
        return View(
            self.start.x + (self.end.x - self.start.x) * s,
            self.start.z + (self.end.z - self.start.z) * s,
            self.start.pan + (self.end.pan - self.start.pan) * s,
        )


def plan(move: Move, reach: float, hero: float, lens: Lens) -> Path:
    """The path of a move around a hero standing ``hero`` metres away.

    ``reach`` scales it, 1 is middling. The resting place is the closest view, so that nothing is
    ever enlarged beyond the plate's own pixels; no path looks past the plate's edge.
    """
    rest = View()
    if move in (Move.PUSH_IN, Move.PULL_BACK):
        back = View(z=-min(hero * _PUSH * reach, _room(lens)))
        return Path(back, rest) if move is Move.PUSH_IN else Path(rest, back)
    if move in (Move.TRACK_LEFT, Move.TRACK_RIGHT):
        side = min(_TRACK * reach, 0.8 * OVERSCAN) * lens.width
        # The lens turns as it travels, so that the hero stays where it is in the frame.
        left = View(x=-side * hero / lens.focal, pan=side)
        right = View(x=side * hero / lens.focal, pan=-side)
        return Path(left, right) if move is Move.TRACK_RIGHT else Path(right, left)
    if move in (Move.PAN_LEFT, Move.PAN_RIGHT):
        turn = min(_PAN * reach, 0.9 * OVERSCAN) * lens.width
        return Path(View(pan=-turn if move is Move.PAN_RIGHT else turn), rest)
    return Path(rest, rest)


def _room(lens: Lens) -> float:
    """Metres the camera can step back before the nearest ground runs off the plate."""
    below = (lens.height - lens.horizon) / lens.height
    return lens.nearest * min(OVERSCAN / (below + OVERSCAN), OVERSCAN / (0.5 + OVERSCAN)) * 0.95
