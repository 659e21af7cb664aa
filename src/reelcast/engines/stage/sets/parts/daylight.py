"""The light that a photograph of a place was taken in, as a set says it. Knows no geometry.

A guess from what is seen: highlights have the key's colour and lie on its side, the sky or the mean
is the fill, and the sharper the shadows, the harder the key.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.sets.base import RGB, Floats, Light

_SIZE = 48
"""A photograph is looked at this small, in pixels."""
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_SIDEWAYS, _MOST = 1.6, 0.72
"""How far the light leans to a side per unlikeness of the halves, and at most."""
_HIGH = 85
"""Percentile from which things are taken for lit by the key."""
_NEUTRAL = 0.5
"""How much of a colour is put down to the light rather than to what is seen."""
_SOFT, _HARD = 1.8, 5.0
"""The brightness of the 90th percentile in that of the 35th: under clouds, in the sun."""

OWN_LIGHT = Light((0.12, 0.55, -0.826), (0.6, 0.6, 0.6), (1.3, 1.3, 1.3), 1.0)
"""For those who are in the light of the photograph already: nearly none, from where they look."""


def light_in(photo: NDArray[np.uint8], sky: Floats, ground: Floats) -> Light:
    """The light in ``(H, W, 3)`` sRGB; ``sky`` and ``ground`` are its shares, at any size."""
    small = cv2.resize(photo, (_SIZE, _SIZE), interpolation=cv2.INTER_AREA).astype(np.float32)
    linear = ((small / 255) ** 2.2).astype(np.float32) + np.float32(1e-3)
    above, below = (
        cv2.resize(share, (_SIZE, _SIZE), interpolation=cv2.INTER_AREA) for share in (sky, ground)
    )
    things = np.asarray(above < 0.5, np.bool_)
    if things.mean() < 0.05:
        things[:] = True
    hard = _hardness(linear[things])
    key, fill = _key(linear[things]), _fill(linear, np.asarray(above, np.float32))
    side = _side(linear, np.asarray(below, np.float32))
    towards = np.array([side, 0.8 - 0.25 * hard, -(0.75 - 0.25 * hard)])
    x, y, z = (towards / np.linalg.norm(towards)).tolist()
    level = 0.75 + 1.25 * hard
    return Light((x, y, z), _rgb(level * key), _rgb((1.15 - 0.6 * hard) * fill), 0.95 - 0.7 * hard)


def _hardness(things: Floats) -> float:
    """0 under clouds to 1 in the sun: how far light and shade are apart."""
    dark, bright = np.percentile(things @ _LUMA, [35, 90])
    ratio = np.log(bright / dark) - np.log(_SOFT)
    return float(np.clip(ratio / (np.log(_HARD) - np.log(_SOFT)), 0, 1))


def _side(linear: Floats, ground: Floats) -> float:
    """-1 to 1: how far to the right the key is. The ground, which faces up, counts little."""
    light = np.sqrt(linear @ _LUMA) * (1 - 0.6 * ground)
    half = _SIZE // 2
    left, right = float(light[:, :half].mean()), float(light[:, half:].mean())
    lean = float(np.clip(_SIDEWAYS * (right - left) / (right + left) * 2, -_MOST, _MOST))
    # Light from straight ahead models nothing: it always comes a little from a side.
    return lean + (0.2 if lean >= 0 else -0.2)


def _key(things: Floats) -> Floats:
    """The mean colour of what is lit, half of it taken for paint."""
    luminance = things @ _LUMA
    lit = things[luminance >= np.percentile(luminance, _HIGH)].mean(0)
    return _tint(lit)


def _fill(linear: Floats, sky: Floats) -> Floats:
    """The sky's colour where it is seen, else the mean of all."""
    share = float(sky.mean())
    everything = linear.mean((0, 1))
    if share > 0.02:
        overhead = (linear * sky[..., None]).sum((0, 1)) / sky.sum()
        everything = everything + min(2 * share, 1) * (overhead - everything)
    return _tint(everything)


def _tint(colour: Floats) -> Floats:
    """A light as warm as a colour is, or half as warm: lights are amber to blue, grass is green."""
    warm = float(colour[0] / colour[2]) ** (_NEUTRAL / 2)
    light = np.array([warm, 1, 1 / warm], np.float32)
    return np.asarray(light / float(light @ _LUMA), np.float32)


def _rgb(values: Floats) -> RGB:
    r, g, b = (float(value) for value in values)
    return r, g, b
