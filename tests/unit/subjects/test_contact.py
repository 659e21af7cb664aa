"""Where silhouettes stand."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.subjects.contact import contact_of
from reelcast.subjects.subject import Edge

Alpha = NDArray[np.uint8]


def empty(height: int = 200, width: int = 300) -> Alpha:
    return np.zeros((height, width), np.uint8)


def test_a_table_stands_on_its_outer_legs() -> None:
    table = empty()
    table[:60] = 255
    for left in (30, 140, 250):
        table[:, left : left + 20] = 255
    contact = contact_of(table, frozenset())
    assert contact is not None
    assert (contact.left, contact.right) == pytest.approx((0.1, 0.9), abs=0.01)
    assert (contact.left_y, contact.right_y) == pytest.approx((1, 1), abs=0.01)


def test_wheels_seen_at_an_angle_make_a_slanted_line() -> None:
    car = empty()
    car[60:140, 10:290] = 255
    cv2.circle(car, (60, 140), 20, 255, -1)  # the far wheel is higher in the picture
    cv2.circle(car, (230, 170), 29, 255, -1)
    contact = contact_of(car, frozenset())
    assert contact is not None
    assert contact.left_y == pytest.approx(160 / 200, abs=0.05)
    assert contact.right_y == pytest.approx(1, abs=0.03)
    assert contact.left < 0.35
    assert contact.right > 0.7


def test_a_ball_touches_the_ground_below_its_middle() -> None:
    ball = empty(200, 200)
    cv2.circle(ball, (100, 100), 99, 255, -1)
    contact = contact_of(ball, frozenset())
    assert contact is not None
    assert (contact.left + contact.right) / 2 == pytest.approx(0.5, abs=0.03)
    assert contact.right - contact.left < 0.6
    assert abs(contact.left_y - contact.right_y) < 0.02


def test_a_dangling_thread_bears_nothing() -> None:
    box = empty()
    box[:150, 50:250] = 255
    box[:, 280] = 255
    box[0:4, 50:281] = 255
    contact = contact_of(box, frozenset())
    assert contact is not None
    assert contact.left_y == pytest.approx(0.75, abs=0.02)


def test_what_the_lower_edge_cuts_stands_nowhere() -> None:
    solid = np.full((100, 100), 255, np.uint8)
    assert contact_of(solid, frozenset({Edge.BOTTOM})) is None
    assert contact_of(empty(), frozenset()) is None


def test_an_arm_that_reaches_into_the_picture_does_not_stand() -> None:
    held = empty()
    held[:, 20:80] = 255
    held[80:120, 60:] = 255
    contact = contact_of(held, frozenset({Edge.RIGHT}))
    assert contact is not None
    assert contact.right < 0.35
    assert (contact.left_y, contact.right_y) == pytest.approx((1, 1), abs=0.01)
