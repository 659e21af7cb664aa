"""PyPI ``novita`` 0.1.0, the command line, with its one constant set to our URL (CONTRACT 6.3)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.clients.clips import REASON, assert_clip, doomed, good
from tests.acceptance.conftest import Server

pytestmark = pytest.mark.known("client")

PROGRAM = """
import sys
import novita_cli.core.client as client
client.BASE_URL = sys.argv.pop(1)
from novita_cli.novita_cli import main
main()
"""


def novita(server: Server, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run ``novita`` with these words against the server."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, server.url, *words],
        env={"NOVITA_API_KEY": server.key, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_task_wait_saves_the_clip_under_the_type_it_is_told(quick: Server, tmp_path: Path) -> None:
    task_id = quick.submit(**good())
    done = novita(quick, "task", "wait", task_id, "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == f"task_{task_id[:8]}_0.mp4"
    assert_clip(file.read_bytes())


def test_task_wait_says_why_a_task_failed(quick: Server, tmp_path: Path) -> None:
    done = novita(quick, "task", "wait", quick.submit(**doomed()), "-o", str(tmp_path))
    assert done.returncode == 1
    assert f"Task failed: {REASON}" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_task_status_prints_the_task_and_an_unknown_one_is_an_error(quick: Server) -> None:
    task_id = quick.submit(**good())
    shown = novita(quick, "task", "status", task_id)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert task_id in shown.stdout
    assert "VIDU_Q1_REFERENCE_TO_VIDEO" in shown.stdout
    unknown = novita(quick, "task", "status", "830d9c90-d53f-4c5a-8009-0123456789ab")
    assert unknown.returncode == 1
    assert "TASK_NOT_FOUND" in unknown.stdout + unknown.stderr
