"""The order from left to right, the depths and the sizes are those that were asked for."""

from dataclasses import replace

import numpy as np
import pytest

from reelcast.board import Action, Beat, Depth, Relation, Role, Side, Tie
from reelcast.engines.stage.arrangement import arrange, room_to_act
from reelcast.engines.stage.composition import Shape, compose
from reelcast.subjects.subject import Edge, Profile, Subject
from tests.unit.stage.cutouts import bust, standing


def measured(subject: Subject, height_m: float) -> Subject:
    known = Profile(height_m=height_m, embedding=np.ones(4, np.float32))
    return replace(subject, profile=known)


def role(number: int, *relations: tuple[Tie, int], **facts: object) -> Role:
    ties = [Relation(tie=tie, to=to) for tie, to in relations]
    return Role.model_validate({"reference": number, "relations": ties, **facts})


def order(subjects: list[Subject], *roles: Role) -> list[int]:
    return [place for place, _ in arrange(subjects, roles)]


THREE = [standing(0), standing(1), standing(2)]


def test_with_nothing_asked_the_order_is_that_of_the_references() -> None:
    assert order(THREE, role(1), role(2), role(3)) == [0, 1, 2]


def test_sides_are_honoured() -> None:
    roles = role(1, side=Side.RIGHT), role(2), role(3, side=Side.LEFT)
    assert order(THREE, *roles) == [2, 1, 0]


def test_a_relation_goes_before_a_side() -> None:
    roles = role(1, (Tie.RIGHT_OF, 3), side=Side.LEFT), role(2), role(3)
    places = order(THREE, *roles)
    assert places.index(0) > places.index(2)


def test_relations_that_contradict_each_other_still_give_everybody_a_place() -> None:
    roles = role(1, (Tie.LEFT_OF, 2)), role(2, (Tie.LEFT_OF, 1)), role(3)
    assert sorted(order(THREE, *roles)) == [0, 1, 2]


def test_a_body_cut_by_the_photograph_stays_at_that_edge() -> None:
    subjects = [bust(0), bust(1, Edge.LEFT)]
    assert order(subjects, role(1, side=Side.LEFT), role(2, side=Side.RIGHT)) == [1, 0]


def test_behind_and_in_front_of_are_depths() -> None:
    shapes = dict(
        arrange(THREE, [role(1, (Tie.BEHIND, 2)), role(2), role(3, (Tie.IN_FRONT_OF, 2))])
    )
    assert shapes[0].depth is Depth.BACK
    assert shapes[1].depth is Depth.BACK
    assert shapes[2].depth is None


def test_a_cup_beside_a_motorcycle_is_smaller_but_no_speck() -> None:
    cup, motorcycle = measured(standing(0), 0.08), measured(standing(1), 1.1)
    shapes = dict(arrange([cup, motorcycle], [role(1), role(2)]))
    assert 2 < shapes[1].stature / shapes[0].stature < 4


def test_of_one_alone_the_size_is_no_matter() -> None:
    small, large = (
        arrange([measured(standing(), metres)], [role(1)])[0][1] for metres in (0.1, 9.0)
    )
    assert small == large


def test_who_is_asked_to_be_behind_stands_farther_away() -> None:
    shapes = [Shape(0.5), Shape(0.5, depth=Depth.BACK), Shape(0.5)]
    _, spots = compose(shapes, 1920, 1080)
    assert spots[1].row < min(spots[0].row, spots[2].row)


@pytest.mark.parametrize(("side", "way"), [(Side.LEFT, -1), (Side.RIGHT, 1)])
def test_one_alone_stands_on_the_side_asked_for(side: Side, way: int) -> None:
    (spot,) = compose([Shape(0.5, side=side)], 1920, 1080)[1]
    assert (spot.column - 960) * way > 100
    assert 0 < spot.column - spot.height / 4 < spot.column + spot.height / 4 < 1920


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080)])
def test_an_action_gets_the_room_it_needs(size: tuple[int, int]) -> None:
    (still,) = compose([Shape(0.4)], *size)[1]
    (leaping,) = compose([Shape(0.4, above=0.34)], *size)[1]
    assert leaping.height < still.height
    assert leaping.row - 1.34 * leaping.height > 0
    (running,) = compose([Shape(1.6, along=0.9)], *size)[1]
    assert running.height * (1.6 + 0.9) < size[0]


def test_the_longest_of_several_actions_counts() -> None:
    beats = (Beat(action=Action.WALK, at=0.0), Beat(action=Action.JUMP, at=0.5))
    role = Role(reference=1, action=Action.WALK, beats=beats)
    above, along = room_to_act(role)
    assert above > 0.2
    assert along > 0.3
    assert room_to_act(Role(reference=1, action=Action.STAND)) == (0.0, 0.0)
