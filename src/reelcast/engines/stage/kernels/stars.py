"""The lights of a night sky: stars of every brightness and tint, and the moon's face."""

import math

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import Floats, fbm2, smooth

MOON = 0.0105
"""Its radius in radians: about twice the real one, as longer lenses show it."""


@jit
def moonshine(angle: float, across: float, up: float) -> tuple[float, float]:
    """Face and halo of a full moon, in the radiance of its face, ``angle`` radians from its middle.

    ``across`` and ``up`` is where on the disc that is, in radians.
    """
    q = angle / MOON
    face = 0.0
    if q < 1.1:
        seas = smooth(-0.05, 0.35, fbm2(across / MOON * 1.3 + 4.2, up / MOON * 1.3 + 1.7, 5))
        face = smooth(1.04, 0.96, q) * (1 - 0.38 * seas) * (1 - 0.25 * q**6)
    halo = 0.045 * math.exp(-angle * 26) + 0.014 * math.exp(-angle * 7)
    return face, halo


@jit
def _dot(out: Floats, rows: int, x: float, y: float, size: float, colour: Floats) -> None:
    """Add a round spot of Gaussian profile; its sum is ``colour`` whatever its size."""
    reach = int(3 * size + 1.5)
    share = 1 / (2 * math.pi * size * size)
    for j in range(max(int(y) - reach, 0), min(int(y) + reach + 2, rows)):
        for i in range(max(int(x) - reach, 0), min(int(x) + reach + 2, out.shape[1])):
            q = ((i - x) ** 2 + (j - y) ** 2) / (2 * size * size)
            for c in range(3):
                out[j, i, c] += colour[c] * share * math.exp(-q)


@jit
def _scatter(out: Floats, rows: int, places: Floats, colours: Floats, size: float) -> None:
    for k in range(len(places)):
        _dot(out, rows, places[k, 0], places[k, 1], size * places[k, 2], colours[k])


def paint_stars(
    out: Floats, rows: int, count: int, level: float, seed: int, share: Floats | None = None
) -> None:
    """Add ``count`` stars to the upper ``rows`` rows of a picture, in place.

    Brightness falls off as it does in the sky (each magnitude has 2.5 times more stars), tints as
    those of black bodies from 3500 to 12000 K. ``level`` is the summed radiance of the faintest on
    a plate 1436 pixels high; ``share`` ``(H, W)``, if given, the chance of a star to be kept.
    """
    rng = np.random.default_rng(seed)
    height, width = out.shape[:2]
    scale = height / 1436
    brightness = (rng.pareto(1.15, count) + 1).clip(0, 160)
    x, y = rng.random(count) * width, rng.random(count) * rows
    colours = (level * scale**2 * brightness[:, None] * _tints(rng, count)).astype(np.float32)
    size = max(0.62, 0.8 * scale) * (1 + 0.18 * np.log2(brightness))
    places = np.stack([x, y, size], 1).astype(np.float32)
    if share is not None:
        kept = rng.random(count) < share[y.astype(int), x.astype(int)]
        places, colours = places[kept], colours[kept]
    _scatter(out, rows, places, colours, 1.0)


def _tints(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Colours ``(count, 3)`` about white: most bluish white, some orange."""
    warm = rng.beta(1.6, 2.6, count)[:, None]
    tints = (1 - warm) * np.array([0.72, 0.86, 1.25]) + warm * np.array([1.45, 0.98, 0.62])
    return np.asarray(tints, np.float64)
