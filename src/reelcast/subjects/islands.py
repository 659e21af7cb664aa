"""Which parts of a matte are the subject: the main one and what belongs to it, no strays, no dents.

Knows no photograph: only the matte's own shape speaks here.
"""

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Matte

_FAINT = 0.15
"""Parts joined by matte above this hang together: a thin strap is often no stronger."""
_OPAQUE, _NOTHING = 0.95, 0.05
"""A dip goes below the first; an opening or the outside reaches the second."""
_COMPANION = 0.3
"""A separate part this large, as a share of the main one, belongs to it: the second shoe."""


def without_islands(matte: Matte) -> Matte:
    """The matte with everything removed that neither is the main part nor belongs to it."""
    return np.where(_kept(matte), matte, 0).astype(np.float32)


def without_doubt(matte: Matte) -> Matte:
    """The matte made opaque where it dips without ever becoming transparent.

    A true opening has nothing in its middle; a dip is a network unsure of a pale camera body
    against a pale sky.
    """
    import cv2

    count, found = cv2.connectedComponents((matte < _OPAQUE).astype(np.uint8), connectivity=8)
    labels = np.asarray(found, np.intp)
    lowest = np.ones(count, np.float32)
    np.minimum.at(lowest, labels.ravel(), matte.ravel())
    return np.where(lowest[labels] > _NOTHING, 1, matte).astype(np.float32)


def _kept(matte: Matte) -> NDArray[np.bool_]:
    import cv2

    _, labels = cv2.connectedComponents((matte > _FAINT).astype(np.uint8), connectivity=8)
    # A part weighs what its matte adds up to, so that a large faint haze is not the main part.
    weights = np.bincount(labels.ravel(), np.where(matte > 0.5, matte, 0).ravel())
    weights[0] = 0
    keep = weights >= max(_COMPANION * float(weights.max()), 1e-6)
    return np.asarray(keep[labels], np.bool_)
