"""A photograph shown as a print on a board, where its subject cannot be cut out or placed whole."""

import cv2
import numpy as np

from reelcast.clip import ClipFormat
from reelcast.picture import pixels
from reelcast.subjects.subject import Edge, Subject

_BORDER = 0.028
"""White margin of the print, in its shorter sides."""
_PAPER = (236, 234, 230, 255)
_LARGEST = 1600
"""Pixels of a print's longer side: more is never shown."""
_CLOSE = 1.25
"""How much wider than the frame a close-up of a subject cut above and below may be."""


def shown(subject: Subject, data: bytes, clip: ClipFormat, count: int) -> Subject:
    """The subject as it can stand on a set with ``count`` subjects: itself, or a print of ``data``.

    A print when it is a place that is not the set, when nothing stood out in the photograph, or
    when the photograph cuts its subject above and below and the clip has no room for a close-up
    that fills the frame from edge to edge.
    """
    return as_print(subject.reference, data) if _unplaceable(subject, clip, count) else subject


def _unplaceable(subject: Subject, clip: ClipFormat, count: int) -> bool:
    alpha = subject.rgba[..., 3]
    if subject.is_place:
        return True
    if len(subject.cut_by) == 4 and float((alpha > 250).mean()) > 0.98:
        return True
    if not {Edge.TOP, Edge.BOTTOM} <= subject.cut_by or float((alpha[0] > 128).mean()) < 0.12:
        return False
    return count > 1 or not fills_frame(subject, clip.width, clip.height)


def fills_frame(subject: Subject, width: int, height: int) -> bool:
    """Whether a subject as tall as the frame is not much wider than it."""
    return bool(subject.rgba.shape[1] / subject.rgba.shape[0] * height < _CLOSE * width)


def as_print(reference: int, data: bytes) -> Subject:
    """The photograph with a white margin: a thing that can stand on the ground."""
    original = pixels(data)
    scale = min(1.0, _LARGEST / max(original.shape[:2]))
    photo = np.asarray(
        cv2.resize(original, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    margin = max(round(_BORDER * min(photo.shape[:2])), 2)
    opaque = (photo[..., 3:] / 255.0 * photo[..., :3] + (255 - photo[..., 3:]) * 0.92).astype(
        np.uint8
    )
    rgba = np.dstack([opaque, np.full(opaque.shape[:2], 255, np.uint8)])
    height, width = rgba.shape[:2]
    board = np.empty((height + 2 * margin, width + 2 * margin, 4), np.uint8)
    board[:] = _PAPER
    board[margin : margin + height, margin : margin + width] = rgba
    return Subject(reference, board, frozenset())
