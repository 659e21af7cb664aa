"""What a client waits for: submitting a megabyte, work beginning, polling while a clip renders.

A real server in its own process with its own Postgres and a worker, on loopback.
"""

import asyncio
import base64
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles

import httpx
import numpy as np
from PIL import Image

from benchmarks import Row

SUBMIT = "/v3/async/vidu-q1-reference2video"
RESULT = "/v3/async/task-result"
SUBMISSIONS = 30
POLLS_PER_SECOND = 200
POLL_SECONDS = 4
ENGINE = "tests.engines.toys:Slow"
"""Six seconds of sleeping and encoding: the machine is about as busy as with a quick engine."""


def measure() -> list[Row]:
    """Submission first; the others are compared with it."""
    with server() as (url, key):
        return asyncio.run(_measure(url, {"Authorization": f"Bearer {key}"}))


async def _measure(url: str, headers: dict[str, str]) -> list[Row]:
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client:
        begun = await until_begun(client)
        rows = [
            Row("submit 1 MB, p50", median(await submissions(client)), 0.0, "budget 0.020 s"),
            Row("submission to work begun, idle", begun, 0.0, "seen by polling; budget 0.050 s"),
        ]
        waits = await polls(client)
        note = f"{POLLS_PER_SECOND} a second while a clip renders; budget 0.050 s"
        return [*rows, Row("poll, p99", quantiles(waits, n=100)[98], 0.0, note)]


async def submissions(client: httpx.AsyncClient) -> list[float]:
    """Seconds each of some submissions took; the body is made before the clock starts."""
    waits = []
    for seed in range(SUBMISSIONS):
        body = request_body(client, noise(590, seed))
        begun = time.perf_counter()
        answer = await client.send(body)
        waits.append(time.perf_counter() - begun)
        answer.raise_for_status()
    return waits


async def until_begun(client: httpx.AsyncClient) -> float:
    """Seconds from the answer to a submission until a poll says PROCESSING."""
    answer = await client.send(request_body(client, noise(200, 99)))
    task = {"task_id": answer.json()["task_id"]}
    begun = time.perf_counter()
    while "QUEUED" in (await client.get(RESULT, params=task)).json()["task"]["status"]:
        await asyncio.sleep(0.002)
    return time.perf_counter() - begun


async def polls(client: httpx.AsyncClient) -> list[float]:
    """Seconds each poll took, sent at an even pace whether or not the last was answered."""
    answer = await client.send(request_body(client, noise(200, 100)))
    task = {"task_id": answer.json()["task_id"]}

    async def poll() -> float:
        begun = time.perf_counter()
        (await client.get(RESULT, params=task)).raise_for_status()
        return time.perf_counter() - begun

    pending = []
    for _ in range(POLLS_PER_SECOND * POLL_SECONDS):
        pending.append(asyncio.create_task(poll()))
        await asyncio.sleep(1 / POLLS_PER_SECOND)
    return list(await asyncio.gather(*pending))


def request_body(client: httpx.AsyncClient, image: bytes) -> httpx.Request:
    """A submission of one image, encoded."""
    uri = f"data:image/png;base64,{base64.b64encode(image).decode()}"
    return client.build_request("POST", SUBMIT, json={"images": [uri], "prompt": "a cat"})


def noise(side: int, seed: int) -> bytes:
    """A PNG that does not compress: about three bytes a pixel."""
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


@contextmanager
def server() -> Iterator[tuple[str, str]]:
    """A server of our own: its URL and key."""
    with tempfile.TemporaryDirectory(prefix="reelcast-bench-") as folder:
        # Postgres has its own user when we are root.
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        process = subprocess.Popen(
            [sys.executable, "-m", "reelcast", "serve", "--port", "0", "--engine", ENGINE],
            env={**os.environ, "REELCAST_DATA_DIR": str(data), "PYTHONPATH": os.getcwd()},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            for line in iter(process.stdout.readline, ""):
                if found := re.search(r"ready at (http://\S+)", line):
                    time.sleep(5)  # the worker loads its engine; its users wait for that once
                    yield found[1], (data / "key").read_text().strip()
                    return
            raise RuntimeError("the server did not start: run reelcast serve to see why")
        finally:
            process.terminate()
            process.wait(120)
            if process.stdout:
                process.stdout.close()
