"""How fast Reelcast is, on the machine at hand: ``python -m benchmarks [name...]``.

Each module with a ``measure()`` is one benchmark. Its first row is what the others are compared
with; ratios hold within one run, seconds only for one machine.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: wall clock and processor time of ``what``, in seconds."""

    what: str
    seconds: float
    cpu_seconds: float
    note: str = ""


def timed(cases: Mapping[str, Callable[[], object]], rounds: int = 3) -> list[Row]:
    """The median round of each case; they take turns, so that a busy moment hits all alike."""
    walls: dict[str, list[float]] = {what: [] for what in cases}
    cpus: dict[str, list[float]] = {what: [] for what in cases}
    for _ in range(rounds):
        for what, run in cases.items():
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            walls[what].append(time.perf_counter() - wall)
            cpus[what].append(time.process_time() - cpu)
    middle = statistics.median
    return [Row(what, middle(walls[what]), middle(cpus[what])) for what in cases]
