"""The shapes motion has over time. Times in seconds, shares from 0 to 1."""

import math

_WAVES = ((1.0, 0.62, 0.0), (1.73, 0.28, 1.3), (2.91, 0.10, 4.1))
"""Frequency, share and offset of the waves that make up a wandering."""


def eased(share: float) -> float:
    """0 to 1, starting and landing softly (Perlin's smootherstep); held before and after."""
    s = min(max(share, 0.0), 1.0)
    return s * s * s * (s * (6 * s - 15) + 10)


def carried(share: float, soft: float = 0.18) -> float:
    """0 to 1 at an even speed, but for a soft start and landing of ``soft`` each."""
    s = min(max(share, 0.0), 1.0)
    speed = 1 / (1 - soft)
    if s < soft:
        return speed * s * s / (2 * soft)
    if s > 1 - soft:
        return 1 - speed * (1 - s) ** 2 / (2 * soft)
    return speed * (s - soft / 2)


def hump(share: float) -> float:
    """0 to 1 and back to 0, soft at both ends and at the top."""
    s = min(max(share, 0.0), 1.0)
    return math.sin(math.pi * s) ** 2


def wander(seconds: float, hertz: float, phase: float) -> float:
    """About -1 to 1: slow, smooth, never quite periodic."""
    turn = 2 * math.pi * hertz * seconds
    return sum(share * math.sin(k * turn + k * phase + more) for k, share, more in _WAVES)


def bounces(seconds: float, drop: float, spring: float, gravity: float) -> float:
    """Height of what was let go at ``drop`` and bounces, until it lies still.

    ``spring`` is the share of its speed that it keeps at the ground; ``gravity`` in units of
    ``drop`` per second squared.
    """
    if seconds <= 0:
        return drop
    fall = math.sqrt(2 * drop / gravity)
    if seconds < fall:
        return drop - gravity * seconds * seconds / 2
    left, speed = seconds - fall, gravity * fall * spring
    while speed > 0.05 * gravity * fall:
        flight = 2 * speed / gravity
        if left < flight:
            return speed * left - gravity * left * left / 2
        left, speed = left - flight, speed * spring
    return 0.0
