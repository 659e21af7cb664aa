"""Part of ``make gallery``: every set at every time of day in every weather, a sheet for each.

A sheet has the weathers from left to right and the times from above to below; under them the other
two shapes of frame, and other takes.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from reelcast.board import Move, Setting, Time, Weather
from reelcast.engines.stage import kernels
from reelcast.errors import ReelcastError
from reelcast.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "gallery" / "sets"
WIDE, TALL, SQUARE = (480, 270), (270, 480), (320, 320)
TILE = (240, 135)
"""What a wide frame is shown as, in pixels."""
QUALITY = 74
TAKES = 4
INK, PAPER = (255, 255, 255), (247, 246, 243)


def main(names: list[str]) -> None:
    """Make the sheets of the named settings, or of all; ends with 1 and the reason if it cannot."""
    try:
        kernels.prepare(Settings.read().cache_dir, 2)
        FOLDER.mkdir(parents=True, exist_ok=True)
        for setting in Setting:
            if setting is not Setting.REFERENCE and (not names or setting.value in names):
                file = FOLDER / f"{setting.value}.jpg"
                sheet(setting).save(file, quality=QUALITY)
                print(f"{file}: {file.stat().st_size / 1e3:.0f} kB")
    except (ReelcastError, OSError) as error:
        sys.exit(f"gallery: {error}")


def sheet(setting: Setting) -> Image.Image:
    """All of one setting."""
    rows = [
        [tile(setting, time, weather, 0, WIDE, f"{time} {weather}") for weather in Weather]
        for time in Time
    ]
    others = [
        tile(setting, Time.GOLDEN, Weather.CLEAR, take, WIDE, f"take {take + 1}")
        for take in range(1, TAKES)
    ]
    shapes = [tile(setting, Time.GOLDEN, Weather.CLEAR, 0, size, "") for size in (SQUARE, TALL)]
    out = Image.new("RGB", (len(Weather) * TILE[0], (len(rows) + 1) * TILE[1]), PAPER)
    for down, row in enumerate([*rows, [*others, *shapes]]):
        left = 0
        for picture in row:
            out.paste(picture, (left, down * TILE[1]))
            left += picture.width
    return out


def tile(
    setting: Setting, time: Time, weather: Weather, take: int, size: tuple[int, int], words: str
) -> Image.Image:
    """One frame of nobody, with what it is."""
    # Late: kernels must be decorated after their cache folder is known.
    from reelcast.engines.stage import sets, survey
    from reelcast.engines.stage.blocking import Shot, block

    lens = block([], [], size, Shot(Move.STATIC), np.random.default_rng(0)).lens
    frame = survey.frame_of(sets.build(setting, lens, sets.Conditions(time, weather, seed=take)))
    picture = shrunk(frame, TILE[1])
    font = ImageFont.load_default(size=12)
    ImageDraw.Draw(picture).text(
        (6, 4), words, fill=INK, font=font, stroke_width=1, stroke_fill="black"
    )
    return picture


def shrunk(frame: NDArray[np.uint8], height: int) -> Image.Image:
    """A frame ``height`` pixels tall."""
    width = round(frame.shape[1] * height / frame.shape[0])
    return Image.fromarray(cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA))


if __name__ == "__main__":
    main(sys.argv[1:])
