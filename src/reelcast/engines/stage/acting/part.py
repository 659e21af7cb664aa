"""One subject's part from the first frame to the last: an entrance, then one action or several."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reelcast.board import Action, Beat, Entrance, Role
from reelcast.engines.stage.acting.actions import MOTIONS, Motion, idle, walk
from reelcast.engines.stage.acting.curves import carried, eased
from reelcast.engines.stage.acting.stance import Actor, Room, Stance

_CHANGE = 0.4
"""Seconds in which one action goes over into the next."""
_BRISK = 1.1
"""Heights per second at which one comes in."""
_QUICKEST, _SLOWEST = 0.9, 2.0
"""Seconds of an entrance."""
_OUTSIDE = 1.15
"""How far outside the picture it begins, in widths."""


@dataclass(frozen=True, slots=True)
class Step:
    """A motion from ``begin`` to ``end`` (seconds), by ``actor``, away from where it starts."""

    begin: float
    end: float
    motion: Motion
    actor: Actor
    start: Stance

    def at(self, seconds: float) -> Stance:
        """The stance at a moment; before and after, its first and last place."""
        length = self.end - self.begin
        return self.start + self.motion(self.actor, max(seconds - self.begin, 0.0), length)


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody does in a clip: ``steps`` in time order."""

    steps: tuple[Step, ...]

    def at(self, seconds: float) -> Stance:
        """Where the subject is and how it holds itself."""
        now = max((k for k, step in enumerate(self.steps) if step.begin <= seconds), default=0)
        step = self.steps[now]
        stance = step.at(seconds)
        if now:
            share = eased((seconds - step.begin) / _CHANGE)
            before = self.steps[now - 1].at(seconds)
            stance = before.scaled(1 - share) + stance.scaled(share)
        return _hidden_end(stance) if step.actor.bust else stance


def part_of(role: Role, actor: Actor, seconds: float) -> Part:
    """The part of ``role`` in a clip of ``seconds``."""
    steps: list[Step] = []
    begin, start = 0.0, Stance()
    if role.entrance not in (None, Entrance.THERE):
        step = _entrance(Entrance(role.entrance), actor)
        steps.append(step)
        begin, actor = step.end, replace(actor, underway=True)
    for beat, end in _timed(role, begin, seconds):
        motion = MOTIONS[beat.action]
        at = max(beat.at * seconds, begin)
        step = Step(at, end, motion, replace(actor, room=_moved(actor.room, start)), start)
        steps.append(step)
        last = step.at(end)
        start = Stance(x=last.x, z=last.z)
        actor = replace(actor, underway=True)
    return Part(tuple(steps))


def _timed(role: Role, begin: float, seconds: float) -> list[tuple[Beat, float]]:
    """Each beat and when it ends; whatever would be over before the entrance is left out."""
    beats = role.beats or (Beat(action=role.action or Action.STAND, at=0.0),)
    ends = [*(beat.at * seconds for beat in beats[1:]), seconds]
    return [(beat, end) for beat, end in zip(beats, ends, strict=True) if end > begin]


def _entrance(entrance: Entrance, actor: Actor) -> Step:
    far = _WAYS_IN[entrance](actor)
    distance = abs(far.x) + abs(far.y) + abs(far.z)
    length = distance / (_BRISK * actor.height * actor.speed)
    length = min(max(length, _QUICKEST), _SLOWEST)

    def come(who: Actor, s: float, whole: float) -> Stance:
        gone = carried(s / whole, 0.3)
        steps = walk(replace(who, room=_NOWHERE), s, whole) if far.x or far.z else Stance()
        bob = steps.y if s < whole else 0.0
        return far.scaled(1 - gone) + replace(idle(who, s, whole), y=bob * (1 - gone))

    return Step(0.0, length, come, actor, Stance())


_NOWHERE = Room(0, 0, 0, 0, 0, 0)
_WAYS_IN = {
    Entrance.FROM_LEFT: lambda actor: Stance(x=-actor.room.left - _OUTSIDE * actor.width),
    Entrance.FROM_RIGHT: lambda actor: Stance(x=actor.room.right + _OUTSIDE * actor.width),
    Entrance.FROM_ABOVE: lambda actor: Stance(y=actor.room.up + _OUTSIDE * actor.height),
    Entrance.FROM_BELOW: lambda actor: Stance(y=-actor.room.down - _OUTSIDE * actor.height),
    Entrance.FROM_AFAR: lambda actor: Stance(z=actor.room.farther),
}


def _moved(room: Room, by: Stance) -> Room:
    """The room there is from somewhere else."""
    return replace(
        room,
        left=max(room.left + by.x, 0.0),
        right=max(room.right - by.x, 0.0),
        farther=max(room.farther - by.z, 0.0),
        nearer=max(room.nearer + by.z, 0.0),
    )


def _hidden_end(stance: Stance) -> Stance:
    """Of whoever ends at the picture's edge: never up, or the end would show."""
    return replace(stance, y=min(stance.y, 0.0), turn=0.0)


def moves(part: Part, seconds: Sequence[float]) -> bool:
    """Whether the subject ever leaves its mark: else what it does to the ground can be baked."""
    places = [part.at(moment) for moment in seconds]
    return any(max(abs(p.x), abs(p.y), abs(p.z)) > 1e-3 for p in places)
