"""A real HTTP server on a free port that speaks just enough of the contract to be a client of."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

VIDEO = b"\0\0\0\x20ftypisom a clip"


@dataclass
class Seen:
    """What came in: method, path and the headers of each request, and the last body."""

    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    body: Any = None


@dataclass(frozen=True)
class Toy:
    """A running server: its address and what it has seen."""

    url: str
    seen: Seen


def result(status: str, percent: int = 0, reason: str = "", video: str | None = None) -> Any:
    """A task-result body."""
    videos = [{"video_url": video, "video_url_ttl": "3600", "video_type": "mp4"}] if video else []
    task = {"status": f"TASK_STATUS_{status}", "reason": reason, "eta": 0}
    task |= {"task_id": "t", "task_type": "", "progress_percent": percent}
    return {"task": task, "images": [], "videos": videos, "audios": [], "extra": {}}


@contextmanager
def serving(
    *answers: Callable[[str], Any], submitted: tuple[int, Any] = (200, {"task_id": "t"})
) -> Iterator[Toy]:
    """Serve until the block ends; each poll gets the next of ``answers``, made from the URL."""
    seen = Seen()
    polls = iter(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.requests.append(("POST", self.path, dict(self.headers)))
            seen.body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self._send(submitted[0], json.dumps(submitted[1]).encode())

        def do_GET(self) -> None:
            seen.requests.append(("GET", self.path, dict(self.headers)))
            if self.path.startswith("/files/whole"):
                self._send(200, VIDEO)
            elif self.path.startswith("/files/cut"):
                self._send(200, VIDEO, promised=len(VIDEO) + 10)
            elif self.path.startswith("/files/"):
                self._send(404, b"")
            else:
                self._send(200, json.dumps(next(polls)(url)).encode())

        def _send(self, status: int, data: bytes, promised: int | None = None) -> None:
            self.send_response(status)
            self.send_header("content-length", str(promised or len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield Toy(url, seen)
        finally:
            server.shutdown()
            thread.join()


def states(*words: str) -> list[Callable[[str], Any]]:
    """Answers for polls of a task that passes through ``words`` and has a video."""

    def answer(word: str) -> Callable[[str], Any]:
        return lambda url: result(word, video=f"{url}/files/whole.mp4")

    return [answer(word) for word in words]
