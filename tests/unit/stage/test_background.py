"""What was behind a subject, without it and out of focus; or None where there is nothing to see."""

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.engines.stage import backdrop, background
from reelcast.engines.stage.sets.photo import Pixels
from reelcast.subjects.subject import Area

SIZE = (320, 180)
RED = (230, 20, 20)
FLOOR, FEET = 0.6, 0.85


def hall(standing: bool = True) -> tuple[Pixels, NDArray[np.float32]]:
    """Somebody in red in a hall of blue panels over a tiled floor, and the matte.

    Standing, their feet are on the row 0.85; else the picture's edge cuts them.
    """
    high, wide = 360, 540
    picture = np.empty((high, wide, 3), np.uint8)
    picture[:] = (70, 110, 170)
    picture[:, ::45] = picture[:, 1::45] = picture[:, 2::45] = (200, 215, 235)
    floor = int(FLOOR * high)
    picture[floor:] = (150, 140, 120)
    for row in range(floor, high, 18):
        picture[row : row + 2] = (110, 100, 85)
    matte = np.zeros((high, wide), np.float32)
    bottom = int(FEET * high) if standing else high
    cv2.rectangle(matte, (210, 60), (320, bottom), 1.0, -1)
    matte = np.asarray(cv2.GaussianBlur(matte, (0, 0), 1.5), np.float32)
    if not standing:
        matte[-4:] = matte[-5]
    red = np.array(RED, np.float32)
    mixed = picture * (1 - matte[..., None]) + red * matte[..., None]
    return np.asarray(mixed + 0.5, np.uint8), matte


@cache
def own(standing: bool = True) -> backdrop.Place:
    found = background.own(*hall(standing), SIZE)
    assert found is not None
    return found


@pytest.mark.parametrize("standing", [True, False])
def test_nothing_is_left_of_the_subject(standing: bool) -> None:
    picture = own(standing).picture.astype(int)
    assert (picture[..., 0] - picture[..., 2]).max() < 60
    assert picture[..., 0].max() < 245


def test_the_floor_goes_on_behind_the_subject() -> None:
    place = own()
    rows = place.picture.shape[0]
    behind = place.picture[:, 265].astype(int)
    above, below = behind[int(0.35 * rows)], behind[int(0.8 * rows)]
    assert above[2] > above[0] + 40
    assert below[0] > below[2]


def test_behind_a_bust_everything_is_out_of_focus() -> None:
    photo, _ = hall(standing=False)
    picture = own(standing=False).picture
    assert sharpness(picture[:, 400:]) < 0.2 * sharpness(photo[:, 400:])


def test_the_ground_is_sharp_at_the_feet_and_blurred_far_behind() -> None:
    photo, _ = hall()
    picture = own().picture
    at_feet, wall = slice(int(0.81 * 360), int(0.89 * 360)), slice(20, 160)
    assert sharpness(picture[at_feet, 420:]) > 0.6 * sharpness(photo[at_feet, 420:])
    assert sharpness(picture[wall, 420:]) < 0.2 * sharpness(photo[wall, 420:])


def test_what_was_guessed_is_nowhere_sharp() -> None:
    photo, _ = hall()
    inside = own().picture[100:270, 225:305]
    assert sharpness(inside) < 0.1 * sharpness(photo[:, 400:])


def test_feet_come_where_feet_are_put() -> None:
    place = own()
    assert place.relief.grounded
    row = FEET * place.picture.shape[0] * place.window.scale - place.window.top
    assert row / SIZE[1] == pytest.approx(0.895, abs=0.03)
    assert place.window.horizon < row - 0.1 * SIZE[1]


def test_a_bust_has_no_ground_and_is_not_cut_again() -> None:
    place = own(standing=False)
    assert not place.relief.grounded
    assert not backdrop.cuts_short(place)
    assert backdrop.hovers(place)
    assert not backdrop.hovers(own())


def test_plain_paper_is_not_worth_it() -> None:
    photo, matte = hall()
    paper = np.empty_like(photo)
    paper[:] = np.linspace(200, 235, 540)[None, :, None]
    paper[matte > 0.01] = RED
    assert background.own(paper, matte, SIZE) is None


def test_a_head_that_fills_the_photograph_has_no_background() -> None:
    photo, matte = hall()
    matte[30:, 60:480] = 1
    assert background.own(photo, matte, SIZE) is None


def test_a_stamp_is_too_small() -> None:
    photo, matte = hall()
    tiny = np.asarray(cv2.resize(photo, (180, 120)), np.uint8)
    assert background.own(tiny, cv2.resize(matte, (180, 120)), SIZE) is None


def test_a_matte_in_bytes_is_the_same_matte() -> None:
    photo, matte = hall()
    place = background.own(photo, np.asarray(matte * 255 + 0.5, np.uint8), SIZE)
    assert place is not None
    assert np.abs(place.picture.astype(int) - own().picture).mean() < 1


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200)])
def test_any_frame_is_filled_with_room_around_it(size: tuple[int, int]) -> None:
    place = background.own(*hall(), size)
    assert place is not None
    rows, columns = place.picture.shape[:2]
    scale, (left, top) = place.window.scale, (place.window.left, place.window.top)
    assert min(left, columns * scale - left - size[0]) >= 0.05 * size[0]
    assert min(top, rows * scale - top - size[1]) >= 0.05 * size[1]
    assert 0 < place.window.horizon < size[1]


def test_a_large_photograph_is_not_kept_large() -> None:
    photo, matte = hall()
    size = (3600, 2400)
    grown = np.asarray(cv2.resize(photo, size), np.uint8)
    place = background.own(grown, np.asarray(cv2.resize(matte, size), np.float32), SIZE)
    assert place is not None
    assert max(place.picture.shape) <= 1280


def test_a_cut_out_finds_its_place_in_the_photograph_again() -> None:
    _, matte = hall()
    cut_out = np.zeros((200, 100, 4), np.uint8)
    cut_out[..., 3] = np.asarray(cv2.resize(matte[40:340, 190:340], (100, 200)) * 255, np.uint8)
    within = Area(190 / 540, 40 / 360, 340 / 540, 340 / 360)
    found = background.matte_of(cut_out, within, (360, 540))
    assert np.abs(found - matte).mean() < 0.01


def sharpness(part: Pixels) -> float:
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean())
