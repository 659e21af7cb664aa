"""Who is where relative to whom: order from left to right, depths and sizes.

Knows no pixels of the frame: the result is what ``composition`` starts from.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reelcast.board import Action, Depth, Role, Side, Tie
from reelcast.engines.stage.composition import Shape
from reelcast.subjects.subject import Edge, Subject

_GROUP = 1.3
"""Stature of the tallest of several: a group is made as large as its width allows."""
_TALL, _SQUEEZE = 1.7, 0.5
"""Heights in metres are compared with a person's, by their square root: a cup beside a motorcycle
is smaller, and still something to look at."""
_LOWEST, _HIGHEST = 0.36, 1.6
_ACROSS = {Side.LEFT: -1, Side.CENTRE: 0, Side.RIGHT: 1}
_NEEDS: Mapping[Action, tuple[float, float]] = MappingProxyType(
    {
        Action.WALK: (0.0, 0.55),
        Action.RUN: (0.0, 0.9),
        Action.JUMP: (0.34, 0.0),
        Action.FLY: (0.25, 0.7),
        Action.SWIM: (0.0, 0.5),
        Action.DRIVE: (0.0, 0.7),
        Action.ROLL: (0.0, 0.9),
        Action.RISE: (0.45, 0.0),
        Action.FLOAT: (0.12, 0.0),
        Action.DANCE: (0.0, 0.2),
    }
)
"""Room above and across, in heights, that an action is worth being filmed from farther away for."""


def arrange(subjects: Sequence[Subject], roles: Sequence[Role]) -> list[tuple[int, Shape]]:
    """Positions in ``subjects`` from left to right, each with the shape to compose with."""
    statures = _statures(subjects)
    depths = _depths(roles)
    shapes = []
    for i in _order(subjects, roles):
        bust = subjects[i].is_bust
        above, along = (0.0, 0.0) if bust else room_to_act(roles[i])
        aspect = _aspect(subjects[i])
        shape = Shape(aspect, bust, statures[i], roles[i].side, depths[i], above, along)
        shapes.append((i, shape))
    return shapes


def room_to_act(role: Role) -> tuple[float, float]:
    """The room that a part needs over its head and across the picture, in heights of the actor."""
    actions = [role.action or Action.STAND, *(beat.action for beat in role.beats)]
    needs = [_NEEDS[action] for action in actions if action in _NEEDS]
    return max((above for above, _ in needs), default=0.0), max((a for _, a in needs), default=0.0)


def _order(subjects: Sequence[Subject], roles: Sequence[Role]) -> list[int]:
    """By the side the photograph cuts, else by the side asked for; never against a relation."""
    before = _before(roles)
    waiting = sorted(range(len(subjects)), key=lambda i: (_across(subjects[i], roles[i]), i))
    order: list[int] = []
    while waiting:
        # Where relations contradict each other, the next in line goes.
        free = (i for i in waiting if not before[i] & set(waiting))
        order.append(next(free, waiting[0]))
        waiting.remove(order[-1])
    return order


def _across(subject: Subject, role: Role) -> int:
    """-2 for the left edge to 2 for the right: where half of somebody is missing, it is hidden."""
    cut = (Edge.RIGHT in subject.cut_by) - (Edge.LEFT in subject.cut_by)
    return 2 * cut or _ACROSS[role.side or Side.CENTRE]


def _before(roles: Sequence[Role]) -> list[set[int]]:
    """For each role, those that have to stand to the left of it."""
    at = {role.reference: i for i, role in enumerate(roles)}
    before: list[set[int]] = [set() for _ in roles]
    for i, role in enumerate(roles):
        for relation in role.relations:
            other = at.get(relation.to, i)
            if relation.tie is Tie.LEFT_OF and other != i:
                before[other].add(i)
            elif relation.tie is Tie.RIGHT_OF and other != i:
                before[i].add(other)
    return before


def _depths(roles: Sequence[Role]) -> list[Depth | None]:
    """The depth asked for, by itself or by being behind or in front of somebody."""
    depths: list[Depth | None] = [
        role.depth if role.depth is not Depth.MIDDLE else None for role in roles
    ]
    at = {role.reference: i for i, role in enumerate(roles)}
    for i, role in enumerate(roles):
        for relation in role.relations:
            behind = i if relation.tie is Tie.BEHIND else at.get(relation.to)
            if relation.tie in (Tie.BEHIND, Tie.IN_FRONT_OF) and behind is not None:
                depths[behind] = depths[behind] or Depth.BACK
    return depths


def _statures(subjects: Sequence[Subject]) -> list[float]:
    """Heights relative to each other: by what is known of them, and of unknown things by shape."""
    raw = [_stature(subject) for subject in subjects]
    if len(subjects) == 1:
        return [_by_shape(_aspect(subjects[0]), subjects[0].is_bust)]
    if any(subject.is_bust for subject in subjects):
        return raw
    return [stature * _GROUP / max(raw) for stature in raw]


def _stature(subject: Subject) -> float:
    measured = subject.profile.embedding.size > 0
    # A bust is filmed from nearby: its size has nothing to do with that of the others.
    if subject.is_bust or not measured:
        return _by_shape(_aspect(subject), subject.is_bust)
    return float(min(max((subject.profile.height_m / _TALL) ** _SQUEEZE, _LOWEST), _HIGHEST))


def _by_shape(aspect: float, bust: bool) -> float:
    """Of unknown things, the wide ones are made lower."""
    tall = float(min(max(aspect**-0.42, 0.62), 1.5))
    return 1.28 * min(max(tall, 0.85), 1.1) if bust else tall


def _aspect(subject: Subject) -> float:
    height, width = subject.rgba.shape[:2]
    return float(width / height)
