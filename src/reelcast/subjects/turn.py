"""A real turn: pictures between two near views of one subject, kept on disk once made.

The motion between the views is found small, by RIFE, and drawn at full size. Where the views show
too different sides there is no such motion; then nothing is returned and the film cuts instead.
"""

import hashlib
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import cv2
import numpy as np

from reelcast.subjects.arrays import Rgba
from reelcast.subjects.rife import Motion, Picture, Rife
from reelcast.subjects.shelf import CutOut, Shelf
from reelcast.subjects.subject import Subject

RECIPE = 1
"""Raised whenever a turn between the same views would look different: kept ones are redone."""
LIMIT = 1 << 30
"""A gigabyte: about fifteen turns of a dozen pictures as tall as a 1080p frame."""

_TALLEST = 1080
"""Pixels. A turning subject is in motion: more would not be seen, and would fill the disk."""
_SEEN = 448
"""The longer side at which motion is looked for, in pixels: RIFE was trained on 256 and 448."""
_MARGIN = 0.08
"""Room around the views for what swings out during the turn, as a share of the height."""
_GREY = 0.5
"""What the views stand on while motion is looked for."""
_REACHES = (1.0, 2.0)
"""How coarsely RIFE may look; what is far apart is only found coarsely."""
_GHOST = 0.09
"""Mean disagreement of the two views, each moved to the middle of the turn, over the subject.

Measured on a box, a bottle, a motorcycle: turns that look right up to 0.085, double images from
0.12; an apple turning into an orange 0.11.
"""


class Turner:
    """Turns between views. Keeps what it made in ``cache_dir/turns``."""

    def __init__(self, file: Path, cache_dir: Path, threads: int) -> None:
        self._file = file
        self._rife = Rife(file, threads)
        self._shelf = Shelf(cache_dir / "turns", LIMIT)

    def between(self, a: Subject, b: Subject, steps: int) -> tuple[Rgba, ...]:
        """``steps`` (two or more) pictures from ``a`` (the first) to ``b`` (the last).

        All ``(H, W, 4)`` of one size with straight alpha: as tall as the taller view (at most 1080
        pixels), to which the other is scaled, standing on the lowest row; what the subject turns
        about is the middle column. Empty when the views are too far apart to turn between them: cut
        or crossfade then. Raises ``WeightsUnavailable`` when the weights are broken.
        """
        key = self._key(a, b, steps)
        kept = self._shelf.get(key)
        if kept is None:
            kept = CutOut(_as_strip(self._turn(a, b, steps)), frozenset())
            self._shelf.put(key, kept)
        return _from_strip(kept.rgba, steps)

    def _turn(self, a: Subject, b: Subject, steps: int) -> tuple[Rgba, ...]:
        pair = _side_by_side(a, b)
        height, width = pair.first.shape[:2]
        seen = _small(pair.first), _small(pair.second)
        reach, ghost = self._best_reach(*seen)
        if ghost > _GHOST:
            return ()
        middle = [
            self._motion(*seen, step / (steps - 1), reach)
            .resized(width, height)
            .merged(pair.first, pair.second)
            for step in range(1, steps - 1)
        ]
        pictures = (pair.first, *middle, pair.second)
        return tuple(_straight(pair.trimmed(picture)) for picture in pictures)

    def _best_reach(self, first: Picture, second: Picture) -> tuple[float, float]:
        """How coarsely to look, and how much the views then disagree half way."""
        tried = []
        for reach in _REACHES:
            motion = self._motion(first, second, 0.5, reach)
            tried.append((disagreement(motion, first, second), reach))
        ghost, reach = min(tried)
        return reach, ghost

    def _motion(self, first: Picture, second: Picture, moment: float, reach: float) -> Motion:
        return self._rife.motion(_on_grey(first), _on_grey(second), moment, reach)

    def _key(self, a: Subject, b: Subject, steps: int) -> str:
        facts = hashlib.sha256(f"{RECIPE} {steps} {self._file.name}".encode())
        for view in (a, b):
            facts.update(repr((view.rgba.shape, view.profile.contact)).encode())
            facts.update(view.rgba.tobytes())
        return facts.hexdigest()[:48]


def disagreement(motion: Motion, first: Picture, second: Picture) -> float:
    """How differently two premultiplied views look once each is moved to the moment between.

    The mean over what either covers, of the colours and the alpha, 0 to 1: where it is much, the
    mixture of both is a double image.
    """
    one, other = motion.warped(first, second)
    covered = np.maximum(one[..., 3], other[..., 3])
    apart = np.abs(one - other).mean(axis=2)
    return float(apart.sum() / max(float(covered.sum()), 1.0))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two views on canvases of one size, premultiplied, ``margin`` rows free above and below."""

    first: Picture
    second: Picture
    margin: int

    def trimmed(self, picture: Picture) -> Picture:
        return picture[self.margin : picture.shape[0] - self.margin]


def _side_by_side(a: Subject, b: Subject) -> _Pair:
    """One view's axis upon the other's, both of one height."""
    height = min(max(a.rgba.shape[0], b.rgba.shape[0]), _TALLEST)
    margin = round(_MARGIN * height)
    stands = a.profile.contact is not None and b.profile.contact is not None
    views = [(_of_height(view.rgba, height), _axis(view, stands)) for view in (a, b)]
    reach = margin + ceil(max(max(axis, 1 - axis) * picture.shape[1] for picture, axis in views))
    placed = []
    for picture, axis in views:
        left = reach - round(axis * picture.shape[1])
        canvas = np.zeros((height + 2 * margin, 2 * reach, 4), np.float32)
        canvas[margin : margin + height, left : left + picture.shape[1]] = picture
        placed.append(canvas)
    return _Pair(placed[0], placed[1], margin)


def _axis(view: Subject, stands: bool) -> float:
    """What a view turns about, as a share of its width: its feet, or else its middle."""
    contact = view.profile.contact
    if stands and contact is not None:
        return min(max((contact.left + contact.right) / 2, 0.0), 1.0)
    columns = view.rgba[..., 3].sum(axis=0, dtype=np.float64)
    centres = (np.arange(len(columns)) + 0.5) / len(columns)
    return float((columns * centres).sum() / max(float(columns.sum()), 1.0))


def _of_height(rgba: Rgba, height: int) -> Picture:
    """Premultiplied, 0 to 1, in another size."""
    picture = np.asarray(rgba, np.float32) / np.float32(255)
    picture[..., :3] *= picture[..., 3:]
    if rgba.shape[0] == height:
        return picture
    width = max(round(rgba.shape[1] * height / rgba.shape[0]), 1)
    way = cv2.INTER_AREA if height < rgba.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (width, height), interpolation=way), np.float32)


def _small(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    scale = min(_SEEN / max(height, width), 1.0)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def _on_grey(picture: Picture) -> Picture:
    """``(H, W, 3)`` as RIFE sees it."""
    return np.asarray(picture[..., :3] + _GREY * (1 - picture[..., 3:]), np.float32)


def _straight(picture: Picture) -> Rgba:
    """Premultiplied to straight alpha, as bytes."""
    alpha = np.clip(picture[..., 3:], 0, 1)
    colours = np.clip(picture[..., :3] / np.maximum(alpha, 1 / 255), 0, 1)
    return np.asarray(np.round(np.dstack([colours, alpha]) * 255), np.uint8)


def _as_strip(pictures: tuple[Rgba, ...]) -> Rgba:
    """The pictures one below the other; of none, a single transparent pixel."""
    return np.concatenate(pictures) if pictures else np.zeros((1, 1, 4), np.uint8)


def _from_strip(strip: Rgba, steps: int) -> tuple[Rgba, ...]:
    return () if strip.shape[0] < steps else tuple(np.split(strip, steps))
