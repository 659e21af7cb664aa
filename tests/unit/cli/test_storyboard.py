"""``reelcast storyboard``: what is refused before anything is loaded."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from reelcast.cli import app


def storyboard(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["storyboard", *arguments], env={"COLUMNS": "200"})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give either a PROMPT or --jsonl FILE"),
        (["a cat", "--jsonl", "-"], "give either a PROMPT or --jsonl FILE"),
        (["--jsonl", "nowhere.jsonl"], "--jsonl: nowhere.jsonl: No such file or directory"),
        (["a cat", "nowhere.png"], "nowhere.png"),
        (["a cat", *[__file__] * 8], "at most 7 images are allowed, got 8"),
        (["a cat", "--seed", "-1"], "--seed"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: list[str], words: str) -> None:
    done = storyboard(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_a_picture_that_is_none_is_named(tmp_path: Path) -> None:
    text = tmp_path / "cat.png"
    text.write_text("no picture")
    done = storyboard("a cat", str(text))
    assert done.exit_code == 1
    assert str(done.exception).startswith(f"{text}: must be a PNG, JPEG or WebP image")
