"""Glossy ground shows what stands on it upside down, dimmer, and lower as that rises."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.acting.stance import Stance
from reelcast.engines.stage.blocking import Mark
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.layers import Layer, premultiplied
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.reflection import reflection

LENS = Lens(320, 180, 320, 60, 1.0)
MARK = Mark(0, 0.0, 4.0, 0.0, 0.5, 0.25, True, frozenset(), 0.0)
FOOT = 140  # 80 px below the horizon; 40 px tall


def layer(mark: Mark = MARK) -> Layer:
    rgba = np.full((80, 40, 4), 255, np.uint8)
    rgba[:40, :, 1:3] = 0  # red above, white below
    return Layer(mark, (premultiplied(rgba),))


def seen(stance: Stance, gloss: float = 0.8) -> NDArray[np.uint8]:
    frame = np.zeros((180, 320, 4), np.uint8)
    mirrored = reflection(layer(), gloss)
    assert mirrored is not None
    mirrored.draw(frame, LENS, View(), stance)
    return frame


def test_it_hangs_from_the_foot_with_its_head_down() -> None:
    picture = seen(Stance())
    assert not picture[: FOOT - 2].any()
    below, far = picture[FOOT + 8, 160].astype(int), picture[FOOT + 30, 160].astype(int)
    assert below[1] > 60
    assert far[0] > 40 > far[1]
    assert below[0] > far[0]


def test_it_sinks_as_its_owner_rises() -> None:
    first = [int(np.nonzero(seen(Stance(y=y))[..., 0].max(1) > 40)[0][0]) for y in (0.0, 0.1)]
    assert first[1] - first[0] == 8  # 0.1 m at 80 px per metre


def test_a_dull_floor_shows_nothing_and_a_wet_one_more_than_a_polished_one() -> None:
    assert reflection(layer(), 0.03) is None
    assert seen(Stance(), 0.6).sum() > 2 * seen(Stance(), 0.2).sum()


def test_whoever_floats_is_too_far_from_the_ground() -> None:
    afloat = replace(MARK, standing=False, base=1.0)
    assert reflection(layer(afloat), 0.8) is None
    assert reflection(layer(replace(afloat, base=-0.2, sunk=0.2)), 0.8) is not None
