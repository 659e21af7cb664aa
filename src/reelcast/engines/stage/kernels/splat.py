"""Depth-tested leaves and twigs, a few pixels each. Everything that grows is made of these."""

import math
from typing import NamedTuple

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import Floats, clamp, smooth

STRIPS = 40
"""Plates are painted in vertical strips, one per task: who paints what never depends on threads."""


class Strip(NamedTuple):
    """The columns ``first`` up to, not including, ``end``."""

    first: int
    end: int


@jit
def strip_of(index: int, width: int) -> Strip:
    """The columns of the ``index``-th of ``STRIPS`` equal strips of a picture."""
    return Strip(index * width // STRIPS, (index + 1) * width // STRIPS)


@jit
def splat(
    out: Floats,
    depth: Floats,
    strip: Strip,
    place: tuple[float, float, float],
    shape: tuple[float, float, float],
    colour: tuple[float, float, float],
) -> None:
    """Paint one ellipse at ``place`` (column, row, z), of ``shape`` (half-length px, cos, sin)."""
    x, y, z = place
    r, ca, sa = shape
    for j in range(max(int(y - r), 0), min(int(y + r) + 2, out.shape[0])):
        for i in range(max(int(x - r), strip.first), min(int(x + r) + 2, strip.end)):
            a = ((i - x) * ca + (j - y) * sa) / r
            b = ((j - y) * ca - (i - x) * sa) / (r * 0.55)
            q = a * a + b * b
            d = depth[j, i]
            if q < 1.15 and (d == 0.0 or z < d):
                alpha = 1.0 if r < 1.4 else smooth(1.15, 0.7, q)
                for c in range(3):
                    out[j, i, c] += (colour[c] - out[j, i, c]) * alpha
                if alpha > 0.5:
                    depth[j, i] = z


@jit
def leaf(
    out: Floats,
    depth: Floats,
    strip: Strip,
    place: tuple[float, float, float],
    shape: tuple[float, float, float, float],
    colour: tuple[float, float, float],
) -> None:
    """Paint one pointed leaf, folded along its rib: one half lighter than the other.

    ``place`` as for ``splat``; ``shape`` is half-length px, cos, sin, half-width per half-length.
    """
    x, y, z = place
    r, ca, sa, slim = shape
    for j in range(max(int(y - r), 0), min(int(y + r) + 2, out.shape[0])):
        for i in range(max(int(x - r), strip.first), min(int(x + r) + 2, strip.end)):
            a = ((i - x) * ca + (j - y) * sa) / r
            b = ((j - y) * ca - (i - x) * sa) / (r * slim)
            edge = (1 - a * a) * (1 - 0.25 * a) - abs(b)
            d = depth[j, i]
            if edge > -0.1 and (d == 0.0 or z < d):
                alpha = clamp(0.5 + edge * r * slim, 0.0, 1.0)
                tone = 1 + 0.16 * clamp(b * r * slim, -1.0, 1.0)
                for c in range(3):
                    out[j, i, c] += (colour[c] * tone - out[j, i, c]) * alpha
                if alpha > 0.5:
                    depth[j, i] = z


@jit
def rod(
    out: Floats,
    depth: Floats,
    strip: Strip,
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    z: tuple[float, float],
    colour: tuple[float, float, float],
    side: float,
) -> None:
    """Paint a tapering round rod from ``start`` to ``end`` (column, row, half-width px).

    ``z`` is the distance of both ends; ``side`` (-1 to 1) by how much its right side is lighter.
    """
    x0, y0, w0 = start
    x1, y1, w1 = end
    reach = max(w0, w1) + 1
    dx, dy = x1 - x0, y1 - y0
    long = dx * dx + dy * dy + 1e-6
    n = 1 / math.sqrt(long)
    for j in range(
        max(int(min(y0, y1) - reach), 0), min(int(max(y0, y1) + reach) + 1, out.shape[0])
    ):
        # Only the columns near the rod on this row, not the whole box around it.
        lo, hi = min(x0, x1) - reach, max(x0, x1) + reach
        if abs(dy) > 0.3 * abs(dx):
            middle = x0 + dx * (j + 0.5 - y0) / dy
            wide = reach / (abs(dy) * n)
            lo, hi = max(lo, middle - wide), min(hi, middle + wide)
        for i in range(max(int(lo), strip.first), min(int(hi) + 1, strip.end)):
            t = clamp(((i + 0.5 - x0) * dx + (j + 0.5 - y0) * dy) / long, 0.0, 1.0)
            ex = i + 0.5 - x0 - t * dx
            ey = j + 0.5 - y0 - t * dy
            w = w0 + (w1 - w0) * t
            off = math.sqrt(ex * ex + ey * ey)
            alpha = clamp(max(w, 0.5) + 0.5 - off, 0.0, 1.0) * min(w / 0.5, 1.0)
            far = z[0] + (z[1] - z[0]) * t
            d = depth[j, i]
            if alpha > 0.02 and (d == 0.0 or far < d):
                tone = 1 + side * clamp(ex / max(w, 0.5), -1.0, 1.0)
                for c in range(3):
                    out[j, i, c] += (colour[c] * tone - out[j, i, c]) * alpha
                if alpha > 0.5:
                    depth[j, i] = far
