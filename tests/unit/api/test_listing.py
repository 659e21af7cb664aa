"""Cursors and ids: what we made comes back as it was, anything else is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelcast.api.listing import cursor_after, known_id, place_of
from reelcast.errors import InvalidBody, TaskNotFound
from tests.contract.novita import queued

SOME = UUID("5f0c6d1e-9a8b-4c7d-8e6f-0a1b2c3d4e5f")


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_leads_back_to_its_place(moment: datetime, task_id: UUID) -> None:
    task = replace(queued(uuid4()), created_at=moment, id=task_id)
    cursor = cursor_after(task)
    assert cursor.isascii()
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert place_of(cursor) == (moment, task_id)


@given(st.text())
def test_any_other_cursor_is_refused(text: str) -> None:
    if text:
        with pytest.raises(InvalidBody, match="cursor"):
            place_of(text)
    else:
        assert place_of(text) is None


@pytest.mark.parametrize("text", ["", "x", SOME.hex, f"{{{SOME}}}", f" {SOME}", "\0", "é"])
def test_what_is_no_id_of_ours_is_not_found(text: str) -> None:
    with pytest.raises(TaskNotFound):
        known_id(text)


def test_an_id_may_be_in_capitals() -> None:
    task_id = uuid4()
    assert known_id(str(task_id).upper()) == task_id


def test_the_offset_of_a_time_does_not_move_the_place() -> None:
    here = datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=-8)))
    place = place_of(cursor_after(replace(queued(uuid4()), created_at=here)))
    assert place is not None
    assert place[0] == here
