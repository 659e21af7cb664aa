"""The files that sets are made by: what was computed or compiled from others of them is stale."""

from pathlib import Path

_HERE = Path(__file__).parent


def sources() -> list[Path]:
    """The modules of all kernels and all sets, in one order."""
    return sorted(file for folder in ("kernels", "sets") for file in (_HERE / folder).rglob("*.py"))
