"""``python -m benchmarks [name...]``: run the named benchmarks, or all, and print one table."""

import importlib
import pkgutil
import sys

from rich.console import Console
from rich.table import Table

import benchmarks
from benchmarks import Row
from benchmarks.machine import describe

NOT_BENCHMARKS = ("__main__", "machine")


def names() -> list[str]:
    """Every benchmark there is."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name for name in found if name not in NOT_BENCHMARKS)


def main(asked: list[str]) -> int:
    """Run and print; 2 for a name that is none."""
    unknown = set(asked) - set(names())
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there is {', '.join(names())}")
        return 2
    table = Table("benchmark", "what", "seconds", "cpu s", "ratio", "note", caption=describe())
    for name in asked or names():
        print(f"measuring {name} ...", file=sys.stderr)
        add(table, name, importlib.import_module(f"benchmarks.{name}").measure())
    Console().print(table)
    return 0


def add(table: Table, name: str, rows: list[Row]) -> None:
    """The rows of one benchmark, each compared with its first."""
    for row in rows:
        ratio = row.seconds / rows[0].seconds
        cells = (f"{row.seconds:.3f}", f"{row.cpu_seconds:.3f}", f"{ratio:.2f}", row.note)
        table.add_row(name, row.what, *cells)
    table.add_section()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
