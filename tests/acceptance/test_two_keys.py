"""Two clients with different keys: neither sees anything of the other's, over the real server."""

import os
import subprocess
import sys
import time

import httpx
import pytest

from tests.acceptance.clients.clips import SUBMIT, doomed, good
from tests.acceptance.conftest import Server, ended

RESULT = "/v3/async/task-result"


@pytest.fixture(scope="module")
def stranger(quick: Server) -> str:
    """A second key, made as an operator makes one."""
    done = subprocess.run(
        [sys.executable, "-m", "reelcast", "keys", "create", "stranger"],
        env={**os.environ, "REELCAST_DATA_DIR": str(quick.data_dir)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def look(server: Server, key: str, task_id: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.get(server.url + RESULT, params={"task_id": task_id}, headers=headers)


@pytest.mark.known("ours")  # CONTRACT 2.5: existence is not given away
@pytest.mark.parametrize("body", [good(), doomed()], ids=["a film", "a failure"])
def test_another_key_s_task_is_never_there_in_no_state(
    quick: Server, stranger: str, body: dict[str, object]
) -> None:
    task_id = quick.submit(**body)
    while True:
        theirs = look(quick, stranger, task_id)
        assert theirs.status_code == 404
        assert theirs.json()["reason"] == "TASK_NOT_FOUND"
        assert theirs.json()["message"] == f"task {task_id} was not found"
        if ended(quick.look(task_id)):
            break
        time.sleep(0.1)
    assert look(quick, stranger, task_id).json() == theirs.json()
    never = "830d9c90-d53f-4c5a-8009-0123456789ab"
    unknown = look(quick, stranger, never).json()
    assert unknown == {**theirs.json(), "message": f"task {never} was not found"}


@pytest.mark.known("ours")
def test_a_key_cannot_make_its_own_link_open_another_s_video(quick: Server, stranger: str) -> None:
    headers = {"Authorization": f"Bearer {stranger}"}
    mine = quick.submit(**good())
    answer = httpx.post(quick.url + SUBMIT, json=good(), headers=headers)
    theirs = str(answer.json()["task_id"])
    quick.wait(mine, ended)
    while not ended(found := look(quick, stranger, theirs).json()):
        time.sleep(0.1)
    own = str(found["videos"][0]["video_url"])
    assert httpx.get(own).status_code == 200
    for name in (mine, mine.upper()):
        swapped = httpx.get(own.replace(theirs, name), headers=headers)
        assert (swapped.status_code, swapped.json()["reason"]) == (403, "VIDEO_LINK_INVALID")
    unsigned = f"{quick.url}/files/videos/{mine}-1.mp4"
    assert httpx.get(unsigned, headers=headers).status_code == 403
