"""What stands on a roof terrace: its rail, plant boxes, vents, a stair house, strings of bulbs."""

import numpy as np

from reelcast.engines.stage.kernels.lamplight import Lamps
from reelcast.engines.stage.kernels.panels import BARS, FLAT, Panels
from reelcast.engines.stage.kernels.shrubs import Hedges
from reelcast.engines.stage.sets.base import RGB
from reelcast.engines.stage.sets.parts.furnishing import Panel, box, panel, post
from reelcast.engines.stage.sets.parts.urban import LAMP

_STEEL: RGB = (0.16, 0.165, 0.17)
_KERB: RGB = (0.30, 0.29, 0.27)
_TIMBER: RGB = (0.085, 0.068, 0.052)


def rail(rng: np.random.Generator, edge: float) -> Panels:
    """A kerb at the terrace's edge with a rail of thin bars or wires on it."""
    panels = box((-40, 0.0, edge), (40, 0.20, edge + 0.35), _KERB)
    wires = rng.random() < 0.5
    step = rng.uniform(1.5, 2.0)
    for x in np.arange(-14, 14, step):
        panels.append(post(x, edge + 0.15, 0.05, 0.20, 1.06, _STEEL))
        if not wires:
            corners = (
                (x, 0.30, edge + 0.16),
                (x + step, 0.30, edge + 0.16),
                (x + step, 1.0, edge + 0.16),
                (x, 1.0, edge + 0.16),
            )
            panels.append(panel(corners, _STEEL, stripes=14, kind=BARS))
    heights = (0.36, 0.52, 0.68, 0.84) if wires else (0.28,)
    for y in heights:
        panels.append(_bar(y, 0.012, edge))
    panels.append(_bar(1.06, 0.05, edge))
    return np.array(panels)


def _bar(y: float, thick: float, edge: float) -> Panel:
    z = edge + 0.14
    corners = ((-14.0, y - thick, z), (14.0, y - thick, z), (14.0, y, z), (-14.0, y, z))
    return panel(corners, _STEEL, kind=FLAT)


def _stair_house(side: int) -> list[Panel]:
    """A plastered block with a door and a lamp over it, at one side."""
    low, high = sorted((side * 5.6, side * 9.5))
    panels = box((low, 0.0, 7.6), (high, 2.75, 10.6), (0.20, 0.19, 0.175))
    panels += box((low - 0.08, 2.75, 7.5), (high + 0.08, 2.87, 10.7), (0.10, 0.10, 0.10))
    face = side * 5.59
    door = ((face, 0.05, 8.5), (face, 0.05, 9.45), (face, 2.1, 9.45), (face, 2.1, 8.5))
    panels.append(panel(door, (0.035, 0.05, 0.055)))
    lamp = ((face, 2.25, 8.9), (face, 2.25, 9.1), (face, 2.4, 9.1), (face, 2.4, 8.9))
    panels.append(panel(lamp, (0.5, 0.5, 0.45), (6.0, 4.4, 2.6)))
    return panels


def roofscape(rng: np.random.Generator, edge: float) -> tuple[Panels, Hedges]:
    """Plant boxes along the rail, vents, a stair house at one side; the middle stays free."""
    panels: list[Panel] = []
    hedges: list[tuple[float, ...]] = []
    for side in (-1, 1):
        start = rng.uniform(2.4, 3.0)
        for i in range(3):
            x = side * (start + 2.3 * i + rng.uniform(0, 0.3))
            low, high = sorted((x, x + side * rng.uniform(1.5, 2.0)))
            panels += box((low, 0.0, edge - 0.80), (high, 0.52, edge - 0.25), _TIMBER)
            tall = rng.uniform(0.45, 0.9)
            hedges.append((low, high, 0.42, edge - 0.52, tall, 0.5, float(rng.integers(900))))
    side = -1 if rng.random() < 0.5 else 1
    panels += _stair_house(side)
    low, high = sorted((-side * 4.9, -side * 6.4))
    panels += box((low, 0.15, edge - 2.6), (high, 1.15, edge - 1.4), (0.30, 0.31, 0.31), 16.0)
    return np.array(panels), np.array(hedges)


def terrace_lights(
    rng: np.random.Generator, edge: float, lit: float
) -> tuple[Lamps, Lamps, list[Panel]]:
    """What lights the terrace, the strings of bulbs that are seen, and the masts they hang from."""
    lamps, bulbs, irons = [], [], []
    masts = [(-5.4, 4.0), (-5.4, edge - 0.4), (5.4, edge - 0.4), (5.4, 4.0)]
    for x, z in masts:
        irons.append(post(x, z, 0.07, 0.0, 3.1, _STEEL))
        lamps.append((x * 0.7, 2.6, z, *(v * 3.4 * lit for v in LAMP), 0.0))
    lamps.append((0.0, 3.0, 1.0, *(v * 4.0 * lit for v in LAMP), 0.0))
    spans = [(masts[0], masts[1]), (masts[1], masts[2]), (masts[2], masts[3])]
    sag = rng.uniform(0.4, 0.7)
    for (x0, z0), (x1, z1) in spans:
        for s in np.linspace(0, 1, 22)[1:-1]:
            y = 3.1 - sag * 4 * s * (1 - s)
            place = (x0 + (x1 - x0) * s, y, z0 + (z1 - z0) * s)
            bulbs.append((*place, *(v * 1.8 * lit for v in LAMP), 0.028))
    return np.array(lamps), np.array(bulbs), irons
