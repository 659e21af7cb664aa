"""What building each set costs at 1080p, and what its moving parts add to a frame.

In a process of its own, whose peak memory is the sets' own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import Row

ROUNDS = 3
FRAMES = 12
BUDGET = "budget 6 s, 1000 MB, 8 ms a frame"


def measure() -> list[Row]:
    """The studio, which is only paper, first."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.sets"], stdout=subprocess.PIPE, check=True
    )
    told = json.loads(child.stdout)
    rows = [
        Row(name, wall, cpu, f"moves for {moving:.1f} ms a frame")
        for name, (wall, cpu, moving) in told["sets"].items()
    ]
    slowest = max(rows, key=lambda row: row.seconds)
    note = f"{slowest.what}; peak {told['peak']} MB; {BUDGET}"
    return [*rows, Row("the slowest", slowest.seconds, slowest.cpu_seconds, note)]


def told() -> dict[str, Any]:
    """Of every set: seconds, processor seconds, and milliseconds a frame for what moves."""
    import numba

    from benchmarks.subjects import peak
    from reelcast.engines.stage import kernels
    from reelcast.settings import Settings

    kernels.prepare(Settings.read().cache_dir, numba.config.NUMBA_NUM_THREADS)
    from reelcast.engines.stage import sets

    names = sorted(sets.MODULES, key=lambda setting: setting.value != "studio")
    return {"sets": {setting.value: measured(setting) for setting in names}, "peak": peak()}


def measured(setting: Any) -> tuple[float, float, float]:
    """One set, built once to read what is compiled and then in rounds; the median counts."""
    from dataclasses import replace

    from reelcast.engines.stage import sets
    from reelcast.engines.stage.camera import View
    from reelcast.engines.stage.foreground import foregrounds
    from reelcast.engines.stage.lens import Lens
    from reelcast.engines.stage.plate import photograph

    lens = Lens(1920, 1080, 1920, 508, 1.0)
    place = sets.build(setting, lens, sets.Conditions())
    times = []
    for seed in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        sets.build(setting, lens, sets.Conditions(seed=seed))
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    alive = photograph(place, place.radiance, 4.0)
    still = photograph(replace(place, stirs=(), drift=0.0), place.radiance, 4.0)
    fronts = foregrounds(place, 4.0)

    def moving(moment: float) -> None:
        frame = alive.seen(View(x=0.05), moment)
        for front in fronts:
            front.draw(frame, lens, View(x=0.05))

    added = per_frame(moving) - per_frame(lambda moment: still.seen(View(x=0.05), moment))
    wall, cpu = sorted(times)[ROUNDS // 2]
    return wall, cpu, 1000 * added


def per_frame(make: Callable[[float], object]) -> float:
    """Seconds of the median frame."""
    taken = []
    for index in range(FRAMES):
        begin = time.perf_counter()
        make(index / 24)
        taken.append(time.perf_counter() - begin)
    return sorted(taken)[FRAMES // 2]


if __name__ == "__main__":
    print(json.dumps(told()))
