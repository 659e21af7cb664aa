"""A reference image in, its subject out: cut out, in its own colours, large enough to be shown.

Knows no brief, engine or storyboard. The same bytes always give the same subject.
"""

import hashlib
from pathlib import Path

import numpy as np

from reelcast import weights
from reelcast.picture import pixels
from reelcast.subjects.arrays import Matte, Rgb, Rgba
from reelcast.subjects.edges import IN_CUT_OUT, IN_PHOTO, cut_by
from reelcast.subjects.foreground import Foreground
from reelcast.subjects.frame import Box, bounds
from reelcast.subjects.matte import MAX_PIXELS, cut, shrunk_photo
from reelcast.subjects.ready_made import as_matte, bled, has_own_matte, shrunk
from reelcast.subjects.saliency import SaliencyNet
from reelcast.subjects.shelf import CutOut, Shelf
from reelcast.subjects.subject import Edge, Subject
from reelcast.subjects.upscale import Upscaler

RECIPE = 3
"""Raised whenever a cut-out of the same photograph would look different: kept ones are redone."""
NETWORKS = ("u2net", "u2netp")
UPSCALER = ("spanx4_ch48.param", "spanx4_ch48.bin")
WEIGHTS = NETWORKS + UPSCALER
"""The names of the weights an ``Analyst`` opens."""
_WORTH = 1.3
"""A subject shown up to this much larger than it is needs no invented detail."""


class Analyst:
    """Finds the subject of a reference image. Keeps what it found in ``cache_dir/subjects``."""

    def __init__(self, cache_dir: Path, threads: int = 2) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._shelf = Shelf(cache_dir / "subjects")
        self._foreground = Foreground(cache_dir)
        self._networks: tuple[SaliencyNet, ...] = ()
        self._upscaler: Upscaler | None = None

    def load(self, on_progress: weights.OnProgress = weights.silent) -> None:
        """Fetch what weights are missing, open them, compile the kernels. Slow the first time.

        Raises ``WeightsUnavailable``.
        """
        weights.ensure(WEIGHTS, self._cache_dir, on_progress)
        networks, _ = self._opened()
        for network in networks:
            network.load()
        self._foreground.load()

    def analyse(self, reference: int, data: bytes, wanted_height_px: int) -> Subject:
        """The main subject of an image file, for showing about ``wanted_height_px`` tall.

        An image with its own transparency is taken as it is; one in which nothing stands out is
        its own subject, cut by all four edges. Upscaled (up to four times) where it is smaller
        than wanted, never shrunk but to ``MAX_PIXELS``. Raises ``ImageError`` for what is no
        picture, ``WeightsUnavailable`` before the weights were pulled.
        """
        key = f"{_recipe()}-{hashlib.sha256(data).hexdigest()[:40]}"
        native = self._shelf.get(key)
        if native is None:
            native = self._cut_out(pixels(data))
            self._shelf.put(key, native)
        found = self._tall_enough(native, key, wanted_height_px)
        return Subject(reference, found.rgba, found.cut_by)

    def _opened(self) -> tuple[tuple[SaliencyNet, ...], Upscaler]:
        if self._upscaler is None:
            files = {name: weights.path(name, self._cache_dir) for name in WEIGHTS}
            self._networks = tuple(SaliencyNet(files[name], self._threads) for name in NETWORKS)
            param, learnt = (files[name] for name in UPSCALER)
            self._upscaler = Upscaler(param, learnt, self._threads)
        return self._networks, self._upscaler

    def _cut_out(self, picture: Rgba) -> CutOut:
        if has_own_matte(picture[..., 3]):
            return _ready_made(picture)
        photo = np.ascontiguousarray(picture[..., :3])
        height, width = photo.shape[:2]
        networks, _ = self._opened()
        cutting = cut(photo, networks)
        if cutting is None:
            rgb = shrunk_photo(photo)
            return CutOut(_joined(rgb, np.ones(rgb.shape[:2], np.float32)), frozenset(Edge))
        edges = cut_by(cutting.matte, cutting.box, width, height, IN_PHOTO)
        del photo, picture  # up to 700 MB that the estimation below does not need
        return CutOut(_joined(self._foreground(cutting.rgb, cutting.matte), cutting.matte), edges)

    def _tall_enough(self, native: CutOut, key: str, wanted: int) -> CutOut:
        if wanted <= native.rgba.shape[0] * _WORTH:
            return native
        taller_key = f"{key}-{wanted}"
        taller = self._shelf.get(taller_key)
        if taller is None:
            _, upscaler = self._opened()
            taller = CutOut(upscaler.taller(native.rgba, wanted), native.cut_by)
            self._shelf.put(taller_key, taller)
        return taller


def _ready_made(picture: Rgba) -> CutOut:
    found = bounds(picture[..., 3] > 0) or Box.all_of(picture)
    scale = min(1.0, (MAX_PIXELS / (found.width * found.height)) ** 0.5)
    rgba = found.of(picture) if scale == 1 else shrunk(found.of(picture), scale)
    matte = as_matte(rgba[..., 3])
    edges = cut_by(matte, found, picture.shape[1], picture.shape[0], IN_CUT_OUT)
    return CutOut(_joined(bled(rgba), matte), edges)


def _joined(rgb: Rgb, matte: Matte) -> Rgba:
    """Colours and matte as one picture, cropped to what can be seen."""
    alpha = np.round(matte * 255).astype(np.uint8)
    seen = bounds(alpha > 0) or Box.all_of(alpha)
    return np.dstack([seen.of(rgb), seen.of(alpha)])


def _recipe() -> str:
    """Changes with anything a cut-out depends on besides the image."""
    facts = [str(RECIPE), *(weights.find(name).sha256 for name in WEIGHTS)]
    return hashlib.sha256(" ".join(facts).encode()).hexdigest()[:12]
