"""``reelcast generate``, with toy engines and with a toy server."""

import os
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import av
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from reelcast.cli import app
from reelcast.cli.generate import interrupts
from tests.unit.cli.toy_server import VIDEO, result, serving, states

QUICK = "tests.engines.toys:Quick"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small picture that keeps all limits, named so that only its content tells what it is."""
    file = BytesIO()
    Image.new("RGB", (200, 160), "teal").save(file, "PNG")
    path = tmp_path / "photo.jpg"
    path.write_bytes(file.getvalue())
    return path


def generate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["generate", *map(str, arguments)], env={"COLUMNS": "200"})


def test_a_clip_is_made_here_and_its_path_is_all_of_stdout(photo: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    done = generate(photo, "-p", "it spins", "--engine", QUICK, "--aspect-ratio", "1:1", "-o", clip)
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{clip}\n"
    with av.open(str(clip)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height, video.frames) == (1080, 1080, 120)


def test_the_seed_is_told_so_that_the_clip_can_be_made_again(photo: Path, tmp_path: Path) -> None:
    with serving(*states("SUCCEED")) as server:
        options: list[str | Path] = [
            "-p",
            "x",
            "--server",
            server.url,
            "--key",
            "k",
            "-o",
            tmp_path / "c.mp4",
        ]
        done = generate(photo, *options)
        assert f"Made with seed {server.seen.body['seed']}." in done.stderr


@pytest.mark.parametrize("toy", ["Raises", "Breaks", "WrongShape", "NoFrames", "CannotLoad"])
def test_an_engine_that_fails_leaves_nothing_behind(toy: str, photo: Path, tmp_path: Path) -> None:
    done = generate(
        photo, "-p", "x", "--engine", f"tests.engines.toys:{toy}", "-o", tmp_path / "clip.mp4"
    )
    assert done.exit_code == 1
    assert list(tmp_path.iterdir()) == [photo]


def test_ctrl_c_leaves_nothing_behind(photo: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "reelcast", "generate", str(photo), "--prompt", "x"]
    command += ["--engine", "tests.engines.toys:Slow", "-o", str(tmp_path / "clip.mp4")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(".*.part")) and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert (stdout, b"Traceback" in stderr) == (b"", False)
    assert list(tmp_path.iterdir()) == [photo]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_ctrl_c_that_python_drops_is_not_lost(photo: Path, tmp_path: Path) -> None:
    class Freed:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    with interrupts() as pressed:
        assert not pressed()
        Freed()
        assert pressed()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_server_renders_and_the_clip_is_downloaded(photo: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    with serving(*states("PROCESSING", "SUCCEED")) as server:
        options: list[str | Path] = [
            "--server",
            server.url,
            "--key",
            "k",
            "--seed",
            "0",
            "-o",
            clip,
        ]
        done = generate(photo, photo, "--prompt", "two of them", *options)
        assert server.seen.body["images"][1].startswith("data:image/png;base64,")
        assert server.seen.body["seed"] == 0
    assert done.exit_code == 0, done.output
    assert (done.stdout, clip.read_bytes()) == (f"{clip}\n", VIDEO)


def test_a_task_that_fails_is_told_with_its_reason(photo: Path, tmp_path: Path) -> None:
    with serving(lambda _: result("FAILED", reason="no camera")) as server:
        done = generate(photo, "-p", "x", "--server", server.url, "--key", "k")
    assert (done.exit_code, str(done.exception)) == (1, "no camera")


def test_the_key_of_a_server_on_this_machine_is_found(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("left here\n")
    monkeypatch.setenv("REELCAST_DATA_DIR", str(tmp_path))
    with serving(*states("SUCCEED")) as server:
        generate(photo, "-p", "x", "--server", server.url, "-o", tmp_path / "clip.mp4")
        assert server.seen.requests[0][2]["Authorization"] == "Bearer left here"


def test_a_key_may_come_from_the_environment(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELCAST_KEY", "from outside")
    with serving(*states("SUCCEED")) as server:
        generate(photo, "-p", "x", "--server", server.url, "-o", tmp_path / "clip.mp4")
        assert server.seen.requests[0][2]["Authorization"] == "Bearer from outside"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--server", "http://192.0.2.1"], "--key: needed for a server on another machine"),
        (["--server", "http://127.0.0.1:1"], "--key: needed, as there is none in"),
        (["--server", "http://127.0.0.1:1", "--engine", "stage"], "a server has its own"),
        (["-o", "no/such/folder/clip.mp4"], "there is no folder"),
        (["--seed", "4294967296"], "--seed"),
        (["--aspect-ratio", "4:3"], "--aspect-ratio"),
        (["--storyboard", "no-such.json"], "--storyboard: no-such.json: No such file"),
        (["--storyboard", "{"], "--storyboard: must be JSON"),
        (["--storyboard", '{"mood": "grim"}'], "--storyboard.mood: must be one of"),
        (["--storyboard", '{"place": 2}'], "--storyboard.place: there is only 1 image, got 2"),
        (["--movement-amplitude", "wild"], "--movement-amplitude"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_done(
    options: list[str], words: str, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELCAST_DATA_DIR", str(tmp_path / "none"))
    done = generate(photo, "--prompt", "x", *options)
    assert done.exit_code == 2
    assert words in done.stderr


def test_eight_images_are_one_too_many(photo: Path) -> None:
    done = generate(*[photo] * 8, "--prompt", "x")
    assert done.exit_code == 2
    assert "at most 7 images are allowed, got 8" in done.stderr


def test_an_engine_that_is_not_there_is_named(photo: Path) -> None:
    done = generate(photo, "-p", "x", "--engine", "nonesuch")
    assert done.exit_code == 1
    assert "there is no engine 'nonesuch'" in str(done.exception)


def test_who_asks_for_music_is_told_that_there_is_none(photo: Path, tmp_path: Path) -> None:
    with serving(*states("SUCCEED")) as server:
        options: list[str | Path] = [
            "--bgm",
            "--server",
            server.url,
            "--key",
            "k",
            "-o",
            tmp_path / "clip.mp4",
        ]
        done = generate(photo, "-p", "x", *options)
        assert server.seen.body["bgm"] is True
    assert "the clip will be silent" in done.stderr


@pytest.mark.parametrize("as_file", [False, True])
def test_a_storyboard_is_sent_to_the_server(photo: Path, tmp_path: Path, as_file: bool) -> None:
    wish = tmp_path / "wish.json"
    wish.write_text('{"mood": "calm", "effects": []}')
    given = str(wish) if as_file else wish.read_text()
    with serving(*states("SUCCEED")) as server:
        options = ["--storyboard", given, "--server", server.url, "--key", "k"]
        done = generate(photo, "-p", "x", *options, "-o", tmp_path / "clip.mp4")
        assert done.exit_code == 0, done.output
        assert server.seen.body["extra"] == {"storyboard": {"mood": "calm", "effects": []}}
        assert "storyboard" not in server.seen.body


@pytest.mark.parametrize(("toy", "told"), [("Quick", True), ("Obeys", False)])
def test_an_engine_that_does_not_obey_the_storyboard_is_named(
    toy: str, told: bool, photo: Path, tmp_path: Path
) -> None:
    engine = f"tests.engines.toys:{toy}"
    wish = ["--storyboard", '{"mood": "calm"}', "--engine", engine]
    done = generate(photo, "-p", "x", *wish, "-o", tmp_path / "clip.mp4")
    assert done.exit_code == 0, done.output
    assert (f"The engine {engine} does not obey the storyboard." in done.stderr) is told
