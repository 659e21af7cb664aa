"""Cuts text into the word pieces of XLM-RoBERTa: SentencePiece's unigram model, best path first.

No piece has a space inside, so each word is cut for itself and its pieces are remembered.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from reelcast.storyboard.packed import Pieces

_SPACE = "\u2581"
"""How the pieces write the space before a word."""

_UNKNOWN_PENALTY = 10.0
"""How much less likely than the rarest piece an unknown character is (SentencePiece's own)."""

_REMEMBERED_WORDS = 20_000


class Tokenizer:
    """Word pieces of one vocabulary."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._plain = dict(pieces.plain)
        self._ids = dict(zip(pieces.texts, range(len(pieces.texts)), strict=True))
        # Marks such as "</s>" are not text: whoever writes them gets their letters.
        for mark in (pieces.begin, pieces.end, pieces.pad, pieces.unknown):
            del self._ids[pieces.texts[mark]]
        self._ids.pop(b"<mask>", None)
        self._longest = max(map(len, self._ids))
        self._unknown_score = min(pieces.scores) - _UNKNOWN_PENALTY
        self._cut = lru_cache(_REMEMBERED_WORDS)(self._best_path)

    def __call__(self, text: str, longest: int) -> list[int]:
        """Ids with the marks of begin and end around them, ``longest`` at most."""
        plain = unicodedata.normalize("NFC", text).translate(self._plain)
        ids = [self._pieces.begin]
        for word in plain.split():
            ids += self._cut(_SPACE + word)
        return [*ids[: longest - 1], self._pieces.end]

    def texts(self, ids: Sequence[int]) -> list[str]:
        """The pieces of these ids, for people to read."""
        return [self._pieces.texts[number].decode() for number in ids]

    def _best_path(self, word: str) -> tuple[int, ...]:
        """The likeliest pieces of a word (Viterbi over the ends of its characters, in bytes)."""
        raw = word.encode()
        ends = [at for at in range(1, len(raw) + 1) if at == len(raw) or raw[at] & 0xC0 != 0x80]
        starts = [0, *ends[:-1]]
        best = {0: 0.0}
        arrived: dict[int, tuple[int, int]] = {}
        for index, start in enumerate(starts):
            for end in ends[index:]:
                if end - start > self._longest:
                    break
                found = self._ids.get(raw[start:end])
                if found is not None:
                    score = best[start] + self._pieces.scores[found]
                elif end == ends[index]:
                    found, score = self._pieces.unknown, best[start] + self._unknown_score
                else:
                    continue
                if score > best.get(end, -1e30):
                    best[end], arrived[end] = score, (start, found)
        return self._walk_back(arrived, len(raw))

    @staticmethod
    def _walk_back(arrived: dict[int, tuple[int, int]], end: int) -> tuple[int, ...]:
        ids = []
        while end:
            end, piece = arrived[end]
            ids.append(piece)
        return tuple(reversed(ids))
