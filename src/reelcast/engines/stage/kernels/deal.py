"""A picture's rows dealt out like cards, so that every thread gets as much ground as sky.

``prange`` hands each thread one stretch of numbers: taken as rows, one would shade all the ground.
"""

from reelcast.engines.stage.kernels.jit import jit

_HANDS = 16
"""How many threads at most get even shares."""


@jit
def turns(rows: int) -> int:
    """How many numbers ``dealt`` takes so that every row comes up once."""
    return -(-rows // _HANDS) * _HANDS


@jit
def dealt(turn: int, rows: int) -> int:
    """The row of a number; for some numbers ``rows`` or more, which is none."""
    each = -(-rows // _HANDS)
    return turn % each * _HANDS + turn // each
