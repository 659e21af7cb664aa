"""One subject as a layer: its cut-outs made ready once, then drawn into every frame."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.blocking import Mark, Pose
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.looks import Run, moment

Pixels = NDArray[np.uint8]
_SAME = 1 / 64
"""A share of the next cut-out that nobody sees."""


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

    def draw(self, frame: Pixels, lens: Lens, view: View, pose: Pose, t: float = 0.0) -> None:
        """Paint the card over ``frame`` (RGBA) as seen from ``view``, in place."""
        rgba = self.look(t)
        scale = lens.focal / (self.mark.z - view.z)
        column = lens.width / 2 + scale * (self.mark.x - view.x) - view.pan
        foot = lens.horizon + scale * (lens.eye + view.y - self.mark.base) + view.tilt
        tall, wide = self.mark.height * scale * pose.grown, self.mark.width * scale
        spread = abs(pose.lean) * tall + 2
        x0, x1 = _clip(column - wide / 2 - spread, column + wide / 2 + spread, lens.width)
        y0, y1 = _clip(foot - tall - 2, foot + 2, lens.height)
        if x0 >= x1 or y0 >= y1:
            return
        source_h, source_w = rgba.shape[:2]
        rise = (foot - (np.arange(y0, y1, dtype=np.float32) + 0.5)) / tall
        rows = (1 - rise) * (source_h - 2) + 0.5
        # The lean grows with the square of the height: feet stay where they are.
        bend = pose.lean * tall * np.clip(rise, 0, 1) ** 2
        across = (np.arange(x0, x1, dtype=np.float32) + 0.5 - column) / wide + 0.5
        to_source = (source_w - 2) / wide
        columns = (across * (source_w - 2) + 0.5)[None, :] - (bend * to_source)[:, None]
        shape = columns.shape
        seen = cv2.remap(
            rgba,
            columns.astype(np.float32),
            np.ascontiguousarray(np.broadcast_to(rows.astype(np.float32)[:, None], shape)),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )
        over(frame[y0:y1, x0:x1], np.asarray(seen, np.uint8))


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
