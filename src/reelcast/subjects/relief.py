"""What of a photograph of a place is far and what is near: a pop-up of sky, ground and what stands.

After D. Hoiem, A. Efros, M. Hebert, "Automatic Photo Pop-up", SIGGRAPH 2005: everything that is
neither sky nor ground stands upright where the ground below it ends. Knows no metres: a thing's
distance follows from the row of its foot once the camera is known.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from reelcast.subjects.arrays import Rgb
from reelcast.subjects.footing import Row, foot_of, looks_like_ground
from reelcast.subjects.guided import guided_filter
from reelcast.subjects.horizon import horizon_of
from reelcast.subjects.place import ground_line
from reelcast.subjects.skyline import Map, Mask, long_segments, sky_of

_LONGEST = 256
"""Pixels of the longer side at which a place is looked at: depth has no finer detail."""
_END = 25
"""Percentile of the columns' feet that counts as the end of the ground."""
_REACH, _FLAT = 9.0, 2e-3
"""Pixels over which, and colour variance up to which, depth follows the photograph's edges."""


@dataclass(frozen=True, slots=True)
class Relief:
    """All rows in shares of the photograph's height.

    ``foot`` ``(h, w)`` is the row on which what is seen meets the ground: of ground its own row.
    ``sky`` ``(h, w)`` and ``ground`` ``(h, w)`` are shares of each, 0 to 1. ``end`` is the row at
    which the ground as a whole ends, ``horizon`` that of the horizon where the photograph shows it.
    ``grounded`` says whether there is ground that one could stand on.
    """

    foot: Map
    sky: Map
    ground: Map
    end: float
    horizon: float | None
    grounded: bool


def relief_of(photo: Rgb) -> Relief:
    """The relief of a place, ``(H, W, 3)``."""
    rgb = _small(photo)
    sky = sky_of(rgb)
    foot = foot_of(rgb, sky, ground_line(photo))
    end = float(np.percentile(foot, _END))
    horizon = horizon_of(sky, long_segments(rgb))
    rows = np.broadcast_to(_rows(rgb.shape[0]), sky.shape)
    ground = rows > foot[None]
    guide = rgb.astype(np.float32) / np.float32(255)
    return Relief(
        foot=_feet(guide, foot, ground & ~sky),
        sky=_soft(guide, sky),
        ground=_soft(guide, ground & ~sky),
        end=end,
        horizon=horizon if horizon is not None and horizon < end - 0.01 else None,
        grounded=looks_like_ground(rgb, foot),
    )


def _small(photo: Rgb) -> Rgb:
    scale = _LONGEST / max(photo.shape[:2])
    size = (max(round(photo.shape[1] * scale), 8), max(round(photo.shape[0] * scale), 8))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(photo, size, interpolation=way), np.uint8)


def _rows(height: int) -> Map:
    return np.asarray((np.arange(height)[:, None] + 0.5) / height, np.float32)


def _feet(guide: Map, foot: Row, ground: Mask) -> Map:
    """Upright things follow their own outline rather than the column of their foot."""
    height, width = ground.shape
    upright = np.broadcast_to(foot[None], (height, width)).astype(np.float32)
    spread = np.clip(guided_filter(guide, upright, _REACH, _FLAT), 0, 1)
    return np.where(ground, _rows(height), spread).astype(np.float32)


def _soft(guide: Map, mask: Mask) -> Map:
    return np.clip(guided_filter(guide, mask.astype(np.float32), 3.0, 1e-3), 0, 1)
