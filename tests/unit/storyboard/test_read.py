"""What a prompt says about the place and the camera."""

import pytest

from reelcast.storyboard import Move, Setting, Storyboard, read


@pytest.mark.parametrize(
    ("prompt", "setting"),
    [
        ("the astronaut waves", Setting.STUDIO),
        ("a product shot of the cup on a plain background", Setting.STUDIO),
        ("the two walk across a meadow", Setting.OUTDOORS),
        ("They meet in the PARK", Setting.OUTDOORS),
        ("under a blue sky,\nholding hands", Setting.OUTDOORS),
        ("in a studio with a painted sky", Setting.STUDIO),
        ("on the grass, later in a studio", Setting.OUTDOORS),
    ],
)
def test_the_first_place_named_is_where_it_plays(prompt: str, setting: Setting) -> None:
    assert read(prompt).setting is setting


@pytest.mark.parametrize("prompt", ["parking lot", "a fieldmouse", "greyhound", "skyscraper"])
def test_a_word_inside_another_word_is_no_place(prompt: str) -> None:
    assert read(prompt) == Storyboard()


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("static camera", Move.STATIC),
        ("the camera stays still", Move.STATIC),
        ("Push in on her face", Move.PUSH_IN),
        ("slow dolly in", Move.PUSH_IN),
        ("the camera zooms in", Move.PUSH_IN),
        ("pull back to reveal the field", Move.PULL_BACK),
        ("dolly zoom out", Move.PULL_BACK),
        ("pan left", Move.PAN_LEFT),
        ("the camera pans to the right", Move.PAN_RIGHT),
        ("tracking left", Move.TRACK_LEFT),
        ("a tracking shot", Move.TRACK_RIGHT),
        ("orbit shot around the bike", Move.TRACK_RIGHT),
        ("she stands there", None),
        ("a frying pan on the table", None),
    ],
)
def test_camera_jargon_is_understood(prompt: str, move: Move | None) -> None:
    assert read(prompt).move is move


def test_a_word_of_pace_near_the_move_changes_its_strength() -> None:
    slow, plain, fast = (read(f"{pace}push in").strength for pace in ("slow ", "", "quick "))
    assert slow < plain < fast


def test_a_word_of_pace_elsewhere_does_not() -> None:
    prompt = "she runs quickly over the meadow, laughing in the evening sun, then: push in"
    assert read(prompt).strength == 1.0
