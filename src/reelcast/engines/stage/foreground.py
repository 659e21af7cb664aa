"""What of a set stands before the subjects, photographed once and laid over every frame."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.camera import View
from reelcast.engines.stage.layers import over
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats, Front, Set

_SOFTEST = 0.02
"""The widest blur, in frame heights: beyond it leaves are mere clouds."""


@dataclass(frozen=True, slots=True)
class Foreground:
    """``rgba`` is uint8 sRGB, premultiplied; its corner is at ``left``, ``top`` of the plate.

    ``nearness`` is 1 / z.
    """

    rgba: NDArray[np.uint8]
    left: int
    top: int
    nearness: float

    def draw(self, frame: NDArray[np.uint8], lens: Lens, view: View) -> None:
        """Lay it over ``frame`` (RGBA) as seen from ``view``, in place."""
        grown = 1 / (1 - view.z * self.nearness)
        aside, up = lens.focal * view.x * self.nearness, lens.focal * view.y * self.nearness
        x = (self.left - lens.plate_centre - aside) * grown + lens.width / 2 - view.pan
        y = (self.top - lens.plate_horizon + up) * grown + lens.horizon + view.tilt
        high, wide = self.rgba.shape[:2]
        x0, x1 = max(int(x), 0), min(int(x + wide * grown) + 1, lens.width)
        y0, y1 = max(int(y), 0), min(int(y + high * grown) + 1, lens.height)
        if x0 >= x1 or y0 >= y1:
            return
        seen = cv2.warpAffine(
            self.rgba,
            np.array([[grown, 0, x - x0], [0, grown, y - y0]]),
            (x1 - x0, y1 - y0),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )
        over(frame[y0:y1, x0:x1], np.asarray(seen, np.uint8))


def foregrounds(place: Set, focus: float) -> tuple[Foreground, ...]:
    """Photograph the fronts of a set, the farthest first, in focus at ``focus`` metres."""
    return tuple(_photographed(front, place, focus) for front in _far_to_near(place.fronts))


def _far_to_near(fronts: Sequence[Front]) -> list[Front]:
    return sorted(fronts, key=lambda front: -front.z)


def _photographed(front: Front, place: Set, focus: float) -> Foreground:
    # Late: its kernels must be decorated after their cache folder is known.
    from reelcast.engines.stage.kernels.film import develop

    lens = place.lens
    circle = place.aperture * min(lens.width, lens.height) * abs(1 / focus - 1 / front.z)
    blur = min(circle, _SOFTEST * lens.height) / 2
    room = math.ceil(3 * blur)
    radiance, alpha = (_blurred(layer, blur, room) for layer in (front.radiance, front.alpha))
    opaque = np.clip(alpha, 0, 1)[..., None]
    rgba = np.empty((*alpha.shape, 4), np.uint8)
    develop(np.ascontiguousarray(radiance / np.maximum(opaque, 1e-3), np.float32), rgba)
    rgba[..., :3] = (rgba[..., :3] * opaque + 0.5).astype(np.uint8)
    rgba[..., 3] = (255 * opaque[..., 0] + 0.5).astype(np.uint8)
    return Foreground(rgba, front.left - room, front.top - room, 1 / front.z)


def _blurred(layer: Floats, sigma: float, room: int) -> Floats:
    """Out of focus, with ``room`` pixels more on each side to spread into."""
    if room == 0:
        return layer
    wider = cv2.copyMakeBorder(layer, room, room, room, room, cv2.BORDER_CONSTANT)
    return np.asarray(cv2.GaussianBlur(wider, (0, 0), sigma), np.float32)
