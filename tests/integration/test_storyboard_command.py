"""``reelcast storyboard`` as it is run: real weights, real pipes."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reelcast.board import Storyboard

CAT = {"noun": "cat", "kind": "animal"}
LINES = [
    {"id": "a", "prompt": "At night the cat runs across a snowy roof.", "references": [CAT]},
    {"id": "猫", "prompt": "猫坐在海滩上。镜头推近。", "references": [{**CAT, "noun": "猫"}]},
]


def storyboard(
    *arguments: str | Path, lines: list[dict[str, Any]] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The command under a terminal that speaks ASCII, as on many a server."""
    return subprocess.run(
        [sys.executable, "-m", "reelcast", "storyboard", *map(str, arguments)],
        input=b"".join(json.dumps(line).encode() + b"\n" for line in lines or []),
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        timeout=240,
    )


def photo(name: str) -> Path:
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / name


def test_every_line_of_stdin_is_answered_with_what_it_says() -> None:
    done = storyboard("--jsonl", "-", lines=LINES)
    assert done.returncode == 0, done.stderr
    english, chinese = (json.loads(line) for line in done.stdout.decode("utf-8").splitlines())
    assert english["id"] == "a"
    assert english["expect"]["time"] == "night"
    assert english["expect"]["subjects"] == [{"reference": 1, "action": "run", "direction": None}]
    assert chinese["id"] == "猫"
    assert (chinese["expect"]["setting"], chinese["expect"]["camera"]) == ("beach", "push_in")


def test_a_line_that_is_wrong_ends_it_and_what_was_answered_stays_whole() -> None:
    broken = {"id": "b", "prompt": "x", "references": [{"noun": "cat", "kind": "beast"}]}
    done = storyboard("--jsonl", "-", lines=[LINES[0], broken, LINES[1]])
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a"]
    assert b"reelcast: stdin, line 2: references[0].kind: must be one of" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_prompt_alone_is_completed_unless_only_what_it_says_is_wanted() -> None:
    prompt = "a stormy night on the ocean"
    complete, said = storyboard(prompt, "--seed", "3"), storyboard(prompt, "--said")
    assert (complete.returncode, said.returncode) == (0, 0), complete.stderr + said.stderr
    whole = Storyboard.model_validate_json(complete.stdout)
    assert (whole.setting, whole.time, whole.weather) == ("ocean", "night", "storm")
    assert whole.camera.move is not None
    assert whole.mood is not None
    read = Storyboard.model_validate_json(said.stdout)
    assert (read.setting, read.camera.move, read.mood) == ("ocean", None, None)


def test_a_picture_is_a_subject_that_the_prompt_can_name() -> None:
    done = storyboard("the woman waves", photo("astronaut.png"), "--said")
    assert done.returncode == 0, done.stderr
    (role,) = Storyboard.model_validate_json(done.stdout).subjects
    assert (role.reference, role.action) == (1, "wave")
