"""``reelcast`` itself: what it lists, how it ends."""

import subprocess
import sys
from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from reelcast import cli
from reelcast.cli import COMMANDS, app, load


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "reelcast", *arguments], capture_output=True, text=True, timeout=60
    )


def test_help_lists_every_command_with_its_line() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for name, (_, line) in COMMANDS.items():
        assert any(name in row and line in row for row in shown.output.splitlines())


def test_the_version_is_that_of_the_package() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"reelcast {version('reelcast')}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    command = load(name)
    assert command.name == name
    assert command.help
    assert not {"install_completion", "show_completion"} & {one.name for one in command.params}


@pytest.mark.parametrize("arguments", [["genrate"], ["generate"], ["generate", "--nonsense"], []])
def test_a_command_that_is_not_understood_ends_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_a_typing_error_is_answered_with_the_likely_command() -> None:
    shown = CliRunner().invoke(app, ["genrate"], env={"COLUMNS": "200"})
    assert "Did you mean 'generate'?" in shown.output


def test_an_error_of_ours_is_one_sentence_on_stderr_and_ends_with_1() -> None:
    done = run("tasks", "show", "not-a-uuid")
    assert done.returncode == 2
    done = run("generate", __file__, "--prompt", "x")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"reelcast: {__file__}: must be a PNG, JPEG or WebP image, got something else\n"
    )


def test_ctrl_c_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "load", interrupted)
    assert CliRunner().invoke(app, ["generate"]).exit_code == 130
