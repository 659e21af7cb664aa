"""How well nouns fit references, and who is who.

A word that both sides know is judged by the list of things (``concepts``); any other by how near it
lies to the reference's names in the sentence encoder's space.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.concepts import Concept, Meaning, meaning
from reelcast.storyboard.embedder import Embedder

ENOUGH = 0.45
"""Below this likeness nobody is meant."""

_SAME, _IS_A, _MAY_BE, _OF_KIND, _KIND_ONLY = 0.92, 0.85, 0.7, 0.7, 0.6
"""The same thing in other words; "bird" for an owl; "owl" for a bird; "animal" for a fox; "fox" for
an animal."""

_COMPATIBLE = 0.5
"""A woman may be an astronaut, a product may be food."""

_EXACT = 1.0
_WORDING = 0.06
"""How much the remaining words, such as a colour, may add or take."""

_GUESS = 0.25
"""A guessed name counts by this power of its likelihood: being sure matters less than fitting."""

_OTHER_KIND = 0.4
"""What a noun's fit is worth for a reference of another kind."""

_WARES = frozenset({Kind.OBJECT, Kind.FOOD, Kind.CLOTHING, Kind.TOY, Kind.PLANT, Kind.VEHICLE})
_BEINGS = frozenset({Kind.PERSON, Kind.ANIMAL, Kind.TOY})

BACKGROUND = (
    "person animal vehicle tree house river mountain kitchen chair table bread water book "
    "computer telephone shirt hammer guitar painting school doctor teacher king soldier baby "
    "bird fish snake horse insect flower grass stone metal glass paper money clock candle lamp "
    "door window bridge street city island cloud rain fire ice music dance game ball doll robot "
    "rocket ship train airplane bicycle wheel engine knife spoon plate bottle cup hat shoe coat "
    "ring bag box rope bed mirror garden forest desert beach hospital church market office "
    "theatre dragon ghost angel skeleton statue fountain balloon umbrella camera banana apple "
    "meat egg cheese sugar cake soup"
).split()
"""Varied things: what their vectors have in common says nothing about any of them."""

_EVEN, _STEEPNESS = 0.24, 15.0
"""Nearness at which two nouns are as likely the same as not, and how fast that changes; fitted to
pairs of nouns in six languages."""

_ROUNDS = 30
"""Of the power iteration; after ten the direction stays."""

Scores = NDArray[np.float64]


def likeness(nouns: Sequence[str], candidates: Sequence[Candidate], embedder: Embedder) -> Scores:
    """``(nouns, candidates)``: how likely each noun means each reference, 0 to 1."""
    names = list(dict.fromkeys(name for one in candidates for name, _ in one.names))
    fits = _fits(nouns, names, embedder)
    column = {name: index for index, name in enumerate(names)}
    scores = np.zeros((len(nouns), len(candidates)))
    for row, noun in enumerate(nouns):
        for index, candidate in enumerate(candidates):
            named = [(fits[row, column[name]], share) for name, share in candidate.names]
            scores[row, index] = _over_names(meaning(noun), candidate, named)
    return scores


def assign(scores: Scores, enough: float = ENOUGH) -> tuple[int | None, ...]:
    """For each noun the index of its reference, or None; no two nouns get the same one.

    The choice is the one whose likenesses have the greatest sum (the Hungarian method).
    """
    nouns, candidates = scores.shape
    # What is not enough is worth nothing, lest it draw a reference away from who means it; with a
    # column of nothing for each noun, every noun may go without.
    worth = np.zeros((nouns, candidates + nouns))
    worth[:, :candidates] = np.where(scores < enough, 0, scores)
    found = _hungarian(-worth)
    return tuple(
        column if column < candidates and worth[row, column] else None
        for row, column in enumerate(found)
    )


def _hungarian(costs: Scores) -> list[int]:
    """The column for each row at the least sum; ``costs`` has at least as many columns as rows.

    H. W. Kuhn, 1955, in the form with potentials and shortest paths (J. Munkres, R. Jonker and
    A. Volgenant). Column 0 of the working arrays stands for "no column yet".
    """
    rows, columns = costs.shape
    of_row, of_column = np.zeros(rows + 1), np.zeros(columns + 1)
    taken_by = np.zeros(columns + 1, int)
    for row in range(1, rows + 1):
        taken_by[0], column = row, 0
        slack, came_from = np.full(columns + 1, np.inf), np.zeros(columns + 1, int)
        seen = np.zeros(columns + 1, bool)
        while taken_by[column]:
            seen[column] = True
            reached = taken_by[column]
            reduced = costs[reached - 1] - of_row[reached] - of_column[1:]
            nearer = ~seen[1:] & (reduced < slack[1:])
            slack[1:][nearer], came_from[1:][nearer] = reduced[nearer], column
            following = int(np.argmin(np.where(seen, np.inf, slack)))
            step = slack[following]
            of_row[taken_by[seen]] += step
            of_column[seen] -= step
            slack[~seen] -= step
            column = following
        while column:
            taken_by[column] = taken_by[came_from[column]]
            column = int(came_from[column])
    place = {int(row): column - 1 for column, row in enumerate(taken_by) if column and row}
    return [place[row] for row in range(1, rows + 1)]


def _over_names(noun: Meaning, candidate: Candidate, named: Sequence[tuple[float, float]]) -> float:
    """The fit to a candidate, from its fit to each of the candidate's names with their shares."""
    whole = sum(share for _, share in named)
    best = max((fit * share**_GUESS for fit, share in named), default=0.0)
    average = sum(fit * share for fit, share in named) / whole if whole else 0.0
    anything = Concept(candidate.kind, ("any",))
    general = [_related(said, anything) for said in noun.concepts if said.is_any]
    best = max(best, average, *(_OF_KIND if fit == _SAME else fit for fit in general), 0.0)
    is_told = any(share >= 1 for _, share in named)
    if is_told or not noun.kinds:
        return float(best)
    if candidate.kind in noun.kinds:
        # Networks that guess names know things better than people: the kind is a hint by itself.
        hint = _OF_KIND if candidate.kind is Kind.PERSON else _COMPATIBLE - 0.1
        return float(max(best, hint))
    related = bool(noun.kinds & _WARES) and candidate.kind in _WARES
    return float(best * (1.0 if related else _OTHER_KIND))


def _fits(nouns: Sequence[str], names: Sequence[str], embedder: Embedder) -> Scores:
    """``(nouns, names)``, 0 to 1."""
    said, shown = [meaning(noun) for noun in nouns], [meaning(name) for name in names]
    fits = np.array([[_by_list(a, b) for b in shown] for a in said]).reshape(len(said), len(shown))
    unknown = np.isnan(fits)
    if unknown.any():
        fits = np.where(unknown, _by_vectors(nouns, names, embedder), fits)
    return fits


def _by_list(noun: Meaning, name: Meaning) -> float:
    """The fit of two known words; NaN for those of one family and where one is not known."""
    if noun.word == name.word:
        return _EXACT - _wording(noun, name)
    if not noun.concepts or not name.concepts:
        return float("nan")
    pairs = [(a, b) for a in noun.concepts for b in name.concepts]
    related = max(_related(a, b) for a, b in pairs)
    if related == _SAME and all(a.is_family for a, b in pairs if a == b):
        return float("nan")
    return max(0.0, related - _wording(noun, name))


def _wording(noun: Meaning, name: Meaning) -> float:
    """What is taken away when both say more and say different things: a red car, a blue car."""
    if not noun.others or not name.others:
        return 0.0
    shared = len(noun.others & name.others) / min(len(noun.others), len(name.others))
    return _WORDING * (1 - shared)


def _related(noun: Concept, name: Concept) -> float:
    if noun.kind is not name.kind:
        return _across_kinds(noun, name)
    if noun.is_any or name.is_any:
        return _SAME if noun == name else _OF_KIND if noun.is_any else _KIND_ONLY
    shorter = min(len(noun.path), len(name.path))
    if noun.path[:shorter] == name.path[:shorter]:
        return _SAME if noun == name else _IS_A if len(noun.path) == shorter else _MAY_BE
    return _among_people(noun.path, name.path) if noun.kind is Kind.PERSON else 0.0


def _among_people(noun: Sequence[str], name: Sequence[str]) -> float:
    """Neither what somebody does nor being a child goes against being a woman or a man."""
    first = {noun[0], name[0]}
    if len(first) > 1 and "role" in first:
        return _COMPATIBLE
    if "child" in first and {noun[-1], name[-1]} & {"girl", "boy"}:
        return _MAY_BE
    return 0.0


def _across_kinds(noun: Concept, name: Concept) -> float:
    """A "product" is any ware, a "hero" any being; otherwise kinds exclude one another."""
    if not noun.is_any:
        return 0.0
    if noun.kind is Kind.OBJECT and name.kind in _WARES:
        return _COMPATIBLE
    return _COMPATIBLE - 0.1 if noun.kind is Kind.PERSON and name.kind in _BEINGS else 0.0


def _by_vectors(nouns: Sequence[str], names: Sequence[str], embedder: Embedder) -> Scores:
    vectors = embedder([*nouns, *names, *BACKGROUND])
    common = vectors[len(nouns) + len(names) :]
    centre = common.mean(axis=0)
    # The strongest direction of the background is how rare a word is, not what it means.
    rarity = _strongest_direction(common - centre)
    special = vectors[: len(nouns) + len(names)] - centre
    special -= np.outer(special @ rarity, rarity)
    special /= np.linalg.norm(special, axis=1, keepdims=True)
    nearness = special[: len(nouns)] @ special[len(nouns) :].T
    return np.asarray(1 / (1 + np.exp(-_STEEPNESS * (nearness.astype(np.float64) - _EVEN))))


def _strongest_direction(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The unit vector along which rows differ most, by power iteration.

    A singular value decomposition would say the same, but its first call takes a second.
    """
    direction: NDArray[np.float32] = rows[0]
    for _ in range(_ROUNDS):
        longer = rows.T @ (rows @ direction)
        direction = np.asarray(longer / np.linalg.norm(longer), np.float32)
    return direction
