"""A character: one subject with all its views, and which view is shown for what it does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from reelcast.board import Direction
from reelcast.subjects.subject import (
    Area,
    Contact,
    Edge,
    Face,
    Facing,
    Figure,
    Joint,
    Subject,
)
from reelcast.subjects.views import grouped

_FACES = MappingProxyType({Direction.LEFT: Facing.LEFT, Direction.RIGHT: Facing.RIGHT})
_OTHER_WAY = MappingProxyType({Facing.LEFT: Facing.RIGHT, Facing.RIGHT: Facing.LEFT})
_OTHER_EDGE = MappingProxyType({Edge.LEFT: Edge.RIGHT, Edge.RIGHT: Edge.LEFT})
_STANDS_BEST = (Facing.CAMERA, Facing.UNKNOWN, Facing.LEFT, Facing.RIGHT, Facing.AWAY)
"""Which view somebody standing still is seen from, best first."""

# MediaPipe Pose's landmarks by their left-right counterparts: the nose, the eyes in triples (inner,
# middle, outer), then pairs from the ears down to the toes.
_COUNTERPART = (0, 4, 5, 6, 1, 2, 3, *(n + 1 if n % 2 else n - 1 for n in range(7, 33)))


@dataclass(frozen=True, slots=True)
class Character:
    """``views`` are one or more, ordered so that neighbours look alike."""

    views: tuple[Subject, ...]

    @property
    def reference(self) -> int:
        """The first of its references, from 0."""
        return min(view.reference for view in self.views)

    @property
    def front(self) -> Subject:
        """The view for standing still: towards the camera if there is one."""

        def rank(view: Subject) -> tuple[int, int]:
            return _STANDS_BEST.index(view.profile.facing), view.reference

        return min(self.views, key=rank)

    def towards(self, direction: Direction) -> tuple[Subject, bool]:
        """The view to show while moving there, and whether it must be mirrored for that.

        One that faces there; else one that faces the other way, mirrored, unless writing on it
        would read backwards; else the view for standing still as it is.
        """
        wanted = _FACES[direction]
        for view in self._facing(wanted):
            return view, False
        for view in self._facing(_OTHER_WAY[wanted]):
            if not view.profile.bears_text:
                return view, True
        return self.front, False

    def _facing(self, facing: Facing) -> list[Subject]:
        return [view for view in self.views if view.profile.facing is facing]


def characters(
    subjects: Sequence[Subject], said: Sequence[Sequence[int]] = ()
) -> tuple[Character, ...]:
    """Who plays, in the order of their first reference.

    ``said`` are groups of references (``Subject.reference``) that somebody declared to be one
    subject, or one alone to be a subject of its own. References that are not there are ignored.
    """
    at = {subject.reference: position for position, subject in enumerate(subjects)}
    forced = [[at[reference] for reference in group if reference in at] for group in said]
    found = (
        Character(tuple(subjects[position] for position in group))
        for group in grouped(subjects, forced)
    )
    return tuple(sorted(found, key=lambda character: character.reference))


def mirrored(subject: Subject) -> Subject:
    """The subject as a mirror shows it, with all that is known of it."""
    known = subject.profile
    profile = replace(
        known,
        facing=_OTHER_WAY.get(known.facing, known.facing),
        contact=known.contact and _contact(known.contact),
        joints=_joints(known.joints),
        faces=tuple(Face(_area(face.area), -face.yaw, face.score) for face in known.faces),
        figures=tuple(_figure(figure) for figure in known.figures),
    )
    edges = frozenset(_OTHER_EDGE.get(edge, edge) for edge in subject.cut_by)
    return replace(
        subject, rgba=np.ascontiguousarray(subject.rgba[:, ::-1]), cut_by=edges, profile=profile
    )


def _area(area: Area) -> Area:
    return Area(1 - area.right, area.top, 1 - area.left, area.bottom)


def _contact(contact: Contact) -> Contact:
    return Contact(1 - contact.right, contact.right_y, 1 - contact.left, contact.left_y)


def _joints(joints: tuple[Joint, ...]) -> tuple[Joint, ...]:
    """A mirrored left hand is a right hand."""
    if not joints:
        return ()
    there = (joints[counterpart] for counterpart in _COUNTERPART)
    return tuple(Joint(1 - joint.x, joint.y, joint.seen) for joint in there)


def _figure(figure: Figure) -> Figure:
    flipped = np.ascontiguousarray(figure.matte[:, ::-1])
    return Figure(_area(figure.area), figure.kind, flipped)
