"""The pixel loops, compiled by numba; nothing in here knows what a clip is.

Call ``prepare`` before anything imports the modules of this folder: numba asks where to keep
compiled code when a function is decorated, not when it is called.
"""

from pathlib import Path


def prepare(cache_dir: Path, threads: int) -> None:
    """Keep compiled kernels under ``cache_dir`` and run them on ``threads`` threads."""
    import numba

    numba.config.CACHE_DIR = str(cache_dir / "kernels")
    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
