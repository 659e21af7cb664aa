"""Scenes read from prompts as people write them.

``scenes.jsonl`` holds one prompt a line; a field that it names must come out as one of the values
given (``effects``: as exactly these), a field that it does not name may be anything.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from reelcast.storyboard.english.asserted import asserted
from reelcast.storyboard.english.camera import camera
from reelcast.storyboard.english.effects import effects
from reelcast.storyboard.english.mood import mood
from reelcast.storyboard.english.parser import Parser
from reelcast.storyboard.english.setting import setting
from reelcast.storyboard.english.time import time
from reelcast.storyboard.english.weather import weather

_LINES = Path(__file__).with_name("scenes.jsonl").read_text("utf-8").splitlines()
_SCENES = [json.loads(line) for line in _LINES]


def _read(parser: Parser, prompt: str) -> dict[str, Any]:
    doc = parser(prompt)
    told = asserted(doc)
    return {
        "setting": setting(doc, told),
        "time": time(doc, told),
        "weather": weather(doc, told),
        "effects": effects(doc, told),
        "camera": camera(doc, told).move,
        "mood": mood(doc, told),
    }


@pytest.mark.parametrize("scene", _SCENES, ids=[scene["prompt"][:60] for scene in _SCENES])
def test_a_scene_is_read_as_it_is_meant(parser: Parser, scene: dict[str, Any]) -> None:
    said = _read(parser, scene["prompt"])
    assert set(said["effects"]) == set(scene.get("effects", said["effects"]))
    wrong = {
        field: said[field]
        for field in ("setting", "time", "weather", "camera", "mood")
        if field in scene and said[field] not in scene[field]
    }
    assert not wrong


@pytest.mark.parametrize(
    "prompt",
    [
        "the parrot tilts its head",
        "a man in a suit opens a letter and reads it",
        "The kettle boils on the table.",
        "Her evening gown is midnight blue and she wears a sun hat.",
        "The toddler stacks wooden blocks until they topple.",
    ],
)
def test_a_prompt_without_a_scene_says_nothing_of_it(parser: Parser, prompt: str) -> None:
    said = _read(parser, prompt)
    assert said.pop("effects") == ()
    assert set(said.values()) == {None}


def test_capitals_of_a_screenplay_are_read(parser: Parser) -> None:
    said = _read(parser, "SCENE 3, INTERIOR, ABANDONED WAREHOUSE, NIGHT, FOG OUTSIDE.")
    assert (said["setting"], said["time"], said["weather"]) == ("room", "night", "fog")


def test_all_effects_are_listed_in_one_order(parser: Parser) -> None:
    said = _read(parser, "Smoke and embers everywhere, fireflies above, petals swirling past.")
    assert said["effects"] == ("petals", "fireflies", "sparks", "smoke")
