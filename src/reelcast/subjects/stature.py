"""How tall in the real world is what a cut-out shows: joints for people, labels for the rest."""

from collections.abc import Sequence, Set
from math import exp

import numpy as np
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.subjects.classes import ImageClass
from reelcast.subjects.people import Person
from reelcast.subjects.pose import FoundPose, Landmark
from reelcast.subjects.subject import Edge

# Metres of a usual adult between the landmarks, and the height of the face mesh from chin to
# forehead: what an artist's canon of seven and a half heads gives for 1.7 m, to be within a tenth.
_SHOULDERS = 0.36
_TRUNK = 0.49
_THIGH = 0.42
_SHIN = 0.40
_FACE = 0.175
_TALLEST = 2.0
"""Metres: a person standing on the ground with arms hanging is no taller."""
_SURE = 0.5
"""Joints seen less surely measure nothing."""

_USUAL = {
    Kind.PERSON: 1.7,
    Kind.ANIMAL: 0.5,
    Kind.VEHICLE: 1.6,
    Kind.OBJECT: 0.3,
    Kind.FOOD: 0.12,
    Kind.PLANT: 0.4,
    Kind.TOY: 0.3,
    Kind.CLOTHING: 0.6,
    Kind.PLACE: 20.0,
}
"""Metres, where no label says more."""
_LIKELY = 0.02
"""Labels below this probability have no say."""
_SMALLEST = 0.002
"""Metres: a line a pixel tall has a height as well."""
_LEFT_OVER = 0.6
"""Of a thing that the picture's upper or lower edge cuts, about this much is seen."""


def height_of_people(people: Sequence[Person], tall: float) -> float:
    """Metres of a cut-out ``tall`` pixels high, both measured in the scene of ``people``.

    Turned limbs look shorter, never longer, so of all measures the largest scale is right. A
    child's face is nearly an adult's on a smaller body, so it comes out small.
    """
    scales = [scale for scale in map(_pixels_per_metre, people) if scale > 0]
    if not scales or tall <= 0:
        return _USUAL[Kind.PERSON]
    return min(tall / float(np.median(scales)), _TALLEST)


def height_by_labels(
    odds: NDArray[np.float32],
    classes: Sequence[ImageClass],
    kind: Kind,
    shape: tuple[int, int],
    cut_by: Set[Edge],
) -> float:
    """Metres of a cut-out of ``shape`` ``(H, W)`` by the labels of its kind: their median."""
    height, width = shape
    found = sorted(
        (_upright(known, height, width), float(share))
        for known, share in zip(classes, odds, strict=True)
        if known.kind is kind and share >= _LIKELY
    )
    whole = _median(found) if found else _USUAL[kind]
    return max(whole * _LEFT_OVER ** len(cut_by & {Edge.TOP, Edge.BOTTOM}), _SMALLEST)


def _upright(known: ImageClass, height: int, width: int) -> float:
    return known.size_m * height / max(height, width) if known.lying else known.size_m


def _median(weighted: Sequence[tuple[float, float]]) -> float:
    """The weighted median of ascending sizes, between neighbours in proportion."""
    sizes = np.log([size for size, _ in weighted])
    weights = np.array([weight for _, weight in weighted])
    passed = (np.cumsum(weights) - weights / 2) / weights.sum()
    return exp(float(np.interp(0.5, passed, sizes))) if len(weighted) > 1 else exp(sizes[0])


def _pixels_per_metre(person: Person) -> float:
    scales = [] if person.pose is None else _of_body(person.pose)
    if person.face is not None:
        scales.append(float(person.face.box[3] - person.face.box[1]) / _FACE)
    return max(scales, default=0.0)


def _of_body(pose: FoundPose) -> list[float]:
    """Pixels per metre by every part of the body that is seen."""
    left_shoulder, right_shoulder = Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER
    left_hip, right_hip = Landmark.LEFT_HIP, Landmark.RIGHT_HIP
    parts = (
        ((left_shoulder,), (right_shoulder,), _SHOULDERS),
        ((left_shoulder, right_shoulder), (left_hip, right_hip), _TRUNK),
        ((left_hip,), (Landmark.LEFT_KNEE,), _THIGH),
        ((right_hip,), (Landmark.RIGHT_KNEE,), _THIGH),
        ((Landmark.LEFT_KNEE,), (Landmark.LEFT_ANKLE,), _SHIN),
        ((Landmark.RIGHT_KNEE,), (Landmark.RIGHT_ANKLE,), _SHIN),
    )
    return [
        float(np.linalg.norm(pose.joints[[*one]].mean(axis=0) - pose.joints[[*other]].mean(axis=0)))
        / metres
        for one, other, metres in parts
        if min(pose.seen[[*one, *other]]) >= _SURE
    ]
