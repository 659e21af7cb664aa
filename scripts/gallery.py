"""``make gallery``: what the stage engine understands of a dozen photographs, on one sheet.

Each cell shows a photograph, its matte on green with the line on which it stands (red), joints
(yellow), faces (blue) and the way it faces (white), and in words what it was taken for. Cells with
the same coloured bar were taken for views of one subject.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scripts.photographs import PHOTOGRAPHS, NotThere, fetch, mirrored, seen_from_the_side

from reelcast.errors import ReelcastError
from reelcast.picture import pixels
from reelcast.settings import Settings
from reelcast.subjects.analyse import Analyst
from reelcast.subjects.character import characters
from reelcast.subjects.subject import Facing, Profile, Subject

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "out" / "photographs"
SHEET = ROOT / "docs" / "gallery" / "subjects.png"
SIDE = 208
"""Pixels of a picture's longer side on the sheet."""
ACROSS = 3
BAR, GAP, WORDS = 6, 8, 50
PAPER, INK, GREEN = (247, 246, 243), (40, 40, 40), (60, 150, 70)
GROUPS = ((222, 92, 60), (58, 110, 200), (150, 80, 170), (210, 160, 30))
BONES = (
    *((11, 12), (11, 13), (13, 15), (12, 14), (14, 16), (11, 23), (12, 24), (23, 24)),
    *((23, 25), (25, 27), (24, 26), (26, 28)),
)
"""Landmarks of MediaPipe Pose that are joined by arms, trunk and legs."""


def main() -> None:
    """Make the sheet; ends the process with 1 and the reason when something is wrong."""
    try:
        photographs = gathered()
        subjects = analysed(list(photographs.values()))
    except (NotThere, ReelcastError) as error:
        sys.exit(f"gallery: {error}")
    bars = bar_colours(subjects)
    cells = [
        cell(name, data, subject, bar)
        for (name, data), subject, bar in zip(photographs.items(), subjects, bars, strict=True)
    ]
    SHEET.parent.mkdir(parents=True, exist_ok=True)
    in_palette(on_sheet(cells)).save(SHEET, optimize=True)
    print(f"{SHEET}: {len(cells)} pictures, {SHEET.stat().st_size / 1e6:.2f} MB")


def gathered() -> dict[str, bytes]:
    """Every image file by its name; two are made from others, to be recognised as such."""
    found = {photograph.name: fetch(photograph, KEPT) for photograph in PHOTOGRAPHS}
    found["coffee from the side"] = seen_from_the_side(found["coffee"])
    found["horse mirrored"] = mirrored(found["horse"])
    return dict(sorted(found.items(), key=lambda item: list(found).index(item[0].split()[0])))


def analysed(files: Sequence[bytes]) -> list[Subject]:
    """The subject of each file, at its own size."""
    analyst = Analyst(Settings.read().cache_dir)
    analyst.load()
    return [analyst.analyse(index, data, 0) for index, data in enumerate(files)]


def bar_colours(subjects: Sequence[Subject]) -> list[tuple[int, int, int] | None]:
    """A colour for each subject that is shown more than once, None for the others."""
    colours: list[tuple[int, int, int] | None] = [None] * len(subjects)
    several = [one for one in characters(subjects) if len(one.views) > 1]
    for number, character in enumerate(several):
        for view in character.views:
            colours[view.reference] = GROUPS[number % len(GROUPS)]
    return colours


def cell(name: str, data: bytes, subject: Subject, bar: tuple[int, int, int] | None) -> Image.Image:
    """One photograph and what is known of it."""
    out = Image.new("RGB", (2 * SIDE + 2 * GAP + BAR, SIDE + WORDS), PAPER)
    photo = Image.fromarray(flat(pixels(data), PAPER))
    matte = Image.fromarray(flat(subject.rgba, GREEN))
    photo.thumbnail((SIDE, SIDE))
    matte.thumbnail((SIDE, SIDE))
    if not subject.is_place:
        annotate(matte, subject.profile)
    draw = ImageDraw.Draw(out)
    draw.rectangle((0, 0, BAR - 1, SIDE + WORDS), fill=bar or PAPER)
    out.paste(photo, (BAR + GAP // 2, 0))
    out.paste(matte, (BAR + GAP + SIDE, 0))
    font = ImageFont.load_default(size=13)
    for line, text in enumerate(words(name, subject)):
        draw.text((BAR + GAP // 2, SIDE + 4 + 16 * line), text, fill=INK, font=font)
    return out


def words(name: str, subject: Subject) -> tuple[str, str]:
    """What it was taken for, in two lines."""
    known = subject.profile
    labels = ", ".join(f"{label.name} {label.share:.0%}" for label in known.labels[:2])
    facts = [
        f"{known.height_m:.2g} m",
        f"faces {known.facing}" if known.facing is not Facing.UNKNOWN else "",
        f"{len(known.figures)} figures" if known.figures else "",
        "bears text" if known.bears_text else "",
        "cut " + " ".join(sorted(subject.cut_by))
        if subject.cut_by and not subject.is_place
        else "",
    ]
    return f"{name}: {known.kind} ({labels or 'no label'})", ", ".join(filter(None, facts))


def flat(rgba: NDArray[np.uint8], ground: tuple[int, int, int]) -> NDArray[np.uint8]:
    """``(H, W, 4)`` over one colour, ``(H, W, 3)``."""
    alpha = rgba[..., 3:].astype(np.float32) / 255
    return np.asarray(rgba[..., :3] * alpha + np.array(ground) * (1 - alpha) + 0.5, np.uint8)


def annotate(matte: Image.Image, known: Profile) -> None:
    """Draw what is known of places in the cut-out."""
    draw, (wide, high) = ImageDraw.Draw(matte), matte.size

    def at(x: float, y: float) -> tuple[float, float]:
        return min(max(x, 0), 1) * (wide - 1), min(max(y, 0), 1) * (high - 1)

    for a, b in BONES if known.joints else ():
        bone = known.joints[a], known.joints[b]
        if min(joint.seen for joint in bone) > 0.5:
            draw.line([at(joint.x, joint.y) for joint in bone], fill=(255, 220, 60), width=2)
    for face in known.faces:
        area = face.area
        draw.rectangle((*at(area.left, area.top), *at(area.right, area.bottom)), outline="blue")
    if line := known.contact:
        ends = at(line.left, line.left_y), at(line.right, line.right_y)
        draw.line(ends, fill=(235, 40, 40), width=4)
    arrow(draw, known.facing, wide / 2, min(14.0, high / 2))


def arrow(draw: ImageDraw.ImageDraw, facing: Facing, x: float, y: float) -> None:
    """A white arrow to the side it faces; a disc towards the camera, a ring away from it."""
    if facing in (Facing.LEFT, Facing.RIGHT):
        way = -1 if facing is Facing.LEFT else 1
        draw.line((x - 20 * way, y, x + 20 * way, y), fill="white", width=3)
        tip = ((x + 26 * way, y), (x + 14 * way, y - 7), (x + 14 * way, y + 7))
        draw.polygon(tip, fill="white")
    elif facing is not Facing.UNKNOWN:
        fill = "white" if facing is Facing.CAMERA else None
        draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill=fill, outline="white", width=3)


def on_sheet(cells: Sequence[Image.Image]) -> Image.Image:
    """All cells, ``ACROSS`` in a row."""
    wide, high = cells[0].width + GAP, cells[0].height + GAP
    rows = -(-len(cells) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * wide + GAP, rows * high + GAP), PAPER)
    for index, made in enumerate(cells):
        sheet.paste(made, (GAP + index % ACROSS * wide, GAP + index // ACROSS * high))
    return sheet


def in_palette(sheet: Image.Image) -> Image.Image:
    """The same in 256 colours, dithered: a third of the bytes."""
    return sheet.quantize(palette=sheet.quantize(256), dither=Image.Dither.FLOYDSTEINBERG)


if __name__ == "__main__":
    main()
