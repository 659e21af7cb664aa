"""How freely the C library keeps memory that was freed. Knows no picture.

glibc raises by itself the size above which a block is returned as soon as it is freed, up to 32 MB.
That is quick for whoever needs it again at once, as frames do, and wastes hundreds of megabytes
where blocks of many sizes come and go once, as when networks are opened.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM, _MAP = -1, -3
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h."""
_SPARING = 1 << 18
_GENEROUS = 32 << 20
"""Bytes: the largest block that is kept for later."""


@contextmanager
def sparing() -> Iterator[None]:
    """Within it freed memory goes back to the system at once, and at its end all that was left."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if libc is None or not hasattr(libc, "malloc_trim"):  # no glibc: its own ways are taken
        yield
        return
    libc.mallopt(_MAP, _SPARING)
    libc.mallopt(_TRIM, _SPARING)
    try:
        yield
    finally:
        libc.malloc_trim(0)
        libc.mallopt(_MAP, _GENEROUS)
        libc.mallopt(_TRIM, 2 * _GENEROUS)
