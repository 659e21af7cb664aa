"""npm ``novita-sdk`` 3.1.3 under Node, unmodified but for the base URL and the key (CONTRACT 6.2).

The package lists its own test runner among what it needs to run; ``package.json`` leaves that out.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.clients.clips import REASON, assert_clip, doomed, good
from tests.acceptance.conftest import Server

pytestmark = pytest.mark.known("client")

HERE = Path(__file__).parent
FILES = ("package.json", "program.js")


@pytest.fixture(scope="module")
def program(pytestconfig: pytest.Config) -> Path:
    """The program beside its installed packages, which are kept from one test run to the next."""
    for tool in ("node", "npm"):
        assert shutil.which(tool), f"{tool} is not installed: apt-get install nodejs npm"
    assert pytestconfig.cache is not None
    folder = Path(pytestconfig.cache.mkdir("novita-sdk"))
    for name in FILES:
        shutil.copy(HERE / name, folder)
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"],
        cwd=folder,
        check=True,
        timeout=240,
        stdout=subprocess.DEVNULL,
    )
    installed = json.loads((folder / "node_modules/novita-sdk/package.json").read_text())
    assert installed["version"] == "3.1.3"
    return folder / "program.js"


def said(program: Path, server: Server, request: dict[str, Any], key: str = "") -> dict[str, Any]:
    """What the program prints about one request."""
    done = subprocess.run(
        ["node", program, server.url, key or server.key],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_it_submits_and_follows_the_progress_to_a_clip_that_decodes(
    program: Path, quick: Server
) -> None:
    answer = said(program, quick, good())
    assert answer["seen"][-1] == "TASK_STATUS_SUCCEED"
    (video,) = answer["result"]["videos"]
    assert (video["video_type"], type(video["video_url_ttl"])) == ("mp4", str)
    assert_clip(httpx.get(video["video_url"]).content)


def test_it_reads_the_reason_of_a_failure(program: Path, quick: Server) -> None:
    answer = said(program, quick, doomed())
    assert answer["seen"][-1] == "TASK_STATUS_FAILED"
    assert answer["result"]["task"]["reason"].startswith(REASON)


def test_it_throws_its_own_error_with_our_words(program: Path, quick: Server) -> None:
    refused = said(program, quick, {**good(), "seed": -5})["refused"]
    assert (refused["code"], refused["reason"]) == (400, "INVALID_REQUEST_BODY")
    assert refused["msg"] == "seed: must be at least -1, got -5"
    unknown = {"task_id": "830d9c90-d53f-4c5a-8009-0123456789ab"}
    refused = said(program, quick, unknown)["refused"]
    assert (refused["code"], refused["reason"]) == (404, "TASK_NOT_FOUND")
    # It writes into metadata, and dies with a TypeError when that is no object.
    assert refused["metadata"]["task_id"] == unknown["task_id"]
    refused = said(program, quick, good(), key="sk_other")["refused"]
    assert (refused["code"], refused["reason"]) == (403, "INVALID_API_KEY")
