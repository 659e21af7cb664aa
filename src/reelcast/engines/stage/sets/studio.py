"""A photographer's studio: one sheet of paper from the wall over a cove to the floor, soft boxes.

There is no line between floor and wall, only the light's own gradient. The hour sets the mood: by
day high key, then a warm gel, a cold one, and at night little more than a pool on dark paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np

from reelcast.board import Time
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import COARSE, RGB, Conditions, Floats, Light, Places, Set

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


@dataclass(frozen=True, slots=True)
class _Mood:
    """How a studio is lit. ``level`` is the radiance of the floor's middle; ``depth`` the power the
    paper's reflectance is raised to (darker and richer above 1); ``boxes`` and ``pool`` scale the
    soft boxes and the light on the wall, ``gel`` is the pool's colour, ``fill`` scales the fill."""

    level: float
    depth: float
    boxes: float
    pool: float
    gel: RGB
    key: RGB
    fill: float


_MOODS: Mapping[Time, _Mood] = MappingProxyType(
    {
        Time.DAY: _Mood(0.21, 1.0, 1.0, 1.5, (1.0, 1.0, 1.0), (1.0, 0.985, 0.96), 1.0),
        Time.GOLDEN: _Mood(0.18, 1.15, 0.85, 1.8, (1.18, 0.98, 0.74), (1.0, 0.95, 0.86), 0.9),
        Time.DUSK: _Mood(0.085, 1.5, 0.42, 1.35, (0.72, 0.92, 1.40), (1.0, 0.96, 0.92), 0.6),
        Time.NIGHT: _Mood(0.038, 2.1, 0.22, 0.75, (1.0, 0.97, 0.94), (1.0, 0.97, 0.93), 0.38),
    }
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


def _illuminate(
    at: tuple[Floats, Floats, Floats, Floats], wall: float, side: float, mood: _Mood
) -> Floats:
    """Irradiance of the paper, RGB; lengths in studio units, ``side`` -1 swaps left and right."""
    x, y, z, up = at
    out = np.full(x.shape, 0.10 * mood.boxes, np.float32)
    out_of_wall = np.sqrt(np.maximum(1 - up * up, 0))
    for bx, by, bz, power in _BOXES:
        dx, dy, dz = bx * side - x, by - y, bz * wall - z
        square = dx * dx + dy * dy + dz * dz
        facing = (dy * up - dz * out_of_wall) / np.sqrt(square)
        out += mood.boxes * power * np.maximum(facing * 0.8 + 0.2, 0) / (square + 1.4)
    # A pool of light on the wall behind the subject, as a photographer would put it.
    pool = np.exp(-((x / 2.1) ** 2) - ((y - 1.1) / 1.35) ** 2) * (1 - up)
    gel = np.array(mood.gel, np.float32)
    return np.asarray(out[..., None] + mood.pool * pool[..., None] * gel, np.float32)


def build(lens: Lens, wanted: Conditions) -> Set:
    """The studio, its paper chosen by the seed and its mood by the hour. It knows no weather."""
    rng, mood = wanted.rng(), _MOODS[wanted.time]
    paper = np.array(PAPERS[int(rng.integers(len(PAPERS)))], np.float32) ** np.float32(mood.depth)
    side = -wanted.key_side()
    front = lens.distance(0.88 * lens.height)
    wall, cove = _WALL * front, 0.75 * front
    x, y, z, up = _surface(lens, wall, cove)
    # Light is laid out for a wall at 6 m: the same picture whatever the distances are.
    unit = np.float32(6.0 / wall)
    energy = _illuminate((x * unit, y * unit, z * unit, up), 6.0, side, mood)
    width, height = lens.plate_size
    grown = cv2.resize(
        energy, (energy.shape[1] * COARSE, energy.shape[0] * COARSE), interpolation=cv2.INTER_CUBIC
    )[:height, :width]
    middle = grown[round(0.62 * height) :: 4, ::4].mean() * float(paper.mean())
    return Set(
        lens=lens,
        radiance=(grown * (paper * np.float32(mood.level / middle))).astype(np.float32),
        depth=z,
        light=Light((0.52 * -side, 0.68, -0.52), mood.key, _fill(paper, mood.fill), 1.0),
        places=Places(near=lens.nearest, far=wall - cove, reach=0.5 * wall),
    )


def _fill(paper: Floats, share: float) -> RGB:
    """What the paper throws back, mixed with the fill box's white."""
    r, g, b = (0.45 * share * (0.6 + 0.4 * paper / paper.mean())).tolist()
    return r, g, b
