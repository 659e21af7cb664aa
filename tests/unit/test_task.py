"""The moves of a task."""

import itertools

import pytest

from reelcast.errors import IllegalMove
from reelcast.task import Status

LEGAL = {
    (Status.QUEUED, Status.QUEUED),
    (Status.QUEUED, Status.PROCESSING),
    (Status.QUEUED, Status.FAILED),
    (Status.PROCESSING, Status.QUEUED),
    (Status.PROCESSING, Status.PROCESSING),
    (Status.PROCESSING, Status.SUCCEED),
    (Status.PROCESSING, Status.FAILED),
}


@pytest.mark.parametrize(("origin", "goal"), list(itertools.product(Status, Status)))
def test_a_task_moves_along_the_legal_moves_and_no_others(origin: Status, goal: Status) -> None:
    if (origin, goal) in LEGAL:
        goal.check_reachable_from(origin)
    else:
        with pytest.raises(IllegalMove, match=f"{origin} to {goal}"):
            goal.check_reachable_from(origin)


def test_nothing_leads_out_of_a_final_state() -> None:
    assert {status for status in Status if status.final} == {Status.SUCCEED, Status.FAILED}
    assert not any(origin.final for goal in Status for origin in goal.origins)
