"""The shapes of the vendor's native dialect: states, bodies, the callback's signature.

Pure: knows tasks, and neither HTTP nor where files are. Queries and callbacks share these bodies.
"""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from reelcast.request import FRAMES_PER_SECOND, SIZES
from reelcast.task import ReferenceSlot, Status, Task

MODEL = "viduq1"
REASONS = frozenset(
    "BadRequest FieldLacking FieldUnwanted FieldInvalid FieldItemCountOutOfRange "
    "PageSizeOutOfRange ImageDownloadFailure ImageFormatInvalid OperationInProcess "
    "TaskPromptPolicyViolation AuditSubmitIllegal CreationPolicyViolation CreditInsufficient "
    "ModelUnavailable UserCancelled Unauthorized Forbidden TaskNotFound CreationNotFound NotFound "
    "Conflict QuotaExceeded TooManyRequests SystemThrottling Canceled "
    "InternalServiceFailure".split()
)
"""The vendor's words for what goes wrong."""

_CANCELLED = "cancelled by the caller"
_FETCH = re.compile(r"could not be fetched|REELCAST_FETCH_ALLOW")
_SIZE = re.compile(r"images\[\d+\]: must (be (at least|at most|under|between)|have at most) ")
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class State(StrEnum):
    """Where a task is, in the dialect's words. ``CREATED`` is only said in the create answer."""

    CREATED = "created"
    QUEUEING = "queueing"
    PROCESSING = "processing"
    SUCCESS = "success"
    FAILED = "failed"


_STATES = {
    Status.QUEUED: State.QUEUEING,
    Status.PROCESSING: State.PROCESSING,
    Status.SUCCEED: State.SUCCESS,
    Status.FAILED: State.FAILED,
}


def state_of(task: Task) -> State:
    """The task's state; a queued task is ``queueing``, whether or not its images are fetched."""
    return _STATES[task.status]


def statuses_of(states: frozenset[State]) -> tuple[Status, ...]:
    """The statuses of the states; ``created`` and ``queueing`` are both QUEUED."""
    known = states | ({State.QUEUEING} if State.CREATED in states else set())
    return tuple(status for status, state in _STATES.items() if state in known)


def created(task: Task, *, off_peak: bool) -> dict[str, Any]:
    """The answer to a create: what was asked for, completed, and the id to poll."""
    generation = task.generation
    return {
        "task_id": str(task.number),
        "type": "reference2video",
        "state": State.CREATED.value,
        "model": MODEL,
        "prompt": generation.prompt,
        "images": _images(task),
        "duration": generation.duration,
        "seed": generation.seed,
        "aspect_ratio": generation.aspect_ratio.value,
        "resolution": generation.resolution,
        "movement_amplitude": generation.movement_amplitude.value,
        "bgm": generation.bgm,
        "payload": task.origin.payload,
        "off_peak": off_peak,
        "credits": 0,
        "watermark": False,
        "created_at": moment(task.created_at),
    }


def creations(task: Task, *, video_url: str | None, cover_url: str | None) -> dict[str, Any]:
    """A task as it is now: the body of a query, and of a callback.

    ``creations`` holds one clip when the task succeeded and its video is still kept. A failed task
    has one member more, ``err_msg``: the reason in a sentence, which names the image at fault.
    """
    body: dict[str, Any] = {
        "id": str(task.number),
        "state": state_of(task).value,
        "err_code": err_code(task),
        "credits": 0,
        "payload": task.origin.payload,
        "bgm": task.generation.bgm,
        "off_peak": False,
        "creations": _clips(task, video_url, cover_url),
    }
    if task.status is Status.FAILED:
        body["err_msg"] = task.reason
    return body


def listed(task: Task, *, video_url: str | None, cover_url: str | None) -> dict[str, Any]:
    """A task as one item of a list."""
    generation = task.generation
    width, height = SIZES[generation.aspect_ratio]
    film = {
        "duration": float(generation.duration),
        "fps": FRAMES_PER_SECOND,
        "resolution": {"width": width, "height": height},
    }
    clips = _clips(task, video_url, cover_url)
    return {
        "id": str(task.number),
        "key_id": str(task.key_id),
        "type": "reference2video",
        "state": state_of(task).value,
        "err_code": err_code(task),
        "model": MODEL,
        "prompt": generation.prompt,
        "images": _images(task),
        "duration": generation.duration,
        "resolution": generation.resolution,
        "aspect_ratio": generation.aspect_ratio.value,
        "movement_amplitude": generation.movement_amplitude.value,
        "seed": generation.seed,
        "bgm": generation.bgm,
        "credits": 0,
        "payload": task.origin.payload,
        "created_at": moment(task.created_at),
        "creations": [{**clip, "video": film} for clip in clips],
    }


def err_code(task: Task) -> str:
    """The vendor's word for why a task failed; empty unless it did.

    A reason that is one of the vendor's words already, as ``[[fail: ...]]`` can give, stays.
    """
    if task.status is not Status.FAILED:
        return ""
    if task.reason in REASONS:
        return task.reason
    if task.reason == _CANCELLED:
        return "UserCancelled"
    if task.reason.startswith("images["):
        return _image_code(task.reason)
    return "InternalServiceFailure"


def signature_headers(
    method: str, url: str, secret: bytes, *, date: str, nonce: str
) -> dict[str, str]:
    """The headers that sign a callback to ``url``; its body is not signed.

    ``date`` is an HTTP date in GMT and ``nonce`` any text used once. The formula is the vendor's
    (platform.vidu.com/docs/callback-signature): HMAC-SHA256 over the lines method, path, query,
    ``vidu``, date and the two signed headers, each ended by a newline.
    """
    parts = urlsplit(url)
    signed = {"Date": date, "x-request-nonce": nonce}
    lines = [method.upper(), parts.path or "/", parts.query, "vidu", date]
    lines += [f"{name}:{value}" for name, value in signed.items()]
    text = "".join(f"{line}\n" for line in lines)
    digest = hmac.digest(secret, text.encode(), hashlib.sha256)
    return {
        **signed,
        "X-HMAC-SIGNED-HEADERS": ";".join(signed),
        "X-HMAC-SIGNATURE": base64.b64encode(digest).decode(),
        "X-HMAC-ALGORITHM": "hmac-sha256",
        "X-HMAC-ACCESS-KEY": "vidu",
    }


def moment(time: datetime) -> str:
    """A time as the dialect writes it: UTC, with microseconds and ``Z``."""
    return time.astimezone(UTC).strftime(_TIME)


def _image_code(reason: str) -> str:
    if _FETCH.search(reason):
        return "ImageDownloadFailure"
    return "PageSizeOutOfRange" if _SIZE.match(reason) else "ImageFormatInvalid"


def _images(task: Task) -> list[str]:
    """The images as they were sent; one sent inside the request as its hash, not its megabytes."""
    return [_source(reference) for reference in task.references]


def _source(reference: ReferenceSlot) -> str:
    return reference.url if reference.url is not None else f"sha256:{reference.sha256}"


def _clips(task: Task, video_url: str | None, cover_url: str | None) -> list[dict[str, str]]:
    if task.status is not Status.SUCCEED or video_url is None:
        return []
    return [
        {
            "id": str(task.number),
            "url": video_url,
            "cover_url": cover_url or "",
            "watermarked_url": "",
        }
    ]
