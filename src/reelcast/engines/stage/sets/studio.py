"""A photographer's studio: one sheet of paper from the wall over a cove to the floor, soft boxes.

There is no line between floor and wall, only the light's own gradient.
"""

import cv2
import numpy as np

from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import COARSE, RGB, Floats, Light, Set

PAPERS: tuple[RGB, ...] = (
    (0.56, 0.565, 0.58),  # storm grey
    (0.60, 0.545, 0.49),  # sand
    (0.36, 0.47, 0.54),  # slate blue
    (0.47, 0.54, 0.46),  # sage
    (0.63, 0.47, 0.41),  # clay
    (0.50, 0.47, 0.58),  # heather
)
"""Reflectance of the papers on offer, linear RGB."""
_WALL = 2.0
"""Distance of the wall, in distances from the camera to the front of the floor's middle."""
# Soft boxes: x, y, z (in units of the eye's height times 2 and of the wall's distance), power.
_BOXES = (
    (-2.6, 3.6, 0.18, 10.0),
    (2.9, 3.4, 0.04, 4.0),
    (-2.2, 3.8, 0.62, 2.6),
    (2.2, 3.8, 0.62, 2.2),
)


def _surface(lens: Lens, wall: float, cove: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Where the rays of a coarse grid meet the paper: x, y, z and the share facing up."""
    width, height = lens.plate_size
    px = np.arange(COARSE / 2, width + COARSE, COARSE, dtype=np.float32)[: -(-width // COARSE)]
    py = np.arange(COARSE / 2, height + COARSE, COARSE, dtype=np.float32)[: -(-height // COARSE)]
    v = (lens.plate_horizon - py) / lens.focal
    floor = np.where(v < 0, lens.eye / np.maximum(-v, 1e-6), np.inf)
    a = 1 + v * v
    b = v * (lens.eye - cove) - (wall - cove)
    c = (wall - cove) ** 2 + (lens.eye - cove) ** 2 - cove * cove
    bend = (-b + np.sqrt(np.maximum(b * b - a * c, 0))) / a
    z = np.where(floor < wall - cove, floor, np.where(lens.eye + v * wall > cove, wall, bend))
    y = np.maximum(lens.eye + v * z, 0)
    up = np.clip((cove - y) / cove, 0, 1) * (z > wall - cove) + (z <= wall - cove)
    x = (px[None, :] - lens.plate_centre) / lens.focal * z[:, None]
    shape = x.shape
    return (
        x.astype(np.float32),
        np.broadcast_to(y[:, None], shape).astype(np.float32),
        np.broadcast_to(z[:, None], shape).astype(np.float32),
        np.broadcast_to(up[:, None], shape).astype(np.float32),
    )


def _illuminate(x: Floats, y: Floats, z: Floats, up: Floats, wall: float, side: float) -> Floats:
    """Irradiance of the paper; lengths in studio units, ``side`` -1 swaps left and right."""
    out = np.full(x.shape, 0.10, np.float32)
    out_of_wall = np.sqrt(np.maximum(1 - up * up, 0))
    for bx, by, bz, power in _BOXES:
        dx, dy, dz = bx * side - x, by - y, bz * wall - z
        square = dx * dx + dy * dy + dz * dz
        facing = (dy * up - dz * out_of_wall) / np.sqrt(square)
        out += power * np.maximum(facing * 0.8 + 0.2, 0) / (square + 1.4)
    # A pool of light on the wall behind the subject, as a photographer would put it.
    pool = np.exp(-((x / 2.1) ** 2) - ((y - 1.1) / 1.35) ** 2)
    return np.asarray(out + 1.5 * pool * (1 - up), np.float32)


def build(lens: Lens, rng: np.random.Generator) -> Set:
    """The studio with paper and key side chosen by ``rng``."""
    paper = np.array(PAPERS[int(rng.integers(len(PAPERS)))], np.float32)
    side = float(rng.choice((-1.0, 1.0)))
    front = lens.distance(0.88 * lens.height)
    wall, cove = _WALL * front, 0.75 * front
    x, y, z, up = _surface(lens, wall, cove)
    # Light is laid out for a wall at 6 m: the same picture whatever the distances are.
    unit = 6.0 / wall
    energy = _illuminate(x * unit, y * unit, z * unit, up, 6.0, side)
    width, height = lens.plate_size
    grown = cv2.resize(
        energy, (energy.shape[1] * COARSE, energy.shape[0] * COARSE), interpolation=cv2.INTER_CUBIC
    )[:height, :width]
    radiance = (grown[..., None] * (paper / np.pi)).astype(np.float32)
    middle = grown[round(0.62 * height) :: 4, ::4].mean() * float(paper.mean()) / np.pi
    return Set(
        lens=lens,
        radiance=radiance,
        depth=z,
        light=Light((0.52 * side * -1, 0.68, -0.52), (1.0, 0.985, 0.96), _fill(paper), 1.0),
        exposure=0.21 / float(middle),
        cover=0.0,
        drift=0.0,
        aperture=0.0,
    )


def _fill(paper: Floats) -> RGB:
    """What the paper throws back, mixed with the fill box's white."""
    r, g, b = (0.45 * (0.6 + 0.4 * paper / paper.mean())).tolist()
    return r, g, b
