"""What sticks out of an animal or a plant sways; plants and cloth bend in the air.

Tails, ears and twigs are what is left of a silhouette when its widest circle has rolled along its
inside. Feet and what the photograph cuts stay where they are.
"""

from dataclasses import dataclass
from math import ceil, radians

import cv2
import numpy as np

from reelcast.engines.stage.bodies.glances import Drift, breath, drift
from reelcast.engines.stage.bodies.limbs import Body, Found, limbs_of
from reelcast.engines.stage.bodies.rubber import Drawn, Floats, Pixels, Rubber, eased
from reelcast.kind import Kind
from reelcast.subjects.subject import Edge, Subject

_WIDEST = radians(10)
_BREATH = 0.010
_BEND = 0.045
"""How far the top of a plant goes, in its heights."""
_RUFFLE = 0.006


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture that bends and breathes; it begins at ``left``, ``top`` of the cut-out.

    ``bend`` is 0 where a plant or a cloth is held to 1 at its loose end, empty for what does not
    bend; ``chest`` is 1 in the middle of what breathes, empty for what does not. ``x`` and ``y``
    are where the grid is, from the body's middle; ``high`` is the cut-out's height.
    """

    rubber: Rubber
    left: int
    top: int
    bend: Floats
    chest: Floats
    x: Floats
    y: Floats
    high: int

    @classmethod
    def of(cls, rubber: Rubber, at: tuple[int, int], subject: Subject, body: Body) -> "Sheet":
        """A sheet of the cut-out of ``subject`` that begins ``at`` (column, row) there."""
        x, y = rubber.x + np.float32(at[0]), rubber.y + np.float32(at[1])
        breathes = subject.profile.kind is Kind.ANIMAL
        bend = _nothing() if breathes else _bend(y, body.high, subject)
        chest = _chest(x, y, body, subject) if breathes else _nothing()
        x, y = x - np.float32(body.middle[0]), y - np.float32(body.middle[1])
        return cls(rubber, at[0], at[1], bend, chest, x, y, body.high)

    def pull(self, air: "Air", seconds: float, reach: float) -> tuple[Floats, Floats]:
        """How far each point of the grid goes, by where it comes from."""
        dx, dy = np.zeros_like(self.x), np.zeros_like(self.x)
        if self.bend.size:
            dx, dy = self._bent(air, seconds, reach)
        if self.chest.size:
            full = min(_BREATH * reach, 0.015) * (breath(0.33 * seconds + air.phase) - 0.4)
            swell = self.chest * np.float32(full)
            dx, dy = dx + swell * self.x, dy + swell * self.y
        return dx, dy

    def _bent(self, air: "Air", seconds: float, reach: float) -> tuple[Floats, Floats]:
        """A gust that reaches the loose end last, and a ruffle that runs over the leaves."""
        early, late = air.wind.at(seconds), air.wind.at(seconds - 0.3)
        gust = np.float32(early) * (1 - self.bend) + np.float32(late) * self.bend
        lean = self.bend * gust * np.float32(min(_BEND * reach, 0.08) * self.high)
        wave = self.x * np.float32(11 / self.high) + self.y * np.float32(7 / self.high)
        wave = np.sin(wave - np.float32(5.2 * seconds + air.phase))
        ruffle = self.bend * wave * np.float32(_RUFFLE * min(reach, 1.5) * self.high)
        # What leans over comes down a little.
        down = np.float32(0.6) * ruffle + np.abs(lean) * self.bend * np.float32(0.12)
        return np.asarray(lean + ruffle, np.float32), np.asarray(down, np.float32)


@dataclass(frozen=True, slots=True)
class Air:
    """What moves everything alike: gusts, and the beginning (0 to 1) of waves and breaths."""

    wind: Drift
    phase: float


@dataclass(frozen=True, slots=True)
class Limb:
    """What sticks out, as a sheet of its own. ``share`` is 0 at its root and 1 at its tip.

    ``x`` and ``y`` are where its grid is, from the root; ``least`` and ``most`` in radians how far
    it turns at middling reach, positive clockwise.
    """

    sheet: Sheet
    share: Floats
    x: Floats
    y: Floats
    least: float
    most: float
    waves: bool
    drift: Drift

    def pull(self, air: Air, seconds: float, reach: float) -> tuple[Floats, Floats]:
        """How far each point of the grid goes, by where it comes from."""
        dx, dy = self.sheet.pull(air, seconds, reach)
        # The tip comes after the root.
        root = np.float32(self._angle(seconds, reach))
        tip = np.float32(self._angle(seconds - 0.22, reach)) if self.waves else root
        turn = self.share * (root + self.share * (tip - root))
        across, down = dx - turn * self.y, dy + turn * self.x
        return np.asarray(across, np.float32), np.asarray(down, np.float32)

    def _angle(self, seconds: float, reach: float) -> float:
        turn = self.drift.at(seconds)
        if not self.waves:
            # An ear rests, and turns now and then.
            flick = min(max(abs(turn) - 0.3, 0.0) / 0.5, 1.0)
            turn = 0.2 * turn + (0.8 if turn > 0 else -0.8) * flick * flick * (3 - 2 * flick)
        least, most = max(self.least * reach, -_WIDEST), min(self.most * reach, _WIDEST)
        return (most + least) / 2 + (most - least) / 2 * turn


@dataclass(frozen=True, slots=True)
class Soft:
    """Pure functions of time: a body, and limbs that are drawn beside it."""

    body: Sheet
    limbs: tuple[Limb, ...]
    air: Air

    @classmethod
    def of(cls, subject: Subject, cut: Pixels, seed: int = 0) -> "Soft | None":
        """``cut``: uint8 ``(H, W, 4)``, premultiplied, as shown, with one transparent pixel around.

        None for what is neither animal nor plant nor cloth.
        """
        kind = subject.profile.kind
        if kind not in (Kind.ANIMAL, Kind.PLANT, Kind.CLOTHING):
            return None
        rng = np.random.default_rng(seed)
        body, found = limbs_of(subject, cut)
        left = cut
        limbs = []
        for one in found if kind is not Kind.CLOTHING else []:
            limb, left = _taken_off(one, left, subject, body, rng)
            limbs.append(limb)
        sheet = Sheet.of(Rubber.of(left, _room(subject, cut)), (0, 0), subject, body)
        air = Air(drift(rng, 0.26), float(rng.uniform(0, 1)))
        return cls(sheet, tuple(limbs), air)

    def drawn(self, seconds: float, reach: float) -> Drawn:
        """The cut-out at a moment; its corner lies at less than 0, 0. ``reach`` 1 is middling."""
        picture, (left, top) = _drawn(self.body.rubber, self.body.pull(self.air, seconds, reach))
        for limb in self.limbs:
            pull = limb.pull(self.air, seconds, reach)
            part, corner = _drawn(limb.sheet.rubber, pull)
            _add(
                picture,
                part,
                (limb.sheet.left + corner[0] - left, limb.sheet.top + corner[1] - top),
            )
        return picture, (left, top)


def _drawn(rubber: Rubber, pull: tuple[Floats, Floats]) -> Drawn:
    return rubber.pulled(*rubber.pulled_from(*pull))


def _add(picture: Pixels, part: Pixels, at: tuple[int, int]) -> None:
    """Add ``part`` where it belongs, in place: together they were one picture."""
    x0, y0 = max(at[0], 0), max(at[1], 0)
    x1 = min(at[0] + part.shape[1], picture.shape[1])
    y1 = min(at[1] + part.shape[0], picture.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    there = picture[y0:y1, x0:x1]
    cv2.add(there, part[y0 - at[1] : y1 - at[1], x0 - at[0] : x1 - at[0]], dst=there)


def _taken_off(
    found: Found, cut: Pixels, subject: Subject, body: Body, rng: np.random.Generator
) -> tuple[Limb, Pixels]:
    """A limb as a sheet of its own, and the cut-out without it."""
    mine = cv2.resize(found.own, cut.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    own = np.asarray(np.clip(mine, 0, 1) * 255 + 0.5, np.uint8)
    part = cv2.multiply(cut, cv2.merge([own] * 4), scale=1 / 255)
    rows, columns = np.nonzero(own)
    x0, x1 = max(int(columns.min()) - 1, 0), int(columns.max()) + 2
    y0, y1 = max(int(rows.min()) - 1, 0), int(rows.max()) + 2
    room = ceil(0.2 * max(x1 - x0, y1 - y0)) + 4
    rubber = Rubber.of(np.ascontiguousarray(part[y0:y1, x0:x1]), (room, room, room, room))
    x = rubber.x + np.float32(x0 - found.root[0])
    y = rubber.y + np.float32(y0 - found.root[1])
    limb = Limb(
        sheet=Sheet.of(rubber, (x0, y0), subject, body),
        share=_sampled(found.share, rubber, (x0, y0), cut),
        x=x,
        y=y,
        least=-found.room[0],
        most=found.room[1],
        waves=found.long,
        drift=drift(rng, 0.38 if found.long else 0.27),
    )
    return limb, np.asarray(cv2.subtract(cut, part), np.uint8)


def _sampled(small: Floats, rubber: Rubber, at: tuple[int, int], cut: Pixels) -> Floats:
    """A small map of the cut-out at the points of a grid that begins ``at`` in it."""
    across, down = small.shape[1] / cut.shape[1], small.shape[0] / cut.shape[0]
    sampled = cv2.remap(
        small,
        (rubber.x + np.float32(at[0] + 0.5)) * np.float32(across) - np.float32(0.5),
        (rubber.y + np.float32(at[1] + 0.5)) * np.float32(down) - np.float32(0.5),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(sampled, np.float32)


def _bend(y: Floats, high: int, subject: Subject) -> Floats:
    """0 at the base of a plant; cloth that does not stand hangs from its top."""
    up = (np.float32(high - 2) - y) / np.float32(high - 2)
    hangs = subject.profile.kind is Kind.CLOTHING and subject.profile.contact is None
    loose = 1 - up if hangs and not subject.is_bust else up
    return np.asarray(np.clip(loose, 0, 1.1) ** np.float32(1.7), np.float32)


def _chest(x: Floats, y: Floats, body: Body, subject: Subject) -> Floats:
    """Where an animal swells: around the middle of its body, not at its feet."""
    u = (x - np.float32(body.middle[0])) / np.float32(0.45 * body.wide)
    v = (y - np.float32(body.middle[1])) / np.float32(0.45 * body.high)
    away = np.asarray(np.exp(-2 * (u * u + v * v)), np.float32)
    if subject.profile.contact is None and not subject.is_bust:
        return away
    return np.asarray(away * eased((body.high - 1 - y) / np.float32(0.25 * body.high)))


def _room(subject: Subject, cut: Pixels) -> tuple[int, int, int, int]:
    """How far the sheet may grow."""
    room = ceil(0.10 * max(cut.shape[:2]))
    held = subject.cut_by
    return (
        0 if Edge.LEFT in held else room,
        0 if Edge.TOP in held else room,
        0 if Edge.RIGHT in held else room,
        0 if subject.is_bust or subject.profile.contact is not None else room,
    )


def _nothing() -> Floats:
    return np.zeros(0, np.float32)
