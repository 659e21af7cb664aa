"""The three programs at the top of docs/api.md, run as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.clients.clips import assert_clip
from tests.acceptance.conftest import REPOSITORY, Server, png

COMMANDS = {
    "bash": ("bash", "-euo", "pipefail", "cat.sh"),
    "python": (sys.executable, "cat.py"),
    "javascript": ("node", "cat.mjs"),
}


@pytest.mark.parametrize("language", COMMANDS)
def test_an_example_leaves_a_film_behind(language: str, quick: Server, tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "api.md").read_text("utf-8")
    (program,) = re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[:1]
    command = COMMANDS[language]
    (tmp_path / command[-1]).write_text(program)
    (tmp_path / "cat.png").write_bytes(png())
    env = {**os.environ, "REELCAST_URL": quick.url, "REELCAST_KEY": quick.key}
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert_clip((tmp_path / "cat.mp4").read_bytes())
