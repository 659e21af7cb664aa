"""What is in the air stays where its depth, the camera and the light of the set put it."""

from collections.abc import Sequence
from dataclasses import replace

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.board import Effect, Weather
from reelcast.engines.stage.airborne.airborne import Airborne
from reelcast.engines.stage.airborne.ambience import film_tables
from reelcast.engines.stage.camera import View
from reelcast.engines.stage.kernels import airborne as kernel
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import RGB, Floats, Light, Places, Set, plane_depth

Pixels = NDArray[np.uint8]
LENS = Lens(480, 270, 480, 127, 1.0)
FAR = float("inf")
WET = [Weather.RAIN, Weather.SNOW, Weather.FOG, Weather.STORM, Weather.WIND]


def place(
    level: float = 0.08, key: RGB = (1.0, 1.0, 1.0), wall: float | None = None, lens: Lens = LENS
) -> Set:
    """An even set, a wall ``wall`` metres away closing it if wanted."""
    width, height = lens.plate_size
    radiance = np.full((height, width, 3), level, np.float32)
    depth = plane_depth(lens) if wall is None else np.minimum(plane_depth(lens), wall)
    light = Light((0.6, 0.6, -0.5), key, (1.0, 1.0, 1.0), 0.5)
    return Set(lens, radiance, depth.astype(np.float32), light, Places(1, 9, 2), drift=0.004)


def air(
    weather: Weather = Weather.CLEAR, *effects: Effect, on: Set | None = None, seed: int = 3
) -> Airborne:
    return Airborne.of(on or place(), weather, effects, seed, 1.0)


def drawn(
    what: Airborne,
    seconds: float = 1.0,
    view: View | None = None,
    ranges: Sequence[tuple[float, float]] = ((-FAR, FAR),),
    grey: int = 70,
) -> Pixels:
    frame = np.full((LENS.height, LENS.width, 4), grey, np.uint8)
    frame[..., 3] = 255
    for nearest, farthest in ranges:
        what.draw(frame, LENS, view or View(), seconds, nearest, farthest)
    return frame


def change(frame: Pixels, grey: int = 70) -> float:
    return float(np.abs(frame[..., :3].astype(int) - grey).mean())


@pytest.mark.parametrize("weather", [Weather.CLEAR, Weather.CLOUDY])
def test_fair_weather_leaves_the_air_empty(weather: Weather) -> None:
    assert change(drawn(air(weather))) == 0
    assert air(weather).flash(1.0) == 1


@pytest.mark.parametrize("weather", WET)
def test_every_weather_is_seen_and_keeps_the_frame_opaque(weather: Weather) -> None:
    frame = drawn(air(weather))
    assert change(frame) > 0.02
    assert (frame[..., 3] == 255).all()


@pytest.mark.parametrize("effect", Effect)
def test_every_effect_is_seen_moves_and_never_floods_the_picture(effect: Effect) -> None:
    what = air(Weather.CLEAR, effect)
    now, later = drawn(what, 1.0), drawn(what, 1.5)
    assert 0.02 < change(now) < 40
    assert (now != later).any()


@pytest.mark.parametrize("weather", [Weather.RAIN, Weather.SNOW])
def test_ranges_of_depth_paint_together_what_all_at_once_does(weather: Weather) -> None:
    what = air(weather, Effect.PETALS, Effect.SPARKS)
    whole = drawn(what)
    parts = drawn(what, ranges=((6.0, FAR), (3.5, 6.0), (1.0, 3.5), (-FAR, 1.0)))
    np.testing.assert_array_equal(whole, parts)


@pytest.mark.parametrize("grey", [0, 70, 255])
def test_fog_between_ranges_adds_up(grey: int) -> None:
    what = air(Weather.FOG)
    whole = drawn(what, grey=grey).astype(int)
    parts = drawn(what, ranges=((6.0, FAR), (3.5, 6.0), (-FAR, 3.5)), grey=grey).astype(int)
    assert np.abs(whole - parts).max() <= 6


@pytest.mark.parametrize("size", [(480, 270), (270, 480), (321, 189), (1001, 64)])
def test_banks_are_smooth_in_frames_of_any_size(size: tuple[int, int]) -> None:
    lens = Lens(*size, float(max(size)), 0.47 * size[1], 1.0)
    frame = np.full((size[1], size[0], 4), 255, np.uint8)
    air(Weather.FOG, Effect.SMOKE, on=place(lens=lens)).draw(frame, lens, View(), 1.0, -FAR, FAR)
    seen = frame[..., 0].astype(int)
    assert seen.min() < 240
    assert max(np.abs(np.diff(seen, axis=axis)).max() for axis in (0, 1)) < 40


def test_nothing_is_painted_behind_a_wall() -> None:
    what = air(Weather.SNOW, on=place(wall=3.0))
    assert change(drawn(what, ranges=((3.4, FAR),))) < 0.002
    assert change(drawn(what, ranges=((0.0, 3.0),))) > 0.02


def test_the_same_clip_has_the_same_air_and_another_seed_another() -> None:
    one, again = (drawn(air(Weather.STORM, Effect.LEAVES)) for _ in range(2))
    other = drawn(air(Weather.STORM, Effect.LEAVES, seed=4))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_frames_may_be_made_in_any_order() -> None:
    times = (0.2, 3.0, 1.1)
    forth = air(Weather.SNOW, Effect.FIREFLIES)
    back = air(Weather.SNOW, Effect.FIREFLIES)
    first = [drawn(forth, t) for t in times]
    second = [drawn(back, t) for t in reversed(times)]
    for one, other in zip(first, reversed(second), strict=True):
        np.testing.assert_array_equal(one, other)


def test_threads_change_nothing() -> None:
    frames = []
    before = numba.get_num_threads()
    try:
        for threads in (1, min(2, before)):
            numba.set_num_threads(threads)
            frames.append(drawn(air(Weather.STORM, Effect.BUBBLES, Effect.SMOKE)))
    finally:
        numba.set_num_threads(before)
    np.testing.assert_array_equal(frames[0], frames[1])


@pytest.mark.parametrize("weather", [Weather.RAIN, Weather.SNOW])
def test_as_much_falls_at_the_end_of_a_clip_as_at_its_beginning(weather: Weather) -> None:
    what = air(weather)
    amounts = [change(drawn(what, t)) for t in np.linspace(0, 9, 12)]
    assert max(amounts) < 1.6 * min(amounts)


def test_a_still_moment_seen_from_aside_shifts_what_is_near_by_more() -> None:
    what = air(Weather.SNOW)
    moved = []
    for nearest, farthest in ((1.5, 2.5), (8.0, 12.0)):
        places = []
        for view in (View(), View(x=0.03)):
            drawn(what, 1.0, view)
            seen = what._last[-1][1]
            inside = (seen.z >= nearest) & (seen.z < farthest)
            places.append((seen.z[inside], seen.table[inside, kernel.X]))
        (z, x), (z1, x1) = places
        shared, a, b = np.intersect1d(z, z1, return_indices=True)
        assert len(shared) > 5
        shifts = x[a] - x1[b]
        np.testing.assert_allclose(shifts, LENS.focal * 0.03 / shared, rtol=0.02, atol=0.05)
        moved.append(float(np.median(shifts)))
    assert moved[0] > 3 * moved[1]


def test_nothing_jumps_in_the_middle_of_the_picture() -> None:
    """From one frame to the next no flake appears at once that was not near before."""
    what = air(Weather.SNOW)
    known = []
    for t in (2.0, 2.0 + 1 / 96):
        drawn(what, t)
        table = what._last[-1][1].table
        bright = table[table[:, kernel.ALPHA] > 0.35]
        known.append(bright[:, [kernel.X, kernel.Y]])
    before, after = known
    inner = after[
        (np.abs(after[:, 0] - LENS.width / 2) < 180) & (after[:, 1] > 20) & (after[:, 1] < 200)
    ]
    gap = np.linalg.norm(inner[:, None] - before[None], axis=2).min(1)
    assert len(inner) > 20
    assert gap.max() < 12


def test_snow_at_night_is_dim_and_golden_rain_is_warm() -> None:
    def added(level: float, key: RGB, weather: Weather) -> Floats:
        frame = drawn(air(weather, on=place(level, key)), grey=10)[..., :3].astype(np.float32)
        return np.asarray(frame[(frame > 14).any(2)].mean(0), np.float32)

    day, night = (added(level, (1, 1, 1), Weather.SNOW) for level in (0.2, 0.01))
    assert night.mean() < 0.5 * day.mean()
    petals = air(Weather.CLEAR, Effect.PETALS, on=place(0.2, (3.0, 1.6, 0.8)))
    white = air(Weather.CLEAR, Effect.PETALS, on=place(0.2, (1.0, 1.0, 1.0)))
    warm, plain = (drawn(one, grey=10)[..., :3].astype(float) - 10 for one in (petals, white))
    ratio = [one[..., 0].sum() / one[..., 2].sum() for one in (warm, plain)]
    assert ratio[0] > 1.15 * ratio[1]


def test_fireflies_add_light_and_never_darken() -> None:
    frame = drawn(air(Weather.CLEAR, Effect.FIREFLIES))
    assert frame[..., :3].min() >= 69
    assert frame[..., 1].max() > 120


def test_water_and_ground_take_splashes_and_the_open_sky_none() -> None:
    grounded = air(Weather.RAIN)
    high = replace(place(), depth=np.full_like(plane_depth(LENS), 1e5))
    drawn(grounded)
    rings = grounded._last[-1][1].table[:, kernel.KIND] == kernel.RING
    assert rings.sum() > 20
    adrift = air(Weather.RAIN, on=high)
    drawn(adrift)
    assert not (adrift._last[-1][1].table[:, kernel.KIND] == kernel.RING).any()


def test_splashes_lie_on_the_ground_below_the_horizon() -> None:
    what = air(Weather.RAIN)
    drawn(what)
    seen = what._last[-1][1]
    ring = seen.table[:, kernel.KIND] == kernel.RING
    rows = LENS.horizon + LENS.focal * LENS.eye / seen.z[ring]
    np.testing.assert_allclose(seen.table[ring, kernel.Y], rows, atol=0.01)


def test_the_film_tables_are_each_others_way_back() -> None:
    light, film = film_tables()
    last = len(film) - 1
    place = np.sqrt(np.minimum(light / kernel.FILM_TOP, 1)) * last
    back = film[place.astype(int)].astype(int)
    assert np.abs(back - np.arange(256))[:245].max() <= 1
