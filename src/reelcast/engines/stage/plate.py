"""A set photographed once, and re-photographed from nearby for every frame by warping by depth."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import COARSE, Does, Floats, Set
from reelcast.engines.stage.stirring import CELL, Stirring

_CELL = 8
"""The warp is computed on every eighth pixel and grown: depth has no finer detail."""
_STEPS = 3
"""Fixed-point steps from a frame pixel to the plate pixel that is seen there."""


@dataclass(frozen=True, slots=True)
class Plate:
    """``rgba`` is the uint8 sRGB photograph of the whole set, A = 255.

    Four channels because ``cv2.remap`` is 2.6 times faster on four than on three. ``nearness`` is
    1 / z at a quarter of its size; ``drift`` moves the clouds, in pixels per second;
    ``stirring`` is what else moves by itself.
    """

    lens: Lens
    rgba: NDArray[np.uint8]
    nearness: Floats
    drift: float
    stirring: Stirring

    def seen(self, view: View, seconds: float) -> NDArray[np.uint8]:
        """The frame from ``view``: uint8 RGBA ``(height, width, 4)``, the caller's to keep."""
        columns, rows = self._sources(view, seconds)
        stirring = self.stirring
        if not stirring.stirs:
            return self._picture(self._grown(columns, _CELL), self._grown(rows, _CELL))
        columns, rows = self._finer(columns), self._finer(rows)
        across, along = stirring.shifts(columns, rows, seconds)
        picture = self._picture(
            self._grown(columns - across, CELL), self._grown(rows - along, CELL)
        )
        if stirring.has(Does.GLEAM):
            from reelcast.engines.stage.kernels.stir import gleam

            gleam(picture, stirring.gain(columns, rows, seconds))
        return picture

    def _picture(self, columns: Floats, rows: Floats) -> NDArray[np.uint8]:
        """What lies at every plate column and row, ``(height, width)`` each."""
        return cv2.remap(  # type: ignore[return-value]
            self.rgba, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
        )

    def _sources(self, view: View, seconds: float) -> tuple[Floats, Floats]:
        """The plate column and row seen in every cell of the frame, and in one more around it."""
        lens = self.lens
        wide, high = -(-lens.width // _CELL) + 2, -(-lens.height // _CELL) + 2
        x = (np.arange(wide, dtype=np.float32) - 0.5) * _CELL - 0.5 - lens.width / 2 + view.pan
        y = (np.arange(high, dtype=np.float32) - 0.5) * _CELL - 0.5 - lens.horizon - view.tilt
        u, v = np.meshgrid(x, y)
        at_u, at_v = u, v
        for _ in range(_STEPS):
            near = self._nearness(at_u, at_v)
            at_u = u * (1 - view.z * near) + lens.focal * view.x * near
            at_v = v * (1 - view.z * near) - lens.focal * view.y * near
        at_u = at_u + np.float32(lens.plate_centre)
        at_v = at_v + np.float32(lens.plate_horizon)
        if self.drift:
            sky = np.clip((lens.plate_horizon * 0.6 - at_v) / (lens.plate_horizon * 0.5), 0, 1)
            at_u = at_u + self.drift * seconds * sky
        return at_u.astype(np.float32), at_v.astype(np.float32)

    def _nearness(self, u: Floats, v: Floats) -> Floats:
        columns = ((u + self.lens.plate_centre + 0.5) / COARSE - 0.5).astype(np.float32)
        rows = ((v + self.lens.plate_horizon + 0.5) / COARSE - 0.5).astype(np.float32)
        return cv2.remap(  # type: ignore[return-value]
            self.nearness, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )

    def _finer(self, cells: Floats) -> Floats:
        """From cells of the warp to cells of half their side, again with one more around."""
        size = (cells.shape[1] * 2, cells.shape[0] * 2)
        finer = cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR)
        high, wide = -(-self.lens.height // CELL) + 2, -(-self.lens.width // CELL) + 2
        return np.ascontiguousarray(finer[1 : 1 + high, 1 : 1 + wide])

    def _grown(self, cells: Floats, side: int) -> Floats:
        """From one value per cell of ``side`` pixels, with one more around, to one per pixel."""
        size = (cells.shape[1] * side, cells.shape[0] * side)
        grown = cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR)
        return np.ascontiguousarray(
            grown[side : side + self.lens.height, side : side + self.lens.width]
        )


def photograph(place: Set, radiance: Floats, focus: float) -> Plate:
    """Photograph a set's ``radiance`` (possibly shaded), in focus at ``focus`` metres."""
    # Late: its kernels must be decorated after their cache folder is known.
    from reelcast.engines.stage.kernels.film import defocus, develop

    lens = place.lens
    exposed = radiance
    if place.aperture:
        exposed = defocus(exposed, _circles(place, focus))
    if place.glare:
        exposed = _bloom(exposed, lens.height / 1080, place.glare)
    rgba = np.empty((*exposed.shape[:2], 4), np.uint8)
    develop(exposed, rgba)
    nearness = _rubber_sheet(place.depth)
    return Plate(
        lens, rgba, nearness, place.drift * lens.height, Stirring(lens, place.stirs, nearness)
    )


def _circles(place: Set, focus: float) -> Floats:
    """Radius of the circle of confusion per plate pixel."""
    scale = place.aperture * min(place.lens.width, place.lens.height)
    radii = scale * np.abs(1 / focus - 1 / np.maximum(place.depth, 0.1))
    width, height = place.lens.plate_size
    grown = cv2.resize(
        np.minimum(radii, 0.013 * place.lens.height).astype(np.float32),
        (place.depth.shape[1] * COARSE, place.depth.shape[0] * COARSE),
        interpolation=cv2.INTER_LINEAR,
    )
    return grown[:height, :width].astype(np.float32)


def _bloom(exposed: Floats, scale: float, glare: float) -> Floats:
    """The glow of highlights in the lens: two Gaussians over what exceeds white."""
    height, width = exposed.shape[:2]
    small = (width // 4, height // 4)
    bright = cv2.resize(np.minimum(exposed, 40), small, interpolation=cv2.INTER_AREA)
    bright = np.maximum(bright - 1, 0)
    glow = sum(
        cv2.GaussianBlur(bright, (0, 0), sigma * scale) * (share * glare)
        for sigma, share in ((3.0, 0.12), (12.0, 0.08))
    )
    return exposed + cv2.resize(glow.astype(np.float32), (width, height))  # type: ignore[union-attr]


def _rubber_sheet(depth: Floats) -> Floats:
    """1 / z, where near outlines win and are kept rigid, so that the warp never tears."""
    near = cv2.dilate(1 / depth, np.ones((5, 5), np.uint8))
    return cv2.GaussianBlur(near, (0, 0), 3).astype(np.float32)
