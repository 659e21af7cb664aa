"""The smear of wings that beat while the shutter is open."""

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import Floats

Pixels = NDArray[np.uint8]
Sums = NDArray[np.int32]


@jit
def _ends(row: Pixels) -> tuple[int, int]:
    """The first column of a row in which there is anything, and the one after the last."""
    first, last = 0, row.shape[0]
    while first < last and row[first, 3] == 0:
        first += 1
    while last > first and row[last - 1, 3] == 0:
        last -= 1
    return first, last


@jit
def _sum_up(sums: Sums, row: Pixels, light: Floats) -> None:
    """The lit pixels of a row up to, not including, each column: ``sums`` ``(W + 1, 4)``."""
    red = green = blue = alpha = np.int32(0)
    for i in range(row.shape[0]):
        sums[i, 0] = red
        sums[i, 1] = green
        sums[i, 2] = blue
        sums[i, 3] = alpha
        most = np.int32(row[i, 3])
        if most > 0:
            lit = np.int32(light[i] * np.float32(256))
            red += min(row[i, 0] * lit >> 8, most)
            green += min(row[i, 1] * lit >> 8, most)
            blue += min(row[i, 2] * lit >> 8, most)
            alpha += most
    sums[row.shape[0], 0] = red
    sums[row.shape[0], 1] = green
    sums[row.shape[0], 2] = blue
    sums[row.shape[0], 3] = alpha


@jit
def smear(out: Pixels, wings: Pixels, boxes: Floats, light: Floats) -> None:
    """Light ``wings`` and blur them along their rows, into ``out``, which is all 0.

    Both are ``(H, W, 4)``, premultiplied RGBA; ``light`` ``(W,)`` is 1 for as it is. ``boxes``
    ``(W, 5)``: of each column the first and the last one that are seen there during the exposure,
    how much of the first has gone, how much of the last has come, and one by their number.
    """
    wide = wings.shape[1]
    sums = np.zeros((wide + 1, 4), np.int32)
    for j in range(wings.shape[0]):
        begin, end = _ends(wings[j])
        if begin == end:
            continue
        _sum_up(sums, wings[j], light)
        for i in range(wide):
            a = int(boxes[i, 0])
            b = int(boxes[i, 1])
            if b < begin or a >= end:
                continue
            p = boxes[i, 2]
            q = boxes[i, 3]
            share = boxes[i, 4]
            for c in range(4):
                total = np.float32(sums[b, c] - sums[a, c])
                total += q * (sums[b + 1, c] - sums[b, c]) - p * (sums[a + 1, c] - sums[a, c])
                out[j, i, c] = np.uint8(total * share + np.float32(0.5))
