"""Five seconds of 1080p frames to MP4, at the settings every comparison is pinned to."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from benchmarks import Row, timed
from reelcast.clip import ClipFormat, Frame
from reelcast.encoder import Encoder

FORMAT = ClipFormat.of("16:9", 5)
PRESET, CRF = "superfast", 18
KEPT = 24
"""Frames held in memory; they are played to and fro."""


def measure() -> list[Row]:
    """The pinned preset first, then its neighbours."""
    kept = panning_frames()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "clip.mp4"
        return timed(
            {
                f"{preset}, crf {CRF}": encoding(kept, output, preset)
                for preset in (PRESET, "ultrafast", "veryfast")
            }
        )


def encoding(kept: list[Frame], output: Path, preset: str = PRESET) -> Callable[[], None]:
    """What encodes one whole clip when called."""

    def run() -> None:
        with Encoder(output, FORMAT, preset=preset, crf=CRF) as encoder:
            for frame in to_and_fro(kept):
                encoder.write(frame)

    return run


def to_and_fro(kept: list[Frame]) -> Iterator[Frame]:
    """A whole clip's frames, without a jump anywhere."""
    there_and_back = [*kept, *kept[-2:0:-1]]
    return itertools.islice(itertools.cycle(there_and_back), FORMAT.frames)


def panning_frames() -> list[Frame]:
    """A camera that pans over a texture with the spectrum of a photograph, and a little grain."""
    scene = photograph_like(FORMAT.height + 4 * KEPT, FORMAT.width + 10 * KEPT)
    return [
        np.ascontiguousarray(
            scene[4 * step : 4 * step + FORMAT.height, 10 * step : 10 * step + FORMAT.width]
        )
        for step in range(KEPT)
    ]


def photograph_like(height: int, width: int) -> Frame:
    """Noise whose strength halves with each octave, as in natural pictures: ``(H, W, 3)`` uint8."""
    random = np.random.default_rng(0)
    picture = np.full((height, width, 3), 128.0, np.float32)
    for octave in range(1, 9):
        grid = random.standard_normal((2**octave, 2**octave * 2, 3)).astype(np.float32)
        strength = 60.0 * 2 ** (1 - octave)
        picture += strength * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    picture += random.normal(0, 2, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)
