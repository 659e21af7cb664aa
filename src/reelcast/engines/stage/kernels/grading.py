"""Film looks, pixel by pixel: what bends, paints, inks and weaves a picture.

Pictures are uint8 sRGB ``(h, w, 3)``; what is called rows is the same memory as ``(h, 3 w)``.
"""

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Whole = NDArray[np.int32]

_SPREAD = 30.0
"""Variance, in squared steps of 8 bits, that halves what a neighbourhood counts."""

_FULL = np.int32(65535)
"""All integers are of 32 bits, constants too: of 64 they are multiplied one by one."""


@jit
def bend(frame: Pixels, curves: Pixels) -> None:
    """Each channel by its own curve (3, 256), in place."""
    for y in range(frame.shape[0]):
        for x in range(frame.shape[1]):
            frame[y, x, 0] = curves[0, frame[y, x, 0]]
            frame[y, x, 1] = curves[1, frame[y, x, 1]]
            frame[y, x, 2] = curves[2, frame[y, x, 2]]


@jit
def shine(rows: Pixels, glow: Pixels) -> None:
    """Light added as on film, which never quite saturates, in place; ``glow`` is rows too."""
    for y in range(rows.shape[0]):
        for x in range(rows.shape[1]):
            here = np.uint16(rows[y, x])
            rows[y, x] = np.uint8(here + ((np.uint16(255) - here) * np.uint16(glow[y, x]) >> 8))


@jit
def weave(rows: Pixels, along: NDArray[np.uint16], across: NDArray[np.uint16], out: Pixels) -> None:
    """A picture moved by part of a pixel: three taps down and three across, each summing to 128."""
    h, w = rows.shape
    line = np.empty(w, np.uint16)
    for y in range(h):
        above, here, below = rows[max(y - 1, 0)], rows[y], rows[min(y + 1, h - 1)]
        for x in range(w):
            line[x] = (along[0] * above[x] + along[1] * here[x] + along[2] * below[x]) >> 7
        for x in range(3):
            out[y, x] = np.uint8(line[x])
            out[y, w - 1 - x] = np.uint8(line[w - 1 - x])
        left, middle, right, kept = line[: w - 6], line[3 : w - 3], line[6:], out[y, 3 : w - 3]
        for x in range(w - 6):
            value = across[0] * left[x] + across[1] * middle[x] + across[2] * right[x]
            kept[x] = np.uint8(value >> 7)


@jit
def weigh(mean: Pixels, bright: Floats, square: Floats, out: Floats) -> None:
    """The means of small windows, weighed by how even the windows are: 1 / (1 + v)^2.

    ``bright`` and ``square`` (h, w) are the mean brightness of the windows and of its square.
    ``out`` (h, w, 4) are weighed red, green, blue and the weight.
    """
    for y in range(mean.shape[0]):
        for x in range(mean.shape[1]):
            variance = square[y, x] - bright[y, x] * bright[y, x]
            even = np.float32(1) / (np.float32(1) + variance * np.float32(1 / _SPREAD))
            weight = even * even
            out[y, x, 0] = weight * np.float32(mean[y, x, 0])
            out[y, x, 1] = weight * np.float32(mean[y, x, 1])
            out[y, x, 2] = weight * np.float32(mean[y, x, 2])
            out[y, x, 3] = weight


@jit
def settle(sums: Floats, bleeding: NDArray[np.int32], out: Pixels) -> None:
    """Weighed sums to colours, each taken ``bleeding`` (h, w) pixels farther on in memory."""
    h, w, _ = sums.shape
    flat = sums.reshape(h * w, 4)
    for y in range(h):
        for x in range(w):
            at = y * w + x + bleeding[y, x]
            scale = np.float32(1) / flat[at, 3]
            out[y, x, 0] = np.uint8(flat[at, 0] * scale + np.float32(0.5))
            out[y, x, 1] = np.uint8(flat[at, 1] * scale + np.float32(0.5))
            out[y, x, 2] = np.uint8(flat[at, 2] * scale + np.float32(0.5))


@jit
def ink(picture: Pixels, fine: Pixels, coarse: Pixels, shades: Whole, colour: int) -> None:
    """Flat shades and thin dark lines, in place.

    ``fine`` and ``coarse`` (h, w) are the brightness under a narrow and a wide blur: a line is
    where the narrow is darker. ``colour`` is, in 1/256, how much of it there is, and ``shades``
    (256,), in 1/256 of a step, what a brightness adds to it.
    """
    most, byte, of = _FULL, np.int32(8), np.int32(colour)
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            dip = np.int32(np.int32(coarse[y, x]) - np.int32(fine[y, x]) - np.int32(3))
            line = np.minimum(np.maximum(dip * np.int32(26), np.int32(0)), np.int32(205))
            keep = np.int32(np.int32(256) - line)
            shade = shades[fine[y, x]]
            for c in range(3):
                value = np.int32(shade + of * np.int32(picture[y, x, c]))
                value = np.minimum(np.maximum(value, np.int32(0)), most)
                picture[y, x, c] = np.uint8((value >> byte) * keep >> byte)


@jit
def wash(
    picture: Pixels, grey: Pixels, soft: Pixels, pooling: Whole, light: Whole, colour: int
) -> None:
    """Pigment on paper, in place: thin, pooled where it dried, darker at the rims.

    ``grey`` (h, w) is the brightness and ``soft`` the same blurred, of which the rims are made;
    ``pooling`` (h, w), in 1/256, how much more pigment lies somewhere. ``colour`` is, in 1/256, how
    much of it there is, and ``light`` (256,), in 1/256 of a step, what a brightness adds to it.
    More pigment ``d`` makes a colour c c - (c - c^2) d (Bousseau and others 2006).
    """
    most, byte, of = _FULL, np.int32(8), np.int32(colour)
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            rim = np.int32((np.int32(soft[y, x]) - np.int32(grey[y, x])) * np.int32(6))
            rim = np.minimum(np.maximum(rim, np.int32(-38)), np.int32(230))
            density = np.int32(pooling[y, x] + rim)
            thin = light[grey[y, x]]
            for c in range(3):
                value = np.int32(thin + of * np.int32(picture[y, x, c]))
                value = np.minimum(np.maximum(value, np.int32(0)), most) >> byte
                value -= (value * (np.int32(255) - value) * density) >> np.int32(16)
                picture[y, x, c] = np.uint8(np.maximum(value, np.int32(0)))


@jit
def outline(rows: Pixels, plain: Pixels, painted: Pixels, least: int, share: int) -> None:
    """``painted`` with the sharp edges of a frame, put into that frame; all three are rows.

    ``plain`` is the frame without its finest detail. What is less than ``least`` steps, as noise
    and texture are, does not come back; of the rest ``share`` quarters do.
    """
    low, quarters = np.int16(least), np.int16(share)
    for y in range(rows.shape[0]):
        for x in range(rows.shape[1]):
            fine = np.int16(np.int16(rows[y, x]) - np.int16(plain[y, x]))
            over = np.int16(max(fine - low, np.int16(0)) + min(fine + low, np.int16(0)))
            value = np.int16(np.int16(painted[y, x]) + (np.int16(over * quarters) >> np.int16(2)))
            rows[y, x] = np.uint8(min(max(value, np.int16(0)), np.int16(255)))


@jit
def press(rows: Pixels, paper: NDArray[np.int8]) -> None:
    """Pigment gathers in the pits of the paper, in place: ``paper`` as rows, pits above 0."""
    for y in range(rows.shape[0]):
        for x in range(rows.shape[1]):
            value = np.int32(rows[y, x])
            value -= (value * (np.int32(280) - value) * np.int32(paper[y, x])) >> np.int32(16)
            rows[y, x] = np.uint8(min(max(value, np.int32(0)), np.int32(255)))
