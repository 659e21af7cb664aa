"""Fireflies, sparks, bubbles and dust: what shines, glows or mirrors in the air."""

import math
from dataclasses import dataclass

import numpy as np

from reelcast.engines.stage.airborne.sight import Rows, Sight, developed, rows
from reelcast.engines.stage.airborne.swarm import SHUTTER, Shell, Swarm, Wind
from reelcast.engines.stage.sets.base import Floats

FIREFLIES: tuple[Shell, ...] = ((1.2, 2.6, 12), (2.6, 6.0, 64), (6.0, 15.0, 130))
SPARKS: tuple[Shell, ...] = ((0.9, 2.2, 16), (2.2, 5.0, 110), (5.0, 12.0, 240))
BUBBLES: tuple[Shell, ...] = ((1.0, 2.4, 11), (2.4, 6.0, 85), (6.0, 12.0, 120))
DUST: tuple[Shell, ...] = ((0.7, 1.5, 50), (1.5, 3.5, 320), (3.5, 7.0, 440))


@dataclass(frozen=True, slots=True)
class Fireflies:
    """They wander and blink, each in its own time."""

    swarm: Swarm

    _BRIGHT = 4.0
    """Exposed radiance in the middle of one that is alight."""

    def rows(self, sight: Sight) -> Rows:
        """All of them, alight or dark."""
        chance = self.swarm.chance
        at = self.swarm.wrapped(self._path(sight.seconds), sight.view)
        half = self._path(sight.seconds + SHUTTER / 2) - self._path(sight.seconds)
        x, y, scale = sight.project(at)
        x1, y1, _ = sight.project(at + half)
        radius = np.sqrt(np.maximum(0.008 * scale, 0.8) ** 2 + sight.circle(at) ** 2)
        kept = np.minimum(0.008 * scale / radius, 1) ** 1.3
        period = 1.7 + 1.9 * chance[:, 0]
        beat = np.mod(sight.seconds / period + chance[:, 1], 1) * period
        # Up within a quarter of a second, down within one, dark until it is time again.
        alight = np.clip(beat / 0.25, 0, 1) ** 2 * np.clip((1.15 - beat) / 0.8, 0, 1) ** 1.5
        bright = self._BRIGHT * kept * (0.04 + 0.96 * alight) * self.swarm.fade(at, sight.view)
        return rows(
            at[:, 2],
            kind=1,
            x=x,
            y=y,
            ax=x1 - x,
            ay=y1 - y,
            radius=radius,
            soft=6.0,
            alpha=1.0,
            red=bright * (0.62 + 0.2 * chance[:, 2]),
            green=bright,
            blue=bright * 0.16,
        )

    def _path(self, seconds: float) -> Floats:
        chance = self.swarm.chance
        reach = 0.12 + 0.3 * chance[:, 3]
        rate, turn = 0.45 + 0.6 * chance[:, 4], 2 * math.pi * chance[:, 5]
        strolls = (
            reach * (np.sin(rate * f * seconds + turn * k) + 0.4 * np.sin(2.7 * rate * seconds + k))
            for f, k in ((1.0, 1.0), (1.3, 2.0), (0.8, 3.0))
        )
        return np.stack([*strolls], 1).astype(np.float32) * np.array((1, 0.6, 1), np.float32)


@dataclass(frozen=True, slots=True)
class Sparks:
    """Embers that rise, swirl and cool from white to red."""

    swarm: Swarm
    wind: Wind

    _BRIGHT = 5.0
    _HIGH = 2.6
    """Metres above which few still glow."""

    def rows(self, sight: Sight) -> Rows:
        """All embers, each as hot as its age lets it be."""
        chance = self.swarm.chance
        at = self.swarm.wrapped(self._path(sight.seconds), sight.view)
        half = 0.5 * (
            self._path(sight.seconds + SHUTTER / 2) - self._path(sight.seconds - SHUTTER / 2)
        )
        x, y, scale = sight.project(at)
        x1, y1, _ = sight.project(at + half)
        size = 0.0016 + 0.0018 * chance[:, 0] ** 2
        radius = np.sqrt(np.maximum(size * scale, 0.6) ** 2 + sight.circle(at) ** 2)
        kept = np.minimum(size * scale / radius, 1) ** 1.2
        lasts = 1.1 + 1.5 * chance[:, 1]
        age = np.mod(sight.seconds / lasts + chance[:, 2], 1)
        high = np.maximum(at[:, 1] - self.swarm.low[:, 1], 0)
        heat = np.clip(age / 0.08, 0, 1) * (1 - age) * np.exp(-high / self._HIGH)
        flicker = 0.8 + 0.2 * np.sin(31 * sight.seconds + 60 * chance[:, 3])
        bright = self._BRIGHT * kept * heat * flicker * self.swarm.fade(at, sight.view)
        return rows(
            at[:, 2],
            kind=1,
            x=x,
            y=y,
            ax=x1 - x,
            ay=y1 - y,
            radius=radius,
            soft=3.5,
            alpha=1.0,
            red=bright,
            green=bright * (0.16 + 0.55 * heat),
            blue=bright * 0.5 * heat**2,
        )

    def _path(self, seconds: float) -> Floats:
        chance = self.swarm.chance
        turn, rate = 2 * math.pi * chance[:, 4], 2.0 + 3.0 * chance[:, 5]
        swirl = 0.05 + 0.12 * chance[:, 3]
        path = self.wind.blown(seconds, 0.1 * self.swarm.home[:, 2])
        path[:, 0] += swirl * (np.sin(rate * seconds + turn) + 0.4 * np.sin(2.3 * rate * seconds))
        path[:, 1] += (0.7 + 1.3 * chance[:, 0]) * seconds
        path[:, 1] += 0.3 * swirl * np.sin(1.7 * rate * seconds + 2 * turn)
        path[:, 2] += swirl * np.cos(rate * seconds + turn)
        return path


@dataclass(frozen=True, slots=True)
class Bubbles:
    """Soap bubbles that rise slowly and wobble."""

    swarm: Swarm
    wind: Wind

    def rows(self, sight: Sight) -> Rows:
        """All bubbles."""
        chance, ambience = self.swarm.chance, sight.ambience
        at = self.swarm.wrapped(self._path(sight.seconds), sight.view)
        x, y, scale = sight.project(at)
        circle = sight.circle(at)
        size = (0.022 + 0.060 * chance[:, 0] ** 2) * scale
        radius = np.sqrt(np.maximum(size, 1.2) ** 2 + (0.7 * circle) ** 2)
        halfway = ambience.towards + np.array((0, 0, -1), np.float32)
        halfway /= np.linalg.norm(halfway) + 1e-6
        # Near the ground they are not born at once.
        born = np.clip((at[:, 1] - self.swarm.low[:, 1]) / 0.4, 0, 1)
        exposed = 1.15 * ambience.around(x, y, 0.45) + 0.25 * ambience.key
        return rows(
            at[:, 2],
            kind=5,
            x=x,
            y=y,
            radius=radius,
            soft=1.2 + circle,
            alpha=np.minimum(size / radius, 1) * born * self.swarm.fade(at, sight.view),
            vx=np.clip(0.85 * halfway[0], -0.62, 0.62),
            vy=np.clip(-0.85 * halfway[1], -0.62, 0.62),
            extra=0.5 + 1.2 * chance[:, 1] + 0.16 * np.sin(0.9 * sight.seconds + 6 * chance[:, 2]),
            **developed(exposed),
        )

    def _path(self, seconds: float) -> Floats:
        chance = self.swarm.chance
        turn, rate = 2 * math.pi * chance[:, 3], 0.9 + 1.2 * chance[:, 4]
        path = self.wind.blown(seconds, 0.1 * self.swarm.home[:, 2])
        path[:, 0] += 0.10 * np.sin(rate * seconds + turn)
        path[:, 1] += (0.12 + 0.26 * chance[:, 5]) * seconds
        path[:, 1] += 0.04 * np.sin(1.6 * rate * seconds + 2 * turn)
        path[:, 2] += 0.08 * np.cos(0.8 * rate * seconds + turn)
        return path


@dataclass(frozen=True, slots=True)
class Dust:
    """Motes that the key light picks out; ``tint`` is their linear reflectance."""

    swarm: Swarm
    wind: Wind
    tint: Floats
    size: float = 0.0017

    def rows(self, sight: Sight) -> Rows:
        """All motes."""
        chance, ambience = self.swarm.chance, sight.ambience
        at = self.swarm.wrapped(self._path(sight.seconds), sight.view)
        half = 0.5 * (
            self._path(sight.seconds + SHUTTER / 2) - self._path(sight.seconds - SHUTTER / 2)
        )
        x, y, scale = sight.project(at)
        x1, y1, _ = sight.project(at + half)
        wanted = self.size * (0.6 + 0.8 * chance[:, 0]) * scale
        radius = np.sqrt(np.maximum(wanted, 0.7) ** 2 + (0.6 * sight.circle(at)) ** 2)
        long = np.hypot(x1 - x, y1 - y)
        kept = np.minimum(wanted**2 / (radius**2 + radius * long), 1) ** 0.55
        # A mote turns: now it mirrors the light, now it does not.
        turns = 0.55 + 0.45 * np.sin((0.8 + 2 * chance[:, 1]) * sight.seconds + 7 * chance[:, 2])
        gain = (kept * turns * self.swarm.fade(at, sight.view))[:, None]
        light = 0.6 * ambience.around(x, y, 0.5) + 0.8 * ambience.key
        colour = light * self.tint * gain
        return rows(
            at[:, 2],
            kind=1,
            x=x,
            y=y,
            ax=x1 - x,
            ay=y1 - y,
            radius=radius,
            soft=2.2,
            alpha=1.0,
            red=colour[:, 0],
            green=colour[:, 1],
            blue=colour[:, 2],
        )

    def _path(self, seconds: float) -> Floats:
        chance = self.swarm.chance
        turn, rate = 2 * math.pi * chance[:, 3], 0.4 + 0.7 * chance[:, 4]
        path = self.wind.blown(seconds, 0.1 * self.swarm.home[:, 2])
        path *= 0.4 + 0.6 * chance[:, 5:6]
        path[:, 0] += 0.09 * np.sin(rate * seconds + turn)
        path[:, 1] += 0.07 * np.sin(1.3 * rate * seconds + 2 * turn) - 0.015 * seconds
        path[:, 2] += 0.07 * np.cos(0.9 * rate * seconds + turn)
        return path
