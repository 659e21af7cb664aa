"""The eyes of a frontal face: found by their irises, moved and shut. Says None rather than guess.

Where eyes are in a face is anthropometry (L. Farkas, "Anthropometry of the Head and Face", 1994);
where exactly, the picture says. Knows no head and no time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, sin
from typing import TypeAlias

import cv2
import numpy as np

from reelcast.engines.stage.bodies.rubber import Floats, Pixels, eased

_ASIDE, _UP = 0.225, 0.205
"""From the middle of a face's box to its pupils, in widths and heights of the box."""
_NORMAL = 96
"""Pixels between the pupils of the face in which they are looked for."""
_IRIS = 0.094
"""The radius of an iris (5.9 mm), in distances between the pupils (63 mm)."""
_SLIT = 0.245
"""Half the width of an eye's slit, in the same."""
_BOW = 0.75
"""Lids are bows between a parabola (1) and an ellipse (1/2)."""
_SEARCH = (0.17, 0.13)
"""How far from where it should be an iris is looked for, across and down."""
_CONTRAST = 20.0
"""Levels by which an iris is darker than what is beside it; less is no open eye."""
Found: TypeAlias = tuple[float, float, float]

_UNLEVEL = 0.12
"""Radians that landmarks may be off."""
_LEVEL = 0.06
"""How much the heights of two eyes may differ."""
_APART = (0.82, 1.18)
"""The distance between them, in those of an average face."""
_LASHES = 0.015
"""The lid's edge carries dark lashes, so wide."""
_LID = 0.125
"""So much of the skin above an eye is the lid that comes down."""
_PLAIN = 0.5
"""How light the darkest of that skin is, from the iris to the lightest: else it is a spectacle
frame, hair or a brow."""
_GAP = 3
"""Rows of light that lashes may have in them, in the upright face."""
_OPEN = (0.09, 0.225)
"""Between these an eye is open as wide as eyes are."""
_TRAVEL = 0.042
"""How far an iris goes for a full glance, in distances between the pupils: about 13 degrees."""


@dataclass(frozen=True, slots=True)
class Eye:
    """A rectangle of the cut-out around one eye, float32 maps of its shape.

    ``x`` and ``y`` are where its pixels are; ``u`` and ``v`` the same along and across the eyes'
    line, from the iris, in pixels. ``upper`` and ``lower`` are the ``v`` of the lids at each point,
    ``rim`` where the part of the upper lid begins that comes down; ``free`` is 1 where what is seen
    goes with the iris.
    """

    left: int
    top: int
    x: Floats
    y: Floats
    v: Floats
    upper: Floats
    lower: Floats
    rim: Floats
    free: Floats


@dataclass(frozen=True, slots=True)
class Eyes:
    """Both eyes of a face. ``apart`` is the distance between the pupils in pixels.

    ``blinks`` says whether the lids are sure enough to be shut.
    """

    pair: tuple[Eye, Eye]
    apart: float
    tilt: float
    blinks: bool

    @classmethod
    def of(
        cls,
        cut: Pixels,
        centre: tuple[float, float],
        size: tuple[float, float],
        tilt: float,
        yaw: float,
    ) -> "Eyes | None":
        """The eyes of the face at ``centre`` whose box has ``size``, in pixels of ``cut``."""
        frame = _Frame.of(cut, centre, size, tilt, yaw)
        (x0, y0, _), (x1, y1, _) = frame.iris(-1), frame.iris(1)
        # Once more with the eyes level: landmarks are a few degrees off.
        tilt += max(min(atan2(y1 - y0, x1 - x0), _UNLEVEL), -_UNLEVEL)
        frame = _Frame.of(cut, centre, size, tilt, yaw)
        irises = frame.iris(-1), frame.iris(1)
        if not _are_a_pair(*irises):
            return None
        lids = [frame.lids(x, y) for x, y, _ in irises]
        first, second = (
            frame.eye((x, y), (up, low), cut.shape)
            for (x, y, _), (up, low, _) in zip(irises, lids, strict=True)
        )
        apart = (irises[1][0] - irises[0][0]) * frame.scale
        return cls((first, second), apart, tilt, _are_sure(lids))

    def look(self, picture: Pixels, source: Pixels, gaze: float, blink: float) -> None:
        """Paint the eyes into ``picture``, in place, from ``source``, the cut-out as it is.

        ``gaze`` -1 to 1 to the viewer's right, ``blink`` 0 to 1.
        """
        shift = np.float32(_TRAVEL * self.apart * gaze)
        shut = np.float32(blink if self.blinks else 0.0)
        across, down = np.float32(cos(self.tilt)), np.float32(sin(self.tilt))
        for eye in self.pair:
            lid = eye.upper + (eye.lower - eye.upper) * np.float32(1.04) * shut
            # Above its edge the lid's skin is stretched; below it is the eye, maybe moved.
            stretched = eye.rim + (eye.v - eye.rim) * (eye.upper - eye.rim) / (lid - eye.rim)
            covered = (eye.v > eye.rim) & (eye.v < lid)
            dv = np.where(covered, stretched - eye.v, 0).astype(np.float32)
            du = np.where(covered, 0, -shift * eye.free).astype(np.float32)
            part = cv2.remap(
                source,
                eye.x + across * du - down * dv,
                eye.y + down * du + across * dv,
                cv2.INTER_LINEAR,
            )
            high, wide = eye.x.shape
            picture[eye.top : eye.top + high, eye.left : eye.left + wide] = part


@dataclass(frozen=True, slots=True)
class _Frame:
    """The face upright at one size: ``grey`` float32, ``scale`` pixels of the cut for each of it.

    The middle between where the pupils should be is the middle of the picture.
    """

    grey: Floats
    scale: float
    x: float
    y: float
    tilt: float

    @classmethod
    def of(
        cls,
        cut: Pixels,
        centre: tuple[float, float],
        size: tuple[float, float],
        tilt: float,
        yaw: float,
    ) -> "_Frame":
        wide, tall = size
        aside, up = 0.30 * wide * sin(yaw), _UP * tall
        x = centre[0] + aside * cos(tilt) + up * sin(tilt)
        y = centre[1] + aside * sin(tilt) - up * cos(tilt)
        scale = 2 * _ASIDE * wide / _NORMAL
        c, s = cos(tilt) * scale, sin(tilt) * scale
        half_w, half_h = 1.1 * _NORMAL, 0.6 * _NORMAL
        to_cut = np.array(
            [[c, -s, x - c * half_w + s * half_h], [s, c, y - s * half_w - c * half_h]]
        )
        # Fine detail would alias where the face is shown larger than it is looked at.
        soft = cv2.GaussianBlur(cut[..., :3], (0, 0), max(0.45 * scale, 0.3))
        face = cv2.warpAffine(
            soft,
            to_cut,
            (round(2 * half_w), round(2 * half_h)),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        )
        grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY).astype(np.float32)
        return cls(grey, scale, x, y, tilt)

    @property
    def middle(self) -> tuple[float, float]:
        return 1.1 * _NORMAL, 0.6 * _NORMAL

    def iris(self, side: int) -> Found:
        """Column and row of the iris at the left (-1) or right (1), and its contrast in levels.

        A dark disk with something lighter at its left *and* its right: brows have neither.
        """
        radius = _IRIS * _NORMAL
        disk = _mean_in_disk(self.grey, 0.85 * radius)
        beside = _mean_in_disk(self.grey, 0.45 * radius)
        reach = round(1.75 * radius)
        lighter = np.minimum(np.roll(beside, reach, 1), np.roll(beside, -reach, 1)) - disk
        x, y = self.middle
        x += side * _NORMAL / 2
        away, down = _SEARCH[0] * _NORMAL, _SEARCH[1] * _NORMAL
        x0, y0 = round(x - away), round(y - down)
        part = lighter[y0 : round(y + down) + 1, x0 : round(x + away) + 1]
        row, column = np.unravel_index(int(part.argmax()), part.shape)
        return float(x0 + column), float(y0 + row), float(part[row, column])

    def lids(self, x: float, y: float) -> Found:
        """Upper and lower lid over an iris, from its row, and how bare the skin above them is."""
        radius = _IRIS * _NORMAL
        half = round(0.5 * radius)
        column = self.grey[:, round(x) - half : round(x) + half + 1].mean(axis=1)
        row = round(y)
        above = column[max(round(row - 1.7 * radius), 0) : round(row - 0.3 * radius)]
        below = column[round(row + 0.4 * radius) : round(row + 1.7 * radius)]
        dark = float(column[round(row - radius) : round(row + 0.5 * radius)].min())
        # The lid's edge is as dark as the iris, or darker: it ends where the last dark row is.
        shade = np.flatnonzero(above < (dark + float(above.max())) / 2)
        upper = row - round(0.3 * radius) - (above.size - int(shade[0]) if shade.size else 0)
        # Skin between what is dark: the upper one is a brow or a spectacle frame.
        bare = shade.size > 0 and int(np.diff(shade).max(initial=1)) <= _GAP
        light = np.flatnonzero(below > (dark + float(below.max())) / 2)
        lower = row + round(0.4 * radius) + (int(light[0]) if light.size else 0)
        strip = self.grey[
            max(upper - round(0.10 * _NORMAL), 0) : max(upper - round(0.03 * _NORMAL), 1),
            round(x - 0.10 * _NORMAL) : round(x + 0.10 * _NORMAL),
        ]
        plain = 0.0
        if strip.size and bare:
            low, high = np.percentile(strip, (4, 96)) - dark
            plain = float(low / max(high, 1.0))
        return upper - y, lower - y, plain

    def eye(
        self, iris: tuple[float, float], lids: tuple[float, float], shape: tuple[int, ...]
    ) -> Eye:
        """The maps of an eye, in pixels of the cut-out."""
        unit = self.scale * _NORMAL
        c, s = cos(self.tilt), sin(self.tilt)
        u0, v0 = (iris[0] - self.middle[0]) * self.scale, (iris[1] - self.middle[1]) * self.scale
        x0, y0 = self.x + c * u0 - s * v0, self.y + s * u0 + c * v0
        reach = 1.25 * _SLIT * unit
        left, right = max(int(x0 - reach), 0), min(int(x0 + reach) + 1, shape[1])
        top, bottom = max(int(y0 - reach), 0), min(int(y0 + reach) + 1, shape[0])
        x, y = np.meshgrid(
            np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32)
        )
        u = np.float32(c) * (x - np.float32(x0)) + np.float32(s) * (y - np.float32(y0))
        v = np.float32(c) * (y - np.float32(y0)) - np.float32(s) * (x - np.float32(x0))
        upper, lower = self._slit(u, lids)
        rim = upper - np.float32(_LID * unit)
        free = _free(u, v, (upper - np.float32(_LASHES * unit), lower), unit)
        return Eye(left, top, x, y, v, upper, lower, rim, free)

    def _slit(self, u: Floats, lids: tuple[float, float]) -> tuple[Floats, Floats]:
        """The lids as bows between the corners of the eye; they meet beyond them."""
        unit = self.scale * _NORMAL
        bow = np.maximum(1 - (u / np.float32(_SLIT * unit)) ** 2, 0) ** np.float32(_BOW)
        corner = np.float32(0.25 * lids[1] * self.scale)
        up = np.float32(lids[0] * self.scale + _LASHES * unit)
        low = np.float32(lids[1] * self.scale)
        return corner + (up - corner) * bow, corner + (low - corner) * bow


def _are_a_pair(one: Found, other: Found) -> bool:
    (x0, y0, clear0), (x1, y1, clear1) = one, other
    apart = (x1 - x0) / _NORMAL
    level = abs(y1 - y0) < _LEVEL * _NORMAL
    return level and _APART[0] < apart < _APART[1] and min(clear0, clear1) > _CONTRAST


def _are_sure(lids: Sequence[Found]) -> bool:
    """Whether both eyes are open alike, below bare skin."""
    opening = [(low - up) / _NORMAL for up, low, _ in lids]
    alike = max(opening) < 1.5 * min(opening)
    wide = _OPEN[0] < min(opening) and max(opening) < _OPEN[1]
    return alike and wide and all(plain > _PLAIN for _, _, plain in lids)


def _free(u: Floats, v: Floats, slit: tuple[Floats, Floats], unit: float) -> Floats:
    iris, end = _IRIS * unit, 0.97 * _SLIT * unit
    along = 1 - eased((np.abs(u) - np.float32(1.05 * iris)) / np.float32(end - 1.05 * iris))
    upper, lower = slit
    soft = np.float32(0.03 * unit)
    inside = np.minimum(v - upper, lower - v) / soft + np.float32(0.8)
    return np.asarray(along * eased(inside), np.float32)


def _mean_in_disk(grey: Floats, radius: float) -> Floats:
    half = int(radius) + 1
    span = np.arange(-half, half + 1)
    disk = np.clip(radius + 0.5 - np.hypot(span[:, None], span[None]), 0, 1).astype(np.float32)
    return np.asarray(cv2.filter2D(grey, -1, disk / disk.sum()), np.float32)
