"""A photograph of a place folds up as what it shows: sky, ground, and what stands on it."""

import cv2
import numpy as np
import pytest

from reelcast.subjects.arrays import Rgb
from reelcast.subjects.footing import foot_of, looks_like_ground
from reelcast.subjects.horizon import horizon_of
from reelcast.subjects.relief import relief_of
from reelcast.subjects.skyline import long_segments, sky_of

HEIGHT, WIDTH = 192, 256
END = 0.6


def grain(shape: tuple[int, int], size: float, seed: int) -> np.ndarray[tuple[int, ...], np.dtype]:
    """Noise about 0 whose blobs are ``size`` pixels large, of spread 1."""
    noise = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), size)
    return np.asarray(soft / soft.std())


def field(tree: bool = False) -> Rgb:
    """Blue sky with a white cloud over dark woods over a meadow; perhaps a tree that stands in it.

    The tree's trunk reaches the row 0.85.
    """
    picture = np.empty((HEIGHT, WIDTH, 3), np.float32)
    picture[:] = np.linspace((90, 140, 215), (180, 205, 235), HEIGHT)[:, None]
    cv2.ellipse(picture, (170, 30), (40, 12), 0, 0, 360, (245, 245, 248), -1, cv2.LINE_AA)
    end = int(END * HEIGHT)
    picture[int(0.4 * HEIGHT) : end] = (45, 60, 42)
    picture[int(0.4 * HEIGHT) :] += 7 * grain((HEIGHT, WIDTH), 1.5, 1)[int(0.4 * HEIGHT) :, :, None]
    picture[end:] = (120, 150, 70)
    picture[end:] += 5 * cv2.blur(grain((HEIGHT, WIDTH), 0.8, 2), (7, 1))[end:, :, None]
    if tree:
        picture[20 : int(0.85 * HEIGHT), 50:80] = (70, 45, 30)
    return np.asarray(picture.clip(0, 255), np.uint8)


def street() -> Rgb:
    """Two façades along a road to a point in the middle, at the row 0.45."""
    picture = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    point = np.array([WIDTH / 2, 0.45 * HEIGHT])
    far = 0.12
    for side, colour in ((0, (150, 110, 90)), (WIDTH, (120, 100, 90))):
        for share in np.linspace(-1.2, 1.0, 12):
            near = np.array([side, point[1] + share * 0.55 * HEIGHT])
            start, stop = near, point + far * (near - point)
            cv2.line(picture, tuple(start.astype(int)), tuple(stop.astype(int)), colour, 1)
    return picture


def test_the_sky_ends_at_the_woods_and_keeps_its_clouds() -> None:
    sky = sky_of(field())
    assert sky[: int(0.38 * HEIGHT)].mean() > 0.98
    assert sky[int(0.42 * HEIGHT) :].mean() < 0.01


def test_a_wall_is_no_sky() -> None:
    grey = np.full((HEIGHT, WIDTH, 3), 150, np.uint8)
    grey[150:] = 130
    assert not sky_of(grey).any()


def test_a_white_facade_with_rows_of_windows_is_no_sky() -> None:
    picture = field()
    house = picture[30:110, 100:200]
    house[:] = 245
    house[::16] = house[:, ::20] = 60
    assert sky_of(picture)[40:100, 110:190].mean() < 0.1


def test_a_tree_is_as_near_as_its_foot_from_top_to_bottom() -> None:
    relief = relief_of(field(tree=True))
    trunk = relief.foot[40:140, 58:72]
    assert trunk.mean() == pytest.approx(0.85, abs=0.03)
    woods = relief.foot[int(0.45 * HEIGHT) : int(0.55 * HEIGHT), 150:230]
    assert woods.mean() == pytest.approx(END, abs=0.03)
    assert relief.end == pytest.approx(END, abs=0.03)


def test_ground_has_its_own_row_and_sky_and_ground_never_meet() -> None:
    relief = relief_of(field())
    rows = (np.arange(HEIGHT)[:, None] + 0.5) / HEIGHT
    below = np.broadcast_to(rows > END + 0.03, relief.foot.shape)
    assert np.abs(relief.foot - rows)[below].max() < 1e-6
    assert relief.ground[below].mean() > 0.97
    assert (relief.sky * relief.ground).max() < 0.05


def test_marks_on_the_ground_do_not_stand() -> None:
    marked = field()
    for row in (130, 150, 172):
        marked[row : row + 6, 120:126] = 235
    foot = foot_of(marked, sky_of(marked), END)
    assert np.abs(foot[110:136] - END).max() < 0.03


def test_a_meadow_is_ground_and_treetops_are_not() -> None:
    flat = field()
    assert looks_like_ground(flat, foot_of(flat, sky_of(flat), END))
    rough = flat.astype(np.float32)
    low = int(END * HEIGHT)
    rough[low:] += 45 * grain((HEIGHT, WIDTH), 1.2, 3)[low:, :, None]
    ragged = (END + 0.1 * np.sign(np.sin(np.arange(WIDTH) / 9))).astype(np.float32)
    assert not looks_like_ground(np.asarray(rough.clip(0, 255), np.uint8), ragged)


def test_the_lines_of_a_street_show_the_horizon() -> None:
    nothing = np.zeros((HEIGHT, WIDTH), np.bool_)
    found = horizon_of(nothing, long_segments(street()))
    assert found == pytest.approx(0.45, abs=0.02)


def test_a_level_end_of_the_sky_is_the_horizon() -> None:
    sky = np.zeros((HEIGHT, WIDTH), np.bool_)
    sky[: HEIGHT // 2] = True
    assert horizon_of(sky, np.zeros((0, 4))) == pytest.approx(0.5)


def test_woods_show_no_horizon() -> None:
    uneven = np.zeros((HEIGHT, WIDTH), np.bool_)
    for column in range(WIDTH):
        uneven[: 60 + column % 40, column] = True
    assert horizon_of(uneven, np.zeros((0, 4))) is None


def test_the_same_photograph_always_folds_alike() -> None:
    first, second = relief_of(field(tree=True)), relief_of(field(tree=True))
    assert np.array_equal(first.foot, second.foot)
    assert np.array_equal(first.sky, second.sky)


@pytest.mark.parametrize("size", [(128, 512), (512, 128), (2000, 1500)])
def test_any_shape_and_size_is_folded(size: tuple[int, int]) -> None:
    relief = relief_of(np.asarray(cv2.resize(field(), size), np.uint8))
    assert max(relief.foot.shape) == 256
    assert np.isfinite(relief.foot).all()
    assert 0 < relief.end < 1


def test_a_photograph_of_one_colour_is_no_ground() -> None:
    relief = relief_of(np.full((300, 400, 3), 127, np.uint8))
    assert np.isfinite(relief.foot).all()
    assert relief.horizon is None
