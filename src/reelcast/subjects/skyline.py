"""The sky of a photograph of a place, and straight things in it. Knows no ground and no camera.

Sky is what hangs together with the upper edge without a straight line between, and is calm, blue or
the white of clouds: façades are as calm and as white, but they are ruled with lines.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Rgb

Mask = NDArray[np.bool_]
Map = NDArray[np.float32]
Segments = NDArray[np.float64]
"""``(N, 4)``: from x, y to x, y in pixels."""

_RULED = 0.055
"""Straight pieces of this length, in longer sides, are built rather than grown or blown."""
_CALM, _ROUGH = 4.5, 16.0
"""Steps between neighbours, in levels of 255: nothing, and the edge of a cloud at most."""
_BLUE, _BLUE_LIGHT = -5.0, 45.0
"""CIE b* below which, and L (0 to 255) above which, something may be blue sky."""
_WHITE, _WHITE_LIGHT = 16.0, 140.0
"""Colour up to which, and L above which, something may be cloud."""
_SURELY_BLUE, _GAPS = -8.0, 0.2
"""CIE b* of blue sky, and how much of a sky must be blue where it shows between clouds."""
_OUTSHINES = 30.0
"""How much lighter than all else, in levels of 255, any other sky is on the average."""
_LOWEST = 0.9
"""No sky is looked for below this share of the height."""
_EDGE = 0.03
"""Of the upper edge: what touches less of it is a gap between leaves."""
_LEAST = 0.015
"""Of the picture: a smaller sky is a window."""
_ISLAND = 0.05
"""Of the picture: smaller things without a link to the ground are clouds, birds, kites."""


def sky_of(rgb: Rgb) -> Mask:
    """What of a small photograph, ``(H, W, 3)``, is sky."""
    height, width = rgb.shape[:2]
    open_ = _may_be_sky(rgb)
    open_[2:] &= ~_drawn(long_segments(rgb), height, width)[2:]
    open_[int(_LOWEST * height) :] = False
    opened = cv2.morphologyEx(open_.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(np.asarray(opened, np.uint8), connectivity=4)
    along, counts = np.unique(labels[:2], return_counts=True)
    high = [part for part, n in zip(along, counts, strict=True) if part and n > _EDGE * width]
    found = np.isin(labels, high).astype(np.uint8)
    if found.mean() < _LEAST or not _shines(rgb, np.asarray(found, np.bool_)):
        return np.zeros((height, width), np.bool_)
    closed = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return _without_islands(np.asarray(closed, np.bool_))


def _may_be_sky(rgb: Rgb) -> Mask:
    lab = cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), (0, 0), 1.0).astype(np.float32)
    step = sum(
        np.hypot(
            cv2.Sobel(lab[..., c], cv2.CV_32F, 1, 0, scale=0.25),
            cv2.Sobel(lab[..., c], cv2.CV_32F, 0, 1, scale=0.25),
        )
        for c in range(3)
    )
    light, a, b = lab[..., 0], lab[..., 1] - 128, lab[..., 2] - 128
    blue = (b < _BLUE) & (a < -_BLUE + 9) & (light > _BLUE_LIGHT)
    white = (np.abs(a) + np.abs(b) < _WHITE) & (light > _WHITE_LIGHT)
    return np.asarray((step < _CALM) | ((blue | white) & (step < _ROUGH)), np.bool_)


def _shines(rgb: Rgb, found: Mask) -> bool:
    """A sky is blue somewhere or outshines what is below it; a ceiling and a wall do neither."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    blue = float((lab[found, 2] - 128 < _SURELY_BLUE).mean()) > _GAPS
    return blue or float(lab[found, 0].mean() - lab[~found, 0].mean()) > _OUTSHINES


def _without_islands(sky: Mask) -> Mask:
    """The sky with what hangs in it: small things that it surrounds."""
    _, labels, facts, _ = cv2.connectedComponentsWithStats((~sky).astype(np.uint8))
    small = np.flatnonzero(facts[:, cv2.CC_STAT_AREA] < _ISLAND * sky.size)
    bottom = facts[:, cv2.CC_STAT_TOP] + facts[:, cv2.CC_STAT_HEIGHT]
    hanging = [part for part in small if part and bottom[part] < sky.shape[0]]
    return np.asarray(sky | np.isin(labels, hanging), np.bool_)


def long_segments(rgb: Rgb) -> Segments:
    """The straight pieces of a small photograph's edges, the longest first."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    found = cv2.createLineSegmentDetector().detect(grey)[0]
    if found is None:
        return np.zeros((0, 4))
    segments = np.asarray(found, np.float64).reshape(-1, 4)
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    order = np.argsort(-length, kind="stable")
    return np.asarray(segments[order[length[order] >= _RULED * max(rgb.shape[:2])]])


def _drawn(segments: Segments, height: int, width: int) -> Mask:
    drawn = np.zeros((height, width), np.uint8)
    for x0, y0, x1, y1 in segments.round().astype(int).tolist():
        cv2.line(drawn, (x0, y0), (x1, y1), 1, 2)
    return np.asarray(drawn, np.bool_)
