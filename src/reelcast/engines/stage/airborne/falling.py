"""Rain and snow: what falls, and what it does where it strikes the ground."""

import math
from dataclasses import dataclass, replace

import numpy as np

from reelcast.engines.stage.airborne.sight import Rows, Sight, developed, rows
from reelcast.engines.stage.airborne.swarm import SHUTTER, Shell, Swarm, Wind
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats

_SHOWER: tuple[Shell, ...] = (
    (0.8, 1.6, 26),
    (1.6, 3.5, 200),
    (3.5, 8.0, 760),
    (8.0, 18.0, 1000),
    (18.0, 32.0, 600),
)
_FLAKES: tuple[Shell, ...] = (
    (0.7, 1.6, 60),
    (1.6, 3.5, 420),
    (3.5, 8.0, 1600),
    (8.0, 18.0, 2000),
    (18.0, 30.0, 900),
)
_DROP = 0.0034
"""Metres: the width of a drop as films show rain; a true one is half of it and hardly seen."""
_SMEARED = 0.0045
"""The widest blur of a drop, in frame heights: beyond it rain before the lens is a mere veil."""
_GRAVITY = 9.81
_SIZES = ((0.55, 0.0032), (0.87, 0.0050), (1.0, 0.0078))
"""Of flakes: up to which share of them, and their radius in metres."""


@dataclass(frozen=True, slots=True)
class Rain:
    """Drops that fall ``slant`` metres sideways for each second's worth of wind."""

    swarm: Swarm
    wind: Wind
    strong: float

    @classmethod
    def of(
        cls, lens: Lens, wind: Wind, strong: float, ground: bool, rng: np.random.Generator
    ) -> "Rain":
        """As heavy as ``strong``, 1 is a good shower."""
        return cls(Swarm.spread(lens, _SHOWER, rng, ground, strong), wind, strong)

    def rows(self, sight: Sight) -> Rows:
        """All drops near the frame."""
        at = self.swarm.wrapped(self._path(sight.seconds), sight.view)
        here = sight.near_frame(at)
        return replace(self, swarm=self.swarm.only(here))._seen(sight, at[here])

    def _seen(self, sight: Sight, at: Floats) -> Rows:
        swarm = self.swarm
        half = 0.5 * (
            self._path(sight.seconds + SHUTTER / 2) - self._path(sight.seconds - SHUTTER / 2)
        )
        x, y, scale = sight.project(at)
        x1, y1, _ = sight.project(at + half)
        size = 0.7 + 0.6 * swarm.chance[:, 1]
        circle = np.minimum(sight.circle(at), _SMEARED * sight.lens.height)
        radius, share = sight.spread(0.5 * _DROP * size * scale, circle)
        # A drop is a lens: it shows what is behind it, upside down, and a wide piece of the sky.
        exposed = 1.25 * sight.ambience.around(x, y, 0.62)
        return rows(
            at[:, 2],
            kind=7,
            x=x,
            y=y,
            ax=1.25 * (x1 - x),
            ay=1.25 * (y1 - y),
            radius=radius,
            soft=1.0 + radius,
            alpha=0.8 * share**0.8 * swarm.fade(at, sight.view) * (0.5 + 0.5 * swarm.chance[:, 2]),
            **developed(exposed),
        )

    def _path(self, seconds: float) -> Floats:
        # Larger drops fall faster (Atlas, Srivastava and Sekhon 1973: 6 to 9 m/s for 2 to 4 mm).
        speed = 6.4 + 2.4 * self.swarm.chance[:, 1]
        path = self.wind.blown(seconds, 0.05 * self.swarm.home[:, 2])
        path[:, 1] = -speed * np.float32(seconds)
        return path


@dataclass(frozen=True, slots=True)
class Splashes:
    """Where drops strike the ground: a ring that opens, and a few droplets that hop.

    ``slots`` (n, 3): the nearest and farthest z of each, and its phase; one splash follows another.
    """

    slots: Floats
    wet: float
    seed: int

    _LASTS = 0.30
    _HOPS = 3

    @classmethod
    def of(cls, lens: Lens, strong: float, wet: float, rng: np.random.Generator) -> "Splashes":
        """``wet`` is how much of a mirror the ground is: only water rings widely."""
        near = lens.nearest
        bands = ((near, 1.8 * near, 44), (1.8 * near, 4 * near, 170), (4 * near, 9 * near, 260))
        slots = [(a, b) for a, b, n in bands for _ in range(round(n * strong))]
        phases = rng.random((len(slots), 1))
        seed = int(rng.integers(1 << 30))
        return cls(np.hstack([np.array(slots), phases]).astype(np.float32), wet, seed)

    def rows(self, sight: Sight) -> Rows:
        """All rings and droplets of a moment."""
        rate = 0.8 / self._LASTS
        turns = sight.seconds * rate + self.slots[:, 2]
        generation = np.floor(turns).astype(np.int64)
        age = ((turns - generation) / rate).astype(np.float32)
        chance = self._chances(generation)
        at = self._places(sight.lens, chance)
        life = np.clip(age / self._LASTS, 0, 1)
        ring = self._rings(sight, at, life, chance)
        hops = self._hops(sight, at, age, chance)
        return Rows(np.concatenate([ring.z, hops.z]), np.concatenate([ring.table, hops.table]))

    def _chances(self, generation: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> Floats:
        """Numbers of each splash, new ones for every generation, (n, 6)."""
        n = len(generation)
        grid = np.arange(n, dtype=np.uint64)[:, None] * np.uint64(8) + np.arange(6, dtype=np.uint64)
        h = grid + generation.astype(np.uint64)[:, None] * np.uint64(n * 8) + np.uint64(self.seed)
        # SplitMix64 (Steele, Lea and Flood 2014).
        h = h * np.uint64(0x9E3779B97F4A7C15)
        h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((h >> np.uint64(40)).astype(np.float32)) / np.float32(1 << 24)

    def _places(self, lens: Lens, chance: Floats) -> Floats:
        near, far = self.slots[:, 0], self.slots[:, 1]
        z = near * (far / near) ** chance[:, 0]
        wide = (0.5 + lens.room[0]) * lens.width / lens.focal * z
        x = (2 * chance[:, 1] - 1) * wide
        return np.stack([x, 0 * x, z], 1).astype(np.float32)

    def _rings(self, sight: Sight, at: Floats, life: Floats, chance: Floats) -> Rows:
        x, y, scale = sight.project(at)
        reach = (0.010 + 0.030 * chance[:, 2] + 0.05 * self.wet) * np.sqrt(life + 0.02)
        flat = (sight.lens.eye + sight.view.y) / np.maximum(at[:, 2] - sight.view.z, 0.3)
        across = np.maximum(reach * scale, 0.7)
        circle = sight.circle(at)
        soft = np.sqrt(1.2 + (0.0022 * scale) ** 2 + circle**2)
        faint = np.minimum(1.2 / soft, 1) * np.minimum(reach * scale / across, 1)
        exposed = 1.15 * sight.ambience.around(x, y, 0.5)
        return rows(
            at[:, 2],
            kind=6,
            x=x,
            y=y,
            ax=across,
            by=np.maximum(across * flat, 0.5),
            soft=soft,
            alpha=0.55 * (1 - life) * faint * (life < 1),
            **developed(exposed),
        )

    def _hops(self, sight: Sight, at: Floats, age: Floats, chance: Floats) -> Rows:
        """Droplets thrown up in the shape of a crown, ``_HOPS`` of each splash."""
        n = self._HOPS
        number = np.repeat(np.arange(n, dtype=np.float32), len(at))
        at, age, chance = np.tile(at, (n, 1)), np.tile(age, n), np.tile(chance, (n, 1))
        turn = 2 * math.pi * (chance[:, 3] + number / n)
        up = 0.75 + 0.7 * np.mod(chance[:, 4] + 0.37 * number, 1)
        out = 0.28 + 0.3 * np.mod(chance[:, 5] + 0.61 * number, 1)

        def place(seconds: Floats) -> Floats:
            hop = (out * np.cos(turn), up - 0.5 * _GRAVITY * seconds, 0.5 * out * np.sin(turn))
            return np.asarray(at + np.stack(hop, 1) * seconds[:, None], np.float32)

        now = place(age)
        x, y, scale = sight.project(now)
        x1, y1, _ = sight.project(place(age + SHUTTER / 2))
        radius, share = sight.spread(0.0016 * scale, sight.circle(now))
        exposed = 1.3 * sight.ambience.around(x, y, 0.5)
        return rows(
            at[:, 2],
            kind=0,
            x=x,
            y=y,
            ax=x1 - x,
            ay=y1 - y,
            radius=radius,
            soft=1.0 + 0.5 * radius,
            alpha=0.8 * share * (now[:, 1] > 0) * (age < self._LASTS),
            **developed(exposed),
        )


@dataclass(frozen=True, slots=True)
class Snow:
    """Flakes of three sizes, each swaying by itself while gusts carry all."""

    swarm: Swarm
    wind: Wind

    @classmethod
    def of(
        cls, lens: Lens, wind: Wind, amount: float, ground: bool, rng: np.random.Generator
    ) -> "Snow":
        """As dense as ``amount``, 1 is usual."""
        return cls(Swarm.spread(lens, _FLAKES, rng, ground, amount), wind)

    def rows(self, sight: Sight) -> Rows:
        """All flakes near the frame."""
        at = self.swarm.wrapped(self._path(sight.seconds), sight.view)
        here = sight.near_frame(at)
        return replace(self, swarm=self.swarm.only(here))._seen(sight, at[here])

    def _seen(self, sight: Sight, at: Floats) -> Rows:
        swarm = self.swarm
        half = 0.5 * (
            self._path(sight.seconds + SHUTTER / 2) - self._path(sight.seconds - SHUTTER / 2)
        )
        x, y, scale = sight.project(at)
        x1, y1, _ = sight.project(at + half)
        wanted = self._radii() * scale
        circle = sight.circle(at)
        thick = np.maximum(wanted, 0.62)
        radius = np.sqrt(thick**2 + circle**2)
        long = np.hypot(x1 - x, y1 - y)
        # The same light on a disc grown by defocus and drawn out by motion.
        share = wanted**2 / (radius**2 + 1.1 * radius * long)
        return rows(
            at[:, 2],
            kind=0,
            x=x,
            y=y,
            ax=x1 - x,
            ay=y1 - y,
            radius=radius,
            soft=1.0 + 1.1 * radius,
            alpha=np.minimum(share * 2.4, 0.96) * swarm.fade(at, sight.view),
            extra=0.7 * long / (long + radius),
            **developed(1.5 * sight.ambience.around(x, y, 0.4)),
        )

    def _radii(self) -> Floats:
        pick = self.swarm.chance[:, 0]
        sizes = np.full(len(pick), _SIZES[-1][1], np.float32)
        for share, radius in reversed(_SIZES[:-1]):
            sizes[pick < share] = radius
        return np.asarray(sizes * (0.85 + 0.3 * self.swarm.chance[:, 1]), np.float32)

    def _path(self, seconds: float) -> Floats:
        chance = self.swarm.chance
        path = self.wind.blown(seconds, 0.12 * self.swarm.home[:, 2])
        path[:, 1] = -(0.55 + 0.45 * chance[:, 1]) * seconds
        sway, turn = 0.05 + 0.11 * chance[:, 2], 2 * math.pi * chance[:, 3]
        rate = 1.2 + 2.2 * chance[:, 4]
        path[:, 0] += sway * np.sin(rate * seconds + turn)
        path[:, 1] += 0.3 * sway * np.sin(2 * rate * seconds + turn)
        path[:, 2] += sway * np.cos(0.83 * rate * seconds + 2 * turn)
        return path
