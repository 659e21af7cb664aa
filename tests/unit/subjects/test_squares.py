"""Square looks at a picture and the way back."""

from math import pi

import numpy as np
import pytest

from reelcast.subjects.squares import Square, squares_over


def test_points_find_back_through_a_turned_square() -> None:
    picture = np.zeros((300, 400, 3), np.uint8)
    picture[100:104, 250:254] = 255
    square = Square(240, 110, 80, pi / 6)
    rows, columns = np.nonzero(square.of(picture, 160)[..., 0] > 127)
    seen = np.array([[columns.mean() + 0.5, rows.mean() + 0.5]]) / 160
    assert square.back(seen.astype(np.float32))[0] == pytest.approx((252, 102), abs=1)


def test_a_square_turned_clockwise_shows_the_picture_turned_back() -> None:
    picture = np.zeros((100, 100, 3), np.uint8)
    picture[48:52, 80:90] = 255  # right of the middle
    look = Square(50, 50, 100, pi / 2).of(picture, 100)
    assert look[10:20, 45:55].max() == 255  # above the middle


def test_values_are_laid_back_where_they_were_seen() -> None:
    values = np.zeros((64, 64), np.float32)
    values[:32] = 1
    laid = Square(50, 50, 40).mapped(values, 100, 100)
    assert laid[40, 50] == 1
    assert laid[60, 50] == 0
    assert laid[20, 50] == 0


def test_a_large_look_is_averaged_and_not_sampled() -> None:
    stripes = np.zeros((1024, 1024, 3), np.uint8)
    stripes[:, ::2] = 255
    assert np.ptp(Square(512, 512, 1024).of(stripes, 64)[8:-8, 8:-8]) <= 2


@pytest.mark.parametrize(
    ("height", "width", "least"), [(300, 300, 1), (300, 900, 4), (900, 300, 4)]
)
def test_a_strip_is_also_seen_piece_by_piece(height: int, width: int, least: int) -> None:
    squares = squares_over(height, width)
    assert squares[0].side == max(height, width)
    assert len(squares) >= least
    pieces = squares[1:]
    assert all(piece.side == min(height, width) for piece in pieces)
    if pieces:
        reach = [place for piece in pieces for place in (piece.x, piece.y)]
        assert max(reach) == max(height, width) - min(height, width) / 2
