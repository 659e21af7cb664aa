"""Where everybody goes in the frame: sizes and places in pixels, found by a small search.

Knows no metres and no time. Subjects that can stand are put on rows of ground; those that the
photograph cuts at the bottom reach past the lower edge of the frame.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reelcast.board import Depth, Side

_SIDE = 0.035
"""Room kept free left and right, in frame widths."""
_COVERED = 0.2
"""How much of a standing subject another one may cover."""
SUNK = 0.06
"""How far busts reach below the frame, in frame heights: the camera needs some of it to move."""
_APART = 0.07
"""The widest gap between neighbours, in frame widths."""
_OFF_CENTRE = 0.16
"""How far a group is put to the side that was asked for, in frame widths."""
_FULL = 1.3
"""What using the whole height of the frame is worth, in logarithms of a subject's area."""
_UNHEARD = 1.2
"""What a depth that was asked for and cannot be given costs, in logarithms of a subject's area."""
_STEP = 0.02
"""The camera is tilted in steps of so many frame heights: a set that was built for one cast then
serves the next."""
_TRIES = 14

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in frame pixels."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What matters of a subject.

    ``aspect`` is width over height, ``stature`` the height relative to the others. ``bust`` says
    that the photograph cuts it at the bottom. ``side`` and ``depth`` are where it was asked to be.
    ``above`` and ``along`` are the room its action needs, in its heights: over it, and across.
    """

    aspect: float
    bust: bool = False
    stature: float = 1.0
    side: Side | None = None
    depth: Depth | None = None
    above: float = 0.0
    along: float = 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a subject is: centre column, row of its foot, height, all in frame pixels.

    A bust's foot is below the frame.
    """

    column: float
    row: float
    height: float


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to place a group: the ground rows, and who stands on which, from left to right.

    ``rows`` are frame heights; ``ranks`` repeat along the group; ``packed`` rows each use the
    whole width for themselves instead of sharing it.
    """

    horizon: float
    rows: tuple[float, ...]
    ranks: tuple[int, ...]
    packed: bool

    def scale(self, rank: int) -> float:
        """How large things on a row are seen, relative to the front row."""
        return (self.rows[rank] - self.horizon) / (self.rows[0] - self.horizon)


def schemes(ratio: float, count: int) -> Iterator[Scheme]:
    """The schemes worth trying for ``count`` subjects in a frame of ``ratio`` width to height."""
    tall = ratio < 0.8
    level = 0.50 if tall else 0.47
    yield from _in_depth(level, 0.84 if tall else 0.895, count)
    # A raised camera spreads the ground over the frame: rows stand one above the other.
    if count >= (2 if ratio < 1.2 else 5):
        yield Scheme(0.20, (0.90, 0.62), (0, 1), True)
        yield Scheme(0.12, (0.90, 0.60), (0, 1), True)
    if count >= 3 and ratio < 1.2:
        yield Scheme(0.12, (0.93, 0.68, 0.47), (0, 1, 2), True)
    if count >= 5 and ratio < 0.8:
        yield Scheme(0.10, (0.94, 0.75, 0.57, 0.42), (0, 1, 2, 3), True)


def schemes_under(level: float, count: int) -> Iterator[Scheme]:
    """The same where the horizon is given: at ``level``, in frame heights."""
    front = min(max(0.895, level + 0.12), 0.96)
    yield from _in_depth(level, front, count)
    if count >= 3:
        yield Scheme(level, (front, level + (front - level) * 0.55), (0, 1), True)


def _in_depth(level: float, front: float, count: int) -> Iterator[Scheme]:
    """All in one row, or every other one a step behind."""
    yield Scheme(level, (front,), (0,), False)
    if count >= 2:
        yield Scheme(level, (front, level + (front - level) * 0.72), (0, 1), False)
        yield Scheme(level, (front, level + (front - level) * 0.72), (1, 0), False)


def compose(
    shapes: Sequence[Shape], width: int, height: int, horizon: float | None = None
) -> tuple[float, tuple[Spot, ...]]:
    """The horizon's row and a spot for each shape, as large as they can be without crowding.

    The shapes come from left to right. ``horizon`` is given where the set has its own.
    """
    count, ratio = len(shapes), width / height
    fixed = horizon is not None
    tried = []
    for scheme in (
        schemes(ratio, count) if horizon is None else schemes_under(horizon / height, count)
    ):
        spots = _largest(scheme, shapes, width, height)
        boxes = [_box(*pair) for pair in zip(spots, shapes, strict=True)]
        tried.append((_merit(boxes, height) - _unheard(scheme, shapes), scheme, spots))
    # Of equals the first, which is the simplest.
    _, scheme, spots = max(tried, key=lambda attempt: attempt[0])
    lift = 0.0 if fixed else _lift(spots, shapes, height)
    return scheme.horizon * height - lift, tuple(
        spot if shape.bust else replace(spot, row=spot.row - lift)
        for spot, shape in zip(spots, shapes, strict=True)
    )


def _unheard(scheme: Scheme, shapes: Sequence[Shape]) -> float:
    """What it costs to have only one row where two were asked for."""
    asked = {shape.depth for shape in shapes if not shape.bust}
    apart = Depth.BACK in asked and len(shapes) > 1
    return _UNHEARD if apart and len(scheme.rows) == 1 else 0.0


def _merit(boxes: Sequence[Box], height: int) -> float:
    """Large is good, and so is a frame that is not empty above."""
    if not boxes:
        return 0.0
    used = (min(height, max(box[3] for box in boxes)) - min(box[1] for box in boxes)) / height
    return sum(math.log(_area(box)) for box in boxes) / len(boxes) + _FULL * used


def _lift(spots: Sequence[Spot], shapes: Sequence[Shape], height: int) -> float:
    """Pixels to tilt the camera down by, so that a low group does not sit at the bottom."""
    if not shapes or any(shape.bust for shape in shapes):
        return 0.0
    top = min(spot.row - spot.height for spot in spots)
    lift = min(max(top - 0.24 * height, 0.0) * 0.4, 0.12 * height)
    return round(lift / (_STEP * height)) * _STEP * height


def _largest(scheme: Scheme, shapes: Sequence[Shape], width: int, height: int) -> tuple[Spot, ...]:
    """The spots of a scheme at the largest size at which it works, found by bisection."""
    low, high = 0.04, 0.84 if len(shapes) == 1 else 0.66
    for _ in range(_TRIES):
        middle = (low + high) / 2
        if _fits(_place(scheme, shapes, width, height, middle), shapes, width, height):
            low = middle
        else:
            high = middle
    return _place(scheme, shapes, width, height, low)


def _place(
    scheme: Scheme, shapes: Sequence[Shape], width: int, height: int, size: float
) -> tuple[Spot, ...]:
    ranks = _ranks(scheme, shapes)
    heights = [
        size * height * shape.stature * scheme.scale(rank)
        for shape, rank in zip(shapes, ranks, strict=True)
    ]
    widths = [shape.aspect * tall for shape, tall in zip(shapes, heights, strict=True)]
    columns = _columns(scheme, ranks, shapes, widths, width)
    return tuple(
        Spot(column, height * (1 + SUNK if shape.bust else scheme.rows[rank]), tall)
        for shape, column, rank, tall in zip(shapes, columns, ranks, heights, strict=True)
    )


def _ranks(scheme: Scheme, shapes: Sequence[Shape]) -> list[int]:
    """The row of ground of each shape; busts belong to the front."""
    if not scheme.packed:
        turns = [scheme.ranks[i % len(scheme.ranks)] for i in range(len(shapes))]
        last = len(scheme.rows) - 1
        return [_rank(shape, turn, last) for shape, turn in zip(shapes, turns, strict=True)]
    ranks = [0] * len(shapes)
    filled = [0.0] * len(scheme.rows)
    filled[0] = sum(shape.aspect * shape.stature for shape in shapes if shape.bust)
    wide = sorted(
        (i for i, shape in enumerate(shapes) if not shape.bust),
        key=lambda i: (-shapes[i].aspect * shapes[i].stature, i),
    )
    for i in wide:
        wish = shapes[i].depth
        if wish in (Depth.FRONT, Depth.BACK):
            ranks[i] = 0 if wish is Depth.FRONT else len(scheme.rows) - 1
        else:
            ranks[i] = min(scheme.ranks, key=lambda rank: (filled[rank] * scheme.scale(rank), rank))
        filled[ranks[i]] += shapes[i].aspect * shapes[i].stature
    return ranks


def _rank(shape: Shape, turn: int, last: int) -> int:
    """The row of ground of one shape where its turn gives it ``turn``, of rows 0 to ``last``."""
    if shape.bust or shape.depth is Depth.FRONT:
        return 0
    return last if shape.depth is Depth.BACK else turn


def _columns(
    scheme: Scheme,
    ranks: Sequence[int],
    shapes: Sequence[Shape],
    widths: Sequence[float],
    frame: int,
) -> list[float]:
    sides = {shape.side for shape in shapes}
    columns = [0.0] * len(widths)
    groups = [[i for i, r in enumerate(ranks) if r == rank] for rank in sorted(set(ranks))]
    if not scheme.packed:
        groups = [list(range(len(widths)))]
    for number, group in enumerate(groups):
        line = _line_up([widths[i] for i in group], frame)
        # Rows of one step aside from each other, where there is room.
        aside = _aside(widths, group, frame) * (1 if number % 2 else -1)
        if len(sides) == 1 and not sides & {None, Side.CENTRE}:
            aside = _to_its_side(sum(widths[i] for i in group), Side.LEFT in sides, frame)
        for i, column in zip(group, line, strict=True):
            columns[i] = column + aside
    return columns


def _aside(widths: Sequence[float], group: Sequence[int], frame: int) -> float:
    free = frame * (1 - 2 * _SIDE) - sum(widths[i] for i in group)
    return min(max(free, 0.0) / 2, 0.11 * frame) if len(group) == 1 < len(widths) else 0.0


def _to_its_side(occupied: float, left: bool, frame: int) -> float:
    """How far all of a group go to the one side they were asked to be on."""
    free = max(frame * (1 - 2 * _SIDE) - occupied, 0.0)
    return min(free / 2, _OFF_CENTRE * frame) * (-1 if left else 1)


def _line_up(widths: Sequence[float], frame: int) -> list[float]:
    """Columns of the centres: side by side with even gaps, which are negative when they must."""
    free = frame * (1 - 2 * _SIDE) - sum(widths)
    # Room to spare goes between and outside alike, but neighbours stay neighbours.
    gap = free / (len(widths) + 1) if free > 0 else free / max(len(widths) - 1, 1)
    gap = min(gap, _APART * frame)
    at = (frame - sum(widths) - gap * (len(widths) - 1)) / 2
    columns = []
    for wide in widths:
        columns.append(at + wide / 2)
        at += wide + gap
    return columns


def _fits(spots: Sequence[Spot], shapes: Sequence[Shape], width: int, height: int) -> bool:
    boxes = [_box(spot, shape) for spot, shape in zip(spots, shapes, strict=True)]
    if any(box[1] < 0.085 * height or box[2] - box[0] > 0.90 * width for box in boxes):
        return False
    if not _room_to_act(spots, shapes, boxes, width):
        return False
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            if _overlap(a, b) > _COVERED * min(_area(a), _area(b)):
                return False
    return True


def _room_to_act(
    spots: Sequence[Spot], shapes: Sequence[Shape], boxes: Sequence[Box], width: int
) -> bool:
    """Whether everybody can leap as high, and all go as far, as they are about to."""
    if not spots:
        return True
    acting = list(zip(spots, shapes, strict=True))
    along = max(shape.along * spot.height for spot, shape in acting)
    across = max(box[2] for box in boxes) - min(box[0] for box in boxes)
    high = min(spot.row - spot.height * (1 + shape.above) for spot, shape in acting)
    return high > 0 and (along == 0 or across + along < (1 - 2 * _SIDE) * width)


def _box(spot: Spot, shape: Shape) -> Box:
    half = spot.height * shape.aspect / 2
    return spot.column - half, spot.row - spot.height, spot.column + half, spot.row


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _overlap(a: Box, b: Box) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return max(wide, 0.0) * max(high, 0.0)
