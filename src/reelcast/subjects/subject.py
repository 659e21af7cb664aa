"""Who is in a reference image, as data: a cut-out and what is known of its shape."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Edge(StrEnum):
    """A side of the photograph."""

    LEFT = "left"
    TOP = "top"
    RIGHT = "right"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Subject:
    """One cut-out.

    ``rgba`` is uint8 ``(H, W, 4)``, sRGB with straight (not premultiplied) alpha, cropped tightly
    around everything that is not transparent; its colours are free of the old background.
    ``cut_by`` names the sides where the photograph's edge cuts through the subject: one cut at the
    bottom (a bust) cannot stand and must be framed by the picture's edge.
    ``reference`` is the index of its image in the brief, from 0.
    """

    reference: int
    rgba: NDArray[np.uint8]
    cut_by: frozenset[Edge]

    @property
    def is_bust(self) -> bool:
        """Whether the photograph ends before the subject reaches the ground."""
        return Edge.BOTTOM in self.cut_by
