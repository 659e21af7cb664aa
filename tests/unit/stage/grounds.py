"""What every set with ground under the subjects has to hold."""

import numpy as np

from reelcast.engines.stage.sets.base import COARSE, Set


def assert_on_the_plane(place: Set, far: float) -> None:
    """Up to ``far`` metres the ground lies on the lens's plane, all across the plate."""
    lens = place.lens
    rows = (np.arange(place.depth.shape[0]) + 0.5) * COARSE - lens.margin[1]
    near = np.flatnonzero(rows > lens.row(far))
    expected = lens.focal * lens.eye / (rows[near] - lens.horizon)
    across = np.repeat(expected[:, None], place.depth.shape[1], 1)
    np.testing.assert_allclose(place.depth[near], across, rtol=0.05)
