"""What stands before the subjects is drawn over them and moves more than they do."""

import numpy as np
import pytest

from reelcast.engines.stage.camera import View
from reelcast.engines.stage.foreground import foregrounds
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Floats, Front, Light, Places, Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)
Z = 1.0


def seen(view: View, alpha: float = 1.0, aperture: float = 0.0) -> Floats:
    """The red of a white frame before which a dark square of 20 pixels stands at the middle."""
    left, top = LENS.margin[0] + 70, LENS.margin[1] + 40
    opaque = np.full((20, 20), alpha, np.float32)
    front = Front(np.zeros((20, 20, 3), np.float32), opaque, left, top, Z)
    width, height = LENS.plate_size
    light = Light((0.0, 1.0, 0.0), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0), 1.0)
    place = Set(
        LENS,
        np.ones((height, width, 3), np.float32),
        plane_depth(LENS),
        light,
        Places(1, 9, 2),
        fronts=(front,),
        aperture=aperture,
    )
    frame = np.full((90, 160, 4), 255, np.uint8)
    for one in foregrounds(place, 4.0):
        one.draw(frame, LENS, view)
    return frame[..., 0].astype(np.float32)


def test_it_covers_what_is_behind_it_and_only_that() -> None:
    frame = seen(View())
    assert frame[45:55, 75:85].max() < 8
    assert frame[:38].min() == frame[:, :68].min() == 255


def test_what_is_half_there_is_seen_through() -> None:
    assert seen(View(), 0.5)[45:55, 75:85].mean() == pytest.approx(127, abs=4)


def test_it_passes_as_fast_as_it_is_near() -> None:
    columns = np.arange(160)
    middles = [
        ((255 - frame).sum(0) * columns).sum() / (255 - frame).sum()
        for frame in (seen(View()), seen(View(x=0.1)))
    ]
    assert middles[0] - middles[1] == pytest.approx(0.1 * LENS.focal / Z, abs=0.6)


def test_it_grows_when_the_camera_comes_closer_and_leaves_the_frame() -> None:
    dark = [(255 - seen(View(z=step))).sum() for step in (0.0, 0.2)]
    assert dark[1] / dark[0] == pytest.approx(1 / 0.8**2, rel=0.1)
    assert seen(View(x=3.0)).min() == 255


def test_out_of_focus_its_edge_is_soft() -> None:
    sharp, soft = (((f := seen(View(), aperture=a)) > 40).sum() - (f > 215).sum() for a in (0, 0.2))
    assert soft > sharp + 20
