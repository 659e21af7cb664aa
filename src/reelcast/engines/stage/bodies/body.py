"""What of a cut-out moves within it: a head that looks around, wings, a fish's body, a tail."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reelcast.engines.stage.bodies.bust import Bust
from reelcast.engines.stage.bodies.swaying import Soft
from reelcast.engines.stage.bodies.swimming import Swimmer
from reelcast.engines.stage.bodies.wings import Wings
from reelcast.engines.stage.layers import Shown
from reelcast.subjects.subject import Subject

Pixels = NDArray[np.uint8]


class Body(Protocol):
    """A cut-out that changes its shape. Pure: the same moment shows the same."""

    def drawn(self, seconds: float, reach: float) -> Shown:
        """The cut-out at a moment; ``reach`` scales how far it moves, 1 is middling."""
        ...


Kind = Callable[[Subject, Pixels, int], Body | None]
_ON_LAND: tuple[Kind, ...] = (Bust.of, Wings.of, Soft.of)
_IN_WATER: tuple[Kind, ...] = (Bust.of, Wings.of, Swimmer.of, Soft.of)
"""The first that fits a photograph: each says itself whether it does."""


def body_of(subject: Subject, cut: Pixels, seed: int, afloat: bool) -> Body | None:
    """The body of a subject shown as ``cut`` (uint8 RGBA premultiplied, one pixel of border).

    ``afloat`` says that it is in the water or the air: what can swim swims only there. None for
    what is stiff, or where the photograph does not show enough to move it.
    """
    made = (kind(subject, cut, seed) for kind in (_IN_WATER if afloat else _ON_LAND))
    return next((body for body in made if body is not None), None)
