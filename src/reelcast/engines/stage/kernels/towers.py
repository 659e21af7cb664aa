"""Towers far enough to be texture: window grids that never alias, glass that catches sky and sun.

Metres, y from the town's streets.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.air import Air, sky
from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import clamp, fbm2, noise2, smooth, uniform
from reelcast.engines.stage.kernels.walls import Walls, trace

Colour = tuple[float, float, float]


class Tower(NamedTuple):
    """What the fronts of one building are like. Metres; colours are linear reflectances."""

    floor: float
    """Height of a storey, and ``bay`` the width of a window's cell."""
    bay: float
    wide: float
    """The share of a cell's width that is glass, and ``high`` of its height."""
    high: float
    red: float
    green: float
    blue: float
    glass: float
    """How much the panes mirror."""
    office: float
    """1 where whole floors are lit after dark, 0 where single homes are."""
    busy: float
    """The share of windows lit after dark."""
    tall: float
    crown: float
    """How brightly its top is lit after dark."""
    seed: float


class Skyline(NamedTuple):
    """All that stands beyond the terrace."""

    walls: Walls
    """As in ``kernels.walls``; the house is a row of ``towers``, the kind how many walls on until
    its block is closed."""
    towers: Walls
    casters: Walls
    """The walls that may stand between others and the sun."""
    lit: float
    """0 by day; after dark how bright windows are, in units of radiance."""
    river: NDArray[np.float64]
    """Nearest and farthest z of the water ahead and how it slants; none where both are 0."""


@jit
def tower_of(towers: Walls, k: int) -> Tower:
    """Row ``k`` of a table with a column per field of ``Tower``."""
    t = towers[k]
    return Tower(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12])


@jit
def _pulses(x: float, wide: float, e: float) -> float:
    """A row of pulses, one per unit, ``wide`` of each, averaged over ``e`` around ``x``."""
    margin = 0.5 * (1 - wide)
    a = x - 0.5 * e
    b = x + 0.5 * e
    i = math.floor(a)
    j = math.floor(b)
    low = i * wide + clamp(a - i - margin, 0.0, wide)
    high = j * wide + clamp(b - j - margin, 0.0, wide)
    return (high - low) / e


@jit
def _lamp(tower: Tower, i: int, j: int) -> tuple[float, float]:
    """How bright window ``i`` of floor ``j`` is after dark, and how warm, 0 to 1."""
    seed = int(tower.seed)
    if tower.office > 0.5:
        run = math.floor((i + 3 * uniform(j, seed)) / (2 + 7 * uniform(j, seed + 1)))
        on = uniform(int(run) + 71 * j, seed + 2) < tower.busy * (0.4 + 1.2 * uniform(j, seed + 3))
        dim = 0.12 + 0.70 * uniform(int(run), seed + j) ** 2
        warm = 0.25 + 0.4 * uniform(seed, j)
    else:
        on = uniform(i + 71 * j, seed + 2) < tower.busy
        dim = 0.10 + 0.90 * uniform(i, seed + 31 * j) ** 3
        warm = uniform(i + 9, seed + 17 * j)
    return (dim * (0.7 + 0.6 * uniform(i + 5, j + seed)) if on else 0.0), warm


@jit
def _windows(tower: Tower, u: float, y: float, eu: float, ey: float) -> tuple[float, float, float]:
    """Radiance of lit windows per unit of ``lit``, to a pixel of ``eu`` x ``ey`` cells."""
    i, j = math.floor(u), math.floor(y)
    on, warm = _lamp(tower, int(i), int(j))
    # Where windows are smaller than a pixel, their mean comes in.
    blur = smooth(0.6, 2.2, max(eu, ey))
    on = on * (1 - blur) + 0.32 * tower.busy * blur
    shade = 0.75 + 0.35 * (y - j)
    on *= shade
    return on * 1.1, on * (0.98 - 0.34 * warm), on * (0.90 - 0.66 * warm)


@jit
def _sky_in_glass(air: Air, tower: Tower, u: float, y: float, d: Colour, n: Colour) -> Colour:
    """What the panes mirror: sky, the sun's blaze in some, other towers below."""
    seed = tower.seed
    pane_u, pane_y = math.floor(u / 2), math.floor(y)
    tilt = 0.030 * (uniform(int(pane_u), int(pane_y) + int(seed)) - 0.5)
    lean = 0.020 * (uniform(int(pane_u) + 7, int(pane_y) + int(seed)) - 0.5)
    nx, ny, nz = n[0] + tilt * n[2], lean, n[2] - tilt * n[0]
    facing = d[0] * nx + d[1] * ny + d[2] * nz
    rx, ry, rz = d[0] - 2 * facing * nx, d[1] - 2 * facing * ny, d[2] - 2 * facing * nz
    r, g, b = sky(air, rx, max(ry + 0.06, 0.03), rz)
    bank = 1 + 0.30 * fbm2(rx * 3 + seed, ry * 7 + rz * 3, 3)
    # Below the rooftops of the town behind us panes show dark fronts.
    roofs = 0.05 + 0.05 * noise2(rx * 9 + seed, 3.0) + 0.10 * smooth(60.0, 0.0, y * tower.floor)
    bank *= 0.42 + 0.58 * smooth(roofs - 0.05, roofs + 0.03, ry + 0.06)
    c = rx * air.sun[0] + ry * air.sun[1] + rz * air.sun[2]
    blaze = 0.0 if air.night > 0 else 0.9 * math.exp(-(1 - min(c, 1.0)) * 160) * (1 - air.overcast)
    return (
        r * bank + air.light[0] * blaze,
        g * bank + air.light[1] * blaze,
        b * bank + air.light[2] * blaze,
    )


@jit
def _matt(city: Skyline, air: Air, tower: Tower, at: Colour, n: Colour, u: float) -> Colour:
    """Radiance of stone, concrete or metal."""
    facing = max(n[0] * air.sun[0] + n[2] * air.sun[2], 0.0) / math.pi
    if facing > 0 and air.night <= 0 and air.overcast < 0.97:
        _t, k = trace(
            city.casters, at[0] + n[0], at[1], at[2] + n[2],
            air.sun[0], max(air.sun[1], 0.02), air.sun[2],
        )  # fmt: skip
        facing *= 0.0 if k >= 0 else 1.0
    v = 1 + 0.12 * noise2(u * 0.11 + tower.seed, at[1] / 23) + 0.05 * noise2(u * 0.7, at[1] / 60)
    open_ = 0.30 + 0.35 * smooth(0.0, 110.0, at[1])
    street = city.lit * 0.10 * math.exp(-at[1] / 16)
    top = city.lit * tower.crown * smooth(-22.0, -1.0, at[1] - tower.tall)
    return (
        tower.red * v * (air.light[0] * (facing + 0.016) + air.ambient[0] * open_ + top + street),
        tower.green * v
        * (air.light[1] * (facing + 0.015) + air.ambient[1] * open_ + top * 0.80 + street * 0.62),
        tower.blue * v
        * (air.light[2] * (facing + 0.012) + air.ambient[2] * open_ + top * 0.55 + street * 0.32),
    )  # fmt: skip


@jit
def tower_colour(
    city: Skyline, air: Air, k: int, at: Colour, towards: Colour, distance: float, e: float
) -> Colour:
    """Radiance of wall ``k`` at a point, seen along unit ``towards``; ``e`` metres per pixel."""
    wall = city.walls[k]
    tower = tower_of(city.towers, int(wall[6]))
    ex, ez = wall[2] - wall[0], wall[3] - wall[1]
    long = math.sqrt(ex * ex + ez * ez)
    n = (ez / long, 0.0, -ex / long)
    along = ((at[0] - wall[0]) * ex + (at[2] - wall[1]) * ez) / long
    bays = max(math.floor(long / tower.bay), 1)
    u = along / long * bays
    y = at[1] / tower.floor
    slant = max(abs(towards[0] * n[0] + towards[2] * n[2]), 0.08)
    eu = max(e / slant / tower.bay, 0.02)
    ey = max(e / tower.floor, 0.02)
    blind = smooth(tower.floor * 1.1, tower.floor * 0.9, tower.tall - at[1])
    cover = _pulses(u, tower.wide, eu) * _pulses(y, tower.high, ey) * (1 - blind)
    r, g, b = _matt(city, air, tower, at, n, along)
    if cover < 0.01:
        return r, g, b
    mr, mg, mb = _sky_in_glass(air, tower, u, y, towards, n)
    fresnel = tower.glass + (1 - tower.glass) * (1 - slant) ** 5
    dark = 0.02 * (air.ambient[0] + air.ambient[1] + air.ambient[2]) / 3
    wr, wg, wb = _windows(tower, u + 31 * k, y, eu, ey)
    gr = mr * fresnel + dark + wr * city.lit
    gg = mg * fresnel + dark + wg * city.lit
    gb = mb * fresnel + dark + wb * city.lit
    return r + (gr - r) * cover, g + (gg - g) * cover, b + (gb - b) * cover
