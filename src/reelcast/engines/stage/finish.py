"""The last touch on every frame: a quiet vignette and film grain. Knows no set and no subject."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.clip import Frame

_VIGNETTE = 0.17
"""How much darker the corners are."""
_GRAIN = 1.7
"""Standard deviation of the grain in steps of 8 bits; it also hides the steps of gradients."""
_SPARE = 128
"""Pixels by which the grain's tile exceeds the frame: it is laid at another place every frame."""


@dataclass(frozen=True, slots=True)
class Finish:
    """What is laid over every frame of one size; ``lighter`` and ``darker`` are the grain."""

    falloff: NDArray[np.uint8]
    lighter: NDArray[np.uint8]
    darker: NDArray[np.uint8]
    seed: int

    @classmethod
    def of(cls, width: int, height: int, seed: int) -> "Finish":
        """The finish of a clip of ``width`` x ``height`` pixels."""
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        radius = np.clip((x * x + y * y) / 2, 0, 1)
        falloff = (255 * (1 - _VIGNETTE * radius**1.4) + 0.5).astype(np.uint8)
        rng = np.random.default_rng(seed)
        white = rng.standard_normal((height + _SPARE, width + _SPARE), np.float32)
        noise = np.asarray(cv2.GaussianBlur(white, (0, 0), 0.6))
        grain = np.round(noise / noise.std() * _GRAIN).astype(np.int16)
        return cls(
            _three(falloff),
            _three(np.maximum(grain, 0).astype(np.uint8)),
            _three(np.maximum(-grain, 0).astype(np.uint8)),
            seed,
        )

    def apply(self, frame: Frame, index: int) -> None:
        """Finish frame ``index`` in place."""
        cv2.multiply(frame, self.falloff, dst=frame, scale=1 / 255)
        rng = np.random.default_rng((self.seed, index))
        y, x = (int(v) for v in rng.integers(0, _SPARE, 2))
        here = np.s_[y : y + frame.shape[0], x : x + frame.shape[1]]
        cv2.add(frame, self.lighter[here], dst=frame)
        cv2.subtract(frame, self.darker[here], dst=frame)


def _three(single: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.repeat(single[..., None], 3, 2)
