"""Open space: stars, a nebula, a planet lit from where the key light comes."""

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.kernels.space import Planet, paint_planet
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import SKY, Conditions, Does, Floats
from reelcast.engines.stage.sets.space import build

LENS = Lens(160, 90, 160, 42, 1.0)


def _globe(sun: tuple[float, float, float], kind: int = 0) -> Floats:
    out = np.zeros((200, 300, 3), np.float32)
    towards = np.array(sun) / np.linalg.norm(sun)
    glow = np.array((0.3, 0.6, 1.2))
    paint_planet(Planet(0.0, 0.0, 0.35, towards, 3.0, 0.2, kind, glow), out)
    return out


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_planet_is_bright_towards_its_sun_and_black_away_from_it(kind: int) -> None:
    grey = _globe((1, 0, 0.2), kind).mean(2)
    assert grey[100, 190] > 20 * grey[100, 110]
    assert grey[100, 110] < 0.01


def test_features_of_a_planet_are_foreshortened_at_the_limb_not_smeared() -> None:
    lit = np.log(_globe((0, 0, 1)).mean(2) + 0.05)
    across, down = np.gradient(lit)[::-1]
    y, x = np.mgrid[:200, :300]
    u, v = (x - 150) / 70, (y - 100) / 70
    q = np.hypot(u, v) + 1e-6
    radial, around = np.abs(across * u + down * v) / q, np.abs(across * v - down * u) / q

    def ratio(inner: float, outer: float) -> float:
        ring = (q > inner) & (q < outer)
        return float(radial[ring].mean() / around[ring].mean())

    assert ratio(0.88, 0.96) > 1.25
    assert ratio(0.0, 0.4) == pytest.approx(1, abs=0.35)


def test_the_air_of_a_planet_glows_beyond_its_lit_edge_only() -> None:
    out = _globe((1, 0, 0))
    assert out[100, 222, 2] > 3 * out[100, 78, 2]
    assert out[100, 222, 2] > out[100, 222, 0]
    assert out[100, 299].max() < 0.01


@pytest.mark.parametrize("side", [-1, 1])
def test_the_key_comes_from_the_asked_side(side: int) -> None:
    place = build(LENS, Conditions(Time.DAY, Weather.CLEAR, side, 6))
    assert np.sign(place.light.towards[0]) == side
    assert place.light.towards[2] < 0
    assert np.linalg.norm(place.light.towards) == pytest.approx(1)


def test_there_is_nothing_to_stand_on_and_everything_is_far() -> None:
    place = build(LENS, Conditions(seed=2))
    assert not place.places.grounded
    assert (place.depth == SKY).all()
    assert place.aperture == 0


@pytest.mark.parametrize("seed", range(6))
def test_space_is_dark_and_full_of_stars(seed: int) -> None:
    place = build(LENS, Conditions(seed=seed))
    grey = place.radiance.mean(2)
    assert np.isfinite(place.radiance).all()
    assert np.median(grey) < 0.25
    (twinkle,) = place.stirs
    assert twinkle.does is Does.GLEAM
    assert 0.001 < (twinkle.amount > 0.05).mean() < 0.5


def test_the_time_moves_the_terminator() -> None:
    for seed in range(12):
        day, night = (
            build(LENS, Conditions(time, side=1, seed=seed)) for time in (Time.DAY, Time.NIGHT)
        )
        if np.abs(day.radiance - night.radiance).mean() > 0.01:
            assert day.radiance.mean() > night.radiance.mean()
            return
    pytest.fail("no seed showed its planet")


def test_seeds_give_other_colours_and_other_planets() -> None:
    tints = set()
    for seed in range(8):
        mean = build(LENS, Conditions(seed=seed)).radiance[:60].mean((0, 1))
        tints.add(tuple(np.round(mean / mean.sum(), 2)))
    assert len(tints) >= 5
