"""Colours and kinds of cut-outs; the network itself is tried on photographs elsewhere."""

import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.subjects.classes import image_classes
from reelcast.subjects.labels import colours
from reelcast.subjects.recognise import kind_shares


def plain(red: int, green: int, blue: int) -> NDArray[np.uint8]:
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[10:30, 10:30] = (red, green, blue, 255)
    return rgba


def test_colours_are_of_unit_length_and_know_only_the_subject() -> None:
    red = plain(200, 20, 20)
    on_green = red.copy()
    on_green[red[..., 3] == 0, :3] = (0, 255, 0)
    assert colours(red).shape == (600,)
    assert np.linalg.norm(colours(red)) == pytest.approx(1)
    assert np.array_equal(colours(red), colours(on_green))


def test_the_same_colours_are_alike_and_others_are_not() -> None:
    red, blue = plain(200, 20, 20), plain(20, 20, 200)
    half = red.copy()
    half[20:] = blue[20:]
    assert colours(red) @ colours(red) == pytest.approx(1)
    assert colours(red) @ colours(blue) == pytest.approx(0)
    assert colours(red) @ colours(half) == pytest.approx(0.5**0.5, abs=0.01)


def test_what_is_transparent_has_no_colours() -> None:
    assert not colours(np.zeros((9, 9, 4), np.uint8)).any()


def test_many_unlikely_animals_do_not_outweigh_one_likely_thing() -> None:
    odds = np.array(
        [0.5 / 397 if known.kind is Kind.ANIMAL else 0.0 for known in image_classes()], np.float32
    )
    names = [known.name for known in image_classes()]
    odds[names.index("umbrella")] = 0.3
    shares = kind_shares(odds)
    assert shares[Kind.OBJECT] == pytest.approx(1)
    assert sum(shares.values()) == pytest.approx(1)


def test_no_likely_class_makes_no_kind_likely() -> None:
    assert set(kind_shares(np.full(1000, 0.001, np.float32)).values()) == {0.0}
