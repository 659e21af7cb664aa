"""The relief of a house front: how far every point of it stands out, and what it is made of.

A front is a height map over (metres along the wall, metres up): recessed casements, sills,
surrounds, string courses, cornices, shop windows. View rays are marched through it, for streets
are seen along their fronts, where flat walls give themselves away.
"""

import math
from typing import NamedTuple

from reelcast.engines.stage.kernels.jit import jit
from reelcast.engines.stage.kernels.noise import clamp, uniform
from reelcast.engines.stage.kernels.walls import Walls

PLASTER, TRIM, FRAME, PANE, SHUTTER, SHOP, SIGN, DOOR, BASE, SLATE = range(10)
"""What a point of a front is made of. PANE is a window of a home, SHOP one of a shop."""

OUT, IN = 0.34, -0.45
"""Metres between which all relief lies, but for awnings and signs, which are panels."""


class House(NamedTuple):
    """One front. Metres; colours are linear reflectances."""

    wide: float
    tall: float
    ground: float
    """Height of the ground floor."""
    storey: float
    bay: float
    """About the distance between two windows."""
    opening: float
    """Width of a window, and ``high`` its height, ``sill`` its foot above the floor."""
    high: float
    sill: float
    surround: float
    """How wide the frame of stone around a window is."""
    shutters: float
    """The share of windows with shutters."""
    shops: float
    """How many shop windows the ground floor has, 0 for a dwelling."""
    brick: float
    """1 if of bricks."""
    red: float
    green: float
    blue: float
    trim: float
    """Lightness of sills and mouldings."""
    door: float
    """Hue of doors, shutters and shop fronts, 0 to 1."""
    seed: float


@jit
def house_of(houses: Walls, k: int) -> House:
    """Row ``k`` of a table with a column per field of ``House``."""
    h = houses[k]
    return House(
        h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8],
        h[9], h[10], h[11], h[12], h[13], h[14], h[15], h[16], h[17],
    )  # fmt: skip


@jit
def bay_of(house: House, u: float) -> tuple[int, float]:
    """Which bay of windows a place along the wall is in, and metres from that bay's middle."""
    bays = max(math.floor(house.wide / house.bay), 1)
    bay = house.wide / bays
    i = math.floor(u / bay)
    return i, u - (i + 0.5) * bay


@jit
def shop_of(house: House, u: float) -> tuple[int, float, float]:
    """Which shop a place along the wall is in, metres from its middle, and half its width."""
    wide = house.wide / house.shops
    i = math.floor(u / wide)
    return i, u - (i + 0.5) * wide, 0.5 * wide


@jit
def _casement(house: House, a: float, b: float) -> tuple[float, int]:
    """Inside an opening, ``a`` metres from its middle, ``b`` above its foot."""
    edge = min(0.5 * house.opening - abs(a), b, house.high - b)
    middle = min(abs(a), abs(b - 0.70 * house.high) * 1.2)
    if edge < 0.075 or middle < 0.032:
        return -0.14, FRAME
    return -0.19, PANE


@jit
def _around(house: House, a: float, b: float, shut: bool, rise: float) -> tuple[float, int]:
    """Beside an opening: sill, surround, hood, shutters."""
    half = 0.5 * house.opening
    if -0.10 < b < 0 and a < half + 0.12:
        return 0.09, TRIM
    if shut and half < a < half + 0.5 * house.opening and 0 < b < house.high:
        return 0.055, SHUTTER
    if house.surround > 0 and 0 < b < house.high + house.surround and a < half + house.surround:
        return 0.035, TRIM
    top = house.high + house.surround
    if house.surround > 0.1 and top < b < top + 0.13 and a < half + 0.25 and rise < 2:
        return 0.16, TRIM
    return 0.0, PLASTER


@jit
def _window(house: House, u: float, b: float, floor: int) -> tuple[float, int]:
    """One storey's wall, ``b`` metres above its floor."""
    i, a = bay_of(house, u)
    b -= house.sill
    far = abs(a)
    if far < 0.5 * house.opening and 0 < b < house.high:
        return _casement(house, a, b)
    seed = int(house.seed)
    shut = uniform(i + 31 * floor, seed + 5) < house.shutters
    return _around(house, far, b, shut, floor)


@jit
def _crown(house: House, y: float) -> tuple[float, int]:
    """The cornice: steps outwards under the eaves."""
    below = house.tall - y
    if below < 0.10:
        return 0.33, TRIM
    if below < 0.22:
        return 0.24, TRIM
    if below < 0.34:
        return 0.10, TRIM
    return 0.03, TRIM


@jit
def _shop(house: House, u: float, y: float) -> tuple[float, int]:
    """A shop front: piers, a fascia for the sign, glass on a plinth, a door set back."""
    i, a, half = shop_of(house, u)
    edge = half - abs(a)
    if edge < 0.26:
        return (0.05, BASE) if y < 0.5 else (0.03, TRIM)
    if y > house.ground - 0.42:
        return 0.03, TRIM
    if y > house.ground - 1.06:
        return 0.08, SIGN
    side = 1.0 if uniform(i, int(house.seed) + 3) < 0.5 else -1.0
    door = a * side - (half - 0.26 - 1.15)
    if door > 0:
        if y > 2.35:
            return -0.10, SHOP
        if door < 0.09 or door > 1.06 or y < 0.30 or y > 2.27:
            return -0.40, DOOR
        return -0.43, SHOP
    if y < 0.52:
        return 0.02, DOOR
    if y < 0.60 or y > house.ground - 1.14 or edge < 0.34 or door > -0.09 or abs(a + 0.5) < 0.035:
        return -0.02, DOOR
    return -0.08, SHOP


@jit
def _dwelling(house: House, u: float, y: float) -> tuple[float, int]:
    """A ground floor to live on: windows, and a door with a light over it in one bay."""
    i, a = bay_of(house, u)
    bays = max(math.floor(house.wide / house.bay), 1)
    if i == int(uniform(1, int(house.seed) + 3) * bays):
        if abs(a) < 0.62 and y < 2.75:
            panel = abs(abs(a) - 0.3) < 0.2 and 0.3 < y < 1.9 and abs(y - 1.05) > 0.12
            return (-0.36 if panel else -0.33, DOOR) if y < 2.2 else (-0.36, PANE)
        if abs(a) < 0.84 and y < 2.98:
            return 0.06, TRIM
    height, part = _window(house, u, y - 0.25, 0)
    if part == PLASTER and y < 0.75:
        return 0.05, BASE
    return height, part


@jit
def relief(house: House, u: float, y: float) -> tuple[float, int]:
    """Metres by which the front stands out at ``u`` along and ``y`` up, and what is there."""
    if y > house.tall - 0.5:
        return _crown(house, y)
    if y < house.ground:
        return _shop(house, u, y) if house.shops > 0 else _dwelling(house, u, y)
    up = (y - house.ground) / house.storey
    floor = math.floor(up)
    b = (up - floor) * house.storey
    if floor == 0 and b < 0.2:
        return 0.11, TRIM
    height, part = _window(house, u, b, floor + 1)
    if part == PLASTER and floor > 0 and b < 0.14:
        return 0.04, TRIM
    return height, part


@jit
def attic(house: House, u: float, y: float) -> tuple[float, int]:
    """As ``relief``, of the slate floor above the cornice; ``y`` from its foot."""
    _, a = bay_of(house, u)
    far = abs(a)
    if far < 0.42 and 0.55 < y < 1.85:
        return (0.02, FRAME) if far > 0.35 or far < 0.03 or y > 1.77 or y < 0.63 else (0.0, PANE)
    if far < 0.58 and 0.4 < y < 2.05:
        return 0.10, TRIM
    return -0.04 * y, SLATE


@jit
def march(
    house: House, u: float, y: float, du: float, dy: float, dn: float
) -> tuple[float, float, float]:
    """Where a ray that would meet the wall's plane at (``u``, ``y``) meets its relief.

    ``du``, ``dy``, ``dn`` are its direction along, up and out of the wall (``dn`` < 0). Returns
    the place and its metres out.
    """
    slope = -1 / dn
    length = (OUT - IN) * slope * math.sqrt(du * du + dy * dy)
    steps = int(clamp(length / 0.09, 7.0, 30.0))
    stride = (OUT - IN) / steps
    w = OUT
    last = OUT
    for _ in range(steps):
        h, _part = relief(house, u - w * slope * du, y - w * slope * dy)
        if h >= w:
            break
        last = w
        w -= stride
    for _ in range(4):
        middle = 0.5 * (w + last)
        h, _part = relief(house, u - middle * slope * du, y - middle * slope * dy)
        if h >= middle:
            w = middle
        else:
            last = middle
    return u - w * slope * du, y - w * slope * dy, w
