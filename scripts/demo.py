"""``make demo``: starts a server, has it make a clip as a client would, stops it again.

The photographs are two of those that come with scikit-image. What is made lies in ``out/``.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx

from reelcast.cli.client import SUBMIT_PATH, ReelcastClient, request_body
from reelcast.cli.generate import watch
from reelcast.errors import ReelcastError
from reelcast.request import Generation

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"
PHOTOGRAPHS = ("astronaut.png", "motorcycle_left.png")
PROMPT = (
    "An astronaut and her red motorcycle in a sunny meadow, the camera slowly pushes in on them"
)
SEED = 7
PORT = 8080
START_SECONDS = 120
STOP_SECONDS = 90


def say(text: str) -> None:
    """Print at once: in a log it must keep its order with what the commands print."""
    print(text, flush=True)


def main() -> None:
    """Run the demo; ends the process with 1 and the reason when something is wrong."""
    OUT.mkdir(exist_ok=True)
    try:
        subprocess.run(reelcast("models", "pull"), check=True)
        with server(data_dir(), OUT / "demo-server.log") as (url, key):
            clip = make_clip(url, key)
            explain(clip, url, key)
    except (ReelcastError, DemoFailed) as error:
        sys.exit(f"demo: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
    except KeyboardInterrupt:
        sys.exit(130)


class DemoFailed(Exception):
    """The server did not do what the demo needs."""


def reelcast(*arguments: str) -> list[str]:
    """The command line of this very environment."""
    return [sys.executable, "-m", "reelcast", *arguments]


def data_dir() -> Path:
    """``out/demo-data``; run as root, a folder that Postgres' own user can reach."""
    folder = OUT / "demo-data"
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in folder.parents):
        return folder
    return Path("/var/lib/reelcast-demo")


def free_port() -> int:
    """The usual port where it is free, else any: 0."""
    with socket.socket() as probe:
        return 0 if probe.connect_ex(("127.0.0.1", PORT)) == 0 else PORT


@contextmanager
def server(data: Path, log: Path) -> Iterator[tuple[str, str]]:
    """A server of our own, as its URL and key, stopped at the end whatever happens."""
    command = reelcast("serve", "--port", str(free_port()), "--data-dir", str(data))
    say(f"Starting the server; its log is {log}")
    with log.open("wb") as output:
        # In a session of its own, so that Ctrl-C reaches it once and only through us.
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        url = wait_until_ready(process, log)
        yield url, (data / "key").read_text().strip()
    finally:
        stop(process)


def wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    """The URL the server announces, once it answers there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise DemoFailed(f"the server ended with code {process.returncode}\n{tail(log)}")
        announced = re.search(r"ready at (http://\S+)", log.read_text(errors="replace"))
        if announced and answers(announced[1]):
            return announced[1]
        time.sleep(0.1)
    raise DemoFailed(f"the server was not ready after {START_SECONDS} seconds\n{tail(log)}")


def answers(url: str) -> bool:
    """Whether the server is there."""
    try:
        return httpx.get(f"{url}/healthz", timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False


def tail(log: Path) -> str:
    """The end of the server's log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server in good order; only one that does not listen is killed, with its workers."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def make_clip(url: str, key: str) -> Path:
    """Submit, watch, download."""
    clip = OUT / "demo.mp4"
    images = [("image/png", photograph(name)) for name in PHOTOGRAPHS]
    body = request_body(Generation(prompt=PROMPT, seed=SEED), images)
    (OUT / "demo-request.json").write_text(json.dumps(body))
    say(f"Submitting {' and '.join(PHOTOGRAPHS)}: {PROMPT}")
    began = time.monotonic()
    with ReelcastClient(url, key) as client:
        client.download(watch(client, client.submit(body)), clip)
    say(f"Done in {time.monotonic() - began:.1f} s.")
    return clip


def photograph(name: str) -> bytes:
    """One of the pictures inside the scikit-image wheel; importing it would take a second."""
    package = find_spec("skimage")
    if package is None or not package.submodule_search_locations:
        raise DemoFailed("scikit-image is not installed: run make setup")
    return (Path(package.submodule_search_locations[0]) / "data" / name).read_bytes()


def explain(clip: Path, url: str, key: str) -> None:
    """Say where the clip is and how to ask for it without the demo."""
    port = httpx.URL(url).port
    program = Path(sys.executable).with_name("reelcast")
    say(
        f"""
The clip:     {clip}
The server:   {url} (stopping now)
Its key:      {key}

To do it yourself, start the server again

  {program} serve --port {port} --data-dir {data_dir()}

and in another terminal:

  curl {url}{SUBMIT_PATH} \\
    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d @{OUT / "demo-request.json"}
  curl '{url}/v3/async/task-result?task_id=TASK_ID' -H 'Authorization: Bearer {key}'
"""
    )


if __name__ == "__main__":
    main()
