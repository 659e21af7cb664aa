"""Which words of an English prompt put something into the picture, and which do not.

Quoted speech, negations, comparisons, wishes about other versions, slogans and figures of speech
are struck out. What the rest means is read elsewhere.
"""

import re
from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Token

from reelcast.storyboard.english.clauses import clause_end, ends_sentence, sentence_of, sentences
from reelcast.storyboard.english.figures import figures

_Range = tuple[int, int]

_NEGATIVE_LIST = re.compile(
    r"\b(?:negatives?(?: prompts?)?|avoid|exclude|excluding|forbidden|prohibited|not allowed|"
    r"unwanted|don'?ts?|no-?gos?|leave out|omit|undesired)\s*:|"
    r"\b(?:must|should|shall|may|can) ?not (?:include|contain|show|have|appear|be|add|use|see)\b|"
    r"(?:^|[.;!?] )(?:please )?(?:avoid|exclude|omit|leave out)\b|"
    r"\bmust not\b|--no\b|\bfree (?:of|from) (?:any )?",
    re.IGNORECASE,
)
_SINGLE_QUOTED = re.compile(r"(?<![\w'])'[A-Za-z][^'\n]{2,80}'(?!\w)")
_LABEL = re.compile(r"^\w[\w ]{0,20}:")
_OTHER_VERSION = re.compile(
    r"\b(?:in|with|from) (?:the|my|our|your|one|an?) "
    r"(?:previous|last|earlier|old|first|former|original|prior|other) "
    r"(?:version|take|attempt|try|result|clip|video|generation|draft|render)s?\b|"
    r"\b(?:the|my|our|your|an?) (?:previous|last|earlier|old|former|prior) "
    r"(?:version|take|attempt|try|result|clip|generation|draft|render)s?\b|"
    r"\blast time\b|\bpreviously\b",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\b(?:as if|as though|instead of|rather than|as opposed to|unlike|reminiscent of|"
    r"(?:feels?|looks?|sounds?|seems?|goes? off|smells?|tastes?|feeling|looking|sounding) like|"
    r"(?:inspired|influenced) by|in the (?:style|manner|spirit|vein) of|"
    r"(?:dream|dreams|dreaming|dreamt|thinks?|thinking|talks?|talking|sings?|singing|"
    r"reminds?(?: \w+)?|reminding(?: \w+)?|memor(?:y|ies)|stor(?:y|ies)|songs?|lectures?|"
    r"tales?|promises?) (?:of|about|on)|remembers|remembering|imagines|imagining|"
    r"pretends? to|pretending to|no longer|anything but|far from|reminding|"
    r"used to|unable to|fails? to|refus(?:es|ing|e) to|before (?:she|he|it|they) can|"
    r"about to|ready to|wants? to|hopes? to|longs? to|poised to)\b",
    re.IGNORECASE,
)
_PREFERRED = re.compile(
    r"\b(?:instead of|rather than|as opposed to|unlike|no longer|anything but|far from)\b",
    re.IGNORECASE,
)
"""What goes before something is not what is wanted."""
_KEPT_PAIRS = re.compile(
    r"\b(?:not only|not just|nothing but|none but|never stops?|never ceas\w+|can(?:not|'t) stop|"
    r"does(?: not|n't) stop|do(?: not|n't) stop|without stopping|no wonder|no doubt|no less|"
    r"why not|no matter|not far from|not long after|could(?: not|n't) be more|no sooner)\b",
    re.IGNORECASE,
)
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_DESCRIBING = frozenset({"does", "did", "doesn't", "is", "are", "was", "were"})
_NEGATORS = frozenset({"not", "n't", "n’t", "never", "dont", "doesnt", "isnt", "wont", "cant"})  # noqa: RUF001
_NOBODY = frozenset({"nobody", "nothing", "none", "neither", "noone", "nowhere"})
_WITHOUT = frozenset({"without", "w/o", "minus", "sans", "lacking"})
_PLACE_WORDS = frozenset({"in", "on", "at", "across", "along", "through", "inside", "under"})
_SHOWN = frozenset({"be", "take", "happen", "set", "show", "place", "put", "film", "shoot", "add"})
_DEPICTIONS = frozenset(
    "painting poster postcard picture photo photograph drawing map tattoo mural print logo "
    "billboard magazine book novel film movie documentary statue model".split()
)


def asserted(doc: Doc) -> tuple[bool, ...]:
    """For each token whether the prompt puts it into the picture.

    Negated camera movement is struck out too, though it asks for a fixed camera: the reader of
    camera moves knows the phrases.
    """
    shown = [True] * len(doc)
    for reader in _READERS:
        for start, end in reader(doc):
            shown[start:end] = [False] * (min(end, len(doc)) - start)
    return tuple(shown)


def desired(doc: Doc) -> tuple[bool, ...]:
    """For each token whether it is neither quoted, negated nor another version's.

    What the film is likened to is desired too: "like an old film", "in the style of an anime".
    """
    shown = [True] * len(doc)
    for reader in _DENIERS:
        for start, end in reader(doc):
            shown[start:end] = [False] * (min(end, len(doc)) - start)
    for start, end in _matches(_PREFERRED, doc):
        shown[start:] = [False] * (clause_end(doc, end) - start) + shown[clause_end(doc, end) :]
    return tuple(shown)


def _matches(pattern: re.Pattern[str], doc: Doc) -> Iterator[_Range]:
    """The token ranges of a pattern's matches."""
    for match in pattern.finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None:
            yield span.start, span.end


def _quotations(doc: Doc) -> Iterator[_Range]:
    """What stands between quotation marks, unless that is nearly the whole prompt."""
    marks = [token.i for token in doc if token.text in {'"', "``", "''"}]
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        if end - start < 0.8 * len(doc):
            yield start, end + 1
    yield from _matches(_SINGLE_QUOTED, doc)


def _negative_lists(doc: Doc) -> Iterator[_Range]:
    """A list of what must not be seen, to its end; after a label through verbless sentences."""
    for start, end in _matches(_NEGATIVE_LIST, doc):
        stop = sentence_of(doc, end - 1)[1]
        if doc[end - 1].text == ":":
            while stop < len(doc) and _continues_a_list(doc, *sentence_of(doc, stop)):
                stop = sentence_of(doc, stop)[1]
        yield start, stop


def _continues_a_list(doc: Doc, start: int, end: int) -> bool:
    text = doc[start:end].text
    return text[:1].islower() and not _LABEL.match(text)


def _other_versions(doc: Doc) -> Iterator[_Range]:
    """What is told of an earlier attempt, to the end of the sentence."""
    for start, end in _matches(_OTHER_VERSION, doc):
        first, last = sentence_of(doc, end - 1)
        if start > 0 and doc[start - 1].lower_ in {"unlike", "than", "from", "like"}:
            yield start, clause_end(doc, end)
        else:
            yield (first if end + 1 >= last else start), last


def _comparisons(doc: Doc) -> Iterator[_Range]:
    """ "as if to roar", "instead of rain", "feels like a storm"."""
    for start, end in _matches(_COMPARISON, doc):
        yield start, clause_end(doc, end)


def _likenesses(doc: Doc) -> Iterator[_Range]:
    """ "like a flower", "as quiet as the night"; not "I would like", "things like"."""
    for token in doc:
        if token.lower_ == "like" and _compares(token):
            yield token.i, _likeness_end(doc, token.i + 1)
        elif token.lower_ == "as" and token.i + 3 < len(doc) and doc[token.i + 2].lower_ == "as":
            yield token.i + 2, _likeness_end(doc, token.i + 3)


def _likeness_end(doc: Doc, start: int) -> int:
    """ "spins like a top on the table" is on the table; "like we are on a boat" is not."""
    end = clause_end(doc, start)
    opens = start < 2 or ends_sentence(doc[start - 2])
    if opens or any(token.tag_ in _FINITE for token in doc[start:end]):
        return end
    return next((t.i for t in doc[start + 1 : end] if t.lower_ in _PLACE_WORDS), end)


def _compares(like: Token) -> bool:
    before = like.nbor(-1).lower_ if like.i else ""
    wished = before in {"would", "'d", "i", "we", "you", "to", "they", "she", "he"}
    return not wished and not (like.pos_ == "VERB" and like.dep_ == "ROOT" and like.i == 0)


def _conditions(doc: Doc) -> Iterator[_Range]:
    """ "If it rains", to the comma; "may be too late"."""
    for token in doc:
        if token.lower_ == "if" and (token.i == 0 or token.nbor(-1).lower_ != "as"):
            yield token.i, clause_end(doc, token.i + 1)
        elif token.lower_ in {"may", "might"} and token.tag_ == "MD":
            yield token.i, clause_end(doc, token.i + 1)


def _negations(doc: Doc) -> Iterator[_Range]:
    kept = {index for start, end in _matches(_KEPT_PAIRS, doc) for index in range(start, end)}
    for token in doc:
        if token.i in kept:
            continue
        if token.lower_ == "no" and _is_determiner(token):
            yield token.i, _list_end(doc, token.i)
        elif token.lower_ in _WITHOUT:
            yield token.i, _list_end(doc, token.i)
        elif token.lower_ in _NOBODY or _is_no_one(token):
            yield token.i, clause_end(doc, token.i + 1)
        elif token.lower_ in _NEGATORS or token.dep_ == "neg":
            yield token.i, _negated_end(doc, token)


def _is_determiner(token: Token) -> bool:
    """A "no" before a word; not "No, ..."."""
    return token.i + 1 < len(token.doc) and token.nbor().text not in {",", ".", "!"}


def _is_no_one(token: Token) -> bool:
    follows = token.i + 1 < len(token.doc) and token.nbor().lower_ in {"one", "of"}
    return token.lower_ in {"no", "none"} and follows


def _list_end(doc: Doc, start: int) -> int:
    """The end of "no people, cars or rain": at the comma, unless an "or" closes a list."""
    end = clause_end(doc, start + 1)
    stop = sentence_of(doc, start)[1]
    if end < stop and doc[end].text == ",":
        rest = [token.lower_ for token in doc[end:stop]]
        joint = next((i for i, word in enumerate(rest) if word in {"or", "nor"}), None)
        if joint is not None and _is_bare_list(doc, end, end + joint):
            return clause_end(doc, end + joint + 1)
    return end


def _is_bare_list(doc: Doc, start: int, end: int) -> bool:
    """Short items between commas, without verbs, prepositions and further negations."""
    words = doc[start:end]
    return not any(
        token.pos_ in {"VERB", "AUX", "ADP"} or token.lower_ in {"no", "and"} for token in words
    )


def _negated_end(doc: Doc, negator: Token) -> int:
    """Where a "not" stops: at the clause's end, or before the place of what does not happen.

    "The man does not turn in the street" is in the street; "do not show a street" is not.
    """
    end = clause_end(doc, negator.i + 1)
    subject_told = negator.i > 0 and doc[negator.i - 1].lower_ in _DESCRIBING
    verb = next((token for token in doc[negator.i + 1 : end] if token.pos_ == "VERB"), None)
    if negator.i > 0 and doc[negator.i - 1].lower_ in {"do", "must", "should"}:
        return _list_end(doc, negator.i)
    if verb is None or verb.lemma_ in _SHOWN or not (subject_told or negator.lower_ == "never"):
        return end
    return next((t.i for t in doc[verb.i + 1 : end] if t.lower_ in _PLACE_WORDS), end)


def _pictures_of(doc: Doc) -> Iterator[_Range]:
    """ "a poster of a beach" is a poster; a prompt that opens with "a photo of" shows the thing."""
    for start, _ in sentences(doc):
        for token in doc[start + 4 :]:
            if ends_sentence(token):
                break
            followed = token.i + 1 < len(doc) and token.nbor().lower_ == "of"
            if token.lemma_.lower() in _DEPICTIONS and followed:
                yield token.i + 1, clause_end(doc, token.i + 2)


_READERS: tuple[Callable[[Doc], Iterator[_Range]], ...] = (
    _quotations,
    _negative_lists,
    _other_versions,
    _comparisons,
    _likenesses,
    _conditions,
    _negations,
    _pictures_of,
    figures,
)

_DENIERS = (
    _quotations,
    _negative_lists,
    _other_versions,
    _conditions,
    _negations,
    _pictures_of,
)
