"""numba's decorators with the options every kernel shares, typed so that mypy sees through them.

Each compiled function is kept in a folder named after the sources it is made of: numba notices an
edited function, but not an edit in the functions of other modules that it calls.
"""

import ast
import functools
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")
_OPTIONS = {"fastmath": True, "cache": True, "error_model": "numpy", "nogil": True}
_HERE = Path(__file__).parent
_PACKAGE = __name__.rpartition(".")[0]


def jit(function: Callable[P, R]) -> Callable[P, R]:
    """Compile for one thread, off Python's lock; may be called from other kernels."""
    with _kept(function.__module__):
        compiled = numba.njit(**_OPTIONS)(function)
    return cast("Callable[P, R]", compiled)


def jit_for(signature: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """As ``jit``, for numba's ``signature`` only: arguments of other types are converted.

    For small functions that are called with every mix of ints and floats, and would be compiled
    for each.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        with _kept(function.__module__):
            compiled = numba.njit(signature, **_OPTIONS)(function)
        return cast("Callable[P, R]", compiled)

    return decorate


def parallel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with its ``prange`` loops spread over threads.

    Every iteration must own what it writes, so that the result does not depend on their number.
    """
    with _kept(function.__module__):
        compiled = numba.njit(parallel=True, **_OPTIONS)(function)
    return cast("Callable[P, R]", compiled)


@contextmanager
def _kept(module: str) -> Iterator[None]:
    """Within it numba keeps what is decorated with the sources that ``module`` is made of.

    numba asks for the folder when a function is decorated; ``prepare`` has said where all are.
    """
    folder = numba.config.CACHE_DIR
    name = module.rpartition(".")[2]
    if folder:
        numba.config.CACHE_DIR = f"{folder}/{name}-{digest(name)}"
    try:
        yield
    finally:
        numba.config.CACHE_DIR = folder


@functools.cache
def digest(name: str) -> str:
    """Of numba's version and the sources of kernel ``name`` and of every kernel it imports."""
    whole = hashlib.sha256(numba.__version__.encode())
    for module in sorted(_made_of(name)):
        whole.update((_HERE / f"{module}.py").read_bytes())
    return whole.hexdigest()[:12]


@functools.cache
def _made_of(name: str) -> frozenset[str]:
    """The kernel modules that ``name`` is made of, itself among them."""
    tree = ast.parse((_HERE / f"{name}.py").read_text("utf-8"))
    direct = {
        str(node.module).removeprefix(f"{_PACKAGE}.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{_PACKAGE}.")
    }
    return frozenset({name}.union(*(_made_of(module) for module in direct)))
