"""What is a place, and where its ground begins."""

import numpy as np
import pytest

from reelcast.subjects.arrays import Matte, Rgb
from reelcast.subjects.place import ground_line, looks_like_place, part_that_stands_out

PHOTO: Rgb = np.zeros((200, 400, 3), np.uint8)


def matte(certainty: float = 1.0) -> Matte:
    """A disc in the middle."""
    y, x = np.mgrid[:320, :320]
    disc = (x - 160) ** 2 + (y - 160) ** 2 < 60**2
    return np.where(disc, certainty, 0.01).astype(np.float32)


def test_a_photograph_with_nothing_in_it_is_a_place() -> None:
    assert looks_like_place(None, 0.0, False)
    assert looks_like_place(np.full((320, 320), 0.1, np.float32), 0.0, False)


def test_something_definite_is_no_place() -> None:
    assert not looks_like_place(matte(), 0.1, False)


def test_something_definite_that_is_a_building_is_a_place() -> None:
    assert looks_like_place(matte(), 0.6, False)


def test_a_spot_that_is_doubtful_everywhere_is_a_place() -> None:
    assert looks_like_place(matte(0.42), 0.0, False)


def test_wires_across_the_sky_are_a_place() -> None:
    wires = np.zeros((320, 320), np.float32)
    wires[100:104] = wires[:, 200:204] = 1
    assert looks_like_place(wires, 0.0, False)


def test_a_head_cut_by_three_sides_is_no_place() -> None:
    head = np.zeros((320, 320), np.float32)
    head[:, 60:] = 1
    assert not looks_like_place(head, 0.0, False)


def test_somebody_before_a_palace_is_no_place() -> None:
    assert not looks_like_place(matte(), 0.8, True)


def test_the_part_that_stands_out_is_given_in_the_photographs_own_pixels() -> None:
    photo = np.arange(200 * 400 * 3, dtype=np.uint32).astype(np.uint8).reshape(200, 400, 3)
    found = np.zeros((320, 320), np.float32)
    found[160:240, 80:120] = 1
    assert np.array_equal(part_that_stands_out(photo, found), photo[100:150, 100:150])
    assert part_that_stands_out(photo, None) is photo


@pytest.mark.parametrize("share", [0.4, 0.55, 0.7])
def test_the_ground_begins_where_the_sky_ends(share: float) -> None:
    rng = np.random.default_rng(3)
    photo = rng.normal((120, 150, 200), 12, (300, 400, 3))
    photo[round(300 * share) :] = rng.normal((80, 110, 60), 12, (300 - round(300 * share), 400, 3))
    assert ground_line(np.clip(photo, 0, 255).astype(np.uint8)) == pytest.approx(share, abs=0.02)


def test_a_wall_has_its_ground_where_it_usually_is() -> None:
    noise = np.random.default_rng(4).normal(128, 30, (300, 400, 1)).repeat(3, axis=2)
    assert 0.5 <= ground_line(np.clip(noise, 0, 255).astype(np.uint8)) <= 0.7
