"""What a wet street, a polished floor or water shows of a subject: its image upside down."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.acting.stance import Stance
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.layers import Layer, drawn, over
from reelcast.engines.stage.lens import Lens

Pixels = NDArray[np.uint8]
_LEAST = 0.05
"""Of a ground that mirrors less, nothing is seen."""
_FINE = 0.5
"""Of the size of the cut-out: a mirror image has no detail."""
_ACROSS, _ALONG = 0.006, 0.022
"""How far it is smeared sideways and, by the ripples and the grain of the ground, up and down."""
_FADES = 0.75
"""Height, in those of the subject, over which it fades to about a third."""


@dataclass(frozen=True, slots=True)
class Reflection:
    """``rgba`` is the cut-out as the ground dims it: uint8, premultiplied, one pixel of border."""

    layer: Layer
    rgba: Pixels

    def draw(self, frame: Pixels, lens: Lens, view: View, stance: Stance) -> None:
        """Paint it over ``frame`` (RGBA), in place."""
        card = self.layer.seen(lens, view, stance)
        x0, x1, y0, y1 = box = card.box(lens, mirrored=True)
        if x0 < x1 and y0 < y1:
            size = (self.rgba.shape[1], self.rgba.shape[0])
            over(frame[y0:y1, x0:x1], drawn(self.rgba, card, box, size, mirrored=True))


def reflection(layer: Layer, gloss: float) -> Reflection | None:
    """The mirror image of a layer's first look on ground of ``gloss``; None where none is seen.

    Only what stands on the ground or swims has one: what floats above is too far from it.
    """
    mark = layer.mark
    if gloss < _LEAST or not (mark.standing or mark.sunk):
        return None
    cut = layer.cuts[0]
    size = (max(round(cut.shape[1] * _FINE), 3), max(round(cut.shape[0] * _FINE), 3))
    small = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(_ACROSS * size[1], 0.5), None, _ALONG * size[1])
    above = 1 - np.arange(size[1], dtype=np.float32) / size[1]
    share = gloss * np.exp(-above / _FADES)
    dim = np.repeat(np.repeat(share[:, None], size[0], 1)[..., None], 4, 2)
    rgba = np.asarray(small * dim + 0.5, np.uint8)
    rgba[[0, -1]] = 0
    rgba[:, [0, -1]] = 0
    return Reflection(layer, rgba)
