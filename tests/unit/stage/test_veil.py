"""Water and fog fade a subject into the colour of the distance, more with every metre."""

import numpy as np
import pytest

from reelcast.board import Setting, Time, Weather
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.plate import photograph
from reelcast.engines.stage.sets import Conditions
from reelcast.engines.stage.veil import Veil, veil_of

SEA = Veil((0.2, 0.07, 0.05), (10.0, 90.0, 120.0))
RED = np.full((4, 4, 4), (200, 40, 40, 255), np.uint8)
LENS = Lens(160, 90, 160, 42, 1.0)


def test_red_goes_first_and_the_distance_is_what_is_left() -> None:
    near, far, gone = (SEA.over(RED, metres)[0, 0].astype(int) for metres in (1, 5, 90))
    assert 200 > near[0] > far[0] > gone[0]
    assert gone[:3] == pytest.approx((10, 90, 120), abs=2)
    assert (near[3], far[3], gone[3]) == (255, 255, 255)


def test_what_is_not_there_is_not_veiled() -> None:
    half = (RED * 0.5).astype(np.uint8)
    veiled = SEA.over(half, 5)
    assert (veiled[..., 3] == half[..., 3]).all()
    assert veiled[0, 0, 1] == pytest.approx(SEA.over(RED, 5)[0, 0, 1] / 2, abs=1)
    assert not SEA.over(np.zeros((2, 2, 4), np.uint8), 5).any()


def test_clear_air_changes_nothing() -> None:
    assert Veil((3e-5, 4e-5, 6e-5), (200.0, 210.0, 220.0)).over(RED, 4) is RED


def veil(setting: Setting, weather: Weather = Weather.CLEAR) -> Veil:
    place = sets.build(setting, LENS, Conditions(Time.DAY, weather))
    return veil_of(place, photograph(place, place.radiance, 4.0))


def test_water_is_thicker_than_fog_and_fog_than_air() -> None:
    water, fog, air = (
        veil(Setting.UNDERWATER),
        veil(Setting.MEADOW, Weather.FOG),
        veil(Setting.LAKE),
    )
    assert water.haze[0] > water.haze[2] > fog.haze[1] > 50 * air.haze[1] > 0
    assert water.colour[2] > water.colour[0] + 40
    assert np.ptp(fog.colour) < 30 < min(fog.colour)
    assert veil(Setting.STUDIO).haze == (0, 0, 0)
