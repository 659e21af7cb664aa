"""A prompt as tokens: words of Latin script, single characters of Chinese and Japanese."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reelcast.storyboard.tongue import Tongue

FIRST_REFERENCE = 0xE001
"""From this private code point on, one character stands for each reference that is numbered."""

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_ORDINALS = (
    ("primer", "premi", "erst"),
    ("segund", "deuxieme", "second", "zweit"),
    ("tercer", "troisieme", "dritt"),
    ("cuart", "quatrieme", "viert"),
    ("quint", "cinquieme", "funft"),
    ("sext", "sixieme", "sechst"),
    ("septim", "septieme", "sieb"),
)
# For every language: "@1", "@image 1", "#1", "(1)", "[1]".
_NUMBERED = (
    r"@\s*(?:image|img|图片?|图像|photo|pic|picture|ref(?:erence)?|subject|bild|imagen|画像|写真)?"
    r"\s*([1-9])(?![0-9])",
    r"(?:\bimage|\bimg|\bpicture|\bphoto|\bref)\s*#?\s*([1-7])(?![0-9])",
    r"#\s*([1-7])(?![0-9])",
    r"(?<=\()\s*([1-7])\s*(?=\))",
    r"\[\s*([1-7])\s*\]",
)
_QUOTES = re.compile('“[^”]*”|„[^“”]*[“”]|«[^»]*»|"[^"]*"|「[^」]*」|『[^』]*』|《[^》]*》')
_TOKEN = re.compile(
    "[\ue001-\ue007]"
    "|[\u3041-\u309f\u30a1-\u30fa\u30fc々\u3400-\u9fff\uac00-\ud7a3]"
    "|[0-9]+|(?:(?![\u3041-\u9fff\uac00-\ud7a3])[^\\W\\d_])+|[@#&+()°、]|[,.;:!?。\n…—–/|]"  # noqa: RUF001
)
_SENTENCE_ENDS = frozenset(".;!?。\n")
_PAUSES = frozenset(",:…—–/|") | _SENTENCE_ENDS  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Token:
    """``clause`` and ``sentence`` count from 0; marks that end one are no tokens."""

    text: str
    clause: int
    sentence: int

    @property
    def reference(self) -> int | None:
        """The number of the reference it stands for, from 1."""
        place = ord(self.text[0]) - FIRST_REFERENCE
        return place + 1 if 0 <= place < len(_ORDINALS) else None


def folded(text: str, tongue: Tongue, simplified: Mapping[int, str]) -> str:
    """``text`` in one width and case, Latin letters without accents, Han in simplified form."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if tongue is Tongue.ZH:
        return text.translate(simplified)
    if tongue is Tongue.JA:
        return text
    return _without_accents(text.replace("œ", "oe").replace("æ", "ae"))


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def without_quotes(text: str) -> str:
    """What is quoted is spoken or written in the picture: it is no part of the description."""
    return _QUOTES.sub(" ", text)


def with_references(text: str, patterns: Sequence[str], count: int) -> str:
    """``text`` with "image 2", "the second picture" and the like as a character each."""
    for pattern in (*patterns, *_NUMBERED):
        text = re.sub(pattern, lambda match: _reference(match, count), text)
    return text


def _reference(match: re.Match[str], count: int) -> str:
    number = _number(match[1])
    return f" {chr(FIRST_REFERENCE + number - 1)} " if 1 <= number <= count else " "


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    ordinals = (number for number, stems in enumerate(_ORDINALS, 1) if word.startswith(stems))
    return _DIGITS.get(word, 0) or next(ordinals, 0)


def tokens(text: str) -> list[Token]:
    """The tokens of a folded text."""
    found: list[Token] = []
    clause = sentence = 0
    for mark in _TOKEN.findall(text):
        if mark in _PAUSES:
            clause += 1
            sentence += mark in _SENTENCE_ENDS
        else:
            found.append(Token(mark, clause, sentence))
    return found
