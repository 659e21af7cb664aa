"""Torch files read without torch; hostile ones refused."""

import io
import os
import pickle
import struct
import sys
import types
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reelcast.errors import WeightsUnavailable
from reelcast.weights.unpickle import load_tensors

MAGIC = 0x1950A86A20F9469CFC6C


class FloatStorage:
    """Stands for ``torch.FloatStorage`` while a file is written."""


def _rebuild_tensor_v2(*_: object) -> None:
    """Stands for torch's own."""


class Stored:
    """A tensor as torch pickles it: a call that names a storage by a persistent id."""

    def __init__(self, key: str, count: int, offset: int, size: Any, stride: Any) -> None:
        self.place = (("storage", FloatStorage, key, "cpu", count), offset, size, stride)

    def __reduce__(self) -> Any:
        storage, *rest = self.place
        return _rebuild_tensor_v2, (PersistentId(storage), *rest, False, OrderedDict())


class PersistentId:
    def __init__(self, value: Any) -> None:
        self.value = value


class Writer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        return obj.value if isinstance(obj, PersistentId) else None


@pytest.fixture(autouse=True)
def torch_while_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules named as torch's, so that pickle writes the names that real files hold."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for holder, thing in ((torch, FloatStorage), (utils, _rebuild_tensor_v2)):
        monkeypatch.setattr(thing, "__module__", holder.__name__)
        setattr(holder, thing.__name__, thing)
        monkeypatch.setitem(sys.modules, holder.__name__, holder)


def pickled(value: Any) -> bytes:
    buffer = io.BytesIO()
    Writer(buffer, protocol=2).dump(value)
    return buffer.getvalue()


def zipped(value: Any, **storages: NDArray[np.float32]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickled(value))
        for key, array in storages.items():
            archive.writestr(f"archive/data/{key}", array.tobytes())
    return buffer.getvalue()


def legacy(value: Any, **storages: NDArray[np.float32]) -> bytes:
    parts = [pickled(MAGIC), pickled(1001), pickled({"little_endian": True}), pickled(value)]
    parts.append(pickled(list(storages)))
    for array in storages.values():
        parts += [struct.pack("<q", array.size), array.tobytes()]
    return b"".join(parts)


NUMBERS = np.arange(12, dtype=np.float32)


@pytest.mark.parametrize("written", [zipped, legacy])
def test_tensors_come_back_with_their_shape_and_strides(written: Any) -> None:
    state = OrderedDict(
        whole=Stored("k", 12, 0, (3, 4), (4, 1)), turned=Stored("k", 12, 4, (4, 2), (1, 4))
    )
    tensors = load_tensors(written(state, k=NUMBERS))
    assert np.array_equal(tensors["whole"], NUMBERS.reshape(3, 4))
    assert np.array_equal(tensors["turned"], NUMBERS[4:].reshape(2, 4).T)
    assert tensors["whole"].flags.writeable


@pytest.mark.parametrize("written", [zipped, legacy])
def test_a_large_tensor_reads_nothing_but_its_storage(written: Any) -> None:
    """The older format is walked once before its storages are read, and must not read then."""
    count = 25_000_000
    numbers = np.ones(count, np.float32)
    state = OrderedDict(whole=Stored("k", count, 0, (count,), (1,)))
    assert load_tensors(written(state, k=numbers))["whole"].sum() == count


class Attack:
    """Runs a command when it is read by a plain pickle."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.mark}",)


@pytest.mark.parametrize("written", [zipped, legacy])
def test_a_file_that_would_run_a_command_is_refused(written: Any, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    with pytest.raises(WeightsUnavailable, match=r"it asks for posix.system"):
        load_tensors(written({"weight": Attack(mark)}, k=NUMBERS))
    assert not mark.exists()


def test_a_command_in_the_head_of_the_older_format_is_refused(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    with pytest.raises(WeightsUnavailable, match=r"it asks for posix.system"):
        load_tensors(pickled(Attack(mark)))
    assert not mark.exists()


@pytest.mark.parametrize(
    "stored",
    [
        Stored("k", 12, 0, (13,), (1,)),
        Stored("k", 12, 8, (5,), (1,)),
        Stored("k", 12, 0, (2, 2), (1, 1000)),
        Stored("k", 12, -4, (2,), (1,)),
        Stored("k", 12, 11, (2,), (-1,)),
        Stored("k", 12, 0, (1 << 40,), (0,)),
        Stored("k", 12, 0, (2, 2), (1,)),
    ],
)
@pytest.mark.parametrize("written", [zipped, legacy])
def test_a_tensor_reaching_outside_its_storage_is_refused(written: Any, stored: Stored) -> None:
    with pytest.raises(WeightsUnavailable, match="not a file of plain tensors"):
        load_tensors(written({"weight": stored}, k=NUMBERS))


def test_a_storage_larger_than_its_file_is_refused() -> None:
    stored = Stored("k", 1 << 40, 0, (1 << 40,), (1,))
    with pytest.raises(WeightsUnavailable, match="in a smaller file"):
        load_tensors(legacy({"weight": stored}, k=NUMBERS))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"nonsense", pickled(7), zipped({"n": 3}), zipped(7), zipped({})[:40]],
    ids=["empty", "zip head", "nonsense", "other magic", "a number", "no dict", "cut short"],
)
def test_what_is_no_state_dict_is_refused(data: bytes) -> None:
    with pytest.raises(WeightsUnavailable):
        load_tensors(data)
