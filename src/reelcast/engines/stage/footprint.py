"""The shadow of whoever leaves the mark: taken up from the ground once, laid down in each frame."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.acting.stance import Stance
from reelcast.engines.stage.blocking import Mark
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats, Set
from reelcast.engines.stage.shadows import left_of_light, to_plate

Pixels = NDArray[np.uint8]
_SIDE = 384
"""Cells of the texture along each side."""
_REACH = 1.6
"""How far from its mark a subject darkens the ground, in its heights."""
_NEAREST = 0.45
"""Ground nearer than this share of the mark's distance is not kept: the camera may be there."""
_GREY = 0.18
_HIGH = 0.55
"""At so many of its heights above the ground a subject no longer darkens what is under it."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """``left`` is uint8 RGBA ``(384, 384, 4)``: the share of sRGB values that is left, 255 all.

    ``corner`` (x, z) is where its first cell lies on the ground and ``cell`` how large it is, both
    in metres; ``slip`` is where a shadow goes as its owner rises, in metres per metre.
    """

    left: Pixels
    corner: tuple[float, float]
    cell: tuple[float, float]
    height: float
    slip: tuple[float, float]

    def dim(self, frame: Pixels, lens: Lens, view: View, stance: Stance) -> None:
        """Darken ``frame`` (RGBA) where the ground lies in the shadow, in place."""
        shown = 1 - min(max(stance.y, 0.0) / (_HIGH * self.height), 1.0)
        if shown <= 0:
            return
        whole = self._seen(lens, view, stance)
        x0, y0, x1, y1 = _box(whole, lens)
        if x0 >= x1 or y0 >= y1:
            return
        whole = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1.0]]) @ whole
        left = cv2.warpPerspective(
            self.left,
            whole,
            (x1 - x0, y1 - y0),
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255,) * 4,
        )
        if shown < 1:
            left = cv2.addWeighted(left, shown, left, 0, 255 * (1 - shown))
        part = frame[y0:y1, x0:x1]
        cv2.multiply(part, np.asarray(left, np.uint8), dst=part, scale=1 / 255)

    def _seen(self, lens: Lens, view: View, stance: Stance) -> NDArray[np.float64]:
        """Homography from the texture's cells to the frame's pixels."""
        (x, z), (wide, deep) = self.corner, self.cell
        x += stance.x + self.slip[0] * max(stance.y, 0)
        z += stance.z + self.slip[1] * max(stance.y, 0)
        to_ground = np.array([[wide, 0, x - view.x], [0, deep, z - view.z], [0, 0, 1.0]])
        # A pixel's number is that of its middle.
        column, row = lens.width / 2 - view.pan - 0.5, lens.horizon + view.tilt - 0.5
        rise = lens.focal * (lens.eye + view.y)
        return np.asarray(
            np.array([[lens.focal, column, 0], [0, row, rise], [0, 1, 0]]) @ to_ground
        )


def footprint(place: Set, mark: Mark, alpha: Pixels) -> Footprint | None:
    """The shadow of a card with ``alpha`` on its mark in ``place``, None if it casts none."""
    kept = left_of_light(place, [(mark, alpha)])
    if kept is None:
        return None
    half = _REACH * mark.height + mark.width / 2
    near = max(_NEAREST * mark.z, mark.z - half)
    corner, cell = (mark.x - half, near), (2 * half / _SIDE, (mark.z + half - near) / _SIDE)
    cells = np.array([[cell[0], 0, corner[0]], [0, cell[1], corner[1]], [0, 0, 1.0]])
    taken = cv2.warpPerspective(
        kept,
        to_plate(place.lens).astype(np.float64) @ cells,
        (_SIDE, _SIDE),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    up = max(place.light.towards[1], 0.35)
    slip = (-place.light.towards[0] / up, -place.light.towards[2] / up)
    left = _on_film(_faded(np.asarray(taken, np.float32)))
    return Footprint(left, corner, cell, mark.height, slip)


def _faded(left: Floats) -> Floats:
    """The texture with edges that darken nothing."""
    ramp = np.clip(np.minimum(np.arange(_SIDE), np.arange(_SIDE)[::-1]) / 24, 0, 1)
    share = (ramp[:, None] * ramp[None, :]).astype(np.float32)[..., None]
    return np.asarray(1 - (1 - left) * share, np.float32)


def _on_film(left: Floats) -> Pixels:
    """Shares of the light as shares of sRGB values: what film makes of mid-grey in such light."""
    # Late: its kernels must be decorated after their cache folder is known.
    from reelcast.engines.stage.kernels.film import develop

    # One more row, in full light, tells what the others are shares of.
    exposed = np.full((left.shape[0] + 1, left.shape[1], 3), _GREY, np.float32)
    exposed[:-1] *= np.clip(left, 0, 1)
    rgba = np.empty((*exposed.shape[:2], 4), np.uint8)
    develop(exposed, rgba)
    shares = 255 * rgba[:-1].astype(np.float32) / np.maximum(rgba[-1:], 1)
    return np.asarray(np.clip(shares + 0.5, 0, 255), np.uint8)


def _box(whole: NDArray[np.float64], lens: Lens) -> tuple[int, int, int, int]:
    """The frame's part in which the texture is seen: left, top, right, bottom."""
    corners = np.array([[0, _SIDE, 0, _SIDE], [0, 0, _SIDE, _SIDE], [1, 1, 1, 1]])
    seen = whole @ corners
    if (seen[2] <= 1e-6).any():
        return 0, max(int(lens.horizon), 0), lens.width, lens.height
    x, y = seen[0] / seen[2], seen[1] / seen[2]
    return (
        max(int(x.min()), 0),
        max(int(y.min()), 0),
        min(int(x.max()) + 2, lens.width),
        min(int(y.max()) + 2, lens.height),
    )
