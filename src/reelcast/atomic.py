"""Files that appear whole or not at all. Knows nothing of what is in them."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PART_SUFFIX = ".part"
"""An unfinished file is called ``.<random>.part``, beside the one it is to become."""


@contextmanager
def replacing(path: Path, *, mode: int = 0o666) -> Iterator[Path]:
    """A new empty file beside ``path`` that takes its place, on disk for good, as the block ends.

    If the block raises, Ctrl-C included, the new file is removed and ``path`` is left as it was.
    ``mode`` is lessened by the umask. Raises ``OSError``, also when the folder is missing.
    """
    part = path.with_name(f".{secrets.token_hex(8)}{PART_SUFFIX}")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
    try:
        yield part
        _sync(part)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's names on disk: until then a power cut may undo a rename."""
    if os.name == "posix":
        _sync(folder)


def _sync(path: Path) -> None:
    # Opening a file for writing is needed on Windows; folders can only be opened for reading.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
