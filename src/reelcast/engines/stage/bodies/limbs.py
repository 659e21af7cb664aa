"""The limbs of a silhouette, tails, ears and twigs: what no circle reaches that rolls inside it.

Knows no motion.
"""

from dataclasses import dataclass
from math import pi, radians

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.bodies.rubber import Floats, Pixels, eased
from reelcast.subjects.subject import Edge, Facing, Subject

Mask = NDArray[np.bool_]
_SIDE = 160
"""Pixels of the longer side at which limbs are looked for."""
_CORE = 0.36
"""The circle that is rolled, in radii of the largest that fits."""
_LEAST_LONG, _LEAST_LARGE = 0.17, 0.004
"""The shortest limb in those radii, and the smallest in shares of the silhouette."""
_LIMBS = 8
_SWING = (radians(4), radians(8))
"""How far short and long limbs turn at middling reach, and at most:"""
_LEAST_TURN = radians(2)
"""What has less room keeps still."""
_LONG = 0.8
"""Limbs longer than so many radii wave like a tail; shorter ones flick like an ear."""
_MUZZLE = 0.06
"""What reaches that near the side to which an animal looks is its muzzle, in widths."""
_FOOT = 0.035
"""What ends that near the lower edge stands on it, in heights."""


@dataclass(frozen=True, slots=True)
class Body:
    """``middle`` (column, row), ``high`` and ``wide``, in pixels of the cut-out."""

    middle: tuple[float, float]
    high: int
    wide: int


@dataclass(frozen=True, slots=True)
class Found:
    """A limb in a small picture of the silhouette.

    ``own`` is 1 where the picture belongs to it and fades to 0 at its root, ``share`` how
    far out it is, 0 to 1, both on a small picture of the cut-out. ``root`` is in pixels of the
    cut-out; ``room`` how far it can turn either way, in radians, before it meets something.
    """

    length: float
    own: Floats
    share: Floats
    root: tuple[float, float]
    room: tuple[float, float]
    long: bool


def limbs_of(subject: Subject, cut: Pixels) -> tuple[Body, list[Found]]:
    """The body, and its limbs, the longest first."""
    high, wide = cut.shape[:2]
    scale = _SIDE / max(high, wide)
    size = (max(round(wide * scale), 4), max(round(high * scale), 4))
    small = cv2.resize(np.ascontiguousarray(cut[..., 3]), size, interpolation=cv2.INTER_AREA)
    solid = np.pad((small > 128).astype(np.uint8), 1)
    inside = cv2.distanceTransform(solid, cv2.DIST_L2, 5)
    radius = float(inside.max())
    row, column = np.unravel_index(int(inside.argmax()), inside.shape)
    middle = ((float(column) - 0.5) / scale, (float(row) - 0.5) / scale)
    rolled = cv2.distanceTransform((inside <= _CORE * radius).astype(np.uint8), cv2.DIST_L2, 5)
    body = rolled <= _CORE * radius
    outside = np.asarray(
        cv2.distanceTransform((~body).astype(np.uint8), cv2.DIST_L2, 5), np.float32
    )
    count, labels = cv2.connectedComponents(((solid > 0) & ~body).astype(np.uint8))
    limbs = []
    for number in range(1, count):
        part = labels == number
        length = float(outside[part].max())
        if length < _LEAST_LONG * radius or part.sum() < _LEAST_LARGE * solid.sum():
            continue
        limb = _limb(part, solid > 0, outside, length > _LONG * radius, scale)
        if limb is not None and not _held(part, subject):
            limbs.append(limb)
    limbs.sort(key=lambda one: -one.length)
    return Body(middle, high, wide), limbs[:_LIMBS]


def _limb(part: Mask, solid: Mask, outside: Floats, long: bool, scale: float) -> Found | None:
    """``part`` of the silhouette ``solid`` as a limb, if it has a root and can turn."""
    joint = part & (outside < 1.6)
    if not joint.any():
        return None
    y, x = (float(c.mean()) for c in np.nonzero(joint))
    far = np.hypot(*_offsets(part.shape, x, y)).astype(np.float32)
    room = _room_to_turn(part, solid, (x, y), far)
    swing = _SWING[1 if long else 0]
    least, most = min(room[0], swing), min(room[1], swing)
    if least + most < _LEAST_TURN:
        return None
    root = ((x - 0.5) / scale, (y - 0.5) / scale)
    steps = _steps(part, joint)
    reach = float(steps[part].max())
    own, share = _own(part, solid, steps, reach), eased(steps / np.float32(max(reach, 1.0)))
    length = float(outside[part].max())
    return Found(length, own[1:-1, 1:-1], share[1:-1, 1:-1], root, (least, most), long)


def _room_to_turn(
    part: Mask, solid: Mask, root: tuple[float, float], far: Floats
) -> tuple[float, float]:
    """How far a limb's outer half can turn back and on before it is near anything else."""
    outer = 0.45 * float(far[part].max())
    own = _rim(part) & (far > outer)
    other = _rim(solid & ~cv2.dilate(part.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool))
    other &= far > outer
    p = np.argwhere(own)[:, ::-1].astype(np.float32) - np.array(root, np.float32)
    q = np.argwhere(other)[:, ::-1].astype(np.float32) - np.array(root, np.float32)
    if not len(p) or not len(q):
        return pi, pi
    angle = np.arctan2(q[None, :, 1], q[None, :, 0]) - np.arctan2(p[:, None, 1], p[:, None, 0])
    angle = (angle + pi) % (2 * pi) - pi
    # What is nearer to the root or farther from it does not get in the way.
    beside = np.abs(np.hypot(*p.T)[:, None] - np.hypot(*q.T)[None]) < 4
    back, on = angle[beside & (angle < 0)], angle[beside & (angle > 0)]
    return (
        0.55 * float(-back.max()) if back.size else pi,
        0.55 * float(on.min()) if on.size else pi,
    )


def _rim(mask: Mask) -> Mask:
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(mask & (inner == 0))


def _offsets(shape: tuple[int, ...], x: float, y: float) -> tuple[Floats, Floats]:
    rows, columns = np.indices(shape, dtype=np.float32)
    return rows - np.float32(y), columns - np.float32(x)


def _held(part: Mask, subject: Subject) -> bool:
    """Whether a limb stands on the ground or is cut by the photograph."""
    rows, columns = np.nonzero(part)
    high, wide = part.shape
    stands = subject.profile.contact is not None or subject.is_bust
    if stands and rows.max() > (1 - _FOOT) * (high - 3):
        return True
    # What is foremost of an animal seen from its side is its face.
    facing = subject.profile.facing
    if (facing is Facing.LEFT and columns.min() < _MUZZLE * wide) or (
        facing is Facing.RIGHT and columns.max() > (1 - _MUZZLE) * wide
    ):
        return True
    cut = subject.cut_by
    return (
        (Edge.LEFT in cut and columns.min() <= 3)
        or (Edge.RIGHT in cut and columns.max() >= wide - 4)
        or (Edge.TOP in cut and rows.min() <= 3)
    )


def _steps(part: Mask, joint: Mask) -> Floats:
    """How far the points of a limb are from its root through the limb; elsewhere as of the nearest.

    In pixels, about: rings of a square and of a cross by turns make an octagon.
    """
    reached, far = joint.astype(np.uint8), np.zeros(part.shape, np.float32)
    inside = part.astype(np.uint8)
    for step in range(4 * _SIDE):
        ring = cv2.MORPH_CROSS if step % 2 else cv2.MORPH_RECT
        element = cv2.getStructuringElement(ring, (3, 3))
        grown = np.asarray(cv2.dilate(reached, element), np.uint8) & inside
        if np.array_equal(grown, reached):
            break
        far[(grown > 0) & (reached == 0)] = step + 1
        reached = grown
    _, nearest = cv2.distanceTransformWithLabels(
        1 - inside, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    of = np.zeros(int(nearest.max()) + 1, np.float32)
    of[nearest[part]] = far[part]
    return np.asarray(cv2.GaussianBlur(of[nearest], (0, 0), 2.0), np.float32)


def _own(part: Mask, solid: Mask, steps: Floats, reach: float) -> Floats:
    """1 on a limb and in the air beside it, fading to 0 at its root; 0 on everything else."""
    near = cv2.dilate(part.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    near &= part | ~solid
    return np.asarray(near * eased((steps - 1) / np.float32(max(0.15 * reach, 2.5))), np.float32)
