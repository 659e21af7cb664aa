"""``extra.storyboard`` and ``extra.subjects``: what the client decides by itself."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from reelcast.board import Action, Effect, Mood, Move, Setting, Storyboard
from reelcast.request import Generation
from tests.contract.novita import SUBMIT, Api, assert_problem, data_uri, serving

pytestmark = pytest.mark.known("ours")

WISH = {
    "setting": "beach",
    "effects": ["petals", "dust"],
    "camera": {"move": "push_in", "strength": 1.5},
    "mood": "calm",
    "subjects": [
        {
            "reference": 2,
            "action": "walk",
            "direction": "left",
            "relations": [{"tie": "behind", "to": 1}],
            "beats": [{"action": "walk", "at": 0}, {"action": "wave", "at": 0.5}],
        }
    ],
}
NAMED_TWICE = {"subjects": [{"reference": 1}, {"reference": 2}, {"reference": 1}]}


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(tmp_path) as api:
        yield api


def two(**extra: Any) -> dict[str, Any]:
    """The fields of a submission with two images."""
    return {"images": [data_uri(), data_uri()], "extra": extra}


async def test_a_storyboard_is_part_of_the_generation(api: Api) -> None:
    wish = (await api.accepted(**two(storyboard=WISH))).generation.storyboard
    assert wish is not None
    assert (wish.setting, wish.camera.move, wish.mood) == (Setting.BEACH, Move.PUSH_IN, Mood.CALM)
    assert wish.effects == (Effect.PETALS, Effect.DUST)
    (role,) = wish.subjects
    assert (role.reference, role.relations[0].to) == (2, 1)
    assert [beat.action for beat in role.beats] == [Action.WALK, Action.WAVE]


async def test_what_a_storyboard_leaves_out_stays_unsaid_when_stored(api: Api) -> None:
    generation = (await api.accepted(**two(storyboard={"effects": []}))).generation
    stored = json.loads(json.dumps(generation.to_json()))
    assert stored["storyboard"] == {"effects": []}
    again = Generation.from_json(stored).storyboard
    assert again is not None
    assert again.model_fields_set == {"effects"}


async def test_groups_are_part_of_the_generation(api: Api) -> None:
    three = {"images": [data_uri()] * 3}
    task = await api.accepted(**three, extra={"subjects": [[1, 3], [2]]})
    assert task.generation.groups == ((1, 3), (2,))


@pytest.mark.parametrize("extra", [{}, {"storyboard": None, "subjects": None}, None])
async def test_without_them_nothing_is_decided(api: Api, extra: Any) -> None:
    generation = (await api.accepted(extra=extra)).generation
    assert (generation.storyboard, generation.groups) == (None, ())


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"storyboard": []}, "extra.storyboard: must be an object, got an array"),
        ({"storyboard": {"lens": 50}}, "extra.storyboard.lens: is not known here"),
        (
            {"storyboard": {"time": "noon"}},
            'extra.storyboard.time: must be one of "day", "golden", "dusk", "night", got "noon"',
        ),
        (
            {"storyboard": {"effects": "dust"}},
            'extra.storyboard.effects: must be an array, got "dust"',
        ),
        (
            {"storyboard": {"effects": ["dust"] * 9}},
            "extra.storyboard.effects: at most 8 are allowed, got 9",
        ),
        (
            {"storyboard": {"camera": {"strength": 9}}},
            "extra.storyboard.camera.strength: must be at most 2.0, got 9",
        ),
        (
            {"storyboard": {"camera": {"strength": "1"}}},
            'extra.storyboard.camera.strength: must be a number, got "1"',
        ),
        ({"storyboard": {"place": 3}}, "extra.storyboard.place: there are only 2 images, got 3"),
        (
            {"storyboard": {"place": 1, "setting": "sky"}},
            'extra.storyboard.place: is for the setting "reference", got the setting "sky"',
        ),
        (
            {"storyboard": {"groups": [[1, 3]]}},
            "extra.storyboard.groups[0][1]: must be between 1 and 2, got 3",
        ),
        (
            {"storyboard": {"subjects": [{"action": "run"}]}},
            "extra.storyboard.subjects[0].reference: is required",
        ),
        (
            {"storyboard": {"subjects": [{"reference": 5}]}},
            "extra.storyboard.subjects[0].reference: there are only 2 images, got 5",
        ),
        (
            {"storyboard": {"subjects": [{"reference": 1.0}]}},
            "extra.storyboard.subjects[0].reference: must be an integer, got 1.0",
        ),
        (
            {"storyboard": NAMED_TWICE},
            "extra.storyboard.subjects[2].reference: image 1 has a part already",
        ),
        (
            {"storyboard": {"subjects": [{"reference": 1, "relations": [{"tie": "on", "to": 1}]}]}},
            "extra.storyboard.subjects[0].relations[0].to: must be another image than the "
            "subject's own, got 1",
        ),
        (
            {
                "storyboard": {
                    "subjects": [
                        {
                            "reference": 1,
                            "beats": [{"action": "run", "at": 0.5}, {"action": "sit", "at": 0.5}],
                        }
                    ]
                }
            },
            "extra.storyboard.subjects[0].beats[1].at: must be later than 0.5, got 0.5",
        ),
        (
            {
                "storyboard": {
                    "subjects": [
                        {"reference": 1, "action": "sit", "beats": [{"action": "run", "at": 0}]}
                    ]
                }
            },
            'extra.storyboard.subjects[0].action: must be the first beat\'s, "run", or left out',
        ),
        (
            {"storyboard": {"subjects": [{"reference": 1, "beats": [{"action": "run", "at": 1}]}]}},
            "extra.storyboard.subjects[0].beats[0].at: must be less than 1, got 1",
        ),
        ({"subjects": {}}, "extra.subjects: must be an array, got an object"),
        ({"subjects": [1]}, "extra.subjects[0]: must be an array, got 1"),
        ({"subjects": [[]]}, "extra.subjects[0]: at least 1 is needed, got 0"),
        ({"subjects": [["1"]]}, 'extra.subjects[0][0]: must be an integer, got "1"'),
        ({"subjects": [[1, 9]]}, "extra.subjects[0][1]: must be between 1 and 2, got 9"),
        ({"subjects": [[0]]}, "extra.subjects[0][0]: must be between 1 and 2, got 0"),
        ({"subjects": [[1, 2], [2]]}, "extra.subjects[1][0]: image 2 is in it twice"),
    ],
)
async def test_what_cannot_be_filmed_is_refused_by_its_whole_path(
    api: Api, extra: dict[str, Any], message: str
) -> None:
    body = assert_problem(await api.submit(**two(**extra)), 400, "INVALID_REQUEST_BODY")
    assert body["message"] == message
    assert message.startswith(f"{body['metadata']['errors'][0]['field']}: ")


async def test_all_that_is_wrong_is_told_at_once(api: Api) -> None:
    wish = {"place": 4, "subjects": [{"reference": 1}, {"reference": 1}]}
    answer = await api.submit(**two(storyboard=wish, subjects=[[1, 5]]))
    body = assert_problem(answer, 400, "INVALID_REQUEST_BODY")
    assert [error["field"] for error in body["metadata"]["errors"]] == [
        "extra.subjects[0][1]",
        "extra.storyboard.place",
        "extra.storyboard.subjects[1].reference",
    ]


async def test_a_group_of_something_else_than_a_number_is_not_called_empty_as_well(
    api: Api,
) -> None:
    answer = await api.submit(**two(storyboard={"groups": [["1"]]}))
    body = assert_problem(answer, 400, "INVALID_REQUEST_BODY")
    (error,) = body["metadata"]["errors"]
    assert error["message"] == 'extra.storyboard.groups[0][0]: must be an integer, got "1"'


async def test_a_whole_storyboard_may_be_sent_as_it_was_printed(api: Api) -> None:
    printed = Storyboard.model_validate(WISH).model_dump(mode="json")
    assert printed["time"] is None
    wish = (await api.accepted(**two(storyboard=printed))).generation.storyboard
    assert wish is not None
    assert "time" not in wish.model_fields_set
    assert "side" not in wish.subjects[0].model_fields_set


async def test_openapi_has_every_word_of_a_storyboard(api: Api) -> None:
    document = (await api.http.get("/openapi.json")).json()
    body = document["paths"][SUBMIT]["post"]["requestBody"]["content"]["application/json"]
    extra = body["schema"]["properties"]["extra"]["anyOf"][0]["properties"]
    board = extra["storyboard"]["anyOf"][0]
    assert board["additionalProperties"] is False
    assert set(board["properties"]) == set(Storyboard.model_fields)
    assert board["properties"]["setting"]["anyOf"][0]["enum"] == list(Setting)
    numbers = extra["subjects"]["anyOf"][0]["items"]["items"]
    assert (numbers["minimum"], numbers["maximum"]) == (1, 7)
