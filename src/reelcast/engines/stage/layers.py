"""One subject as a layer: its cut-outs made ready once, then drawn into every frame."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.acting.stance import Stance
from reelcast.engines.stage.blocking import Mark
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.looks import Run, moment
from reelcast.engines.stage.veil import Veil

Pixels = NDArray[np.uint8]
Maps = NDArray[np.float32]
Shown = tuple[Pixels, tuple[int, int]]
"""uint8 RGBA premultiplied with a border of one pixel, and where in the cut-out its corner lies."""
Box = tuple[int, int, int, int]
"""A part of the frame: columns from, to, rows from, to."""
_SAME = 1 / 64
"""A share of the next cut-out that nobody sees."""
_UNSEEN = 2
"""Pixels: a smear of less is no more than the lens's own softness."""
_SHRINKS = 0.6
"""Shown at a smaller share of its own size, a cut-out is made smaller first."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A card at its mark.

    ``cuts`` are uint8 sRGB of one size, *premultiplied*, with one pixel of border; ``runs`` say
    when which of them is seen.
    """

    mark: Mark
    cuts: tuple[Pixels, ...]
    runs: tuple[Run, ...] = ()

    def look(self, t: float) -> Pixels:
        """The cut-out at share ``t`` of the clip."""
        place, share = moment(self.runs, t)
        if share < _SAME:
            return self.cuts[place]
        mixed = cv2.addWeighted(self.cuts[place], 1 - share, self.cuts[place + 1], share, 0)
        return np.asarray(mixed, np.uint8)

    def draw(
        self,
        frame: Pixels,
        lens: Lens,
        view: View,
        stance: Stance,
        t: float = 0.0,
        veil: Veil | None = None,
        smear: tuple[float, float] = (0.0, 0.0),
        shown: Shown | None = None,
    ) -> None:
        """Paint the card over ``frame`` (RGBA) as seen from ``view`` through ``veil``, in place.

        ``smear`` is how many pixels it goes, across and down, while the shutter is open; ``shown``
        is what to show instead of the look at share ``t`` of the clip.
        """
        card = self.seen(lens, view, stance)
        rgba, corner = shown or (self.look(t), (0, 0))
        high, wide = self.cuts[0].shape[:2]
        beyond = max(-corner[0], -corner[1], rgba.shape[1] + corner[0] - wide, 0)
        x0, x1, y0, y1 = box = card.box(lens, smear=smear, beyond=beyond * card.tall / high)
        if x0 >= x1 or y0 >= y1:
            return
        done = smeared(drawn(rgba, card, box, (wide, high), corner), smear)
        if veil is not None:
            done = veil.over(done, self.mark.z + stance.z - view.z)
        over(frame[y0:y1, x0:x1], done)

    def seen(self, lens: Lens, view: View, stance: Stance) -> "Card":
        """Where it lies in the frame."""
        mark = self.mark
        z = mark.z + stance.z
        base = mark.base
        if not mark.standing and base < 0 and stance.z:
            # What ends below the picture goes on ending there, wherever it goes.
            base = lens.eye - (lens.eye - base) * z / mark.z
        scale = lens.focal / max(z - view.z, 0.05)
        return Card(
            column=lens.width / 2 + scale * (mark.x + stance.x - view.x) - view.pan,
            foot=lens.horizon + scale * (lens.eye + view.y - base - stance.y) + view.tilt,
            tall=mark.height * scale * stance.grown,
            wide=mark.width * scale / math.sqrt(stance.grown),
            ground=lens.horizon + scale * (lens.eye + view.y) + view.tilt,
            lean=stance.lean,
            turn=stance.turn,
        )


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it lies in the frame, in pixels: the middle of its foot, its size, its tilt.

    ``ground`` is the row of the ground under it.
    """

    column: float
    foot: float
    tall: float
    wide: float
    ground: float
    lean: float
    turn: float

    def box(
        self,
        lens: Lens,
        mirrored: bool = False,
        smear: tuple[float, float] = (0.0, 0.0),
        beyond: float = 0.0,
    ) -> Box:
        """The part of the frame that it, or what the ground mirrors of it, can cover.

        ``beyond`` is how many pixels more there is on each side.
        """
        across = self.wide / 2 + abs(self.lean) * self.tall + beyond + 2
        tall = self.tall / 2 + beyond + 2
        if self.turn:
            across = tall = math.hypot(across, tall)
        across, tall = across + abs(smear[0]) / 2, tall + abs(smear[1]) / 2
        middle = self.foot - self.tall / 2
        if mirrored:
            middle = 2 * self.ground - middle
        x0, x1 = _clip(self.column - across, self.column + across, lens.width)
        return x0, x1, *_clip(middle - tall, middle + tall, lens.height)

    def sources(self, box: Box, wide: int, high: int, mirrored: bool) -> tuple[Maps, Maps]:
        """The column and row of a ``wide`` x ``high`` cut-out that is seen in each pixel."""
        x = np.arange(box[0], box[1], dtype=np.float32) + np.float32(0.5 - self.column)
        y = np.arange(box[2], box[3], dtype=np.float32) + np.float32(0.5)
        y = (2 * self.ground - y if mirrored else y) - np.float32(self.foot)
        to_source = np.float32((wide - 2) / self.wide)
        across, up = x[None, :], -y[:, None]
        if self.turn:
            c, s = np.float32(math.cos(self.turn)), np.float32(math.sin(self.turn))
            half = np.float32(self.tall / 2)
            across, up = across * c - (up - half) * s, across * s + (up - half) * c + half
        rise = up * np.float32(1 / self.tall)
        # The lean grows with the square of the height: feet stay where they are.
        bend = np.float32(self.lean * self.tall) * np.clip(rise, 0, 1) ** 2
        columns = (across - bend) * to_source + np.float32((wide - 2) / 2 + 0.5)
        rows = (1 - rise) * np.float32(high - 2) + np.float32(0.5)
        return columns, np.ascontiguousarray(np.broadcast_to(rows, columns.shape))


def drawn(
    rgba: Pixels,
    card: Card,
    box: Box,
    size: tuple[int, int],
    corner: tuple[int, int] = (0, 0),
    mirrored: bool = False,
) -> Pixels:
    """What is seen of a card in ``box``, or of its mirror image below.

    ``rgba`` lies with its corner at ``corner`` (x, y) of a cut-out of ``size`` (width, height).
    """
    share = card.tall / (size[1] - 2)
    if share < _SHRINKS:
        # Seen much smaller it would flicker.
        rgba = _smaller(rgba, share)
        size = (max(round((size[0] - 2) * share), 1) + 2, max(round((size[1] - 2) * share), 1) + 2)
        corner = (round(corner[0] * share), round(corner[1] * share))
    columns, rows = card.sources(box, *size, mirrored)
    if corner != (0, 0):
        columns, rows = columns - np.float32(corner[0]), rows - np.float32(corner[1])
    seen = cv2.remap(rgba, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(seen, np.uint8)


def _smaller(rgba: Pixels, share: float) -> Pixels:
    """A cut-out with its border, all but that made smaller."""
    inner = rgba[1:-1, 1:-1]
    size = (max(round(inner.shape[1] * share), 1), max(round(inner.shape[0] * share), 1))
    small = cv2.resize(inner, size, interpolation=cv2.INTER_AREA)
    return np.pad(np.asarray(small, np.uint8), ((1, 1), (1, 1), (0, 0)))


def smeared(rgba: Pixels, smear: tuple[float, float]) -> Pixels:
    """Premultiplied RGBA as a shutter sees it that is open while all goes ``smear`` pixels."""
    across, down = (round(abs(far)) for far in smear)
    if max(across, down) < _UNSEEN:
        return rgba
    return np.asarray(cv2.blur(rgba, (max(across, 1), max(down, 1))), np.uint8)


def _clip(low: float, high: float, size: int) -> tuple[int, int]:
    return max(int(np.floor(low)), 0), min(int(np.ceil(high)), size)


def over(below: Pixels, above: Pixels) -> None:
    """Premultiplied ``above`` over ``below``, in place; alpha of ``below`` is not kept."""
    through = cv2.bitwise_not(cv2.extractChannel(above, 3))
    dimmed = cv2.multiply(below, cv2.merge([through] * 4), scale=1 / 255)
    cv2.add(dimmed, above, dst=below)


def premultiplied(rgba: Pixels) -> Pixels:
    """Straight RGBA to premultiplied, with a transparent border of one pixel."""
    alpha = cv2.cvtColor(np.ascontiguousarray(rgba[..., 3]), cv2.COLOR_GRAY2RGB)
    colour = cv2.multiply(np.ascontiguousarray(rgba[..., :3]), alpha, scale=1 / 255)
    return np.pad(np.dstack([colour, rgba[..., 3]]), ((1, 1), (1, 1), (0, 0)))
