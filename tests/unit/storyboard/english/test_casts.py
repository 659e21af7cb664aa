"""A hundred and more prompts with who is in them, what each one does and where it goes."""

import json
from pathlib import Path
from typing import Any

import pytest

from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.english.cast import cast
from reelcast.storyboard.english.parser import Parser

_ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("casts.jsonl").read_text("utf-8").splitlines()
]


def _accepted(value: Any) -> list[Any]:
    """A list in the file stands for several answers that are equally right."""
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("row", _ROWS, ids=[row["prompt"][:48] for row in _ROWS])
def test_everybody_in_the_prompt_does_what_it_says(
    row: dict[str, Any], parser: Parser, embedder: Embedder
) -> None:
    candidates = [
        Candidate(number, ((one["noun"], 1.0),), Kind(one["kind"]))
        for number, one in enumerate(row["references"], start=1)
    ]
    parts = {
        role.reference: role for role in cast(parser(row["prompt"]), candidates, embedder).subjects
    }
    assert set(parts) == {one["reference"] for one in row["subjects"]}
    for one in row["subjects"]:
        part = parts[one["reference"]]
        assert part.action in _accepted(one["action"])
        assert part.direction in _accepted(one["direction"])
