"""Names of things in English prompts: "Sunset Boulevard", "New Thunder Cola"."""

from spacy.tokens import Doc

_SHOUTING = 0.5
"""Share of capitalised words above which capitals say nothing."""


def is_in_a_title(doc: Doc, first: int, last: int) -> bool:
    """Whether capitalised words are part of a longer capitalised name inside a sentence."""
    if not doc[first].text[:1].isupper() or doc[first].is_upper or _shouts(doc):
        return False
    if not _is_inside(doc, first) and doc[first].pos_ != "PROPN":
        return False
    after = last + 1 < len(doc) and _is_named(doc, last + 1)
    before = first > 0 and _is_named(doc, first - 1) and first > 1 and _is_inside(doc, first - 1)
    return bool(after or before)


def _is_named(doc: Doc, index: int) -> bool:
    token = doc[index]
    return token.is_title and token.pos_ == "PROPN" and not token.is_stop


def _is_inside(doc: Doc, index: int) -> bool:
    """Not the first word of a sentence, which is capitalised anyway."""
    return index > 0 and not doc[index - 1].is_punct


def _shouts(doc: Doc) -> bool:
    words = [token for token in doc if token.is_alpha]
    return sum(token.text[0].isupper() for token in words) > _SHOUTING * max(1, len(words))
