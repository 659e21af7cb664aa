"""A subject turns through its views, in the middle of the clip, without a jump."""

from collections.abc import Sequence

import numpy as np

from reelcast.engines.stage.looks import Looks, Rgba, looks_of, moment
from reelcast.subjects.subject import Subject
from tests.unit.stage.cutouts import standing


def turning(a: Subject, b: Subject, steps: int) -> Sequence[Rgba]:
    """A turn of plain cut-outs, larger than the views by what swings out."""
    return [np.full((a.rgba.shape[0], 150, 4), step, np.uint8) for step in range(1, steps + 1)]


def cutting(a: Subject, b: Subject, steps: int) -> Sequence[Rgba]:
    return ()


def places(looks: Looks) -> list[float]:
    """Which cut-out is seen in each frame of a clip."""
    return [sum(moment(looks.runs, t)) for t in np.linspace(0, 1, 120)]


def test_one_view_is_shown_all_the_time() -> None:
    looks = looks_of([standing()], turning)
    assert len(looks.cuts) == 1
    assert set(places(looks)) == {0.0}


def test_two_near_views_turn_there_and_back_and_rest_at_both_ends() -> None:
    looks = looks_of([standing(0), standing(1)], turning, 12)
    seen = places(looks)
    assert len(looks.cuts) == 12
    assert seen[0] == seen[-1] == 0.0
    assert max(seen) == 11.0
    assert max(np.abs(np.diff(seen))) < 0.6
    assert seen[: seen.index(11.0)] == sorted(seen[: seen.index(11.0)])


def test_far_views_dissolve_once_and_quickly() -> None:
    seen = places(looks_of([standing(0), standing(1)], cutting))
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert 4 <= sum(0 < place < 1 for place in seen) <= 12


def test_a_turn_through_three_near_views_does_not_stop_at_the_second() -> None:
    looks = looks_of([standing(0), standing(1), standing(2)], turning, 6)
    assert len(looks.runs) == 1
    assert places(looks)[-1] == len(looks.cuts) - 1 == 10


def test_views_near_and_far_are_each_bridged_their_way() -> None:
    views = [standing(0), standing(1), standing(2)]

    def first_turns(a: Subject, b: Subject, steps: int) -> Sequence[Rgba]:
        return turning(a, b, steps) if a is views[0] else ()

    looks = looks_of(views, first_turns, 6)
    assert len(looks.cuts) == 7
    assert len(looks.runs) == 2
    turn, dissolve = (run.end - run.begin for run in looks.runs)
    assert turn > 3 * dissolve


def test_all_cut_outs_have_one_size_and_stand_on_the_ground() -> None:
    looks = looks_of([standing(0, 120, 240), standing(1, 60, 180)], cutting)
    assert {cut.shape for cut in looks.cuts} == {looks.cuts[0].shape}
    for cut in looks.cuts:
        assert cut[-3:, :, 3].any()
        # In the middle, so that nobody jumps aside.
        columns = np.flatnonzero(cut[..., 3].any(0))
        assert abs(columns.mean() - cut.shape[1] / 2) < 2
