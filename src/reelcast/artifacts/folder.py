"""Artifacts in a folder on this machine, or on a disk that several machines share."""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from reelcast.artifacts.base import Artifact, check_folder, check_name, is_name
from reelcast.atomic import PART_SUFFIX, replacing

ABANDONED_SECONDS = 3600.0
"""An unfinished file untouched for this long was left by a process that died."""


class FolderStore:
    """``root/<folder>/<file>``; the folders are made as they are needed.

    Files are 0600 in folders 0700: the images are people's own. Each is written beside its place,
    put on disk and renamed, so that a crash leaves the old file or the new one, never a part.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def put(self, name: str, source: Path) -> None:
        """Store a copy of the file at ``source``, replacing what had the name."""
        with replacing(self._place(name), mode=0o600) as part:
            shutil.copyfile(source, part)

    def put_bytes(self, name: str, data: bytes) -> None:
        """Store ``data``; when the name exists already, only its time is renewed."""
        place = self._place(name)
        try:
            os.utime(place)
        except FileNotFoundError:
            with replacing(place, mode=0o600) as part:
                part.write_bytes(data)

    def read(self, name: str) -> bytes:
        """The whole file. Raises ``FileNotFoundError``."""
        return self._path(name).read_bytes()

    def find(self, name: str) -> Artifact | None:
        """What is stored under the name, if anything."""
        return _artifact(name, self._path(name))

    def local_path(self, name: str) -> Path | None:
        """Where on this machine's disk the artifact is, if it exists."""
        return self._path(name) if self.find(name) else None

    def list(self, folder: str) -> Iterator[Artifact]:
        """Everything in a folder, in no order. Abandoned parts met on the way are removed."""
        for path in _entries(self._root / check_folder(folder)):
            name = f"{folder}/{path.name}"
            if path.name.startswith("."):
                _remove_if_abandoned(path)
            elif is_name(name) and (artifact := _artifact(name, path)):
                yield artifact

    def delete(self, name: str) -> None:
        """Remove the file; nothing happens when there is none."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._root / check_name(name)

    def _place(self, name: str) -> Path:
        """Where the artifact is to be, its folder made."""
        path = self._path(name)
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        return path


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:  # Nothing was ever stored in it.
        return []


def _artifact(name: str, path: Path) -> Artifact | None:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Artifact(name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def _remove_if_abandoned(path: Path) -> None:
    if path.suffix != PART_SUFFIX:
        return
    with suppress(FileNotFoundError):  # Its writer finished, or another process was quicker.
        if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            path.unlink()
