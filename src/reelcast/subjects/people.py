"""The people in a cut-out: faces and poses that belong together and lie in the matte."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Matte
from reelcast.subjects.faces import FaceFinder, FoundFace
from reelcast.subjects.pose import FoundPose, Landmark, PoseFinder
from reelcast.subjects.scene import Scene

_INSIDE = 0.5
"""Share of a face or a body that must lie in the matte; the rest is somebody in the background."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of whom the face, the body or both are seen, in pixels of the scene."""

    face: FoundFace | None
    pose: FoundPose | None

    def mask(self, height: int, width: int) -> Matte:
        """How much of each point of a scene of that size is this person."""
        if self.pose is not None:
            return self.pose.square.mapped(self.pose.mask, height, width)
        assert self.face is not None  # noqa: S101 - one of both is there
        return _shape_below(self.face.box, height, width)


def people_in(scene: Scene, faces: FaceFinder, poses: PoseFinder) -> tuple[Person, ...]:
    """Everybody who is part of the cut-out, the largest first."""
    height, width = scene.matte.shape
    seen_faces = [face for face in faces(scene.rgb) if _is_inside(face, scene)]
    seen_poses = poses(scene.rgb, [face.box for face in seen_faces])
    found = [person for person in _joined(seen_faces, seen_poses) if person.face is not None]
    bodies = [person for person in _joined(seen_faces, seen_poses) if person.face is None]
    found += [person for person in bodies if _covered(person, scene) >= _INSIDE]
    return tuple(sorted(found, key=lambda person: -float(person.mask(height, width).sum())))


def share_of_people(people: Sequence[Person], scene: Scene) -> float:
    """How much of the matte is people, 0 to 1."""
    if not people:
        return 0.0
    together = np.maximum.reduce([person.mask(*scene.matte.shape) for person in people])
    return float((together * scene.matte).sum() / max(float(scene.matte.sum()), 1e-6))


def _joined(faces: Sequence[FoundFace], poses: Sequence[FoundPose]) -> list[Person]:
    """Each face with the body whose nose is on it, and whatever is left over by itself."""
    free = list(faces)
    people = []
    for pose in poses:
        own = next((face for face in free if _is_head_of(face, pose)), None)
        if own is not None:
            free.remove(own)
        people.append(Person(own, pose))
    return people + [Person(face, None) for face in free]


def _is_head_of(face: FoundFace, pose: FoundPose) -> bool:
    middle = (face.box[:2] + face.box[2:]) / 2
    side = float((face.box[2:] - face.box[:2]).max())
    return float(np.linalg.norm(pose.joints[Landmark.NOSE] - middle)) < side


def _is_inside(face: FoundFace, scene: Scene) -> bool:
    left, top, right, bottom = np.round(face.box).astype(int)
    part = scene.matte[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    return bool(part.size and part.mean() >= _INSIDE)


def _covered(person: Person, scene: Scene) -> float:
    """How much of what the person covers lies in the matte."""
    mask = person.mask(*scene.matte.shape)
    return float((mask * scene.matte).sum() / max(float(mask.sum()), 1e-6))


def _shape_below(face: NDArray[np.float32], height: int, width: int) -> Matte:
    """Head and shoulders below a face whose body was not found."""
    across, down = (face[:2] + face[2:]) / 2
    side = float((face[2:] - face[:2]).max())
    mask = np.zeros((height, width), np.float32)
    middle = (round(float(across)), round(float(down)))
    cv2.ellipse(mask, middle, (round(0.65 * side), round(0.85 * side)), 0, 0, 360, 1.0, -1)
    shoulders = (middle[0], middle[1] + round(2.6 * side))
    cv2.ellipse(mask, shoulders, (round(1.3 * side), round(1.7 * side)), 0, 0, 360, 1.0, -1)
    return mask
