"""Plans a street: which houses stand along it, how they differ, where its lamps are. Metres."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.kernels.facades import House
from reelcast.engines.stage.kernels.fronts import ATTIC, FRONT, GABLE
from reelcast.engines.stage.kernels.paving import Paving
from reelcast.engines.stage.sets.base import RGB

Rows = NDArray[np.float64]
Point = tuple[float, float]

_PLASTERS: tuple[RGB, ...] = (
    (0.58, 0.47, 0.32),
    (0.62, 0.56, 0.45),
    (0.55, 0.38, 0.27),
    (0.50, 0.36, 0.30),
    (0.60, 0.42, 0.22),
    (0.48, 0.47, 0.43),
    (0.44, 0.45, 0.38),
    (0.66, 0.62, 0.54),
)
"""Ochre, cream, terracotta, old rose, saffron, grey, sage, white. Linear reflectances."""
_BRICKS: tuple[RGB, ...] = ((0.30, 0.150, 0.100), (0.24, 0.120, 0.085), (0.36, 0.24, 0.16))
_DEEP = 11.0
"""How far houses reach back from the street."""


@dataclass(slots=True)
class Plan:
    """The tables that the kernels read, row by row as they grow."""

    walls: list[tuple[float, ...]] = field(default_factory=list)
    houses: list[House] = field(default_factory=list)
    shops: list[tuple[float, float, float, float]] = field(default_factory=list)
    """x, z, and the way out of the wall, of every shop window's middle."""
    fronts: list[int] = field(default_factory=list)
    """The walls along the street, in the order in which they were put up."""

    def add(self, left: Point, right: Point, base: float, top: float, kind: int) -> int:
        """A wall of the last house; its left end is the one seen on the left from outside."""
        self.walls.append((*left, *right, base, top, len(self.houses) - 1, kind))
        return len(self.walls) - 1


def house(
    rng: np.random.Generator, wide: float, tall: float, shops: bool, bricks: float = 0.22
) -> House:
    """A front about as high as ``tall``; whole storeys decide."""
    brick = rng.random() < bricks
    colours = _BRICKS if brick else _PLASTERS
    r, g, b = (v * rng.uniform(0.85, 1.1) for v in colours[int(rng.integers(len(colours)))])
    ground = rng.uniform(3.5, 4.2)
    storey = rng.uniform(2.95, 3.5)
    floors = max(round((tall - ground) / storey), 1)
    opening = rng.uniform(0.95, 1.25)
    high = rng.uniform(1.55, 2.0)
    return House(
        wide=wide,
        tall=ground + floors * storey + 0.55,
        ground=ground,
        storey=storey,
        bay=rng.uniform(2.1, 2.9),
        opening=opening,
        high=high,
        sill=rng.uniform(0.55, 0.85),
        surround=float(rng.choice([0.0, 0.12, 0.17])),
        shutters=0.0 if brick else float(rng.choice([0.0, 0.85, 1.0])),
        shops=float(max(round(wide / rng.uniform(4.2, 6.0)), 1)) if shops else 0.0,
        brick=float(brick),
        red=r,
        green=g,
        blue=b,
        trim=rng.uniform(0.36, 0.54),
        door=rng.random(),
        seed=float(rng.integers(1, 900)),
    )


def beside(paving: Paving, z: float, out: float) -> Point:
    """x and z of the point ``out`` metres to the right of the street's axis at its place ``z``."""
    turn = math.atan(paving.slope + 2 * paving.bend * z)
    x = paving.shift + (paving.slope + paving.bend * z) * z
    return x + out * math.cos(turn), z - out * math.sin(turn)


def _erect(plan: Plan, near: Point, far: Point, side: int, attic: bool, gable: int) -> None:
    """Walls of the last house: its front, the end that faces the lens, the slates above."""
    home = plan.houses[-1]
    left, right = (far, near) if side > 0 else (near, far)
    plan.fronts.append(plan.add(left, right, 0.0, home.tall, FRONT))
    ex, ez = right[0] - left[0], right[1] - left[1]
    long = math.hypot(ex, ez)
    back = (-ez / long, ex / long)
    corner = (near[0] + back[0] * _DEEP, near[1] + back[1] * _DEEP)
    if attic:
        inset = tuple((p[0] + back[0] * 0.5, p[1] + back[1] * 0.5) for p in (left, right))
        plan.add(inset[0], inset[1], home.tall, home.tall + 2.3, ATTIC)
    ends = (near, corner) if side > 0 else (corner, near)
    plan.add(ends[0], ends[1], 0.0, home.tall + (2.0 if attic else 0.0), gable)
    for i in range(int(home.shops)):
        s = (i + 0.5) / home.shops
        plan.shops.append((left[0] + ex * s, left[1] + ez * s, -back[0], -back[1]))


def row(
    plan: Plan,
    rng: np.random.Generator,
    paving: Paving,
    side: int,
    out: float,
    reach: tuple[float, float],
    tall: tuple[float, float],
) -> None:
    """Houses along one side (-1 left, 1 right), ``out`` from the axis, from z to z of ``reach``."""
    z = reach[0]
    first = True
    while z < reach[1]:
        wide = rng.uniform(7.5, 14.0)
        away = side * (out + float(rng.choice([0.0, 0.0, 0.25, 0.5])))
        near, far = beside(paving, z, away), beside(paving, z + wide, away)
        long = math.dist(near, far)
        plan.houses.append(house(rng, long, rng.uniform(*tall), rng.random() < 0.8))
        _erect(plan, near, far, side, rng.random() < 0.45, FRONT if first else GABLE)
        first = False
        z += wide
        if rng.random() < 0.2 and z > 20:
            z += rng.uniform(3.0, 4.5)
            first = True


def closing(plan: Plan, rng: np.random.Generator, z: float, middle: float) -> None:
    """Houses that close the view far down the street, and taller ones of the city behind them."""
    for far, tall, count in ((z, (15.0, 24.0), 9), (z + 70, (26.0, 50.0), 7)):
        for i in range(count):
            wide = rng.uniform(15, 22) * far / z
            x = middle + (i - count / 2) * 18 * far / z + rng.uniform(-3, 3)
            home = house(rng, wide, rng.uniform(*tall), False, 0.0)
            grey = 0.5 * (home.red + home.green + home.blue) / 3
            plan.houses.append(
                home._replace(
                    red=0.4 * home.red + grey,
                    green=0.4 * home.green + grey,
                    blue=0.4 * home.blue + grey,
                    shutters=0.0,
                )
            )
            top = plan.houses[-1].tall
            plan.add(
                (x, far + rng.uniform(0, 9)), (x + wide, far + rng.uniform(0, 9)), 0.0, top, FRONT
            )
