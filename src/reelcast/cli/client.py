"""A Reelcast server seen from outside: submit, wait, download. Knows no bar and no command line."""

import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import httpx

from reelcast.atomic import replacing
from reelcast.errors import RenderError, ServerRefused, ServerUnreachable
from reelcast.request import Generation
from reelcast.task import Status

SUBMIT_PATH = "/v3/async/vidu-q1-reference2video"
RESULT_PATH = "/v3/async/task-result"
POLL_SECONDS = 0.5
PATIENCE = 20
"""Polls in a row that may find no server, as while it restarts, before the client gives up."""


Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Outlook:
    """A task at one poll: ``percent`` 0 to 100, ``eta`` in whole seconds, 0 while unknown."""

    status: Status
    percent: int
    eta: int
    reason: str
    video_url: str | None


class ReelcastClient:
    """One server and one key. Every method raises ``ServerRefused`` when the server does."""

    def __init__(self, url: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._headers: Mapping[str, str] = MappingProxyType({"Authorization": f"Bearer {key}"})
        # A proxy in the environment is right for the world outside, never for this machine.
        self._http = httpx.Client(
            base_url=url,
            timeout=httpx.Timeout(30.0, write=300.0),
            trust_env=not is_local(url),
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def submit(self, body: Mapping[str, Any]) -> str:
        """Ask for a clip; ``body`` as ``request_body`` makes it. Returns the task's id."""
        return str(self._ask("POST", SUBMIT_PATH, lambda answer: answer["task_id"], json=body))

    def look(self, task_id: str) -> Outlook:
        """The task as it is now."""
        return self._ask("GET", RESULT_PATH, _outlook, params={"task_id": task_id})

    def wait(
        self,
        task_id: str,
        on_outlook: Callable[[Outlook], None],
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> str:
        """Poll until the task has ended, showing every poll; returns the video's URL.

        Raises ``RenderError`` with the server's reason when the task failed.
        """
        unreached = 0
        while True:
            try:
                outlook = self.look(task_id)
            except ServerUnreachable:
                unreached += 1
                if unreached > PATIENCE:
                    raise
            else:
                unreached = 0
                on_outlook(outlook)
                if outlook.status is Status.FAILED:
                    raise RenderError(outlook.reason)
                if outlook.status is Status.SUCCEED:
                    return _required(outlook.video_url)
            sleep(POLL_SECONDS)

    def download(self, video_url: str, file: Path) -> None:
        """Save the video; ``file`` appears whole or not at all. The key is not sent along."""
        with _translated(self._http.base_url), replacing(file) as part:
            with self._http.stream("GET", video_url, follow_redirects=True) as response:
                if response.status_code != 200:
                    raise ServerRefused(f"the video could not be had: HTTP {response.status_code}")
                with part.open("wb") as target:
                    for chunk in response.iter_bytes():
                        target.write(chunk)

    def _ask(self, method: str, path: str, read: Callable[[Any], Answer], **parts: Any) -> Answer:
        with _translated(self._http.base_url):
            response = self._http.request(method, path, headers=self._headers, **parts)
        try:
            answer = response.json()
            if response.status_code != 200:
                raise ServerRefused(f"the server says: {answer['message']} ({answer['reason']})")
            return read(answer)
        except (ValueError, LookupError, TypeError) as fault:
            raise ServerRefused(
                f"{response.url} answered HTTP {response.status_code} with something else than "
                "Reelcast does; is the address right?"
            ) from fault


def request_body(generation: Generation, images: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    """What ``POST`` to ``SUBMIT_PATH`` takes. Each image is its media type and its file's bytes."""
    asked = generation.to_json()
    beside = {"storyboard": asked.pop("storyboard"), "subjects": asked.pop("groups")}
    return {
        "images": [
            f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"
            for media_type, data in images
        ],
        **asked,
        **({"extra": extra} if (extra := {name: it for name, it in beside.items() if it}) else {}),
    }


def is_local(url: str) -> bool:
    """Whether the URL's host is this machine by its loopback name or address."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _translated(url: httpx.URL) -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as fault:
        raise ServerUnreachable(
            f"no answer from {url}: {str(fault) or type(fault).__name__}"
        ) from fault


def _outlook(answer: Any) -> Outlook:
    task, videos = answer["task"], answer["videos"]
    return Outlook(
        status=Status(task["status"]),
        percent=task["progress_percent"],
        eta=task["eta"],
        reason=task["reason"],
        video_url=videos[0]["video_url"] if videos else None,
    )


def _required(video_url: str | None) -> str:
    if video_url is None:
        raise ServerRefused("the task succeeded, but its video is no longer kept by the server")
    return video_url
