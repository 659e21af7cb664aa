"""Submit a picture and a prompt, wait, save the clip. Needs only httpx and a running server.

reelcast serve
python examples/01_submit_and_poll.py cat.png "the cat walks along a wall at dusk" KEY
"""

import base64
import mimetypes
import sys
import time
from pathlib import Path

import httpx

SERVER = "http://127.0.0.1:8080"


def submit(http: httpx.Client, image: Path, prompt: str) -> str:
    """Returns the task's id."""
    media_type = mimetypes.guess_type(image)[0] or "image/png"
    data = base64.b64encode(image.read_bytes()).decode("ascii")
    response = http.post(
        "/v3/async/vidu-q1-reference2video",
        json={"images": [f"data:{media_type};base64,{data}"], "prompt": prompt},
    )
    response.raise_for_status()
    return str(response.json()["task_id"])


def wait(http: httpx.Client, task_id: str) -> str:
    """Polls until the task has ended; returns the video's URL."""
    while True:
        response = http.get("/v3/async/task-result", params={"task_id": task_id})
        response.raise_for_status()
        result = response.json()
        task = result["task"]
        print(task["status"], f"{task['progress_percent']} %")
        if task["status"] == "TASK_STATUS_SUCCEED":
            return str(result["videos"][0]["video_url"])
        if task["status"] == "TASK_STATUS_FAILED":
            sys.exit(f"failed: {task['reason']}")
        time.sleep(1)


def main() -> None:
    image, prompt, key = sys.argv[1:]
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=SERVER, headers=headers, timeout=60) as http:
        task_id = submit(http, Path(image), prompt)
        video_url = wait(http, task_id)
    # The video's URL is signed: it needs no key, and should not be given one.
    Path("clip.mp4").write_bytes(httpx.get(video_url, timeout=60).content)
    print("clip.mp4")


if __name__ == "__main__":
    main()
