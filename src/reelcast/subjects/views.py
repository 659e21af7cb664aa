"""Which references show the same subject, and in which order its views lie around it.

Two photographs show one subject when a network sees the same thing in both and the colours agree
too: two yellow flowers of different kinds pass for one by the network alone.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise, permutations
from math import pi
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.subjects.subject import Facing, Subject

_SAME_LOOKS = 0.58
_SAME_LIVING = 0.72
"""Mean cosine over the pairs of a group. Two cats or two dahlias look more alike than two cups do,
and taking them for one would lose one: views of a living thing must agree more. Measured, masked:
views of one thing median 0.84, different things at most 0.57, two cats 0.64, two flowers 0.68."""
_SAME_COLOURS = 0.8
"""Mean Bhattacharyya coefficient of the colours. Measured: views of one thing 0.84 and more."""
_LIVING = frozenset({Kind.PERSON, Kind.ANIMAL, Kind.PLANT})

_NEAR_LOOKS = 0.65
"""Cosine of two views worth a try: of a bottle and a box, turns succeed from 0.68, fail up to 0.86
(a turn is judged once it is made); none below was seen to succeed."""
_NEAR_TURN = pi / 4
"""A larger turn shows other sides."""
_NEAR_SHAPE = 1.5
"""Ratio of the widths of two views of equal height."""

_TURNED: MappingProxyType[Facing, float] = MappingProxyType(
    {Facing.LEFT: -pi / 2, Facing.CAMERA: 0.0, Facing.RIGHT: pi / 2, Facing.AWAY: pi}
)


def grouped(
    subjects: Sequence[Subject], said: Sequence[Sequence[int]] = ()
) -> tuple[tuple[int, ...], ...]:
    """The positions in ``subjects`` by who is shown, each exactly once.

    ``said`` are groups of positions that somebody declared: kept together, and never joined by
    others that were not said to belong to them. Groups come in the order of their first member,
    the views of a group so that neighbours look alike.
    """
    declared = _declared(said)
    taken = set().union(*declared)
    free = [position for position in range(len(subjects)) if position not in taken]
    groups = [*declared, *_alike(subjects, free)]
    return tuple(_ordered(subjects, group) for group in sorted(groups, key=min))


def near(a: Subject, b: Subject) -> bool:
    """Whether two views of one subject are close enough for it to turn from one to the other."""
    wide_a, wide_b = (one.rgba.shape[1] / one.rgba.shape[0] for one in (a, b))
    if max(wide_a, wide_b) > _NEAR_SHAPE * min(wide_a, wide_b):
        return False
    return _looks(a, b) >= _NEAR_LOOKS and (_turn(a, b) or 0.0) <= _NEAR_TURN


def _declared(said: Iterable[Sequence[int]]) -> list[set[int]]:
    """The declared groups as disjoint sets: those that share a member are one."""
    disjoint: list[set[int]] = []
    for group in filter(None, map(set, said)):
        touching = [other for other in disjoint if other & group]
        disjoint = [other for other in disjoint if other not in touching]
        disjoint.append(group.union(*touching))
    return disjoint


def _alike(subjects: Sequence[Subject], free: Sequence[int]) -> list[set[int]]:
    """Average-linkage clusters: the two groups most alike are joined as long as any may be."""
    groups = [{position} for position in free]
    while True:
        joined = max(_joinable(subjects, groups), default=None)
        if joined is None:
            return groups
        _, first, second = joined
        groups[first] |= groups.pop(second)


def _joinable(
    subjects: Sequence[Subject], groups: Sequence[set[int]]
) -> Iterable[tuple[float, int, int]]:
    """The pairs of groups that may be one, with how much more alike they are than they must."""
    for second in range(len(groups)):
        for first in range(second):
            pairs = [(subjects[a], subjects[b]) for a in groups[first] for b in groups[second]]
            if any(one.is_place for pair in pairs for one in pair):
                continue  # a place is itself
            looks = float(np.mean([_looks(*pair) - _wanted(*pair) for pair in pairs]))
            colours = float(np.mean([_colours(*pair) for pair in pairs]))
            if looks >= 0 and colours >= _SAME_COLOURS:
                yield looks, first, second


def _wanted(a: Subject, b: Subject) -> float:
    """Stricter if either passes for living: a bottle in a hand may be taken for a person."""
    living = a.profile.kind in _LIVING or b.profile.kind in _LIVING
    return _SAME_LIVING if living else _SAME_LOOKS


def _ordered(subjects: Sequence[Subject], group: Iterable[int]) -> tuple[int, ...]:
    """The shortest way through the views, from the left-facing end or else the first reference."""
    members = sorted(group)
    apart = {(a, b): _apart(subjects[a], subjects[b]) for a in members for b in members}

    def length(way: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
        return sum(apart[step] for step in pairwise(way)), way

    shortest = min(permutations(members), key=length)
    first, last = (_turned(subjects[end]) for end in (shortest[0], shortest[-1]))
    backwards = first is not None and last is not None and first > last
    return shortest[::-1] if backwards else shortest


def _apart(a: Subject, b: Subject) -> float:
    """How far one must go from view to view: as turned, where that is known, and as it looks."""
    turn = _turn(a, b)
    return (1 - _looks(a, b)) + (0.5 if turn is None else turn / pi)


def _turn(a: Subject, b: Subject) -> float | None:
    """The angle between two views, 0 to pi, if both are known."""
    first, second = _turned(a), _turned(b)
    if first is None or second is None:
        return None
    around = abs(first - second) % (2 * pi)
    return min(around, 2 * pi - around)


def _turned(subject: Subject) -> float | None:
    """Where the front points, in radians from the camera to the viewer's right."""
    profile = subject.profile
    if len(profile.faces) == 1:
        return profile.faces[0].yaw
    return _TURNED.get(profile.facing)


def _looks(a: Subject, b: Subject) -> float:
    return _product(a.profile.embedding, b.profile.embedding)


def _colours(a: Subject, b: Subject) -> float:
    return _product(a.profile.colours, b.profile.colours)


def _product(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """0 where either was not measured."""
    return float(a @ b) if a.size and a.size == b.size else 0.0
