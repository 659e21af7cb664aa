"""A card is drawn where the camera sees it."""

import math

import numpy as np
import pytest

from reelcast.engines.stage.acting.stance import Stance
from reelcast.engines.stage.blocking import Mark
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.layers import Layer, premultiplied
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.looks import Run

LENS = Lens(200, 100, 200, 40, 1.0)
STILL = Stance()


def card(z: float = 5.0) -> Layer:
    rgba = np.full((20, 10, 4), 255, np.uint8)
    mark = Mark(0, 0.0, z, 0.0, 0.5, 0.25, True, frozenset(), 0.0)
    return Layer(mark, (premultiplied(rgba),))


def drawn(
    layer: Layer, view: View, stance: Stance = STILL
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    frame = np.zeros((100, 200, 4), np.uint8)
    layer.draw(frame, LENS, view, stance)
    return frame[..., 0]


def test_it_stands_on_its_row_of_ground_at_its_size() -> None:
    rows, columns = np.nonzero(drawn(card(), View()) > 128)
    # At 5 m a metre is 40 px: the foot is 1 m below the eye, on row 80; 20 px tall, 10 wide.
    assert (rows.min(), rows.max()) == (60, 79)
    assert (columns.min(), columns.max()) == (95, 104)


def test_it_grows_when_the_camera_comes_closer() -> None:
    near, far = drawn(card(), View(z=1.0)), drawn(card(), View())
    assert (near > 128).sum() > 1.4 * (far > 128).sum()


def test_its_foot_stays_while_its_head_leans() -> None:
    upright, leaning = drawn(card(), View()), drawn(card(), View(), Stance(lean=0.3))
    np.testing.assert_allclose(upright[79], leaning[79], atol=3)
    assert np.nonzero(leaning[61] > 128)[0].mean() > 103


def test_outside_the_frame_it_draws_nothing() -> None:
    assert not drawn(card(), View(pan=500.0)).any()


def test_premultiplied_colours_never_exceed_their_alpha() -> None:
    rgba = np.random.default_rng(0).integers(0, 256, (30, 20, 4), np.uint8)
    done = premultiplied(rgba)
    assert (done[..., :3] <= done[..., 3:]).all()
    assert not done[0].any()
    assert not done[:, -1].any()


def test_it_rises_when_the_camera_looks_down_and_sinks_when_it_goes_up() -> None:
    def top(view: View) -> int:
        return int(np.nonzero(drawn(card(), view) > 128)[0].min())

    assert top(View(tilt=-6.0)) == top(View()) - 6
    # 0.2 m at 40 px per metre.
    assert top(View(y=0.2)) == top(View()) + 8


def test_it_changes_from_look_to_look() -> None:
    dark, light = (np.full((4, 4, 4), value, np.uint8) for value in (100, 200))
    layer = Layer(card().mark, (dark, light), (Run(0.2, 0.6, 0, 1),))
    seen = [int(layer.look(t)[2, 2, 0]) for t in (0.0, 0.2, 0.3, 0.4, 0.6, 1.0)]
    assert seen == sorted(seen)
    assert (seen[0], seen[3], seen[-1]) == (100, 150, 200)


def test_it_turns_clockwise_about_its_middle() -> None:
    turned = drawn(card(), View(), Stance(turn=math.pi / 2)) > 128
    rows, columns = np.nonzero(turned)
    # 10 px wide and 20 tall before; its middle is on row 70.
    assert (columns.min(), columns.max()) == (90, 109)
    assert (rows.min(), rows.max()) == (65, 74)
    slightly = np.nonzero(drawn(card(), View(), Stance(turn=0.3))[61] > 128)[0]
    assert slightly.mean() > 100


def test_it_is_seen_where_its_stance_takes_it() -> None:
    def middle(stance: Stance) -> tuple[float, float]:
        rows, columns = np.nonzero(drawn(card(), View(), stance) > 128)
        return float(rows.mean()), float(columns.mean())

    row, column = middle(Stance())
    assert middle(Stance(x=0.5))[1] == pytest.approx(column + 20, abs=0.6)
    assert middle(Stance(y=0.25))[0] == pytest.approx(row - 10, abs=0.6)
    # Twice as far away the foot is half as far below the horizon.
    assert np.nonzero(drawn(card(), View(), Stance(z=5.0)) > 128)[0].max() == 59


def test_shown_small_it_keeps_its_brightness() -> None:
    striped = np.full((200, 100, 4), 255, np.uint8)
    striped[::2, :, :3] = 0
    layer = Layer(card().mark, (premultiplied(striped),))
    inner = drawn(layer, View())[63:77, 97:103]
    assert 110 < inner.min() <= inner.max() < 145


def test_what_moves_fast_is_smeared_along_its_way_and_keeps_its_light() -> None:
    sharp, fast = np.zeros((100, 200, 4), np.uint8), np.zeros((100, 200, 4), np.uint8)
    card().draw(sharp, LENS, View(), STILL)
    card().draw(fast, LENS, View(), STILL, smear=(12.0, 0.4))
    assert np.nonzero(fast[70, :, 0])[0].size == pytest.approx(22, abs=2)
    assert np.nonzero(fast[:, 100, 0])[0].size == 20
    light = float(sharp[..., :3].sum())
    assert float(fast[..., :3].sum()) == pytest.approx(light, rel=0.03)
