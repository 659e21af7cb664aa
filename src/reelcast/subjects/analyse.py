"""A reference image in, its subject out: cut out, in its own colours, large enough to be shown.

Knows no brief, engine or storyboard. The same bytes always give the same subject.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from reelcast import weights
from reelcast.picture import pixels
from reelcast.subjects.arrays import Matte, Rgb, Rgba
from reelcast.subjects.edges import IN_CUT_OUT, IN_PHOTO, cut_by
from reelcast.subjects.figures import resized
from reelcast.subjects.foreground import Foreground
from reelcast.subjects.frame import Box, bounds
from reelcast.subjects.labels import GREY
from reelcast.subjects.matte import MAX_PIXELS, Cutting, cut, noticed, shrunk_photo
from reelcast.subjects.ready_made import as_matte, bled, has_own_matte, shrunk
from reelcast.subjects.recognise import WEIGHTS as RECOGNISER
from reelcast.subjects.recognise import Recogniser
from reelcast.subjects.saliency import SaliencyNet
from reelcast.subjects.scene import small
from reelcast.subjects.shelf import CutOut, Shelf
from reelcast.subjects.subject import Area, Edge, Profile, Subject
from reelcast.subjects.upscale import Upscaler

RECIPE = 5
"""Raised whenever the same photograph would be cut out or known differently: it is then redone."""
NETWORKS = ("u2net", "u2netp")
UPSCALER = ("spanx4_ch48.param", "spanx4_ch48.bin")
WEIGHTS = NETWORKS + UPSCALER + RECOGNISER
"""The names of the weights an ``Analyst`` opens."""
_ROOM = 0.1
"""Around a ready-made cut-out when it is recognised, as a share of its longer side."""
_WORTH = 1.3
"""A subject shown up to this much larger than it is needs no invented detail."""


@dataclass(frozen=True, slots=True)
class _Networks:
    saliency: tuple[SaliencyNet, ...]
    recogniser: Recogniser
    upscaler: Upscaler


class Analyst:
    """Finds the subject of a reference image. Keeps what it found in ``cache_dir/subjects``."""

    def __init__(self, cache_dir: Path, threads: int = 2) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._shelf = Shelf(cache_dir / "subjects")
        self._foreground = Foreground(cache_dir)
        self._networks: _Networks | None = None

    def load(self, on_progress: weights.OnProgress = weights.silent) -> None:
        """Fetch what weights are missing, open them, compile the kernels. Slow the first time.

        Raises ``WeightsUnavailable``.
        """
        weights.ensure(WEIGHTS, self._cache_dir, on_progress)
        networks = self._opened()
        for network in networks.saliency:
            network.load()
        networks.recogniser.load()
        self._foreground.load()

    def analyse(self, reference: int, data: bytes, wanted_height_px: int) -> Subject:
        """The main subject of an image file, for showing about ``wanted_height_px`` tall.

        An image with its own transparency is taken as it is; a place, or one in which nothing
        stands out, is its own subject, cut by all four edges. Upscaled (up to four times) where it
        is smaller than wanted, never shrunk but to ``MAX_PIXELS``. Raises ``ImageError`` for what
        is no picture, ``WeightsUnavailable`` before the weights were pulled.
        """
        key = f"{_recipe()}-{hashlib.sha256(data).hexdigest()[:40]}"
        native = self._shelf.get(key)
        if native is None:
            native = self._cut_out(pixels(data))
            self._shelf.put(key, native)
        found = self._tall_enough(native, key, wanted_height_px)
        return Subject(reference, found.rgba, found.cut_by, found.profile, found.within)

    def _opened(self) -> _Networks:
        if self._networks is None:
            files = {name: weights.path(name, self._cache_dir) for name in NETWORKS + UPSCALER}
            param, learnt = (files[name] for name in UPSCALER)
            self._networks = _Networks(
                tuple(SaliencyNet(files[name], self._threads) for name in NETWORKS),
                Recogniser(self._cache_dir, self._threads),
                Upscaler(param, learnt, self._threads),
            )
        return self._networks

    def _cut_out(self, picture: Rgba) -> CutOut:
        if has_own_matte(picture[..., 3]):
            return self._ready_made(picture)
        photo = np.ascontiguousarray(picture[..., :3])
        del picture  # every copy counts: a photograph of 12 megapixels is 36 MB
        height, width = photo.shape[:2]
        networks = self._opened()
        whole = noticed(photo, networks.saliency)
        if networks.recogniser.is_place(photo, np.maximum.reduce(whole)):
            return self._place(photo)
        cutting = cut(photo, networks.saliency, whole)
        if cutting is None:
            return self._place(photo)
        edges = cut_by(cutting.matte, cutting.box, width, height, IN_PHOTO)
        seen = small(photo)
        del photo  # up to 500 MB that the estimation below does not need
        rgba, box = _joined(self._foreground(cutting.rgb, cutting.matte), cutting.matte)
        profile = networks.recogniser.recognise(seen, cutting.rgb, rgba, box, edges)
        return CutOut(rgba, edges, profile, _within(box, cutting, width, height))

    def _place(self, photo: Rgb) -> CutOut:
        rgb = shrunk_photo(photo)
        opaque = np.full((*rgb.shape[:2], 1), 255, np.uint8)
        profile = self._opened().recogniser.place(rgb)
        return CutOut(np.dstack([rgb, opaque]), frozenset(Edge), profile)

    def _ready_made(self, picture: Rgba) -> CutOut:
        found = bounds(picture[..., 3] > 0) or Box.all_of(picture)
        scale = min(1.0, (MAX_PIXELS / (found.width * found.height)) ** 0.5)
        part = found.of(picture) if scale == 1 else shrunk(found.of(picture), scale)
        matte = as_matte(part[..., 3])
        edges = cut_by(matte, found, picture.shape[1], picture.shape[0], IN_CUT_OUT)
        rgba, _ = _joined(bled(part), matte)
        framed, box = _framed(rgba)
        profile = self._opened().recogniser.recognise(framed, framed, rgba, box, edges)
        return CutOut(rgba, edges, profile)

    def _tall_enough(self, native: CutOut, key: str, wanted: int) -> CutOut:
        if wanted <= native.rgba.shape[0] * _WORTH:
            return native
        taller_key = f"{key}-{wanted}"
        taller = self._shelf.get(taller_key)
        if taller is None:
            rgba = self._opened().upscaler.taller(native.rgba, wanted)
            profile = _for_size(native.profile, rgba)
            taller = CutOut(rgba, native.cut_by, profile, native.within)
            self._shelf.put(taller_key, taller)
        return taller


def _for_size(profile: Profile, rgba: Rgba) -> Profile:
    """Only the mattes of the figures are in pixels; all else is in shares."""
    height, width = rgba.shape[:2]
    figures = tuple(resized(figure, width, height) for figure in profile.figures)
    return replace(profile, figures=figures)


def _joined(rgb: Rgb, matte: Matte) -> tuple[Rgba, Box]:
    """Colours and matte as one picture, cropped to what can be seen, and where that was."""
    alpha = np.round(matte * 255).astype(np.uint8)
    seen = bounds(alpha > 0) or Box.all_of(alpha)
    return np.dstack([seen.of(rgb), seen.of(alpha)]), seen


def _within(box: Box, cutting: Cutting, width: int, height: int) -> Area:
    """Where a part of the cutting lies in the photograph of ``width`` x ``height`` pixels."""
    rows, columns = cutting.matte.shape
    x, y = cutting.box.width / columns, cutting.box.height / rows
    return Area(
        (cutting.box.left + box.left * x) / width,
        (cutting.box.top + box.top * y) / height,
        (cutting.box.left + box.right * x) / width,
        (cutting.box.top + box.bottom * y) / height,
    )


def _framed(rgba: Rgba) -> tuple[Rgb, Box]:
    """A cut-out as a photograph: on plain grey with some room, and where it is in it."""
    height, width = rgba.shape[:2]
    room = round(_ROOM * max(height, width)) + 1
    matte = as_matte(rgba[..., 3])[..., None]
    photo = np.full((height + 2 * room, width + 2 * room, 3), GREY, np.uint8)
    box = Box(room, room, room + width, room + height)
    box.of(photo)[:] = np.round(rgba[..., :3] * matte + GREY * (1 - matte))
    return photo, box


def _recipe() -> str:
    """Changes with anything a cut-out depends on besides the image."""
    facts = [str(RECIPE), *(weights.find(name).sha256 for name in WEIGHTS)]
    return hashlib.sha256(" ".join(facts).encode()).hexdigest()[:12]
