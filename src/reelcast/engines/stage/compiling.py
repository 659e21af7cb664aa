"""Compiles every pixel loop ahead and keeps it on disk, so that no clip ever waits for that.

Each job is a process of its own that uses what it compiles on a tiny picture. What was compiled for
this machine from the same sources is not compiled again.
"""

import fcntl
import functools
import hashlib
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from importlib import metadata
from itertools import product
from pathlib import Path

from reelcast.board import Effect, Setting, Style, Time, Weather
from reelcast.engines.base import Progress
from reelcast.engines.stage.sources import sources
from reelcast.errors import EngineFailed

CUT_OUTS, FILM = "cut-outs", "film"
"""The jobs that are no setting: what finds a subject's own colours, and what sets are made of."""
_ORDER = (
    *(CUT_OUTS, "room", "meadow", "underwater", "mountains", "city", "beach", "forest", "snow"),
    "street",
)
_TINY = (64, 36)
_SKIES = ((Time.DAY, Weather.CLEAR), (Time.DUSK, Weather.RAIN), (Time.NIGHT, Weather.SNOW))
"""Between them they use every loop there is; a test counts what the others still compile."""

_GLANCE_SECONDS = 1.0
"""How often it is looked whether another process has done."""

Show = Callable[[Progress], None]


def jobs() -> tuple[str, ...]:
    """Everything there is to compile, what others build on first."""
    settings = [s.value for s in Setting if s is not Setting.REFERENCE]
    return FILM, *sorted([CUT_OUTS, *settings], key=_turn)


def _turn(job: str) -> int:
    """When a job's turn is: two that run at once should have little in common.

    The longest first; then those that use what the first ones compiled.
    """
    return _ORDER.index(job) if job in _ORDER else len(_ORDER)


def compile_ahead(cache_dir: Path, threads: int, show: Show) -> None:
    """Compile what is missing, ``threads`` jobs at a time. Raises ``EngineFailed``.

    Of several processes that come at once, one compiles and the others wait and find it done.
    """
    if not _missing(cache_dir):
        return
    with _alone(cache_dir / "kernels", show):
        missing = _missing(cache_dir)
        with ThreadPoolExecutor(threads) as pool:
            running = [pool.submit(_compile, cache_dir, job) for job in missing]
            for done, one in enumerate(as_completed(running), 1):
                one.result()
                show(Progress(done / len(missing), f"compiling, once: {done} of {len(missing)}"))


def _missing(cache_dir: Path) -> list[str]:
    return [job for job in jobs() if not _mark(cache_dir, job).exists()]


@contextmanager
def _alone(folder: Path, show: Show) -> Iterator[None]:
    """Hold the folder's lock, which the system frees when this process ends however it ends.

    While another holds it ``show`` is called every second: waiting is no silence.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                show(Progress(0.0, "waiting for another process that compiles"))
                time.sleep(_GLANCE_SECONDS)
                continue
            break
        yield


def _compile(cache_dir: Path, job: str) -> None:
    command = [sys.executable, "-m", __name__, str(cache_dir), job]
    run = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - our own module
    if run.returncode:
        last = (run.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise EngineFailed(f"the loops of {job!r} could not be compiled: {last}")
    mark = _mark(cache_dir, job)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def _mark(cache_dir: Path, job: str) -> Path:
    """The empty file that says that a job was done with these sources, here, on such a machine."""
    return cache_dir / "kernels" / "done" / f"{job}-{_sources()}"


@functools.cache
def _sources() -> str:
    from llvmlite import binding

    whole = hashlib.sha256(sys.version.encode())
    whole.update(f"{binding.get_host_cpu_name()} {binding.get_host_cpu_features()}".encode())
    for package in ("numba", "pymatting"):
        whole.update(metadata.version(package).encode())
    for source in sources():
        # numba finds what it compiled by a source's path and time.
        whole.update(f"{source} {source.stat().st_mtime_ns}".encode())
    return whole.hexdigest()[:12]


def main(arguments: Sequence[str]) -> None:
    """Do one job: the cache folder and the job's name."""
    from reelcast.engines.stage import kernels

    cache_dir, job = Path(arguments[0]), arguments[1]
    kernels.prepare(cache_dir, 1)
    if job == CUT_OUTS:
        _use_cut_outs(cache_dir)
    elif job == FILM:
        _use_film()
    else:
        _use_set(Setting(job))


def _use_cut_outs(cache_dir: Path) -> None:
    from reelcast.subjects.foreground import Foreground

    Foreground(cache_dir).load()


def _use_film() -> None:
    """The air and what flies in it, the clouds, all stirs, beating wings, all looks."""
    import numpy as np

    from reelcast.engines.stage.airborne.airborne import Airborne
    from reelcast.engines.stage.camera import View
    from reelcast.engines.stage.foreground import foregrounds
    from reelcast.engines.stage.grading import Grade
    from reelcast.engines.stage.kernels.clouds import paint_sky
    from reelcast.engines.stage.kernels.hinge import smear
    from reelcast.engines.stage.lens import Lens
    from reelcast.engines.stage.plate import photograph
    from reelcast.engines.stage.sets.base import (
        Conditions,
        Does,
        Front,
        Lie,
        Light,
        Places,
        Set,
        Stir,
        plane_depth,
    )
    from reelcast.engines.stage.sets.outdoors import air_of, eye_of

    lens = Lens(*_TINY, 64, 17, 1.0)
    depth = plane_depth(lens)
    radiance = paint_sky(eye_of(lens), air_of(Conditions()))
    moving = tuple(
        Stir(does, lie, np.full_like(depth, 0.1), 0.1) for does, lie in product(Does, Lie)
    )
    leaf = Front(np.ones((4, 4, 3), np.float32), np.ones((4, 4), np.float32), 0, 0, 1.0)
    light = Light((0.0, 1.0, 0.0), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0), 1.0)
    place = Set(
        lens, radiance, depth, light, Places(1, 2, 1), moving, fronts=(leaf,), aperture=0.02
    )
    clear = np.zeros((4, 4, 4), np.uint8)
    smear(clear, clear.copy(), np.zeros((4, 5), np.float32), np.zeros(4, np.float32))
    picture = photograph(place, radiance, 2.0).seen(View(), 0.5)
    foregrounds(place, 2.0)
    for style in Style:
        grade = Grade.of(style, *_TINY, 1)
        if grade is not None:
            grade.apply(np.zeros((_TINY[1], _TINY[0], 3), np.uint8), 0)
    for weather in Weather:
        air = Airborne.of(place, weather, tuple(Effect), 1, 1.0)
        air.draw(picture, lens, View(), 0.5, -math.inf, math.inf)


def _use_set(setting: Setting) -> None:
    from reelcast.engines.stage import sets
    from reelcast.engines.stage.lens import Lens

    for hour, weather in _SKIES:
        sets.build(setting, Lens(*_TINY, 64, 17, 1.0), sets.Conditions(hour, weather))


if __name__ == "__main__":
    main(sys.argv[1:])
