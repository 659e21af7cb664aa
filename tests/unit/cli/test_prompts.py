"""The lines that ``reelcast storyboard --jsonl`` reads and writes."""

import json
from typing import Any

import pytest

from reelcast.board import Action, Camera, Effect, Move, Role, Setting, Storyboard
from reelcast.cli.prompts import answer, read_lines
from reelcast.errors import InvalidBody
from reelcast.kind import Kind

CAT = {"noun": "gato", "kind": "animal"}
GOOD = {"id": "one", "prompt": "the cat sleeps", "references": [CAT]}


def as_line(line: Any) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def test_references_are_candidates_by_their_nouns_counted_from_1() -> None:
    vase = {"noun": "花瓶", "kind": "object"}
    (line,) = read_lines([as_line({**GOOD, "references": [CAT, vase]})], "x")
    first, second = line.candidates
    assert (first.reference, first.names, first.kind) == (1, (("gato", 1.0),), Kind.ANIMAL)
    assert (second.reference, second.names) == (2, (("花瓶", 1.0),))


def test_labels_and_other_members_empty_lines_and_a_byte_order_mark_do_not_matter() -> None:
    lines = [b"\xef\xbb\xbf" + as_line({**GOOD, "expect": {"time": "day"}}), b"\n", as_line(GOOD)]
    assert [line.id for line in read_lines(lines, "x")] == ["one", "one"]


def test_lines_are_read_one_by_one() -> None:
    lines = read_lines(iter([as_line(GOOD), b"broken"]), "x")
    assert next(lines).id == "one"
    with pytest.raises(InvalidBody):
        next(lines)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "a.jsonl, line 2: not JSON: Expecting property name"),
        (b'"\xff"', "a.jsonl, line 2: it is not UTF-8 at byte 1"),
        (b"[" * 100000, "a.jsonl, line 2: not JSON that can be read"),
        (b"[]", "a.jsonl, line 2: body: must be a JSON object, got an array"),
        (as_line({"id": "a", "references": []}), "line 2: prompt: is required"),
        (as_line({**GOOD, "id": 7}), "line 2: id: must be a string, got 7"),
        (as_line({**GOOD, "prompt": ""}), "line 2: prompt: at least 1 character is needed, got 0"),
        (as_line({**GOOD, "references": {}}), "line 2: references: must be an array"),
        (as_line({**GOOD, "references": [CAT] * 8}), "references: at most 7 are allowed, got 8"),
        (
            as_line({**GOOD, "references": [CAT, {"noun": "x", "kind": "beast"}]}),
            'line 2: references[1].kind: must be one of "person", "animal", "vehicle", "object", '
            '"food", "plant", "toy", "clothing", "place", got "beast"',
        ),
        (
            as_line({**GOOD, "references": [{"kind": "toy"}]}),
            "line 2: references[0].noun: is required",
        ),
    ],
)
def test_a_line_that_is_wrong_is_named_with_its_field(line: bytes, message: str) -> None:
    with pytest.raises(InvalidBody) as caught:
        list(read_lines([as_line(GOOD), line], "a.jsonl"))
    assert message in str(caught.value)


def test_an_answer_has_single_values_and_null_for_what_is_not_said() -> None:
    (line,) = read_lines([as_line(GOOD)], "x")
    said = Storyboard(
        setting=Setting.ROOM,
        effects=(Effect.DUST,),
        camera=Camera(move=Move.PUSH_IN, strength=0.6),
        subjects=(Role(reference=1, action=Action.SIT),),
    )
    assert answer(line, said) == {
        "id": "one",
        "expect": {
            "setting": "room",
            "time": None,
            "weather": None,
            "effects": ["dust"],
            "camera": "push_in",
            "subjects": [{"reference": 1, "action": "sit", "direction": None}],
            "mood": None,
        },
    }
