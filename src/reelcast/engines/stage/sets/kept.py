"""Sets on disk: a place that was built once for a lens and conditions is not built again."""

import functools
import hashlib
import json
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from reelcast.board import Setting
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    RGB,
    Conditions,
    Does,
    Floats,
    Front,
    Lie,
    Light,
    Places,
    Set,
    Stir,
)
from reelcast.engines.stage.sources import sources
from reelcast.shelf import Arrays, Shelf

LIMIT = 768 << 20
"""Bytes: about thirty sets for a 1080p frame."""
_NUMBERS = ("cover", "gloss", "drift", "aperture", "glare")
_LIGHT, _PLACES, _RGB = TypeAdapter(Light), TypeAdapter(Places), TypeAdapter(RGB)


class KeptSets:
    """Builds sets and keeps them in ``cache_dir/plates``; safe for several processes at once."""

    def __init__(self, cache_dir: Path, limit: int = LIMIT) -> None:
        self._shelf = Shelf(cache_dir / "plates", limit)

    def build(self, setting: Setting, lens: Lens, wanted: Conditions) -> Set:
        """The set as ``sets.build`` gives it, radiance as fine as half precision has it.

        Built or kept, it is the same to the last bit. Raises ``OSError`` when the disk is full.
        """
        key = hashlib.sha256(repr((setting.value, lens, wanted, _sources())).encode()).hexdigest()
        kept = self._shelf.get(key)
        found = None if kept is None else from_arrays(kept, lens)
        if found is None:
            arrays = as_arrays(sets.build(setting, lens, wanted))
            self._shelf.put(key, arrays)
            found = from_arrays(arrays, lens)
        assert found is not None  # noqa: S101 - arrays just made are whole
        return found


@functools.cache
def _sources() -> str:
    """A digest of everything a set is made by."""
    whole = hashlib.sha256()
    for source in sources():
        whole.update(source.read_bytes())
    return whole.hexdigest()


def as_arrays(place: Set) -> Arrays:
    """Everything in a set but its lens, by names that ``from_arrays`` knows."""
    facts = {
        "haze": place.haze,
        "light": _LIGHT.dump_python(place.light, mode="json"),
        "places": _PLACES.dump_python(place.places, mode="json"),
        "numbers": [getattr(place, name) for name in _NUMBERS],
        "stirs": [[s.does, s.lie, s.size, s.flow, s.pace] for s in place.stirs],
        "fronts": [[front.left, front.top, front.z] for front in place.fronts],
    }
    stirs = {f"stir{n}": _halved(stir.amount) for n, stir in enumerate(place.stirs)}
    fronts = {f"front{n}": _halved(front.radiance) for n, front in enumerate(place.fronts)}
    alphas = {f"alpha{n}": _halved(front.alpha) for n, front in enumerate(place.fronts)}
    return {
        "facts": np.array(json.dumps(facts)),
        "radiance": _halved(place.radiance),
        "depth": place.depth,
        **stirs,
        **fronts,
        **alphas,
    }


def from_arrays(arrays: Arrays, lens: Lens) -> Set | None:
    """The set again; None when something is missing or damaged."""
    try:
        facts = json.loads(str(arrays["facts"]))
        stirs = (
            Stir(Does(does), Lie(lie), _whole(arrays[f"stir{n}"]), size, (flow[0], flow[1]), pace)
            for n, (does, lie, size, flow, pace) in enumerate(facts["stirs"])
        )
        fronts = (
            Front(_whole(arrays[f"front{n}"]), _whole(arrays[f"alpha{n}"]), left, top, z)
            for n, (left, top, z) in enumerate(facts["fronts"])
        )
        return Set(
            lens=lens,
            radiance=_whole(arrays["radiance"]),
            depth=np.asarray(arrays["depth"], np.float32),
            haze=_RGB.validate_python(facts["haze"]),
            light=_LIGHT.validate_python(facts["light"]),
            places=_PLACES.validate_json(json.dumps(facts["places"])),
            stirs=tuple(stirs),
            fronts=tuple(fronts),
            **dict(zip(_NUMBERS, facts["numbers"], strict=True)),
        )
    except (KeyError, TypeError, ValueError, ValidationError):
        return None


def _halved(full: Floats) -> "np.ndarray[tuple[int, ...], np.dtype[np.float16]]":
    # Beyond what a half can hold nothing is told apart on film.
    return np.minimum(full, 6e4).astype(np.float16)


def _whole(half: "np.ndarray[tuple[int, ...], np.dtype[np.float16]]") -> Floats:
    return np.asarray(half, np.float32)
