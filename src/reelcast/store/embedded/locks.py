"""File locks between processes, which the kernel drops with the last process that holds them.

The descriptors are close-on-exec; only one that is passed on deliberately outlives its opener.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def shared(path: Path) -> int:
    """Wait for a shared lock and return the descriptor that holds it until it is closed."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def try_exclusive(path: Path) -> int | None:
    """A descriptor holding the lock alone, or ``None`` when somebody else has it."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait for the lock and hold it alone inside the block."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock at this moment."""
    descriptor = try_exclusive(path)
    if descriptor is None:
        return False
    os.close(descriptor)
    return True


def drop(descriptor: int) -> None:
    """Give a lock back, also where a forked child still has a copy of the descriptor."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
