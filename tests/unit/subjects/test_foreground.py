"""A cut-out's own colours."""

import numba
import numpy as np

from reelcast.settings import Settings
from reelcast.subjects.foreground import Foreground


def test_the_background_does_not_show_in_the_edges_and_compiled_code_is_kept() -> None:
    y, x = np.mgrid[:64, :64] - 31.5
    matte = np.clip((24 - np.hypot(x, y)) / 6 + 0.5, 0, 1).astype(np.float32)
    red, blue = np.array((220, 30, 20)), np.array((10, 40, 200))
    photo = (matte[..., None] * red + (1 - matte[..., None]) * blue).astype(np.uint8)
    before = numba.config.CACHE_DIR
    cache_dir = Settings.read().cache_dir
    colours = Foreground(cache_dir)(photo, matte)
    assert np.abs(colours[matte > 0.1].astype(int) - red).max() < 12
    assert list((cache_dir / "kernels").rglob("*estimate_fb_ml*.nbc"))
    assert before == numba.config.CACHE_DIR
