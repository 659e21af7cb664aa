"""How bright and which colour something small is that hangs in the air of a set."""

import functools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats, Set

Pixels = NDArray[np.uint8]
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_WHITE = 1.7
"""How much brighter than the mean of a picture something white is that no key light reaches more
than another: what surrounds it reflects a third to two thirds of the light."""
_KEYED = 0.33
"""The share of a key light that the things of a picture get on the average."""
_CELLS = 48
"""Cells across the map of what shines on things from behind."""
_BACKLIT = (0.3, 3.5)
"""The least and the most that the picture behind something adds to the mean light."""


def curve(exposed: Floats) -> Floats:
    """Exposed linear to display sRGB, 0 to 1: the film's curve, see ``kernels.film``."""
    x = np.maximum(exposed, 0)
    x = np.clip((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    low = x < 0.0031308
    return np.asarray(
        np.where(low, 12.92 * x, 1.055 * np.maximum(x, 0.0031308) ** (1 / 2.4) - 0.055), np.float32
    )


@functools.cache
def film_tables() -> tuple[Floats, Pixels]:
    """The exposed radiance of each sRGB byte, float32 (256,), and the way back, uint8 (4096,)."""
    from reelcast.engines.stage.kernels.airborne import FILM_TOP

    scale = np.linspace(0, 1, 4096) ** 2 * FILM_TOP
    shown = curve(scale.astype(np.float32)) * 255
    light = np.interp(np.arange(256), shown, scale)
    # Above it the curve is all but level: a white wall is no lamp.
    light = np.minimum(light, 4.0)
    return light.astype(np.float32), (shown + 0.5).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Ambience:
    """``fill`` and ``key`` are exposed linear RGB: what white looks like in the one and facing the
    other. ``towards`` is the key light's direction, ``behind`` the blurred plate relative to the
    mean of its luminance, ``(h, w, 3)``; ``level`` is that mean.
    """

    lens: Lens
    fill: Floats
    key: Floats
    towards: Floats
    behind: Floats
    level: float

    @classmethod
    def of(cls, place: Set) -> "Ambience":
        """The ambience of a set."""
        wide, high = place.lens.plate_size
        size = (_CELLS, max(round(_CELLS * high / wide), 2))
        quarter = place.radiance[1::4, 1::4]
        small = cv2.resize(np.minimum(quarter, 6), size, interpolation=cv2.INTER_AREA)
        level = max(float((small @ LUMA).mean()), 1e-3)
        fill, key = (np.array(c, np.float32) for c in (place.light.fill, place.light.key))
        # Only the proportions of a set's light matter: the picture says how it is exposed.
        scale = _WHITE * level / max(float(fill @ LUMA + _KEYED * key @ LUMA), 1e-6)
        behind = cv2.GaussianBlur(small, (0, 0), 1.6) / level
        towards = np.array(place.light.towards, np.float32)
        return cls(
            place.lens,
            fill * np.float32(scale),
            key * np.float32(scale),
            towards / np.linalg.norm(towards),
            np.asarray(behind, np.float32),
            level,
        )

    def shone_through(self, columns: Floats, rows: Floats) -> Floats:
        """The light from behind what is seen at frame ``columns``, ``rows``, relative: (n, 3)."""
        wide, high = self.lens.plate_size
        x = (columns + self.lens.margin[0]) / wide * self.behind.shape[1]
        y = (rows + self.lens.margin[1]) / high * self.behind.shape[0]
        i = np.clip(x, 0, self.behind.shape[1] - 1).astype(np.intp)
        j = np.clip(y, 0, self.behind.shape[0] - 1).astype(np.intp)
        return np.asarray(np.clip(self.behind[j, i], *_BACKLIT), np.float32)

    def around(self, columns: Floats, rows: Floats, share: float) -> Floats:
        """White in the fill light, ``share`` of it coming from behind: exposed linear (n, 3)."""
        behind = self.shone_through(columns, rows) * np.float32(_WHITE * self.level)
        return np.asarray(self.fill * (1 - share) + behind * share, np.float32)
