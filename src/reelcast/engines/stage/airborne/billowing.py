"""Fog and smoke: banks that drift between the subjects, on a coarse grid, marched by depth."""

import functools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.airborne.sight import Sight, developed
from reelcast.engines.stage.airborne.swarm import Wind
from reelcast.engines.stage.sets.base import Floats

_ROWS = 45
"""Cells down the frame: nothing of a bank is finer."""
_FAINTEST = 0.01
"""An opacity that nobody sees."""
_EDGES = np.concatenate([[0.4], np.geomspace(1.2, 60.0, 9)]).astype(np.float32)
"""Metres between which a bank is looked up once."""


@dataclass(frozen=True, slots=True)
class Bank:
    """``dense`` is the opacity of a metre of it where it is thick.

    One tile of noise is ``size`` metres long and ``flat`` times less high; it rises ``rises``
    metres a second. It thins over ``low`` metres of height to the share ``high``, and is there
    where the noise is between ``gap`` and ``core`` or more. ``white`` is how bright it is, relative
    to white in the fill light, ``keyed`` how much of the key light it scatters. It ``begins`` and
    ``ends`` so many metres from the lens, softly.
    """

    wind: Wind
    dense: float
    size: float
    flat: float
    rises: float
    low: float
    high: float
    gap: float
    core: float
    white: float
    keyed: float
    begins: float
    ends: float

    def draw(
        self,
        frame: NDArray[np.uint8],
        sight: Sight,
        nearness: Floats,
        nearest: float,
        farthest: float,
    ) -> None:
        """Lay what of it is between two depths (z, metres) over ``frame`` (RGBA), in place."""
        # Late: its kernels must be decorated after their cache folder is known.
        from reelcast.engines.stage.kernels.billows import march, veil
        from reelcast.engines.stage.kernels.noise import volume

        lens, view = sight.lens, sight.view
        if farthest <= _EDGES[0] or nearest >= _EDGES[-1]:
            return
        cell = max(2 * round(lens.height / _ROWS / 2), 2)
        shape = (-(-lens.height // cell) + 2, -(-lens.width // cell) + 2)
        alpha = np.empty(shape, np.float32)
        along = float(self.wind.carried(sight.seconds))
        middle = np.array(
            [
                lens.width / 2 - view.pan,
                lens.horizon + view.tilt,
                cell,
                lens.eye,
                max(nearest, float(_EDGES[0])),
                min(farthest, float(_EDGES[-1])),
            ]
        )
        drifted = (self.wind.across * along, self.rises * sight.seconds, self.wind.away * along)
        shaped = (self.low, self.high, self.gap, self.core, self.begins, self.ends)
        bank = np.array([self.dense, self.size, self.flat, *drifted, *shaped])
        march(
            volume(),
            nearness,
            scene_of(sight),
            middle.astype(np.float32),
            _EDGES,
            bank.astype(np.float32),
            alpha,
        )
        # Outlines of what stands in it would show the grid.
        alpha = np.asarray(cv2.GaussianBlur(alpha, (0, 0), 0.8), np.float32)
        if alpha.max() > _FAINTEST:
            colour = _widened(self._colour(sight, shape, cell), cell)
            through = np.repeat((1 - alpha)[..., None], 4, 2)
            flat = frame.reshape(lens.height, -1)
            veil(flat, alpha.max(1), _widened(through, cell), colour, _dither(), cell)

    def _colour(self, sight: Sight, shape: tuple[int, ...], cell: int) -> Floats:
        """What it looks like at every cell, RGBA 0 to 255."""
        rows, columns = np.indices(shape, np.float32).reshape(2, -1)
        ambience = sight.ambience
        light = ambience.around((columns - 0.5) * cell, (rows - 0.5) * cell, 0.7)
        smooth = cv2.GaussianBlur(light.reshape(*shape, 3), (0, 0), 2.0).reshape(-1, 3)
        shown = developed(self.white * smooth + self.keyed * ambience.key)
        opaque = np.full_like(shown["red"], 255)
        return np.stack([*shown.values(), opaque], 1).reshape(*shape, 4)


def _widened(cells: Floats, cell: int) -> Floats:
    """Cells ``(h, w, 4)`` grown to all columns, ``(h, 4 * w * cell)``."""
    size = (cells.shape[1] * cell, cells.shape[0])
    return np.asarray(cv2.resize(cells, size).reshape(len(cells), -1), np.float32)


@functools.cache
def _dither() -> NDArray[np.uint16]:
    """Numbers from 0 to 255: enough for a row of the frame and some to shift it by."""
    return np.random.default_rng(5).integers(0, 256, 1 << 16, np.uint16)


def scene_of(sight: Sight) -> Floats:
    """Lens and view as the kernels want them, see ``kernels.billows``."""
    lens, view = sight.lens, sight.view
    numbers = (lens.focal, lens.plate_centre / 4, lens.plate_horizon / 4, view.x, view.y, view.z)
    return np.array(numbers, np.float32)


def fog(wind: Wind, amount: float) -> Bank:
    """Soft banks low over the ground."""
    return Bank(
        wind,
        0.26 * amount,
        16.0,
        2.0,
        0.05,
        1.5,
        0.15,
        0.40,
        0.70,
        white=0.66,
        keyed=0.10,
        begins=1.8,
        ends=200.0,
    )


def smoke(wind: Wind, amount: float) -> Bank:
    """Billows that rise and thin out."""
    return Bank(
        wind,
        0.55 * amount,
        7.0,
        0.9,
        0.40,
        1.7,
        0.10,
        0.42,
        0.68,
        white=0.52,
        keyed=0.16,
        begins=2.2,
        ends=15.0,
    )
