"""Where a motion goes on screen."""

import pytest

from reelcast.storyboard.english.parser import Parser
from tests.unit.storyboard.english.casting import part, read


@pytest.mark.parametrize(
    ("prompt", "direction"),
    [
        ("The clerk walks from left to right.", "right"),
        ("From right to left the clerk walks.", "left"),
        ("The clerk walks from the right side of the frame to the left.", "left"),
        ("The clerk enters from the right.", "left"),
        ("The clerk enters frame left and bows.", "right"),
        ("The clerk walks in from off-screen left.", "right"),
        ("The clerk runs toward the left of frame.", "left"),
        ("The clerk turns her head to the right.", "right"),
        ("The clerk walks off screen right.", "right"),
        ("The clerk strides left across a yard.", "left"),
        ("The clerk runs right, then stops.", "right"),
        ("The clerk drifts leftwards.", "left"),
    ],
)
def test_directions_are_those_of_the_motion(parser: Parser, prompt: str, direction: str) -> None:
    assert part(parser, prompt, "clerk/person").direction == direction


@pytest.mark.parametrize(
    "prompt",
    [
        "The clerk stands on the left.",
        "The clerk walks, light from the left.",
        "The clerk walks. The camera pans to the left.",
        "The clerk left the shop.",
        "The clerk walks right past a window.",
        "The clerk walks to the left of the old oak.",
        "The clerk walks, a lamp glowing on the right-hand side.",
    ],
)
def test_places_lights_and_the_camera_are_no_motion(parser: Parser, prompt: str) -> None:
    assert part(parser, prompt, "clerk/person").direction is None


def test_each_has_its_own_direction(parser: Parser) -> None:
    found = read(
        parser,
        "The tram rolls to the left while the clerk walks to the right.",
        "clerk/person",
        "tram/vehicle",
    )
    assert [role.direction for role in found.subjects] == ["right", "left"]
