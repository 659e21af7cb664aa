"""Gives everybody on the set their part: who goes where, with how much room."""

from collections.abc import Sequence

from reelcast.board import Action, Direction, Pace, Role
from reelcast.engines.stage.acting.part import Part, part_of
from reelcast.engines.stage.acting.stance import Actor
from reelcast.engines.stage.blocking import Blocking, Mark, Shot
from reelcast.engines.stage.rooms import Stand, rooms
from reelcast.kind import Kind
from reelcast.subjects.subject import Facing, Subject

_TRAVELS = frozenset({Action.WALK, Action.RUN, Action.DRIVE, Action.SWIM, Action.FLY, Action.ROLL})
"""What takes somebody across the picture."""
_ON_FOOT = frozenset({Action.WALK, Action.RUN})
_SIDES = {Facing.RIGHT: 1, Facing.LEFT: -1}
_LONG = frozenset({Kind.VEHICLE, Kind.ANIMAL, Kind.PERSON})
"""What has a front: it goes where that is."""
_OPEN = 40.0
"""Metres of free air or water where there is no ground to end it."""


def direct(
    blocking: Blocking,
    subjects: Sequence[Subject],
    roles: Sequence[Role],
    shot: Shot,
    far: float,
    seconds: float,
) -> tuple[Part, ...]:
    """The part of each mark of ``blocking``, in their order, for a clip of ``seconds``.

    ``subjects`` and ``roles`` are those the blocking was made of; ``far`` is how many metres away
    the free ground ends, 0 where there is none.
    """
    cast = [(mark, subjects[mark.subject], roles[mark.subject]) for mark in blocking.marks]
    stands = [_stand(mark, subject, role, shot) for mark, subject, role in cast]
    free = rooms(stands, blocking.lens, blocking.path, far or _OPEN)
    return tuple(
        part_of(
            _as_seen(role, subject.profile.facing),
            Actor(
                kind=subject.profile.kind,
                height=mark.height,
                width=mark.width,
                room=room,
                heading=heading(role, subject, shot.side),
                reach=shot.reach,
                pace=role.pace or Pace.NORMAL,
                afloat=shot.afloat,
                bust=subject.is_bust,
                phase=mark.phase,
            ),
            seconds,
        )
        for (mark, subject, role), room in zip(cast, free, strict=True)
    )


def _stand(mark: Mark, subject: Subject, role: Role, shot: Shot) -> Stand:
    going = heading(role, subject, shot.side) if travels(role) else 0
    return Stand(mark.x, mark.z, mark.base, mark.width, mark.height, going, subject.is_bust)


def travels(role: Role) -> bool:
    """Whether a part takes somebody across the picture."""
    actions = {role.action, *(beat.action for beat in role.beats)}
    return not _TRAVELS.isdisjoint(actions)


def heading(role: Role, subject: Subject, side: int) -> int:
    """1 to the right, -1 to the left, 0 for who had better go nowhere: as said, or as it faces.

    What has no front goes to ``side``.
    """
    if role.direction is not None:
        return 1 if role.direction is Direction.RIGHT else -1
    facing, kind = subject.profile.facing, subject.profile.kind
    if facing in _SIDES:
        return _SIDES[facing]
    # A car that drives backwards is worse than one that only trembles.
    return 0 if kind in _LONG or facing is not Facing.UNKNOWN else side


def _as_seen(role: Role, facing: Facing) -> Role:
    """Whoever looks into the camera, or away, walks that way unless it is told another."""
    way = {Facing.CAMERA: Action.APPROACH, Facing.AWAY: Action.LEAVE}.get(facing)
    if way is None or role.direction is not None:
        return role
    beats = tuple(
        beat.model_copy(update={"action": way}) if beat.action in _ON_FOOT else beat
        for beat in role.beats
    )
    action = way if role.action in _ON_FOOT else role.action
    return role.model_copy(update={"action": action, "beats": beats})
