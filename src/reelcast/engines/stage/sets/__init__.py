"""Places to play in, by name. A set is computed light and geometry; it knows no subject."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from reelcast.board import Setting
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Light, Set

__all__ = ["NAMES", "Light", "Set", "build", "nearest"]

Builder = Callable[[Lens, np.random.Generator], Set]


def _studio(lens: Lens, rng: np.random.Generator) -> Set:
    from reelcast.engines.stage.sets import studio

    return studio.build(lens, rng)


def _meadow(lens: Lens, rng: np.random.Generator) -> Set:
    # Imported late: its kernels must be decorated after their cache folder is known.
    from reelcast.engines.stage.sets import meadow

    return meadow.build(lens, rng)


_BUILDERS: Mapping[str, Builder] = MappingProxyType({"studio": _studio, "meadow": _meadow})
NAMES = tuple(_BUILDERS)

_PLAIN = frozenset(
    {
        Setting.STUDIO,
        Setting.ROOM,
        Setting.STAGE,
        # No grass and no horizon there, either.
        Setting.SPACE,
        Setting.UNDERWATER,
        # A reference that is no place to stand in.
        Setting.REFERENCE,
    }
)
"""Settings for which the studio is the less wrong of the two sets; the meadow is for the others."""


def nearest(setting: Setting) -> str:
    """The name of the set that comes nearest to a setting."""
    return "studio" if setting in _PLAIN else "meadow"


def build(name: str, lens: Lens, rng: np.random.Generator) -> Set:
    """Build the set called ``name`` (one of ``NAMES``) as the lens will see it."""
    return _BUILDERS[name](lens, rng)
