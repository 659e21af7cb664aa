"""Where the lens is at time t. Knows no picture: a move is a path of small displacements."""

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np

from reelcast.board import Move
from reelcast.engines.stage.lens import Lens

_PUSH = 0.11
"""How much larger a push makes the subject at middling amplitude."""
_TRACK = 0.055
"""How far a track carries the background to each side, in frame widths, at middling amplitude."""
_ORBIT = 0.075
"""The same of an orbit: an arc is seen to turn only when it goes farther than a track."""
_ALONG, _AFTER = 0.075, 0.04
"""With a traveller: how far a track carries the nearest ground to each side, and how far it turns,
in frame widths, at middling amplitude."""
_PAN = 0.085
"""How far a pan turns, in frame widths, at middling amplitude."""
_TILT = 0.06
"""How far a tilt turns, in frame heights, at middling amplitude: heads stay in the frame."""
_STEEPEST = 0.10
"""The farthest tilt there is, in frame heights."""
_CRANE = 0.05
"""How far a crane carries the background up and down, in frame heights, at middling amplitude."""
_SHAKE = 0.0045
"""How far a hand-held camera strays, in frame widths, at middling amplitude."""
_HANDS = ((0.23, 1.0), (0.57, 0.55), (1.31, 0.28), (2.9, 0.07))
"""Frequency in Hz and share of what a breathing, stepping operator does to a camera."""


@dataclass(frozen=True, slots=True)
class View:
    """The camera's displacement from its resting place: metres right, up and forward.

    ``pan`` turns it right and ``tilt`` up, both in pixels of what is seen.
    """

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    pan: float = 0.0
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class Shake:
    """An unsteady hand: it strays up to ``reach`` pixels, how is told by ``phases`` (radians)."""

    reach: float
    phases: tuple[float, ...]

    def at(self, seconds: float) -> tuple[float, float]:
        """Pixels of pan and of tilt."""
        return self._wave(seconds, 0), 0.7 * self._wave(seconds, len(_HANDS))

    def _wave(self, seconds: float, first: int) -> float:
        total = sum(share for _, share in _HANDS)
        return sum(
            self.reach * share / total * math.sin(2 * math.pi * hertz * seconds + phase)
            for (hertz, share), phase in zip(_HANDS, self.phases[first:], strict=False)
        )


@dataclass(frozen=True, slots=True)
class Path:
    """A move from ``start`` to ``end`` that takes ``seconds``, steady or by an unsteady hand."""

    start: View
    end: View
    shake: Shake | None = None
    seconds: float = 5.0

    def at(self, t: float) -> View:
        """The view at share ``t`` of the clip: an eased start and landing, steady in between."""
        s = 0.45 * t + 0.55 * t * t * (3 - 2 * t)
        a, b = self.start, self.end
        view = View(
            a.x + (b.x - a.x) * s,
            a.y + (b.y - a.y) * s,
            a.z + (b.z - a.z) * s,
            a.pan + (b.pan - a.pan) * s,
            a.tilt + (b.tilt - a.tilt) * s,
        )
        if self.shake is None:
            return view
        pan, tilt = self.shake.at(t * self.seconds)
        return replace(view, pan=view.pan + pan, tilt=view.tilt + tilt)

    @property
    def extremes(self) -> tuple[View, ...]:
        """Views between which all others lie."""
        if self.shake is None:
            return self.start, self.end
        away = (-self.shake.reach, self.shake.reach)
        return tuple(
            replace(view, pan=view.pan + pan, tilt=view.tilt + 0.7 * tilt)
            for view in (self.start, self.end)
            for pan, tilt in itertools.product(away, away)
        )


def plan(
    move: Move,
    reach: float,
    hero: float,
    lens: Lens,
    rng: np.random.Generator,
    side: int = 1,
    along: bool = False,
) -> Path:
    """The path of a move around a hero standing ``hero`` metres away.

    ``reach`` scales it, 1 is middling; ``side`` is 1 for a track or an orbit towards the right, -1
    towards the left; ``along`` says that the hero travels there, and a track goes with it. The
    resting place is the closest view, so that nothing is ever enlarged beyond the plate's own
    pixels; no path looks past what the lens has room for.
    """
    rest = View()
    if move in (Move.PUSH_IN, Move.PULL_BACK):
        back = View(z=-min(hero * _PUSH * reach, _step_back(lens)))
        return Path(back, rest) if move is Move.PUSH_IN else Path(rest, back)
    if move is Move.TRACK and along:
        return _with(reach * side, lens)
    if move in (Move.TRACK, Move.ORBIT):
        share = _TRACK if move is Move.TRACK else _ORBIT
        return _around(min(share * reach, 0.8 * lens.room[0]) * lens.width * side, hero, lens)
    if move in (Move.PAN_LEFT, Move.PAN_RIGHT):
        turn = min(_PAN * reach, 0.9 * lens.room[0]) * lens.width
        return Path(View(pan=-turn if move is Move.PAN_RIGHT else turn), rest)
    if move in (Move.TILT_UP, Move.TILT_DOWN):
        # Never below the level: the frame's lower edge hides where photographs end.
        up = View(tilt=min(_TILT * reach, _STEEPEST, 0.9 * lens.room[1]) * lens.height)
        return Path(rest, up) if move is Move.TILT_UP else Path(up, rest)
    if move in (Move.CRANE_UP, Move.CRANE_DOWN):
        low, high = _lifted(min(_CRANE * reach, 0.5 * lens.room[1]) * lens.height, hero, lens)
        return Path(low, high) if move is Move.CRANE_UP else Path(high, low)
    if move is Move.HANDHELD:
        return Path(rest, rest, _unsteady(reach, lens, rng))
    return Path(rest, rest)


def _around(aside: float, hero: float, lens: Lens) -> Path:
    """Past the hero, who stays in the frame as the lens turns; to the left where negative."""
    return Path(
        View(x=-aside * hero / lens.focal, pan=aside), View(x=aside * hero / lens.focal, pan=-aside)
    )


def _with(reach: float, lens: Lens) -> Path:
    """Beside a hero who travels, to the left where negative: the world goes the other way.

    The camera drives as far as the nearest ground allows, and turns a little after the hero.
    """
    pan = math.copysign(min(_AFTER * abs(reach), 0.35 * lens.room[0]), reach) * lens.width
    drive = math.copysign(min(_ALONG * abs(reach), 0.55 * lens.room[0]), reach) * lens.width
    aside = drive * lens.nearest / lens.focal
    return Path(View(x=-aside, pan=-pan), View(x=aside, pan=pan))


def _lifted(shift: float, hero: float, lens: Lens) -> tuple[View, View]:
    """A low and a high view between which what is far away moves by ``shift`` each way.

    The lens turns so that the hero stays where it is, as far as the near ground allows.
    """
    # The nearest ground moves by as much more as it is nearer than the hero.
    parallax = lens.focal * abs(1 / lens.nearest - 1 / hero)
    most = 0.9 * lens.room[1] * lens.height / max(parallax, 1e-6)
    rise = min(shift * hero / lens.focal, most, 0.4 * lens.eye)
    turn = lens.focal * rise / hero
    return View(y=-rise, tilt=turn), View(y=rise, tilt=-turn)


def _unsteady(reach: float, lens: Lens, rng: np.random.Generator) -> Shake:
    away = min(_SHAKE * reach, 0.5 * min(lens.room)) * lens.width
    return Shake(away, tuple(float(p) for p in rng.uniform(0, 2 * math.pi, 2 * len(_HANDS))))


def _step_back(lens: Lens) -> float:
    """Metres the camera can step back before the nearest ground runs off what there is."""
    below = (lens.height - lens.horizon) / lens.height
    across, down = lens.room
    return lens.nearest * min(down / (below + down), across / (0.5 + across)) * 0.95
