"""What the camera does, how emphatically, and which words are about it."""

import pytest

from reelcast.board import Camera, Move
from reelcast.storyboard.english.asserted import asserted
from reelcast.storyboard.english.camera import camera, camera_talk
from reelcast.storyboard.english.parser import Parser


def _camera(parser: Parser, prompt: str) -> Camera:
    doc = parser(prompt)
    return camera(doc, asserted(doc))


@pytest.mark.parametrize(
    ("words", "move"),
    [
        ("truck in on the bell", Move.PUSH_IN),
        ("the camera inches closer to the bell", Move.PUSH_IN),
        ("we close in on the bell", Move.PUSH_IN),
        ("zooming out", Move.PULL_BACK),
        ("the camera backs away", Move.PULL_BACK),
        ("start on the bell, then pull out", Move.PULL_BACK),
        ("jib up", Move.CRANE_UP),
        ("the camera descends to the bell", Move.CRANE_DOWN),
        ("swish pan right", Move.PAN_RIGHT),
        ("panning from right to left", Move.PAN_LEFT),
        ("pan up the tower", Move.TILT_UP),
        ("tilt from the roof to the door", Move.TILT_DOWN),
        ("full circle around the bell", Move.ORBIT),
        ("the camera swings all the way around it", Move.ORBIT),
        ("steadicam behind the monk", Move.TRACK),
        ("the camera keeps pace with the monk", Move.TRACK),
        ("shaky cam", Move.HANDHELD),
        ("hand-held", Move.HANDHELD),
        ("locked-off frame", Move.STATIC),
        ("the camera remains perfectly still", Move.STATIC),
    ],
)
def test_the_words_of_the_trade_are_known(parser: Parser, words: str, move: Move) -> None:
    assert _camera(parser, f"The bell rings, {words}.").move is move


@pytest.mark.parametrize(
    "prompt",
    [
        "The monk rings, no camera movement.",
        "The monk rings. Please do not move the camera.",
        "The monk rings. The camera doesn't move at all.",
    ],
)
def test_denied_movement_asks_for_a_fixed_camera(parser: Parser, prompt: str) -> None:
    assert _camera(parser, prompt).move is Move.STATIC


@pytest.mark.parametrize(
    "prompt",
    [
        "Extreme close-up, low angle, aerial view of the harbour.",
        "He pulls out a letter and pushes in the chair.",
        "An egg fries in a pan on the right.",
        "The boy walks towards the camera.",
        "An old camera (image 2) turns on a plinth.",
        "The crane lifts a container.",
        "She holds a handheld console.",
        "The satellite orbits the planet.",
        "No zoom and no shake.",
    ],
)
def test_framing_things_and_what_others_do_are_no_move(parser: Parser, prompt: str) -> None:
    assert _camera(parser, prompt) == Camera()


def test_the_first_move_counts(parser: Parser) -> None:
    assert _camera(parser, "Tilt up to the flag, then dolly out.").move is Move.TILT_UP


def test_a_hold_before_a_move_is_no_move(parser: Parser) -> None:
    prompt = "The camera holds on the door, then cranes up over the roof."
    assert _camera(parser, prompt).move is Move.CRANE_UP


@pytest.mark.parametrize(
    ("prompt", "strength"),
    [
        ("Slow dolly in.", 0.6),
        ("Push in, very slowly.", 0.6),
        ("Whip pan left.", 1.5),
        ("Crash zoom into the eye.", 1.5),
        ("Dolly in.", None),
    ],
)
def test_words_of_pace_make_a_move_weak_or_strong(
    parser: Parser, prompt: str, strength: float | None
) -> None:
    assert _camera(parser, prompt).strength == strength


@pytest.mark.parametrize(
    ("prompt", "about", "not_about"),
    [
        ("The camera follows the dog as it jumps.", "follows", "jumps"),
        ("The dog runs, camera rising above it.", "rising", "runs"),
        ("Tracking shot of a girl dancing.", "tracking", "dancing"),
        ("He walks towards the camera.", "", "walks"),
        ("The bird turns and we glide past it.", "glide", "turns"),
    ],
)
def test_what_the_camera_does_is_told_from_what_others_do(
    parser: Parser, prompt: str, about: str, not_about: str
) -> None:
    doc = parser(prompt)
    talk = {t.lower_ for t, of_it in zip(doc, camera_talk(doc), strict=True) if of_it}
    assert talk >= set(about.split())
    assert not talk & set(not_about.split())
