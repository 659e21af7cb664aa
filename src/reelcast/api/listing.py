"""How a list of tasks is asked for: times, and the place where a page begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator
from pydantic.json_schema import SkipJsonSchema

from reelcast.errors import Fault, InvalidBody, TaskNotFound
from reelcast.task import Task

Place = tuple[datetime, UUID]
"""Creation time and id of the last task of the page before."""


def _read_moment(text: Any) -> Any:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date and time such as 2026-01-31T12:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# The validator stands before the union, so that a bad time is one fault and not one for each half.
Moment = Annotated[datetime | SkipJsonSchema[None], BeforeValidator(_read_moment)]
"""A time in ISO 8601; UTC where it does not say. None when it was not asked for."""


def cursor_after(task: Task) -> str:
    """The cursor of the page that begins behind ``task``. Clients are not to look inside."""
    place = f"{task.created_at.isoformat()} {task.id}"
    return urlsafe_b64encode(place.encode()).rstrip(b"=").decode()


def place_of(cursor: str) -> Place | None:
    """Where the page begins; None for an empty cursor, which is the start.

    Raises ``InvalidBody`` for what ``cursor_after`` did not make.
    """
    if not cursor:
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, task_id = text.partition(" ")
        place = datetime.fromisoformat(moment), UUID(task_id)
    except ValueError:
        place = None
    if place is None or place[0].tzinfo is None:
        message = f"cursor: must be the next_cursor of an earlier page, got {cursor[:40]!r}"
        raise InvalidBody(Fault("cursor", message))
    return place


def known_id(text: str) -> UUID:
    """The id of a task. What is not written as our ids are raises ``TaskNotFound``."""
    try:
        task_id = UUID(text)
    except ValueError:
        task_id = None
    if task_id is None or str(task_id) != text.lower():
        raise TaskNotFound("the task is not found")
    return task_id
