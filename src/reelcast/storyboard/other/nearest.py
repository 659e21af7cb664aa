"""What the phrases leave open, by the sentence encoder: a clause means what it lies nearest to.

The encoder's similarities order well but hardly differ in size, so an answer counts only if it is
nearer than examples of "none" and than the second answer, by margins that were tried on clauses
whose phrases are known: above them about nine answers in ten are right.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelcast.board import Action, Camera, Mood, Move, Setting, Storyboard, Time, Weather
from reelcast.storyboard.other.lexicon import Find, words
from reelcast.storyboard.other.text import Token
from reelcast.storyboard.tongue import Tongue

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to ``(texts, width)`` vectors of unit length, as an ``Embedder`` does."""

_NONE = "none"
_SCENE = ("setting", "time", "weather", "effects", "camera", "mood", "weak.setting", "word.camera")
_SECOND = 0.012
_MARGINS = {"setting": 0.032, "time": 0.04, "weather": 0.04, "mood": 0.035, "action": 0.045}
_CAMERA_MARGIN = 0.03
"""Only clauses that speak of the camera are asked for its move."""

_MOST_CLAUSES = 16
_LENGTH = (3, 40)
"""Tokens of a clause worth asking for; longer ones mean too much at once."""


@dataclass(frozen=True, slots=True)
class Clause:
    """``meanings`` are the fields that phrases in it speak of."""

    text: str
    meanings: frozenset[str]
    length: int

    def may_tell(self, field: str) -> bool:
        """Whether it may say something of ``field`` that no phrase has said."""
        if field == "camera":
            return "word.camera" in self.meanings
        if self.meanings & set(_SCENE):
            return False
        return field == "setting" or "action" not in self.meanings


def completed(
    board: Storyboard,
    prompt: Sequence[Token],
    finds: Sequence[Find],
    unmeant: frozenset[int],
    tongue: Tongue,
    embedder: Encode,
) -> Storyboard:
    """``board`` with what its open fields were found to be."""
    wanted = _open_fields(board)
    clauses = [
        clause
        for clause in _clauses(prompt, finds, unmeant, tongue)
        if any(clause.may_tell(field) for field in wanted)
    ][:_MOST_CLAUSES]
    if not clauses:
        return board
    vectors = embedder([clause.text for clause in clauses])
    told = {field: _told(field, clauses, vectors, embedder) for field in wanted}
    return _filled(board, {field: value for field, value in told.items() if value})


def _open_fields(board: Storyboard) -> list[str]:
    fields = [name for name in ("setting", "time", "weather", "mood") if not getattr(board, name)]
    if board.camera.move is None:
        fields.append("camera")
    if len(board.subjects) == 1 and board.subjects[0].action is None:
        fields.append("action")
    return fields


def _clauses(
    prompt: Sequence[Token], finds: Sequence[Find], unmeant: frozenset[int], tongue: Tongue
) -> list[Clause]:
    between = "" if tongue in {Tongue.ZH, Tongue.JA} else " "
    found = []
    for number in dict.fromkeys(token.clause for token in prompt):
        places = [at for at, token in enumerate(prompt) if token.clause == number]
        inside = [find for find in finds if places[0] <= find.start <= places[-1]]
        meanings = frozenset(name for find in inside for name, _ in find.meanings)
        text = between.join(prompt[at].text for at in places if prompt[at].reference is None)
        shortest, longest = _LENGTH
        if shortest <= len(places) <= longest and unmeant.isdisjoint(places):
            found.append(Clause(text, meanings, len(places)))
    return found


def _told(
    field: str, clauses: Sequence[Clause], vectors: NDArray[np.float32], embedder: Encode
) -> str:
    """The value that the surest clause tells of a field; nothing if none is sure."""
    asked = [index for index, clause in enumerate(clauses) if clause.may_tell(field)]
    if not asked:
        return ""
    values, nearness = _nearness(words("examples")[field], vectors[asked], embedder)
    best: tuple[float, str] = (0.0, "")
    for row in nearness:
        none = row[values.index(_NONE)]
        ranked = sorted(
            ((near, value) for near, value in zip(row, values, strict=True) if value != _NONE),
            reverse=True,
        )
        (first, value), (second, _) = ranked[:2]
        if first - second >= _SECOND and first - none >= _MARGINS.get(field, _CAMERA_MARGIN):
            best = max(best, (float(first - none), value))
    return best[1]


def _nearness(
    examples: Mapping[str, Sequence[str]], vectors: NDArray[np.float32], embedder: Encode
) -> tuple[list[str], NDArray[np.float32]]:
    """``(clauses, values)``: how near each clause is to the nearest example of each value."""
    texts = [text for example in examples.values() for text in example]
    all_near = vectors @ embedder(texts).T
    ends = np.cumsum([len(example) for example in examples.values()])[:-1]
    parts = np.split(all_near, ends, axis=1)
    return list(examples), np.stack([part.max(axis=1) for part in parts], axis=1)


def _filled(board: Storyboard, told: Mapping[str, str]) -> Storyboard:
    kinds = {"setting": Setting, "time": Time, "weather": Weather, "mood": Mood}
    found: dict[str, object] = {
        name: kind(told[name]) for name, kind in kinds.items() if name in told
    }
    if "camera" in told:
        move = Move(told["camera"])
        found["camera"] = Camera(move=move, strength=board.camera.strength)
    if "action" in told:
        only = board.subjects[0].model_copy(update={"action": Action(told["action"])})
        found["subjects"] = (only,)
    return board.model_copy(update=found)
