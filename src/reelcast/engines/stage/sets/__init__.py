"""Places to play in, by name. A set is computed light and geometry; it knows no subject."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Light, Set

__all__ = ["NAMES", "Light", "Set", "build"]

Builder = Callable[[Lens, np.random.Generator], Set]


def _studio(lens: Lens, rng: np.random.Generator) -> Set:
    from reelcast.engines.stage.sets import studio

    return studio.build(lens, rng)


def _outdoors(lens: Lens, rng: np.random.Generator) -> Set:
    # Imported late: its kernels must be decorated after their cache folder is known.
    from reelcast.engines.stage.sets import meadow

    return meadow.build(lens, rng)


_BUILDERS: Mapping[str, Builder] = MappingProxyType({"studio": _studio, "outdoors": _outdoors})
NAMES = tuple(_BUILDERS)


def build(name: str, lens: Lens, rng: np.random.Generator) -> Set:
    """Build the set called ``name`` (one of ``NAMES``) as the lens will see it."""
    return _BUILDERS[name](lens, rng)
