"""Wings of what is seen from above or head-on with both of them spread: they flap about the body.

Each wing is turned about the axis of the silhouette and so foreshortened, with its own light. Says
None where there is no such axis. Real beats of insects alias at 24 frames: these are slower.
"""

from dataclasses import dataclass
from functools import cache
from math import ceil, cos, pi, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.bodies.glances import Drift, drift
from reelcast.engines.stage.bodies.rubber import Drawn, Floats, Pixels
from reelcast.engines.stage.bodies.symmetry import Axis, axis_of
from reelcast.engines.stage.light import lit_from
from reelcast.subjects.classes import image_classes
from reelcast.subjects.subject import Subject

Doubles = NDArray[np.float64]
_LIKELY = 0.25
"""The share of all winged classes together from which it is taken for one."""
_SHARED, _LEAD = 0.72, 0.09
"""A silhouette that mirrors itself less, or as well about another axis, has no sure hinge."""
_SHUTTER = 1 / 48
"""Seconds: half of a frame, as film does."""
_BLUR = 0.7
"""The share of a beat that is seen at once of what hovers."""
_THROUGH = 0.05
_DISTANCE = 8.0
"""From where it is seen, in half-spans."""
_ROOM = 0.10
"""How far the picture grows on every side, in spans: wings come closer to the camera."""
_LAG = 0.55
"""Radians of a beat by which the tips come after the roots: wings are soft."""
_REST, _BEAT = 0.30, 0.72
"""Angles of the wings to the plane of the photograph, up is positive: while gliding, and how far
they beat about it."""
_STEEPEST = radians(62)
_AMBIENT = 0.55
_LIGHT = (0.55, -0.5, 0.67)
"""Where it comes from: right (or left, as the photograph is lit), above, and the camera."""
_BOB = 0.012
"""How far the body is thrown up by a beat, in spans."""


@dataclass(frozen=True, slots=True)
class _Kin:
    """How a group of animals flies: names, the body's width in half-spans, beats a second.

    ``wide`` is the least extent across in lengths along the body; ``glides`` says whether beats
    come in bursts, ``hover`` whether wings are a blur.
    """

    names: frozenset[str]
    body: float
    beats: float
    wide: float
    glides: bool = True
    hover: bool = False


_KINDS = (
    _Kin(frozenset({"butterfly"}), 0.06, 4.6, 0.75),
    _Kin(frozenset({"dragonfly"}), 0.09, 9.3, 0.9, glides=False, hover=True),
    _Kin(frozenset({"bee", "fly"}), 0.30, 9.3, 0.8, glides=False, hover=True),
    _Kin(frozenset({"bird", "eagle", "pelican", "flamingo", "stork", "parrot"}), 0.17, 3.4, 1.15),
)


@dataclass(frozen=True, slots=True)
class Wings:
    """Pure functions of time.

    ``upright`` is the cut-out turned so that its hinge is the middle column, ``half`` the span of a
    wing in pixels. ``back`` is the affine map ``(2, 3)`` from there to the picture that is drawn,
    of ``size`` (width, height) with its ``corner`` in the cut-out. ``light`` is where it comes
    from: across the axis, and from the camera.
    """

    upright: Pixels
    half: float
    back: Floats
    size: tuple[int, int]
    corner: tuple[int, int]
    kin: _Kin
    light: tuple[float, float]
    phase: float
    mood: Drift
    wander: Drift

    @classmethod
    def of(cls, subject: Subject, cut: Pixels, seed: int = 0) -> "Wings | None":
        """``cut``: uint8 ``(H, W, 4)``, premultiplied, as shown, with one transparent pixel around.

        None where it is nothing with wings, or the hinge is not sure.
        """
        kin = _kin(subject)
        if kin is None or subject.cut_by:
            return None
        axis = axis_of(cut)
        spread = axis.width > kin.wide * axis.length and _wide_at_the_tips(cut, axis)
        if not spread or axis.shared < _SHARED or axis.lead < _LEAD:
            return None
        rng = np.random.default_rng(seed)
        upright, turn = _upright(cut, axis)
        room = ceil(_ROOM * axis.width)
        back = cv2.invertAffineTransform(turn)
        back[:, 2] += room
        side = -1.0 if lit_from(subject.rgba) < 0 else 1.0
        return cls(
            upright=upright,
            half=axis.width / 2,
            back=np.asarray(back, np.float32),
            size=(cut.shape[1] + 2 * room, cut.shape[0] + 2 * room),
            corner=(-room, -room),
            kin=kin,
            light=(_LIGHT[0] * side * axis.ax + _LIGHT[1] * axis.ay, _LIGHT[2]),
            phase=float(rng.uniform(0, 2 * pi)),
            mood=drift(rng, 0.23),
            wander=drift(rng, 0.5),
        )

    def drawn(self, seconds: float, reach: float) -> Drawn:
        """The cut-out at a moment, blurred by its motion; its corner lies at less than 0, 0.

        ``reach`` 1 is middling.
        """
        from reelcast.engines.stage.kernels.hinge import smear

        columns, closer, way, light = self._columns(seconds, reach)
        high, wide = self.upright.shape[:2]
        rows = np.arange(high, dtype=np.float32) - np.float32(high / 2)
        bent = cv2.remap(
            self.upright,
            np.ascontiguousarray(np.broadcast_to(columns, (high, wide))),
            np.outer(rows, closer).astype(np.float32, copy=False) + np.float32(high / 2),
            cv2.INTER_LINEAR,
        )
        blurred = np.zeros(self.upright.shape, np.uint8)
        smear(blurred, np.asarray(bent, np.uint8), _boxes(way), light)
        back = self.back.copy()
        lift = 0.0 if self.kin.hover else _BOB * 2 * self.half * min(reach, 1.5)
        lift *= self._power(seconds)
        back[1, 2] -= lift * cos(self._beat(seconds))
        picture = cv2.warpAffine(blurred, back, self.size, flags=cv2.INTER_LINEAR)
        return np.asarray(picture, np.uint8), self.corner

    def angle(self, seconds: float, reach: float, lag: float = 0.0) -> float:
        """Of the wings to the photograph's plane, radians; ``lag`` is 0 at the root, 1 outside."""
        beat = self._beat(seconds) - _LAG * lag
        power = self._power(seconds) * min(0.45 + 0.55 * reach, 1.35)
        # Down faster than up.
        angle = _REST + power * _BEAT * sin(beat + 0.35 * sin(beat))
        return max(min(angle, _STEEPEST), -_STEEPEST)

    def _beat(self, seconds: float) -> float:
        """The phase of the beat; its rate wanders by a tenth."""
        steady = 2 * pi * self.kin.beats * seconds + self.phase
        return steady + 0.1 * self.kin.beats * self.wander.at(seconds)

    def _power(self, seconds: float) -> float:
        """0 while gliding to 1 in a burst."""
        if not self.kin.glides:
            return 0.6 if self.kin.hover else 1.0
        t = min(max((self.mood.at(seconds) + 0.55) / 0.5, 0.0), 1.0)
        return 0.12 + 0.88 * t * t * (3 - 2 * t)

    def _columns(self, seconds: float, reach: float) -> tuple[Floats, Floats, Floats, Floats]:
        """Of each upright column: the one seen there, how much closer to the middle along the
        hinge, how far that travels while the shutter is open, and the light on it."""
        wide = self.upright.shape[1]
        wing = np.arange(ceil(self.half) + 3, dtype=np.float64)
        # What hovers beats many times a second: it is seen between the ends of its beat.
        shutter = _BLUR / self.kin.beats if self.kin.hover else _SHUTTER
        moments = seconds + shutter * np.linspace(-0.5, 0.5, 7 if self.kin.hover else 3)
        bent = [self._bent(wing, float(t), reach) for t in moments]
        closer, angle = (np.mean([one[k] for one in bent], axis=0) for k in (1, 2))
        places = np.stack([one[0] for one in bent])
        seen, way = (places.max(axis=0) + places.min(axis=0)) / 2, np.ptp(places, axis=0)
        across = np.arange(wide) - wide / 2 + 0.5
        far = np.abs(across)
        source = np.interp(far, seen, wing, right=4 * wide)
        columns = wide / 2 - 0.5 + np.sign(across) * source
        left, right = (np.interp(far, seen, shade) for shade in self._shades(angle))
        return (
            columns.astype(np.float32),
            np.interp(far, seen, closer).astype(np.float32),
            np.interp(far, seen, way).astype(np.float32),
            np.where(across < 0, left, right).astype(np.float32),
        )

    def _bent(
        self, wing: Doubles, seconds: float, reach: float
    ) -> tuple[Doubles, Doubles, Doubles]:
        """Of each place on a wing: where it is seen, how much closer, and its angle."""
        # The body's edge is no crease: the angle grows over its width.
        body = self.kin.body * self.half
        root = np.clip((wing - 0.5 * body) / body, 0, 1)
        lags = np.linspace(0, 1, 9)
        angles = np.array([self.angle(seconds, reach, lag) for lag in lags])
        angle = np.interp(wing / self.half, lags, angles) * root * root * (3 - 2 * root)
        out = np.concatenate([[0], np.cumsum(np.cos(angle))[:-1]])
        rise = np.concatenate([[0], np.cumsum(np.sin(angle))[:-1]])
        closer = 1 - rise / (_DISTANCE * self.half)
        return out / closer, closer, angle

    def _shades(self, angle: Doubles) -> tuple[Doubles, Doubles]:
        """The light on the wing at the left and at the right, by its angle; flat it is 1."""
        across, front = self.light
        flat = _AMBIENT + (1 - _AMBIENT) * float(np.sqrt(front * front + _THROUGH))
        lit = []
        for side in (-1, 1):
            # A wing that is raised turns its upper side to the body.
            faced = -side * np.sin(angle) * across + np.cos(angle) * front
            # Wings let light through: no side is dark at once when it turns away.
            faced = np.sqrt(faced * faced + _THROUGH)
            lit.append(np.clip((_AMBIENT + (1 - _AMBIENT) * faced) / flat, 0.6, 1.15))
        return lit[0], lit[1]


def _boxes(way: Floats) -> Floats:
    """``(W, 5)``: what the mean around each column is made of, as ``smear`` wants it."""
    wide = np.float32(way.size)
    half = np.maximum(way, 1) / 2
    middle = np.arange(way.size, dtype=np.float32) + np.float32(0.5)
    low, high = np.maximum(middle - half, 0), np.minimum(middle + half, wide)
    first, last = np.floor(low), np.minimum(np.floor(high), wide - 1)
    return np.stack([first, last, low - first, high - last, 1 / (2 * half)], axis=1)


def _upright(cut: Pixels, axis: Axis) -> tuple[Pixels, Floats]:
    """The cut-out with its axis as the middle column, and the affine map that turned it."""
    wide, high = 2 * ceil(1.15 * axis.width / 2 + 2), 2 * ceil(1.15 * axis.length / 2 + 2)
    turn = np.array([[axis.ax, axis.ay, 0], [-axis.ay, axis.ax, 0]])
    turn[:, 2] = np.array([wide / 2 - 0.5, high / 2]) - turn[:, :2] @ (axis.x, axis.y)
    # Cubic weights overshoot, and no colour may exceed its alpha.
    upright = cv2.warpAffine(cut, turn, (wide, high), flags=cv2.INTER_CUBIC)
    return np.minimum(upright, upright[..., 3:]), turn


def share_of(subject: Subject, names: frozenset[str]) -> float:
    """How likely a subject is one of ``names``, as children call things, 0 to 1."""
    return sum(
        label.share
        for label in subject.profile.labels
        if _common_names().get(label.name, label.name) in names
    )


def _kin(subject: Subject) -> _Kin | None:
    """The group that the labels name most, or None."""
    shares = [share_of(subject, kin.names) for kin in _KINDS]
    if sum(shares) < _LIKELY:
        return None
    return _KINDS[int(np.argmax(shares))]


@cache
def _common_names() -> dict[str, str]:
    return {one.name: one.common for one in image_classes()}


def _wide_at_the_tips(cut: Pixels, axis: Axis) -> bool:
    """Whether much of the silhouette is far from the axis: a perched bird is all body."""
    rows, columns = np.nonzero(cut[::4, ::4, 3] > 100)
    across = axis.ax * (columns * 4 - axis.x) + axis.ay * (rows * 4 - axis.y)
    far = np.abs(across) > 0.45 * axis.width / 2
    return bool(far.mean() > 0.15)
