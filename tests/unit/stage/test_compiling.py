"""Pixel loops are compiled ahead, once for a machine, and a failure says which."""

import fcntl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reelcast.board import Setting
from reelcast.engines.base import Progress
from reelcast.engines.stage import compiling
from reelcast.errors import EngineFailed
from reelcast.settings import Settings


class Runs:
    """Takes the place of ``subprocess.run``: notes what is run and lets chosen jobs fail."""

    def __init__(self, failing: str = "") -> None:
        self.jobs: list[str] = []
        self.failing = failing

    def __call__(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        self.jobs.append(command[-1])
        code = int(command[-1] == self.failing)
        return subprocess.CompletedProcess(command, code, "", "Traceback\nLoweringError: no")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    made = Runs()
    monkeypatch.setattr(subprocess, "run", made)
    return made


def test_everything_is_compiled_once_shared_loops_first(tmp_path: Path, runs: Runs) -> None:
    seen: list[Progress] = []
    compiling.compile_ahead(tmp_path, 2, seen.append)
    assert sorted(runs.jobs) == sorted(compiling.jobs())
    assert compiling.FILM in runs.jobs[:2]
    assert [step.fraction for step in seen] == sorted(step.fraction for step in seen)
    assert seen[-1].fraction == 1
    assert f"{len(runs.jobs)} of {len(runs.jobs)}" in seen[-1].stage
    compiling.compile_ahead(tmp_path, 2, seen.append)
    assert len(runs.jobs) == len(compiling.jobs())


def test_of_two_processes_one_compiles_and_the_other_waits_and_says_so(
    tmp_path: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kernels"
    folder.mkdir()
    lock = (folder / ".lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)  # another process, as far as the system can tell
    seen: list[str] = []

    def show(step: Progress) -> None:
        seen.append(step.stage)
        if step.stage.startswith("waiting"):
            assert runs.jobs == []
            for job in compiling.jobs()[1:]:
                compiling._mark(tmp_path, job).parent.mkdir(exist_ok=True)
                compiling._mark(tmp_path, job).touch()
            lock.close()

    monkeypatch.setattr(compiling, "_GLANCE_SECONDS", 0.0)
    compiling.compile_ahead(tmp_path, 2, show)
    assert runs.jobs == [compiling.FILM]  # the other one did all but this
    assert [stage.split()[0] for stage in seen] == ["waiting", "compiling,"]


def test_every_setting_is_a_job() -> None:
    assert {s.value for s in Setting if s is not Setting.REFERENCE} < set(compiling.jobs())


def test_what_cannot_be_compiled_is_named_and_tried_again(tmp_path: Path, runs: Runs) -> None:
    runs.failing = "beach"
    with pytest.raises(EngineFailed, match="'beach' could not be compiled: LoweringError: no"):
        compiling.compile_ahead(tmp_path, 1, lambda _: None)
    runs.failing, runs.jobs = "", []
    compiling.compile_ahead(tmp_path, 1, lambda _: None)
    assert "beach" in runs.jobs
    assert compiling.FILM not in runs.jobs


AFTERWARDS = """
import gc
from itertools import cycle
from reelcast.board import Setting, Time, Weather
from reelcast.engines.stage import kernels
from reelcast.settings import Settings

kernels.prepare(Settings.read().cache_dir, 2)
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from numba.core.dispatcher import Dispatcher

times = cycle(Time)
for setting in sets.MODULES:
    for weather in (Weather.CLOUDY, Weather.FOG, Weather.STORM, Weather.WIND):
        wanted = sets.Conditions(next(times), weather, seed=3)
        sets.build(setting, Lens(96, 54, 96, 25, 1.0), wanted)
loops = [made for made in gc.get_objects() if isinstance(made, Dispatcher)]
new = {one.py_func.__qualname__ for one in loops if one.stats.cache_misses}
print(len(loops), *sorted(new))
"""


def test_after_that_no_set_compiles_anything() -> None:
    """In any weather, with the loops compiled for this installation."""
    cache_dir = Settings.read().cache_dir
    compiling.compile_ahead(cache_dir, 2, lambda _: None)
    run = subprocess.run(
        [sys.executable, "-c", AFTERWARDS], capture_output=True, text=True, check=True
    )
    count, *new = run.stdout.split()
    assert int(count) > 100
    assert new == []
