"""Where compiled numerical code is kept, so that it is compiled once per machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def kernels_kept(cache_dir: Path) -> Iterator[Path]:
    """What numba compiles meanwhile is kept in ``cache_dir/kernels``, which is yielded.

    numba asks for the folder when a function is decorated. The setting is put back, so that
    others in this process may keep theirs elsewhere.
    """
    import numba

    folder = cache_dir / "kernels"
    folder.mkdir(parents=True, exist_ok=True)
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        yield folder
    finally:
        numba.config.CACHE_DIR = before
