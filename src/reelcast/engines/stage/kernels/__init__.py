"""The pixel loops, compiled by numba; nothing in here knows what a clip is.

Call ``prepare`` before anything imports the modules of this folder: numba asks where to keep
compiled code when a function is decorated, not when it is called.
"""

import hashlib
from pathlib import Path


def prepare(cache_dir: Path, threads: int) -> None:
    """Keep compiled kernels under ``cache_dir`` and run them on ``threads`` threads.

    The folder is named after the sources: numba notices an edited function, but not an edit in
    the functions it calls.
    """
    import numba

    here = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(here.glob("*.py")):
        digest.update(source.read_bytes())
    numba.config.CACHE_DIR = str(cache_dir / "kernels" / digest.hexdigest()[:16])
    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
