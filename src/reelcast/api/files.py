"""Finished videos and their covers, for whoever holds a signed link. Knows no key and no task.

The application's ``state`` holds the ``artifacts`` and the ``signer``.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from reelcast.artifacts.base import LocalStore, is_name
from reelcast.errors import VideoNotFound

FOLDER = "videos"
"""The only folder that is handed out; what clients sent us never is."""


class LinkVerifier(Protocol):
    """What tells our links from others."""

    def verify(self, name: str, expires: str, signature: str) -> None:
        """Raises ``LinkInvalid`` or ``LinkExpired``."""
        ...


KINDS = {".mp4": "video/mp4", ".jpg": "image/jpeg"}


class VideoResponse(FileResponse):
    """A video or its cover to show in place, whole or one range of its bytes.

    RFC 9110, 14.2: a Range that is no plain range of bytes is ignored, and so is one in a HEAD.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            media_type=KINDS[path.suffix],
            headers={"cache-control": "private", "x-content-type-options": "nosniff"},
            stat_result=path.stat(),
            filename=_shown_name(path.name),
            content_disposition_type="inline",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [each for each in scope["headers"] if _is_kept(scope["method"], *each)]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _artifacts(request: Request) -> LocalStore:
    store: LocalStore = request.app.state.artifacts
    return store


def _signer(request: Request) -> LinkVerifier:
    signer: LinkVerifier = request.app.state.signer
    return signer


_CONTENT: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS.values()}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole file.", "content": _CONTENT},
    206: {"description": "The range asked for.", "content": _CONTENT},
    403: {"description": "The link is not ours, or has expired."},
    404: {"description": "The video was removed."},
    416: {"description": "The range begins after the end of the file."},
}

router = APIRouter(tags=["files"], default_response_class=Response)


@router.head("/files/{folder}/{name}", operation_id="head_file", status_code=200, responses=ANSWERS)
@router.get("/files/{folder}/{name}", operation_id="read_file", status_code=200, responses=ANSWERS)
def read_file(
    folder: str,
    name: str,
    artifacts: Annotated[LocalStore, Depends(_artifacts)],
    signer: Annotated[LinkVerifier, Depends(_signer)],
    expires: Annotated[str, Query(description="Seconds since the epoch.")] = "",
    signature: Annotated[str, Query(description="Made by this server.")] = "",
) -> Response:
    """The video of a finished task, or its cover. The URL comes from the task and needs no key."""
    signer.verify(f"{folder}/{name}", expires, signature)
    return VideoResponse(_video(artifacts, folder, name))


def _video(artifacts: LocalStore, folder: str, name: str) -> Path:
    known = folder == FOLDER and is_name(f"{folder}/{name}") and Path(name).suffix in KINDS
    path = artifacts.local_path(f"{folder}/{name}") if known else None
    if path is None:
        raise VideoNotFound("the video is no longer kept; it was removed after its time")
    return path


def _shown_name(name: str) -> str:
    """The task's id, without the number of the attempt that made the video."""
    return re.sub(r"-\d{1,6}(\.\w+)$", r"\1", name)


def _is_kept(method: str, header: bytes, value: bytes) -> bool:
    return header != b"range" or (method == "GET" and _is_one_range(value))


def _is_one_range(value: bytes) -> bool:
    found = re.fullmatch(rb"bytes=(\d{0,18})-(\d{0,18})", value.strip(), re.IGNORECASE)
    if found is None:
        return False
    first, last = found.groups()
    return int(first) <= int(last) if first and last else bool(first or last)
