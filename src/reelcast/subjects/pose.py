"""The people in a picture: their joints and where they are, by two networks of MediaPipe.

V. Bazarevsky et al., "BlazePose", 2020 (Apache-2.0).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import atan2, pi

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Matte, Rgb
from reelcast.subjects.spotter import Detector, Spot, spots
from reelcast.subjects.squares import Points, Square, between
from reelcast.subjects.tflite import TwoStep

_DETECTOR = Detector(side=224, grids=((28, 2), (14, 2), (7, 6)), threshold=0.45)
_SIDE = 256
"""The landmark network sees squares of this many pixels."""
_ROOM = 1.25
"""How much larger than the person's circle that square is, as it was taught (MediaPipe's graph)."""
_HIPS, _RIM = 0, 1
"""The detector's landmarks: the middle of the hips and a point on the circle around the body."""
JOINTS = 33
"""The landmarks of a body; the two after them are the detector's again, only surer."""
_HIPS_BELOW, _RADIUS = 3.4, 5.0
"""From the middle of a face to the hips, and the body's circle, in heights of the face."""
_COUNTERPART = (
    0,
    4,
    5,
    6,
    1,
    2,
    3,
    8,
    7,
    10,
    9,
    *(n + 1 - 2 * (n % 2 == 0) for n in range(11, 33)),
)
"""The same landmark on the other side of the body."""
_STEADY = 0.025
"""Of the square: a person's nose is no further off when it is seen in the mirror."""
PERSON = 0.75
"""Poses scored lower are no person; a rocket reaches 0.5, a man seen from the side 0.8."""


class Landmark(IntEnum):
    """The landmarks used here, by MediaPipe's numbers; left and right are the person's own."""

    NOSE = 0
    LEFT_EAR = 7
    RIGHT_EAR = 8
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_TOES = 31
    RIGHT_TOES = 32


@dataclass(frozen=True, slots=True)
class FoundPose:
    """One person: ``joints`` ``(33, 2)`` in pixels, how surely each is ``seen`` (0 to 1), a score.

    ``depth`` ``(33,)`` grows away from the camera, in pixels too, from the middle of the hips.
    ``mask`` ``(256, 256)`` is how much of each point in ``square`` is this person.
    """

    joints: Points
    depth: NDArray[np.float32]
    seen: NDArray[np.float32]
    score: float
    square: Square
    mask: Matte


class PoseFinder(TwoStep):
    """Finds people of any number."""

    def __call__(self, rgb: Rgb, faces: Sequence[NDArray[np.float32]] = ()) -> list[FoundPose]:
        """Every person in ``(H, W, 3)``, surest first.

        The detector may see only the largest; it is also looked below ``faces`` (boxes in pixels).
        """
        squares = [_around(spot) for spot in spots(self._detection, _DETECTOR, rgb)]
        found: list[FoundPose] = []
        for pose, _ in (self._looked_at(rgb, square) for square in squares):
            _add(found, pose)
        for face in faces:
            if not any(_has_head(pose, face) for pose in found):
                _, closer = self._looked_at(rgb, _below(face))
                _add(found, self._looked_at(rgb, closer)[0])
        return found

    def _looked_at(self, rgb: Rgb, square: Square) -> tuple[FoundPose, Square]:
        """The person in a square, and the square in which to see it better.

        Seen twice, as it is and mirrored: what is no person looks different in the mirror.
        """
        look = square.of(rgb, _SIDE).astype(np.float32) / np.float32(255)
        direct, mirrored = (
            self._landmarks(seen) for seen in (look, np.ascontiguousarray(look[:, ::-1]))
        )
        bodies = np.stack([direct[0].reshape(-1, 5), _mirrored(mirrored[0].reshape(-1, 5))])
        body = bodies.mean(axis=0)
        pixels = square.back(body[:, :2] / np.float32(_SIDE))
        apart = np.linalg.norm(bodies[0, Landmark.NOSE, :2] - bodies[1, Landmark.NOSE, :2]) / _SIDE
        score = float(direct[1][0] + mirrored[1][0]) / 2 if apart < _STEADY else 0.0
        pose = FoundPose(
            pixels[:JOINTS],
            body[:JOINTS, 2] * np.float32(square.side / _SIDE),
            _odds(body[:JOINTS, 3]),
            score,
            square,
            np.mean([_odds(direct[2][..., 0]), _odds(mirrored[2][:, ::-1, 0])], axis=0),
        )
        return pose, _upright(pixels[JOINTS], pixels[JOINTS + 1])


def _mirrored(body: NDArray[np.float32]) -> NDArray[np.float32]:
    """Landmarks ``(39, 5)`` seen in a mirror, as they are: left and right change places."""
    back = body.copy()
    back[:JOINTS] = body[[*_COUNTERPART]]
    back[:, 0] = _SIDE - back[:, 0]
    return back


def _add(found: list[FoundPose], pose: FoundPose) -> None:
    if pose.score >= PERSON and not any(_same(pose, other) for other in found):
        found.append(pose)


def _has_head(pose: FoundPose, face: NDArray[np.float32]) -> bool:
    across, down = pose.joints[Landmark.NOSE]
    return bool(face[0] <= across <= face[2] and face[1] <= down <= face[3])


def _around(spot: Spot) -> Square:
    return _upright(spot.points[_HIPS], spot.points[_RIM])


def _upright(hips: Points, rim: Points) -> Square:
    """The square around a body in which it stands upright."""
    across, down = rim - hips
    angle = atan2(float(down), float(across)) + pi / 2
    return Square(float(hips[0]), float(hips[1]), 2 * _ROOM * between(hips, rim), angle)


def _below(face: NDArray[np.float32]) -> Square:
    """Where the body should be of somebody upright with that face."""
    across, down = (face[:2] + face[2:]) / 2
    tall = float(face[3] - face[1])
    return Square(float(across), float(down) + _HIPS_BELOW * tall, 2 * _ROOM * _RADIUS * tall)


def _same(one: FoundPose, other: FoundPose) -> bool:
    """Whether two findings are one person: their heads and shoulders meet."""
    core = [Landmark.NOSE, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
    apart = np.linalg.norm(one.joints[core] - other.joints[core], axis=1).mean()
    return bool(apart < 0.06 * (one.square.side + other.square.side))


def _odds(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))), np.float32)
