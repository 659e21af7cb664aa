"""The machine a measurement comes from, in words."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("av", "numpy", "opencv-python-headless", "onnxruntime", "psycopg")


def describe() -> str:
    """Processor, cores this process may use, memory, Python and the libraries that count."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{_processor()}, {_cores()} cores, {_memory_gb():.0f} GB, {platform.system()} "
        f"{platform.release()}\nPython {platform.python_version()}, {libraries}"
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
