"""Which way subjects look."""

from math import degrees, pi

import cv2
import numpy as np
import pytest

from reelcast.subjects.faces import FoundFace, yaw_of
from reelcast.subjects.facing import facing_of_animal, facing_of_person, head_yaw, shoulder_yaw
from reelcast.subjects.people import Person
from reelcast.subjects.pose import FoundPose, Landmark
from reelcast.subjects.squares import Square
from reelcast.subjects.subject import Facing


def mesh(yaw: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A flat face turned by ``yaw``: what is to the person's left swings away for positive yaw."""
    points = np.zeros((468, 3), np.float32)
    for right, left, half in ((33, 263, 40.0), (133, 362, 15.0), (234, 454, 60.0), (61, 291, 20.0)):
        points[right] = 96 - half * np.cos(yaw), 96, -half * np.sin(yaw)
        points[left] = 96 + half * np.cos(yaw), 96, half * np.sin(yaw)
    return points


def turned(yaw: float) -> FoundPose:
    """Head and shoulders turned by ``yaw``, seen from the front at 0."""
    joints = np.zeros((33, 2), np.float32)
    depth = np.zeros(33, np.float32)
    for landmark, along, ahead in (
        (Landmark.LEFT_SHOULDER, 40, 0),
        (Landmark.RIGHT_SHOULDER, -40, 0),
        (Landmark.LEFT_EAR, 15, 0),
        (Landmark.RIGHT_EAR, -15, 0),
        (Landmark.NOSE, 0, 18),
    ):
        joints[landmark, 0] = along * np.cos(yaw) + ahead * np.sin(yaw)
        depth[landmark] = along * np.sin(yaw) - ahead * np.cos(yaw)
    seen = np.ones(33, np.float32)
    return FoundPose(joints, depth, seen, 1.0, Square(0, 0, 1), np.ones((256, 256), np.float32))


@pytest.mark.parametrize("yaw", [-1.0, -0.3, 0.0, 0.5, 1.2])
def test_a_mesh_tells_its_yaw_positive_to_the_viewers_right(yaw: float) -> None:
    assert yaw_of(mesh(yaw)) == pytest.approx(yaw, abs=0.01)
    assert shoulder_yaw(turned(yaw)) == pytest.approx(yaw, abs=0.01)


def test_a_nose_points_where_the_head_looks() -> None:
    assert head_yaw(turned(0)) == pytest.approx(0, abs=0.01)
    assert degrees(head_yaw(turned(pi / 3))) > 45
    assert degrees(head_yaw(turned(-pi / 3))) < -45


@pytest.mark.parametrize(
    ("yaw", "facing"),
    [
        (0.2, Facing.CAMERA),
        (-0.2, Facing.CAMERA),
        (1.0, Facing.RIGHT),
        (-1.3, Facing.LEFT),
        (pi, Facing.AWAY),
    ],
)
def test_a_body_faces_where_head_and_shoulders_do(yaw: float, facing: Facing) -> None:
    assert facing_of_person(Person(None, turned(yaw))) is facing


def test_a_face_is_never_seen_from_behind() -> None:
    face = FoundFace(np.array([0, 0, 9, 9], np.float32), 0.0, 0.9)
    assert facing_of_person(Person(face, turned(pi))) is Facing.CAMERA


def animal_facing(side: int) -> Facing:
    """A body on four legs with the head raised on one side, evidence there too."""
    matte = np.zeros((100, 160), np.float32)
    matte[40:70, 20:140] = 1
    for leg in (25, 60, 90, 125):
        matte[70:, leg : leg + 10] = 1
    cv2.circle(matte, (25, 25), 24, 1.0, -1)
    evidence = np.zeros((9, 9), np.float32)
    evidence[2:5, :4] = 1
    features = np.full((9, 9), 5, np.float32)
    features[:, :4] += 1
    if side > 0:
        matte, evidence, features = (
            np.ascontiguousarray(each[:, ::-1]) for each in (matte, evidence, features)
        )
    return facing_of_animal(matte, evidence, features)


def test_an_animal_faces_where_the_cues_agree() -> None:
    assert animal_facing(-1) is Facing.LEFT
    assert animal_facing(1) is Facing.RIGHT


def test_an_animal_without_a_side_faces_nowhere_known() -> None:
    round_one = np.zeros((100, 100), np.float32)
    cv2.circle(round_one, (50, 50), 49, 1.0, -1)
    plain = np.ones((9, 9), np.float32)
    assert facing_of_animal(round_one, plain, plain) is Facing.UNKNOWN
