"""A photograph of a place is filmed as it is, and the camera never looks past it."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from reelcast.engines.stage.camera import View
from reelcast.engines.stage.lens import OVERSCAN, Lens
from reelcast.engines.stage.plate import photograph
from reelcast.engines.stage.sets import photo
from reelcast.engines.stage.sets.base import COARSE, Set, plane_depth
from reelcast.subjects.relief import Relief

SIZE = (320, 180)


def landscape(width: int = 640, height: int = 427) -> photo.Pixels:
    """Sky over fields, with something of detail on the left."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2] = (150, 180, 215)
    picture[height // 2 :] = (90, 120, 60)
    tower = picture[height // 5 : height // 2, width // 8 : width // 3]
    tower[::8] = (200, 60, 40)
    return picture


def relief(end: float = 0.5, sky: float = 0.0, grounded: bool = True) -> Relief:
    """Sky down to the row ``sky``, ground from the row ``end`` down, a wall between."""
    rows = np.broadcast_to((np.arange(60)[:, None] + 0.5) / 60, (60, 90)).astype(np.float32)
    above, below = (rows < sky).astype(np.float32), (rows > end).astype(np.float32)
    foot = np.maximum(rows, np.float32(end))
    return Relief(foot, above, below, end, horizon=None, grounded=grounded)


def seen(
    picture: photo.Pixels, alone: bool = True, shape: Relief | None = None
) -> tuple[photo.Window, Lens, Set]:
    shape = shape or relief()
    window = photo.frame(picture, shape, SIZE, alone)
    lens = Lens(*SIZE, 320, window.horizon, 1.0, window.room)
    return window, lens, photo.build(picture, shape, window, lens)


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
    window = photo.frame(picture, relief(), (180, 320), alone=True)
    middle = (window.left + 90) / window.scale / 640
    assert middle < 0.4
    other_way = np.ascontiguousarray(picture[:, ::-1])
    assert photo.frame(other_way, relief(), (180, 320), alone=True).left > window.left


def test_the_ground_lies_before_a_wall() -> None:
    _, lens, place = seen(landscape(), alone=False)
    assert place.depth[-1].mean() < lens.nearest * 1.1
    assert place.depth[0].mean() == pytest.approx(4 * lens.distance(0.88 * lens.height), rel=0.05)
    free = place.depth < 0.9 * place.depth.max()
    assert np.array_equal(place.depth[free], plane_depth(lens)[free])


def test_the_sky_is_far_behind_the_wall() -> None:
    picture = landscape()
    _, lens, place = seen(picture, alone=False, shape=relief(end=0.6, sky=0.3))
    rows = place.depth[:, place.depth.shape[1] // 2]
    front = lens.distance(0.88 * lens.height)
    assert rows[0] > 20 * front
    assert rows[int(0.45 * len(rows))] == pytest.approx(8 * front, rel=0.3)
    assert (np.diff(rows) <= 1e-3).all()


def test_what_stands_nearer_moves_more_with_its_whole_height() -> None:
    near = relief(end=0.6, sky=0.3)
    near.foot[:54, 20:35] = 0.9
    near.ground[:54, 20:35] = near.sky[:54, 20:35] = 0
    _, _, place = seen(landscape(), alone=False, shape=near)
    columns = place.depth.shape[1]
    tree = place.depth[8:-14, int(0.32 * columns) - 2 : int(0.32 * columns) + 2]
    beside = place.depth[8:-14, int(0.75 * columns)]
    assert tree.std() / tree.mean() < 0.05
    assert (tree.mean(1) < beside - 0.5).mean() > 0.6


def test_where_there_is_no_ground_nobody_stands() -> None:
    _, lens, place = seen(landscape(), alone=False, shape=relief(grounded=False))
    assert not place.places.grounded
    assert lens.horizon == pytest.approx(0.5 * lens.height)
    assert place.depth.max() / place.depth.min() < 4


@pytest.mark.parametrize(("end", "enough"), [(0.6, True), (0.94, False)])
def test_a_strip_of_ground_is_too_little_to_stand_on(end: float, enough: bool) -> None:
    shape = relief(end)
    window = photo.frame(landscape(), shape, SIZE, alone=False)
    assert photo.has_ground(landscape(), shape, window, SIZE) is enough


def test_a_horizon_in_the_photograph_is_the_frames() -> None:
    shown = replace(relief(end=0.6), horizon=0.5)
    picture = landscape()
    window = photo.frame(picture, shown, SIZE, alone=False)
    high = picture.shape[0] * window.scale
    assert window.horizon == pytest.approx(0.5 * high - window.top)
    guessed = photo.frame(picture, replace(shown, horizon=None), SIZE, alone=False)
    assert guessed.horizon != pytest.approx(window.horizon)


def test_a_narrow_frame_keeps_room_to_stand() -> None:
    """The busiest part is passed over when something fills its ground."""
    blocked = relief()
    blocked.ground[:, :45] = 0
    picture = landscape()
    free = photo.frame(picture, relief(), (180, 320), alone=False)
    window = photo.frame(picture, blocked, (180, 320), alone=False)
    middle = (window.left + 90) / window.scale / 640
    assert middle > 0.5
    assert window.left > free.left


@pytest.mark.parametrize("side", [-1.2, 1.2])
def test_nothing_tears_when_the_camera_goes_aside(side: float) -> None:
    shape = relief(end=0.6, sky=0.3)
    picture = np.zeros((427, 640, 3), np.uint8)
    picture[:] = np.linspace(0, 255, 640)[None, :, None]
    _, lens, place = seen(picture, alone=False, shape=shape)
    view = View(x=side * lens.distance(0.88 * lens.height) * 0.05)
    frame = photograph(place, place.radiance, 3.0).seen(view, 0.0)[..., 0].astype(int)
    # A gradient stays one: no column is seen twice, none is left out.
    assert np.diff(frame, axis=1).min() >= -3
    assert np.diff(frame, axis=1).max() <= 6


def test_light_has_the_photographs_tint_and_comes_from_its_brighter_side() -> None:
    picture = np.full((200, 300, 3), (200, 120, 60), np.uint8)
    picture[:, 150:] //= 3
    light = seen(picture)[2].light
    assert light.key[0] > light.key[1] > light.key[2]
    assert light.towards[0] < 0 < light.towards[1]
    mirrored = seen(np.ascontiguousarray(picture[:, ::-1]))[2].light
    assert mirrored.towards[0] == pytest.approx(-light.towards[0], abs=0.02)


def test_light_under_clouds_is_softer_than_in_the_sun() -> None:
    rng = np.random.default_rng(3)
    dull = rng.integers(100, 140, (200, 300, 3)).astype(np.uint8)
    sunny = dull.copy()
    sunny[:, ::60] = 20
    for column in range(0, 300, 60):
        sunny[:, column : column + 25] = 25
        sunny[:, column + 25 : column + 60] = 235
    clouds, sun = seen(dull)[2].light, seen(sunny)[2].light
    assert sun.softness < 0.5 < clouds.softness
    assert sun.key[1] / sun.fill[1] > 2 * clouds.key[1] / clouds.fill[1]


def test_a_green_field_is_no_green_light() -> None:
    picture = landscape()
    light = seen(picture)[2].light
    red, green, blue = light.key
    assert green == pytest.approx((red * blue) ** 0.5, rel=0.02)


def test_whoever_was_photographed_there_is_lit_no_further() -> None:
    window, lens, _ = seen(landscape(), alone=False)
    light = photo.build(landscape(), relief(), window, lens, lit=True).light
    assert light.softness == 1
    assert max(light.key) < min(light.fill)
