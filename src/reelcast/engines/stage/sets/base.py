"""What every set hands to the camera: light that was not photographed yet, and its geometry."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.lens import Lens

Floats = NDArray[np.float32]
RGB = tuple[float, float, float]
SKY = 1e5
"""Metres at which the sky is put."""
COARSE = 4
"""Plate pixels per cell of a depth map, along each side."""


@dataclass(frozen=True, slots=True)
class Light:
    """The light a subject stands in. Linear RGB; only the proportions matter.

    ``towards`` is the unit vector (right, up, away from the camera) to the key light; ``key`` what
    a surface facing it receives / pi, ``fill`` what comes from everywhere else.
    ``softness`` 0 (a sharp sun) to 1 (a wall of soft boxes) widens the edge of cast shadows.
    """

    towards: RGB
    key: RGB
    fill: RGB
    softness: float


@dataclass(frozen=True, slots=True)
class Set:
    """A place to play in, larger than the frame by the lens's margin.

    ``radiance`` is float32 linear RGB ``(plate height, plate width, 3)``; ``exposure`` the gain
    that makes it a photograph. ``depth`` is float32 z in metres at a quarter of the plate's size,
    where the ground under the subjects is exactly the lens's plane.
    ``cover`` is the height in metres up to which ground plants hide feet, 0 for a bare floor.
    ``drift`` is how far the clouds move in frame heights per second, 0 indoors.
    ``aperture`` is the defocus in frame heights times metres, ``|1 / focus - 1 / z|`` times it.
    ``glare`` is how much highlights glow, 0 where the radiance has been through a lens already.
    """

    lens: Lens
    radiance: Floats
    depth: Floats
    light: Light
    exposure: float
    cover: float
    drift: float
    aperture: float
    glare: float = 1.0


def plane_depth(lens: Lens) -> Floats:
    """Depth map of the bare ground plane under an endless sky."""
    width, height = lens.plate_size
    rows = (np.arange(0, height, COARSE) + COARSE / 2) - lens.plate_horizon
    z = np.full(rows.shape, SKY)
    below = rows > 0
    z[below] = np.minimum(lens.focal * lens.eye / rows[below], SKY)
    columns = -(-width // COARSE)
    return np.repeat(z.astype(np.float32)[:, None], columns, 1)
