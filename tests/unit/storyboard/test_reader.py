"""A prompt becomes what it says, in English and other languages, against named references."""

from pathlib import Path

import pytest

from reelcast.board import Action, Direction, Move, Setting, Storyboard, Time, Weather
from reelcast.errors import WeightsUnavailable
from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.reader import Reader

FOX = Candidate(1, (("fox", 1.0),), Kind.ANIMAL)
HARBOUR = Candidate(2, (("harbour", 1.0),), Kind.PLACE)


def test_an_english_prompt_says_scene_and_cast(reader: Reader) -> None:
    board = reader.read(
        "At dusk the fox walks from left to right through a forest in the rain while the camera "
        "pans left.",
        (FOX,),
    )
    assert board.setting is Setting.FOREST
    assert board.time is Time.DUSK
    assert board.weather is Weather.RAIN
    assert board.camera.move is Move.PAN_LEFT
    assert [(role.reference, role.action, role.direction) for role in board.subjects] == [
        (1, Action.WALK, Direction.RIGHT)
    ]


def test_a_reference_that_is_the_place_is_the_setting(reader: Reader) -> None:
    board = reader.read("The fox sits in the harbour from image 2.", (FOX, HARBOUR))
    assert (board.setting, board.place) == (Setting.REFERENCE, 2)
    assert [role.reference for role in board.subjects] == [1]


@pytest.mark.parametrize(
    "prompt",
    [
        "夜晚狐狸在森林里奔跑",
        "夜、キツネが森の中を走る",
        "De noche, el zorro corre por el bosque",
        "La nuit, le renard court dans la forêt",
        "Nachts rennt der Fuchs durch den Wald",
    ],
)
def test_other_languages_say_the_same(reader: Reader, prompt: str) -> None:
    board = reader.read(prompt, (FOX,))
    assert (board.setting, board.time) == (Setting.FOREST, Time.NIGHT)
    assert [(role.reference, role.action) for role in board.subjects] == [(1, Action.RUN)]


def test_what_is_not_said_stays_open(reader: Reader) -> None:
    board = reader.read("a fox", (FOX,))
    assert board.model_copy(update={"subjects": ()}) == Storyboard()
    assert reader.read("", ()) == Storyboard()


def test_without_weights_and_an_index_the_error_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(WeightsUnavailable, match="en-core-web-sm"):
        Reader(tmp_path).load()
