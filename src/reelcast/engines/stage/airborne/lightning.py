"""Lightning: when it strikes, how it lights the picture, and the bolt in the sky.

Two return strokes a strike and seconds between strikes: never more than three flashes within a
second, which could harm photosensitive viewers (WCAG 2.2, success criterion 2.3.1).
"""

import math
from dataclasses import dataclass

import numpy as np

from reelcast.engines.stage.airborne.sight import Rows, Sight, rows
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats

_FIRST = (0.7, 1.5)
"""When the first strike of a clip comes, seconds."""
_EVERY = (2.6, 3.4)
"""Seconds from one to the next."""
_SECOND = (0.13, 0.21)
"""Seconds from a strike's first stroke to its second."""
_DIES = 0.045
"""In so many seconds a stroke's light falls to a third."""
_GLOWS = 0.16
"""The same of the glow left in the clouds."""
_FAR = 1800.0
"""Metres to the bolt: behind everything but the sky."""
_STRIKES = 6
"""How many are thrown for; clips are short."""


@dataclass(frozen=True, slots=True)
class Strike:
    """``begins`` and ``again`` in seconds are its two strokes.

    ``pieces`` (n, 5) of the bolt: both ends in metres at ``_FAR`` (x, y, x, y), how bright it is.
    """

    begins: float
    again: float
    pieces: Floats

    def light(self, seconds: float) -> float:
        """How strongly it shines, 0 to about 1."""
        first, second = (_stroke(seconds - at) for at in (self.begins, self.again))
        return first + 0.75 * second

    def bolt(self, seconds: float) -> float:
        """How bright the channel itself is: gone sooner than its light on the clouds."""
        since = [seconds - at for at in (self.begins, self.again)]
        return sum(math.exp(-at / 0.05) for at in since if at >= 0)


@dataclass(frozen=True, slots=True)
class Lightning:
    """All strikes of a clip."""

    strikes: tuple[Strike, ...]

    @classmethod
    def of(cls, lens: Lens, rng: np.random.Generator) -> "Lightning":
        """One to three seconds apart, in the sky that ``lens`` sees."""
        at, strikes = float(rng.uniform(*_FIRST)), []
        for _ in range(_STRIKES):
            again = at + float(rng.uniform(*_SECOND))
            strikes.append(Strike(at, again, _bolt(lens, rng)))
            at += float(rng.uniform(*_EVERY))
        return cls(tuple(strikes))

    def flash(self, seconds: float) -> float:
        """How much brighter everything is, 1 = nothing."""
        return 1 + 0.95 * min(sum(strike.light(seconds) for strike in self.strikes), 1.2)

    def rows(self, sight: Sight) -> Rows:
        """The bolt that is seen now, if any."""
        parts = [self._seen(strike, sight) for strike in self.strikes]
        return Rows(
            np.concatenate([part.z for part in parts]), np.concatenate([p.table for p in parts])
        )

    def _seen(self, strike: Strike, sight: Sight) -> Rows:
        bright = strike.bolt(sight.seconds)
        pieces = strike.pieces if bright > 0.02 else strike.pieces[:0]
        far = np.full(len(pieces), _FAR, np.float32)
        x0, y0, _ = sight.project(np.stack([pieces[:, 0], pieces[:, 1], far], 1))
        x1, y1, _ = sight.project(np.stack([pieces[:, 2], pieces[:, 3], far], 1))
        ax, ay = (x1 - x0) * np.float32(0.5), (y1 - y0) * np.float32(0.5)
        thick = sight.lens.height / 1080 * (0.55 + 0.85 * pieces[:, 4])
        # Far down it is seen through all the rain.
        high = np.clip(pieces[:, 3] * sight.lens.focal / _FAR / (0.3 * sight.lens.height), 0, 1)
        gain = (0.25 + 0.75 * high) * 3.6 * bright * pieces[:, 4]
        return rows(
            far,
            kind=1,
            x=x0 + ax,
            y=y0 + ay,
            ax=ax,
            ay=ay,
            radius=np.maximum(thick, 0.6),
            soft=7.0,
            alpha=1.0,
            extra=1.0,
            red=gain * 0.82,
            green=gain * 0.86,
            blue=gain * 1.15,
        )


def _stroke(since: float) -> float:
    """Light of one stroke: at once there, soon gone, leaving a glow."""
    if since < 0:
        return 0.0
    return 0.75 * math.exp(-since / _DIES) + 0.25 * math.exp(-since / _GLOWS)


def _bolt(lens: Lens, rng: np.random.Generator) -> Floats:
    """A channel from the cloud to the horizon, and what branches off it."""
    metre = _FAR / lens.focal
    aside = float(rng.choice((-1, 1)) * rng.uniform(0.16, 0.42)) * lens.width * metre
    cloud = (lens.horizon + 0.04 * lens.height) * metre
    lean = float(rng.uniform(-0.10, 0.10)) * lens.width * metre
    main = _jagged((aside + lean, cloud), (aside, 0.0), 6, rng)
    pieces = [_pieces(main, 1.0)]
    for at in rng.integers(len(main) // 8, 3 * len(main) // 4, 6):
        side = float(rng.choice((-1, 1)))
        long = float(rng.uniform(0.10, 0.30)) * cloud
        x, y = main[at]
        end = (x + side * long * float(rng.uniform(0.4, 1.0)), max(y - long, 0.04 * cloud))
        pieces.append(_pieces(_jagged((x, y), end, 4, rng), float(rng.uniform(0.12, 0.38))))
    return np.concatenate(pieces).astype(np.float32)


def _jagged(
    start: tuple[float, float], end: tuple[float, float], halvings: int, rng: np.random.Generator
) -> Floats:
    """Points of a broken line: every half is moved aside, by less the shorter it is."""
    points = np.array([start, end])
    for _ in range(halvings):
        steps = np.diff(points, axis=0)
        aside = np.stack([-steps[:, 1], steps[:, 0]], 1) * rng.normal(0, 0.13, (len(steps), 1))
        between = points[:-1] + steps * rng.uniform(0.38, 0.62, (len(steps), 1)) + aside
        woven = np.empty((len(points) + len(between), 2))
        woven[::2], woven[1::2] = points, between
        points = woven
    return points.astype(np.float32)


def _pieces(points: Floats, bright: float) -> Floats:
    """Its pieces, fading towards the end of a branch."""
    n = len(points) - 1
    fade = bright * (np.ones(n) if bright == 1 else np.linspace(1, 0.25, n))
    return np.hstack([points[:-1], points[1:], fade[:, None]]).astype(np.float32)
