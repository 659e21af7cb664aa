"""Who has a part is in the picture, in the view that suits it; the picture is never empty."""

from dataclasses import replace

from reelcast.board import Action, Direction, Role, Setting, Storyboard
from reelcast.engines.stage.casting import as_grouped, place_of, players
from reelcast.kind import Kind
from reelcast.subjects.character import Character, characters
from reelcast.subjects.subject import Edge, Facing, Profile, Subject
from tests.unit.stage.cutouts import bust, standing


def facing(reference: int, facing: Facing) -> Subject:
    return replace(standing(reference), profile=Profile(facing=facing))


def place(reference: int) -> Subject:
    known = Profile(kind=Kind.PLACE)
    return Subject(reference, standing().rgba, frozenset(Edge), known)


def cast(board: Storyboard, *subjects: Subject) -> list[int]:
    """The references in the picture, from 1."""
    chosen = players(board, characters(subjects), place_of(board, subjects))
    return [player.role.reference for player in chosen]


def parts(*numbers: int) -> Storyboard:
    return Storyboard(subjects=tuple(Role(reference=number) for number in numbers))


def test_who_has_no_part_is_left_out() -> None:
    assert cast(parts(2), standing(0), standing(1), standing(2)) == [2]


def test_with_nobody_in_it_everybody_is() -> None:
    assert cast(Storyboard(), standing(0), standing(1)) == [1, 2]


def test_the_place_is_the_set_and_nobody_in_it() -> None:
    board = Storyboard(setting=Setting.REFERENCE, place=2, subjects=(Role(reference=1),))
    assert cast(board, standing(0), place(1)) == [1]


def test_a_place_may_be_filmed_alone() -> None:
    board = Storyboard(setting=Setting.REFERENCE, place=1)
    assert cast(board, place(0)) == []


def test_a_place_that_is_not_the_set_is_not_lost_when_there_is_nothing_else() -> None:
    assert cast(Storyboard(setting=Setting.STUDIO), place(0)) == [1]


def one(*views: Subject) -> Character:
    return Character(views)


def test_the_view_that_faces_where_it_goes_is_shown() -> None:
    role = Role(reference=1, action=Action.WALK, direction=Direction.RIGHT)
    character = one(facing(0, Facing.LEFT), facing(1, Facing.RIGHT))
    (player,) = players(Storyboard(subjects=(role,)), [character], None)
    assert [view.reference for view in player.views] == [1]
    assert not player.mirrored


def test_a_view_of_the_other_side_is_mirrored() -> None:
    role = Role(reference=1, action=Action.DRIVE, direction=Direction.RIGHT)
    (player,) = players(Storyboard(subjects=(role,)), [one(facing(0, Facing.LEFT))], None)
    assert player.mirrored


def test_who_stays_where_it_is_shows_all_its_views() -> None:
    character = one(facing(0, Facing.CAMERA), facing(1, Facing.RIGHT))
    (player,) = players(parts(1), [character], None)
    assert [view.reference for view in player.views] == [0, 1]


def test_a_turn_begins_at_the_end_that_is_nearer_to_the_front() -> None:
    character = one(facing(0, Facing.LEFT), facing(1, Facing.AWAY), facing(2, Facing.CAMERA))
    (player,) = players(parts(1), [character], None)
    assert [view.reference for view in player.views] == [2, 1, 0]


def test_a_bust_and_a_whole_figure_do_not_share_a_mark() -> None:
    character = one(facing(0, Facing.CAMERA), bust(1))
    (player,) = players(parts(1), [character], None)
    assert [view.reference for view in player.views] == [0]


def test_views_of_one_have_one_part() -> None:
    said = Storyboard(
        subjects=(Role(reference=2, action=Action.JUMP), Role(reference=3, action=Action.WALK))
    )
    grouped = as_grouped(said, [one(standing(0), standing(2)), one(standing(1))])
    assert grouped.groups == ((1, 3),)
    assert [(role.reference, role.action) for role in grouped.subjects] == [
        (1, Action.WALK),
        (2, Action.JUMP),
    ]
