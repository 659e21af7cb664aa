"""Gives everybody on the set their part: who goes where, with how much room."""

from collections.abc import Sequence

from reelcast.board import Action, Direction, Pace, Role
from reelcast.engines.stage.acting.part import Part, part_of
from reelcast.engines.stage.acting.stance import Actor
from reelcast.engines.stage.blocking import Blocking, Mark, Shot
from reelcast.engines.stage.rooms import Stand, rooms
from reelcast.subjects.subject import Facing, Subject

_TRAVELS = frozenset({Action.WALK, Action.RUN, Action.DRIVE, Action.SWIM, Action.FLY, Action.ROLL})
"""What takes somebody across the picture."""
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
            role,
            Actor(
                kind=subject.profile.kind,
                height=mark.height,
                width=mark.width,
                room=room,
                heading=_heading(role, subject, shot),
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
    actions = {role.action, *(beat.action for beat in role.beats)}
    going = _heading(role, subject, shot) if not _TRAVELS.isdisjoint(actions) else 0
    return Stand(mark.x, mark.z, mark.base, mark.width, mark.height, going, subject.is_bust)


def _heading(role: Role, subject: Subject, shot: Shot) -> int:
    """1 to the right, -1 to the left: as said, as it faces, or as the camera goes."""
    if role.direction is not None:
        return 1 if role.direction is Direction.RIGHT else -1
    return {Facing.RIGHT: 1, Facing.LEFT: -1}.get(subject.profile.facing, shot.side)
