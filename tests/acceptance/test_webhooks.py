"""A webhook that is owed is told, though the whole server is killed in between."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from tests.acceptance.conftest import Start, data_uri, ended, png

Calls = list[tuple[dict[str, str], dict[str, Any]]]


@contextmanager
def receiver(*statuses: int) -> Iterator[tuple[str, Calls]]:
    """An address that answers so, the last status for ever; its URL, and what it was sent."""
    calls: Calls = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            calls.append((dict(self.headers), json.loads(body)))
            self.send_response(statuses[min(len(calls), len(statuses)) - 1])
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", calls
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for(calls: Calls, count: int, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while len(calls) < count:
        assert time.monotonic() < deadline, calls
        time.sleep(0.1)


def test_a_webhook_that_failed_is_told_after_the_server_was_killed_and_started_again(
    start: Start,
) -> None:
    env = {"REELCAST_WEBHOOK_ALLOW": "127.0.0.1", "REELCAST_WEBHOOK_RETRY_SECONDS": "6"}
    with receiver(500, 204) as (url, calls):
        with start(**env) as server:
            hook = {"url": url, "test_mode": {"enabled": True}}
            task_id = server.submit(
                images=[data_uri(png())], prompt="a red square drifts", extra={"webhook": hook}
            )
            server.wait(task_id, ended)
            wait_for(calls, 1)
            time.sleep(0.5)  # the try is written down after its answer
            server.stop(signal.SIGKILL)
        with start(**env) as again:
            wait_for(calls, 2)
            result = again.look(task_id)
            (first, _), (second, event) = calls
            assert first["webhook-id"] == second["webhook-id"]
            assert event["event_type"] == "ASYNC_TASK_RESULT"
            assert event["payload"]["task"] == result["task"]
            assert result["task"]["status"] == "TASK_STATUS_SUCCEED"
            clip = httpx.get(again.look(task_id)["videos"][0]["video_url"]).content
            assert clip[4:8] == b"ftyp"
