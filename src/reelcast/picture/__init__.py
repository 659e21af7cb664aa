"""An image file's bytes: whether they are a picture Reelcast takes, and its pixels.

Knows no URL, no store and no engine. Needs Pillow; numpy only where pixels are made.
"""

from reelcast.picture.check import (
    MAX_FETCHED_BYTES,
    MAX_INLINE_BYTES,
    MAX_RATIO,
    MIN_SIDE,
    Picture,
    inspect,
)
from reelcast.picture.colour import pixels
from reelcast.picture.container import Format

__all__ = [
    "MAX_FETCHED_BYTES",
    "MAX_INLINE_BYTES",
    "MAX_RATIO",
    "MIN_SIDE",
    "Format",
    "Picture",
    "inspect",
    "pixels",
]
