"""Whole prompts in five languages, labelled as tests/prompts are; read without an encoder."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reelcast.board import Storyboard
from reelcast.storyboard.tongue import Tongue, detect
from tests.unit.storyboard.other.reading import board

ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("prompts.jsonl").read_text("utf-8").splitlines()
]
FIELDS = ("setting", "time", "weather", "mood")


def accepts(label: Any, value: Any) -> bool:
    return value in label if isinstance(label, list) else value == label


def misread(expect: Mapping[str, Any], found: Storyboard) -> list[str]:
    wrong = [name for name in FIELDS if not accepts(expect[name], getattr(found, name))]
    if not accepts(expect["camera"], found.camera.move):
        wrong.append("camera")
    if set(expect["effects"]) != set(found.effects):
        wrong.append("effects")
    parts = {role.reference: role for role in found.subjects}
    if set(parts) != {part["reference"] for part in expect["subjects"]}:
        wrong.append("subjects")
    for part in expect["subjects"]:
        own = parts.get(part["reference"])
        for name in ("action", "direction"):
            if own is None or not accepts(part[name], getattr(own, name)):
                wrong.append(f"{name} of {part['reference']}")
    return wrong


def read_as(row: Mapping[str, Any]) -> Storyboard:
    named = [f"{one['noun']}:{one['kind']}" for one in row["references"]]
    return board(row["prompt"], *named)


@pytest.mark.parametrize("tongue", [tongue for tongue in Tongue if tongue is not Tongue.EN])
def test_nearly_every_field_of_a_language_is_read(tongue: Tongue) -> None:
    rows = [row for row in ROWS if detect(row["prompt"]) is tongue]
    assert len(rows) >= 12
    wrong = {row["id"]: fields for row in rows if (fields := misread(row["expect"], read_as(row)))}
    assert sum(map(len, wrong.values())) <= len(rows) * 0.1, wrong
