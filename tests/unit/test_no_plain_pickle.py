"""A pickle is a program: it may be read in one place only, where it can do nothing."""

import ast
from pathlib import Path

import pytest

import reelcast

SOURCE = Path(reelcast.__file__).parent
ALLOWED = SOURCE / "weights/unpickle.py"
READERS = {("pickle", "load"), ("pickle", "loads"), ("pickle", "Unpickler"), ("torch", "load")}


def plain_reads(source: str) -> list[int]:
    """Lines on which a pickle is read, by attribute or by imported name."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in READERS:
                lines.append(node.lineno)
        elif isinstance(node, ast.ImportFrom):
            if any((node.module, name.name) in READERS for name in node.names):
                lines.append(node.lineno)
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            if not (isinstance(node.value, ast.Constant) and node.value.value is False):
                lines.append(node.lineno)
    return lines


def test_no_other_module_reads_a_pickle() -> None:
    found = [
        f"{file.relative_to(SOURCE)}:{line}"
        for file in SOURCE.rglob("*.py")
        if file != ALLOWED
        for line in plain_reads(file.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle; pickle.load(f)",
        "import pickle; pickle.loads(b)",
        "from pickle import loads",
        "import torch; torch.load(f)",
        "np.load(f, allow_pickle=True)",
        "np.load(f, allow_pickle=trusted)",
    ],
)
def test_the_search_sees_what_it_looks_for(line: str) -> None:
    assert plain_reads(line) == [1]
