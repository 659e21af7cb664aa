"""Reads the tensors of a PyTorch file without PyTorch, and without running what is in it.

A pickle is a program. This reader lets it name five harmless things and refuses everything else;
it is the only place in Reelcast where a pickle is read.
"""

import io
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from reelcast.errors import WeightsUnavailable

Tensor = NDArray[Any]

_STORAGES: Mapping[str, type[np.generic]] = MappingProxyType(
    {
        "DoubleStorage": np.float64,
        "FloatStorage": np.float32,
        "HalfStorage": np.float16,
        "LongStorage": np.int64,
        "IntStorage": np.int32,
        "ShortStorage": np.int16,
        "CharStorage": np.int8,
        "ByteStorage": np.uint8,
        "BoolStorage": np.bool_,
    }
)
_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
"""First object of the format PyTorch wrote before 1.6 (torch/serialization.py)."""

_Storage = Callable[[Any], Tensor]


def load_tensors(data: bytes) -> dict[str, Tensor]:
    """The tensors of a ``torch.save``d state dict, zip or legacy format, by name, as copies.

    Raises ``WeightsUnavailable`` when the file is broken, is not a state dict, or names anything
    a state dict has no use for.
    """
    try:
        loaded = _from_zip(data) if data[:2] == b"PK" else _from_stream(io.BytesIO(data))
        return {str(name): _as_tensor(value) for name, value in dict(loaded).items()}
    except _BROKEN as fault:
        raise WeightsUnavailable(f"this is not a file of plain tensors: {fault}") from fault


_BROKEN = (
    pickle.UnpicklingError,
    zipfile.BadZipFile,
    struct.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading a broken or hostile pickle can raise: its opcodes act on whatever they find."""


class _Tensors(pickle.Unpickler):
    """Knows ordered dicts, storages and how a tensor lies in one. Nothing else."""

    def __init__(self, source: BinaryIO, storage: _Storage) -> None:
        super().__init__(source)
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if (module, name) == ("torch._utils", "_rebuild_parameter"):
            return _parameter
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")

    def persistent_load(self, pid: Any) -> Tensor:
        return self._storage(pid)


class _Plain(pickle.Unpickler):
    """Numbers, strings, lists and dicts: the head and tail of the legacy format."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")


def _tensor(
    storage: Tensor, offset: int, size: Sequence[int], stride: Sequence[int], *_: object
) -> Tensor:
    """A tensor as a copy; everything it would read must lie inside its storage."""
    if not isinstance(storage, np.ndarray) or len(size) != len(stride):
        raise ValueError("a tensor without a storage or a shape")
    if min((offset, *size, *stride)) < 0:
        raise ValueError("a tensor of negative extent")
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if 0 in size:
        return np.zeros(tuple(size), storage.dtype)
    if last >= storage.size or np.prod(size, dtype=object) > storage.size:
        raise ValueError(f"a tensor of shape {tuple(size)} in a storage of {storage.size}")
    # Not its itemsize: while the shapes are learnt, a storage is one value that stands for all.
    steps = [step * storage.strides[0] for step in stride]
    return np.lib.stride_tricks.as_strided(storage[offset:], tuple(size), steps).copy()


def _parameter(tensor: Tensor, *_: object) -> Tensor:
    return tensor


def _as_tensor(value: object) -> Tensor:
    if not isinstance(value, np.ndarray):
        raise ValueError(f"it holds a {type(value).__name__} where a tensor should be")
    return value


def _from_zip(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        index = next(name for name in archive.namelist() if name.endswith("data.pkl"))
        root = index.removesuffix("data.pkl")

        def storage(pid: Any) -> Tensor:
            _, kind, key, *_ = pid
            return np.frombuffer(archive.read(f"{root}data/{key}"), kind)

        return _Tensors(io.BytesIO(archive.read(index)), storage).load()


def _from_stream(source: io.BytesIO) -> Any:
    """The legacy format: three head pickles, the tensors, the storages' keys, the storages.

    The tensors come before what is in them, so they are read twice: once to learn the storages'
    types, once to fill them.
    """
    if _Plain(source).load() != _LEGACY_MAGIC:
        raise ValueError("neither a zip nor the older format of PyTorch")
    _Plain(source).load(), _Plain(source).load()  # protocol number, byte order and sizes
    start = source.tell()
    kinds: dict[str, type[np.generic]] = {}
    whole: dict[str, Tensor] = {}

    def noted(pid: Any) -> Tensor:
        kinds[pid[2]] = pid[1]
        if int(pid[4]) * np.dtype(pid[1]).itemsize > len(source.getbuffer()):
            raise ValueError(f"a storage of {pid[4]} values in a smaller file")
        return np.lib.stride_tricks.as_strided(np.zeros(1, pid[1]), (int(pid[4]),), (0,))

    _Tensors(source, noted).load()
    for key in _Plain(source).load():
        (count,) = struct.unpack("<q", source.read(8))
        raw = source.read(count * np.dtype(kinds[key]).itemsize)
        whole[key] = np.frombuffer(raw, kinds[key], count)
    source.seek(start)
    return _Tensors(source, lambda pid: whole[pid[2]]).load()
