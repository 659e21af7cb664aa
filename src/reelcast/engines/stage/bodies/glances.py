"""What a head does for half a minute: turns, glances, blinks and nods, planned from a seed.

Knows no picture. Angles in radians, times in seconds; the planned ones are those of a middling
reach, in a neutral mood.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

_SECONDS = 32.0
"""So long there is something planned; a clip is five seconds."""
_FAR = (0.13, 0.23)
"""A look aside, in radians. Past a quarter of one the photograph has nothing to show."""
_LEAD = (0.10, 0.20)
"""How long the eyes are under way before the head follows (seconds)."""
_SACCADE = 0.07
"""An eye takes this long for a look aside."""
_TURN = (0.40, 1.7)
"""Seconds that any turn takes, and those it takes longer for each radian."""
_HOLD = (0.6, 1.4)
_PITCH = 0.05
_DIP = 0.22
"""Heads sink a little half-way through a turn: radians per radian."""
_NOD = 0.055
_TILT = 0.045
_LEAN = -0.16
"""Radians of roll for each of yaw: a head that turns leans into it."""
_BLINKS_AT_TURN = 0.8
_STARE = 3.4
"""Nobody keeps the eyes open longer."""
_SHUTS, _SHUT, _OPENS = 0.055, 0.03, 0.10
"""A blink; it is more than half shut for about 100 ms."""
_BREATHS = 0.27
"""Hz: sixteen breaths a minute."""


@dataclass(frozen=True, slots=True)
class Track:
    """A value over time through eased keys: at rest at each of them (minimum jerk between)."""

    times: tuple[float, ...]
    values: tuple[float, ...]

    def at(self, seconds: float) -> float:
        """The value; before the first key that of the first, after the last that of the last."""
        after = int(np.searchsorted(self.times, seconds, side="right"))
        if after == 0 or after == len(self.times):
            return self.values[max(after - 1, 0)]
        begin, end = self.times[after - 1], self.times[after]
        t = (seconds - begin) / (end - begin)
        s = t * t * t * (t * (6 * t - 15) + 10)
        return self.values[after - 1] + (self.values[after] - self.values[after - 1]) * s


@dataclass(frozen=True, slots=True)
class Drift:
    """Smooth noise about -1 to 1 that never repeats within a clip, around ``hertz``."""

    hertz: float
    phases: tuple[float, float, float]

    def at(self, seconds: float) -> float:
        """Three waves of frequencies without a common measure."""
        a, b, c = self.phases
        turn = 2 * math.pi * self.hertz * seconds
        return (
            0.5 * math.sin(turn + a)
            + 0.32 * math.sin(1.618 * turn + b)
            + 0.18 * math.sin(2.71 * turn + c)
        )


def drift(rng: np.random.Generator, hertz: float) -> Drift:
    """A drift of its own phases."""
    a, b, c = (float(p) for p in rng.uniform(0, 2 * math.pi, 3))
    return Drift(hertz, (a, b, c))


@dataclass(frozen=True, slots=True)
class Posture:
    """One moment. ``yaw`` to the viewer's right, ``pitch`` down, ``roll`` clockwise, in radians.

    ``gaze`` -1 to 1 is how far the eyes look to the viewer's right of where the face does;
    ``blink`` and ``breath`` are 0 to 1, ``sway`` about -1 to 1.
    """

    yaw: float
    pitch: float
    roll: float
    gaze: float
    blink: float
    breath: float
    sway: float


@dataclass(frozen=True, slots=True)
class Glances:
    """A plan."""

    yaw: Track
    pitch: Track
    roll: Track
    gaze: Track
    blinks: tuple[float, ...]
    drifts: tuple[Drift, Drift, Drift, Drift]
    inhaled: float

    def at(self, seconds: float) -> Posture:
        """The posture at a moment; a pure function of it."""
        yaw = self.yaw.at(seconds)
        turn, nod, tilt, sway = (one.at(seconds) for one in self.drifts)
        return Posture(
            yaw=yaw + 0.014 * turn,
            pitch=self.pitch.at(seconds) + 0.012 * nod,
            roll=self.roll.at(seconds) + _LEAN * yaw + 0.010 * tilt,
            gaze=self.gaze.at(seconds),
            blink=max((_shut(seconds - at) for at in self.blinks), default=0.0),
            breath=breath(_BREATHS * seconds + self.inhaled),
            sway=sway,
        )


def breath(turns: float) -> float:
    """How full the lungs are after so many breaths: in faster than out."""
    t = turns % 1
    t = t / 0.42 if t < 0.42 else (1 - t) / 0.58
    return t * t * (3 - 2 * t)


def _shut(since: float) -> float:
    """How far lids are shut so many seconds after they began to."""
    t = min(since / _SHUTS, (_SHUTS + _SHUT + _OPENS - since) / _OPENS, 1.0)
    t = max(t, 0.0)
    return t * t * (3 - 2 * t)


def planned(seed: int) -> Glances:
    """Looks aside and back, beginning and ending towards the camera, at rest in between."""
    rng = np.random.default_rng(seed)
    plan = _Plan(rng, float(rng.uniform(0.25, 0.6)))
    side = 1.0 if rng.random() < 0.5 else -1.0
    while plan.now < _SECONDS:
        plan.turn(side * float(rng.uniform(*_FAR)))
        side = -side
        # Back to the camera before the other side more often than not.
        if rng.random() < 0.65:
            plan.turn(float(rng.uniform(-0.02, 0.02)))
            plan.stay()
    drifts = (drift(rng, 0.21), drift(rng, 0.25), drift(rng, 0.19), drift(rng, 0.16))
    return Glances(
        _track(plan.yaw),
        _track(plan.pitch),
        _track(plan.roll),
        _track(plan.gaze),
        tuple(plan.blinks),
        drifts,
        float(rng.uniform()),
    )


Key = tuple[float, float]


@dataclass(slots=True)
class _Plan:
    """A plan as it grows: keys up to ``now``."""

    rng: np.random.Generator
    now: float
    yaw: list[Key] = field(default_factory=lambda: [(0.0, 0.0)])
    pitch: list[Key] = field(default_factory=lambda: [(0.0, 0.0)])
    roll: list[Key] = field(default_factory=lambda: [(0.0, 0.0)])
    gaze: list[Key] = field(default_factory=lambda: [(0.0, 0.0)])
    blinks: list[float] = field(default_factory=list)

    def turn(self, target: float) -> None:
        """Eyes first, then the head; then it rests there for a while."""
        rng, start = self.rng, self.now
        change = target - self.yaw[-1][1]
        begin = start + float(rng.uniform(*_LEAD))
        end = begin + _TURN[0] + _TURN[1] * abs(change)
        look = math.copysign(min(0.45 + 2.2 * abs(change), 1.0), change)
        self.gaze += [(start, self.gaze[-1][1]), (start + _SACCADE, look)]
        # They come back to the middle of the face as it catches up with what they look at.
        self.gaze += [(begin + 0.3 * (end - begin), look), (end, 0.15 * look)]
        self._towards(self.yaw, begin, end, target)
        self._sink(begin, end, change)
        self._towards(self.roll, begin, end, _TILT * float(rng.uniform(-1, 1)))
        if abs(change) > 0.1 and rng.random() < _BLINKS_AT_TURN:
            self._blink(start)
        self.now = end + float(rng.uniform(*_HOLD))
        if self.now - max(self.blinks, default=0.0) > _STARE:
            self._blink(end + 0.3)

    def stay(self) -> None:
        """Sometimes a nod, where it looks."""
        if self.rng.random() > 0.45:
            return
        begin, level = self.now, self.pitch[-1][1]
        deep = _NOD * float(self.rng.uniform(0.7, 1.1))
        self.pitch += [
            (begin, level),
            (begin + 0.26, level + deep),
            (begin + 0.50, level + 0.1 * deep),
            (begin + 0.72, level + 0.5 * deep),
            (begin + 1.0, level),
        ]
        self.now = begin + 1.15

    def _sink(self, begin: float, end: float, change: float) -> None:
        level, new = self.pitch[-1][1], _PITCH * float(self.rng.uniform(-1, 0.7))
        half = max(level, new) + 0.5 * _DIP * abs(change)
        self.pitch += [(begin, level), ((begin + end) / 2, half), (end, new)]

    @staticmethod
    def _towards(keys: list[Key], begin: float, end: float, target: float) -> None:
        keys += [(begin, keys[-1][1]), (end, target)]

    def _blink(self, at: float) -> None:
        self.blinks.append(at)


def _track(keys: Sequence[Key]) -> Track:
    return Track(tuple(t for t, _ in keys), tuple(v for _, v in keys))
