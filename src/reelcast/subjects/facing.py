"""Where the front of a subject points. Says UNKNOWN rather than guess.

People by their faces and joints. Animals by three weak cues that must add up: the network's
evidence for the animal is strongest near its head, so are its features in general, and what stands
highest above the feet is the head. Nothing here tells the front of a vehicle from its back.
"""

from math import atan2, degrees, sin
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Matte
from reelcast.subjects.people import Person
from reelcast.subjects.pose import FoundPose, Landmark
from reelcast.subjects.subject import Facing

Grid: TypeAlias = NDArray[np.float32]

_ASIDE = 30
"""Degrees: somebody turned less still plays to the camera."""
_BACK = 120
"""Degrees: shoulders turned further show a back."""
_DECIDED = 0.14
"""Sum of the three cues, in widths of the animal. Right for 18 of the 19 of 41 drawn animals that
pass it; at 0.1 for 25 of 27."""
_HIGHEST, _LOWEST = 0.45, 0.3
"""Shares of the height in which the head and the feet are looked for."""
_FURTHEST = 0.2
"""More aside is not the head of one animal but the second of two."""
_SILENT = 60
"""Percentile of the evidence that counts as none."""


def facing_of_person(person: Person) -> Facing:
    """By the face, else by head and shoulders."""
    if person.face is None and person.pose is not None and _shows_back(person.pose):
        return Facing.AWAY
    yaws = [person.face.yaw] if person.face is not None else []
    if person.pose is not None:
        yaws += [head_yaw(person.pose), shoulder_yaw(person.pose)]
    aside = float(np.mean([sin(yaw) for yaw in yaws]))
    return _side(aside, sin(np.radians(_ASIDE)))


def facing_of_animal(matte: Matte, evidence: Grid, features: Grid) -> Facing:
    """From a silhouette ``(H, W)`` and two grids laid over the square around it.

    ``evidence`` is where the animal is seen (its activation map, less that of anything), and
    ``features`` how strongly anything is, both ``(9, 9)``.
    """
    seen = np.maximum(evidence - np.percentile(evidence, _SILENT), 0)
    middle = _centre(matte)
    by_evidence = _centre(_over(seen, matte) * matte) - middle
    by_features = _centre(_over(features, matte) * matte) - middle
    decided = _side(by_evidence + 2 * by_features + 0.5 * _raised(matte), _DECIDED)
    return Facing.UNKNOWN if decided is Facing.CAMERA else decided


def head_yaw(pose: FoundPose) -> float:
    """Where a head looks, in radians, positive to the viewer's right.

    The nose stands as far before the line between the ears as these are from its middle.
    """
    left, right = pose.joints[Landmark.LEFT_EAR], pose.joints[Landmark.RIGHT_EAR]
    nose = pose.joints[Landmark.NOSE]
    ahead = float(nose[0] - (left[0] + right[0]) / 2)
    return atan2(ahead, max(float(left[0] - right[0]) / 2, 0))


def shoulder_yaw(pose: FoundPose) -> float:
    """Where a chest points, in radians; beyond a right angle it is the back that is seen."""
    left, right = Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER
    across = float(pose.joints[left, 0] - pose.joints[right, 0])
    return atan2(float(pose.depth[left] - pose.depth[right]), across)


def _shows_back(pose: FoundPose) -> bool:
    return abs(degrees(shoulder_yaw(pose))) > _BACK


def _side(aside: float, decided: float) -> Facing:
    """``aside`` is positive to the right; less than ``decided`` is neither side."""
    if abs(aside) < decided:
        return Facing.CAMERA
    return Facing.RIGHT if aside > 0 else Facing.LEFT


def _over(grid: Grid, matte: Matte) -> Grid:
    """A grid over the square around a silhouette, as a map of the silhouette's own size."""
    height, width = matte.shape
    side = max(height, width)
    square = cv2.resize(grid, (side, side), interpolation=cv2.INTER_CUBIC)
    top, left = (side - height) // 2, (side - width) // 2
    part = square[top : top + height, left : left + width]
    return np.asarray(np.maximum(part, 0), np.float32)


def _centre(weights: Grid) -> float:
    """The mean column, in shares of the width."""
    columns = weights.sum(axis=0)
    total = float(columns.sum())
    return float(columns @ np.arange(columns.size)) / total / columns.size if total > 0 else 0.5


def _raised(matte: Matte) -> float:
    """How far, in widths, what is high lies to the right of what is low."""
    rows = np.flatnonzero(matte.max(axis=1) > 0.5)
    if not rows.size:
        return 0.0
    first, tall = int(rows[0]), int(rows[-1] - rows[0] + 1)
    high, low = first + round(_HIGHEST * tall), first + round((1 - _LOWEST) * tall)
    aside = _centre(matte[first:high]) - _centre(matte[low : first + tall])
    return min(max(aside, -_FURTHEST), _FURTHEST)
