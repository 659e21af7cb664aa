"""Light on open ground: skylight on a slope, warmer towards the glow, and a sun that stands low."""

import math

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air
from reelcast.engines.stage.kernels.jit import jit

Skylight = NDArray[np.float64]
"""RGB: everywhere the same; per unit of a normal upwards; towards the sun's azimuth."""

_GLOW = 2.6
_BLUE = np.array([0.58, 0.68, 0.82])


def skylight(air: Air) -> Skylight:
    """The sky's irradiance / pi as a linear function of a surface's normal, ``(3, 3)``.

    The first two bands of spherical harmonics (Ramamoorthi and Hanrahan 2001): a mean of the sky
    and its centre of gravity.
    """
    rows, columns, _ = air.table.shape
    rise = np.linspace(0, 1, rows) ** 2 * math.pi / 2
    turn = np.linspace(0, math.pi, columns)
    # The other half of the sky mirrors this one.
    solid = np.cos(rise) * np.gradient(rise) * 2 * math.pi / columns
    seen = air.table * solid[:, None, None]
    up = seen * np.sin(rise)[:, None, None]
    along = seen * (np.cos(rise)[:, None] * np.cos(turn)[None, :])[..., None]
    sums = [part.sum((0, 1)) for part in (seen, up, along)]
    fill = np.array([sums[0] / (4 * math.pi), sums[1] / (2 * math.pi), sums[2] / (2 * math.pi)])
    # Level ground gets what the air says it gets, which knows of films and their filters.
    return np.asarray(fill * (air.ambient / (fill[0] + fill[1])), np.float64)


@jit
def from_sky(
    fill: Skylight, azimuth: float, nx: float, ny: float, nz: float
) -> tuple[float, float, float]:
    """Skylight / pi on a surface with this unit normal."""
    along = nx * math.sin(azimuth) + nz * math.cos(azimuth)
    return (
        max(fill[0, 0] + fill[1, 0] * ny + fill[2, 0] * along, 0.0),
        max(fill[0, 1] + fill[1, 1] * ny + fill[2, 1] * along, 0.0),
        max(fill[0, 2] + fill[1, 2] * ny + fill[2, 2] * along, 0.0),
    )


def evening(air: Air, fill: Skylight) -> tuple[Air, Skylight]:
    """After sunset: more of the glow and less of the rest of the sky, which is bluer.

    Bare ground would be without shape in the even light that keeps faces and trees from being
    black.
    """
    if not 0 < air.night < 1:
        return air, fill
    return air._replace(light=_GLOW * air.light), fill * _BLUE


def paled(light: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """A light of the same brightness with ``share`` of its colour taken away."""
    grey = float(light @ np.array([0.2126, 0.7152, 0.0722]))
    return light + (grey - light) * share
