"""How far up a photograph of a place its ground reaches, column by column, and if it is any.

The ground is what looks like the strip at the lower edge, as graph cuts part it from the rest:
C. Rother, V. Kolmogorov, A. Blake, "GrabCut", SIGGRAPH 2004. Its end is believed only where the
photograph has an edge; elsewhere a more generous cut decides. Knows no sky's colour and no camera.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Rgb
from reelcast.subjects.skyline import Mask

Row = NDArray[np.float32]
"""One value per column."""

_STRIP = 0.84
"""From here down, in heights, the strict cut expects ground; the other from the line down."""
_SURE = 0.97
"""From here down, in the middle half, it is ground or there is none."""
_ABOVE = 0.05
"""How far above the line the ground may reach, in heights."""
_ROUNDS = 3
_EDGE = 7.0
"""Step in level, of 255, at which something ends."""
_ASIDE = 25.0
"""The same for the side of something whose foot is below the photograph."""
_MOSTLY = 0.8
"""Of the way up to a row: so much must be ground for the row to be ground too."""
_NARROW = 0.05
"""Of the width: what seems to stand on less is a mark on the ground, or too thin to move by itself.
"""
_MEDIAN = 9
"""Columns over which a foot is smoothed."""
_SEED = 20
"""OpenCV starts its clusters at random; the same photograph is always cut alike."""

_COARSE, _RAGGED, _GROUND = 0.9, 0.5, -0.15
"""Texture (in spreads of the photograph's brightness) and ragged length that ground may well have,
and the sum of merits that it must reach. Measured: streets, floors, fields -0.1 to 1.2; treetops,
façades, paintings -0.5 to -2.4."""


def foot_of(rgb: Rgb, sky: Mask, line: float) -> Row:
    """For each column the row, in heights, up to which ground reaches; 1 where it shows none.

    ``line`` is the row at which the ground as a whole seems to end.
    """
    features = _features(rgb)
    generous = _top(_cut(features, sky, line, line))
    strict = _top(_cut(features, sky, line, max(_STRIP, line)))
    near = _nearest(rgb, np.minimum(strict, generous))
    foot = np.where(_ends_there(rgb, generous), generous, line)
    foot = np.where(_ends_there(rgb, strict), strict, foot)
    foot = np.where(near, 1, np.maximum(foot, line - _ABOVE))
    return _smoothed(foot.astype(np.float32))


def looks_like_ground(rgb: Rgb, foot: Row) -> bool:
    """Whether one could stand on what is below ``foot``: calm, lying rather than upright, even."""
    height = rgb.shape[0]
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    across = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0))
    down = np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    rows = (np.arange(height)[:, None] + 0.5) / height
    below = rows > np.maximum(foot + 0.02, 0.6)[None]
    if below.mean() < 0.06:
        return False
    lying = float(down[below].mean() / max(across[below].mean(), 1e-3)) - 1
    coarse = float(np.hypot(across, down)[below].mean()) / (float(grey.std()) + 12)
    ragged = float(np.abs(np.diff(foot)).sum())
    return min(lying, 0.6) - (coarse - _COARSE) - (ragged - _RAGGED) > _GROUND


def _features(rgb: Rgb) -> NDArray[np.uint8]:
    """``(H, W, 3)``: brightness, which counts half as shadows lie on it, colour, and texture."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    light = lab[..., 0]
    spread = cv2.blur(light * light, (7, 7)) - cv2.blur(light, (7, 7)) ** 2
    colour = (lab[..., 1] - 128) * 1.5 + (lab[..., 2] - 128) * 2 + 128
    texture = 5 * np.sqrt(np.maximum(spread, 0))
    found = np.dstack([cv2.GaussianBlur(light, (0, 0), 1.5) * 0.5 + 64, colour, texture])
    return np.asarray(found.clip(0, 255), np.uint8)


def _cut(features: NDArray[np.uint8], sky: Mask, line: float, expected: float) -> Mask:
    """What is ground, when it is expected from the row ``expected`` down."""
    height, width = sky.shape
    mask = np.full((height, width), cv2.GC_BGD, np.uint8)
    mask[int((line - _ABOVE) * height) :] = cv2.GC_PR_BGD
    mask[int(expected * height) :] = cv2.GC_PR_FGD
    mask[int(_SURE * height) :, width // 4 : -(width // 4)] = cv2.GC_FGD
    mask[sky] = cv2.GC_BGD
    if not (mask == cv2.GC_FGD).any() or int(np.ptp(features.reshape(-1, 3), axis=0).max()) < 4:
        return np.zeros((height, width), np.bool_)
    cv2.setRNGSeed(_SEED)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(features, mask, (0, 0, 0, 0), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    ground = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    whole = cv2.morphologyEx(ground, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.bool_)


def _top(ground: Mask) -> Row:
    """How far up the ground reaches from the lower edge, but for marks on it; 1 where it does not.

    What stands on the ground hides more of it than a mark does.
    """
    height = ground.shape[0]
    upwards = ground[::-1]
    rows = np.arange(1, height + 1)[:, None]
    mostly = np.cumsum(upwards, axis=0) / rows > _MOSTLY
    whole = np.cumprod(upwards, axis=0, dtype=np.int32).astype(np.bool_)
    reached = np.where(upwards & (mostly | whole), rows, 0).max(0)
    # Ground that begins above the lower edge is behind something.
    reached[~upwards[: max(round((1 - _SURE) * height), 2)].any(0)] = 0
    return np.asarray(1 - reached / height, np.float32)


def _ends_there(rgb: Rgb, foot: Row) -> NDArray[np.bool_]:
    """Whether the photograph has an edge at each column's foot."""
    height, width = rgb.shape[:2]
    lab = cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), (0, 0), 1.5).astype(np.float32)
    at = np.clip((foot * height).astype(int), 4, height - 5)
    columns = np.arange(width)
    step = np.linalg.norm(lab[at - 4, columns] - lab[at + 4, columns], axis=1)
    step = np.asarray(cv2.blur(step[None].astype(np.float32), (_MEDIAN, 1)))[0]
    return np.asarray((step > _EDGE) & (foot < _SURE), np.bool_)


def _nearest(rgb: Rgb, foot: Row) -> NDArray[np.bool_]:
    """The columns in which something stands so near that its foot is below the photograph.

    It has to differ from the ground beside it as things do: at once.
    """
    height, width = rgb.shape[:2]
    low = cv2.cvtColor(rgb[int(_STRIP * height) :], cv2.COLOR_RGB2LAB).astype(np.float32).mean(0)
    hidden = (foot >= _SURE).astype(np.int8)
    turns = np.flatnonzero(np.diff(np.concatenate([[0], hidden, [0]])))
    found = np.zeros(width, np.bool_)
    for first, last in zip(turns[::2], turns[1::2], strict=True):
        sides = [at for at in (first, last) if 4 <= at <= width - 4]
        steps = [float(np.linalg.norm(low[at - 4] - low[at + 3])) for at in sides]
        found[first:last] = bool(steps) and min(steps) > _ASIDE
    return found


def _smoothed(foot: Row) -> Row:
    """Without what is too narrow to stand for itself, and without steps of single columns."""
    wide = max(round(_NARROW * len(foot)), 3)
    opened = cv2.morphologyEx(foot[None], cv2.MORPH_OPEN, np.ones((1, wide), np.uint8))[0]
    padded = np.pad(opened, _MEDIAN // 2, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, _MEDIAN)
    return np.asarray(np.median(around, axis=1), np.float32)
