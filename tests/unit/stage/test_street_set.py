"""A street: its walls are where its rays meet them, its light comes from where it should."""

import numpy as np
import pytest

from reelcast.board import Time, Weather
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Conditions, Set, plane_depth

LENS = Lens(160, 90, 160, 42, 1.0)
FRONT, GROUND = 0, -2


def built(time: Time, weather: Weather = Weather.CLEAR, side: int = 1, seed: int = 3) -> Set:
    from reelcast.engines.stage.sets.street import build

    return build(LENS, Conditions(time, weather, side, seed))


def luminance(place: Set) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return place.radiance @ np.array([0.2126, 0.7152, 0.0722], np.float32)


def test_a_wall_is_seen_where_a_ray_to_it_goes() -> None:
    from reelcast.engines.stage.kernels.walls import raster, trace
    from reelcast.engines.stage.sets.outdoors import eye_of

    eye = eye_of(LENS)
    walls = np.array(
        [
            (-2.0, 9.0, 2.5, 11.0, 0.0, 3.0, 0, FRONT),
            (-9.0, 14.0, 9.0, 14.0, 0.0, 6.0, 1, FRONT),
            (2.0, 5.0, -2.0, 5.0, 0.0, 3.0, 2, FRONT),  # seen from behind: not drawn
        ]
    )
    depth, seen = raster(eye, walls)
    assert set(np.unique(seen)) == {-1, GROUND, 0, 1}
    for k in (0, 1):
        row, column = (int(v[len(v) // 2]) for v in np.nonzero(seen == k))
        d = ((column + 0.5 - eye.centre) / eye.focal, (eye.horizon - row - 0.5) / eye.focal, 1.0)
        far, met = trace(walls[:2], 0.0, eye.above, 0.0, *d)
        assert met == k
        assert far == pytest.approx(depth[row, column], rel=1e-5)


def test_the_relief_of_a_front_stays_within_the_bounds_that_rays_search() -> None:
    from reelcast.engines.stage.kernels.facades import IN, OUT, PANE, house_of, relief
    from reelcast.engines.stage.sets.parts.blocks import house

    rng = np.random.default_rng(4)
    for shops in (True, False):
        home = house_of(np.array([house(rng, 11.0, 13.0, shops)]), 0)
        points = rng.uniform((0, 0), (home.wide, home.tall), (4000, 2))
        found = [relief(home, float(u), float(y)) for u, y in points]
        assert all(IN < height < OUT for height, _ in found)
        panes = [height for height, part in found if part == PANE]
        assert len(panes) > 100
        assert max(panes) < 0  # windows lie in the wall, not on it


def test_a_ray_along_a_front_stops_at_what_stands_out() -> None:
    from reelcast.engines.stage.kernels.facades import house_of, march, relief
    from reelcast.engines.stage.sets.parts.blocks import house

    home = house_of(np.array([house(np.random.default_rng(4), 11.0, 13.0, True)]), 0)
    for y in np.linspace(4.5, 11.0, 40):
        u, up, out = march(home, 5.0, float(y), 0.5, 0.1, -0.85)
        beside = [relief(home, u + du, up + dy)[0] for du in (-0.03, 0.03) for dy in (-0.02, 0.02)]
        assert min(*beside, relief(home, u, up)[0]) - 0.02 <= out <= max(*beside, out)


@pytest.mark.parametrize("time", [Time.DAY, Time.GOLDEN])
@pytest.mark.parametrize("side", [-1, 1])
def test_the_fronts_opposite_the_key_light_stand_in_it(time: Time, side: int) -> None:
    for seed in (1, 3):
        place = built(time, side=side, seed=seed)
        assert np.sign(place.light.towards[0]) == side
        width, _ = LENS.plate_size
        fronts = luminance(place)[12 : int(LENS.plate_horizon)]
        left, right = fronts[:, : width // 4].mean(), fronts[:, -width // 4 :].mean()
        assert (left > 1.15 * right) == (side > 0)


def test_subjects_stand_on_the_plane() -> None:
    place = built(Time.DAY)
    plane = plane_depth(LENS)
    middle = place.depth.shape[1] // 2
    near = slice(int(LENS.plate_horizon) // 4 + 4, None)
    np.testing.assert_allclose(place.depth[near, middle], plane[near, middle], rtol=0.01)


def test_lamps_and_windows_are_lit_and_flicker_only_after_dark() -> None:
    day, night = built(Time.DAY), built(Time.NIGHT)
    horizon = int(LENS.plate_horizon)

    def range_of(place: Set) -> float:
        light = luminance(place)[:horizon]
        return float(np.quantile(light, 0.998) / np.median(light))

    assert range_of(night) > 4 * range_of(day)
    assert not day.stirs
    assert 0 < (night.stirs[0].amount > 0).mean() < 0.4


def test_wet_ground_mirrors_the_lights_and_dry_ground_does_not() -> None:
    ground = slice(int(LENS.plate_horizon) + 4, None)
    spread = {
        weather: float(np.std(np.log(luminance(built(Time.NIGHT, weather))[ground].mean(0))))
        for weather in (Weather.CLEAR, Weather.RAIN)
    }
    assert spread[Weather.RAIN] > 1.3 * spread[Weather.CLEAR]
    assert built(Time.NIGHT, Weather.RAIN).gloss > 4 * built(Time.NIGHT).gloss


def test_snow_whitens_the_ground_more_than_the_fronts() -> None:
    horizon = int(LENS.plate_horizon)

    def share(weather: Weather) -> float:
        light = luminance(built(Time.DAY, weather))
        return float(light[horizon + 10 :].mean() / light[10 : horizon - 4].mean())

    assert share(Weather.SNOW) > 1.4 * share(Weather.CLOUDY)


def test_two_seeds_are_two_streets() -> None:
    first, second = (luminance(built(Time.DAY, seed=seed)) for seed in (3, 5))
    assert np.abs(np.log(first / second)).mean() > 0.2
