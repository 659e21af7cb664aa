"""What Reelcast shows to those who import it: documented, unambiguous, pinned."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import reelcast
from reelcast import errors
from reelcast.engines import catalog
from reelcast.errors import ReelcastError

PACKAGE = Path(reelcast.__file__).parent
FILES = sorted(file for file in PACKAGE.rglob("*.py") if file.stat().st_size)
Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def tree() -> list[type[ReelcastError]]:
    """The classes of errors.py; what a test or an engine derives from them is its own affair."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [kind for kind in kinds if issubclass(kind, ReelcastError)]


def public_definitions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Definition]]:
    """Functions and classes of a module, and the methods of its public classes."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def speaks_for_itself(node: Definition) -> bool:
    """A property is a noun: its name and its class's docstring say what it is."""
    return "property" in map(ast.unparse, node.decorator_list)


def test_every_module_says_what_it_is() -> None:
    silent = [f for f in FILES if not ast.get_docstring(ast.parse(f.read_text("utf-8")))]
    assert not silent


def test_every_public_name_is_documented() -> None:
    assert not [
        f"{file.relative_to(PACKAGE)}: {name}"
        for file in FILES
        for name, node in public_definitions(ast.parse(file.read_text("utf-8")).body, "")
        if not ast.get_docstring(node) and not speaks_for_itself(node)
    ]


def test_what_a_package_lists_as_its_own_is_there_and_in_order() -> None:
    for file in PACKAGE.rglob("__init__.py"):
        package = ".".join(("reelcast", *file.parent.relative_to(PACKAGE).parts))
        names = getattr(import_module(package), "__all__", [])
        assert [name for name in names if not hasattr(import_module(package), name)] == []
        assert len(names) == len(set(names))


def test_no_two_errors_share_a_code() -> None:
    own = [error.code for error in tree() if "code" in vars(error)]
    assert len(own) == len(set(own))


def test_the_tree_drawn_in_errors_is_the_tree() -> None:
    drawn = re.findall(r"[├└]── (\w+)(?: +([A-Z_]+) +(\d{3}))?", errors.__doc__ or "")
    assert {name for name, _, _ in drawn} == {kind.__name__ for kind in tree()} - {"ReelcastError"}
    assert [
        (name, code, status)
        for name, code, status in drawn
        if code and (code, int(status)) != (vars(errors)[name].code, vars(errors)[name].status)
    ] == []


def test_all_errors_are_in_one_file() -> None:
    known = {kind.__name__ for kind in tree()}
    assert not [
        f"{file.relative_to(PACKAGE)}: {node.name}"
        for file in FILES
        if file != PACKAGE / "errors.py"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        if known & {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    ]


def test_the_default_engine_is_installed_by_name() -> None:
    assert "stage" in catalog.names()
