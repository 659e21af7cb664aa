"""What stands and hangs in a street: lamps, bollards, awnings, blade signs, balconies. Metres."""

import math

import numpy as np

from reelcast.engines.stage.kernels.lamplight import Lamps
from reelcast.engines.stage.kernels.panels import BARS, FLAT, ROUND, Panels
from reelcast.engines.stage.kernels.paving import Paving
from reelcast.engines.stage.kernels.shrubs import Hedges
from reelcast.engines.stage.sets.base import RGB
from reelcast.engines.stage.sets.parts.blocks import Plan, Point, Rows, beside
from reelcast.engines.stage.sets.parts.urban import LAMP

_HIGH = 3.95
"""Height of a lantern's middle."""
_IRON: RGB = (0.030, 0.032, 0.034)
_CLOTHS: tuple[RGB, ...] = (
    (0.42, 0.05, 0.045),
    (0.05, 0.16, 0.10),
    (0.06, 0.10, 0.24),
    (0.55, 0.50, 0.42),
    (0.50, 0.24, 0.06),
)
_SIGNS: tuple[RGB, ...] = (
    (2.6, 0.5, 0.6),
    (0.5, 1.4, 2.8),
    (2.6, 1.7, 0.8),
    (0.6, 2.4, 1.6),
    (2.4, 2.2, 1.9),
)
_DARK: RGB = (0.0, 0.0, 0.0)
Corner = tuple[float, float, float]
Panel = tuple[float, ...]
"""A row of ``kernels.panels``."""


def panel(
    corners: tuple[Corner, Corner, Corner, Corner],
    colour: RGB,
    glow: RGB = _DARK,
    stripes: float = 0,
    kind: int = FLAT,
) -> Panel:
    """One flat thing, its corners in turn."""
    return (*(v for corner in corners for v in corner), *colour, *glow, stripes, kind)


def box(low: Corner, high: Corner, colour: RGB, stripes: float = 0.0) -> list[Panel]:
    """The top, the front and the end that is seen of a box that stands square to the lens."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    dim: RGB = (colour[0] * 0.8, colour[1] * 0.8, colour[2] * 0.8)
    sides = [
        panel(((x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)), colour),
        panel(((x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)), colour, stripes=stripes),
    ]
    if x0 > 0:
        sides.append(panel(((x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)), dim))
    if x1 < 0:
        sides.append(panel(((x1, y0, z0), (x1, y0, z1), (x1, y1, z1), (x1, y1, z0)), dim))
    return sides


def post(x: float, z: float, wide: float, low: float, high: float, colour: RGB) -> Panel:
    """A round upright thing."""
    half = wide / 2
    corners = ((x - half, low, z), (x + half, low, z), (x + half, high, z), (x - half, high, z))
    return panel(corners, colour, kind=ROUND)


def street_lamps(rng: np.random.Generator, paving: Paving, lit: float) -> tuple[Lamps, list[Panel]]:
    """Lanterns along both kerbs as light and as iron."""
    gap, rows, irons = rng.uniform(12, 16), [], []
    for side in (-1, 1):
        z = rng.uniform(7.5, 10.0) - gap
        while z < 110:
            x, at = beside(paving, z, side * (paving.road + 0.55))
            rows.append((x, _HIGH, at, *(v * 9.0 * lit for v in LAMP), 0.15))
            irons += [
                post(x, at, 0.10, 0.0, _HIGH - 0.25, _IRON),
                post(x, at, 0.19, 0.0, 0.75, _IRON),
                post(x, at, 0.30, _HIGH - 0.25, _HIGH - 0.18, _IRON),
                post(x, at - 0.01, 0.26, _HIGH - 0.18, _HIGH + 0.18, (0.5, 0.5, 0.48)),
                post(x, at - 0.02, 0.36, _HIGH + 0.18, _HIGH + 0.26, _IRON),
                post(x, at - 0.02, 0.14, _HIGH + 0.26, _HIGH + 0.36, _IRON),
            ]
            z += gap
    return np.array(rows), irons


def festoons(rng: np.random.Generator, paving: Paving, wide: float, lit: float) -> Lamps:
    """Strings of bulbs over the street, some ten metres apart."""
    rows = []
    for z in np.arange(rng.uniform(8.0, 11.0), 70.0, rng.uniform(8.0, 11.0)):
        high, sag = rng.uniform(4.6, 5.4), rng.uniform(0.5, 0.9)
        for s in np.linspace(-1, 1, 17)[1:-1]:
            x, at = beside(paving, float(z), s * wide)
            rows.append((x, high - sag * (1 - s * s), at, *(v * 2.2 * lit for v in LAMP), 0.035))
    return np.array(rows)


def bollards(rng: np.random.Generator, paving: Paving, side: int) -> list[Panel]:
    """Iron posts along one kerb."""
    irons = []
    for z in np.arange(rng.uniform(7.0, 9.0), 42.0, rng.uniform(1.9, 2.6)):
        x, at = beside(paving, float(z), side * (paving.road + 0.12))
        irons += [
            post(x, at, 0.11, 0.0, 0.86, _IRON),
            post(x, at, 0.15, 0.80, 0.92, _IRON),
            post(x, at, 0.15, 0.0, 0.10, _IRON),
        ]
    return irons


def trees(rng: np.random.Generator, paving: Paving, key: int) -> Rows:
    """A few young trees on the pavements, as rows of ``kernels.trees``; more on the shady side."""
    rows = []
    for side, first, gap in ((key, 17.0, 9.0), (-key, 26.0, 17.0)):
        for z in np.arange(first + rng.uniform(0, 6), 90.0, gap):
            x, at = beside(paving, float(z), side * (paving.road + 1.1))
            rows.append((x, 0.0, at, rng.uniform(5.5, 8.0), 0, int(rng.integers(900))))
    return np.array(rows)


def planters(rng: np.random.Generator, paving: Paving, side: int) -> tuple[list[Panel], Hedges]:
    """Boxes with hedges along one pavement."""
    panels: list[Panel] = []
    hedges = []
    for z in np.arange(rng.uniform(8.5, 11.0), 34.0, rng.uniform(4.5, 7.0)):
        x, at = beside(paving, float(z), side * (paving.road + 1.5))
        half = rng.uniform(0.4, 0.55)
        panels += box((x - half, 0.0, at - 0.25), (x + half, 0.5, at + 0.25), (0.07, 0.07, 0.068))
        hedges.append((x - half, x + half, 0.4, at, rng.uniform(0.4, 0.8), 0.45, rng.integers(900)))
    return panels, np.array(hedges, np.float64)


def _on_wall(plan: Plan, wall: int) -> tuple[Point, Point, Point, float]:
    """Left end, direction, outward normal and length of a wall."""
    x0, z0, x1, z1 = plan.walls[wall][:4]
    long = math.hypot(x1 - x0, z1 - z0)
    along = ((x1 - x0) / long, (z1 - z0) / long)
    return (x0, z0), along, (along[1], -along[0]), long


def dress(rng: np.random.Generator, plan: Plan, reach: float) -> tuple[Panels, Rows]:
    """Awnings, signs and balconies on the fronts nearer than ``reach``, and the awnings' table."""
    panels: list[Panel] = []
    awnings: list[Panel] = []
    for wall in plan.fronts:
        home = plan.houses[int(plan.walls[wall][6])]
        if min(plan.walls[wall][1], plan.walls[wall][3]) > reach:
            continue
        cloth = _CLOTHS[int(rng.integers(len(_CLOTHS)))]
        for i in range(int(home.shops)):
            if rng.random() < 0.42:
                awnings.append(_awning(plan, wall, i, rng.uniform(0.9, 1.4)))
                panels += _cloth(plan, awnings[-1], cloth, 6.0 if rng.random() < 0.5 else 0.0)
            if rng.random() < 0.55:
                panels += _blade(rng, plan, wall, (i + 0.06) * home.wide / home.shops, home.ground)
        if rng.random() < 0.45:
            panels += _balconies(rng, plan, wall)
    return np.array(panels).reshape(-1, 20), np.array(awnings).reshape(-1, 5)


def _awning(plan: Plan, wall: int, i: int, reach: float) -> Panel:
    home = plan.houses[int(plan.walls[wall][6])]
    wide = home.wide / home.shops
    return (float(wall), i * wide + 0.3, (i + 1) * wide - 0.3, home.ground - 1.10 - 0.55, reach)


def _cloth(plan: Plan, awning: Panel, cloth: RGB, stripes: float) -> list[Panel]:
    """The slope of an awning and its valance."""
    wall, left, right, low, reach = awning
    origin, along, out, _ = _on_wall(plan, int(wall))

    def at(u: float, y: float, w: float) -> Corner:
        return (
            origin[0] + along[0] * u + out[0] * w,
            y,
            origin[1] + along[1] * u + out[1] * w,
        )

    slope = (
        at(left, low, reach),
        at(right, low, reach),
        at(right, low + 0.55, 0),
        at(left, low + 0.55, 0),
    )
    drop = low - 0.22
    valance = (
        at(left, drop, reach),
        at(right, drop, reach),
        at(right, low, reach),
        at(left, low, reach),
    )
    return [panel(slope, cloth, stripes=stripes), panel(valance, cloth, stripes=stripes)]


def _blade(rng: np.random.Generator, plan: Plan, wall: int, u: float, ground: float) -> list[Panel]:
    """A sign that stands out from the wall, lit from within after dark."""
    origin, along, out, _ = _on_wall(plan, wall)
    foot = (origin[0] + along[0] * u, origin[1] + along[1] * u)
    low, size = ground - rng.uniform(0.5, 0.9), rng.uniform(0.5, 0.8)
    high = low + size * rng.uniform(0.8, 1.8)
    glow = _SIGNS[int(rng.integers(len(_SIGNS)))]
    near, far = 0.18, 0.18 + size

    def at(w: float, y: float) -> Corner:
        return (foot[0] + out[0] * w, y, foot[1] + out[1] * w)

    def board(inset: float, colour: RGB, light: RGB, lift: float) -> Panel:
        corners = (
            at(near + inset, low + inset),
            at(far - inset, low + inset),
            at(far - inset, high - inset),
            at(near + inset, high - inset),
        )
        pulled = tuple((x, y, z - lift) for x, y, z in corners)
        return panel((pulled[0], pulled[1], pulled[2], pulled[3]), colour, light)

    tint: RGB = (0.10 + 0.12 * glow[0], 0.10 + 0.12 * glow[1], 0.10 + 0.12 * glow[2])
    strip = (
        at(near + 0.05, low + 0.14),
        at(far - 0.05, low + 0.14),
        at(far - 0.05, low + 0.20),
        at(near + 0.05, low + 0.20),
    )
    lower = tuple((x, y, z - 0.04) for x, y, z in strip)
    band = panel((lower[0], lower[1], lower[2], lower[3]), (0.3, 0.3, 0.3), (0.1, 0.1, 0.1))
    arm = (at(0.0, high), at(far, high), at(far, high + 0.04), at(0.0, high + 0.04))
    return [
        panel(arm, _IRON),
        board(0.0, _IRON, _DARK, 0.0),
        board(0.05, tint, glow, 0.02),
        band,
    ]


def _balconies(rng: np.random.Generator, plan: Plan, wall: int) -> list[Panel]:
    """Iron balconies before some windows of the first floors."""
    home = plan.houses[int(plan.walls[wall][6])]
    origin, along, out, _ = _on_wall(plan, wall)
    bays = max(math.floor(home.wide / home.bay), 1)
    bay, half, reach = home.wide / bays, 0.5 * home.opening + 0.28, 0.55
    panels = []

    def at(u: float, y: float, w: float) -> Corner:
        return (origin[0] + along[0] * u + out[0] * w, y, origin[1] + along[1] * u + out[1] * w)

    def quad(a: Corner, b: Corner, c: Corner, d: Corner, bars: float) -> Panel:
        return panel(
            (a, b, c, d), _IRON if bars else (0.32, 0.31, 0.28), _DARK, bars, BARS if bars else FLAT
        )

    for floor in range(int((home.tall - home.ground) / home.storey)):
        y = home.ground + floor * home.storey + home.sill - 0.22
        for i in range(bays):
            if rng.random() < 0.5:
                continue
            u0, u1 = (i + 0.5) * bay - half, (i + 0.5) * bay + half
            panels += [
                quad(at(u0, y, 0), at(u1, y, 0), at(u1, y, reach), at(u0, y, reach), 0),
                quad(
                    at(u0, y, reach),
                    at(u1, y, reach),
                    at(u1, y + 0.12, reach),
                    at(u0, y + 0.12, reach),
                    0,
                ),
                quad(
                    at(u0, y, 0), at(u0, y, reach), at(u0, y + 0.12, reach), at(u0, y + 0.12, 0), 0
                ),
                quad(
                    at(u0, y + 0.12, reach),
                    at(u1, y + 0.12, reach),
                    at(u1, y + 0.95, reach),
                    at(u0, y + 0.95, reach),
                    15,
                ),
                quad(
                    at(u0, y + 0.12, 0),
                    at(u0, y + 0.12, reach),
                    at(u0, y + 0.95, reach),
                    at(u0, y + 0.95, 0),
                    6,
                ),
                panel(
                    (
                        at(u0, y + 0.93, reach),
                        at(u1, y + 0.93, reach),
                        at(u1, y + 0.98, reach),
                        at(u0, y + 0.98, reach),
                    ),
                    _IRON,
                ),
            ]
    return panels
