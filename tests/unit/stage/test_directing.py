"""Who goes where: as said, as one faces, and never backwards."""

from dataclasses import replace

import numpy as np
import pytest

from reelcast.board import Action, Beat, Direction, Move, Role
from reelcast.engines.stage.acting.stance import Stance
from reelcast.engines.stage.blocking import Shot, block
from reelcast.engines.stage.directing import direct
from reelcast.kind import Kind
from reelcast.subjects.subject import Facing, Profile, Subject

SHOT = Shot(Move.STATIC, side=1)
SECONDS = 5.0


def subject(kind: Kind = Kind.PERSON, facing: Facing = Facing.UNKNOWN) -> Subject:
    rgba = np.full((300, 120, 4), 255, np.uint8)
    return Subject(0, rgba, frozenset(), Profile(kind=kind, height_m=1.7, facing=facing))


def played(who: Subject, role: Role, shot: Shot = SHOT, far: float = 20.0) -> list[Stance]:
    blocking = block([who], [role], (1920, 1080), shot, np.random.default_rng(0))
    (part,) = direct(blocking, [who], [role], shot, far, SECONDS)
    return [part.at(index / 24) for index in range(120)]


def gone(stances: list[Stance]) -> float:
    return stances[-1].x - stances[0].x


def test_one_goes_where_one_is_told() -> None:
    for direction, sign in ((Direction.RIGHT, 1), (Direction.LEFT, -1)):
        role = Role(reference=1, action=Action.WALK, direction=direction)
        for facing in Facing:
            assert sign * gone(played(subject(facing=facing), role)) > 0.5


def test_untold_one_goes_where_one_faces() -> None:
    role = Role(reference=1, action=Action.RUN)
    assert gone(played(subject(facing=Facing.RIGHT), role)) > 0.5
    assert gone(played(subject(facing=Facing.LEFT), role)) < -0.5


def test_whoever_looks_at_the_camera_walks_towards_it_and_one_seen_from_behind_away() -> None:
    beats = (Beat(action=Action.WALK, at=0), Beat(action=Action.WAVE, at=0.6))
    role = Role(reference=1, action=Action.WALK, beats=beats)
    towards = played(subject(facing=Facing.CAMERA), role)
    assert towards[0].z > 2 > towards[70].z
    away = played(subject(facing=Facing.AWAY), role)
    assert away[0].z < 0.1
    assert away[70].z > 2


def test_a_car_of_which_nobody_knows_the_front_goes_nowhere_and_a_ball_anywhere() -> None:
    car = played(subject(Kind.VEHICLE), Role(reference=1, action=Action.DRIVE))
    assert max(abs(s.x) for s in car) < 0.01
    ball = replace(subject(Kind.OBJECT), rgba=np.full((200, 200, 4), 255, np.uint8))
    rolling = Role(reference=1, action=Action.ROLL)
    assert gone(played(ball, rolling)) > 0.5
    assert gone(played(ball, rolling, replace(SHOT, side=-1))) < -0.5


def test_the_ground_of_the_set_ends_the_way() -> None:
    role = Role(reference=1, action=Action.LEAVE)
    assert played(subject(), role, far=0.0)[-1].z > played(subject(), role, far=6.0)[-1].z > 0.5


@pytest.mark.parametrize("count", [2, 4])
def test_parts_are_in_the_order_of_the_marks(count: int) -> None:
    cast = [subject() for _ in range(count)]
    roles = [Role(reference=n + 1, action=Action.STAND) for n in range(count)]
    roles[0] = Role(reference=1, action=Action.JUMP)
    blocking = block(cast, roles, (1920, 1080), SHOT, np.random.default_rng(0))
    parts = direct(blocking, cast, roles, SHOT, 20.0, SECONDS)
    for mark, part in zip(blocking.marks, parts, strict=True):
        up = max(part.at(index / 24).y for index in range(120))
        assert (up > 0.02) == (mark.subject == 0)
