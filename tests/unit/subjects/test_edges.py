"""Where a photograph's edge cuts through a subject."""

import numpy as np
import pytest

from reelcast.subjects.edges import IN_CUT_OUT, IN_PHOTO, cut_by, longest_run
from reelcast.subjects.frame import Box
from reelcast.subjects.subject import Edge

WIDTH, HEIGHT = 200, 100


def with_subject(top: int, bottom: int, left: int, right: int) -> np.ndarray:
    matte = np.zeros((HEIGHT, WIDTH), np.float32)
    matte[top:bottom, left:right] = 1
    return matte


@pytest.mark.parametrize(
    ("subject", "edges"),
    [
        ((10, 90, 50, 150), set()),
        ((10, 100, 50, 150), {Edge.BOTTOM}),
        ((0, 90, 50, 150), {Edge.TOP}),
        ((10, 90, 0, 150), {Edge.LEFT}),
        ((10, 100, 50, 200), {Edge.BOTTOM, Edge.RIGHT}),
        ((10, 100, 50, 55), set()),  # a toe
        ((40, 46, 50, 200), set()),  # a hinge: 6 % of the right side
        ((40, 50, 50, 200), {Edge.RIGHT}),  # a sleeve: 10 %
    ],
)
def test_a_subject_is_cut_where_it_runs_along_a_side(
    subject: tuple[int, int, int, int], edges: set[Edge]
) -> None:
    matte = with_subject(*subject)
    assert cut_by(matte, Box.all_of(matte), WIDTH, HEIGHT, IN_PHOTO) == edges


def test_the_side_of_a_part_is_not_the_side_of_the_photograph() -> None:
    matte = with_subject(10, 100, 50, 150)[:90]
    assert cut_by(matte, Box(0, 0, WIDTH, 90), WIDTH, HEIGHT, IN_PHOTO) == frozenset()


def test_a_cut_out_cropped_tightly_is_cut_only_where_it_ends_hard() -> None:
    matte = with_subject(10, 100, 0, 200)
    matte[:, 0] = 0.5
    edges = cut_by(matte, Box.all_of(matte), WIDTH, HEIGHT, IN_CUT_OUT)
    assert edges == {Edge.BOTTOM, Edge.RIGHT}


def test_the_longest_run_is_of_neighbours() -> None:
    assert longest_run(np.array([[1, 0, 1, 0, 0], [0, 0, 0, 1, 0]], bool)) == 2
    assert longest_run(np.zeros((2, 5), bool)) == 0
