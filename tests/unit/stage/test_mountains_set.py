"""Ranges are carved by water, lit by the sun, framed by the lens; the alp before them is level."""

import functools

import numpy as np
import pytest

from reelcast.board import Setting, Time, Weather
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import COARSE, SKY, Conditions, Floats, Set

LENS = Lens(160, 90, 160, 42, 1.0)
TALL = Lens(90, 160, 160, 75, 1.2)
LOW = Lens(160, 90, 160, 18, 1.7)


@functools.cache
def _alp(lens: Lens = LENS, weather: Weather = Weather.CLEAR, seed: int = 1) -> Set:
    wanted = Conditions(Time.DAY, weather, seed=seed)
    return sets.build(Setting.MOUNTAINS, lens, wanted)


def _range(place: Set) -> tuple[int, int]:
    """How high the range rises above the horizon inside the frame, and the sky there, in cells."""
    x, y = place.lens.margin
    frame = place.depth[:, x // COARSE : (x + place.lens.width) // COARSE]
    horizon = int(place.lens.plate_horizon) // COARSE
    far = (frame[:horizon] > 2000) & (frame[:horizon] < 0.9 * SKY)
    rows = np.flatnonzero(far.any(1))
    return horizon - int(rows[0]), horizon - y // COARSE


@pytest.mark.parametrize(("lens", "seed"), [(LENS, 1), (LENS, 2), (TALL, 2), (LOW, 1)], ids=str)
def test_a_great_peak_stands_in_the_frame(lens: Lens, seed: int) -> None:
    peak, sky = _range(_alp(lens, seed=seed))
    assert 0.4 * sky < peak
    if lens is not LOW:
        assert peak < sky


def test_the_alp_is_level_where_subjects_stand() -> None:
    place = _alp()
    for z in (3.0, 5.0, 9.0):
        row = round((LENS.margin[1] + LENS.row(z)) / COARSE)
        plane = LENS.distance((row + 0.5) * COARSE - LENS.margin[1])
        near = np.median(place.depth[row])
        assert near == pytest.approx(plane, rel=0.03)


def test_fog_hides_the_range_and_not_the_turf() -> None:
    clear, fog = _alp(), _alp(weather=Weather.FOG)
    cells = (clear.depth > 2000) & (clear.depth < 0.9 * SKY)
    far = np.kron(cells, np.ones((COARSE, COARSE), bool))[: clear.radiance.shape[0]]
    assert _contrast(fog.radiance[far]) < 0.1 * _contrast(clear.radiance[far])
    assert _contrast(fog.radiance[-30:]) > 0.3 * _contrast(clear.radiance[-30:])


def test_snow_whitens_the_ground_and_rain_darkens_it() -> None:
    """Against the sky of the same picture, for exposure follows the whole."""
    snow, rain, dry = (
        _ground(_alp(weather=weather)) for weather in (Weather.SNOW, Weather.RAIN, Weather.CLOUDY)
    )
    assert snow.min() > 1.5 * dry.max()
    assert snow[2] > 0.8 * snow[1]
    assert dry[2] < 0.6 * dry[1]
    assert rain[1] < 0.9 * dry[1]


def test_two_seeds_show_two_ranges() -> None:
    outlines = [_alp(seed=seed).depth < 0.9 * SKY for seed in (1, 2)]
    horizon = int(LENS.plate_horizon) // COARSE
    first, second = (outline[:horizon] for outline in outlines)
    assert (first != second).mean() > 0.05


def test_a_ridge_keeps_the_sun_from_what_lies_behind_it() -> None:
    from reelcast.engines.stage.kernels.mountains import light_map
    from reelcast.engines.stage.sets.outdoors import air_of

    air = air_of(Conditions(Time.GOLDEN, Weather.CLEAR, side=-1, seed=4))
    heights = np.zeros((2048, 2048), np.float32)
    heights[:, 1000:1048] = 900
    lit = light_map(heights, air, 0.0).sun
    assert air.sun[0] < 0
    sunny, shaded = lit[300:700, 440:490], lit[300:700, 530:580]
    assert shaded.max() == 0
    assert sunny.min() > 0.2


def test_rain_carries_ground_off_a_hill_and_cuts_gullies() -> None:
    from reelcast.engines.stage.kernels.mountains import erode

    y, x = np.mgrid[:128, :128]
    cone = np.maximum(40 - np.hypot(x - 64, y - 64), 0).astype(np.float32)
    hill = cone.copy()
    erode(hill, 4000, 3, -1e9)
    high, low = cone > 20, cone < 10
    lost = cone[high].sum() - hill[high].sum()
    assert lost > 50
    assert hill[low].sum() > cone[low].sum() + 0.2 * lost
    # Gullies: no longer the same height all around.
    around = np.abs(np.hypot(x - 64, y - 64) - 20) < 0.7
    assert hill[around].std() > 2 * cone[around].std()


def test_a_range_is_carved_the_same_way_every_time() -> None:
    from reelcast.engines.stage.kernels.mountains import range_map

    again = range_map.__wrapped__(3, False)
    np.testing.assert_array_equal(range_map(3, False), again)


def test_no_near_ground_rises_above_its_bound() -> None:
    from reelcast.engines.stage.kernels.bank import DRY, Land, near_at_most, near_height

    map_ = np.zeros((8, 8), np.float32)
    for level in (DRY, -0.4):
        for place in (3.0, 41.0):
            land = Land(map_, map_, map_, 0.0, level, 300.0, 900.0, 0.5, place, 1.0)
            for z in np.geomspace(2, 500 if level == DRY else 60, 60).tolist():
                highest = max(near_height(land, x, z) for x in np.linspace(-z, z, 15).tolist())
                assert highest <= near_at_most(land, z)


def _contrast(picture: Floats) -> float:
    """Between the brighter and the darker parts; a few trees in the way do not count."""
    low, high = np.percentile(np.log(picture.mean(-1)), (10, 90))
    return float(high - low)


def _ground(place: Set) -> Floats:
    """Colour of the near ground beside the brightness of the sky."""
    sky = place.radiance[: LENS.margin[1]].mean()
    return np.asarray(place.radiance[-20:].mean((0, 1)) / sky, np.float32)
