"""A shadow that is taken along is the one that would have been baked, where its owner is."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.engines.stage.acting.stance import Stance
from reelcast.engines.stage.blocking import Mark
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.footprint import Footprint, footprint
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.plate import photograph
from reelcast.engines.stage.sets.base import Light, Places, Set, plane_depth
from reelcast.engines.stage.shadows import shaded

LENS = Lens(320, 180, 320, 84, 1.0)
SUN = Light((0.6, 0.6, -0.53), (1.0, 0.9, 0.7), (0.2, 0.25, 0.4), 0.3)
MARK = Mark(0, 0.0, 4.0, 0.0, 1.2, 0.5, True, frozenset(), 0.0)
ALPHA = np.full((96, 40), 255, np.uint8)
Pixels = NDArray[np.uint8]


def floor() -> Set:
    width, height = LENS.plate_size
    grey = np.full((height, width, 3), 0.18, np.float32)
    return Set(LENS, grey, plane_depth(LENS), SUN, Places(2, 9, 2))


def taken() -> Footprint:
    made = footprint(floor(), MARK, ALPHA)
    assert made is not None
    return made


def seen(stance: Stance | None, view: View | None = None, place: Set | None = None) -> Pixels:
    place = place or floor()
    picture = photograph(place, place.radiance, 4.0).seen(view or View(), 0.0)
    if stance is not None:
        taken().dim(picture, LENS, view or View(), stance)
    return picture[..., :3]


@pytest.mark.parametrize("view", [View(), View(x=0.3, z=0.4, pan=12, tilt=-5)])
def test_on_the_mark_it_is_the_shadow_that_is_baked(view: View) -> None:
    baked = replace(floor(), radiance=shaded(floor(), [(MARK, ALPHA)]))
    difference = np.abs(seen(Stance(), view).astype(int) - seen(None, view, baked))
    assert (seen(None, view).astype(int) - seen(None, view, baked)).max() > 60
    assert difference.mean() < 1.5
    assert np.percentile(difference, 99) < 14


def middle(picture: Pixels) -> tuple[float, float]:
    """Row and column of the middle of what is darker than the floor."""
    dark = seen(None).astype(float).sum(2) - picture.astype(float).sum(2)
    rows, columns = np.indices(dark.shape)
    return float((rows * dark).sum() / dark.sum()), float((columns * dark).sum() / dark.sum())


def test_it_goes_where_its_owner_goes() -> None:
    row, column = middle(seen(Stance()))
    aside, away = middle(seen(Stance(x=0.4))), middle(seen(Stance(z=2.0)))
    assert aside[1] == pytest.approx(column + 0.4 * 320 / 4, abs=6)
    assert aside[0] == pytest.approx(row, abs=2)
    assert away[0] < row - 8


def test_it_fades_and_slips_from_the_light_as_its_owner_rises() -> None:
    dark = [int(seen(None).astype(int).sum() - seen(Stance(y=y)).sum()) for y in (0, 0.2, 0.5, 1)]
    assert dark[0] > dark[1] > dark[2] > 0
    assert dark[3] == 0
    assert middle(seen(Stance(y=0.2)))[1] < middle(seen(Stance()))[1] - 3


def test_whoever_stands_nowhere_has_none() -> None:
    assert footprint(floor(), replace(MARK, standing=False), ALPHA) is None
