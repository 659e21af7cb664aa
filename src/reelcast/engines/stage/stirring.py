"""Plays what of a set moves by itself: for each frame, how far it is shifted and how bright it is.

On cells of four pixels: neither water nor leaves nor lamps show finer motion in a five-second clip.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Does, Floats, Lie, Stir

CELL = 4
"""Frame pixels along each side of a cell."""


@dataclass(frozen=True, slots=True)
class Stirring:
    """The stirs of a set as ``lens`` sees it; ``nearness`` is 1 / z at a quarter of the plate."""

    lens: Lens
    stirs: tuple[Stir, ...]
    nearness: Floats

    def shifts(self, columns: Floats, rows: Floats, seconds: float) -> tuple[Floats, Floats]:
        """How many pixels, right and down, what is seen at plate ``columns`` and ``rows`` moved."""
        across, along = self._sum(Does.SHIFT, columns, rows, seconds)
        # Water and leaves are seen to move more up and down than to the sides.
        return across * np.float32(0.6 * self.lens.height), along * np.float32(self.lens.height)

    def gain(self, columns: Floats, rows: Floats, seconds: float) -> Floats:
        """How much brighter, as a factor, what is seen there is."""
        _, along = self._sum(Does.GLEAM, columns, rows, seconds)
        return np.maximum(1 + along, 0, dtype=np.float32)

    def has(self, does: Does) -> bool:
        """Whether anything moves in this way."""
        return any(stir.does is does for stir in self.stirs)

    def _sum(
        self, does: Does, columns: Floats, rows: Floats, seconds: float
    ) -> tuple[Floats, Floats]:
        # Late: its kernels must be decorated after their cache folder is known.
        from reelcast.engines.stage.kernels import stir as kernel

        across, along = np.zeros_like(columns), np.zeros_like(columns)
        lies = {Lie.GROUND: kernel.GROUND, Lie.UPRIGHT: kernel.UPRIGHT, Lie.SCREEN: kernel.SCREEN}
        lens = self.lens
        for stir in self._of(does):
            kernel.stir(
                kernel.tile(),
                stir.amount,
                self.nearness,
                columns,
                rows,
                (lens.plate_centre, lens.plate_horizon),
                (lens.focal, lens.eye, float(lens.height)),
                (stir.size, *stir.flow, stir.pace, seconds),
                lies[stir.lie],
                across,
                along,
            )
        return across, along

    def _of(self, does: Does) -> Iterable[Stir]:
        return (stir for stir in self.stirs if stir.does is does)
