"""From radiance to a photograph: disc-shaped defocus and a filmic curve with dither."""

import math

import cv2
import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, uniform

_TAPS = 40
_GOLDEN = 2.399963
"""Golden angle, radians: spreads the taps evenly over the disc."""


@jit
def _gather(source: Floats, blur: Floats, x: int, y: int, out: Floats) -> None:
    """Mean over the disc of what is out of focus enough to reach this pixel."""
    h, w, _ = source.shape
    radius = blur[y, x]
    turn = uniform(x, y) * 2 * math.pi
    r, g, b = source[y, x, 0], source[y, x, 1], source[y, x, 2]
    total = 1.0
    for k in range(_TAPS):
        q = math.sqrt((k + 0.5) / _TAPS) * radius
        i = int(clamp(x + q * math.cos(k * _GOLDEN + turn), 0, w - 1))
        j = int(clamp(y + q * math.sin(k * _GOLDEN + turn), 0, h - 1))
        weight = clamp(blur[j, i] - q + 1.0, 0.0, 1.0)
        r += source[j, i, 0] * weight
        g += source[j, i, 1] * weight
        b += source[j, i, 2] * weight
        total += weight
    out[y, x, 0] = r / total
    out[y, x, 1] = g / total
    out[y, x, 2] = b / total


@parallel
def _defocus(source: Floats, blur: Floats, out: Floats) -> None:
    for y in prange(source.shape[0]):
        for x in range(source.shape[1]):
            if blur[y, x] < 0.6:
                for c in range(3):
                    out[y, x, c] = source[y, x, c]
            else:
                _gather(source, blur, x, y, out)


def defocus(radiance: Floats, blur: Floats) -> Floats:
    """Blur each pixel over a disc of its own radius (``blur``, pixels, of the same size)."""
    h, w = blur.shape
    half = (w // 2, h // 2)
    source = cv2.resize(radiance, half, interpolation=cv2.INTER_AREA).astype(np.float32)
    radii = (cv2.resize(blur, half, interpolation=cv2.INTER_AREA) * 0.5).astype(np.float32)
    soft = np.empty_like(source)
    _defocus(source, radii, soft)
    grown = cv2.resize(cv2.GaussianBlur(soft, (0, 0), 0.7), (w, h), interpolation=cv2.INTER_LINEAR)
    mix = ((blur - 0.7) / 1.2).clip(0, 1)[..., None]
    return np.asarray(radiance + (grown - radiance) * mix, np.float32)


@jit
def _curve(x: float) -> float:
    """ACES fit by Narkowicz (2015), then the sRGB transfer function; 0 to 1."""
    x = clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), 0.0, 1.0)
    if x < 0.0031308:
        return 12.92 * x
    return float(1.055 * x ** (1 / 2.4) - 0.055)


@parallel
def develop(exposed: Floats, out: NDArray[np.uint8]) -> None:
    """Exposed linear RGB to display sRGB, RGBA with A = 255, dithered against banding."""
    for y in prange(out.shape[0]):
        for x in range(out.shape[1]):
            for c in range(3):
                # Triangular noise of one step each way, its own in every channel.
                dither = uniform(x + 7919 * c, y) - uniform(x, y + 7919 * c + 104729)
                value = _curve(exposed[y, x, c]) * 255 + dither + 0.5
                out[y, x, c] = np.uint8(clamp(value, 0.0, 255.0))
            out[y, x, 3] = 255
