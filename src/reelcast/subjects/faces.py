"""The faces in a picture and where they look, by two networks of MediaPipe (Apache-2.0).

Knows people and nothing else: the faces of most animals are no faces to these networks.
"""

from dataclasses import dataclass
from math import atan2, exp

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Rgb
from reelcast.subjects.spotter import Detector, Spot, overlap, spots
from reelcast.subjects.squares import Points, Square, between
from reelcast.subjects.tflite import TwoStep

_DETECTOR = Detector(side=192, grids=((48, 1),), threshold=0.6)
"""The full-range model: it also finds faces of a dozen pixels. Below 0.6 clutter has some."""
_SIDE = 192
"""The landmark network sees squares of this many pixels."""
_ROOM = 1.5
"""How much larger than the face's box that square is, as it was taught (MediaPipe's graph)."""
_PRESENT = 0.5
"""Landmarks scored lower lie on no face."""
_RIGHT_EYE, _LEFT_EYE = 0, 1
"""The detector's landmarks: the person's own right and left."""
_ACROSS = ((33, 263), (133, 362), (234, 454), (61, 291))
"""Pairs of mesh points, the person's right and left: corners of eyes, cheekbones, of the mouth."""


@dataclass(frozen=True, slots=True)
class FoundFace:
    """``box``: left, top, right, bottom in pixels. ``yaw`` as of ``Face``."""

    box: NDArray[np.float32]
    yaw: float
    score: float


class FaceFinder(TwoStep):
    """Finds faces of any number."""

    def __call__(self, rgb: Rgb) -> list[FoundFace]:
        """Every face in ``(H, W, 3)``, surest first."""
        found: list[FoundFace] = []
        for spot in spots(self._detection, _DETECTOR, rgb):
            face = self._looked_at(rgb, spot)
            if face is not None and all(overlap(face.box, other.box) < 0.3 for other in found):
                found.append(face)
        return found

    def _looked_at(self, rgb: Rgb, spot: Spot) -> FoundFace | None:
        square = _around(spot)
        look = square.of(rgb, _SIDE).astype(np.float32) / np.float32(255)
        mesh, presence = self._landmarks(look)
        if 1 / (1 + exp(-float(presence.ravel()[0]))) < _PRESENT:
            return None
        points = np.asarray(mesh.reshape(-1, 3), np.float32)
        seen = square.back(points[:, :2] / np.float32(_SIDE))
        box = np.concatenate([seen.min(axis=0), seen.max(axis=0)])
        return FoundFace(box, yaw_of(points), spot.score)


def yaw_of(mesh: NDArray[np.float32]) -> float:
    """Where an upright face mesh ``(468, 3)`` looks, in radians, positive to the viewer's right.

    The lines across a face are at right angles to its gaze; depth grows away from the camera.
    """
    right, left = (mesh[[pair[side] for pair in _ACROSS]] for side in (0, 1))
    across = (left - right).sum(axis=0)
    return atan2(float(across[2]), float(across[0]))


def _around(spot: Spot) -> Square:
    """The square around a face in which its eyes are level."""
    right, left = spot.points[_RIGHT_EYE], spot.points[_LEFT_EYE]
    middle = (spot.box[:2] + spot.box[2:]) / 2
    angle = _turn(right, left)
    side = float(max(spot.box[2:] - spot.box[:2]))
    return Square(float(middle[0]), float(middle[1]), _ROOM * side, angle)


def _turn(right: Points, left: Points) -> float:
    return atan2(*(left - right)[::-1]) if between(right, left) > 0 else 0.0
