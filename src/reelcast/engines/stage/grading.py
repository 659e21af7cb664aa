"""The look of the film: how a style changes every frame, subjects and set alike.

Knows neither: it is given the composed picture, before the grain, and changes it in place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.board import Style
from reelcast.clip import Frame

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Whole = NDArray[np.int32]

_PANCHROMATIC = (0.34, 0.5, 0.16)
"""Black and white film behind a light yellow filter: skies darker, skin lighter than seen."""

_NEON = np.array([[0.95, 0, 0.05], [0, 0.92, 0.08], [0.24, 0, 0.76]], np.float32)
"""The warm light of lamps becomes pink, as tubes are."""
_VIVID, _FRESH = 338, 312
"""How much of the colour there is in a drawing and in a watercolour, in 1/256."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What a style does to the frames of one size."""

    change: Callable[[Frame, int], None]

    @classmethod
    def of(cls, style: Style | None, width: int, height: int, seed: int) -> "Grade | None":
        """The grade of a clip of ``width`` x ``height`` pixels; None for natural colours."""
        return None if style is None else cls(_GRADES[style](width, height, seed))

    def apply(self, frame: Frame, index: int) -> None:
        """Grade frame ``index``, uint8 sRGB ``(height, width, 3)``, in place."""
        self.change(frame, index)


@dataclass(frozen=True, slots=True)
class _Toned:
    """Channels mixed by ``mixing`` (3, 3), then bent by ``curves`` (3, 256): the tonal looks."""

    mixing: Floats
    curves: Pixels

    def __call__(self, frame: Frame, index: int) -> None:
        self.expose(frame, frame, 1.0)

    def expose(self, taken: Frame, frame: Frame, gain: float) -> None:
        """Tone ``taken``, ``gain`` times as bright, into ``frame``, which may be the same."""
        from reelcast.engines.stage.kernels.grading import bend

        cv2.transform(taken, self.mixing * np.float32(gain), dst=frame)
        bend(frame, self.curves)


@dataclass(frozen=True, slots=True)
class _Old:
    """Faded film from a worn projector: it weaves in the gate, flickers, and has dust on it."""

    toned: _Toned
    seed: int

    def __call__(self, frame: Frame, index: int) -> None:
        from reelcast.engines.stage.kernels.grading import weave

        rng = np.random.default_rng((self.seed, index))
        along, across = (_moved(float(by)) for by in rng.normal(0, (0.25, 0.18)).clip(-0.5, 0.5))
        moved = np.empty_like(frame)
        weave(_rows(frame), along, across, _rows(moved))
        self.toned.expose(moved, frame, 1 + float(rng.normal(0, 0.008)))
        self._scratch(frame, index)
        for _ in range(int(rng.poisson(1.3))):
            _speck(frame, rng)

    def _scratch(self, frame: Frame, index: int) -> None:
        """Scratches run along the film: each stays for about a second, trembling."""
        for track in range(3):
            life = 17 + 6 * track
            rng = np.random.default_rng((self.seed, 7, track, index // life))
            if rng.random() < 0.4:
                _streak(frame, rng, np.random.default_rng((self.seed, 8, track, index)))


def _moved(by: float) -> NDArray[np.uint16]:
    """Taps that move a picture by ``by`` pixels: a quadratic B-spline, as soft for any ``by``."""
    before, after = round(64 * (0.5 - by) ** 2), round(64 * (0.5 + by) ** 2)
    return np.array([before, 128 - before - after, after], np.uint16)


def _rows(frame: Frame) -> Pixels:
    """The same memory as ``(h, 3 w)``."""
    return frame.reshape(frame.shape[0], -1)


def _streak(frame: Frame, life: np.random.Generator, now: np.random.Generator) -> None:
    high, wide = frame.shape[:2]
    x = life.uniform(0.04, 0.96) * wide + now.normal(0, 0.6)
    strength, bright = life.uniform(0.10, 0.28), life.random() < 0.7
    first = min(max(int(x) - 2, 0), wide - 5)
    columns = np.arange(first, first + 5)
    profile = np.exp(-(((columns - x) / (0.35 + high / 2400)) ** 2))
    y = np.linspace(0, 1, high)
    broken = np.clip(np.sin(y * life.uniform(4, 11) + now.uniform(0, 6.3)) + 0.55, 0, 1)
    alpha = (strength * broken[:, None] * profile[None, :])[..., None]
    towards = np.array((242, 236, 214) if bright else (26, 22, 20))
    part = frame[:, first : first + 5]
    part[...] = (part + (towards - part) * alpha + 0.5).astype(np.uint8)


def _speck(frame: Frame, rng: np.random.Generator) -> None:
    """A grain of dust, or seldom a hair, that one frame has on it."""
    high, wide = frame.shape[:2]
    unit = high / 1080
    size = max(round(48 * unit), 12)
    left, top = int(rng.integers(0, wide - size)), int(rng.integers(0, high - size))
    mask = np.zeros((size, size), np.uint8)
    if rng.random() < 0.22:
        turn = rng.uniform(0, 6.3) + np.cumsum(rng.normal(0, 0.35, 9))
        path = np.cumsum(np.stack([np.cos(turn), np.sin(turn)], 1) * 4 * unit, 0)
        points = np.round((path - path.mean(0) + size / 2) * 16).astype(np.int32)
        cv2.polylines(mask, [points], False, 200, max(round(1.4 * unit), 1), cv2.LINE_AA, 4)
    else:
        axes = np.round(rng.uniform(1.0, 3.6, 2) * unit * 16).astype(int)
        middle = (size * 8, size * 8)
        angle = float(rng.uniform(0, 180))
        cv2.ellipse(mask, middle, tuple(axes), angle, 0, 360, 220, -1, cv2.LINE_AA, 4)
    alpha = cv2.GaussianBlur(mask, (0, 0), 0.7 * unit + 0.2)[..., None] * (0.75 / 255)
    towards = np.array((238, 232, 214) if rng.random() < 0.35 else (24, 20, 18))
    part = frame[top : top + size, left : left + size]
    part[...] = (part + (towards - part) * alpha + 0.5).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class _Neon:
    """Teal shadows, magenta lights, and a glow around what is bright."""

    toned: _Toned
    glare: Pixels

    def __call__(self, frame: Frame, index: int) -> None:
        from reelcast.engines.stage.kernels.grading import shine

        self.toned(frame, index)
        high, wide = frame.shape[:2]
        eighth = (wide // 8, high // 8)
        small = cv2.resize(_half(frame), eighth, interpolation=cv2.INTER_AREA)
        near = np.asarray(cv2.LUT(small, self.glare))
        tiny = cv2.resize(near, (wide // 32, high // 32), interpolation=cv2.INTER_AREA)
        far = cv2.resize(cv2.GaussianBlur(tiny, (0, 0), high / 430), eighth)
        near = cv2.GaussianBlur(near, (0, 0), high / 700)
        glow = cv2.resize(cv2.addWeighted(near, 0.5, far, 0.6, 0), (wide, high))
        shine(_rows(frame), _rows(np.asarray(glow, np.uint8)))


@dataclass(frozen=True, slots=True)
class _Inked:
    """Drawn animation: flat colours, few shades, thin lines."""

    shades: Whole
    bleeding: Whole

    def __call__(self, frame: Frame, index: int) -> None:
        from reelcast.engines.stage.kernels.grading import ink, outline

        half = _half(frame)
        flat = _flat(half, 3, 5, self.bleeding)
        grey = cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY)
        fine, coarse = cv2.GaussianBlur(grey, (0, 0), 0.6), cv2.GaussianBlur(grey, (0, 0), 1.7)
        ink(flat, np.asarray(fine), np.asarray(coarse), self.shades, _VIVID)
        outline(_rows(frame), _rows(_doubled(half, frame)), _rows(_doubled(flat, frame)), 12, 4)


@dataclass(frozen=True, slots=True)
class _Painted:
    """Watercolour: washes that run into each other a little, on paper that stays where it is."""

    paper: NDArray[np.int8]
    pooling: Whole
    bleeding: Whole
    light: Whole

    def __call__(self, frame: Frame, index: int) -> None:
        from reelcast.engines.stage.kernels.grading import outline, press, wash

        half = _half(frame)
        flat = _flat(half, 3, 5, self.bleeding)
        grey = np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY), np.uint8)
        soft = cv2.blur(cv2.blur(grey, (5, 5)), (5, 5))
        wash(flat, grey, np.asarray(soft), self.pooling, self.light, _FRESH)
        rows = _rows(frame)
        outline(rows, _rows(_doubled(half, frame)), _rows(_doubled(flat, frame)), 10, 2)
        press(rows, self.paper)


def _half(frame: Frame) -> Pixels:
    high, wide = frame.shape[:2]
    small = cv2.resize(frame, (wide // 2, high // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _doubled(small: Pixels, frame: Frame) -> Pixels:
    high, wide = frame.shape[:2]
    return np.asarray(cv2.resize(small, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)


def _flat(picture: Pixels, window: int, reach: int, bleeding: Whole) -> Pixels:
    """Without texture, edges kept.

    Every pixel becomes the mean of the windows within ``reach`` that are even in themselves: a
    Kuwahara filter with weights for its choice (Papari, Petkov, Campisi 2007). Noise changes the
    weights, and so the picture, only little.
    """
    from reelcast.engines.stage.kernels.grading import settle, weigh

    size = (window, window)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    bright = np.asarray(cv2.boxFilter(grey, cv2.CV_32F, size), np.float32)
    square = np.asarray(cv2.sqrBoxFilter(grey, cv2.CV_32F, size), np.float32)
    weighed = np.empty((*picture.shape[:2], 4), np.float32)
    weigh(np.asarray(cv2.blur(picture, size), np.uint8), bright, square, weighed)
    cv2.boxFilter(weighed, -1, (reach, reach), dst=weighed)
    out = np.empty_like(picture)
    settle(weighed, bleeding, out)
    return out


def _ramp() -> NDArray[np.float64]:
    return np.linspace(0, 1, 256)


def _bytes(curve: NDArray[np.float64]) -> Pixels:
    return (np.clip(curve, 0, 1) * 255 + 0.5).astype(np.uint8)


def _lifted(brightness: NDArray[np.float64], colour: int) -> Whole:
    """What to add to ``colour``/256 of a channel so that grey gets ``brightness``; 1/256 steps."""
    return np.round(256 * 255 * brightness - colour * np.arange(256.0)).astype(np.int32)


def _film(x: NDArray[np.float64], contrast: float) -> NDArray[np.float64]:
    """An S-curve from 0 to 1 about 0.45: a toe, a straight part, a shoulder."""
    bent = np.tanh(contrast * (x - 0.45))
    low, high = np.tanh(-0.45 * contrast), np.tanh(0.55 * contrast)
    return np.asarray((bent - low) / (high - low))


def _saturated(amount: float) -> Floats:
    """Rows that mix each channel with the brightness: 0 is grey, 1 as it is."""
    grey = np.array([0.299, 0.587, 0.114])
    return (amount * np.eye(3) + (1 - amount) * grey[None, :]).astype(np.float32)


def _black_and_white(width: int, height: int, seed: int) -> Callable[[Frame, int], None]:
    curve = _bytes(0.012 + 0.975 * _film(_ramp(), 2.5))
    return _Toned(np.array([_PANCHROMATIC] * 3, np.float32), np.stack([curve] * 3))


def _sepia(width: int, height: int, seed: int) -> Callable[[Frame, int], None]:
    """Sulphide toning: brown in the middle, neither black nor white at the ends."""
    x = 0.05 + 0.91 * _film(_ramp(), 1.9)
    warm = x * (1 - x)
    tones = [x**0.86 + 0.10 * warm, x**1.02 * 0.955 + 0.02 * warm, x**1.28 * 0.83]
    return _Toned(
        np.array([_PANCHROMATIC] * 3, np.float32), np.stack([_bytes(tone) for tone in tones])
    )


def _vintage(width: int, height: int, seed: int) -> Callable[[Frame, int], None]:
    x = _film(_ramp(), 1.7)
    shadow, high = (1 - x) ** 2.2, x**1.6
    tones = [
        0.055 + 0.90 * x + 0.055 * high - 0.012 * shadow,
        0.070 + 0.86 * x + 0.015 * high + 0.012 * shadow,
        0.105 + 0.76 * x - 0.055 * high + 0.020 * shadow,
    ]
    toned = _Toned(_saturated(0.74), np.stack([_bytes(tone) for tone in tones]))
    return _Old(toned, seed)


def _neon(width: int, height: int, seed: int) -> Callable[[Frame, int], None]:
    x = _ramp()
    deep = _film(np.clip((x - 0.02) / 0.98, 0, 1) ** 1.34, 2.2)
    shadow, high = deep * (1 - deep) ** 2.0, deep**1.6
    tones = [
        deep - 0.60 * shadow - 0.03 * high,
        0.97 * deep + 0.13 * shadow - 0.27 * high,
        deep + 0.55 * shadow - 0.02 * high,
    ]
    toned = _Toned(_NEON @ _saturated(1.2), np.stack([_bytes(tone) for tone in tones]))
    return _Neon(toned, _bytes(np.clip((x - 0.45) / 0.55, 0, 1) ** 1.5 * 0.8))


def _anime(width: int, height: int, seed: int) -> Callable[[Frame, int], None]:
    """Six soft steps of brightness, over a brightened middle."""
    x = np.linspace(0, 1, 256) ** 0.86
    step = x * 6
    part = step - np.floor(step)
    stairs = (np.floor(step) + 0.5 + 0.5 * np.tanh(7 * (part - 0.5)) / np.tanh(3.5)) / 6
    return _Inked(
        _lifted(0.35 * x + 0.65 * stairs, _VIVID), np.zeros((height // 2, width // 2), np.int32)
    )


def _watercolour(width: int, height: int, seed: int) -> Callable[[Frame, int], None]:
    rng = np.random.default_rng((seed, 11))
    light = _lifted(0.17 + 0.82 * _ramp() ** 0.80, _FRESH)
    high, wide = height // 2, width // 2
    pooling = 0.055 * _clouds(rng, wide, high, 60) + 0.05 * _clouds(rng, wide, high, 14)
    y, x = np.mgrid[:high, :wide]
    run = [0.7 * _clouds(rng, wide, high, 16) + 0.7 * _clouds(rng, wide, high, 5) for _ in "xy"]
    to_x = np.clip(np.round(x + run[0]), 0, wide - 1)
    to_y = np.clip(np.round(y + run[1]), 0, high - 1)
    bleeding = ((to_y - y) * wide + (to_x - x)).astype(np.int32)
    pigment = np.round(pooling * 256).astype(np.int32)
    return _Painted(_paper(rng, width, height), pigment, bleeding, light)


def _paper(rng: np.random.Generator, width: int, height: int) -> NDArray[np.int8]:
    """Cold-pressed paper: rounded pits of some pixels, and a fine tooth; rows."""
    scale = height / 1080
    pits = _clouds(rng, width, height, 5.5 * scale) + 0.6 * _clouds(rng, width, height, 2.2 * scale)
    tooth = 0.35 * _clouds(rng, width, height, 0.9)
    return np.repeat(np.clip((pits + tooth) * 13, -80, 80).astype(np.int8), 3, 1)


def _clouds(rng: np.random.Generator, width: int, height: int, size: float) -> Floats:
    """Smooth noise of unit variance with blobs of ``size`` pixels."""
    step = max(size / 2, 1.0)
    cells = (int(height / step) + 6, int(width / step) + 6)
    noise = cv2.GaussianBlur(rng.standard_normal(cells, np.float32), (0, 0), size / step / 1.4)
    grown = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown / grown.std(), np.float32)


_GRADES: dict[Style, Callable[[int, int, int], Callable[[Frame, int], None]]] = {
    Style.BLACK_AND_WHITE: _black_and_white,
    Style.SEPIA: _sepia,
    Style.VINTAGE: _vintage,
    Style.NEON: _neon,
    Style.ANIME: _anime,
    Style.WATERCOLOUR: _watercolour,
}
