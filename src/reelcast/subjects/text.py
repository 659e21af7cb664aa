"""Does a cut-out bear text? What does must not be mirrored: writing would read backwards.

Finds writing by its looks, in any script; reads none of it.
"""

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from reelcast.subjects.arrays import Rgb, Rgba
from reelcast.subjects.session import opened

_LONGEST = (736, 480)
"""The longer side the network sees, in pixels: as in its own configuration, and again smaller.

Writing is found at both sizes. The eyes of a cat, the folds of a coat are found at one.
"""
_LARGEST_ZOOM = 2.0
"""Small cut-outs are not blown up further: there is no writing between the pixels."""
_STEP = 32
"""The network halves its input five times."""
_GREY = 128
"""What stands where the cut-out is transparent: no edge against most colours."""

# The ImageNet mean and deviation, in the order blue, green, red of the training (PaddleOCR,
# ch_PP-OCRv4_det). With 0.5 for all, as some ports use, the eyes of a cat pass for letters.
_MEAN = np.array([0.406, 0.456, 0.485], np.float32)
_DEVIATION = np.array([0.225, 0.224, 0.229], np.float32)

_LIKELY = 0.3
"""Pixels above this belong to writing: the threshold of the network's own binarisation."""
_SURE = 0.8
"""Mean probability of a region of writing. Real writing is near 1, lookalikes are not."""
_THINNEST = 4
"""Pixels: lower lines cannot be read, so nobody sees that they are mirrored."""
_THICKEST, _LINE = 0.1, 2.5
"""A region thicker than this share of the longer side is a line only if it is so much longer than
thick: alone, the round of a cup looks like a letter to the network."""
_OPAQUE = 0.9
"""Share of a region that must be opaque: the outline of a cut-out is not writing."""


class TextDetector:
    """The text detection network of PP-OCRv4, opened at the first question."""

    def __init__(self, file: Path, threads: int) -> None:
        self._file = file
        self._threads = threads
        self._session: onnxruntime.InferenceSession | None = None

    def load(self) -> None:
        """Open the network; nothing happens the second time."""
        if self._session is None:
            self._session = opened(self._file, self._threads)

    def __call__(self, rgba: Rgba) -> bool:
        """Whether writing large enough to be seen is on ``(H, W, 4)``."""
        return all(self._surest(rgba, longest) >= _SURE for longest in _LONGEST)

    def _surest(self, rgba: Rgba, longest: int) -> float:
        """How surely the likeliest region is writing, 0 to 1, seen at one size."""
        self.load()
        assert self._session is not None  # noqa: S101 - for the type checker
        seen, opaque = _seen(rgba, longest)
        name = self._session.get_inputs()[0].name
        (answer,) = self._session.run(None, {name: _network_input(seen)})
        return max(_scores(np.asarray(answer[0, 0], np.float32), opaque), default=0.0)


def _seen(rgba: Rgba, longest: int) -> tuple[Rgb, NDArray[np.bool_]]:
    """The cut-out on grey at the network's size, and where it is opaque."""
    height, width = rgba.shape[:2]
    scale = min(longest / max(height, width), _LARGEST_ZOOM)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    alpha = np.asarray(rgba[..., 3:], np.float32) / np.float32(255)
    on_grey = (rgba[..., :3] * alpha + _GREY * (1 - alpha)).astype(np.uint8)
    small = cv2.resize(on_grey, size, interpolation=way)
    matte = cv2.resize(rgba[..., 3], size, interpolation=way)
    below, beside = -size[1] % _STEP, -size[0] % _STEP
    plain = cv2.BORDER_CONSTANT
    grey = (_GREY, _GREY, _GREY)
    framed = cv2.copyMakeBorder(small, 0, below, 0, beside, plain, value=grey)
    inside = cv2.copyMakeBorder(matte, 0, below, 0, beside, plain, value=(0,))
    return np.asarray(framed, np.uint8), np.asarray(inside > 127, np.bool_)


def _network_input(rgb: Rgb) -> NDArray[np.float32]:
    """``(1, 3, H, W)``, standardised per channel, blue first."""
    standard = (np.asarray(rgb[..., ::-1], np.float32) / 255 - _MEAN) / _DEVIATION
    return np.ascontiguousarray(standard.transpose(2, 0, 1)[None], np.float32)


def _scores(probability: NDArray[np.float32], opaque: NDArray[np.bool_]) -> list[float]:
    """The mean probability of each region that may be writing."""
    likely = (probability > _LIKELY).astype(np.uint8)
    count, labels, facts, _ = cv2.connectedComponentsWithStats(likely)
    found = []
    for region in range(1, count):
        if min(facts[region, cv2.CC_STAT_WIDTH], facts[region, cv2.CC_STAT_HEIGHT]) < _THINNEST:
            continue
        of_region = labels == region
        if opaque[of_region].mean() >= _OPAQUE and _like_a_line(of_region):
            found.append(float(probability[of_region].mean()))
    return found


def _like_a_line(region: NDArray[np.bool_]) -> bool:
    points = np.argwhere(region).astype(np.float32)
    thick, long = sorted(cv2.minAreaRect(points)[1])
    return bool(thick <= _THICKEST * max(region.shape) or long >= _LINE * thick)
