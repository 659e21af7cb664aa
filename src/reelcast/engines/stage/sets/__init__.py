"""Places to play in, by name. A set is computed light and geometry; it knows no subject."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from types import MappingProxyType
from typing import cast

from reelcast.board import Setting
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import Conditions, Light, Set

__all__ = ["MODULES", "Conditions", "Light", "Set", "build"]

Builder = Callable[[Lens, Conditions], Set]

MODULES: Mapping[Setting, str] = MappingProxyType(
    {setting: setting.value for setting in Setting if setting is not Setting.REFERENCE}
)
"""The module of this folder that builds each setting: ``build(lens, conditions)``."""


def build(setting: Setting, lens: Lens, wanted: Conditions) -> Set:
    """Build the set of a setting as the lens will see it; a reference as the set is ``photo``'s.

    Its module is imported late: kernels must be decorated after their cache folder is known.
    """
    module = import_module(f"{__name__}.{MODULES[setting]}")
    place = cast("Builder", module.build)(lens, wanted)
    return replace(place, stirs=tuple(stir for stir in place.stirs if stir.amount.any()))
