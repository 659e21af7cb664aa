"""Which bits at the photograph's border are background after all."""

import numpy as np
import pytest

from reelcast.subjects.arrays import Matte, Rgb
from reelcast.subjects.scraps import border_of, without_scraps

ORANGE, DARK_RED, GREY = (230, 100, 50), (120, 20, 30), (190, 190, 195)
SIDE = 200
STRIP = np.s_[150:190, :20]
"""Between the picture's left side and the body, joined to the body along its whole length."""
ALL_SIDES = border_of((SIDE, SIDE), left=True, top=True, right=True, bottom=True)


def bust_and_strip(
    strip: tuple[int, int, int], elsewhere: tuple[int, int, int]
) -> tuple[Matte, Rgb]:
    """An orange body on grey with a strip beside it, and a patch of some colour far away."""
    rgb = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    rgb[60:, 20:150] = ORANGE
    rgb[STRIP] = strip
    rgb[:50, :20] = elsewhere
    matte = np.zeros((SIDE, SIDE), np.float32)
    matte[60:, 20:150] = 1
    matte[STRIP] = 0.85
    return matte, rgb


def test_a_doubted_strip_in_the_colours_of_the_background_goes_and_nothing_else() -> None:
    matte, rgb = bust_and_strip(DARK_RED, elsewhere=DARK_RED)
    cleaned = without_scraps(matte, rgb, ALL_SIDES)
    assert not cleaned[152:188, :18].any()
    assert np.array_equal(cleaned[:, 22:], matte[:, 22:])


@pytest.mark.parametrize(
    ("strip", "elsewhere"),
    [(DARK_RED, GREY), (ORANGE, ORANGE)],
    ids=["colours of its own", "colours of the body"],
)
def test_a_doubted_strip_stays_that_is_not_more_like_the_background(
    strip: tuple[int, int, int], elsewhere: tuple[int, int, int]
) -> None:
    matte, rgb = bust_and_strip(strip, elsewhere)
    rgb[STRIP][20:] = ORANGE  # a sleeve with a dark hand, both doubted
    assert np.array_equal(without_scraps(matte, rgb, ALL_SIDES), matte)


def test_a_strip_the_networks_are_sure_of_stays() -> None:
    matte, rgb = bust_and_strip(DARK_RED, elsewhere=DARK_RED)
    matte[STRIP] = 0.98
    assert np.array_equal(without_scraps(matte, rgb, ALL_SIDES), matte)


def test_a_strip_at_a_side_that_is_not_the_photographs_stays() -> None:
    matte, rgb = bust_and_strip(DARK_RED, elsewhere=DARK_RED)
    border = border_of((SIDE, SIDE), left=False, top=True, right=True, bottom=True)
    assert np.array_equal(without_scraps(matte, rgb, border), matte)


def test_a_large_part_stays_whatever_its_colours() -> None:
    matte, rgb = bust_and_strip(DARK_RED, elsewhere=DARK_RED)
    matte[80:, :20] = 0.85
    rgb[80:, :20] = DARK_RED
    assert np.array_equal(without_scraps(matte, rgb, ALL_SIDES), matte)


def test_a_thin_leg_to_the_border_stays() -> None:
    matte, rgb = bust_and_strip(GREY, elsewhere=GREY)
    matte[STRIP] = 0
    for y in range(140, SIDE):  # from the body to the bottom right, of no colour but its own
        x = 150 + (y - 140) // 2
        matte[y, x : x + 4] = 0.8
        rgb[y, x : x + 4] = (40, 42, 45)
    assert np.array_equal(without_scraps(matte, rgb, ALL_SIDES), matte)


def test_a_picture_without_subject_or_without_background_is_left_alone() -> None:
    rgb = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    for value in (0.0, 0.7, 1.0):
        matte = np.full((SIDE, SIDE), value, np.float32)
        assert np.array_equal(without_scraps(matte, rgb, ALL_SIDES), matte)


def test_only_the_sides_named_are_border() -> None:
    border = border_of((6, 8), left=True, top=False, right=False, bottom=True)
    assert border[:, :2].all()
    assert border[4:].all()
    assert not border[:4, 2:].any()
