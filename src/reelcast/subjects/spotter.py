"""Finding all faces, or all people, in a picture with a detector of MediaPipe's kind.

The detector answers for each of its anchors, points on grids over the square it sees, with a score,
a box and a few landmarks relative to the anchor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Rgb
from reelcast.subjects.squares import Points, Square, squares_over
from reelcast.subjects.tflite import TfliteNet

_SAME = 0.3
"""Two boxes that share this much of their union show the same one."""


@dataclass(frozen=True, slots=True)
class Detector:
    """How a detector was built.

    ``side`` of the square it sees, ``grids`` (squares a side, anchors on each square), and the
    ``threshold`` its scores (0 to 1) have to pass.
    """

    side: int
    grids: tuple[tuple[int, int], ...]
    threshold: float


@dataclass(frozen=True, slots=True)
class Spot:
    """One finding: ``box`` left, top, right, bottom, and ``points`` ``(N, 2)``, all in pixels."""

    score: float
    box: NDArray[np.float32]
    points: Points


def spots(network: TfliteNet, detector: Detector, rgb: Rgb) -> list[Spot]:
    """Everything found in ``(H, W, 3)``, surest first."""
    found = [
        spot
        for square in squares_over(*rgb.shape[:2])
        for spot in _seen(network, detector, rgb, square)
    ]
    return _distinct(sorted(found, key=lambda spot: -spot.score))


def overlap(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The share of their union that two boxes have in common."""
    shared = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    common = float(np.prod(np.maximum(shared, 0)))
    total = float(np.prod(one[2:] - one[:2]) + np.prod(other[2:] - other[:2])) - common
    return common / total if total > 0 else 0.0


def _distinct(found: Sequence[Spot]) -> list[Spot]:
    kept: list[Spot] = []
    for spot in found:
        if all(overlap(spot.box, other.box) < _SAME for other in kept):
            kept.append(spot)
    return kept


def _seen(network: TfliteNet, detector: Detector, rgb: Rgb, square: Square) -> list[Spot]:
    look = square.of(rgb, detector.side).astype(np.float32) / np.float32(127.5) - 1
    coordinates, scores = sorted(network(look), key=lambda answer: -answer.shape[-1])
    odds = 1 / (1 + np.exp(-np.clip(scores[:, 0], -80, 80)))
    sure = np.flatnonzero(odds > detector.threshold)
    anchors = _anchors(detector.grids)[sure]
    answers = coordinates[sure] / detector.side
    return [
        _spot(float(odds[index]), answer, anchor, square)
        for index, answer, anchor in zip(sure, answers, anchors, strict=True)
    ]


def _spot(score: float, answer: NDArray[np.float32], anchor: Points, square: Square) -> Spot:
    """``answer``: the middle relative to the anchor, width, height, then landmarks like it."""
    middle, extent = anchor + answer[:2], answer[2:4]
    corners = np.stack([middle - extent / 2, middle + extent / 2])
    return Spot(
        score,
        square.back(corners.astype(np.float32)).ravel(),
        square.back((anchor + answer[4:].reshape(-1, 2)).astype(np.float32)),
    )


def _anchors(grids: Sequence[tuple[int, int]]) -> Points:
    """``(N, 2)`` in shares of the square: every grid row by row."""
    points = []
    for side, each in grids:
        middles = (np.arange(side) + 0.5) / side
        across, down = np.meshgrid(middles, middles)
        grid = np.stack([across.ravel(), down.ravel()], axis=1)
        points.append(np.repeat(grid, each, axis=0))
    return np.concatenate(points).astype(np.float32)
