"""How well the project's own prompts are read: a floor for each file."""

import os
from pathlib import Path

import pytest

from reelcast.board import Action, Direction, Effect, Mood, Move, Setting, Time, Weather
from reelcast.cli.prompts import answer, read_lines
from reelcast.kind import Kind
from reelcast.request import MAX_PROMPT
from reelcast.settings import Settings
from reelcast.storyboard.reader import WEIGHTS, Reader
from reelcast.weights import ensure
from tests.prompts.scoring import OF_THE_PROMPT, Score, accepted, read_rows, score

FOLDER = Path(__file__).parents[1] / "prompts"
FILES = ("practice", "check")
WORDS = {
    "setting": Setting,
    "time": Time,
    "weather": Weather,
    "effects": Effect,
    "camera": Move,
    "mood": Mood,
    "action": Action,
    "direction": Direction,
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    cache_dir = Settings.read().cache_dir
    ensure(WEIGHTS, cache_dir)
    reader = Reader(cache_dir, threads=min(2, os.cpu_count() or 1))
    reader.load()
    return reader


def scored(reader: Reader, name: str) -> Score:
    file = FOLDER / f"{name}.jsonl"
    lines = read_lines(file.read_bytes().splitlines(), name)
    answers = [answer(line, reader.read(line.prompt, line.candidates)) for line in lines]
    return score(
        [row["expect"] for row in read_rows(file)], [answer["expect"] for answer in answers]
    )


@pytest.mark.parametrize(("name", "floor"), [("practice", 0.96), ("check", 0.935)])
def test_prompts_are_understood(reader: Reader, name: str, floor: float) -> None:
    found = scored(reader, name)
    assert found.macro >= floor, found


@pytest.mark.parametrize("name", FILES)
def test_every_label_is_a_word_of_the_storyboard(name: str) -> None:
    for row in read_rows(FOLDER / f"{name}.jsonl"):
        expect, references = row["expect"], row["references"]
        assert len(row["prompt"]) <= MAX_PROMPT
        said = [(field, accepted(expect[field])) for field in OF_THE_PROMPT]
        said += [("effects", expect["effects"])]
        for subject in expect["subjects"]:
            assert 1 <= subject["reference"] <= len(references)
            said += [(field, accepted(subject[field])) for field in ("action", "direction")]
        for field, values in said:
            assert set(values) <= {None, *WORDS[field]}, (row["id"], field)
        assert {reference["kind"] for reference in references} <= set(Kind)


def test_every_word_is_asked_for_somewhere() -> None:
    rows = [row for name in FILES for row in read_rows(FOLDER / f"{name}.jsonl")]
    expects = [row["expect"] for row in rows]
    subjects = [subject for expect in expects for subject in expect["subjects"]]
    for field, words in WORDS.items():
        records = subjects if field in ("action", "direction") else expects
        asked = {value for record in records for value in accepted(record[field])}
        assert set(words) <= asked, field
    assert len({row["id"] for row in rows}) == len(rows) == 120
