"""Which set a storyboard is filmed on."""

import io

import cv2
import numpy as np
from PIL import Image

from reelcast.board import Setting, Storyboard
from reelcast.engines.stage import backdrop, sets
from reelcast.engines.stage.lens import OVERSCAN, Lens
from reelcast.engines.stage.sets.photo import Pixels
from reelcast.subjects.matte import MAX_PIXELS

SIZE = (160, 90)


def shore() -> Pixels:
    """Sky, sea, sand."""
    picture = np.empty((240, 360, 3), np.uint8)
    picture[:] = np.linspace((100, 150, 220), (190, 210, 240), 240)[:, None]
    picture[110:150] = (50, 90, 120)
    picture[150:] = (200, 180, 140)
    return picture


def built(place: backdrop.Place | None, setting: Setting = Setting.STUDIO) -> sets.Set:
    horizon = backdrop.horizon_of(place) or 42.0
    lens = Lens(*SIZE, 160, horizon, 1.0, backdrop.room_of(place))
    return backdrop.build(Storyboard(setting=setting), place, lens, sets.Conditions(seed=1))


def test_a_place_is_filmed_where_there_is_one() -> None:
    place = backdrop.Place.of(shore(), SIZE, alone=False)
    top, bottom = built(place).radiance[2].mean(0), built(place).radiance[-2].mean(0)
    assert top[2] > top[0]
    assert bottom[0] > bottom[2]


def test_without_a_place_the_setting_is_computed() -> None:
    expected = sets.build(Setting.STUDIO, Lens(*SIZE, 160, 42.0, 1.0), sets.Conditions(seed=1))
    assert np.array_equal(built(None).radiance, expected.radiance)
    assert backdrop.horizon_of(None) is None
    assert backdrop.room_of(None) == (OVERSCAN, OVERSCAN)


def test_more_pixels_show_the_same() -> None:
    place = backdrop.Place.of(shore(), SIZE, alone=False)
    larger = place.larger(np.asarray(cv2.resize(shore(), (1080, 720)), np.uint8))
    assert larger.height_shown == place.height_shown
    difference = built(larger).radiance - built(place).radiance
    assert np.abs(difference).mean() < 0.02
    assert np.array_equal(built(larger).depth, built(place).depth)


def test_on_sand_one_stands_and_before_treetops_one_is_cut() -> None:
    rough = shore()
    rough[100:] = np.random.default_rng(1).integers(0, 255, (140, 360, 1))
    assert not backdrop.cuts_short(backdrop.Place.of(shore(), SIZE, alone=False))
    assert backdrop.cuts_short(backdrop.Place.of(rough, SIZE, alone=False))
    assert not backdrop.cuts_short(None)


def test_holes_in_a_photograph_are_grey_and_large_ones_are_shrunk() -> None:
    rgba = np.full((300, 400, 4), 255, np.uint8)
    rgba[:, :200, 3] = 0
    seen = backdrop.whole(encoded(rgba))
    assert abs(int(seen[150, 100, 0]) - 127) < 3
    assert seen[150, 300, 0] == 255
    large = backdrop.whole(encoded(np.full((2400, 2400, 3), 90, np.uint8)))
    assert large.shape[0] * large.shape[1] <= MAX_PIXELS


def encoded(picture: Pixels) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()
