"""A set is built once; taken from disk it is the same set."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from reelcast.board import Setting, Time
from reelcast.engines.stage import sets
from reelcast.engines.stage.lens import Lens
from reelcast.engines.stage.sets.base import (
    Conditions,
    Does,
    Front,
    Lie,
    Places,
    Seat,
    Set,
    Stir,
    Way,
)
from reelcast.engines.stage.sets.kept import KeptSets, as_arrays, from_arrays

LENS = Lens(160, 90, 160, 42, 1.0)


def furnished() -> Set:
    """A set that has one of everything."""
    place = sets.build(Setting.STUDIO, LENS, Conditions())
    leaf = Front(np.ones((4, 6, 3), np.float32), np.ones((4, 6), np.float32), 3, 5, 1.5)
    stir = Stir(Does.SHIFT, Lie.GROUND, np.full_like(place.depth, 0.25), 0.5, (0.1, 0.2), 0.7)
    room = Places(1, 5, 2, (Seat(0.5, 0.4, 3, 1.2),), frozenset({Way.LEFT}), (1, 3))
    return replace(
        place, places=room, stirs=(stir,), fronts=(leaf,), cover=0.1, gloss=0.2, drift=0.3
    )


def assert_same(one: object, other: object) -> None:
    """Equal, field by field, arrays to the last bit."""
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, tuple):
        for a, b in zip(one, other, strict=True):  # type: ignore[call-overload]
            assert_same(a, b)
    elif hasattr(one, "__dataclass_fields__"):
        for field in fields(one):  # type: ignore[arg-type]
            assert_same(getattr(one, field.name), getattr(other, field.name))
    else:
        assert one == other


def test_everything_in_a_set_comes_back() -> None:
    place = furnished()
    once = from_arrays(as_arrays(place), LENS)
    assert once is not None
    again = from_arrays(as_arrays(once), LENS)
    assert_same(once, again)
    np.testing.assert_allclose(once.radiance, place.radiance, rtol=1e-3)
    assert (once.places, once.light) == (place.places, place.light)


def test_what_is_damaged_is_no_set() -> None:
    arrays = dict(as_arrays(furnished()))
    assert from_arrays({k: v for k, v in arrays.items() if k != "stir0"}, LENS) is None
    assert from_arrays(arrays | {"facts": np.array("{}")}, LENS) is None
    assert from_arrays(arrays | {"facts": np.array("not json")}, LENS) is None


def test_a_set_is_built_once_for_its_lens_and_conditions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Conditions] = []
    real = sets.build

    def build(setting: Setting, lens: Lens, wanted: Conditions) -> Set:
        built.append(wanted)
        return real(setting, lens, wanted)

    monkeypatch.setattr(sets, "build", build)
    kept = KeptSets(tmp_path)
    first = kept.build(Setting.STUDIO, LENS, Conditions())
    assert_same(first, KeptSets(tmp_path).build(Setting.STUDIO, LENS, Conditions()))
    assert len(built) == 1
    for lens, wanted in (
        (replace(LENS, horizon=40), Conditions()),
        (LENS, Conditions(time=Time.NIGHT)),
        (LENS, Conditions(seed=1)),
    ):
        kept.build(Setting.STUDIO, lens, wanted)
    assert len(built) == 4


def test_the_folder_stays_within_its_limit(tmp_path: Path) -> None:
    kept = KeptSets(tmp_path, limit=1_000_000)
    for seed in range(6):
        kept.build(Setting.STUDIO, LENS, Conditions(seed=seed))
    assert sum(file.stat().st_size for file in (tmp_path / "plates").iterdir()) <= 1_000_000
