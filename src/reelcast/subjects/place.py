"""Is a photograph a place to play in, rather than somebody or something? And where is its ground?

A landscape or a wall has no subject, though a saliency network always finds a spot it prefers. Such
a spot gives itself away: it is unsure everywhere, or it is a building, a mountain, a shore.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Matte, Rgb
from reelcast.subjects.frame import Box, bounds

_STANDS_OUT = 0.4
"""Matte above this is taken for found."""

_DOUBT = 2.2
"""Mean of ``4 (1 - m)`` over what was found, weighted with the matte ``m``: 0 where all is certain,
4 where next to nothing is there. On photographs of subjects at most 1.7, on textures from 2.8."""
_SIDES, _CROSSING = 3, 0.1
"""Thin things (share of the picture) that leave it on so many sides are wires, beams, joints."""
_PLACE_SHARE = 0.2
"""Probability that the part that stands out is a place. Measured: subjects, also before buildings
and mountains, up to 0.12; landscapes and buildings mostly from 0.28."""

_ROWS, _COLUMNS = 96, 128
"""A photograph is seen this small when its ground is looked for."""
_WINDOW = 14
"""Rows above and below that are compared."""
_HIGHEST, _LOWEST = 0.35, 0.8
"""Within these shares of the height a subject can stand below the line and be seen."""
_USUAL, _SPREAD = 0.6, 0.15
"""Where the line usually is in photographs taken by somebody standing, and how surely."""
_NOISE = 4.0
"""Levels (of 255) by which rows of one surface differ anyway."""
_FLOOR = 0.5
"""What every row is worth before it splits anything."""


def looks_like_place(matte: Matte | None, place_share: float, has_person: bool) -> bool:
    """Whether a photograph is a set rather than a subject.

    ``matte`` is what the saliency networks say of the whole photograph, at any size and before
    anything is tidied up, or None when nothing was found. ``place_share`` is the probability of
    all classes of the kind PLACE in ``part_that_stands_out``. Where a person was found it never is.
    """
    if has_person:
        return False
    if matte is None or not (matte > _STANDS_OUT).any():
        return True
    return _doubt(matte) > _DOUBT or _crosses(matte) or place_share >= _PLACE_SHARE


def part_that_stands_out(photo: Rgb, matte: Matte | None) -> Rgb:
    """The part of the photograph to ask ``place_share`` about, with its background, not copied.

    Asked about the whole photograph, a network calls a toy before mountains a mountain.
    """
    found = None if matte is None else bounds(matte > _STANDS_OUT)
    if matte is None or found is None:
        return photo
    (height, width), (rows, columns) = photo.shape[:2], matte.shape
    return Box(
        found.left * width // columns,
        found.top * height // rows,
        -(-found.right * width // columns),
        -(-found.bottom * height // rows),
    ).of(photo)


def ground_line(photo: Rgb) -> float:
    """Where the ground of a place ends and what is behind it begins, as a share of the height.

    The row, between 0.35 and 0.8, above and below which rows differ most, in brightness, colour and
    texture, for how much they differ among themselves. Where no row stands out (a wall, a view from
    the air) the usual height of a horizon counts most.
    """
    rows = _rows(photo)
    shares = (np.arange(_ROWS) + 0.5) / _ROWS
    usual = np.exp(-0.5 * ((shares - _USUAL) / _SPREAD) ** 2)
    split = np.array([_split(rows, row) for row in range(_ROWS)])
    scores = np.where((shares >= _HIGHEST) & (shares <= _LOWEST), (_FLOOR + split) * usual, 0)
    return float(shares[int(scores.argmax())])


def _rows(photo: Rgb) -> NDArray[np.float32]:
    """``(_ROWS, 4)``: the median brightness, colours and texture of each row."""
    small = cv2.resize(photo, (_COLUMNS, _ROWS), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    upright = np.abs(cv2.Sobel(lab[..., 0], cv2.CV_32F, 1, 0, ksize=3)) / 4
    return np.asarray(np.median(np.dstack([lab, upright]), axis=1), np.float32)


def _split(rows: NDArray[np.float32], row: int) -> float:
    """How unlike the rows just above and just below are, in units of their own spread."""
    above, below = rows[max(row - _WINDOW, 0) : row], rows[row : row + _WINDOW]
    if min(len(above), len(below)) < _WINDOW // 3:
        return 0.0
    spread = above.std(axis=0) + below.std(axis=0) + _NOISE
    return float(np.linalg.norm((above.mean(axis=0) - below.mean(axis=0)) / spread))


def _doubt(matte: Matte) -> float:
    return float((4 * matte * (1 - matte)).sum() / max(float(matte.sum()), 1.0))


def _crosses(matte: Matte) -> bool:
    found = matte > _STANDS_OUT
    sides = (found[0], found[-1], found[:, 0], found[:, -1])
    return sum(bool(side.any()) for side in sides) >= _SIDES and float(found.mean()) < _CROSSING
