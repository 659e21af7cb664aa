"""A picture that came with its own transparency: already a cut-out, whoever made it."""

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Matte, Rgb, Rgba

_SHARE = 0.01
"""Of the pixels: how much must be transparent, and how much opaque, to be meant so."""


def has_own_matte(alpha: NDArray[np.uint8]) -> bool:
    """Whether an alpha channel ``(H, W)`` separates a subject from nothing."""
    enough = _SHARE * alpha.size
    return int((alpha < 16).sum()) >= enough and int((alpha > 240).sum()) >= enough


def as_matte(alpha: NDArray[np.uint8]) -> Matte:
    """An alpha channel ``(H, W)`` as 0 to 1."""
    return np.asarray(alpha, np.float32) / np.float32(255)


def shrunk(rgba: Rgba, scale: float) -> Rgba:
    """``(H, W, 4)`` with straight alpha at ``scale`` (0 to 1) of its size.

    Averaged with alpha as weight, so that the hidden colours do not creep into the edges.
    """
    import cv2

    height, width = rgba.shape[:2]
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    weight = cv2.merge([rgba[..., 3]] * 3)
    weighted = cv2.multiply(rgba[..., :3], weight, scale=1 / 255)
    colours = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    alpha = cv2.resize(rgba[..., 3], size, interpolation=cv2.INTER_AREA)
    straight = colours * (255 / np.maximum(alpha, 1).astype(np.float32))[..., None]
    return np.dstack([np.clip(straight + 0.5, 0, 255).astype(np.uint8), alpha])


def bled(rgba: Rgba) -> Rgb:
    """The colours of ``(H, W, 4)``, running on where it is transparent.

    What hides under full transparency is often black, and would show as a rim once scaled.
    """
    weight = as_matte(rgba[..., 3])
    weighted = np.asarray(rgba[..., :3] * weight[..., None], np.float32)
    filled = _filled(weighted, weight)
    return np.where(weight[..., None] > 0, rgba[..., :3], np.round(filled)).astype(np.uint8)


def _filled(weighted: NDArray[np.float32], weight: Matte) -> NDArray[np.float32]:
    """Colours ``weighted / weight``; where nothing is known, those of the picture at half size."""
    import cv2

    straight = weighted / np.maximum(weight, 1e-6)[..., None]
    height, width = weight.shape
    if max(height, width) == 1 or weight.min() > 0:
        return np.asarray(straight, np.float32)
    half = ((width + 1) // 2, (height + 1) // 2)
    below = _filled(
        np.asarray(cv2.resize(weighted, half, interpolation=cv2.INTER_AREA), np.float32),
        np.asarray(cv2.resize(weight, half, interpolation=cv2.INTER_AREA), np.float32),
    )
    spread = cv2.resize(below, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.where(weight[..., None] > 0, straight, spread).astype(np.float32)
