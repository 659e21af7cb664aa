"""The server from the command line, killed in every way, never losing a task."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.acceptance.conftest import (
    REPOSITORY,
    Server,
    Start,
    children,
    data_uri,
    ended,
    png,
    working,
)

IMAGES = [data_uri(png())]
SLOW = "tests.engines.toys:Slow"


def test_a_task_is_accepted_rendered_and_handed_out(start: Start) -> None:
    with start() as server:
        result = server.wait(server.submit(images=IMAGES, prompt="a red square drifts"), ended)
        assert result["task"]["status"] == "TASK_STATUS_SUCCEED"
        (video,) = result["videos"]
        clip = httpx.get(video["video_url"]).content
        assert clip[4:8] == b"ftyp"


def test_a_worker_killed_in_the_middle_is_replaced_and_the_task_succeeds(start: Start) -> None:
    with start(SLOW) as server:
        task_id = server.submit(images=IMAGES, prompt="a red square drifts")
        server.wait(task_id, working)
        (worker,) = children(server.process.pid, "worker")
        os.kill(worker, signal.SIGKILL)
        result = server.wait(task_id, ended, seconds=90)
        assert result["task"]["status"] == "TASK_STATUS_SUCCEED"


def test_a_whole_server_killed_in_the_middle_finishes_the_task_when_started_again(
    start: Start,
) -> None:
    with start(SLOW) as server:
        task_id = server.submit(images=IMAGES, prompt="a red square drifts")
        server.wait(task_id, working)
        server.stop(signal.SIGKILL)
    with start() as again:
        result = again.wait(task_id, ended, seconds=90)
        assert result["task"]["status"] == "TASK_STATUS_SUCCEED"


def test_sigterm_drains_and_leaves_nothing_running(start: Start, data_dir: Path) -> None:
    with start(SLOW) as server:
        task_id = server.submit(images=IMAGES, prompt="a red square drifts")
        server.wait(task_id, working)
        assert server.stop(signal.SIGTERM, seconds=60) == 0
        assert _processes_naming(data_dir) == []
    with start() as again:
        # It was finished while draining: there is nothing left to do.
        assert again.look(task_id)["task"]["status"] == "TASK_STATUS_SUCCEED"


def test_a_second_ctrl_c_hands_the_clip_back(start: Start, data_dir: Path) -> None:
    with start("tests.engines.toys:HangsOnce") as server:
        task_id = server.submit(images=IMAGES, prompt="a red square drifts")
        server.wait(task_id, lambda result: "PROCESSING" in result["task"]["status"])
        server.process.send_signal(signal.SIGINT)
        time.sleep(1)
        assert server.stop(signal.SIGINT) == 0
        assert _processes_naming(data_dir) == []
    with start() as again:
        result = again.wait(task_id, ended)
        assert result["task"]["status"] == "TASK_STATUS_SUCCEED"


def test_the_key_is_shown_once_and_kept_for_its_owner_alone(start: Start) -> None:
    with start() as server:
        assert any(server.key in line for line in server.lines)
        assert (server.data_dir / "key").stat().st_mode & 0o777 == 0o600
        server.stop()
    with start() as again:
        assert not any(again.key in line for line in again.lines)
        with again.client() as client:
            unknown = client.get("/v3/async/task-result", params={"task_id": "nope"})
        assert unknown.status_code == 404


def test_keys_can_be_made_and_revoked_while_the_server_runs(start: Start) -> None:
    with start() as server:
        secret = _reelcast(server, "keys", "create", "second").strip()
        look = f"{server.url}/v3/async/task-result?task_id=nope"
        assert httpx.get(look, headers={"Authorization": secret}).status_code == 404
        listed = _reelcast(server, "keys", "list")
        (key_id,) = (line.split("│")[1].strip() for line in listed.splitlines() if "second" in line)
        _reelcast(server, "keys", "revoke", key_id)
        assert httpx.get(look, headers={"Authorization": secret}).status_code == 403


def test_the_operator_sees_the_tasks(start: Start) -> None:
    with start() as server:
        task_id = server.submit(images=IMAGES, prompt="a red square drifts", seed=77)
        server.wait(task_id, ended)
        assert task_id in _reelcast(server, "tasks", "list")
        shown = _reelcast(server, "tasks", "show", task_id)
        assert "77" in shown
        assert "a red square drifts" in shown


def test_a_reference_url_that_may_not_be_fetched_fails_the_task_in_seconds(start: Start) -> None:
    with start() as server:
        task_id = server.submit(images=[IMAGES[0], "http://127.0.0.1:9/cat.png"], prompt="a cat")
        result = server.wait(task_id, ended, seconds=10)
        assert result["task"]["status"] == "TASK_STATUS_FAILED"
        assert result["task"]["reason"].startswith("images[1]: ")
        assert "127.0.0.1" in result["task"]["reason"]


@pytest.mark.parametrize(("trusted", "scheme"), [("127.0.0.1", "https"), ("10.9.9.9", "http")])
def test_forwarded_headers_are_believed_from_trusted_proxies_only(
    start: Start, trusted: str, scheme: str
) -> None:
    rehearsal = {"webhook": {"url": "http://127.0.0.1:9/", "test_mode": {"enabled": True}}}
    with start(REELCAST_TRUSTED_PROXIES=trusted, REELCAST_WEBHOOK_ALLOW="127.0.0.1:9") as server:
        task_id = server.submit(images=IMAGES, prompt="a red square drifts", extra=rehearsal)
        server.wait(task_id, ended)
        with server.client() as client:
            answer = client.get(
                "/v3/async/task-result",
                params={"task_id": task_id},
                headers={"X-Forwarded-Proto": "https"},
            )
        assert answer.json()["videos"][0]["video_url"].startswith(f"{scheme}://127.0.0.1:")


def test_a_taken_port_is_a_clear_error(start: Start) -> None:
    with start() as server:
        port = server.url.rsplit(":", 1)[1]
        second = subprocess.run(
            [sys.executable, "-m", "reelcast", "serve", "--port", port],
            env={**os.environ, "REELCAST_DATA_DIR": str(server.data_dir)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert f"cannot listen on 127.0.0.1:{port}" in second.stderr
        assert "Traceback" not in second.stderr


def _reelcast(server: Server, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "reelcast", *arguments],
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "REELCAST_DATA_DIR": str(server.data_dir),
            "COLUMNS": "200",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _processes_naming(folder: Path) -> list[str]:
    """What still runs on behalf of a data folder, by command line or environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                text = (entry / "cmdline").read_text() + (entry / "environ").read_text()
            except OSError:
                continue
            if str(folder) in text:
                found.append(text[:200])
    return found
