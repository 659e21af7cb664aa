"""Many small things in the air around the camera: where each is, and how the wind carries them.

They fill boxes that move with the camera and lie one behind the other; who leaves a box on one side
comes back on the other, outside of what is seen or faded out. Knows no picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats

Shell = tuple[float, float, float]
"""A box's nearest and farthest z, metres, and how many are in it for the usual lens."""
SHUTTER = 1 / 48
"""Seconds: 180 degrees at 24 frames a second."""
_PAD = 0.6
"""Metres by which boxes are larger than what is seen."""
_USUAL = 0.5625
"""Width by height of what a usual lens sees a metre away, square metres."""
_BEYOND = 0.16
"""By which share boxes reach into each other, fading."""


@dataclass(frozen=True, slots=True)
class Wind:
    """``across`` and ``away`` in metres per second; it swells and ebbs by ``gusts``, a share."""

    across: float
    away: float
    gusts: float
    phases: tuple[float, float]

    @classmethod
    def blowing(cls, speed: float, gusts: float, rng: np.random.Generator) -> "Wind":
        """To either side, a little towards the camera or away from it."""
        turn = float(rng.uniform(-0.35, 0.35)) + (math.pi if rng.random() < 0.5 else 0.0)
        first, second = (float(p) for p in rng.uniform(0, 2 * math.pi, 2))
        return cls(speed * math.cos(turn), speed * math.sin(turn), gusts, (first, second))

    def carried(self, seconds: float, lag: Floats | float = 0.0) -> Floats:
        """Seconds' worth of mean wind that has blown; ``lag`` is by how much gusts come later."""
        at = seconds - np.asarray(lag, np.float32)
        waves = (
            0.6 / rate * np.sin(rate * at + phase)
            for rate, phase in zip((1.9, 4.3), self.phases, strict=True)
        )
        return np.asarray(seconds + self.gusts * sum(waves), np.float32)

    def blown(self, seconds: float, lag: Floats) -> Floats:
        """Metres that something light was carried, (n, 3)."""
        along = self.carried(seconds, lag)
        return np.stack([self.across * along, 0 * along, self.away * along], 1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Swarm:
    """``home`` is where each is at rest, ``low`` and ``size`` its box, all (n, 3) metres; x and z
    of the box from the camera, y from the ground. ``chance`` are each one's own numbers, (n, 6),
    0 to 1.
    """

    home: Floats
    low: Floats
    size: Floats
    chance: Floats

    @classmethod
    def spread(
        cls,
        lens: Lens,
        shells: Sequence[Shell],
        rng: np.random.Generator,
        ground: bool,
        amount: float = 1.0,
        ceiling: float = math.inf,
    ) -> "Swarm":
        """Fill ``shells``, from the ground (or from as low as is seen) up to ``ceiling``."""
        lows, sizes = [], []
        usual = lens.width * lens.height / lens.focal**2 / _USUAL
        for near, far, count in shells:
            near, far = near * (1 - _BEYOND / 2), far * (1 + _BEYOND / 2)
            wide = (0.5 + lens.room[0]) * lens.width / lens.focal * far + _PAD
            up = (lens.horizon + lens.room[1] * lens.height) / lens.focal * far
            down = (lens.height * (1 + lens.room[1]) - lens.horizon) / lens.focal * far
            bottom = max(lens.eye - down - _PAD, 0.0 if ground else -math.inf)
            top = max(min(lens.eye + up + _PAD, ceiling), bottom + 0.5)
            n = max(round(count * usual * amount), 1)
            lows += [(-wide, bottom, near)] * n
            sizes += [(2 * wide, top - bottom, far - near)] * n
        low, size = np.array(lows, np.float32), np.array(sizes, np.float32)
        home = low + size * rng.random(low.shape, np.float32)
        return cls(home, low, size, rng.random((len(low), 6), np.float32))

    def wrapped(self, path: Floats, view: View) -> Floats:
        """Where all are that went ``path`` from home, (n, 3) world metres."""
        low = self.low + np.array((view.x, 0, view.z), np.float32)
        return np.asarray(low + np.mod(self.home + path - low, self.size), np.float32)

    def fade(self, at: Floats, view: View) -> Floats:
        """1 within, 0 at the near and far ends of the boxes."""
        share = (at[:, 2] - view.z - self.low[:, 2]) / self.size[:, 2]
        return np.asarray(np.clip(np.minimum(share, 1 - share) / _BEYOND, 0, 1), np.float32)

    def only(self, which: NDArray[np.bool_]) -> "Swarm":
        """Those of it that ``which`` (n,) says."""
        return Swarm(self.home[which], self.low[which], self.size[which], self.chance[which])
