"""Texts of a hundred languages as vectors: what means the same lies close (multilingual-e5-small).

Similarities of unrelated texts are about 0.75 to 0.82, so they order; alone they say little.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reelcast.storyboard.encoder import session
from reelcast.storyboard.packed import dequantised, opened
from reelcast.storyboard.tokenizer import Tokenizer

_PREFIX = "query: "
"""The model was trained with it; its card asks for it where texts are compared as equals."""

_KEPT = 4096
"""Vectors remembered: 6 MB."""

_TOKENS_AT_ONCE = 1024
"""Padding included. More at once is no faster, and the activations leave the processor's cache."""

Vectors = NDArray[np.float32]


class Embedder:
    """A loaded sentence encoder. Not for several threads at once."""

    def __init__(self, file: Path, threads: int = 2) -> None:
        """``file`` is the weight ``multilingual-e5-small``.

        Raises ``WeightsUnavailable`` when it is not what it should be.
        """
        packed = opened(file)
        self._longest = packed.longest
        self._pad = packed.pieces.pad
        self._words = packed.blocks("emb.word", packed.width)
        places = packed.tensors["emb.pos"].reshape(-1, packed.width)
        self._places = places + packed.tensors["emb.type"][: packed.width]
        self._session = session(packed, threads)
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self.tokenizer = Tokenizer(packed.pieces)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """``(texts, 384)`` float32 of unit length; of a very long text its first 510 pieces."""
        vectors = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        vectors.update(self._embedded(new))
        for text, vector in vectors.items():
            self._known[text] = vector
            self._known.move_to_end(text)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        width = self._places.shape[1]
        return np.array([vectors[text] for text in texts], np.float32).reshape(-1, width)

    def _embedded(self, texts: Sequence[str]) -> Iterator[tuple[str, Vectors]]:
        """Texts of like length share a run, so that little padding is computed."""
        cut = [(text, self.tokenizer(_PREFIX + text, self._longest)) for text in texts]
        cut.sort(key=lambda pair: len(pair[1]))
        while cut:
            size = max(1, _TOKENS_AT_ONCE // len(cut[-1][1]))
            batch, cut = cut[-size:], cut[:-size]
            vectors = self._run([ids for _, ids in batch])
            yield from zip((text for text, _ in batch), vectors, strict=True)

    def _run(self, rows: Sequence[list[int]]) -> Vectors:
        longest = max(map(len, rows))
        ids = np.array([row + [self._pad] * (longest - len(row)) for row in rows])
        present = (np.arange(longest) < np.array([[len(row)] for row in rows])).astype(np.int32)
        embedded = dequantised(self._words[ids.reshape(-1)]).reshape(*ids.shape, -1)
        embedded += self._places[:longest]
        (states,) = self._session.run(None, {"embedded": embedded, "present": present})
        # The mean's divisor does not matter: the length is made 1.
        summed = np.einsum("btw,bt->bw", states, present.astype(np.float32))
        return np.asarray(summed / np.linalg.norm(summed, axis=1, keepdims=True), np.float32)
