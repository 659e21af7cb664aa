"""One leaf: a depth-tested elliptical splat. Everything that grows is made of these."""

from typing import NamedTuple

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import Floats, smooth

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
