"""Parses English: words, lemmas, parts of speech, the dependency tree and named places.

Knows nothing of pictures: what the tree means for a clip is read elsewhere.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import spacy
from spacy.lexeme import Lexeme
from spacy.tokens import Doc

from reelcast.storyboard.english.spelling import spelling

_UNUSED = ("senter",)
"""The parser finds sentences itself."""

_PLAIN: Mapping[int, int | None] = MappingProxyType(
    str.maketrans(
        "\u2018\u2019\u201b\u2032\u201c\u201d\u201e\u00ab\u00bb\u2033\u2010\u2011\u2212",
        "''''" + '"' * 6 + "---",
        "\u00ad\u200b\ufeff",
    )
)
"""Typographic characters as the parser's training texts write them."""

_LINE_END = re.compile(r"(?<=[^\s.,;:!?])[ \t]*[\r\n]+\s*(?=[A-Z@\d*-])")


def plain(text: str) -> str:
    """Text in the characters the parser knows, on one line, without doubled spaces.

    Where a line ends without punctuation and the next one does not go on in lower case, a full stop
    is put in: people write one wish to a line.
    """
    return " ".join(_LINE_END.sub(". ", text.translate(_PLAIN).strip()).split())


_MENTIONS = tuple(f"{sign}{number}" for sign in ("@", "@image", "@img") for number in range(1, 8))
_STAND_IN = "She"
"""Of the words tried, the one that leaves the rest of a sentence understood best."""


class Parser:
    """A loaded English pipeline."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the weight ``en-core-web-sm``. Raises ``OSError`` when it is not there."""
        self._pipeline = spacy.load(folder, exclude=_UNUSED)
        for mention in _MENTIONS:
            _parse_as(_STAND_IN, self._pipeline.vocab[mention])
        self._spelling = spelling(self._pipeline)

    def __call__(self, text: str) -> Doc:
        """The parsed text, made ``plain`` and its typing errors mended first.

        A mention like "@1" is one token, a pronoun.
        """
        return self._pipeline(self._spelling(plain(text)))


def _parse_as(word: str, lexeme: Lexeme) -> None:
    """Have a word that the parser has never met treated as one that it has."""
    lexeme.norm_ = word.lower()
    lexeme.prefix_ = word[0]
    lexeme.suffix_ = word[-3:]
    lexeme.shape_ = "Xxx"
