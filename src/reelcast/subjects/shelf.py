"""Finished cut-outs on disk, so that the next clip with the same reference spends nothing.

Bounded: beyond ``limit`` bytes the cut-outs used longest ago are deleted. A file that cannot be
read is taken for missing. Knows nothing of how a cut-out is made.
"""

import os
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from reelcast.subjects.arrays import Rgba
from reelcast.subjects.record import as_arrays, from_arrays
from reelcast.subjects.subject import Edge, Profile

LIMIT = 1 << 30
"""A gigabyte: about two hundred cut-outs as tall as a 1080p frame."""


@dataclass(frozen=True, slots=True)
class CutOut:
    """A subject as it is kept: the picture, the sides that cut through it, what is known of it."""

    rgba: Rgba
    cut_by: frozenset[Edge]
    profile: Profile = field(default_factory=Profile)


class Shelf:
    """Cut-outs by key, in one folder; safe for several processes at once."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._folder = folder
        self._limit = limit

    def get(self, key: str) -> CutOut | None:
        """The cut-out kept under the key, if it is there and whole."""
        file = self._file(key)
        try:
            with file.open("rb") as opened, np.load(opened) as kept:
                edges = frozenset(Edge(edge) for edge in kept["cut_by"])
                found = CutOut(kept["rgba"], edges, from_arrays(kept))
            os.utime(file)
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None
        whole = found.rgba.dtype == np.uint8 and found.rgba.ndim == 3 and found.rgba.shape[2] == 4
        return found if whole else None

    def put(self, key: str, cut_out: CutOut) -> None:
        """Keep a cut-out, whole or not at all. Raises ``OSError`` when the disk is full."""
        self._folder.mkdir(parents=True, exist_ok=True)
        arrays = as_arrays(cut_out.profile)
        arrays |= {"rgba": cut_out.rgba, "cut_by": np.array(sorted(cut_out.cut_by), dtype="U8")}
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
