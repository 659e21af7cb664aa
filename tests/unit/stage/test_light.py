"""Cut-outs take on the set's light without losing themselves; shadows lie where feet are."""

import numpy as np
import pytest

from reelcast.engines.stage import light, shadows
from reelcast.engines.stage.sets.base import Floats, Light
from reelcast.subjects.subject import Edge
from tests.unit.stage.cutouts import standing

WARM = Light((0.7, 0.3, -0.6), (1.0, 0.7, 0.4), (0.2, 0.25, 0.35), 0.2)


def surroundings(value: float) -> Floats:
    return np.full((48, 48, 3), value, np.float32)


def mean(rgba: light.Pixels) -> Floats:
    return np.asarray(rgba[rgba[..., 3] > 250][:, :3].mean(0), np.float32)


def test_a_warm_key_warms_the_subject() -> None:
    rgba = standing().rgba
    grey = rgba.copy()
    grey[..., :3] = 120
    red, _, blue = mean(light.match(grey, WARM, surroundings(0.2)))
    assert red > blue + 10


def test_a_dark_set_darkens_and_a_bright_one_hardly_lifts() -> None:
    rgba = standing().rgba
    dark = mean(light.match(rgba, WARM, surroundings(0.01))).mean()
    bright = mean(light.match(rgba, WARM, surroundings(0.9))).mean()
    assert dark < mean(rgba).mean() < bright < 1.25 * mean(rgba).mean()


def test_light_never_changes_the_outline() -> None:
    rgba = standing().rgba
    matched = light.match(rgba, WARM, surroundings(0.3))
    np.testing.assert_array_equal(matched[..., 3], rgba[..., 3])


def test_a_subject_that_fills_its_picture_is_lit_as_well() -> None:
    rgba = np.full((40, 60, 4), 255, np.uint8)
    assert np.isfinite(light.match(rgba, WARM, surroundings(0.3)).astype(float)).all()


@pytest.mark.parametrize(
    ("edge", "there"),
    [
        (Edge.LEFT, np.s_[:, 0]),
        (Edge.RIGHT, np.s_[:, -1]),
        (Edge.TOP, np.s_[0, :]),
    ],
)
def test_a_cut_edge_fades_out_and_the_rest_stays(
    edge: Edge, there: tuple[slice | int, slice | int]
) -> None:
    faded = light.feather(np.full((90, 90), 255, np.uint8), frozenset({edge}))
    assert faded[there].max() < 20
    assert faded[45, 45] == 255


@pytest.mark.parametrize("side", [-1, 1])
def test_a_photograph_says_from_which_side_it_was_lit(side: int) -> None:
    rgba = ball(side)
    assert light.lit_from(rgba) == pytest.approx(side, abs=0.3)
    assert light.lit_from(np.ascontiguousarray(rgba[:, ::-1])) == -light.lit_from(rgba)


def test_what_is_evenly_lit_or_hardly_there_is_lit_from_nowhere() -> None:
    assert light.lit_from(ball(0)) == pytest.approx(0, abs=0.1)
    assert light.lit_from(np.zeros((40, 40, 4), np.uint8)) == 0


def ball(side: int) -> light.Pixels:
    """A grey ball, brighter on one side."""
    y, x = np.mgrid[-1:1:120j, -1:1:120j]
    grey = np.clip(120 + 80 * side * x, 0, 255)
    return np.dstack([grey, grey, grey, 255.0 * (x * x + y * y < 0.8)]).astype(np.uint8)


def test_feet_are_found_where_the_outline_comes_down() -> None:
    alpha = np.zeros((200, 100), np.uint8)
    alpha[:150, 10:90] = 255
    alpha[150:, 15:25] = 255  # a front foot on the lowest row
    alpha[150:190, 70:80] = 255  # a rear foot, ten rows higher
    assert shadows.feet(alpha) == [(15, 25, 0), (70, 80, 10)]
