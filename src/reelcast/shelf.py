"""Named arrays on disk by key: what was computed once and may be wanted again.

Bounded: beyond ``limit`` bytes what was used longest ago is deleted. A file that cannot be read is
taken for missing. Knows nothing of what the arrays are.
"""

import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


class Shelf:
    """Files of one folder; safe for several processes at once."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit

    def get(self, key: str) -> Arrays | None:
        """The arrays kept under the key, if they are there and whole."""
        file = self._file(key)
        try:
            with file.open("rb") as opened, np.load(opened) as kept:
                found = {name: kept[name] for name in kept.files}
            os.utime(file)
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None
        return found

    def put(self, key: str, arrays: Arrays) -> None:
        """Keep arrays, all or none of them. Raises ``OSError`` when the disk is full."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as part:
            try:
                np.savez(part, allow_pickle=False, **arrays)
            except BaseException:
                os.unlink(part.name)
                raise
        os.replace(part.name, self._file(key))
        self._trim()

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.npz"

    def _trim(self) -> None:
        """Delete what was used longest ago, and what a crash left, until the limit is kept."""
        kept = 0
        for _, size, file in sorted(self._files(), reverse=True):
            kept += size
            if kept > self._limit:
                file.unlink(missing_ok=True)

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for file in self._folder.iterdir():
            try:
                about = file.stat()
            except FileNotFoundError:  # another process trims as well
                continue
            found.append((about.st_mtime, about.st_size, file))
        return found
