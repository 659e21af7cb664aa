"""Finished cut-outs on disk, so that the next clip with the same reference spends nothing.

Knows nothing of how a cut-out is made.
"""

from dataclasses import astuple, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reelcast import shelf
from reelcast.subjects.arrays import Rgba
from reelcast.subjects.record import as_arrays, from_arrays
from reelcast.subjects.subject import Area, Edge, Profile

LIMIT = 1 << 30
"""A gigabyte: about two hundred cut-outs as tall as a 1080p frame."""


@dataclass(frozen=True, slots=True)
class CutOut:
    """A subject as it is kept: the picture, the sides that cut through it, what is known of it.

    ``within`` is where in the photograph it was, as in ``Subject``.
    """

    rgba: Rgba
    cut_by: frozenset[Edge]
    profile: Profile = field(default_factory=Profile)
    within: Area | None = None


class Shelf:
    """Cut-outs by key, in one folder; safe for several processes at once."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._arrays = shelf.Shelf(folder, limit)

    def get(self, key: str) -> CutOut | None:
        """The cut-out kept under the key, if it is there and whole."""
        kept = self._arrays.get(key)
        if kept is None:
            return None
        try:
            edges = frozenset(Edge(edge) for edge in kept["cut_by"])
            found = CutOut(kept["rgba"], edges, from_arrays(kept), _area(kept["within"]))
        except (ValueError, KeyError, TypeError):
            return None
        whole = found.rgba.dtype == np.uint8 and found.rgba.ndim == 3 and found.rgba.shape[2] == 4
        return found if whole else None

    def put(self, key: str, cut_out: CutOut) -> None:
        """Keep a cut-out, whole or not at all. Raises ``OSError`` when the disk is full."""
        arrays = as_arrays(cut_out.profile)
        arrays |= {"rgba": cut_out.rgba, "cut_by": np.array(sorted(cut_out.cut_by), dtype="U8")}
        arrays["within"] = np.array([] if cut_out.within is None else astuple(cut_out.within))
        self._arrays.put(key, arrays)


def _area(sides: NDArray[np.float64]) -> Area | None:
    return Area(*sides.tolist()) if sides.size else None
