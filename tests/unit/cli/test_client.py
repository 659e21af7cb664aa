"""The client, against a small real server."""

import base64
from pathlib import Path

import pytest

from reelcast.cli.client import PATIENCE, Outlook, ReelcastClient, is_local, request_body
from reelcast.errors import RenderError, ServerRefused, ServerUnreachable
from reelcast.request import AspectRatio, Generation
from reelcast.task import Status
from tests.unit.cli.toy_server import VIDEO, result, serving, states

GENERATION = Generation(prompt="a cat walks", seed=7, aspect_ratio=AspectRatio.SQUARE)


def no_sleep(seconds: float) -> None:
    """Time is not waited for here."""


def test_a_submission_carries_the_key_and_the_whole_request() -> None:
    with serving() as server, ReelcastClient(server.url, "secret") as client:
        assert client.submit(request_body(GENERATION, [("image/png", b"bytes")])) == "t"
    method, path, headers = server.seen.requests[0]
    assert (method, path) == ("POST", "/v3/async/vidu-q1-reference2video")
    assert headers["Authorization"] == "Bearer secret"
    assert server.seen.body == {
        "images": ["data:image/png;base64," + base64.b64encode(b"bytes").decode()],
        "prompt": "a cat walks",
        "seed": 7,
        "aspect_ratio": "1:1",
        "movement_amplitude": "auto",
        "duration": 5,
        "resolution": "1080p",
        "bgm": False,
    }


def test_waiting_shows_every_poll_and_ends_with_the_video() -> None:
    shown: list[Outlook] = []
    with (
        serving(*states("QUEUED", "PROCESSING", "SUCCEED")) as server,
        ReelcastClient(server.url, "k") as client,
    ):
        assert client.wait("t", shown.append, sleep=no_sleep) == f"{server.url}/files/whole.mp4"
    assert [seen.status for seen in shown] == [Status.QUEUED, Status.PROCESSING, Status.SUCCEED]


def test_a_failed_task_raises_the_servers_reason() -> None:
    failed = result("FAILED", reason="images[1]: could not be fetched (HTTP 404)")
    with serving(lambda _: failed) as server, ReelcastClient(server.url, "k") as client:
        with pytest.raises(RenderError, match=r"^images\[1\]: could not be fetched"):
            client.wait("t", lambda _: None, sleep=no_sleep)


def test_a_refusal_is_told_in_the_servers_words() -> None:
    refusal = {"code": 403, "reason": "INVALID_API_KEY", "message": "unknown key", "metadata": {}}
    with (
        serving(submitted=(403, refusal)) as server,
        ReelcastClient(server.url, "k") as client,
        pytest.raises(ServerRefused, match=r"the server says: unknown key \(INVALID_API_KEY\)"),
    ):
        client.submit(request_body(GENERATION, []))


@pytest.mark.parametrize("answer", [(404, "nothing here"), (200, {"id": 1}), (200, ["t"])])
def test_a_server_that_is_no_reelcast_is_named_as_such(answer: tuple[int, object]) -> None:
    with (
        serving(submitted=answer) as server,
        ReelcastClient(server.url, "k") as client,
        pytest.raises(ServerRefused, match="is the address right"),
    ):
        client.submit(request_body(GENERATION, []))


def test_a_video_no_longer_kept_is_a_refusal() -> None:
    with (
        serving(lambda _: result("SUCCEED")) as server,
        ReelcastClient(server.url, "k") as client,
        pytest.raises(ServerRefused, match="no longer kept"),
    ):
        client.wait("t", lambda _: None, sleep=no_sleep)


def test_a_server_that_stays_away_is_given_up_after_a_while() -> None:
    with serving() as server:
        gone = server.url
    naps: list[float] = []
    with ReelcastClient(gone, "k") as client, pytest.raises(ServerUnreachable, match="no answer"):
        client.wait("t", lambda _: None, sleep=naps.append)
    assert len(naps) == PATIENCE


def test_a_download_is_whole_and_the_key_is_not_sent_along(tmp_path: Path) -> None:
    with serving() as server, ReelcastClient(server.url, "secret") as client:
        client.download(f"{server.url}/files/whole.mp4", tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == VIDEO
    assert "Authorization" not in server.seen.requests[0][2]


@pytest.mark.parametrize(
    ("name", "error"), [("missing", ServerRefused), ("cut", ServerUnreachable)]
)
def test_a_download_that_fails_leaves_the_old_file_and_nothing_else(
    name: str, error: type[Exception], tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"old")
    with serving() as server, ReelcastClient(server.url, "k") as client, pytest.raises(error):
        client.download(f"{server.url}/files/{name}.mp4", clip)
    assert clip.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [clip]


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:8080", True),
        ("http://localhost:8080", True),
        ("http://localhost.example.org", False),
        ("http://10.0.0.1", False),
        ("https://reelcast.example.org", False),
        ("nonsense", False),
    ],
)
def test_only_loopback_is_this_machine(url: str, local: bool) -> None:
    assert is_local(url) is local
