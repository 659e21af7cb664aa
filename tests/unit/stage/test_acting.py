"""Actions are motion: continuous, inside the room there is, larger where more is asked for."""

import math
from dataclasses import replace

import numpy as np
import pytest

from reelcast.board import Action, Beat, Entrance, Pace, Role
from reelcast.engines.stage.acting.actions import MOTIONS
from reelcast.engines.stage.acting.curves import bounces, carried, eased, hump
from reelcast.engines.stage.acting.part import moves, part_of
from reelcast.engines.stage.acting.stance import Actor, Room, Stance
from reelcast.kind import Kind

SECONDS = 5.0
FRAMES = [index / 24 for index in range(120)]
ROOM = Room(left=1.2, right=1.4, up=0.6, down=0.3, nearer=0.0, farther=6.0)
ACTOR = Actor(Kind.PERSON, height=1.7, width=0.6, room=ROOM)
KINDS = (Kind.PERSON, Kind.ANIMAL, Kind.VEHICLE, Kind.OBJECT, Kind.PLANT)


def played(role: Role, actor: Actor = ACTOR) -> list[Stance]:
    part = part_of(role, actor, SECONDS)
    return [part.at(moment) for moment in FRAMES]


def acted(action: Action, actor: Actor = ACTOR) -> list[Stance]:
    return played(Role(reference=1, action=action), actor)


def values(stances: list[Stance]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([(s.x, s.y, s.z, s.lean, s.turn, s.grown) for s in stances])


def amount(stances: list[Stance]) -> float:
    """How much is going on: metres, heights and radians, frame to frame."""
    return float(np.abs(np.diff(values(stances), axis=0)).sum())


def test_every_action_has_a_motion() -> None:
    assert set(MOTIONS) == set(Action)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", Action)
def test_nobody_jumps_from_place_to_place(action: Action, kind: Kind) -> None:
    for afloat in (False, True):
        stances = values(acted(action, replace(ACTOR, kind=kind, afloat=afloat)))
        assert np.isfinite(stances).all()
        steps = np.abs(np.diff(stances, axis=0))
        assert steps[:, :3].max() < 0.3  # metres in a 24th of a second
        assert steps[:, 3:].max() < 0.3


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("reach", [0.45, 1.0, 2.0])
def test_nobody_leaves_the_picture_unasked(action: Action, reach: float) -> None:
    for heading in (1, -1):
        for stance in acted(action, replace(ACTOR, reach=reach, heading=heading)):
            if action is not Action.FALL:  # which comes from above
                assert stance.y <= ROOM.up * 1.3 + 0.05
            assert -ROOM.left - 0.2 <= stance.x <= ROOM.right + 0.2
            assert 0 <= stance.z + 0.3
            assert stance.z <= ROOM.farther


@pytest.mark.parametrize("action", sorted(set(Action) - {Action.FALL, Action.SIT}))
def test_more_amplitude_is_more_motion(action: Action) -> None:
    little, some, much = (amount(acted(action, replace(ACTOR, reach=r))) for r in (0.45, 1, 2))
    assert little < some < much


@pytest.mark.parametrize("action", [Action.WALK, Action.RUN, Action.DRIVE, Action.SWIM, Action.FLY])
def test_whoever_goes_somewhere_goes_there(action: Action) -> None:
    for heading in (1, -1):
        stances = acted(action, replace(ACTOR, heading=heading))
        assert heading * (stances[-1].x - stances[0].x) > 1.0


def test_a_short_way_lies_around_the_mark_and_a_long_one_where_there_is_room() -> None:
    slow = acted(Action.WALK, replace(ACTOR, height=0.2))
    assert slow[0].x == pytest.approx(-slow[-1].x, abs=0.02)
    tight = replace(ACTOR, room=replace(ROOM, left=0.1), reach=1.5)
    stances = acted(Action.RUN, tight)
    assert stances[0].x == pytest.approx(-0.1, abs=0.01)
    assert stances[-1].x == pytest.approx(1.4, abs=0.02)


def test_a_jump_crouches_before_it_leaves_the_ground_and_when_it_lands() -> None:
    stances = acted(Action.JUMP)
    up = [k for k, s in enumerate(stances) if s.y > 0.02]
    first = up[0]
    landed = next(k for k in range(first, 120) if stances[k].y == 0)
    assert min(s.grown for s in stances[:first]) < 0.97
    assert min(s.grown for s in stances[landed : landed + 7]) < 0.98
    assert max(s.y for s in stances) > 0.3


def test_a_round_thing_rolls_as_far_as_its_rim() -> None:
    ball = replace(ACTOR, kind=Kind.OBJECT, height=0.5, width=0.5)
    stances = acted(Action.ROLL, ball)
    gone, turned = stances[-1].x - stances[0].x, stances[-1].turn - stances[0].turn
    assert turned == pytest.approx(gone / 0.25)
    assert max(abs(s.turn) for s in acted(Action.ROLL, replace(ball, width=1.5))) < 0.3


def test_what_falls_comes_from_above_the_picture_and_lies_still() -> None:
    stances = acted(Action.FALL, replace(ACTOR, kind=Kind.OBJECT))
    assert stances[0].y >= ROOM.up + ACTOR.height
    assert all(s.y == pytest.approx(0, abs=1e-6) for s in stances[-24:])


def test_one_who_approaches_ends_on_the_mark_and_one_who_leaves_begins_there() -> None:
    assert acted(Action.APPROACH)[0].z > 2
    assert acted(Action.APPROACH)[-1].z == pytest.approx(0, abs=0.01)
    assert acted(Action.LEAVE)[0].z == 0
    assert acted(Action.LEAVE)[-1].z > 2


@pytest.mark.parametrize("entrance", sorted(set(Entrance) - {Entrance.THERE}))
def test_an_entrance_begins_outside_and_ends_on_the_mark(entrance: Entrance) -> None:
    stances = played(Role(reference=1, action=Action.STAND, entrance=entrance))
    assert np.abs(values(stances)[0, :3]).max() > 1.0
    assert np.abs(values(stances)[60:, :3]).max() < 0.02
    assert np.abs(np.diff(values(stances)[:, :3], axis=0)).max() < 0.4


def test_what_comes_after_a_walk_happens_where_it_ended() -> None:
    beats = (Beat(action=Action.WALK, at=0.0), Beat(action=Action.JUMP, at=0.5))
    stances = played(Role(reference=1, action=Action.WALK, beats=beats))
    after = values(stances)[72:, 0]
    assert np.ptp(after) < 0.02
    assert after.mean() > 0.5
    assert max(s.y for s in stances[60:]) > 0.2
    assert np.abs(np.diff(values(stances), axis=0)).max() < 0.3


def test_a_bust_never_shows_where_it_ends() -> None:
    for action in Action:
        for stance in acted(action, replace(ACTOR, bust=True)):
            assert stance.y <= 0
            assert stance.turn == 0


def test_a_fast_one_goes_farther_than_a_slow_one() -> None:
    wide = replace(ACTOR, room=replace(ROOM, left=9, right=9))
    slow, usual, fast = (
        np.ptp(values(acted(Action.WALK, replace(wide, pace=pace)))[:, 0])
        for pace in (Pace.SLOW, Pace.NORMAL, Pace.FAST)
    )
    assert slow < usual < fast


def test_only_who_leaves_the_mark_takes_a_shadow_along() -> None:
    stays, goes = (
        part_of(Role(reference=1, action=action), ACTOR, SECONDS)
        for action in (Action.STAND, Action.WALK)
    )
    assert not moves(stays, FRAMES)
    assert moves(goes, FRAMES)


def test_curves_begin_and_end_where_they_should() -> None:
    for curve in (eased, carried):
        assert (curve(-1), curve(0), curve(1), curve(2)) == (0, 0, 1, 1)
        assert curve(0.5) == pytest.approx(0.5)
        assert all(curve(k / 50) <= curve((k + 1) / 50) for k in range(50))
    assert hump(0) == pytest.approx(hump(1), abs=1e-9)
    assert hump(0.5) == 1
    assert bounces(0, 2.0, 0.5, 9.8) == 2.0
    first = math.sqrt(2 * 2.0 / 9.8)
    assert bounces(first, 2.0, 0.5, 9.8) == pytest.approx(0, abs=1e-9)
    # Half of the speed takes it a quarter as high.
    assert max(bounces(first + k / 200, 2.0, 0.5, 9.8) for k in range(200)) == pytest.approx(
        0.5, abs=0.01
    )
