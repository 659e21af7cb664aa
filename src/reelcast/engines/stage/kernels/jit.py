"""numba's decorators with the options every kernel shares, typed so that mypy sees through them."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def jit(function: Callable[P, R]) -> Callable[P, R]:
    """Compile for one thread; may be called from other kernels."""
    compiled = njit(fastmath=True, cache=True, error_model="numpy")(function)
    return cast("Callable[P, R]", compiled)


def parallel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with its ``prange`` loops spread over threads.

    Every iteration must own what it writes, so that the result does not depend on their number.
    """
    compiled = njit(fastmath=True, cache=True, error_model="numpy", parallel=True)(function)
    return cast("Callable[P, R]", compiled)
