"""The painted sky: no edge at the horizon, clouds that differ, moon and stars, shadows that fit."""

import math

import numpy as np
import pytest

from reelcast.engines.stage.kernels.air import Air, Moment, afar, make_air
from reelcast.engines.stage.kernels.clouds import cloud_shadow, paint_sky
from reelcast.engines.stage.kernels.eye import Eye
from reelcast.engines.stage.kernels.noise import Floats, volume
from reelcast.engines.stage.kernels.stars import MOON, moonshine, paint_stars
from tests.unit.stage.test_air import DUSK, NIGHT, NOON

EYE = Eye(width=240, height=150, focal=180.0, centre=120.0, horizon=100.0, above=1.2)
CLOSED = NOON._replace(overcast=0.95)


def _sky(moment: Moment, eye: Eye = EYE) -> Floats:
    return paint_sky(eye, make_air(moment))


def _grey(picture: Floats) -> Floats:
    return np.asarray(picture.mean(2), np.float32)


@pytest.mark.parametrize(
    "moment",
    [NOON, DUSK, NIGHT, CLOSED, NOON._replace(overcast=1.0, wind=1.0), NOON._replace(haze=0.9)],
)
def test_the_horizon_has_no_edge_and_below_it_is_the_colour_of_distance(moment: Moment) -> None:
    air = make_air(moment)
    picture = paint_sky(EYE, air)
    row = int(EYE.horizon)
    below, above = picture[row + 1], picture[row - 1]
    assert np.isfinite(picture).all()
    assert np.abs(_grey(picture)[row - 1] / _grey(picture)[row + 1] - 1).max() < 0.16
    np.testing.assert_allclose(below[30], afar(air, (30 - EYE.centre) / EYE.focal, 1.0), rtol=1e-4)
    np.testing.assert_array_equal(picture[row + 1], picture[-1])
    assert (above > 0).all()


def test_the_stretch_of_sky_chooses_the_clouds() -> None:
    here, there = (_grey(_sky(NOON._replace(clouds=place)))[:80] for place in (0.0, 9000.0))
    assert abs(np.corrcoef((here / here.mean(1, keepdims=True)).ravel(), there.ravel())[0, 1]) < 0.5
    assert np.abs(here - there).mean() > 0.1 * here.mean()


def test_more_cover_hides_more_blue() -> None:
    blue = [
        (lambda p: p[..., 2] / p[..., 0])(_sky(NOON._replace(cover=cover))[:80]).mean()
        for cover in (0.2, 0.5, 0.8)
    ]
    assert blue[0] > blue[1] > blue[2]


def test_a_closed_layer_has_relief_and_a_storm_more() -> None:
    def relief(moment: Moment) -> float:
        rows = _grey(_sky(moment))[20:80]
        return float((rows / rows.mean(1, keepdims=True)).std())

    assert relief(CLOSED) > 0.03
    assert relief(NOON._replace(overcast=1.0, wind=1.0)) > 1.4 * relief(CLOSED)


def test_fog_hides_the_sky() -> None:
    rows = _grey(_sky(NOON._replace(haze=0.95, overcast=0.8)))
    assert rows[50:].std() < 0.03 * rows[50:].mean()


def test_the_moon_is_seen_at_night_where_it_stands_and_the_sun_never_after_sunset() -> None:
    low = {"elevation": math.radians(12), "azimuth": math.radians(10), "cover": 0.0}
    picture = _grey(_sky(NIGHT._replace(**low)))
    row, column = np.unravel_index(picture.argmax(), picture.shape)
    assert column == pytest.approx(EYE.centre + EYE.focal * math.tan(math.radians(10)), abs=4)
    assert row == pytest.approx(EYE.horizon - EYE.focal * math.tan(math.radians(12)), abs=5)
    dusk = _grey(_sky(DUSK._replace(cover=0.0)))
    assert dusk.max() < 4 * np.median(dusk[:100])


def test_the_moon_has_seas_and_a_rim() -> None:
    faces = [moonshine(abs(a), a, 0.0)[0] for a in np.linspace(-0.8 * MOON, 0.8 * MOON, 30)]
    assert np.ptp(faces) > 0.1
    assert moonshine(1.2 * MOON, 1.2 * MOON, 0.0)[0] == 0
    assert moonshine(0.03, 0.03, 0.0)[1] > moonshine(0.2, 0.2, 0.0)[1] > 0


def test_stars_keep_to_their_rows_and_come_in_many_sizes() -> None:
    picture = np.zeros((200, 300, 3), np.float32)
    paint_stars(picture, 100, 400, 1.0, 7)
    assert picture[110:].max() == 0
    grey = _grey(picture)[:100]
    assert np.percentile(grey, 99.9) > 5 * np.percentile(grey[grey > 0], 50)
    tints = picture[:100][grey > 0]
    assert (tints[:, 0] > tints[:, 2]).any()
    assert (tints[:, 0] < tints[:, 2]).any()


def test_stars_gather_where_they_are_let() -> None:
    picture = np.zeros((100, 200, 3), np.float32)
    share = np.zeros((100, 200), np.float32)
    share[:, 100:] = 1
    paint_stars(picture, 100, 300, 1.0, 7, share)
    assert picture[:, :90].max() == 0
    assert picture[:, 110:].max() > 0


def _shadows(air: Air) -> Floats:
    ground = [(x, z) for x in range(-9000, 9001, 600) for z in range(400, 14000, 600)]
    return np.array([cloud_shadow(volume(), air, x, z) for x, z in ground], np.float32)


def test_cumulus_shades_the_land_but_not_the_subjects() -> None:
    air = make_air(NOON._replace(cover=0.55))
    shadows = _shadows(air)
    assert shadows.min() < 0.5 < shadows.mean()
    assert shadows.max() == 1
    assert cloud_shadow(volume(), air, 1.0, 5.0) == 1
    assert _shadows(make_air(NOON._replace(cover=0.75))).mean() < shadows.mean()


def test_soft_light_casts_no_cloud_shadows() -> None:
    assert (_shadows(make_air(DUSK)) == 1).all()
    assert _shadows(make_air(CLOSED)).min() > 0.9


def test_shadows_lie_under_the_clouds_that_are_drawn() -> None:
    """Where a place is in deep shade, cloud hides the sun from it."""
    air = make_air(NOON._replace(azimuth=0.0, elevation=math.radians(30), cover=0.5))
    eye = Eye(3, 200, 150.0, 1.0, 190.0, 1.2)
    row = round(eye.horizon - eye.focal * math.tan(math.radians(30)))
    shaded: list[float] = []
    open_: list[float] = []
    for k in range(24):
        moved = air._replace(clouds=900.0 * k)
        disc = float(paint_sky(eye, moved)[row - 2 : row + 3].max())
        shadow = cloud_shadow(volume(), moved, 0.0, 100.0)
        (shaded if shadow < 0.4 else open_).append(disc)
    assert len(shaded) > 2
    assert np.median(shaded) < 0.25 * np.median(open_)
