"""Bits of background at the photograph's border that the networks took for subject.

Their shape says nothing: a flag's end behind an arm joins it along its whole length, a tripod's
leg hangs by a thread. So a bit has to be doubted by the networks, small, parted from the main body
by the photograph's own edges, and of colours that are at home in the background.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Matte, Rgb

Mask = NDArray[np.bool_]

_OUTSIDE, _SUBJECT = 0.1, 0.45
"""Matte below the first is background, above the second will be in the cut-out."""
_DOUBTED, _CERTAIN = 0.96, 0.985
"""A scrap starts where the networks answer less than the first, the body where more than both."""
_LARGEST = 0.06
"""Share of the subject: more than this is not taken away from it."""
_AT_HOME = 1.5
"""A scrap's colours are this many times farther from the subject's than from the background's."""
_DEPTH = 2
"""Pixels at a side that count as its border: the networks fade in the last ones."""
_SAMPLE, _NEAREST = 2000, 4
"""Pixels compared per area, and the rank of the distance: a few strays make no home."""

_BODY, _BACKGROUND, _FIRST = 1, 2, 3


def without_scraps(matte: Matte, rgb: Rgb, border: Mask) -> Matte:
    """The coarse matte ``(H, W)`` without the scraps that start in ``border``.

    ``rgb`` is the same part of the photograph, ``(H, W, 3)``, at the networks' resolution;
    ``border`` ``(H, W)`` is what ``border_of`` gives.
    """
    drop = np.zeros(matte.shape, np.bool_)
    for scrap in _apart(matte, rgb, border):
        if _is_small(scrap, matte) and _is_background(scrap, matte, rgb):
            drop |= scrap
    return np.where(drop, 0, matte).astype(np.float32)


def border_of(shape: tuple[int, int], left: bool, top: bool, right: bool, bottom: bool) -> Mask:
    """The pixels of ``(H, W)`` along the sides that are sides of the whole photograph."""
    border = np.zeros(shape, np.bool_)
    border[:, : _DEPTH * left] = True
    border[: _DEPTH * top] = True
    border[:, shape[1] - _DEPTH * right :] = True
    border[shape[0] - _DEPTH * bottom :] = True
    return border


def _apart(matte: Matte, rgb: Rgb, border: Mask) -> Iterator[Mask]:
    """The areas the photograph's edges part from the main body, each with the line of parting."""
    import cv2

    markers, after = _markers(matte, border)
    if after == _FIRST:
        return
    smooth = cv2.GaussianBlur(rgb, (0, 0), 1.0)
    flooded = cv2.watershed(smooth, markers)
    lines = flooded == -1
    for label in range(_FIRST, after):
        area = flooded == label
        yield area | (_grown(area, 1) & lines)


def _markers(matte: Matte, border: Mask) -> tuple[NDArray[np.int32], int]:
    """Where each area starts, for the watershed, and the number after the last one's."""
    import cv2

    markers = np.zeros(matte.shape, np.int32)
    markers[_largest(_shrunk(matte > _CERTAIN, 2))] = _BODY
    markers[matte <= _SUBJECT] = _BACKGROUND
    doubted = _shrunk((matte > _SUBJECT) & (matte < _DOUBTED), 1)
    count, labels = cv2.connectedComponents(doubted.astype(np.uint8), connectivity=4)
    touching = [label for label in range(1, count) if np.any(border & (labels == label))]
    for marker, label in enumerate(touching, _FIRST):
        markers[border & (labels == label)] = marker
    return markers, _FIRST + len(touching)


def _is_small(scrap: Mask, matte: Matte) -> bool:
    subject = int(np.count_nonzero(matte > _SUBJECT))
    return 0 < int(np.count_nonzero(scrap)) < _LARGEST * subject


def _is_background(scrap: Mask, matte: Matte, rgb: Rgb) -> bool:
    """Whether its colours are rather found outside the subject than in the rest of it."""
    subject = (matte > _SUBJECT) & ~_grown(scrap, 3)
    outside = matte < _OUTSIDE
    if not (subject.any() and outside.any()):
        return False
    colours = _sample(rgb[scrap], _SAMPLE // 20)
    to_subject = _distance(colours, _sample(rgb[subject], _SAMPLE))
    return to_subject > _AT_HOME * _distance(colours, _sample(rgb[outside], _SAMPLE))


def _sample(colours: Rgb, count: int) -> NDArray[np.float32]:
    """At most about ``count`` of ``(N, 3)``, evenly taken."""
    return np.asarray(colours[:: max(1, len(colours) // count)], np.float32)


def _distance(colours: NDArray[np.float32], home: NDArray[np.float32]) -> float:
    """How far, of 255, colours ``(N, 3)`` are from similar ones in ``(M, 3)``, on average."""
    squares = np.square(colours[:, None] - home[None]).sum(axis=2)
    rank = min(_NEAREST, len(home) - 1)
    return float(np.sqrt(np.partition(squares, rank, axis=1)[:, rank]).mean())


def _largest(mask: Mask) -> Mask:
    import cv2

    _, labels, facts, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    areas = np.asarray(facts)[1:, cv2.CC_STAT_AREA]
    return np.asarray(labels == 1 + int(areas.argmax()), np.bool_) if areas.size else mask


def _grown(mask: Mask, radius: int) -> Mask:
    import cv2

    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(radius)), np.bool_)


def _shrunk(mask: Mask, radius: int) -> Mask:
    """The picture's own sides do not shrink it."""
    import cv2

    return np.asarray(cv2.erode(mask.astype(np.uint8), _disc(radius)), np.bool_)


def _disc(radius: int) -> NDArray[np.uint8]:
    import cv2

    side = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
