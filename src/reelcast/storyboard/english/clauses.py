"""Where an English prompt pauses: sentences and clauses by punctuation and small words.

The parser's own sentences are not used: it joins and splits lists and fragments at will.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

_ENDS = frozenset({".", "!", "?", ";", "...", "…", "!!", "!!!", "?!"})
_PAUSES = frozenset({",", ":", "-", "--", "–", "—", "(", ")", "[", "]", "|", "/"})  # noqa: RUF001
_OPENERS = frozenset(
    "but except only just instead while as when whereas then until till before after because so "
    "though although yet plus".split()
)
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})


def ends_sentence(token: Token) -> bool:
    """Whether a sentence is over after this token."""
    return token.text in _ENDS or "\n" in token.text


def pauses(token: Token) -> bool:
    """Whether a clause is over at this token; a hyphen inside a word is no pause."""
    if token.text in {"-", "/"}:
        return _stands_free(token)
    return token.text in _PAUSES or ends_sentence(token)


def _stands_free(token: Token) -> bool:
    before = token.i > 0 and bool(token.nbor(-1).whitespace_)
    return before or bool(token.whitespace_)


def sentences(doc: Doc) -> Iterator[tuple[int, int]]:
    """The token ranges of the sentences, each with its closing mark."""
    start = 0
    for token in doc:
        if ends_sentence(token):
            yield start, token.i + 1
            start = token.i + 1
    if start < len(doc):
        yield start, len(doc)


def sentence_of(doc: Doc, index: int) -> tuple[int, int]:
    """The sentence that holds a token."""
    return next((start, end) for start, end in sentences(doc) if start <= index < end)


def items(doc: Doc) -> Iterator[tuple[int, int]]:
    """The token ranges between one pause and the next, without the marks."""
    start = 0
    for token in doc:
        if pauses(token):
            if token.i > start:
                yield start, token.i
            start = token.i + 1
    if start < len(doc):
        yield start, len(doc)


def clause_end(doc: Doc, start: int) -> int:
    """The first token after ``start`` that no longer belongs to what begins there."""
    for token in doc[start:]:
        if pauses(token) or token.lower_ in _OPENERS or _starts_a_clause(token):
            return int(token.i)
    return len(doc)


def _starts_a_clause(token: Token) -> bool:
    """ "and waves", "and the sun shines": and with a new verb or subject after it."""
    if token.lower_ not in {"and", "&"} or token.i + 1 >= len(token.doc):
        return False
    following = token.nbor()
    new_verb = following.tag_ in _FINITE and following.pos_ in {"VERB", "AUX"}
    return new_verb or following.lower_ in {"the", "a", "an", "he", "she", "it", "they", "we"}
