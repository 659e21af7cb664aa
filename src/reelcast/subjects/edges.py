"""At which sides the photograph's own edge cuts through a subject."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Matte
from reelcast.subjects.frame import Box
from reelcast.subjects.subject import Edge


@dataclass(frozen=True, slots=True)
class Touch:
    """What counts as running out of the picture.

    Matte above ``solid`` (0 to 1) in a strip ``depth`` deep along a side (a share of the picture,
    at least one pixel), for a run of at least ``run`` (a share of that side).
    """

    depth: float
    run: float
    solid: float


IN_PHOTO = Touch(depth=0.006, run=0.08, solid=0.5)
"""Networks fade in the last pixels; a toe or a helmet's hinge on the edge is no cut."""
IN_CUT_OUT = Touch(depth=0, run=0.25, solid=0.98)
"""A ready-made cut-out is often cropped tightly: where it ends by itself, its edge is soft."""


def cut_by(matte: Matte, box: Box, width: int, height: int, touch: Touch) -> frozenset[Edge]:
    """The sides at which the subject of a ``width`` x ``height`` picture runs out of it.

    ``matte`` is the matte of ``box`` in that picture, at any scale.
    """
    rows, columns = matte.shape
    tall, broad = height * rows / box.height, width * columns / box.width
    deep, wide = max(1, round(touch.depth * tall)), max(1, round(touch.depth * broad))
    solid = np.asarray(matte > touch.solid)
    sides = (
        (Edge.TOP, box.top == 0, solid[:deep], broad),
        (Edge.BOTTOM, box.bottom == height, solid[-deep:], broad),
        (Edge.LEFT, box.left == 0, solid[:, :wide].T, tall),
        (Edge.RIGHT, box.right == width, solid[:, -wide:].T, tall),
    )
    return frozenset(
        edge
        for edge, at_border, strip, length in sides
        if at_border and longest_run(strip) >= touch.run * length
    )


def longest_run(strip: NDArray[np.bool_]) -> int:
    """The most neighbouring columns of ``(D, N)`` with a True in each."""
    padded = np.concatenate(([False], np.any(strip, axis=0), [False]))
    changes = np.flatnonzero(padded[1:] != padded[:-1])
    return int((changes[1::2] - changes[::2]).max(initial=0))
