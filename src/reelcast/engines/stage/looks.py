"""How one subject looks from the first frame to the last: a cut-out, or several it turns through.

Views that are near each other are bridged by cut-outs in between; from others it changes by a short
dissolve. Knows no set and no frame.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from reelcast.subjects.subject import Subject

Rgba = NDArray[np.uint8]
Between = Callable[[Subject, Subject, int], Sequence[Rgba]]
"""So many cut-outs from one view of a subject to another, of one size, none if it cannot turn."""

STEPS = 12
"""Cut-outs from one view to the next at most: neighbours differ by a few pixels, and blend."""
_THERE, _BACK = (0.14, 0.46), (0.56, 0.88)
"""When a subject with two views turns, and turns back, in shares of the clip."""
_AROUND = (0.12, 0.90)
"""When one with more views turns through them all."""
_DISSOLVE = 0.075
"""How long the change to a view from elsewhere takes, as a share of the clip: nine frames."""


@dataclass(frozen=True, slots=True)
class Run:
    """From the cut-out ``first`` to ``last``, between two moments in shares of the clip."""

    begin: float
    end: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Looks:
    """``cuts`` are uint8 RGBA of one size, standing on their lower edge."""

    cuts: tuple[Rgba, ...]
    runs: tuple[Run, ...] = ()


def moment(runs: Sequence[Run], t: float) -> tuple[int, float]:
    """The cut-out to show at share ``t`` of the clip and how much of the next one, 0 to below 1."""
    place = float(runs[0].first) if runs else 0.0
    for run in runs:
        if t <= run.begin:
            break
        s = min((t - run.begin) / (run.end - run.begin), 1.0)
        place = run.first + (run.last - run.first) * s * s * (3 - 2 * s)
    return int(place), place - int(place)


def looks_of(views: Sequence[Subject], between: Between, steps: int = STEPS) -> Looks:
    """What to show of a subject with ``views``, neighbours alike, in a clip.

    Two views are turned to and back again where that can be done; more are gone through once.
    ``steps`` bounds the cut-outs between two views.
    """
    if len(views) == 1:
        return Looks((views[0].rgba,))
    cuts, stops, turns = [views[0].rgba], [0], []
    for a, b in pairwise(views):
        bridge = between(a, b, steps)
        turns.append(len(bridge) > 0)
        # A turn brings both its ends, moved so that one is in the place of the other.
        cuts[-1:] = bridge or (cuts[-1], b.rgba)
        stops.append(len(cuts) - 1)
    return Looks(_standing_together(cuts), _schedule(stops, turns))


def _schedule(stops: Sequence[int], turns: Sequence[bool]) -> tuple[Run, ...]:
    """When it goes from stop to stop; ``turns`` says which ways it turns, the others dissolve."""
    if len(stops) == 2:
        there = Run(*_THERE, *stops)
        if not turns[0]:
            return (_dissolve(Run(*_AROUND, *stops)),)
        return there, Run(*_BACK, stops[1], stops[0])
    begin, end = _AROUND
    slot = (end - begin) / len(turns)
    runs: list[Run] = []
    for number, (way, turning) in enumerate(zip(pairwise(stops), turns, strict=True)):
        run = Run(begin + slot * number, begin + slot * (number + 1), *way)
        if turning and number and turns[number - 1]:
            runs[-1] = replace(runs[-1], end=run.end, last=run.last)  # one turn, without a stop
        else:
            runs.append(run if turning else _dissolve(run))
    return tuple(runs)


def _dissolve(run: Run) -> Run:
    middle = (run.begin + run.end) / 2
    return replace(run, begin=middle - _DISSOLVE / 2, end=middle + _DISSOLVE / 2)


def _standing_together(cuts: Sequence[Rgba]) -> tuple[Rgba, ...]:
    """All as tall as the first and on the same ground, side by side in the middle of one size."""
    tall = cuts[0].shape[0]
    scaled = [cut if cut.shape[0] == tall else _as_tall(cut, tall) for cut in cuts]
    wide = max(cut.shape[1] for cut in scaled)
    placed = [_widened(cut, wide) for cut in scaled]
    # As tight as one cut-out is: the size of a subject is that of its picture.
    seen = np.flatnonzero(np.any([cut[..., 3].any(axis=0) for cut in placed], axis=0))
    first, last = (int(seen[0]), int(seen[-1]) + 1) if seen.size else (0, wide)
    return tuple(np.ascontiguousarray(cut[:, first:last]) for cut in placed)


def _as_tall(cut: Rgba, tall: int) -> Rgba:
    size = (max(round(cut.shape[1] * tall / cut.shape[0]), 1), tall)
    way = cv2.INTER_AREA if tall < cut.shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(cut, size, interpolation=way), np.uint8)


def _widened(cut: Rgba, wide: int) -> Rgba:
    spare = wide - cut.shape[1]
    return np.pad(cut, ((0, 0), (spare // 2, spare - spare // 2), (0, 0)))
