"""Acting of whoever shows a face: the head turns and nods, the eyes lead it, the chest breathes.

One smooth pull of the whole cut-out: a head is turned as if it were an ellipsoid with a nose, of
which only a few degrees are seen from aside. Nothing in the face is painted anew but shut lids.
"""

from dataclasses import dataclass
from math import atan2, cos, hypot, radians, sin, tanh

import numpy as np

from reelcast.engines.stage.bodies.eyes import Eyes
from reelcast.engines.stage.bodies.glances import Glances, Posture, planned
from reelcast.engines.stage.bodies.rubber import Drawn, Floats, Pixels, Rubber, eased
from reelcast.subjects.subject import Edge, Face, Joint, Subject

_SMALLEST = 44
"""Pixels of a face's height: in a smaller one nobody sees it turn."""
_SURE = 0.6
_FRONTAL = radians(24)
"""A face turned farther has no far cheek to show."""
_YAW, _PITCH, _ROLL = radians(15), radians(12), radians(6)
"""The farthest turns; whatever the reach, they are approached and never passed."""
_FARTHEST = radians(28)
"""The same, of the photograph's own yaw and the turn together."""
_HEADS = 4
_ROUND, _TALL = 0.62, 0.60
"""Half-axes of the head, in widths and heights of its face."""
_BACK = 0.45
"""How far behind the plane of the ears' rim a head turns, in half-axes: at the neck."""
_NOSE = 0.22
_SLOPE = 0.10
"""The rim of the ellipsoid is softened by so much of its half-axis: it must not fold."""
_BREATH = 0.009
"""How much wider a full chest is; never more than"""
_DEEPEST = 0.015
_RISE = 0.020
"""How far a breath lifts the shoulders, in heights of the face at middling reach."""
_FOLLOW = 0.16
"""How far shoulders go along with a turn: head half-widths per radian."""
_SWAY = 0.022
"""How far a standing or sitting body sways, in half-widths of the head."""
_NOSE_JOINT = 0
_EYES = (5, 2)
"""The middles of the person's right and left eye among the joints."""
_SEEN = 0.6


@dataclass(frozen=True, slots=True)
class Head:
    """One head on the grid of the sheet, all float32 of its shape.

    ``held`` is 1 on the head and 0 from the collar down; ``depth`` in pixels is how far before the
    axis it turns about a point is, already times ``held``. ``pivot`` is where the neck meets the
    collar; ``tilt`` (radians) how the photograph shows it. ``radius`` is its half-width. ``top`` is
    1 at its shoulders and 0 where the body leaves the picture or stands; ``chest`` 1 at its chest.
    """

    held: Floats
    depth: Floats
    top: Floats
    chest: Floats
    pivot: tuple[float, float]
    radius: float
    tilt: float
    least_yaw: float
    most_yaw: float
    eyes: Eyes | None
    plan: Glances

    def pull(self, rubber: Rubber, now: Posture) -> tuple[Floats, Floats]:
        """How far each point of the grid goes, by where it comes from."""
        yaw, pitch, roll = now.yaw, now.pitch, now.roll
        across, along = sin(yaw), 0.8 * sin(pitch)
        x, y = rubber.x - np.float32(self.pivot[0]), rubber.y - np.float32(self.pivot[1])
        turn, lift = np.float32(sin(roll)), np.float32(1 - cos(roll))
        right = np.float32(across * cos(self.tilt) - along * sin(self.tilt))
        down = np.float32(across * sin(self.tilt) + along * cos(self.tilt))
        dx = self.depth * right + self.held * (-lift * x - turn * y)
        dy = self.depth * down + self.held * (turn * x - lift * y)
        return dx, dy

    def carry(self, rubber: Rubber, now: Posture, reach: float) -> tuple[Floats, Floats]:
        """Breath and sway of its body, and what the shoulders do of its turn."""
        wider = min(_BREATH * reach, _DEEPEST) * now.breath
        aside = self.radius * (_FOLLOW * now.yaw + _SWAY * reach * now.sway)
        lift = min(_RISE * reach, 0.03) * now.breath * self.radius / _ROUND
        x = rubber.x - np.float32(self.pivot[0])
        dx = self.top * np.float32(aside) + self.chest * x * np.float32(wider)
        return np.asarray(dx, np.float32), self.top * np.float32(-lift)

    def posture(self, seconds: float, reach: float) -> Posture:
        """What it does at a moment, within what the photograph can show."""
        now = self.plan.at(seconds)
        yaw = _within(now.yaw * reach, self.most_yaw if now.yaw > 0 else -self.least_yaw)
        return Posture(
            yaw,
            _within(now.pitch * reach, _PITCH),
            _within(now.roll * reach, _ROLL),
            now.gaze * min(0.55 + 0.45 * reach, 1.0),
            now.blink,
            now.breath,
            now.sway,
        )


@dataclass(frozen=True, slots=True)
class Bust:
    """A cut-out with one head or several. ``drawn`` is a pure function of time."""

    rubber: Rubber
    heads: tuple[Head, ...]

    @classmethod
    def of(cls, subject: Subject, cut: Pixels, seed: int = 0) -> "Bust | None":
        """``cut``: uint8 ``(H, W, 4)``, premultiplied, as shown, with one transparent pixel around.

        None where no face is large, sure and frontal enough.
        """
        faces = _faces(subject, cut.shape[0] - 2)
        if not faces:
            return None
        shapes = [_Skull.of(face, subject, cut) for face in faces]
        rubber = Rubber.of(cut, _room(shapes, subject.cut_by))
        still = _still(rubber, subject.cut_by)
        heads = tuple(
            shape.head(rubber, still, shapes, cut, seed + 7919 * number)
            for number, shape in enumerate(shapes)
        )
        return cls(rubber, heads)

    def drawn(self, seconds: float, reach: float) -> Drawn:
        """The cut-out at a moment; it may be larger, and then its corner lies at less than 0, 0.

        ``reach`` 1 is middling.
        """
        postures = [head.posture(seconds, reach) for head in self.heads]
        dx, dy = np.zeros_like(self.rubber.x), np.zeros_like(self.rubber.x)
        for head, now in zip(self.heads, postures, strict=True):
            for x, y in (head.pull(self.rubber, now), head.carry(self.rubber, now, reach)):
                dx, dy = dx + x, dy + y
        dx, dy = self.rubber.pulled_from(dx, dy)
        return self.rubber.pulled(dx, dy, self._looking(postures))

    def _looking(self, postures: list[Posture]) -> Pixels | None:
        """The picture on the sheet with the eyes moved, or None where they are as they were."""
        moved = [
            (head.eyes, now)
            for head, now in zip(self.heads, postures, strict=True)
            if head.eyes is not None and (now.blink > 0.02 or abs(now.gaze) > 0.02)
        ]
        if not moved:
            return None
        picture = self.rubber.cut.copy()
        for eyes, now in moved:
            eyes.look(picture, self.rubber.cut, now.gaze, now.blink)
        return picture


@dataclass(frozen=True, slots=True)
class _Skull:
    """Where a head is, in pixels of the cut-out. ``tall`` and ``wide`` are its face's."""

    x: float
    y: float
    wide: float
    tall: float
    chin: float
    nose: tuple[float, float]
    tilt: float
    yaw: float

    @classmethod
    def of(cls, face: Face, subject: Subject, cut: Pixels) -> "_Skull":
        high, broad = cut.shape[0] - 2, cut.shape[1] - 2
        area = face.area
        wide, tall = (area.right - area.left) * broad, (area.bottom - area.top) * high
        x, y = 1 + (area.left + area.right) / 2 * broad, 1 + (area.top + area.bottom) / 2 * high
        joints = _joints_in(subject.profile.joints, face)
        # Without landmarks the nose is where it is in an upright face that looks to its side.
        nose, tilt = (x + 0.5 * wide * sin(face.yaw), y + 0.08 * tall), 0.0
        if joints:
            nose = (1 + joints[_NOSE_JOINT].x * broad, 1 + joints[_NOSE_JOINT].y * high)
            right, left = (joints[number] for number in _EYES)
            tilt = atan2((left.y - right.y) * high, max((left.x - right.x) * broad, 1e-3))
        chin = 1 + area.bottom * high
        return cls(x, y, wide, tall, chin, nose, max(min(tilt, 0.5), -0.5), face.yaw)

    def head(
        self, rubber: Rubber, still: Floats, everybody: list["_Skull"], cut: Pixels, seed: int
    ) -> Head:
        rx, ry = _ROUND * self.wide, _TALL * self.tall
        own = self._own(rubber, everybody) * still
        held = self._held(rubber, rx, ry) * own
        top, chest = self._body(rubber)
        depth = (self._relief(rubber, rx, ry) - np.float32(_BACK * rx)) * held
        return Head(
            held=held,
            depth=np.asarray(depth, np.float32),
            top=top * own,
            chest=chest * own,
            pivot=(self.x - 0.35 * self.tall * sin(self.tilt), self.chin + 0.10 * self.tall),
            radius=rx,
            tilt=self.tilt,
            least_yaw=max(-_YAW, min(-_FARTHEST - self.yaw, 0.0)),
            most_yaw=min(_YAW, max(_FARTHEST - self.yaw, 0.0)),
            eyes=Eyes.of(cut, (self.x, self.y), (self.wide, self.tall), self.tilt, self.yaw),
            plan=planned(seed),
        )

    def _body(self, rubber: Rubber) -> tuple[Floats, Floats]:
        """Where shoulders and all above them are, and the chest."""
        bottom = rubber.cut.shape[0] - 1
        fade = max(min(2.2 * self.tall, bottom - self.chin), 1.0)
        top = eased((bottom - rubber.y) / np.float32(fade))
        below = (rubber.y - np.float32(self.chin)) / np.float32(self.tall)
        chest = eased(below / np.float32(0.8)) * top
        return top, chest * eased((np.float32(3.4) - below) / np.float32(1.4))

    def _held(self, rubber: Rubber, rx: float, ry: float) -> Floats:
        down = (rubber.y - np.float32(self.chin - 0.18 * ry)) / np.float32(0.60 * ry)
        aside = np.abs(rubber.x - np.float32(self.x)) / np.float32(1.5 * rx)
        return np.asarray((1 - eased(down)) * (1 - eased((aside - 1) / np.float32(0.9))))

    def _own(self, rubber: Rubber, everybody: list["_Skull"]) -> Floats:
        """1 around this head, 0 around the others: heads side by side do not pull each other."""
        own = np.ones_like(rubber.x)
        for other in everybody:
            apart = hypot(other.x - self.x, other.y - self.y)
            if other is not self and apart > 0:
                ax, ay = (other.x - self.x) / apart**2, (other.y - self.y) / apart**2
                there = (rubber.x - np.float32(self.x)) * np.float32(ax)
                there += (rubber.y - np.float32(self.y)) * np.float32(ay)
                own *= 1 - eased((there - np.float32(0.34)) / np.float32(0.32))
        return own

    def _relief(self, rubber: Rubber, rx: float, ry: float) -> Floats:
        """Height over the plane of the photograph in pixels: an ellipsoid with a nose."""
        c, s = np.float32(cos(self.tilt)), np.float32(sin(self.tilt))
        x, y = rubber.x - np.float32(self.x), rubber.y - np.float32(self.y - 0.05 * self.tall)
        u, v = (c * x + s * y) / np.float32(rx), (c * y - s * x) / np.float32(ry)
        bulge = np.sqrt(np.maximum(1 - u * u - v * v, 0)).astype(np.float32)
        x, y = rubber.x - np.float32(self.nose[0]), rubber.y - np.float32(self.nose[1])
        u, v = (c * x + s * y) / np.float32(0.17 * rx), (c * y - s * x) / np.float32(0.26 * ry)
        v += np.float32(0.4)  # The bridge is as long as the tip is low.
        bulge += np.float32(_NOSE) * np.exp(-(u * u + v * v) / 2)
        return np.asarray(rubber.softened(bulge, _SLOPE * rx) * np.float32(rx), np.float32)


def _faces(subject: Subject, high: int) -> list[Face]:
    """The faces worth turning, the largest first."""
    fit = [
        face
        for face in subject.profile.faces
        if face.score >= _SURE
        and abs(face.yaw) <= _FRONTAL
        and (face.area.bottom - face.area.top) * high >= _SMALLEST
    ]
    fit.sort(key=lambda face: face.area.top - face.area.bottom)
    largest = fit[0].area.bottom - fit[0].area.top if fit else 0.0
    # Somebody far behind stays as the photograph has them.
    return [f for f in fit if f.area.bottom - f.area.top > 0.5 * largest][:_HEADS]


def _joints_in(joints: tuple[Joint, ...], face: Face) -> tuple[Joint, ...]:
    """The joints, if they are those of the body that the face belongs to and its eyes are seen."""
    if not joints:
        return ()
    nose, area = joints[_NOSE_JOINT], face.area
    inside = area.left < nose.x < area.right and area.top < nose.y < area.bottom
    return joints if inside and all(joints[n].seen > _SEEN for n in _EYES) else ()


def _room(skulls: list[_Skull], cut_by: frozenset[Edge]) -> tuple[int, int, int, int]:
    """How far the sheet may grow: where the photograph cuts somebody nothing moves."""
    most = max(skull.wide for skull in skulls)
    side, above = round(0.30 * most), round(0.24 * most)
    return (
        0 if Edge.LEFT in cut_by else side,
        0 if Edge.TOP in cut_by else above,
        0 if Edge.RIGHT in cut_by else side,
        0,
    )


def _still(rubber: Rubber, cut_by: frozenset[Edge]) -> Floats:
    """0 at the edges where the photograph cuts the subject, 1 well inside."""
    high, wide = rubber.cut.shape[:2]
    inside = {
        Edge.LEFT: rubber.x / np.float32(0.12 * wide),
        Edge.RIGHT: (wide - 1 - rubber.x) / np.float32(0.12 * wide),
        Edge.TOP: rubber.y / np.float32(0.20 * high),
        Edge.BOTTOM: np.ones_like(rubber.y),  # the body's own fade ends there
    }
    still = np.ones_like(rubber.x)
    for edge in cut_by:
        still *= eased(inside[edge])
    return still


def _within(value: float, most: float) -> float:
    """``value`` as it is while small, approaching ``most`` and never passing it."""
    return most * tanh(value / most) if most > 1e-6 else 0.0
