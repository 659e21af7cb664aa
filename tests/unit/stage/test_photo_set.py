"""A photograph of a place is filmed as it is, and the camera never looks past it."""

import cv2
import numpy as np
import pytest

from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import OVERSCAN, Lens
from reelcast.engines.stage.plate import photograph
from reelcast.engines.stage.sets import photo
from reelcast.engines.stage.sets.base import COARSE, Set

pytestmark = pytest.mark.usefixtures("compiled")
SIZE = (320, 180)


def landscape(width: int = 640, height: int = 427) -> photo.Pixels:
    """Sky over fields, with something of detail on the left."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2] = (150, 180, 215)
    picture[height // 2 :] = (90, 120, 60)
    tower = picture[height // 5 : height // 2, width // 8 : width // 3]
    tower[::8] = (200, 60, 40)
    return picture


def seen(picture: photo.Pixels, alone: bool = True) -> tuple[photo.Window, Lens, Set]:
    window = photo.frame(picture, 0.5, SIZE, alone)
    lens = Lens(*SIZE, 320, window.horizon, 1.0, window.room)
    return window, lens, photo.build(picture, window, lens, alone)


def test_the_film_shows_the_photograph_nearly_unchanged() -> None:
    picture = landscape()
    window, _, place = seen(picture)
    frame = photograph(place, place.radiance, 3.0).seen(View(), 0.0)[..., :3]
    whole = cv2.resize(picture, None, fx=window.scale, fy=window.scale)
    top, left = round(window.top), round(window.left)
    wanted = whole[top : top + SIZE[1], left : left + SIZE[0]]
    assert np.abs(frame.astype(int) - wanted).mean() < 4


def test_white_stays_nearly_white_and_leaves_room_for_shadows() -> None:
    _, _, place = seen(np.full((300, 400, 3), 255, np.uint8))
    lit = photograph(place, place.radiance, 3.0).rgba[..., :3]
    shaded = photograph(place, place.radiance * np.float32(0.5), 3.0).rgba[..., :3]
    assert lit.min() > 240
    assert shaded.mean() < lit.mean() - 10


@pytest.mark.parametrize("size", [(640, 427), (427, 640), (4000, 300), (300, 300), (1200, 4000)])
@pytest.mark.parametrize("alone", [True, False])
def test_any_photograph_fills_the_frame_with_room_around_it(
    size: tuple[int, int], alone: bool
) -> None:
    picture = landscape(*size)
    window, lens, place = seen(picture, alone)
    assert 0.05 < min(window.room)
    assert max(window.room) <= OVERSCAN
    assert 0 < window.horizon < SIZE[1]
    width, height = lens.plate_size
    assert place.radiance.shape == (height, width, 3)
    assert place.depth.shape == (-(-height // COARSE), -(-width // COARSE))
    for first, length, whole in (
        (window.left, SIZE[0], size[0] * window.scale),
        (window.top, SIZE[1], size[1] * window.scale),
    ):
        assert first >= 0.05 * length
        assert whole - first - length >= 0.05 * length


def test_a_narrow_frame_looks_at_the_busiest_part() -> None:
    picture = landscape()
    window = photo.frame(picture, 0.5, (180, 320), alone=True)
    middle = (window.left + 90) / window.scale / 640
    assert middle < 0.4
    other_way = np.ascontiguousarray(picture[:, ::-1])
    assert photo.frame(other_way, 0.5, (180, 320), alone=True).left > window.left


def test_the_ground_lies_before_a_wall() -> None:
    _, lens, place = seen(landscape(), alone=False)
    near, far = place.depth[-1].mean(), place.depth[0].mean()
    assert near < lens.nearest * 1.1
    assert far == pytest.approx(4 * lens.distance(0.88 * lens.height), rel=1e-3)


def test_light_has_the_photographs_tint_and_comes_from_its_brighter_side() -> None:
    picture = np.full((200, 300, 3), (200, 120, 60), np.uint8)
    picture[:, 150:] //= 3
    light = seen(picture)[2].light
    assert light.key[0] > light.key[1] > light.key[2]
    assert light.towards[0] < 0 < light.towards[1]
