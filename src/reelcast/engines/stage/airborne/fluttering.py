"""Petals, leaves, confetti, what the wind carries: flat things tumbling in the set's light."""

import math
from dataclasses import dataclass

import numpy as np

from reelcast.engines.stage.airborne.sight import Rows, Sight, developed, rows
from reelcast.engines.stage.airborne.swarm import SHUTTER, Shell, Swarm, Wind
from reelcast.engines.stage.sets.base import RGB, Floats

_THINNEST = 0.55
"""Pixels: seen edge-on, a card is drawn as thick as this."""
_FILL = 1.0
"""How bright white paper is in the fill light, white there being 1."""
_SWIFT = 0.9
"""Half the way a card goes while the shutter is open, in its half lengths, at which it blurs."""
_SLOWEST = 0.55
"""The least share of the wind's speed that something takes on."""
_BEHIND = 0.25
"""The share of the fill that comes from behind."""


@dataclass(frozen=True, slots=True)
class Stuff:
    """A kind of flat thing. Metres, seconds, radians; pairs are the least and the most.

    ``shape`` is one of the painter's; ``colours`` linear reflectances; ``slim`` width by length;
    ``through`` the share of the light that shines through; ``shiny`` how strongly it glints.
    """

    shape: int
    shells: tuple[Shell, ...]
    colours: tuple[RGB, ...]
    length: tuple[float, float]
    slim: tuple[float, float]
    fall: tuple[float, float]
    sway: tuple[float, float]
    spin: tuple[float, float]
    through: float
    fold: float
    shiny: float = 0.0


PETALS = Stuff(
    2,
    ((0.9, 1.8, 18), (1.8, 3.5, 110), (3.5, 8.0, 330), (8.0, 14.0, 260)),
    ((0.90, 0.62, 0.68), (0.92, 0.74, 0.77), (0.88, 0.48, 0.58), (0.93, 0.85, 0.84)),
    (0.014, 0.023),
    (0.72, 0.95),
    (0.45, 0.85),
    (0.08, 0.24),
    (0.8, 2.6),
    through=0.75,
    fold=0.12,
)
LEAVES = Stuff(
    3,
    ((1.1, 2.2, 8), (2.2, 4.0, 38), (4.0, 8.0, 110), (8.0, 16.0, 140)),
    (
        (0.52, 0.13, 0.02),
        (0.62, 0.30, 0.03),
        (0.60, 0.44, 0.06),
        (0.34, 0.17, 0.06),
        (0.45, 0.20, 0.03),
    ),
    (0.034, 0.056),
    (0.42, 0.62),
    (0.8, 1.35),
    (0.12, 0.34),
    (0.9, 2.8),
    through=0.6,
    fold=0.14,
)
CONFETTI = Stuff(
    4,
    ((0.9, 1.8, 24), (1.8, 3.5, 170), (3.5, 8.0, 560), (8.0, 14.0, 380)),
    (
        (0.80, 0.05, 0.06),
        (0.90, 0.62, 0.04),
        (0.03, 0.22, 0.75),
        (0.05, 0.55, 0.16),
        (0.85, 0.18, 0.48),
        (0.36, 0.10, 0.62),
        (0.85, 0.85, 0.88),
        (0.90, 0.30, 0.03),
    ),
    (0.016, 0.026),
    (0.45, 0.8),
    (0.9, 1.5),
    (0.05, 0.16),
    (5.0, 13.0),
    through=0.12,
    fold=0.05,
    shiny=0.9,
)
BLADES = Stuff(
    3,
    ((1.2, 2.4, 5), (2.4, 5.0, 34), (5.0, 10.0, 70), (10.0, 18.0, 60)),
    ((0.20, 0.26, 0.05), (0.42, 0.36, 0.12), (0.45, 0.28, 0.06), (0.30, 0.17, 0.06)),
    (0.016, 0.040),
    (0.16, 0.5),
    (-0.1, 0.35),
    (0.1, 0.4),
    (3.0, 8.0),
    through=0.5,
    fold=0.10,
)


@dataclass(frozen=True, slots=True)
class Flutter:
    """A swarm of one stuff. ``traits`` (n, 3): length, slimness and falling speed of each."""

    stuff: Stuff
    swarm: Swarm
    wind: Wind
    colours: Floats
    traits: Floats

    @classmethod
    def of(cls, stuff: Stuff, swarm: Swarm, wind: Wind, rng: np.random.Generator) -> "Flutter":
        """Each gets its colour, size and pace; no two are quite the same."""
        n = len(swarm.home)
        picked = np.array(stuff.colours)[rng.integers(0, len(stuff.colours), n)]
        colours = picked * rng.uniform(0.85, 1.1, (n, 1))
        pairs = (stuff.length, stuff.slim, stuff.fall)
        traits = np.stack([rng.uniform(*pair, n) for pair in pairs], 1)
        return cls(stuff, swarm, wind, colours.astype(np.float32), traits.astype(np.float32))

    def rows(self, sight: Sight) -> Rows:
        """All of them, each as it is turned and lit."""
        stuff, swarm = self.stuff, self.swarm
        at = swarm.wrapped(self._path(sight.seconds), sight.view)
        half = self._path(sight.seconds + SHUTTER / 2) - self._path(sight.seconds)
        x, y, scale = sight.project(at)
        x1, y1, _ = sight.project(at + half)
        a, b, normal = self._axes(sight.seconds)
        circle = sight.circle(at)
        long = self.traits[:, 0] * scale
        ax, ay, bx, by, kept = _spanned(a, b, long, long * self.traits[:, 1], circle)
        vx, vy = x1 - x, y1 - y
        far = np.hypot(vx, vy)
        # What goes farther than it is long, while the shutter is open, is seen as its way only.
        fast = far > _SWIFT * long
        thick = np.sqrt(np.abs(ax * by - ay * bx))
        return rows(
            at[:, 2],
            kind=np.where(fast, 0.0, stuff.shape),
            x=x,
            y=y,
            ax=np.where(fast, vx, ax),
            ay=np.where(fast, vy, ay),
            bx=np.where(fast, 0.0, bx),
            by=np.where(fast, 0.0, by),
            radius=np.float32(0.6) * thick,
            soft=np.where(fast, 1.0 + thick, 1.0 + 0.8 * circle),
            alpha=np.where(fast, thick / (thick + far), 1.0) * kept * swarm.fade(at, sight.view),
            vx=np.where(fast, 0.0, vx),
            vy=np.where(fast, 0.0, vy),
            extra=np.where(fast, 0.8, stuff.fold * np.sign(normal[:, 0] + 1e-6)),
            **developed(self._lit(sight, x, y, normal)),
        )

    def _path(self, seconds: float) -> Floats:
        chance = self.swarm.chance
        path = self.wind.blown(seconds, 0.15 * self.swarm.home[:, 2])
        path *= _SLOWEST + (1 - _SLOWEST) * chance[:, 4:5]
        low, high = self.stuff.sway
        sway, turn = low + (high - low) * chance[:, 0], 2 * math.pi * chance[:, 1]
        rate = 1.3 + 1.9 * chance[:, 2]
        path[:, 0] += sway * np.sin(rate * seconds + turn)
        path[:, 1] -= self.traits[:, 2] * seconds + 0.35 * sway * np.cos(2 * rate * seconds + turn)
        path[:, 2] += sway * np.cos(0.71 * rate * seconds + 3 * turn)
        return path.astype(np.float32)

    def _axes(self, seconds: float) -> tuple[Floats, Floats, Floats]:
        """Unit vectors along the length, the width and the normal, (n, 3) each."""
        chance = self.swarm.chance
        low, high = self.stuff.spin
        spin = (low + (high - low) * chance[:, 3]) * np.where(chance[:, 4] < 0.5, -1, 1)
        yaw = 0.6 * spin * seconds + 40 * chance[:, 0]
        pitch = spin * seconds + 0.5 * np.sin(1.7 * seconds + 9 * chance[:, 1]) + 40 * chance[:, 5]
        roll = 0.35 * spin * seconds + 40 * chance[:, 2]
        up, flat = np.sin(pitch), np.cos(pitch)

        def turned(right: Floats, above: Floats) -> Floats:
            deep = above * up
            return np.stack(
                [
                    right * np.cos(yaw) + deep * np.sin(yaw),
                    above * flat,
                    deep * np.cos(yaw) - right * np.sin(yaw),
                ],
                1,
            ).astype(np.float32)

        normal = np.stack([np.sin(yaw) * flat, -up, np.cos(yaw) * flat], 1)
        return (
            turned(np.cos(roll), np.sin(roll)),
            turned(-np.sin(roll), np.cos(roll)),
            normal.astype(np.float32),
        )

    def _lit(self, sight: Sight, x: Floats, y: Floats, normal: Floats) -> Floats:
        """Exposed linear RGB: fill from all round, key on the side seen or through the other."""
        ambience = sight.ambience
        seen = np.where(normal[:, 2] > 0, -1, 1)[:, None] * normal
        facing = seen @ ambience.towards
        share = np.where(facing > 0, facing, -self.stuff.through * facing)[:, None]
        above = 0.75 + 0.25 * seen[:, 1:2]
        fill = ambience.around(x, y, _BEHIND) * (_FILL * above)
        halfway = ambience.towards + np.array((0, 0, -1), np.float32)
        halfway /= np.linalg.norm(halfway) + 1e-6
        glint = self.stuff.shiny * np.maximum(seen @ halfway, 0)[:, None] ** 24
        return np.asarray(
            self.colours * (fill + ambience.key * share) + glint * (ambience.key + 0.4 * fill),
            np.float32,
        )


def _spanned(
    a: Floats, b: Floats, long: Floats, wide: Floats, circle: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Both half axes in pixels, none thinner than can be drawn, and what is left of the opacity."""
    ax, ay = a[:, 0] * long, -a[:, 1] * long
    bx, by = b[:, 0] * wide, -b[:, 1] * wide
    # Along the longer of both, the other's part across it is the thickness seen.
    swap = ax * ax + ay * ay < bx * bx + by * by
    lx, ly = np.where(swap, bx, ax), np.where(swap, by, ay)
    sx, sy = np.where(swap, ax, bx), np.where(swap, ay, by)
    length = np.sqrt(lx * lx + ly * ly) + 1e-6
    nx, ny = -ly / length, lx / length
    thick = sx * nx + sy * ny
    grown = np.sqrt(np.maximum(np.abs(thick), _THINNEST) ** 2 + circle**2)
    more = np.where(thick < 0, -1, 1) * grown - thick
    sx, sy = sx + more * nx, sy + more * ny
    longer = np.sqrt(np.maximum(length, _THINNEST) ** 2 + circle**2) / length
    lx, ly = lx * longer, ly * longer
    kept = np.minimum(np.abs(thick) / grown + 0.12, 1) * np.minimum(1 / longer, 1)
    return (
        np.where(swap, sx, lx),
        np.where(swap, sy, ly),
        np.where(swap, lx, sx),
        np.where(swap, ly, sy),
        kept.astype(np.float32),
    )
