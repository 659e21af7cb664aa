"""The two saliency networks, U2Net and U2NetP: a photograph in, a coarse map of what stands out.

Knows nothing of edges finer than its 320 pixels, nor of subjects.
"""

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from reelcast.subjects.session import opened

SIDE = 320
"""Both networks see, and answer in, squares of this many pixels."""

# The ImageNet mean and deviation both networks were trained with (xuebinqin/U-2-Net, data_loader).
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


class SaliencyNet:
    """One U2Net in ONNX form, opened at ``load``."""

    def __init__(self, file: Path, threads: int) -> None:
        self._file = file
        self._threads = threads
        self._session: onnxruntime.InferenceSession | None = None

    def load(self) -> None:
        """Open the network; nothing happens the second time."""
        if self._session is None:
            self._session = opened(self._file, self._threads)

    def __call__(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """How strongly each part of ``(H, W, 3)`` sRGB stands out: ``(320, 320)``, 0 to 1.

        The network's own sigmoid, not stretched: a picture without a subject stays dark.
        """
        self.load()
        assert self._session is not None  # noqa: S101 - for the type checker
        name = self._session.get_inputs()[0].name
        first = self._session.get_outputs()[0].name
        (answer,) = self._session.run([first], {name: _network_input(rgb)})
        return np.asarray(answer[0, 0], np.float32)


def _network_input(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """``(1, 3, 320, 320)``: scaled by the brightest value, then standardised per channel."""
    import cv2

    shrinks = min(rgb.shape[:2]) > SIDE
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    small = cv2.resize(rgb, (SIDE, SIDE), interpolation=way).astype(np.float32)
    small /= max(float(small.max()), 1e-6)
    standard = (small - _MEAN) / _DEVIATION
    return np.ascontiguousarray(standard.transpose(2, 0, 1)[None], np.float32)
