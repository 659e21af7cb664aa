"""Finds an engine by name: one of the installed ones, or ``module:callable``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from reelcast.engines.base import Engine
from reelcast.errors import EngineUnknown
from reelcast.settings import Settings

GROUP = "reelcast.engines"
"""Entry points of this group name callables that take the ``Settings`` and return an ``Engine``."""


def names() -> list[str]:
    """The installed engines."""
    return sorted(entry.name for entry in entry_points(group=GROUP))


def find(name: str, settings: Settings) -> Engine:
    """The engine of that name, not yet loaded. Raises ``EngineUnknown``."""
    with _explained(name):
        factory = cast(Callable[[Settings], Engine], _target(name))
    return factory(settings)


def check(name: str) -> None:
    """Raise ``EngineUnknown`` unless the name could be found; imports nothing heavy."""
    if ":" not in name:
        _entry(name)


def _target(name: str) -> object:
    if ":" not in name:
        return _entry(name).load()
    module, _, attribute = name.partition(":")
    target: object = import_module(module)
    for part in attribute.split("."):
        target = getattr(target, part)
    return target


def _entry(name: str) -> EntryPoint:
    for entry in entry_points(group=GROUP):
        if entry.name == name:
            return entry
    raise EngineUnknown(f"there is no engine {name!r}; installed are: {', '.join(names())}")


@contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except (ImportError, AttributeError) as error:
        raise EngineUnknown(f"the engine {name!r} could not be imported: {error}") from error
