"""A real server from the command line, in its own data folder, and what a client needs of it."""

import base64
import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 60


@dataclass
class Server:
    """A running ``reelcast serve``. ``lines`` is what it has printed so far."""

    process: subprocess.Popen[str]
    data_dir: Path
    url: str
    lines: list[str]

    @property
    def key(self) -> str:
        return (self.data_dir / "key").read_text().strip()

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)

    def submit(self, **body: Any) -> str:
        with self.client() as client:
            answer = client.post("/v3/async/vidu-q1-reference2video", json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["task_id"])

    def look(self, task_id: str) -> dict[str, Any]:
        with self.client() as client:
            answer = client.get("/v3/async/task-result", params={"task_id": task_id})
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def wait(
        self, task_id: str, until: Callable[[dict[str, Any]], bool], seconds: float = 60
    ) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while not until(result := self.look(task_id)):
            assert time.monotonic() < deadline, (result, "".join(self.lines))
            time.sleep(0.1)
        return result

    def stop(self, number: int = signal.SIGTERM, seconds: float = 30) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


Start = Callable[..., AbstractContextManager[Server]]


def ended(result: dict[str, Any]) -> bool:
    return result["task"]["status"] in ("TASK_STATUS_SUCCEED", "TASK_STATUS_FAILED")


def working(result: dict[str, Any]) -> bool:
    return bool(result["task"]["progress_percent"] > 0)


def png(width: int = 200, height: int = 160, colour: str = "tomato") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def data_uri(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def children(pid: int, command: str) -> list[int]:
    """Processes begun by ``pid`` whose command line holds ``command``."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == pid and command in (entry / "cmdline").read_text():
                found.append(int(entry.name))
    return found


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Not pytest's own folder: only its owner can enter that, and Postgres has its own user."""
    with tempfile.TemporaryDirectory(prefix="reelcast-serve-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


@pytest.fixture
def start(data_dir: Path) -> Start:
    return lambda engine="tests.engines.toys:Quick", **env: _serve(data_dir, engine, env)


@pytest.fixture(scope="module")
def quick() -> Iterator[Server]:
    """One server for a whole module of tests, with an engine that takes no time."""
    with (
        tempfile.TemporaryDirectory(prefix="reelcast-quick-") as folder,
        pytest.MonkeyPatch.context() as to,
    ):
        for name in [name for name in os.environ if name.startswith("REELCAST_")]:
            to.delenv(name)
        Path(folder).chmod(0o755)
        with _serve(Path(folder) / "data", "tests.engines.toys:Quick", {}) as server:
            yield server


@contextmanager
def _serve(data_dir: Path, engine: str, env: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "reelcast", "serve", "--port", "0", "--engine", engine],
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "REELCAST_DATA_DIR": str(data_dir),
            "REELCAST_CACHE_DIR": str(data_dir / "cache"),
            "REELCAST_HEARTBEAT_SECONDS": "0.5",
            "REELCAST_DEAD_SECONDS": "2",
            **env,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    try:
        yield Server(process, data_dir, _read_url(process, lines), lines)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        if process.stdout:
            process.stdout.close()


def _read_url(process: subprocess.Popen[str], lines: list[str]) -> str:
    """Keeps reading in the background, so that the server never waits for its own output."""
    ready = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        with contextlib.suppress(ValueError):
            for line in process.stdout:
                lines.append(line)
                if "ready at" in line:
                    ready.set()

    threading.Thread(target=read, daemon=True).start()
    deadline = time.monotonic() + START_SECONDS
    while not ready.wait(0.1):
        assert process.poll() is None, "".join(lines)
        assert time.monotonic() < deadline, "".join(lines)
    (line,) = (line for line in lines if "ready at" in line)
    return line.split("ready at")[1].strip()
