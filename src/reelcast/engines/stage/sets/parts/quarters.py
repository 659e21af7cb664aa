"""Plans a skyline: which towers stand where, how high, of what. Metres, from the lens."""

import math
from dataclasses import dataclass, field

import numpy as np

from reelcast.engines.stage.kernels.towers import Tower
from reelcast.engines.stage.sets.base import RGB

_STONES: tuple[RGB, ...] = (
    (0.36, 0.31, 0.25),
    (0.42, 0.38, 0.32),
    (0.26, 0.16, 0.12),
    (0.30, 0.30, 0.29),
    (0.20, 0.19, 0.18),
    (0.46, 0.43, 0.38),
)
"""Sandstone, limestone, brick, concrete, granite, white stone. Linear reflectances."""
_METALS: tuple[RGB, ...] = ((0.10, 0.11, 0.12), (0.16, 0.17, 0.18), (0.06, 0.07, 0.08))


@dataclass(slots=True)
class Quarter:
    """The tables that the kernels read, row by row as they grow."""

    walls: list[tuple[float, ...]] = field(default_factory=list)
    towers: list[Tower] = field(default_factory=list)

    def block(
        self,
        x: float,
        z: float,
        wide: float,
        deep: float,
        yaw: float,
        low: float,
        high: float,
        sides: int,
    ) -> None:
        """A prism of the last tower: a box, or a rounded shaft of more sides."""
        if sides == 4:
            corners = [
                (-wide / 2, -deep / 2),
                (wide / 2, -deep / 2),
                (wide / 2, deep / 2),
                (-wide / 2, deep / 2),
            ]
        else:
            turns = np.arange(sides) * 2 * math.pi / sides
            corners = [(wide / 2 * math.sin(t), -deep / 2 * math.cos(t)) for t in turns]
        c, s = math.cos(yaw), math.sin(yaw)
        around = [(x + a * c - b * s, z + a * s + b * c) for a, b in corners]
        for i in range(sides):
            left, right = around[i], around[(i + 1) % sides]
            self.walls.append((*left, *right, low, high, len(self.towers) - 1, sides - i))


def _tower(rng: np.random.Generator, tall: float) -> Tower:
    """The taller, the more glass."""
    glassy = rng.random() < (0.65 if tall > 110 else 0.30 if tall > 60 else 0.12)
    office = float(glassy or rng.random() < 0.35)
    colours = _METALS if glassy else _STONES
    r, g, b = (v * rng.uniform(0.85, 1.15) for v in colours[int(rng.integers(len(colours)))])
    band = rng.random() < 0.3
    return Tower(
        floor=rng.uniform(3.3, 4.1),
        bay=rng.uniform(1.6, 2.4) if glassy else rng.uniform(2.4, 3.8),
        wide=rng.uniform(0.84, 0.93) if glassy or band else rng.uniform(0.40, 0.58),
        high=rng.uniform(0.72, 0.88) if glassy else rng.uniform(0.42, 0.58),
        red=r,
        green=g,
        blue=b,
        glass=rng.uniform(0.30, 0.55) if glassy else 0.10,
        office=office,
        busy=rng.uniform(0.18, 0.5),
        tall=tall,
        crown=float(rng.choice([0.0, 0.0, 0.4, 1.2])) if tall > 100 else 0.0,
        seed=float(rng.integers(1, 100000)),
    )


def raise_tower(
    quarter: Quarter,
    rng: np.random.Generator,
    x: float,
    z: float,
    wide: float,
    tall: float,
    yaw: float,
) -> None:
    """One tower: a shaft, or tiers that step back, with a plant room or a spire on top."""
    quarter.towers.append(_tower(rng, tall))
    deep = wide * rng.uniform(0.7, 1.3)
    slim = tall > 2.2 * wide
    shape = rng.random()
    if slim and shape < 0.18:
        quarter.block(x, z, wide, wide, yaw, 0.0, tall, 14)
    elif slim and shape < 0.72:
        low, tiers = 0.0, int(rng.integers(2, 5))
        for i in range(tiers):
            high = tall * (1 - (1 - (i + 1) / tiers) ** rng.uniform(1.3, 2.0))
            share = 1 - 0.62 * i / tiers
            quarter.block(x, z, wide * share, deep * share, yaw, low, high, 4)
            low = high
    else:
        quarter.block(x, z, wide, deep, yaw, 0.0, tall, 4)
    if slim and rng.random() < 0.35:
        quarter.block(x, z, wide * 0.10, wide * 0.10, yaw, tall, tall * 1.10, 4)
        quarter.block(x, z, wide * 0.035, wide * 0.035, yaw, tall * 1.10, tall * 1.24, 4)
    elif rng.random() < 0.7:
        quarter.block(x, z, wide * 0.4, deep * 0.4, yaw, tall, tall + rng.uniform(3, 7), 4)


def plan(
    rng: np.random.Generator, above: float, rise: float, river: tuple[float, float]
) -> Quarter:
    """A skyline with its tallest towers in the middle.

    ``above`` is the height of the eye over the streets, ``rise`` the tangent up to which the
    tallest tower may reach, ``river`` the z between which nothing may stand.
    """
    quarter = Quarter()
    grid = rng.uniform(-0.7, 0.7)

    def stand(x: float, z: float, wide: float, tall: float) -> None:
        if not river[0] - 30 < z < river[1] + 30:
            yaw = grid + (rng.normal(0, 0.04) if rng.random() < 0.8 else rng.uniform(-0.8, 0.8))
            raise_tower(quarter, rng, x, z, wide, max(tall, 9.0), yaw)

    heart = rng.uniform(-0.09, 0.09)
    for i in range(5):  # the landmarks
        z = max(rng.uniform(620, 980), river[1] + 60)
        u = heart + (i - 2) * 0.075 + rng.normal(0, 0.02)
        share = 1.0 - 0.16 * abs(i - 2) - rng.uniform(0, 0.16)
        stand(u * z, z, rng.uniform(30, 46), above + rise * share * z)
    for _ in range(60):  # the business quarter about them
        z = rng.uniform(650, 1500)
        u = heart + rng.normal(0, 0.34)
        fall = math.exp(-(((u - heart) / 0.36) ** 2))
        stand(
            u * z,
            z,
            rng.uniform(26, 50),
            above + rise * z * (0.12 + 0.50 * fall) * rng.uniform(0.35, 1.0),
        )
    for _ in range(110):  # the town to the horizon
        z = rng.uniform(1300, 3300)
        u = rng.uniform(-0.75, 0.75)
        stand(u * z, z, rng.uniform(30, 70), above + rise * z * rng.uniform(-0.02, 0.22))
    for _ in range(120):  # roofs below the terrace, some a little higher at the sides
        z = rng.uniform(110, 620)
        u = rng.uniform(-0.8, 0.8)
        aside = max(abs(u) - 0.22, 0.0)
        tall = above * rng.uniform(0.35, 0.9) + (rng.random() < 0.35) * aside * z * 0.4
        stand(u * z, z, rng.uniform(16, 34), tall)
    return quarter
