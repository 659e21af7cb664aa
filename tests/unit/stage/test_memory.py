"""What networks leave behind goes back to the system."""

import platform
import subprocess
import sys

import numpy as np

from reelcast.engines.stage.memory import sparing

GLIBC = platform.libc_ver()[0] == "glibc"
FRESH = """
import os
import resource
import subprocess
from pathlib import Path
import numpy as np
from reelcast.engines.stage.memory import sparing

def resident():
    if (statm := Path("/proc/self/statm")).exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    ps = ["ps", "-o", "rss=", "-p", str(os.getpid())]
    return int(subprocess.run(ps, capture_output=True, check=True).stdout) * 1024

with sparing():
    before = resident()
    blocks = [np.ones(600_000, np.uint8) for _ in range(200)]
    held = resident()
    del blocks[:-1]
    print((held - before) / 120e6, (resident() - before) / 120e6)
"""
"""A process of its own: in one that has run for long, blocks come from what it kept before."""


def test_within_it_freed_memory_is_returned_though_later_blocks_are_still_used() -> None:
    run = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True)
    held, after = map(float, run.stdout.split())
    assert held > 0.9
    # Other C libraries have their own ways; there it only has to do no harm.
    assert after < (0.1 if GLIBC else 1.1)


def test_arrays_survive_its_end() -> None:
    with sparing():
        made = np.arange(1_000_000)
    assert made.sum() == 499_999_500_000
