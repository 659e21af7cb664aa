"""How well a reader reads the labelled prompts: per field and over all (see README.md)."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Expect = Mapping[str, Any]
"""A label or an answer; a label's values may be lists of equally right ones."""

OF_THE_PROMPT = ("setting", "time", "weather", "camera", "mood")
OF_A_SUBJECT = ("action", "direction")


@dataclass(frozen=True, slots=True)
class Field:
    """``accuracy`` where the prompt says something, ``alarms``: how often silence is read as it."""

    accuracy: float
    alarms: float

    @property
    def score(self) -> float:
        """From 0 to 1; 0.5 for a reader that never says anything."""
        return (self.accuracy + 1 - self.alarms) / 2


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of the nine fields, by name."""

    fields: Mapping[str, Field]
    subjects: float

    @property
    def by_name(self) -> dict[str, float]:
        """Each field's score; ``subjects`` has no group of prompts without any."""
        return {name: field.score for name, field in self.fields.items()} | {
            "subjects": self.subjects
        }

    @property
    def macro(self) -> float:
        """The mean over the fields."""
        return _mean(self.by_name.values(), none=0)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score(labels: Sequence[Expect], answers: Sequence[Expect]) -> Score:
    """``answers`` to the prompts of ``labels``, in the same order."""
    pairs = list(zip(labels, answers, strict=True))
    fields = {
        name: _field([(label[name], answer[name]) for label, answer in pairs])
        for name in OF_THE_PROMPT
    }
    fields |= {name: _field(_of_subjects(pairs, name)) for name in OF_A_SUBJECT}
    fields["effects"] = _effects([(set(g["effects"]), set(a["effects"])) for g, a in pairs])
    subjects = _mean([_f1(_cast(label), _cast(answer)) for label, answer in pairs], none=1)
    return Score(fields, subjects)


def accepted(label: Any) -> list[Any]:
    """The values of a label that are right."""
    return label if isinstance(label, list) else [label]


def _field(pairs: list[tuple[Any, str | None]]) -> Field:
    said = [answer in accepted(label) for label, answer in pairs if None not in accepted(label)]
    silent = [answer not in accepted(label) for label, answer in pairs if None in accepted(label)]
    return Field(_mean(said, none=1), _mean(silent, none=0))


def _effects(pairs: list[tuple[set[str], set[str]]]) -> Field:
    said = [_f1(label, answer) for label, answer in pairs if label]
    return Field(_mean(said, none=1), _mean([bool(a) for label, a in pairs if not label], none=0))


def _of_subjects(pairs: list[tuple[Expect, Expect]], name: str) -> list[tuple[Any, str | None]]:
    """One pair for each labelled subject; a subject that was missed counts as read without."""
    found = []
    for label, answer in pairs:
        read = {subject["reference"]: subject[name] for subject in answer["subjects"]}
        found += [(one[name], read.get(one["reference"])) for one in label["subjects"]]
    return found


def _cast(expect: Expect) -> set[int]:
    return {subject["reference"] for subject in expect["subjects"]}


def _f1(label: Set[object], answer: Set[object]) -> float:
    return 2 * len(label & answer) / (len(label) + len(answer)) if label or answer else 1.0


def _mean(values: Iterable[float], none: float) -> float:
    every = list(values)
    return sum(every) / len(every) if every else none
