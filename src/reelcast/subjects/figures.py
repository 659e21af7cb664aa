"""Several people or things in one cut-out, taken apart where something shows where they part.

Each known person and each separate part of the matte is a seed; a watershed grows the seeds along
the photograph's edges until they meet. Shares of the alpha add up to it everywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.subjects.arrays import Matte, Rgb, Rgba
from reelcast.subjects.frame import Box, bounds
from reelcast.subjects.people import Person
from reelcast.subjects.scene import Scene
from reelcast.subjects.subject import Area, Figure

_SURE = 0.7
"""Of a person's mask: where it starts to grow."""
_SMALLEST = 0.04
"""Of the matte: a smaller person is part of the whole, and so is a thing of less than"""
_SMALLEST_THING = 0.12
_PEOPLE = 0.35
"""Of the matte: where people are this much of it, what touches them is worn or held."""
_MOST = 6
"""More than these are a crowd or a pattern, and stay together."""
_SOFT = 0.004
"""Of the longer side: how far figures that touch are mixed where they meet."""

KindOf = Callable[[Rgb, Matte], Kind]
"""Names the kind of a part, of the scene's pixels ``(H, W, 3)`` and a matte ``(H, W)``."""


@dataclass(frozen=True, slots=True)
class _Seed:
    mask: NDArray[np.bool_]
    kind: Kind | None


def figures_of(
    scene: Scene, rgba: Rgba, people: Sequence[Person], kind_of: KindOf
) -> tuple[Figure, ...]:
    """The figures of a cut-out from left to right; none where it shows a single one."""
    seeds = _seeds(scene, people)
    if not 2 <= len(seeds) <= _MOST:
        return ()
    shares = _shares(scene, seeds)
    found = [
        _figure(rgba, share, seed.kind or kind_of(scene.rgb, share * scene.matte), scene)
        for seed, share in zip(seeds, shares, strict=True)
    ]
    whole = _adding_up(found, rgba[..., 3])
    return tuple(sorted(whole, key=lambda figure: figure.area.left + figure.area.right))


def resized(figure: Figure, width: int, height: int) -> Figure:
    """The figure of a cut-out that is now ``width`` x ``height`` pixels large."""
    box = _box(figure.area, width, height)
    matte = cv2.resize(figure.matte, (box.width, box.height), interpolation=cv2.INTER_LINEAR)
    return replace(figure, area=_area(box, width, height), matte=np.asarray(matte, np.uint8))


def _seeds(scene: Scene, people: Sequence[Person]) -> list[_Seed]:
    """What is certain of each figure, nothing twice; the scene's matte in separate parts."""
    solid = scene.matte > 0.5
    whole = float(solid.sum())
    masks = [person.mask(*scene.matte.shape) for person in people]
    seeds = []
    taken = np.zeros(solid.shape, np.bool_)
    for index, mask in enumerate(masks):
        others = np.max([*masks[:index], *masks[index + 1 :], np.zeros_like(mask)], axis=0)
        own = (mask > _SURE) & (mask > others) & solid
        taken |= (mask > 1 - _SURE) & solid
        if own.sum() >= _SMALLEST * whole:
            seeds.append(_Seed(_shrunk(own, scene), Kind.PERSON))
    if taken.sum() >= _PEOPLE * whole:
        taken = _touching(solid, taken)
    rest = _shrunk(solid & ~taken, scene)
    return seeds + [_Seed(part, None) for part in _parts(rest, _SMALLEST_THING * whole)]


def _touching(solid: NDArray[np.bool_], people: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All parts of a matte in which there are people."""
    _, labels = cv2.connectedComponents(solid.astype(np.uint8))
    return np.asarray(np.isin(labels, np.unique(labels[people])) & solid, np.bool_)


def _shrunk(mask: NDArray[np.bool_], scene: Scene) -> NDArray[np.bool_]:
    """Without its margin, so that the watershed decides where the border runs."""
    side = 2 * round(0.006 * max(scene.matte.shape)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.erode(mask.astype(np.uint8), disc), np.bool_)


def _parts(mask: NDArray[np.bool_], least: float) -> list[NDArray[np.bool_]]:
    count, labels, facts, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return [
        np.asarray(labels == part, np.bool_)
        for part in range(1, count)
        if facts[part, cv2.CC_STAT_AREA] >= least
    ]


def _shares(scene: Scene, seeds: Sequence[_Seed]) -> list[Matte]:
    """For each seed how much of each point of the scene is its figure; together 1."""
    markers = np.zeros(scene.matte.shape, np.int32)
    for number, seed in enumerate(seeds, 1):
        markers[seed.mask] = number
    outside = len(seeds) + 1
    markers[scene.matte < 0.05] = outside
    grown = cv2.watershed(cv2.GaussianBlur(scene.rgb, (0, 0), 1.0), markers)
    sigma = max(_SOFT * max(scene.matte.shape), 0.8)
    soft = [
        cv2.GaussianBlur((grown == number).astype(np.float32), (0, 0), sigma)
        for number in range(1, outside)
    ]
    # Thin bits that no seed reached before the outside did belong to the figure next to them.
    near = [_nearness(seed.mask) for seed in seeds]
    weights = [share + 1e-3 * close for share, close in zip(soft, near, strict=True)]
    total = np.sum(weights, axis=0)
    return [np.asarray(weight / total, np.float32) for weight in weights]


def _nearness(mask: NDArray[np.bool_]) -> Matte:
    """Falls steeply with the distance from a mask, in pixels."""
    far = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(1 / (1 + np.square(far)) + 1e-9, np.float32)


def _figure(rgba: Rgba, share: Matte, kind: Kind, scene: Scene) -> Figure:
    height, width = rgba.shape[:2]
    inner = np.ascontiguousarray(scene.inner.of(share))
    large = cv2.resize(inner, (width, height), interpolation=cv2.INTER_LINEAR)
    matte = np.round(np.clip(large, 0, 1) * rgba[..., 3]).astype(np.uint8)
    # What blurring spread thinly over the others is not part of it.
    matte[large < 0.02] = 0
    box = bounds(matte > 0) or Box.all_of(matte)
    return Figure(_area(box, width, height), kind, np.ascontiguousarray(box.of(matte)))


def _adding_up(figures: Sequence[Figure], alpha: NDArray[np.uint8]) -> list[Figure]:
    """What rounding left over goes to the figure that has the most there."""
    height, width = alpha.shape
    boxes = [_box(figure.area, width, height) for figure in figures]
    total = np.zeros(alpha.shape, np.int16)
    best = np.zeros(alpha.shape, np.uint8)
    owner = np.full(alpha.shape, -1, np.int8)
    for number, (figure, box) in enumerate(zip(figures, boxes, strict=True)):
        box.of(total)[:] += figure.matte
        more = figure.matte > box.of(best)
        box.of(owner)[more] = number
        box.of(best)[more] = figure.matte[more]
    rest = alpha.astype(np.int16) - total
    return [
        replace(
            figure,
            matte=(figure.matte + np.where(box.of(owner) == number, box.of(rest), 0)).astype(
                np.uint8
            ),
        )
        for number, (figure, box) in enumerate(zip(figures, boxes, strict=True))
    ]


def _area(box: Box, width: int, height: int) -> Area:
    return Area(box.left / width, box.top / height, box.right / width, box.bottom / height)


def _box(area: Area, width: int, height: int) -> Box:
    left, top = round(area.left * width), round(area.top * height)
    right, bottom = round(area.right * width), round(area.bottom * height)
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))
