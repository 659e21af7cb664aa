"""What falls, floats and flies through a clip's air: weather and effects, by depth.

The compositor asks for the air behind, between and before the subjects; ranges of depth that meet
never paint anything twice.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from reelcast.board import Effect, Weather
from reelcast.engines.stage.airborne.ambience import Ambience, film_tables
from reelcast.engines.stage.airborne.billowing import Bank, fog, scene_of, smoke
from reelcast.engines.stage.airborne.falling import Rain, Snow, Splashes
from reelcast.engines.stage.airborne.fluttering import (
    BLADES,
    CONFETTI,
    LEAVES,
    PETALS,
    Flutter,
    Stuff,
)
from reelcast.engines.stage.airborne.glimmering import (
    BUBBLES,
    DUST,
    FIREFLIES,
    SPARKS,
    Bubbles,
    Dust,
    Fireflies,
    Sparks,
)
from reelcast.engines.stage.airborne.lightning import Lightning
from reelcast.engines.stage.airborne.sight import Rows, Sight, Swarming
from reelcast.engines.stage.airborne.swarm import Swarm, Wind
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats, Set, plane_depth

Pixels = NDArray[np.uint8]
_FOCUS = 4.0
"""Metres: where a subject usually stands."""
_APERTURE = 0.013
"""The least there is of it for what flies: a flake before the lens is never sharp."""
_WINDS: Mapping[Weather, tuple[float, float]] = MappingProxyType(
    {
        Weather.RAIN: (0.8, 0.4),
        Weather.SNOW: (0.38, 0.8),
        Weather.FOG: (0.35, 0.2),
        Weather.STORM: (4.6, 0.45),
        Weather.WIND: (3.4, 0.5),
    }
)
"""Metres per second, and the share by which it swells."""
_BREEZE, _DRAUGHT = (0.35, 0.6), (0.07, 0.5)
"""The same of fair weather, and where there is no sky."""
_STUFFS: Mapping[Effect, Stuff] = MappingProxyType(
    {Effect.PETALS: PETALS, Effect.LEAVES: LEAVES, Effect.CONFETTI: CONFETTI}
)


@dataclass(frozen=True, slots=True)
class Airborne:
    """All that is in the air of one clip; ``nearness`` is 1 / z of the set, as coarse as it is."""

    swarms: tuple[Swarming, ...]
    banks: tuple[Bank, ...]
    lightning: Lightning | None
    ambience: Ambience
    nearness: Floats
    aperture: float
    focus: float
    _last: "list[tuple[tuple[Lens, View, float], Rows]]" = field(
        default_factory=list, repr=False, compare=False
    )
    """The last moment's rows: a frame asks for it once for every range of depth."""

    @classmethod
    def of(
        cls,
        place: Set,
        weather: Weather,
        effects: Sequence[Effect],
        seed: int,
        reach: float,
        focus: float = _FOCUS,
    ) -> "Airborne":
        """The air of ``place``. ``reach`` is the clip's amplitude: 1 is middling.

        The same arguments give the same air.
        """
        rng = np.random.default_rng((seed, 6151))
        amount = 0.75 + 0.25 * min(max(reach, 0.0), 2.0)
        usual = _BREEZE if place.drift else _DRAUGHT
        cast = _Cast(place, Wind.blowing(*_WINDS.get(weather, usual), rng), amount, rng)
        swarms = [*_weather(cast, weather)]
        for effect in dict.fromkeys(effects):
            swarms += _effect(cast, effect)
        storm = Lightning.of(place.lens, rng) if weather is Weather.STORM else None
        return cls(
            (*swarms, storm) if storm else tuple(swarms),
            _banks(cast, weather, effects),
            storm,
            Ambience.of(place),
            (1 / np.maximum(place.depth, 0.1)).astype(np.float32),
            max(place.aperture, _APERTURE),
            focus,
        )

    def draw(
        self,
        frame: Pixels,
        lens: Lens,
        view: View,
        seconds: float,
        nearest: float,
        farthest: float,
    ) -> None:
        """Paint over ``frame`` (uint8 sRGB RGBA, in place) what has a z in [nearest, farthest).

        Far to near, as seen from ``view``; z in metres from the lens's resting place, as marks'.
        """
        # Late: its kernels must be decorated after their cache folder is known.
        from reelcast.engines.stage.kernels.airborne import paint

        sight = Sight(lens, view, seconds, self.ambience, self.aperture, self.focus)
        for bank in self.banks:
            bank.draw(frame, sight, self.nearness, nearest, farthest)
        if self.swarms:
            seen = self._seen(sight)
            # Its z falls: the farthest comes first.
            first = int(np.searchsorted(-seen.z, -farthest, "right"))
            end = int(np.searchsorted(-seen.z, -nearest, "right"))
            if first < end:
                paint(frame, seen.table[first:end], *film_tables())

    def flash(self, seconds: float) -> float:
        """How much brighter lightning makes the whole picture, 1 = nothing."""
        return self.lightning.flash(seconds) if self.lightning else 1.0

    def _seen(self, sight: Sight) -> Rows:
        """What is in the frame and behind nothing of the set, the farthest first."""
        key = (sight.lens, sight.view, sight.seconds)
        for known, seen in self._last[-1:]:
            if known == key:
                return seen
        parts = [_in_frame(swarm.rows(sight), sight.lens) for swarm in self.swarms]
        z = np.concatenate([part.z for part in parts])
        table = np.concatenate([part.table for part in parts])
        order = np.argsort(-z, kind="stable")
        seen = self._unhidden(Rows(z[order], table[order]), sight)
        self._last[:] = [(key, seen)]
        return seen

    def _unhidden(self, seen: Rows, sight: Sight) -> Rows:
        from reelcast.engines.stage.kernels import airborne as kernel

        lens, view, table = sight.lens, sight.view, seen.table
        alpha = table[:, kernel.ALPHA].copy()
        u = table[:, kernel.X] - np.float32(lens.width / 2 - view.pan)
        v = table[:, kernel.Y] - np.float32(lens.horizon + view.tilt)
        kernel.hide(self.nearness, u, v, seen.z, scene_of(sight), alpha)
        table[:, kernel.ALPHA] = alpha
        kept = alpha > 0.012
        return Rows(seen.z[kept], np.ascontiguousarray(table[kept]))


@dataclass(frozen=True, slots=True)
class _Cast:
    """What every swarm is made from."""

    place: Set
    wind: Wind
    amount: float
    rng: np.random.Generator

    @property
    def ground(self) -> bool:
        """Whether there is a plane of ground or water that ends the air below."""
        depth = self.place.depth
        low = np.s_[-max(depth.shape[0] // 10, 1) :]
        plane = plane_depth(self.place.lens)[: depth.shape[0], : depth.shape[1]]
        return bool(np.median(np.abs(depth[low] / plane[low] - 1)) < 0.1)

    def swarm(
        self, shells: Sequence[tuple[float, float, float]], ceiling: float = math.inf
    ) -> Swarm:
        """A swarm of the usual amount in these boxes."""
        return Swarm.spread(self.place.lens, shells, self.rng, self.ground, self.amount, ceiling)

    @property
    def soil(self) -> Floats:
        """The colour of the ground, relative to white: what wind takes up."""
        low = self.place.radiance[-self.place.lens.height // 5 :: 8, ::8].reshape(-1, 3).mean(0)
        return np.asarray(low / max(float(low.max()), 1e-3), np.float32)


def _weather(cast: _Cast, weather: Weather) -> list[Swarming]:
    lens, rng = cast.place.lens, cast.rng
    if weather in (Weather.RAIN, Weather.STORM):
        strong = (1.2 if weather is Weather.STORM else 1.0) * cast.amount
        rain: list[Swarming] = [Rain.of(lens, cast.wind, strong, cast.ground, rng)]
        if cast.ground:
            rain.append(Splashes.of(lens, strong, cast.place.gloss, rng))
        return rain
    if weather is Weather.SNOW:
        return [Snow.of(lens, cast.wind, cast.amount, cast.ground, rng)]
    if weather is Weather.WIND:
        grit = Dust(cast.swarm(DUST), cast.wind, 0.45 * cast.soil, 0.0015)
        if not cast.place.cover:
            return [grit]
        return [grit, Flutter.of(BLADES, cast.swarm(BLADES.shells), cast.wind, rng)]
    return []


def _effect(cast: _Cast, effect: Effect) -> list[Swarming]:
    make: Mapping[Effect, Callable[[], Swarming]] = {
        Effect.FIREFLIES: lambda: Fireflies(cast.swarm(FIREFLIES, ceiling=2.4)),
        Effect.SPARKS: lambda: Sparks(cast.swarm(SPARKS, ceiling=5.0), cast.wind),
        Effect.BUBBLES: lambda: Bubbles(cast.swarm(BUBBLES), cast.wind),
        Effect.DUST: lambda: Dust(cast.swarm(DUST), cast.wind, np.ones(3, np.float32)),
    }
    if effect in make:
        return [make[effect]()]
    if effect in _STUFFS:
        stuff = _STUFFS[effect]
        return [Flutter.of(stuff, cast.swarm(stuff.shells), cast.wind, cast.rng)]
    return []


def _banks(cast: _Cast, weather: Weather, effects: Sequence[Effect]) -> tuple[Bank, ...]:
    banks = [fog(cast.wind, cast.amount)] if weather is Weather.FOG else []
    if Effect.SMOKE in effects:
        banks.append(smoke(cast.wind, cast.amount))
    return tuple(banks)


def _in_frame(part: Rows, lens: Lens) -> Rows:
    """Without what is outside of the frame or too faint."""
    from reelcast.engines.stage.kernels import airborne as kernel

    table = part.table
    x, y = table[:, kernel.X], table[:, kernel.Y]
    reach = np.where(table[:, kernel.KIND] == kernel.GLOW, 6, 1) * table[:, kernel.RADIUS]
    reach = (
        reach + table[:, kernel.SOFT] + np.abs(table[:, kernel.VX]) + np.abs(table[:, kernel.VY])
    )
    across = np.abs(table[:, kernel.AX]) + np.abs(table[:, kernel.BX]) + reach
    along = np.abs(table[:, kernel.AY]) + np.abs(table[:, kernel.BY]) + reach
    inside = (x > -across) & (x < lens.width + across) & (y > -along) & (y < lens.height + along)
    inside &= table[:, kernel.ALPHA] > 0.006
    return Rows(part.z[inside], table[inside])
