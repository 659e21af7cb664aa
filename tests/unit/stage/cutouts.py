"""Drawn cut-outs of known shape, for tests that need no photograph."""

import cv2
import numpy as np

from reelcast.subjects.subject import Edge, Subject


def standing(reference: int = 0, width: int = 120, height: int = 240) -> Subject:
    """An ellipse that stands on its lowest point."""
    rgba = np.zeros((height, width, 4), np.uint8)
    centre, axes = (width // 2, height // 2), (width // 2 - 1, height // 2 - 1)
    cv2.ellipse(rgba, centre, axes, 0, 0, 360, (180, 90, 60, 255), -1, cv2.LINE_AA)
    return Subject(reference, rgba, frozenset())


def bust(reference: int = 0, *cut: Edge) -> Subject:
    """A head and shoulders, cut at the bottom and at the given sides."""
    rgba = np.zeros((200, 180, 4), np.uint8)
    cv2.circle(rgba, (90, 50), 48, (200, 160, 130, 255), -1, cv2.LINE_AA)
    cv2.rectangle(rgba, (0, 110), (179, 199), (60, 80, 160, 255), -1)
    return Subject(reference, rgba, frozenset({Edge.BOTTOM, *cut}))
