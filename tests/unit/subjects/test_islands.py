"""Which parts of a matte stay."""

import numpy as np

from reelcast.subjects.islands import without_doubt, without_islands


def test_a_stray_goes_a_companion_and_a_thin_strap_stay() -> None:
    matte = np.zeros((100, 200), np.float32)
    matte[10:60, 10:60] = 1  # the main part
    matte[10:50, 100:140] = 0.9  # the other shoe
    matte[90:95, 150:155] = 1  # a stray
    matte[30, 60:80] = 0.2  # a strap with its end
    matte[28:33, 80:85] = 0.8
    kept = without_islands(matte)
    assert kept[30, 30] == 1
    assert kept[30, 120] == np.float32(0.9)
    assert kept[30, 70] == np.float32(0.2)
    assert kept[30, 82] == np.float32(0.8)
    assert not kept[85:].any()


def test_a_faint_haze_is_not_the_main_part() -> None:
    matte = np.full((100, 100), 0.0, np.float32)
    matte[:, :50] = 0.3
    matte[40:60, 70:90] = 1
    kept = without_islands(matte)
    assert kept[50, 80] == 1
    assert not kept[:, :50].any()


def test_a_dip_is_filled_and_an_opening_is_not() -> None:
    matte = np.ones((60, 60), np.float32)
    matte[:5] = matte[-5:] = matte[:, :5] = matte[:, -5:] = 0
    matte[10:20, 10:20] = 0.4
    matte[30:40, 30:40] = 0.4
    matte[33:36, 33:36] = 0
    filled = without_doubt(matte)
    assert filled[15, 15] == 1
    assert np.array_equal(filled[25:], matte[25:])
