"""A real client, and a real socket: the application under uvicorn, its service held in memory."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import uvicorn
from novita_client import NovitaClient
from novita_client.exceptions import NovitaResponseError
from novita_client.proto import V3TaskResponseStatus

from reelcast.api.app import build
from reelcast.artifacts.folder import FolderStore
from reelcast.artifacts.signing import Signer
from reelcast.settings import Settings
from reelcast.store.keys import Key
from reelcast.task import Status, Task
from tests.contract.novita import NOW, SUBMIT, MemoryService, data_uri

pytestmark = pytest.mark.known("client")


class Ending(MemoryService):
    """Every task is found half done once, and then ended as ``ending`` says."""

    def __init__(self, files: FolderStore) -> None:
        super().__init__()
        self.files = files
        self.ending = Status.SUCCEED

    async def look(self, key: Key, task_id: UUID) -> Task:
        task = await super().look(key, task_id)
        self.tasks[task_id] = self.advanced(task)
        return self.tasks[task_id]

    def advanced(self, task: Task) -> Task:
        if task.status is Status.QUEUED:
            return replace(task, status=Status.PROCESSING, percent=50, eta=3)
        if self.ending is Status.FAILED:
            return replace(task, status=Status.FAILED, reason="images[0]: HTTP 404")
        video = f"videos/{task.id}-1.mp4"
        self.files.put_bytes(video, b"a film")
        return replace(task, status=Status.SUCCEED, video=video, started_at=NOW, finished_at=NOW)


@pytest.fixture
def service(tmp_path: Path) -> Ending:
    return Ending(FolderStore(tmp_path / "artifacts"))


@pytest.fixture
def url(service: Ending, tmp_path: Path) -> Iterator[str]:
    """The application on a socket, for as long as the test runs."""
    settings = Settings(data_dir=tmp_path, cache_dir=tmp_path, max_body_bytes=1_000_000)
    app = build(service, settings, service.files, Signer(b"secret" * 8))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(url: str, monkeypatch: pytest.MonkeyPatch) -> NovitaClient:
    monkeypatch.setattr("novita_client.settings.DEFAULT_POLL_INTERVAL", 0.01)
    return NovitaClient("sk_one", base_url=url)


def submitted(client: NovitaClient, **fields: object) -> str:
    body = {"images": [data_uri()], "prompt": "a red square drifts", **fields}
    task_id: str = client._post(SUBMIT, body)["task_id"]
    return task_id


def test_novita_client_submits_waits_and_downloads(client: NovitaClient) -> None:
    seen: list[int] = []
    result = client.wait_for_task_v3(
        submitted(client), callback=lambda answer: seen.append(answer.task.progress_percent)
    )
    assert result.task.status is V3TaskResponseStatus.TASK_STATUS_SUCCEED
    assert seen == [50, 100]
    assert result.videos[0].video_type == "mp4"
    # Its download_videos() is a plain GET like this one, in a process pool that it never closes.
    assert httpx.get(result.videos[0].video_url).content == b"a film"


def test_novita_client_sees_why_a_task_failed(client: NovitaClient, service: Ending) -> None:
    service.ending = Status.FAILED
    result = client.wait_for_task_v3(submitted(client))
    assert result.task.status is V3TaskResponseStatus.TASK_STATUS_FAILED
    assert result.task.reason == "images[0]: HTTP 404"


def test_novita_client_raises_its_own_error_with_our_words(client: NovitaClient) -> None:
    with pytest.raises(NovitaResponseError, match="seed: must be at least -1, got -5"):
        submitted(client, seed=-5)
    with pytest.raises(NovitaResponseError):
        client.async_task_result("830d9c90-d53f-4c5a-8009-0123456789ab")


def test_a_refusal_reaches_a_client_that_is_still_sending(url: str) -> None:
    large = b"x" * 20_000_000
    for key, reason in (("sk_other", "INVALID_API_KEY"), ("sk_one", "INVALID_REQUEST_BODY")):
        answer = httpx.post(url + SUBMIT, content=large, headers={"Authorization": key})
        assert answer.json()["reason"] == reason


def test_a_client_that_asks_first_is_refused_before_it_sends(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    head = (
        f"POST {SUBMIT} HTTP/1.1\r\nHost: {host}\r\nAuthorization: sk_other\r\n"
        "Content-Length: 900000\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(1024).startswith(b"HTTP/1.1 403 ")
