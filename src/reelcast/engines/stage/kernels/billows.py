"""Banks of fog and smoke: marched on a coarse grid, then laid over the frame."""

import math

import numpy as np
from numba import prange
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.jit import jit, parallel
from reelcast.engines.stage.kernels.noise import Floats, clamp, smooth

Pixels = NDArray[np.uint8]
Shorts = NDArray[np.uint16]
_STEPS = 6
"""So often a veil changes from one cell to the next below."""
_ONE, _HALF = np.float32(256), np.float32(0.5)
_FAINTEST = 0.006
"""An opacity that nobody sees."""


@jit
def behind(nearness: Floats, u: float, v: float, scene: Floats) -> float:
    """1 / z of what of the plate is seen ``u``, ``v`` pixels from straight ahead.

    ``scene``: focal length, plate centre and horizon in cells, the view's x, y, z.
    """
    high, wide = nearness.shape
    near = 0.0
    at_u, at_v = u, v
    for _ in range(3):
        i = int(clamp(at_u * 0.25 + scene[1], 0.0, wide - 1.0))
        j = int(clamp(at_v * 0.25 + scene[2], 0.0, high - 1.0))
        near = float(nearness[j, i])
        at_u = u * (1 - scene[5] * near) + scene[0] * scene[3] * near
        at_v = v * (1 - scene[5] * near) - scene[0] * scene[4] * near
    return near


@jit
def _noise(volume: Floats, x: float, y: float, z: float) -> float:
    """Trilinear lookup in a periodic volume, as ``sample3``, sparing the divisions."""
    n = volume.shape[0]
    x = (x - math.floor(x)) * n
    y = (y - math.floor(y)) * n
    z = (z - math.floor(z)) * n
    i, j, k = min(int(x), n - 1), min(int(y), n - 1), min(int(z), n - 1)
    u, v, w = x - i, y - j, z - k
    i1, j1, k1 = (
        i + 1 if i + 1 < n else 0,
        j + 1 if j + 1 < n else 0,
        (k + 1 if k + 1 < n else 0),
    )
    a = volume[i, j, k] * (1 - w) + volume[i, j, k1] * w
    b = volume[i, j1, k] * (1 - w) + volume[i, j1, k1] * w
    c = volume[i1, j, k] * (1 - w) + volume[i1, j, k1] * w
    d = volume[i1, j1, k] * (1 - w) + volume[i1, j1, k1] * w
    return float((a * (1 - v) + b * v) * (1 - u) + (c * (1 - v) + d * v) * u)


@parallel
def march(
    volume: Floats,
    nearness: Floats,
    scene: Floats,
    frame: Floats,
    edges: Floats,
    bank: Floats,
    out: Floats,
) -> None:
    """How opaque what drifts between depths is, 0 to 1, into ``out``, float32 ``(h, w)``.

    ``frame``: middle column, horizon row and cell in pixels, eye in metres, nearest and farthest z.
    ``edges`` are the depths between which the noise is looked up. ``bank``: opacity of a metre, the
    length of a tile of ``volume``, by how much flatter it is, where it has been carried to (3), the
    height over which it thins, what is left high up, noise from which and up to which it thickens,
    and how many metres from the lens it begins and ends.
    """
    focal = scene[0]
    for j in prange(out.shape[0]):
        v = (j - 0.5) * frame[2] - frame[1]
        for i in range(out.shape[1]):
            u = (i - 0.5) * frame[2] - frame[0]
            stop = min(1 / max(behind(nearness, u, v, scene), 1e-6), frame[5])
            thick = 0.0
            for k in range(edges.shape[0] - 1):
                a, b = max(edges[k], frame[4]), min(edges[k + 1], stop)
                if b <= a:
                    continue
                d = 0.5 * (edges[k] + edges[k + 1]) - scene[5]
                y = max(frame[3] + scene[4] - v / focal * d, 0.0)
                noise = _noise(
                    volume,
                    (scene[3] + u / focal * d - bank[3]) / bank[1],
                    (y - bank[4]) * bank[2] / bank[1],
                    (d + scene[5] - bank[5]) / bank[1],
                )
                low = bank[7] + (1 - bank[7]) * math.exp(-y / bank[6])
                thick += (
                    (b - a)
                    * low
                    * smooth(bank[8], bank[9], noise)
                    * smooth(0.4, bank[10], d)
                    * smooth(bank[11], 0.5 * bank[11], d)
                )
            out[j, i] = 1 - math.exp(-thick * bank[0])


@parallel
def veil(
    frame: Pixels, thick: Floats, through: Floats, colour: Floats, dither: Shorts, cell: int
) -> None:
    """Lay a coarse picture over ``frame``, uint8 ``(h, 4 w)``, in place.

    ``through`` is how much of the frame is left, 0 to 1, ``colour`` what is laid over it, sRGB 0 to
    255; both have a row for every ``cell`` rows and all columns, with one cell more on each side.
    ``thick`` is the greatest opacity on each of these rows. ``dither``, 0 to 255, spreads the steps
    of the sum: banks would show contours.
    """
    high, wide = frame.shape
    half = cell // 2
    sharing = max(cell // _STEPS, 1)
    for k in prange(through.shape[0] - 1):
        if thick[k] < _FAINTEST and thick[k + 1] < _FAINTEST:
            continue
        a, b = through[k, 4 * cell :], through[k + 1, 4 * cell :]
        c, d = colour[k, 4 * cell :], colour[k + 1, 4 * cell :]
        kept, lit = np.empty(wide, np.uint16), np.empty(wide, np.uint16)
        begin = cell * k - half
        first = max(begin, 0)
        for j in range(first, min(begin + cell, high)):
            # Rows share a pair of buffers in whole numbers: most of the time is memory's.
            if (j - first) % sharing == 0:
                s = np.float32(min((j - begin + 0.5 * sharing) / cell, 1.0))
                for i in range(wide):
                    rest = np.int32((a[i] + (b[i] - a[i]) * s) * _ONE + _HALF)
                    laid = (c[i] + (d[i] - c[i]) * s) * (_ONE - np.float32(rest))
                    kept[i] = np.uint16(rest)
                    lit[i] = np.uint16(np.int32(laid + _HALF))
            shift = (j * 7919) % (dither.shape[0] - wide)
            line, dot = frame[j], dither[shift : shift + wide]
            for i in range(wide):
                mixed = np.uint32(line[i]) * np.uint32(kept[i]) + np.uint32(lit[i])
                line[i] = np.uint8((mixed + np.uint32(dot[i])) >> np.uint32(8))
