"""The camera as the kernels know it. Beneath everything: what only looks need not know the air."""

from typing import NamedTuple


class Eye(NamedTuple):
    """A pinhole that keeps verticals vertical, in plate pixels; the horizon is row ``horizon``."""

    width: int
    height: int
    focal: float
    centre: float
    horizon: float
    above: float
    """Metres above the ground."""
