"""The part of a photograph around a cut-out, at the size at which it is recognised."""

from dataclasses import dataclass

import cv2
import numpy as np

from reelcast.subjects.arrays import Matte, Rgb, Rgba
from reelcast.subjects.frame import Box
from reelcast.subjects.squares import Points
from reelcast.subjects.subject import Area

LONGEST = 1000
"""Pixels of the longer side: all networks see less."""
_ROOM = 0.15
"""Of the cut-out's size, kept around it: a chin cut off by the matte still makes a face."""


@dataclass(frozen=True, slots=True)
class Scene:
    """``rgb`` ``(H, W, 3)`` and the ``matte`` of its subject; the cut-out lies at ``inner``."""

    rgb: Rgb
    matte: Matte
    inner: Box

    def shares(self, points: Points) -> Points:
        """Pixels of the scene as shares of the cut-out."""
        corner = np.array([self.inner.left, self.inner.top])
        extent = np.array([self.inner.width, self.inner.height])
        return np.asarray((points - corner) / extent, np.float32)

    def area(self, box: Points) -> Area:
        """A box (left, top, right, bottom in pixels of the scene) in shares of the cut-out."""
        (left, top), (right, bottom) = self.shares(box.reshape(2, 2))
        return Area(float(left), float(top), float(right), float(bottom))


def scene_around(photo: Rgb, rgba: Rgba, box: Box) -> Scene:
    """The scene of a cut-out ``rgba`` that lies at ``box`` of ``photo``."""
    height, width = photo.shape[:2]
    around = box.grown(_ROOM, width, height)
    scale = min(1.0, LONGEST / max(around.width, around.height))
    size = (max(round(around.width * scale), 1), max(round(around.height * scale), 1))
    rgb = cv2.resize(around.of(photo), size, interpolation=cv2.INTER_AREA)
    left, top = round((box.left - around.left) * scale), round((box.top - around.top) * scale)
    right = min(left + max(round(box.width * scale), 1), size[0])
    bottom = min(top + max(round(box.height * scale), 1), size[1])
    inner = Box(min(left, size[0] - 1), min(top, size[1] - 1), right, bottom)
    matte = np.zeros(size[::-1], np.float32)
    alpha = cv2.resize(rgba[..., 3], (inner.width, inner.height), interpolation=cv2.INTER_AREA)
    inner.of(matte)[:] = np.asarray(alpha, np.float32) / np.float32(255)
    return Scene(np.asarray(rgb, np.uint8), matte, inner)


def small(photo: Rgb) -> Rgb:
    """A photograph at no more than the size of a scene."""
    scale = LONGEST / max(photo.shape[:2])
    if scale >= 1:
        return photo
    size = (max(round(photo.shape[1] * scale), 1), max(round(photo.shape[0] * scale), 1))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)


def on_grey(scene: Scene, grey: int) -> Rgb:
    """The cut-out alone, in the middle of a square of grey."""
    matte = scene.inner.of(scene.matte)[..., None]
    seen = scene.inner.of(scene.rgb) * matte + grey * (1 - matte)
    height, width = seen.shape[:2]
    side = max(height, width)
    square = np.full((side, side, 3), grey, np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = np.round(seen)
    return square
