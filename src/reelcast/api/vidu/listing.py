"""The query of the native dialect's task list, and the token that leads to the next page."""

import base64
import binascii
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from starlette.datastructures import QueryParams

from reelcast.api.fields import shown
from reelcast.errors import Fault, InvalidBody
from reelcast.native import State, statuses_of
from reelcast.store.tasks import Wanted
from reelcast.task import Status, Task

DAYS = 7
"""How far back a list goes that does not say."""
DEFAULT_SIZE = 10
MAX_SIZE = 100
MAX_PAGE = 100
"""Pages are counted from the newest task; further back, a token is the way."""
_REFUSED = ("task_ids", "templates", "model_versions", "resolutions")


def read_wanted(query: QueryParams, now: datetime) -> tuple[Wanted, int]:
    """Which tasks to list, one more than the page has, and how many of them to leave out first.

    Raises ``InvalidBody``.
    """
    for name in _REFUSED:
        if name in query:
            raise _fault(name, "is not supported; it would be ignored")
    size = _number(query, "pagesz", DEFAULT_SIZE, 1, MAX_SIZE)
    page = _number(query, "page", 0, 0, MAX_PAGE)
    token = query.get("pager.page_token") or query.get("paper.page_token")
    wanted = Wanted(
        limit=size + 1,
        statuses=_statuses(query),
        created_from=_time(query, "created_at.from") or now - timedelta(days=DAYS),
        created_to=_time(query, "created_at.to"),
    )
    if token:
        return replace(wanted, after=_place(token)), 0
    return replace(wanted, limit=page * size + size + 1), page * size


def token_after(task: Task) -> str:
    """Leads to the tasks after this one."""
    text = f"{task.created_at.isoformat()} {task.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place(token: str) -> tuple[datetime, UUID]:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        time, _, task_id = text.partition(" ")
        return _aware(datetime.fromisoformat(time)), UUID(task_id)
    except (ValueError, binascii.Error):
        raise _fault("pager.page_token", "is none of this server's") from None


def _statuses(query: QueryParams) -> tuple[Status, ...]:
    words = {
        word.strip() for text in query.getlist("states") for word in text.split(",") if word.strip()
    }
    for word in sorted(words - set(State)):
        choices = ", ".join(State)
        raise _fault("states", f"must be of {choices}, got {shown(word)}")
    return statuses_of(frozenset(map(State, words)))


def _number(query: QueryParams, name: str, default: int, least: int, most: int) -> int:
    """A paging number; the vendor's page spells them ``paper.`` as well as ``pager.``."""
    field = f"paper.{name}" if f"paper.{name}" in query else f"pager.{name}"
    text = query.get(field, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise _fault(field, f"must be an integer from {least} to {most}, got {shown(text)}")
    return int(text)


def _time(query: QueryParams, field: str) -> datetime | None:
    text = query.get(field)
    if not text:
        return None
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError:
        example = "2025-01-01T15:41:31Z"
        raise _fault(field, f"must be a time such as {example}, got {shown(text)}") from None


def _aware(time: datetime) -> datetime:
    """The time as UTC, which is what is meant where no zone is given."""
    try:
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


def _fault(field: str, what: str) -> InvalidBody:
    return InvalidBody(Fault(field, f"{field}: {what}"))
