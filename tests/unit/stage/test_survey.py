"""Pictures for people who tune sets agree with the set."""

import numpy as np

from reelcast.board import Setting
from reelcast.engines.stage import sets, survey
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Conditions

LENS = Lens(320, 180, 320, 84, 1.0)


def test_near_is_white_and_far_is_black() -> None:
    depth = survey.depth_of(sets.build(Setting.STUDIO, LENS, Conditions()))
    width, height = LENS.plate_size
    assert depth.shape == (height, width)
    column = depth[round(LENS.plate_horizon) + 8 :, width // 2].astype(int)
    assert (np.diff(column) >= -1).all()
    assert column[-1] > column[0] + 20


def test_the_ground_is_ruled_where_the_lens_sees_those_metres() -> None:
    place = sets.build(Setting.STUDIO, LENS, Conditions())
    changed = np.abs(survey.ground_of(place).astype(int) - survey.plate_of(place)).sum(2) > 60
    across = changed[:, LENS.plate_size[0] // 2 + 20]
    for z in (3.0, 4.0):
        row = round(LENS.plate_horizon + LENS.focal * LENS.eye / z)
        assert across[row - 2 : row + 2].any()
    # The person stands on the ground and is seen 1.7 m tall.
    z = LENS.distance(0.9 * LENS.height)
    person = changed[:, round(LENS.plate_centre) - 1 : round(LENS.plate_centre) + 2].any(1)
    assert abs(person.nonzero()[0][0] - (LENS.plate_horizon - 0.7 * LENS.focal / z)) < 3


def test_the_frame_is_the_middle_of_the_plate() -> None:
    place = sets.build(Setting.STUDIO, LENS, Conditions())
    frame, plate = survey.frame_of(place), survey.plate_of(place)
    left, top = LENS.margin
    middle = plate[top : top + LENS.height, left : left + LENS.width]
    assert np.abs(frame.astype(int) - middle).max() <= 2
