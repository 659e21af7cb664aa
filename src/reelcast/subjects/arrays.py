"""The kinds of array that pass between the steps of a cut-out."""

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
"""``(H, W, 3)`` sRGB."""
Rgba = NDArray[np.uint8]
"""``(H, W, 4)`` sRGB with straight alpha."""
Matte = NDArray[np.float32]
"""``(H, W)``: how much of each pixel is subject, 0 to 1."""
