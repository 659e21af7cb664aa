"""SPAN x4: more pixels, with plausible detail, for a picture that is shown larger than it is."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.arrays import Rgb, Rgba
from reelcast.subjects.frame import Box

if TYPE_CHECKING:
    import ncnn

TIMES = 4
_TILE = 80
"""Pixels. Larger tiles take no less time per pixel and hundreds of megabytes more."""
_PAD = 8
"""Tiles overlap by this on each side; the seams then differ by less than 4 of 255."""


class Upscaler:
    """The SPAN network on the CPU (hongyuanyu/SPAN, x4, 48 channels).

    It is opened for each picture, which takes milliseconds: kept open, its memory pools would
    hold a quarter of a gigabyte for good.
    """

    def __init__(self, param: Path, learnt: Path, threads: int) -> None:
        self._param = param
        self._learnt = learnt
        self._threads = threads

    def taller(self, rgba: Rgba, height: int) -> Rgba:
        """``(H, W, 4)`` with straight alpha ``height`` pixels tall, at most four times as tall."""
        import cv2

        times = min(height / rgba.shape[0], TIMES)
        size = (max(round(rgba.shape[1] * times), 1), max(round(rgba.shape[0] * times), 1))
        alpha = rgba[..., 3]
        large = self(np.ascontiguousarray(rgba[..., :3]), alpha)
        colours = cv2.resize(large, size, interpolation=cv2.INTER_AREA)
        return np.dstack([colours, _crisp(alpha, size, times)])

    def __call__(self, rgb: Rgb, needed: NDArray[np.uint8]) -> Rgb:
        """``(H, W, 3)`` four times as large.

        Where ``needed`` (``(H, W)``) is 0 throughout a tile, that tile is only stretched.
        """
        import cv2

        height, width = rgb.shape[:2]
        large = cv2.resize(rgb, (width * TIMES, height * TIMES), interpolation=cv2.INTER_LINEAR)
        boxes = [
            Box(left, top, right, bottom)
            for top, bottom in _spans(height)
            for left, right in _spans(width)
            if needed[top:bottom, left:right].any()
        ]
        net = self._opened()
        # A tile per thread: no barriers inside the network, and the same bits on any number.
        with ThreadPoolExecutor(self._threads) as pool:
            for box, tile in zip(boxes, pool.map(partial(_tile, net, rgb), boxes), strict=True):
                box.times(TIMES).of(large)[:] = tile
        net.clear()
        return np.asarray(large, np.uint8)

    def _opened(self) -> "ncnn.Net":
        import ncnn

        net = ncnn.Net()
        net.opt.use_vulkan_compute = False
        net.opt.num_threads = 1
        if net.load_param(str(self._param)) or net.load_model(str(self._learnt)):
            raise OSError(f"ncnn cannot read {self._param} with {self._learnt}")
        return net


def _tile(net: "ncnn.Net", rgb: Rgb, box: Box) -> Rgb:
    above, before = min(_PAD, box.top), min(_PAD, box.left)
    padded = rgb[box.top - above : box.bottom + _PAD, box.left - before : box.right + _PAD]
    answer = _run(net, np.asarray(padded, np.float32) / np.float32(255))
    inner = Box(before, above, before + box.width, above + box.height).times(TIMES)
    return np.asarray(np.clip(inner.of(answer), 0, 1) * 255 + 0.5, np.uint8)


def _run(net: "ncnn.Net", tile: NDArray[np.float32]) -> NDArray[np.float32]:
    import ncnn

    extractor = net.create_extractor()
    # ncnn.Mat only borrows the array's memory, so the array has to outlive the clone.
    planes = np.ascontiguousarray(tile.transpose(2, 0, 1))
    extractor.input("data", ncnn.Mat(planes).clone())
    failed, answer = extractor.extract("output")
    if failed:
        raise MemoryError(f"ncnn could not run SPAN on a tile of {tile.shape[:2]}")
    return np.array(answer, np.float32).transpose(1, 2, 0)


def _spans(length: int) -> list[tuple[int, int]]:
    """``length`` pixels in about equal stretches of at most ``_TILE``."""
    count = -(-length // _TILE)
    return [(length * i // count, length * (i + 1) // count) for i in range(count)]


def _crisp(alpha: NDArray[np.uint8], size: tuple[int, int], times: float) -> NDArray[np.uint8]:
    """An alpha channel ``(H, W)`` stretched ``times``, its edges about as steep as they were."""
    import cv2

    large = cv2.resize(alpha, size, interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    steep = (large - 0.5) * (1 + 0.25 * (times - 1)) + 0.5
    return np.asarray(np.clip(steep, 0, 1) * 255 + 0.5, np.uint8)
