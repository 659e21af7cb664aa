"""How a subject plays its part: pace, entrance, place in the frame, relations, beats."""

import pytest

from reelcast.storyboard.english.parser import Parser
from tests.unit.storyboard.english.casting import part, read


@pytest.mark.parametrize(
    ("prompt", "beats"),
    [
        ("The clerk walks in, then jumps.", [("walk", 0), ("jump", 0.5)]),
        ("First the clerk sits, at the end she waves.", [("sit", 0), ("wave", 0.75)]),
        ("She stops, turns and waves.", [("turn", 0), ("wave", 0.5)]),
        ("The clerk walks.", []),
        ("The clerk sits there, swinging on a chair.", []),
    ],
)
def test_a_sequence_has_beats(parser: Parser, prompt: str, beats: list[tuple[str, float]]) -> None:
    role = part(parser, prompt, "clerk/person")
    assert [(beat.action, beat.at) for beat in role.beats] == beats


@pytest.mark.parametrize(
    ("prompt", "pace"),
    [
        ("The clerk walks slowly.", "slow"),
        ("The clerk sprints.", "fast"),
        ("The clerk runs at full speed.", "fast"),
        ("The clerk walks, slow motion.", None),
    ],
)
def test_pace_is_read_beside_the_verb(parser: Parser, prompt: str, pace: str | None) -> None:
    assert part(parser, prompt, "clerk/person").pace == pace


@pytest.mark.parametrize(
    ("prompt", "entrance"),
    [
        ("The clerk walks in from the left.", "from_left"),
        ("The clerk comes into frame from the right.", "from_right"),
        ("The clerk drops from above.", "from_above"),
        ("The clerk rises out of the sea.", "from_below"),
        ("The clerk approaches from afar.", "from_afar"),
        ("The clerk walks.", None),
    ],
)
def test_entrances_are_read(parser: Parser, prompt: str, entrance: str | None) -> None:
    assert part(parser, prompt, "clerk/person").entrance == entrance


def test_places_in_the_frame_are_read(parser: Parser) -> None:
    role = part(parser, "The clerk stands on the far left, in the background.", "clerk/person")
    assert role.side == "left"
    assert part(parser, "The clerk waits in the foreground.", "clerk/person").depth == "front"


@pytest.mark.parametrize(
    ("prompt", "tie"),
    [
        ("The clerk stands behind the horse.", "behind"),
        ("The clerk rides the horse.", "riding"),
        ("The clerk sits next to the horse.", "beside"),
        ("The clerk is holding the horse.", "holding"),
        ("The clerk follows the horse.", "following"),
        ("The clerk runs towards the horse.", "towards"),
        ("The clerk stands to the left of the horse.", "left_of"),
    ],
)
def test_relations_are_read(parser: Parser, prompt: str, tie: str) -> None:
    found = read(parser, prompt, "clerk/person", "horse/animal")
    assert [(one.tie, one.to) for one in found.subjects[0].relations] == [(tie, 2)]
    assert found.subjects[1].relations == ()
