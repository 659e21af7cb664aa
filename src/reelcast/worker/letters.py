"""What a callback is told, in the words of the dialect its task came through.

Each dialect is one function from a task to a letter. Knows neither the network nor the queue.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from types import MappingProxyType
from typing import Any, TypeAlias

import httpx

from reelcast import native
from reelcast.endings import ENDED
from reelcast.result import task_result
from reelcast.task import Dialect, Task
from reelcast.webhooks import shown_secret, standard_headers

HOSTED_TRIES = 6
"""Documented: up to five retries."""
NATIVE_TRIES = MappingProxyType({True: 4, False: 2})
"""By whether the task has ended. Documented: an ending is retried three times."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the task's files may be fetched without a key, absolute; good for ``ttl`` seconds."""

    video: str | None
    cover: str | None
    ttl: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One call to make, and how often it is tried in all."""

    body: bytes
    headers: Mapping[str, str]
    tries: int


Write: TypeAlias = Callable[[Task, str, str, Links, bytes], Letter]
"""From a task, where it is to be told, the event, links and signing secret to the letter."""


def write_letter(task: Task, url: str, event: str, links: Links, secret: bytes) -> Letter:
    """The letter that tells ``url`` of an event (``endings``), signed with the key's secret."""
    return _WRITERS.get(task.origin.dialect, _hosted)(task, url, event, links, secret)


def hosted_event(task: Task, url: str, links: Links) -> dict[str, Any]:
    """The hosted API's event: what polling gives, and the address it was sent to."""
    result = task_result(task, video_url=links.video, video_url_ttl=links.ttl)
    payload = {**result, "extra": {**result["extra"], "webhook": {"url": url}}}
    return {"event_type": "ASYNC_TASK_RESULT", "payload": payload}


def _hosted(task: Task, url: str, event: str, links: Links, secret: bytes) -> Letter:
    text = json.dumps(hosted_event(task, url, links), ensure_ascii=False)
    headers = standard_headers(secret, f"msg_{task.id.hex}_{event}", text, datetime.now(UTC))
    return Letter(text.encode(), headers, HOSTED_TRIES)


def _native(task: Task, url: str, event: str, links: Links, secret: bytes) -> Letter:
    text = json.dumps(
        native.creations(task, video_url=links.video, cover_url=links.cover), ensure_ascii=False
    )
    headers = native.signature_headers(
        "POST",
        str(httpx.URL(url)),  # as it goes over the wire
        # The vendor signs with the key's text; ours is the secret's text, as it is shown.
        shown_secret(secret).encode(),
        date=format_datetime(datetime.now(UTC), usegmt=True),
        nonce=secrets.token_hex(16),
    )
    return Letter(text.encode(), headers, NATIVE_TRIES[event == ENDED])


_WRITERS: Mapping[Dialect, Write] = MappingProxyType(
    {Dialect.NOVITA: _hosted, Dialect.VIDU: _native}
)
