"""The floors of docs/architecture/00-overview.md: imports go down only, and --help stays light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import reelcast

PACKAGE = Path(reelcast.__file__).parent

# From the ground up. On one floor a name may import those to its left; adapters import no adapter.
# A longer name wins over a shorter one: engines/base.py stands below engines/stage.
FLOORS = (
    ("errors", "settings", "kind", "board", "request", "steering", "clip", "atomic", "shelf"),
    ("task", "result", "native", "picture", "secret", "sealing", "simulation"),
    ("engines.base", "artifacts.base", "worker.events", "weights", "outbound"),
    ("storyboard", "subjects"),
    ("references", "engines", "soundtrack", "encoder", "artifacts", "store", "webhooks"),
    ("queue", "endings", "worker"),
    ("service",),
    ("api",),
    ("app", "cli", "__main__"),
)
ADAPTERS = 4
# In these folders every file or folder is an adapter by itself.
PORTS = ("engines", "artifacts")
HEAVY = frozenset(
    {
        "torch",
        "diffusers",
        "onnx",
        "onnxruntime",
        "ai_edge_litert",
        "spacy",
        "numba",
        "cv2",
        "pymatting",
        "ncnn",
    }
)
# What only an engine's own process runs.
ENGINE_SIDE = ("engines.stage", "subjects", "storyboard")


def module_name(file: Path) -> str:
    """``engines.stage.camera`` for ``engines/stage/camera.py``; the package itself is empty."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_name(file): file for file in sorted(PACKAGE.rglob("*.py"))}


def parsed(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def inside(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def place(module: str) -> tuple[int, int, str] | None:
    """Floor, position on it, and what may import itself there: a name, or one adapter of a port."""
    names = [name for names in FLOORS for name in names if inside(module, (name,))]
    if not names:
        return None
    name = max(names, key=len)
    floor = next(index for index, names in enumerate(FLOORS) if name in names)
    own = ".".join(module.split(".")[:2]) if name in PORTS else name
    return floor, FLOORS[floor].index(name), own


def may_import(module: str, target: str) -> bool:
    mine, theirs = place(module), place(target)
    if mine is None or theirs is None:
        return False
    if mine[2] == theirs[2]:
        return True
    return theirs[0] < mine[0] or (mine[0] != ADAPTERS and theirs[:2] < mine[:2])


def imports(nodes: Iterator[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # ``from reelcast import app`` names a module, ``from reelcast.clip import Frame`` not.
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole.removeprefix("reelcast.") in MODULES else node.module


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def at_module_level(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or is_for_types_only(node):
            continue
        yield node
        yield from at_module_level(node)


def test_every_module_stands_on_a_floor() -> None:
    assert not [module for module in MODULES if module and place(module) is None]


def test_imports_go_down_only() -> None:
    assert not [
        f"{module} imports {name}"
        for module in MODULES
        for name in imports(ast.walk(parsed(module)))
        if name.startswith("reelcast.") and not may_import(module, name.removeprefix("reelcast."))
    ]


@pytest.mark.parametrize(
    ("module", "target", "allowed"),
    [
        ("engines.stage.camera", "engines.stage.sets", True),
        ("engines.stage", "engines.base", True),
        ("engines.stage", "engines.remote", False),
        ("engines.base", "engines.stage", False),
        ("references.fetch", "store.tasks", False),
        ("worker.run", "queue", True),
        ("queue", "worker.run", False),
        ("service", "api.novita", False),
    ],
)
def test_the_rule_itself(module: str, target: str, allowed: bool) -> None:
    assert may_import(module, target) is allowed


def test_imports_are_absolute() -> None:
    assert not [
        f"{module}:{node.lineno}"
        for module in MODULES
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def test_outside_engines_heavy_libraries_are_imported_only_where_used() -> None:
    assert not [
        f"{module} imports {name}"
        for module in MODULES
        if not inside(module, ENGINE_SIDE)
        for name in imports(at_module_level(parsed(module)))
        if name.partition(".")[0] in HEAVY
    ]


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("sys.argv[1:] = ['--help']; reelcast.cli.main()", {"fastapi", "psycopg", "pydantic"}),
        ("sys.argv[1:] = ['generate', '--help']; reelcast.cli.main()", {"fastapi", "psycopg"}),
        ("import reelcast.app", set[str]()),
    ],
    ids=["--help", "generate --help", "API process"],
)
def test_heavy_libraries_stay_out_of(statement: str, unwanted: set[str]) -> None:
    report = "atexit.register(lambda: print(*sys.modules))"
    code = f"import atexit, sys, reelcast.cli\n{report}\n{statement}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert "reelcast" in loaded
    assert not loaded & (HEAVY | unwanted)
