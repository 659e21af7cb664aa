"""Failures on request, for teams that test how their own program handles them.

Read from the beginning of a prompt, and only where the operator has set ``REELCAST_SIMULATE``:
``[[fail: reason]]``, ``[[slow: seconds]]``, ``[[queue: seconds]]``, ``[[reject: 429]]``, one after
another in any order.
"""

import re
from dataclasses import dataclass, replace

from reelcast.settings import Settings

_DIRECTIVE = re.compile(r"\s*\[\[\s*(fail|slow|queue|reject)\s*:\s*([^\]\s][^\]]{0,199}?)\s*\]\]")
LONGEST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is to go wrong: a reason to ``fail`` with, seconds to take longer or to wait, an HTTP
    status to be refused with."""

    fail: str | None = None
    slow: float = 0.0
    queue: float = 0.0
    reject: int | None = None


def read_simulation(prompt: str, settings: Settings) -> Simulation:
    """The directives at the beginning of a prompt, if the settings let them be obeyed.

    What is no directive ends them.
    """
    simulation, at = Simulation(), 0
    if not settings.simulate:
        return simulation
    while found := _DIRECTIVE.match(prompt, at):
        simulation = _with(simulation, found[1], found[2])
        at = found.end()
    return simulation


def _with(simulation: Simulation, name: str, value: str) -> Simulation:
    if name == "fail":
        return replace(simulation, fail=value)
    if name == "reject":
        return replace(simulation, reject=int(value)) if value == "429" else simulation
    try:
        seconds = min(max(float(value), 0.0), LONGEST_SECONDS)
    except ValueError:
        return simulation
    if seconds != seconds:  # "nan" is a float, too
        return simulation
    return (
        replace(simulation, slow=seconds) if name == "slow" else replace(simulation, queue=seconds)
    )
