"""The looks of the film: what each does to a picture, and that nothing boils."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.board import Style
from reelcast.clip import Frame
from reelcast.engines.stage.grading import Grade

SIZE = (320, 180)
SEED = 5
STEADY = [style for style in Style if style is not Style.VINTAGE]
"""Those that have nothing new in every frame."""
PAINTED = [Style.ANIME, Style.WATERCOLOUR]


def graded(style: Style, frame: Frame, index: int = 0, seed: int = SEED) -> Frame:
    high, wide = frame.shape[:2]
    grade = Grade.of(style, wide, high, seed)
    assert grade is not None
    out = frame.copy()
    grade.apply(out, index)
    return out


def plain(*colour: int) -> Frame:
    return np.broadcast_to(np.array(colour, np.uint8), (SIZE[1], SIZE[0], 3)).copy()


def scenery(noise: float = 0, seed: int = 0) -> Frame:
    """A sky over a meadow, and a dark disc with a bright middle before them."""
    wide, high = SIZE
    y, x = np.mgrid[:high, :wide].astype(np.float64)
    sky = np.stack([120 + y / 3, 160 + y / 4, 215 - y / 5], 2)
    meadow = np.stack([70 + 0 * y, 105 + 15 * np.sin(x / 9), 45 + 0 * y], 2)
    picture = np.where((y < 100)[..., None], sky, meadow)
    radius = np.hypot(x - 150, y - 95)[..., None]
    picture = np.where(radius < 45, np.array([200.0, 60, 40]), picture)
    picture = np.where(radius < 12, np.array([250.0, 245, 230]), picture)
    rng = np.random.default_rng(seed)
    return np.clip(picture + rng.normal(0, 1, picture.shape) * noise, 0, 255).astype(np.uint8)


def grey(frame: Frame) -> NDArray[np.float64]:
    return np.asarray(frame.astype(np.float64) @ np.array([0.299, 0.587, 0.114]))


def difference(one: Frame, other: Frame) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_natural_colours_have_no_grade() -> None:
    assert Grade.of(None, *SIZE, SEED) is None


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("size", [(320, 180), (180, 320), (202, 202), (66, 50)])
def test_a_grade_is_a_function_of_frame_seed_and_index(style: Style, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    frame = rng.integers(0, 256, (size[1], size[0], 3), np.uint8)
    first = graded(style, frame, 7)
    assert first.shape == frame.shape
    assert difference(first, frame) > 1
    grade = Grade.of(style, *size, SEED)
    assert grade is not None
    for index in (3, 7):
        again = frame.copy()
        grade.apply(again, index)
    assert (again == first).all()


@pytest.mark.parametrize("style", STEADY)
def test_what_stands_still_stays_still(style: Style) -> None:
    assert (graded(style, scenery(), 0) == graded(style, scenery(), 40)).all()


@pytest.mark.parametrize("style", PAINTED)
def test_noise_does_not_boil(style: Style) -> None:
    frames = [scenery(noise=3, seed=seed) for seed in range(3)]
    painted = [graded(style, frame, index) for index, frame in enumerate(frames)]
    for before, after in ((0, 1), (1, 2)):
        assert difference(painted[before], painted[after]) < 0.5 * difference(
            frames[before], frames[after]
        )


def test_black_and_white_has_no_colour_and_more_contrast() -> None:
    found = graded(Style.BLACK_AND_WHITE, scenery())
    assert (found[..., 0] == found[..., 1]).all()
    assert (found[..., 1] == found[..., 2]).all()
    assert grey(found).std() > grey(scenery()).std()


def test_film_sees_red_brighter_and_blue_darker_than_the_eye() -> None:
    ramp = graded(Style.BLACK_AND_WHITE, plain(76, 76, 76))[0, 0, 0]
    assert graded(Style.BLACK_AND_WHITE, plain(255, 0, 0))[0, 0, 0] > ramp
    blue = plain(29, 29, 29)
    assert (
        graded(Style.BLACK_AND_WHITE, plain(0, 0, 255))[0, 0, 0]
        >= (graded(Style.BLACK_AND_WHITE, blue)[0, 0, 0])
    )


@pytest.mark.parametrize("style", [Style.BLACK_AND_WHITE, Style.SEPIA, Style.VINTAGE, Style.NEON])
def test_brighter_stays_brighter(style: Style) -> None:
    # The middle of a patch, where no speck lies: the median.
    tones = [
        np.median(grey(graded(style, plain(level, level, level)))) for level in range(0, 256, 15)
    ]
    assert (np.diff(tones) > -0.6).all()
    assert tones[-1] - tones[0] > 120


def test_sepia_is_brown_in_the_middle() -> None:
    for level in (60, 120, 200):
        red, green, blue = (int(v) for v in graded(Style.SEPIA, plain(level, level, level))[9, 9])
        assert red > green > blue


def test_vintage_has_faded_blacks_warm_lights_and_cold_shadows() -> None:
    dark = np.median(graded(Style.VINTAGE, plain(8, 8, 8)), (0, 1))
    light = np.median(graded(Style.VINTAGE, plain(240, 240, 240)), (0, 1))
    assert dark.min() > 8
    assert dark[2] > dark[0]
    assert light[0] > light[2]


def test_an_old_film_weaves_by_less_than_a_pixel() -> None:
    """The brightest part's centre, frame by frame."""
    frame = plain(20, 20, 20)
    frame[70:110, 140:180] = 230
    y, x = np.mgrid[: SIZE[1], : SIZE[0]]
    middles = []
    for index in range(12):
        weight = np.where(grey(graded(Style.VINTAGE, frame, index)) > 100, 1.0, 0.0)
        weight *= grey(graded(Style.VINTAGE, frame, index))
        weight[:60] = weight[120:] = weight[:, :130] = weight[:, 190:] = 0
        middles.append([(weight * y).sum() / weight.sum(), (weight * x).sum() / weight.sum()])
    moved = np.ptp(np.array(middles), 0)
    assert (moved > 0.02).all()
    assert (moved < 1.3).all()


def test_dust_is_sparse_and_new_in_every_frame() -> None:
    frame = plain(128, 128, 128)
    marks = []
    for index in range(24):
        found = grey(graded(Style.VINTAGE, frame, index))
        marks.append(np.abs(found - np.median(found)) > 25)
    assert np.any(marks)
    assert max(mark.mean() for mark in marks) < 0.01
    dusty = [mark for mark in marks if mark.any()]
    assert not any((a & b).sum() > 0.5 * a.sum() for a, b in pairwise(dusty))


def test_neon_glows_around_what_is_bright_and_keeps_black_black() -> None:
    frame = plain(6, 6, 6)
    frame[80:100, 150:170] = 255
    found = graded(Style.NEON, frame)
    assert grey(found)[5, 5] < 8
    assert grey(found)[75, 160] > grey(found)[68, 160] > grey(found)[5, 5] + 2


def test_neon_is_teal_in_the_shadows_and_magenta_in_the_lights() -> None:
    dark, light = (graded(Style.NEON, plain(v, v, v))[90, 160].astype(int) for v in (90, 235))
    assert dark[2] > dark[1] > dark[0]
    assert min(light[0], light[2]) > light[1] + 15


def test_a_drawing_is_flat_inside_and_dark_at_edges() -> None:
    found = graded(Style.ANIME, scenery(noise=4))
    inside = np.s_[120:128, 130:170]
    assert found[inside].std((0, 1)).max() < scenery(noise=4)[inside].std((0, 1)).min()
    across = grey(found)[95, 95:125]
    assert across.min() < min(across[:3].min(), across[-3:].min()) - 10


def test_a_drawing_has_few_shades() -> None:
    level = np.tile(np.linspace(30, 225, SIZE[0])[None, :, None], (SIZE[1], 1, 3)).astype(np.uint8)
    slope = np.abs(np.diff(grey(graded(Style.ANIME, level))[90]))
    assert np.quantile(slope, 0.5) < 0.5 < np.quantile(slope, 0.95)


def test_a_watercolour_is_lighter_and_shows_its_paper() -> None:
    dark = graded(Style.WATERCOLOUR, plain(25, 25, 25))
    assert grey(dark).mean() > 35
    even = graded(Style.WATERCOLOUR, plain(120, 140, 170))
    assert 2 < grey(even).std() < 14
    assert (even != graded(Style.WATERCOLOUR, plain(120, 140, 170), seed=6)).any()
