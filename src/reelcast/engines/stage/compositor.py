"""Layers to frames: what is done once per clip, then what is done for every frame."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.board import Style
from reelcast.clip import ClipFormat, Frame
from reelcast.engines.stage import light, shadows
from reelcast.engines.stage.acting.part import Part, moves
from reelcast.engines.stage.acting.stance import Stance
from reelcast.engines.stage.airborne.airborne import Airborne
from reelcast.engines.stage.blocking import Blocking, Mark
from reelcast.engines.stage.bodies.body import Body, body_of
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.finish import Finish
from reelcast.engines.stage.footprint import Footprint, footprint
from reelcast.engines.stage.foreground import Foreground, foregrounds
from reelcast.engines.stage.grading import Grade
from reelcast.engines.stage.layers import Layer, premultiplied
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.looks import Looks
from reelcast.engines.stage.plate import Plate, photograph
from reelcast.engines.stage.reflection import Reflection, reflection
from reelcast.engines.stage.sets.base import Floats, Set
from reelcast.engines.stage.veil import Veil, veil_of
from reelcast.subjects.subject import Subject

Pixels = NDArray[np.uint8]
_SHUTTER = 0.5
"""Share of a frame's time that the shutter is open: 180 degrees, as in films."""


@dataclass(frozen=True, slots=True)
class Staging:
    """Who does what where: ``parts`` are those of the blocking's marks.

    ``subjects`` and ``looks`` are in the order in which the marks count them. ``reach`` is the
    clip's amplitude, 1 is middling; ``style`` the look of the whole film, None its own.
    """

    blocking: Blocking
    parts: tuple[Part, ...]
    subjects: Sequence[Subject]
    looks: Sequence[Looks]
    air: Airborne
    reach: float = 1.0
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Performer:
    """A subject on the set: its card and part, its body, shadow and reflection if it has them."""

    layer: Layer
    part: Part
    body: Body | None
    shadow: Footprint | None
    mirrored: Reflection | None


@dataclass(frozen=True, slots=True)
class Scene:
    """A clip ready to be filmed."""

    staging: Staging
    plate: Plate
    veil: Veil
    performers: tuple[Performer, ...]
    fronts: tuple[Foreground, ...]
    grade: Grade | None
    finish: Finish
    format: ClipFormat

    def frame(self, index: int) -> Frame:
        """Frame ``index``, uint8 RGB ``(height, width, 3)``, a new array each time."""
        seconds = index / self.format.rate
        t = index / max(self.format.frames - 1, 1)
        view = self.staging.blocking.path.at(t)
        lens, picture = self.staging.blocking.lens, self.plate.seen(view, seconds)
        acting = [(one, one.part.at(seconds)) for one in self.performers]
        for one, stance in acting:
            if one.shadow is not None:
                one.shadow.dim(picture, lens, view, stance)
            if one.mirrored is not None:
                one.mirrored.draw(picture, lens, view, stance)
        # Sorting is stable: who is equally far away keeps the order of the marks.
        behind = math.inf
        for one, stance in sorted(acting, key=lambda a: -(a[0].layer.mark.z + a[1].z)):
            z = one.layer.mark.z + stance.z
            self.staging.air.draw(picture, lens, view, seconds, z, behind)
            behind = z
            smear = self._smear(one, stance, view, seconds)
            shown = one.body.drawn(seconds, self.staging.reach) if one.body else None
            one.layer.draw(picture, lens, view, stance, t, self.veil, smear, shown)
        for front in self.fronts:
            front.draw(picture, lens, view)
        self.staging.air.draw(picture, lens, view, seconds, -math.inf, behind)
        _brighten(picture, self.staging.air.flash(seconds))
        frame = cv2.cvtColor(picture, cv2.COLOR_RGBA2RGB).astype(np.uint8, copy=False)
        if self.grade is not None:
            self.grade.apply(frame, index)
        self.finish.apply(frame, index)
        return frame

    def _smear(
        self, one: Performer, stance: Stance, view: View, seconds: float
    ) -> tuple[float, float]:
        """How many pixels a performer goes, across and down, while the shutter is open."""
        then = seconds + _SHUTTER / self.format.rate
        lens, layer = self.staging.blocking.lens, one.layer
        before = layer.seen(lens, view, stance)
        later = self.staging.blocking.path.at(then / self.format.seconds)
        after = layer.seen(lens, later, one.part.at(then))
        return after.column - before.column, after.foot - before.foot


def prepare(place: Set, staging: Staging, clip: ClipFormat, seed: int) -> Scene:
    """Put everybody on their marks in ``place``: shadows, photograph, light match.

    Whoever turns throws the shadow of the first look.
    """
    blocking, parts, looks = staging.blocking, staging.parts, staging.looks
    cards = [(mark, _alpha(looks[mark.subject], mark, blocking.lens)) for mark in blocking.marks]
    moments = [index / clip.rate for index in range(0, clip.frames, clip.rate // 4)]
    going = [moves(part, moments) for part in parts]
    staying = [card for card, goes in zip(cards, going, strict=True) if not goes]
    plate = photograph(place, shadows.shaded(place, staying), blocking.focus)
    performers = []
    for (mark, alpha), part, goes in zip(cards, parts, going, strict=True):
        look, behind = looks[mark.subject], _behind(plate, mark)
        cuts = (
            _lit(_at_size(cut, mark, blocking.lens), mark, place, behind, seed) for cut in look.cuts
        )
        shadow = footprint(place, mark, alpha) if goes else None
        layer = Layer(mark, tuple(cuts), look.runs)
        subject, afloat = staging.subjects[mark.subject], not mark.standing
        body = None if look.runs else body_of(subject, layer.cuts[0], seed, afloat)
        mirrored = reflection(layer, place.gloss)
        performers.append(Performer(layer, part, body, shadow, mirrored))
    finish = Finish.of(clip.width, clip.height, seed)
    fronts = foregrounds(place, blocking.focus)
    veil = veil_of(place, plate)
    grade = Grade.of(staging.style, clip.width, clip.height, seed)
    return Scene(staging, plate, veil, tuple(performers), fronts, grade, finish, clip)


def _brighten(picture: Pixels, by: float) -> None:
    """Lightning, in place."""
    if by > 1:
        cv2.convertScaleAbs(picture, dst=picture, alpha=by)


def _lit(cut: Pixels, mark: Mark, place: Set, behind: Floats, seed: int) -> Pixels:
    """A cut-out in the set's light, premultiplied, with soft cuts and grass before its feet."""
    matched = light.match(cut, place.light, behind)
    matched[..., 3] = light.feather(matched[..., 3], mark.soft)
    if mark.standing and place.cover:
        matched[..., 3] = _in_the_grass(matched[..., 3], mark, place.cover, seed)
    if mark.sunk:
        matched[..., 3] = _in_the_water(matched[..., 3], mark)
    return premultiplied(matched)


def _alpha(look: Looks, mark: Mark, lens: Lens) -> Pixels:
    return np.ascontiguousarray(_at_size(look.cuts[0], mark, lens)[..., 3])


def _at_size(rgba: Pixels, mark: Mark, lens: Lens) -> Pixels:
    """The cut-out at the size at which it is seen from the resting place."""
    tall = max(round(mark.height * lens.focal / mark.z), 2)
    wide = max(round(mark.width * lens.focal / mark.z), 2)
    shrinking = tall < rgba.shape[0]
    size = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return cv2.resize(rgba, (wide, tall), interpolation=size).astype(np.uint8, copy=False)


def _behind(plate: Plate, mark: Mark) -> Floats:
    """The blurred linear picture around a mark, about 64 cells wide."""
    lens = plate.lens
    scale = lens.focal / mark.z
    left = lens.plate_centre + (mark.x - mark.width / 2) * scale
    top = lens.plate_horizon + (lens.eye - mark.base - mark.height) * scale
    high, wide = plate.rgba.shape[:2]
    x0, x1 = int(np.clip(left, 0, wide - 2)), int(np.clip(left + mark.width * scale, 2, wide))
    y0, y1 = int(np.clip(top, 0, high - 2)), int(np.clip(top + mark.height * scale, 2, high))
    part = plate.rgba[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1), :3]
    small = cv2.resize(part, (48, 48), interpolation=cv2.INTER_AREA)
    return np.asarray(
        cv2.GaussianBlur(light.linear(np.asarray(small, np.uint8)), (0, 0), 3), np.float32
    )


def _in_the_water(alpha: Pixels, mark: Mark) -> Pixels:
    """Take away what is under a waterline that laps a little."""
    high, wide = alpha.shape
    metre = high / mark.height
    x = np.arange(wide, dtype=np.float32) / metre
    lap = 0.012 * np.sin(9 * x + mark.phase) + 0.007 * np.sin(23 * x + 2 * mark.phase)
    line = high - (mark.sunk + lap) * metre
    rows = np.arange(high, dtype=np.float32)[:, None]
    above = np.clip((line[None, :] - rows) / 3 + 0.5, 0, 1)
    return np.asarray(alpha * above + 0.5, np.uint8)


def _in_the_grass(alpha: Pixels, mark: Mark, cover: float, seed: int) -> Pixels:
    """Let blades of grass, up to ``cover`` metres high, stand before the feet."""
    high, wide = alpha.shape
    metre = high / mark.height
    rng = np.random.default_rng((seed, mark.subject))
    tips = np.zeros(wide, np.float32)
    for _ in range(int(wide / metre * 160)):
        blade = max(rng.uniform(0.004, 0.009) * metre, 0.8)
        at = rng.uniform(0, wide)
        tip = cover * metre * rng.uniform(0.1, 1.0) ** 1.7
        first, last = int(max(at - blade, 0)), int(min(at + blade + 1, wide))
        slope = np.abs(np.arange(first, last) + 0.5 - at) / blade
        tips[first:last] = np.maximum(tips[first:last], tip * np.clip(1 - slope, 0, 1))
    # What stands farther back, a rear wheel, has its own grass: blades grow from each foot.
    ground = np.full(wide, -1e6, np.float32)
    for left, right, up in shadows.feet(alpha):
        pad = int(0.04 * high)
        ground[max(left - pad, 0) : right + pad] = up
    above = high - np.arange(high, dtype=np.float32)[:, None]
    gone = np.clip(((ground + tips)[None, :] - above) / 2 + 0.5, 0, 1)
    gone = cv2.GaussianBlur(gone.astype(np.float32), (0, 0), 0.6)
    return np.asarray(alpha * (1 - gone) + 0.5, np.uint8)
