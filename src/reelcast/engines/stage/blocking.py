"""Where each subject has its mark on the set, and where the camera goes. Knows no colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reelcast.board import Move, Role
from reelcast.engines.stage.arrangement import arrange
from reelcast.engines.stage.camera import Path, plan
from reelcast.engines.stage.composition import Shape, Spot, compose
from reelcast.engines.stage.lens import OVERSCAN, Lens
from reelcast.engines.stage.panel import fills_frame
from reelcast.subjects.subject import Edge, Subject

_BUST = 0.5
"""How near a bust is, in distances to the front row of ground."""
_BELOW = 0.025
"""How far cut edges reach past the frame, in frame heights (widths), so that none ever shows."""
_HEADROOM = 0.10
_ASIDE = 0.9
"""How far a subject may be moved to hide a cut: frame widths per share of its side that is cut."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A subject's place on the set, as a card facing the camera.

    ``x``, ``z`` and ``base`` (its lower edge above the ground) in metres, as are ``height`` and
    ``width``. ``soft`` names the edges cut by the photograph that the picture's edge does not hide.
    ``phase`` in radians keeps neighbours from moving together; ``sunk`` is how many metres of it
    are under water.
    """

    subject: int
    x: float
    z: float
    base: float
    height: float
    width: float
    standing: bool
    soft: frozenset[Edge]
    phase: float
    sunk: float = 0.0


@dataclass(frozen=True, slots=True)
class Shot:
    """What was decided of the camera before anybody has a place.

    ``reach`` scales camera and life, 1 is middling; ``side`` is 1 for a track or an orbit towards
    the right, -1 towards the left. ``horizon`` is the row where the set brings its own, ``room``
    how much there is to see beyond the frame, as in ``Lens``. ``afloat`` says that there is no
    ground to stand on, ``sunk`` which share of everybody is under water, ``along`` that the first
    of all travels to that side.
    """

    move: Move
    reach: float = 1.0
    side: int = 1
    horizon: float | None = None
    room: tuple[float, float] = (OVERSCAN, OVERSCAN)
    afloat: bool = False
    sunk: float = 0.0
    along: bool = False


@dataclass(frozen=True, slots=True)
class Blocking:
    """Lens, camera path and everybody's marks, nearest last; ``focus`` in metres."""

    lens: Lens
    path: Path
    marks: tuple[Mark, ...]
    focus: float


def block(
    subjects: Sequence[Subject],
    roles: Sequence[Role],
    size: tuple[int, int],
    shot: Shot,
    rng: np.random.Generator,
) -> Blocking:
    """Place ``subjects`` (``roles`` are theirs) in a frame and lay the camera's path.

    ``size`` is the frame's width and height in pixels. Without any subject the camera moves as it
    would around one in the middle.
    """
    width, height = size
    arranged = arrange(subjects, roles)
    order = [i for i, _ in arranged]
    shapes = [shape for _, shape in arranged]
    horizon, spots = compose(shapes, width, height, shot.horizon)
    lens = _lens(size, horizon, shot)
    front = lens.distance(max(0.88 * height, horizon + 0.1 * height))
    standing = [
        lens.distance(spot.row) for spot, s in zip(spots, shapes, strict=True) if not s.bust
    ]
    near = front * _BUST if any(s.bust for s in shapes) else min(standing, default=front)
    path = plan(shot.move, shot.reach, near, lens, rng, shot.side, shot.along)
    up = _to_the_middle(spots, shapes, height) if shot.afloat else 0.0
    marks = []
    for place, (i, spot) in enumerate(zip(order, spots, strict=True)):
        z = front * _BUST * (1 + 0.06 * place) if subjects[i].is_bust else lens.distance(spot.row)
        card = _Card(subjects[i], z, lens, path)
        placed = card.to_the_edges(spot, len(order))
        mark = card.mark(i, placed, rng)
        marks.append(mark if subjects[i].is_bust else _off_the_ground(mark, up, shot, lens))
    marks.sort(key=lambda mark: (-mark.z, mark.subject))
    return Blocking(lens, path, tuple(marks), max(standing, default=near))


def _to_the_middle(spots: Sequence[Spot], shapes: Sequence[Shape], height: int) -> float:
    """Pixels to raise a group by so that there is as much air below it as above."""
    if not spots or any(shape.bust for shape in shapes):
        return 0.0
    top, bottom = min(s.row - s.height for s in spots), max(s.row for s in spots)
    return max((top + bottom - height) / 2, 0.0)


def _off_the_ground(mark: Mark, up: float, shot: Shot, lens: Lens) -> Mark:
    """A mark in the air, ``up`` pixels higher, or as deep in the water as the shot has it."""
    if shot.afloat:
        return replace(mark, base=up * mark.z / lens.focal, standing=False)
    deep = shot.sunk * mark.height
    return replace(mark, base=-deep, standing=deep == 0, sunk=deep)


def _lens(size: tuple[int, int], horizon: float, shot: Shot) -> Lens:
    """A normal lens near eye level for a few, a raised one for a group in depth."""
    width, height = size
    focal = max(width, height) * (1.32 if width == height else 1.0)
    eye = 1.0 if width > height else 1.2
    high = shot.horizon is None and horizon < 0.35 * height
    return Lens(width, height, focal, horizon, eye * (1.7 if high else 1.0), shot.room)


@dataclass(frozen=True, slots=True)
class _Card:
    """A subject at a distance, on its way to its mark."""

    subject: Subject
    z: float
    lens: Lens
    path: Path

    @property
    def aspect(self) -> float:
        height, width = self.subject.rgba.shape[:2]
        return float(width / height)

    def to_the_edges(self, spot: Spot, count: int) -> Spot:
        """Let the frame hide the photograph's own cuts where that leaves a good picture."""
        cut, lens = self.subject.cut_by, self.lens
        if (
            count == 1
            and {Edge.TOP, Edge.BOTTOM} <= cut
            and fills_frame(self.subject, lens.width, lens.height)
        ):
            top = self._row(-_BELOW * lens.height)
            return replace(spot, height=self._row((1 + _BELOW) * lens.height) - top)
        if count == 1 and {Edge.LEFT, Edge.RIGHT} <= cut:
            left, right = self._column(Edge.LEFT), self._column(Edge.RIGHT)
            tall = (right - left) / self.aspect
            if tall < (1 - _HEADROOM) * lens.height:
                return replace(spot, height=tall, column=(left + right) / 2)
        return self._to_a_side(spot)

    def _to_a_side(self, spot: Spot) -> Spot:
        """Move aside, if it is not far, so that the frame hides the worse of the side cuts."""
        half = spot.height * self.aspect / 2
        edge, share = max(self._side_cuts(), key=lambda cut: cut[1], default=(Edge.BOTTOM, 0.0))
        hidden = self._column(edge)
        # No farther out than a tenth of the subject: heads stay whole.
        out = 0.2 * half
        if edge is Edge.LEFT:
            column = max(hidden, -out) + half
        else:
            column = min(hidden, self.lens.width + out) - half
        near = abs(column - spot.column) < share * _ASIDE * self.lens.width
        return replace(spot, column=column) if near else spot

    def _side_cuts(self) -> list[tuple[Edge, float]]:
        """The sides cut by the photograph, each with the share of its length that is cut."""
        alpha = self.subject.rgba[..., 3]
        sides = ((Edge.LEFT, alpha[:, 0]), (Edge.RIGHT, alpha[:, -1]))
        return [(e, float((a > 128).mean())) for e, a in sides if e in self.subject.cut_by]

    def _column(self, edge: Edge) -> float:
        """The column at rest from which an edge stays out of the frame all along the path."""
        lens = self.lens
        seen = -_BELOW * lens.width if edge is Edge.LEFT else (1 + _BELOW) * lens.width
        columns = []
        for view in self.path.extremes:
            x = (seen + view.pan - lens.width / 2) * (self.z - view.z) / lens.focal + view.x
            columns.append(lens.width / 2 + x * lens.focal / self.z)
        return min(columns) if edge is Edge.LEFT else max(columns)

    def _row(self, seen: float) -> float:
        """The row at rest of what is never seen nearer to the middle of the frame than ``seen``."""
        lens = self.lens
        rows = []
        for view in self.path.extremes:
            above = (seen - view.tilt - lens.horizon) * (self.z - view.z) / lens.focal - view.y
            rows.append(lens.horizon + above * lens.focal / self.z)
        return max(rows) if seen > lens.height / 2 else min(rows)

    def mark(self, index: int, spot: Spot, rng: np.random.Generator) -> Mark:
        """The mark that fills ``spot`` when seen from the camera's resting place."""
        lens, bust = self.lens, self.subject.is_bust
        bottom = self._row((1 + _BELOW) * lens.height) if bust else spot.row
        scale = self.z / lens.focal
        tall = spot.height * scale
        return Mark(
            subject=index,
            x=(spot.column - lens.width / 2) * scale,
            z=self.z,
            base=lens.eye - (bottom - lens.horizon) * scale if bust else 0.0,
            height=tall,
            width=tall * self.aspect,
            standing=not bust,
            soft=self._showing(spot),
            phase=float(rng.uniform(0, 2 * math.pi)),
        )

    def _showing(self, spot: Spot) -> frozenset[Edge]:
        """The cuts that the frame does not hide."""
        half = spot.height * self.aspect / 2
        hidden = {
            Edge.LEFT: spot.column - half <= self._column(Edge.LEFT) + 1,
            Edge.RIGHT: spot.column + half >= self._column(Edge.RIGHT) - 1,
            Edge.TOP: spot.height >= self.lens.height,
            Edge.BOTTOM: True,
        }
        return frozenset(edge for edge in self.subject.cut_by if not hidden[edge])
