"""The air or water between the camera and a subject: it fades into the colour of the distance."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.plate import Plate
from reelcast.engines.stage.sets.base import RGB, Set

Pixels = NDArray[np.uint8]
_BAND = 0.06
"""How far above the horizon the colour of the distance is looked for, in frame heights."""
_CLEAR = 0.988
"""Where more than this share of the light comes through, nobody sees a difference."""


@dataclass(frozen=True, slots=True)
class Veil:
    """``haze`` is what a metre takes of red, green and blue; ``colour`` is sRGB, 0 to 255."""

    haze: RGB
    colour: RGB

    def over(self, seen: Pixels, distance: float) -> Pixels:
        """Premultiplied RGBA as it is seen through ``distance`` metres."""
        through = [math.exp(-loss * max(distance, 0.0)) for loss in self.haze]
        if min(through) > _CLEAR:
            return seen
        mix = np.zeros((4, 4), np.float32)
        for channel, (share, colour) in enumerate(zip(through, self.colour, strict=True)):
            # Mixed as sRGB values: what is lost is filled up, so that it is nearly the same.
            mix[channel, channel], mix[channel, 3] = share, (1 - share) * colour / 255
        mix[3, 3] = 1
        return np.asarray(cv2.transform(seen, mix), np.uint8)


def veil_of(place: Set, plate: Plate) -> Veil:
    """The veil of a set, in the colour that its photograph has at the horizon."""
    lens = place.lens
    rows = sorted((lens.plate_horizon - _BAND * lens.height, lens.plate_horizon))
    top, bottom = (int(np.clip(row, 0, plate.rgba.shape[0] - 1)) for row in rows)
    left, right = lens.margin[0], lens.margin[0] + lens.width
    band = plate.rgba[top : max(bottom, top + 1), left:right, :3]
    red, green, blue = (float(value) for value in band.reshape(-1, 3).mean(0))
    return Veil(place.haze, (red, green, blue))
