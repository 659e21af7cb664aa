"""A photograph in, the matte of what stands out in it: U2Net and U2NetP in two passes, refined.

The networks answer in 320 pixels. They look at the whole photograph, then at the part with the
subject; what they decided is then drawn along the photograph's own edges by a guided filter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reelcast.subjects.arrays import Matte, Rgb
from reelcast.subjects.frame import Box, bounds
from reelcast.subjects.guided import guided_filter
from reelcast.subjects.islands import without_doubt, without_islands
from reelcast.subjects.saliency import SIDE, SaliencyNet
from reelcast.subjects.scraps import border_of, without_scraps

MAX_PIXELS = 4_000_000
"""Cut-outs are made no larger than this: more than a 1080p frame shows, and memory stays flat."""
_FOUND = 0.4
"""Where either network answers more than this, the second pass looks."""
_MARGIN = 0.12
"""Room left around the subject for the second pass, as a share of its size."""

_REACH = 1.5
"""How far, in pixels of the networks, a decided edge may move to meet the photograph's."""
_FLAT = 3e-4
"""Colour variance of an area without edges. Smaller lets the background's texture draw burrs."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """The part of a photograph with the subject in it, and the matte of that part.

    ``rgb`` is ``(H, W, 3)`` and ``matte`` ``(H, W)``: the pixels of ``box``, shrunk together when
    the box holds more than ``MAX_PIXELS``.
    """

    rgb: Rgb
    matte: Matte
    box: Box


def noticed(photo: Rgb, networks: Sequence[SaliencyNet]) -> list[Matte]:
    """What stands out in ``(H, W, 3)`` at first sight: a coarse map from each network."""
    return [network(photo) for network in networks]


def cut(photo: Rgb, networks: Sequence[SaliencyNet], whole: Sequence[Matte]) -> Cutting | None:
    """Cut out the main subject of ``(H, W, 3)`` in which the networks ``noticed`` ``whole``.

    None when nothing stands out.
    """
    anywhere = np.maximum.reduce(whole)
    found = bounds(anywhere > _FOUND)
    if found is None:
        return None
    box = _in_photo(found.grown(_MARGIN, SIDE, SIDE), photo)
    crop = shrunk_photo(box.of(photo))
    if box == Box.all_of(photo):  # a second look would see the same
        combined = np.asarray(np.mean(whole, axis=0), np.float32)
    else:
        closer = [network(crop) for network in networks]
        combined = _combined(_within(anywhere, box, photo), closer)
    decided = without_islands(_without_scraps(without_islands(combined), crop, box, photo))
    if not (decided > _FOUND).any():
        return None
    return Cutting(crop, without_islands(without_doubt(refined(crop, decided))), box)


def _in_photo(box: Box, photo: Rgb) -> Box:
    """The box of a 320 x 320 map in the pixels of the photograph."""
    height, width = photo.shape[:2]
    return Box(
        box.left * width // SIDE,
        box.top * height // SIDE,
        -(-box.right * width // SIDE),
        -(-box.bottom * height // SIDE),
    )


def shrunk_photo(picture: Rgb) -> Rgb:
    """``(H, W, 3)`` with at most ``MAX_PIXELS``."""
    import cv2

    height, width = picture.shape[:2]
    scale = (MAX_PIXELS / (height * width)) ** 0.5
    if scale >= 1:
        return np.ascontiguousarray(picture)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _within(whole: Matte, box: Box, photo: Rgb) -> Matte:
    """The box's part of a map of the whole photograph, stretched to 320 x 320 again."""
    import cv2

    height, width = photo.shape[:2]
    x, y = box.width / width, box.height / height
    # Pixel centres: (u + .5) / 320 of the box lies at left/W + x * that of the photograph.
    to_whole = np.array(
        [
            [x, 0, box.left * SIDE / width + 0.5 * x - 0.5],
            [0, y, box.top * SIDE / height + 0.5 * y - 0.5],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    part = cv2.warpAffine(
        whole, to_whole, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(part, np.float32)


def _combined(whole: Matte, closer: Sequence[Matte]) -> Matte:
    """Both passes as one map: the first may strengthen what the second sees too."""
    near = np.mean(closer, axis=0)
    return np.maximum(near, np.where(near > 0.3, 0.5 * (whole + near), 0)).astype(np.float32)


def _without_scraps(decided: Matte, crop: Rgb, box: Box, photo: Rgb) -> Matte:
    """The box's coarse map without bits of background at the photograph's border."""
    import cv2

    height, width = photo.shape[:2]
    shape = (decided.shape[0], decided.shape[1])
    sides = (box.left == 0, box.top == 0, box.right == width, box.bottom == height)
    small = cv2.resize(crop, shape[::-1], interpolation=cv2.INTER_AREA)
    return without_scraps(decided, np.asarray(small, np.uint8), border_of(shape, *sides))


def refined(rgb: Rgb, decided: Matte) -> Matte:
    """A coarse map drawn along the edges of ``(H, W, 3)``: ``(H, W)``.

    The networks' doubt inside a subject (a lamp's glass at 0.5) is not transparency, so it is
    decided first; what is soft in the result is soft because the picture's colours are mixed there.
    """
    import cv2

    height, width = rgb.shape[:2]
    stretched = cv2.resize(decided, (width, height), interpolation=cv2.INTER_CUBIC)
    large = _ramp(np.asarray(stretched, np.float32), 0.3, 0.6)
    coarseness = max(height, width) / SIDE
    guide = np.asarray(rgb, np.float32) / np.float32(255)
    drawn = guided_filter(guide, large, _REACH * coarseness, _FLAT, _step(coarseness))
    return _ramp(drawn, 0.2, 0.8)


def _step(coarseness: float) -> int:
    """The filter's grid needs only a few points per pixel of the map it sharpens."""
    return max(1, int(coarseness / 2))


def _ramp(values: Matte, low: float, high: float) -> Matte:
    """0 below ``low``, 1 above ``high``, straight between."""
    return np.asarray(np.clip((values - low) / (high - low), 0, 1), np.float32)
