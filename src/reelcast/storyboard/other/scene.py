"""The scene of a prompt: setting, time, weather, effects, mood and camera by their phrases."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from reelcast.board import Camera, Effect, Mood, Move, Setting, Time, Weather
from reelcast.storyboard.other.lexicon import Find
from reelcast.storyboard.other.text import Token
from reelcast.storyboard.tongue import Tongue

_HEAD_LAST = frozenset({Tongue.ZH, Tongue.JA})
_BETWEEN_COMPOUNDS = 2
"""Tokens between "desert" and "road" in "the road of the desert"."""

_NEAR_FEELING = 4
"""Tokens between "mood" and what it is."""

_SLOWLY, _FAST = 0.6, 1.5
_Value = TypeVar("_Value")


class Scene:
    """Reads the scene of one prompt.

    ``finds`` are those that are meant, in order. ``of_camera`` tells whether a token is said of
    the camera.
    """

    def __init__(
        self,
        prompt: Sequence[Token],
        finds: Sequence[Find],
        tongue: Tongue,
        of_camera: Callable[[int], bool],
    ) -> None:
        self.prompt = prompt
        self.finds = finds
        self.tongue = tongue
        self.of_camera = of_camera

    def setting(self) -> Setting | None:
        """Where the subjects are first; where they look or go and what is far off counts less."""
        strong = self._compounds([f for f in self.finds if f.means("setting")])
        ranked = sorted(strong, key=self._remoteness)
        found = ranked[0].values("setting") if ranked else self._weak("setting")
        return Setting(found[0]) if found else None

    def _compounds(self, finds: Sequence[Find]) -> list[Find]:
        """Of places in one noun phrase only its head."""
        heads: list[Find] = []
        for find in finds:
            if heads and self._is_compound(heads[-1], find):
                if self.tongue in _HEAD_LAST:
                    heads[-1] = find
                continue
            heads.append(find)
        return heads

    def _is_compound(self, first: Find, second: Find) -> bool:
        same = self.prompt[first.start].clause == self.prompt[second.start].clause
        return same and second.start - first.end <= _BETWEEN_COMPOUNDS

    def _remoteness(self, find: Find) -> int:
        clause = self.prompt[find.start].clause
        before = [
            f for f in self.finds if f.end <= find.start and self.prompt[f.start].clause == clause
        ]
        far = any(f.means("word.background") for f in before)
        aim = any(f.means("word.toward") and find.start - f.end <= 2 for f in before)
        if self.tongue is Tongue.JA:
            aim = any(f.means("word.toward") and 0 <= f.start - find.end <= 1 for f in self.finds)
        return 2 * far + aim

    def _weak(self, name: str) -> tuple[str, ...]:
        return next((f.values(f"weak.{name}") for f in self.finds if f.means(f"weak.{name}")), ())

    def _first(self, name: str) -> str | None:
        strong = next((f.values(name) for f in self.finds if f.means(name)), ())
        found = strong or self._weak(name)
        return found[0] if found else None

    def time(self) -> Time | None:
        """The time of day that is named first."""
        found = self._first("time")
        return Time(found) if found else None

    def weather(self) -> Weather | None:
        """The weather that is named first; a storm outranks the rain and wind it brings."""
        named = [value for f in self.finds for value in f.values("weather")]
        if Weather.STORM in named:
            return Weather.STORM
        if len(set(named)) > 1:
            named = [value for value in named if value != Weather.WIND]
        found = named or list(self._weak("weather"))
        return Weather(found[0]) if found else None

    def effects(self) -> tuple[Effect, ...]:
        """All that is in the air."""
        named = (value for f in self.finds for value in f.values("effects"))
        return tuple(Effect(value) for value in dict.fromkeys(named))

    def mood(self) -> Mood | None:
        """What is called the mood outranks what somebody feels."""
        named = [f for f in self.finds if f.means("mood")]
        called = [f for f in named if self._is_called_mood(f)]
        chosen = (called or named)[:1]
        found = chosen[0].values("mood") if chosen else self._weak("mood")
        return Mood(found[0]) if found else None

    def _is_called_mood(self, find: Find) -> bool:
        clause = self.prompt[find.start].clause
        words = (f for f in self.finds if f.means("word.feeling"))
        return any(
            self.prompt[word.start].clause == clause
            and min(abs(word.start - find.end), abs(find.start - word.end)) <= _NEAR_FEELING
            for word in words
        )

    def camera(self, lens: Sequence[Find]) -> Camera:
        """The first move; standing still before one is no move.

        ``lens`` are the finds of what is said of the camera.
        """
        named = [(f, "camera") for f in self.finds if f.means("camera")]
        named += [(f, "lens") for f in lens if self.of_camera(f.start)]
        named.sort(key=lambda pair: (pair[0].start, -pair[0].weight))
        moves = [(f, Move(f.values(name)[0])) for f, name in named]
        moving = [pair for pair in moves if pair[1] is not Move.STATIC] or moves
        if not moving:
            return Camera()
        find, move = moving[0]
        return Camera(move=move, strength=self._strength(find))

    def _strength(self, find: Find) -> float | None:
        clause = self.prompt[find.start].clause
        paces = [
            value
            for f in self.finds
            if self.prompt[f.start].clause == clause
            and (f.covered & find.covered or self._at(f, find))
            for value in f.values("pace")
        ]
        spoken = {"slow": _SLOWLY, "fast": _FAST}
        return spoken.get(paces[0]) if paces else None

    def _at(self, pace: Find, move: Find) -> bool:
        return self.of_camera(pace.start) or abs(pace.end - move.start) <= 1
