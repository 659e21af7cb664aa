"""Cut-outs on disk."""

import os
from pathlib import Path

import numpy as np
import pytest

from reelcast.subjects.shelf import CutOut, Shelf
from reelcast.subjects.subject import Area, Edge


def cut_out(value: int) -> CutOut:
    rgba = np.full((10, 10, 4), value, np.uint8)
    return CutOut(rgba, frozenset({Edge.BOTTOM, Edge.LEFT}), within=Area(0.1, 0.2, 0.6, 1.0))


def test_what_is_put_is_got_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "subjects")
    assert shelf.get("k") is None
    shelf.put("k", cut_out(7))
    found = shelf.get("k")
    assert found is not None
    assert np.array_equal(found.rgba, cut_out(7).rgba)
    assert found.cut_by == {Edge.BOTTOM, Edge.LEFT}
    assert found.within == Area(0.1, 0.2, 0.6, 1.0)
    assert [file.name for file in (tmp_path / "subjects").iterdir()] == ["k.npz"]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nonsense", None])
def test_a_damaged_file_is_taken_for_missing_and_written_again(
    tmp_path: Path, damage: bytes | None
) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("k", cut_out(7))
    file = tmp_path / "k.npz"
    whole = bytearray(file.read_bytes())
    whole[100] ^= 255
    file.write_bytes(bytes(whole) if damage is None else damage)
    assert shelf.get("k") is None
    shelf.put("k", cut_out(7))
    assert shelf.get("k") is not None


def test_beyond_the_limit_what_was_used_longest_ago_goes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, limit=7500)  # about three of these
    for age, key in enumerate("dcba"):
        shelf.put(key, cut_out(1))
        os.utime(tmp_path / f"{key}.npz", (1000 + age, 1000 + age))
    assert shelf.get("b") is not None  # used just now
    shelf.put("new", cut_out(1))
    assert shelf.get("new") is not None
    assert shelf.get("b") is not None
    assert shelf.get("d") is None


def test_nothing_half_written_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", no_space)
    with pytest.raises(OSError, match="No space left"):
        Shelf(tmp_path).put("k", cut_out(1))
    assert list(tmp_path.iterdir()) == []
