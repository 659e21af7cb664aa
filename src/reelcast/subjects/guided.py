"""The guided filter: pulls a soft map to the edges of a colour picture. Knows no subjects.

K. He, J. Sun, X. Tang, "Guided Image Filtering", ECCV 2010, in its fast form (He and Sun 2015):
the local linear model is solved on a smaller grid and applied at full size.
"""

import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float32]


def guided_filter(guide: Map, source: Map, radius: float, epsilon: float, step: int = 1) -> Map:
    """``source`` (``(H, W)`` 0 to 1) redrawn as a locally linear function of ``guide``.

    ``guide`` is ``(H, W, 3)`` 0 to 1. ``radius`` in pixels of the full size; ``epsilon`` is the
    colour variance below which an area counts as flat; ``step`` the shrinking of the grid on which
    the model is solved.
    """
    height, width = source.shape
    grid = (max(width // step, 1), max(height // step, 1))
    slope, offset = _local_model(
        _resized(guide, grid), _resized(source, grid), max(round(radius / step), 1), epsilon
    )
    full_slope, full_offset = _resized(slope, (width, height)), _resized(offset, (width, height))
    return np.asarray(np.einsum("hwc,hwc->hw", full_slope, guide) + full_offset, np.float32)


def _resized(array: Map, size: tuple[int, int]) -> Map:
    import cv2

    way = cv2.INTER_AREA if size[0] < array.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(array, size, interpolation=way), np.float32)


def _mean(array: Map, radius: int) -> Map:
    """Of the square within ``radius`` of each pixel."""
    import cv2

    side = 2 * radius + 1
    return np.asarray(cv2.blur(array, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)


def _local_model(colours: Map, values: Map, radius: int, epsilon: float) -> tuple[Map, Map]:
    """Slope ``(H, W, 3)`` and offset ``(H, W)`` of ``values`` over ``colours``, pixel by pixel."""
    mean_colour, mean_value = _mean(colours, radius), _mean(values, radius)
    together = _mean(colours * values[..., None], radius) - mean_colour * mean_value[..., None]
    products = _mean(colours[..., _ROWS] * colours[..., _COLUMNS], radius)
    variance = products - mean_colour[..., _ROWS] * mean_colour[..., _COLUMNS]
    variance[..., _DIAGONAL] += epsilon
    slope = _solved(variance, together)
    offset = mean_value - np.einsum("hwc,hwc->hw", slope, mean_colour)
    return _mean(slope, radius), _mean(offset, radius)


# The six different entries of a symmetric 3 x 3 matrix, row by row.
_ROWS, _COLUMNS = [0, 0, 0, 1, 1, 2], [0, 1, 2, 1, 2, 2]
_DIAGONAL = [0, 3, 5]


def _solved(matrix: Map, right: Map) -> Map:
    """``x`` in ``matrix @ x = right``, by Cramer's rule: ``(H, W, 6)``, ``(H, W, 3)``."""
    a, b, c, d, e, f = np.moveaxis(matrix, -1, 0)
    p, q, r = d * f - e * e, c * e - b * f, b * e - c * d
    s, t, u = a * f - c * c, b * c - a * e, a * d - b * b
    determinant = a * p + b * q + c * r
    x, y, z = np.moveaxis(right, -1, 0)
    answer = np.stack((p * x + q * y + r * z, q * x + s * y + t * z, r * x + t * y + u * z), -1)
    return np.asarray(answer / determinant[..., None], np.float32)
