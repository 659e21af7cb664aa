"""How far each subject can go from its mark: the picture's edges, the set's ground, neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reelcast.engines.stage.acting.stance import Room
from reelcast.engines.stage.camera import Path
from reelcast.engines.stage.lens import Lens

_EDGE = 0.03
"""Of the frame's width and height: nobody goes nearer to its edge unasked."""
_DEEP = 2.2
"""How far away one may go, in distances of the mark: farther, nobody is to be recognised."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What of a mark matters: the middle and size of a card in metres, and where it is going.

    ``going`` is 1 for somebody who travels to the right, -1 to the left, 0 for who stays.
    """

    x: float
    z: float
    base: float
    width: float
    height: float
    going: int = 0
    bust: bool = False


def rooms(stands: Sequence[Stand], lens: Lens, path: Path, far: float) -> list[Room]:
    """The room of each of ``stands`` on ground that is free up to ``far`` metres away."""
    alone = [_in_frame(stand, lens, path, far) for stand in stands]
    apart = [_beside(stand, room, stands) for stand, room in zip(stands, alone, strict=True)]
    return [
        _together(stand, room, stands, apart) for stand, room in zip(stands, apart, strict=True)
    ]


def _in_frame(stand: Stand, lens: Lens, path: Path, far: float) -> Room:
    """Until a card's edge meets the picture's, from every view of the path."""
    lefts, rights, ups, downs = [], [], [], []
    half = (0.5 - _EDGE) * lens.width
    # Whoever travels begins in the first view and ends in the last.
    first, last = (path.start, path.end) if stand.going > 0 else (path.end, path.start)
    for view in (first,) if stand.going else path.extremes:
        scale = (stand.z - view.z) / lens.focal
        lefts.append(stand.x - stand.width / 2 - view.x - (view.pan - half) * scale)
    for view in (last,) if stand.going else path.extremes:
        scale = (stand.z - view.z) / lens.focal
        rights.append(view.x + (view.pan + half) * scale - stand.x - stand.width / 2)
    for view in path.extremes:
        scale = (stand.z - view.z) / lens.focal
        top = lens.eye + view.y + (lens.horizon + view.tilt - _EDGE * lens.height) * scale
        bottom = lens.eye + view.y + (lens.horizon + view.tilt - lens.height) * scale
        ups.append(top - stand.base - stand.height)
        downs.append(stand.base - bottom)
    # A bust that went away would show where it ends; what is large cannot come nearer.
    away = 0.3 * stand.z if stand.bust else max(min(far, (1 + _DEEP) * stand.z) - stand.z, 0.0)
    left, right, up, down = (max(min(side), 0.0) for side in (lefts, rights, ups, downs))
    return Room(left, right, up, down, nearer=0.0, farther=away)


def _beside(stand: Stand, room: Room, stands: Sequence[Stand]) -> Room:
    """No farther than half of the gap to a neighbour, unless that one goes the same way."""
    left, right = room.left, room.right
    for other in stands:
        if other is stand or (stand.going and other.going == stand.going):
            continue
        gap = abs(other.x - stand.x) - (other.width + stand.width) / 2
        if other.x > stand.x:
            right = min(right, max(gap / 2, 0.0))
        else:
            left = min(left, max(gap / 2, 0.0))
    return replace(room, left=left, right=right)


def _together(stand: Stand, room: Room, stands: Sequence[Stand], rooms_: Sequence[Room]) -> Room:
    """Who goes the same way has the same room: nobody runs into the next one."""
    if not stand.going:
        return room
    same = [r for s, r in zip(stands, rooms_, strict=True) if s.going == stand.going]
    return replace(room, left=min(r.left for r in same), right=min(r.right for r in same))
