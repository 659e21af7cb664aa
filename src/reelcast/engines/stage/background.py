"""The background that a subject was photographed before, without the subject, as the set.

What was behind the subject is not known, so it is guessed smoothly and the whole is thrown out of
focus, as a portrait lens would: nobody can tell the guess from the rest. Knows no network.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.backdrop import Place
from reelcast.engines.stage.sets import photo
from reelcast.engines.stage.sets.base import Floats
from reelcast.subjects.relief import relief_of
from reelcast.subjects.subject import Area

Pixels = NDArray[np.uint8]

_SMALLEST = 200
"""Pixels of the shorter side: out of focus this is enough."""
_LONGEST = 1280
"""A background out of focus has no detail that needs more pixels along its longer side."""
_GUESSED = 160
"""Pixels of the longer side at which the hole is filled."""
_OUTLINED = 320
"""Pixels of the longer side at which the hole is cut: it has a wide margin anyway."""
_TOUCHED = 0.03
"""Alpha from which a pixel has something of the subject."""
_REACHES = ((60.0, 24.0), (48.0, 6.0), (24.0, 3.5), (10.0, 2.5), (4.0, 2.0))
"""Spreads along and across the rows, in those pixels, within which a guess looks around."""
_ENOUGH = 0.08
"""Share of what is around that must be known to be believed half."""
_HALO = 0.03
"""How far around the subject its hair, glow and motion reach, in longer sides."""
_SHADOW = 0.05
"""The same downwards, where its shadow lies."""
_VISIBLE = 0.3
"""The least share of the photograph that must be background."""
_PLAIN = 6.0
"""Spread of the colours about a plain gradient, in levels of CIELAB, up to which a background
shows nothing. Measured: studio paper 1 to 4, the poorest real background 9."""
_OPEN = 0.026
"""Radius of the discs into which a portrait lens spreads points behind the subject, in frame
heights: an 85 mm lens at f/1.8 and two metres."""
_STEPS = (0.4, 1.0, 1.8)
"""Shares of that radius in which blur is worked out; the largest hides what was guessed."""
_IN_FOCUS = 0.16
"""How far above and below the feet, in heights, the ground is fully out of focus."""
_STANDING = 0.985
"""A subject whose lowest part lies above this row, in heights, ends within the photograph."""
_FEET = 0.895
"""The frame row, in frame heights, on which feet are put."""
_SEEN = 0.5
_BRIGHTEST = 0.985
"""Linear values from here on were brighter than the film could say, and shine by"""
_SHINE = 2.2


def own(photograph: Pixels, matte: NDArray[np.generic], size: tuple[int, int]) -> Place | None:
    """The set behind the subject of ``(H, W, 3)``, for a frame of ``size``, width and height.

    ``matte`` ``(H, W)``, float 0 to 1 or uint8, is how much of each pixel is subject. None where
    the background is not worth it: too little of it, or plain paper.
    """
    rows, columns = photograph.shape[:2]
    scale = min(1.0, _LONGEST / max(rows, columns))
    if min(rows, columns) < _SMALLEST:
        return None
    wide, high = max(round(columns * scale), 1), max(round(rows * scale), 1)
    picture = np.asarray(
        cv2.resize(photograph, (wide, high), interpolation=cv2.INTER_AREA), np.uint8
    )
    alpha = cv2.resize(_unit(matte), (wide, high), interpolation=cv2.INTER_AREA)
    hole = _hole(np.asarray(alpha, np.float32))
    if 1 - float(hole.mean()) < _VISIBLE or _is_plain(picture, hole):
        return None
    return _place(_filled(picture, hole), hole, _foot(np.asarray(alpha, np.float32)), size)


def matte_of(cut_out: Pixels, within: Area, shape: tuple[int, int]) -> Floats:
    """A cut-out's alpha where it was in the photograph of ``shape``, height and width: 0 to 1.

    ``cut_out`` is ``(h, w, 4)`` at any size, ``within`` its place in shares of the photograph.
    """
    height, width = shape
    left, right = round(within.left * width), round(within.right * width)
    top, bottom = round(within.top * height), round(within.bottom * height)
    size = (max(right - left, 1), max(bottom - top, 1))
    alpha = cv2.resize(cut_out[..., 3], size, interpolation=cv2.INTER_AREA)
    matte = np.zeros(shape, np.float32)
    part = matte[top : top + size[1], left : left + size[0]]
    part[:] = alpha[: part.shape[0], : part.shape[1]] / np.float32(255)
    return matte


def _place(filled: Pixels, hole: Floats, foot: float, size: tuple[int, int]) -> Place:
    relief = relief_of(filled)
    relief = replace(relief, grounded=relief.grounded and foot < _STANDING)
    window = photo.frame(filled, relief, size, alone=False)
    high = filled.shape[0] * window.scale
    if relief.grounded:
        # Whoever stood there can stand there again.
        window = photo.lowered(window, foot * high - _FEET * size[1], high, size[1])
    radius = _OPEN * size[1] / window.scale
    feet = foot if relief.grounded else None
    return Place(_out_of_focus(filled, hole, radius, feet), relief, window, own=True)


def _unit(matte: NDArray[np.generic]) -> Floats:
    values = matte.astype(np.float32)
    return values / np.float32(255) if matte.dtype == np.uint8 else values


def _foot(alpha: Floats) -> float:
    """The row on which the subject ends, in heights; 1 where the photograph's edge cuts it."""
    rows = np.flatnonzero((alpha > _SEEN).any(1))
    return float(rows[-1] + 1) / alpha.shape[0] if rows.size else 1.0


def _hole(alpha: Floats) -> Floats:
    """What must not be seen of the photograph, 0 or 1: the subject, its halo, its shadow."""
    high, wide = alpha.shape
    scale = min(1.0, _OUTLINED / max(alpha.shape))
    size = (max(round(wide * scale), 1), max(round(high * scale), 1))
    small = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    body = (small > _TOUCHED).astype(np.uint8)
    around, down = (round(share * max(size)) for share in (_HALO, _SHADOW))
    hole = cv2.dilate(body, _ellipse(around, around))
    rows = np.flatnonzero(body.any(1))
    if rows.size:
        low = body.copy()
        low[: max(rows[-1] - 2 * down, 0)] = 0
        hole = np.maximum(hole, cv2.dilate(low, _ellipse(2 * down, down)))
    large = cv2.resize(hole.astype(np.float32), (wide, high), interpolation=cv2.INTER_LINEAR)
    return (large > _TOUCHED).astype(np.float32)


def _ellipse(across: int, down: int) -> NDArray[np.uint8]:
    size = (2 * across + 1, 2 * down + 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, size), np.uint8)


def _is_plain(picture: Pixels, hole: Floats) -> bool:
    """Whether what is left shows nothing but a gradient."""
    size = (64, 64)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    seen = cv2.resize(hole, size, interpolation=cv2.INTER_AREA) < 0.02
    if seen.sum() < 64:
        return True
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)[seen]
    y, x = np.nonzero(seen)
    plane = np.stack([np.ones(len(x)), x, y, x * x, y * y, x * y], 1)
    fit = np.linalg.lstsq(plane, lab, rcond=None)[0]
    return float(np.sqrt(np.square(lab - plane @ fit).sum(1).mean())) < _PLAIN


def _filled(picture: Pixels, hole: Floats) -> Pixels:
    """The photograph with its hole filled from around."""
    high, wide = hole.shape
    scale = _GUESSED / max(hole.shape)
    size = (max(round(wide * scale), 8), max(round(high * scale), 8))
    known = (cv2.resize(hole, size, interpolation=cv2.INTER_AREA) < 1e-3).astype(np.float32)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    guess = _guessed(np.asarray(small, np.float32), known)
    large = cv2.resize(guess, (wide, high), interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(hole, (0, 0), max(0.004 * max(hole.shape), 1))[..., None]
    gone = np.clip(2 * soft, 0, 1)
    return np.asarray((picture * (1 - gone) + large * gone).clip(0, 255) + 0.5, np.uint8)


def _guessed(small: Floats, known: Floats) -> Floats:
    """Means of what is known, from far around first, then from nearer where enough is near.

    They reach farther along the rows than across them: floors, horizons and skirting boards go on
    behind the subject.
    """
    values = small * known[..., None]
    out = np.broadcast_to(values.sum((0, 1)) / max(float(known.sum()), 1), small.shape)
    for across, down in _REACHES:
        near = cv2.GaussianBlur(known, (0, 0), across, sigmaY=down)
        mean = cv2.GaussianBlur(values, (0, 0), across, sigmaY=down)
        mean = mean / np.maximum(near, 1e-6)[..., None]
        sure = (near / (near + _ENOUGH))[..., None]
        out = out + (mean - out) * sure
    return np.where(known[..., None] > 0, small, out).astype(np.float32)


def _out_of_focus(picture: Pixels, hole: Floats, radius: float, foot: float | None) -> Pixels:
    """As a portrait lens sees it: sharp near feet on the row ``foot``, else in discs of ``radius``.

    In linear light, where highlights keep their own. What was guessed is never sharp.
    """
    table = ((np.arange(256) / 255) ** 2.2).astype(np.float32)
    table[table > _BRIGHTEST] *= np.float32(_SHINE)
    light = table[picture]
    levels = [light, *(_disc(light, radius * share) for share in _STEPS)]
    inside = np.clip(3 * cv2.GaussianBlur(hole, (0, 0), max(radius, 1)) - 1, 0, 1)
    want = 2 + inside
    if foot is not None:
        rows = (np.arange(hole.shape[0]) + 0.5) / hole.shape[0]
        away = np.clip(np.abs(rows - foot) / _IN_FOCUS, 0, 1)[:, None]
        want = np.maximum(2 * away, 1.5 * inside) + inside * away
    out = sum(
        level * np.clip(1 - np.abs(want - step), 0, 1)[..., None]
        for step, level in enumerate(levels)
    )
    return np.asarray(np.clip(out, 0, 1) ** (1 / 2.2) * 255 + 0.5, np.uint8)


def _disc(light: Floats, radius: float) -> Floats:
    """Each point spread over a disc with a soft rim; worked out small, for it is smooth."""
    shrunk = max(radius / 7, 1.0)
    height, width = light.shape[:2]
    size = (max(round(width / shrunk), 8), max(round(height / shrunk), 8))
    small = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    r = radius / shrunk
    span = np.arange(-int(r + 1), int(r + 1) + 1, dtype=np.float32)
    kernel = np.clip(r + 0.5 - np.hypot(span[:, None], span[None]), 0, 1)
    spread = cv2.filter2D(
        small, -1, kernel / float(kernel.sum()), borderType=cv2.BORDER_REFLECT_101
    )
    return np.asarray(
        cv2.resize(spread, (width, height), interpolation=cv2.INTER_CUBIC), np.float32
    )
