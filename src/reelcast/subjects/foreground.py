"""The colours of a cut-out, freed of the background that shone through its edges."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from reelcast.errors import SetupError
from reelcast.subjects.arrays import Matte, Rgb
from reelcast.subjects.kernels import kernels_kept

_MODULE = "reelcast_foreground_ml"


class Foreground:
    """pymatting's multi-level foreground estimation, compiled at ``load``.

    T. Germer et al., "Fast Multi-Level Foreground Estimation", ICPR 2020.
    """

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir
        self._estimate: Callable[..., Any] | None = None

    def load(self) -> None:
        """Compile the kernels, or read them from the cache folder; nothing the second time."""
        if self._estimate is None:
            with kernels_kept(self._cache_dir):
                self._estimate = _estimator()

    def __call__(self, rgb: Rgb, matte: Matte) -> Rgb:
        """The subject's own colours everywhere in ``(H, W, 3)``, also where it is not."""
        self.load()
        assert self._estimate is not None  # noqa: S101 - for the type checker
        colours = self._estimate(rgb.astype(np.float32) / 255, matte)
        return np.asarray(np.clip(colours, 0, 1) * 255 + 0.5, np.uint8)


def _estimator() -> Callable[..., Any]:
    """``estimate_foreground_ml`` from its own file.

    Importing the package would compile every solver it has, forty seconds and half of scipy, for
    the one function needed here.
    """
    package = importlib.util.find_spec("pymatting")
    if package is None or not package.submodule_search_locations:
        raise SetupError("the package pymatting is not installed")
    file = Path(package.submodule_search_locations[0]) / "foreground/estimate_foreground_ml.py"
    spec = importlib.util.spec_from_file_location(_MODULE, file)
    if spec is None or spec.loader is None:
        raise SetupError(f"the package pymatting has no {file}")
    module = importlib.util.module_from_spec(spec)
    # numba looks the module up by name when it reads compiled code back.
    sys.modules[_MODULE] = module
    spec.loader.exec_module(module)
    return module.estimate_foreground_ml  # type: ignore[no-any-return]
