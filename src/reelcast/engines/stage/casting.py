"""Who is in the picture, by which views and facing where, and which reference is the set."""

from collections.abc import Sequence
from dataclasses import dataclass

from reelcast.board import Action, Direction, Role, Setting, Storyboard
from reelcast.subjects.character import Character
from reelcast.subjects.subject import Edge, Subject

_GOING = frozenset(
    {
        Action.WALK,
        Action.RUN,
        Action.FLY,
        Action.SWIM,
        Action.DRIVE,
        Action.ROLL,
        Action.JUMP,
        Action.LEAVE,
        Action.TURN,
    }
)
"""What one does facing the way one goes."""
_TURNING = frozenset({Action.TURN, Action.SPIN, Action.DANCE})
"""What shows somebody from several sides whatever the direction."""


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody in the picture: the views that are shown, one or in this order, and the part.

    ``mirrored`` says that they have to be seen in a mirror to face where they should.
    """

    views: tuple[Subject, ...]
    role: Role
    mirrored: bool = False


def place_of(board: Storyboard, subjects: Sequence[Subject]) -> Subject | None:
    """The reference that is the set, if one is."""
    if board.setting is not Setting.REFERENCE or board.place is None:
        return None
    return next((s for s in subjects if s.reference == board.place - 1), None)


def as_grouped(said: Storyboard, characters: Sequence[Character]) -> Storyboard:
    """What was said, with one part for each character: that of the first view spoken of."""
    groups = [_numbers(character) for character in characters if len(character.views) > 1]
    first = {number: group[0] for group in groups for number in group}
    parts: dict[int, Role] = {}
    for role in said.subjects:
        number = first.get(role.reference, role.reference)
        parts.setdefault(number, role.model_copy(update={"reference": number}))
    return said.model_copy(
        update={
            "groups": tuple(tuple(group) for group in groups),
            "subjects": tuple(part for _, part in sorted(parts.items())),
        }
    )


def players(
    board: Storyboard, characters: Sequence[Character], place: Subject | None
) -> list[Player]:
    """Who plays, in the order of their references.

    Whoever has no part is left out, but the picture is never left empty: with nobody and no place
    to film, all of them are shown.
    """
    parts = {role.reference: role for role in board.subjects}
    everybody = [
        (character, next((parts[n] for n in _numbers(character) if n in parts), None))
        for character in characters
        if place is None or character.reference != place.reference
    ]
    cast = [(character, role) for character, role in everybody if role is not None]
    if not cast and place is None:
        cast = [(character, Role(reference=_numbers(character)[0])) for character, _ in everybody]
    return [_player(character, role) for character, role in cast]


def _numbers(character: Character) -> list[int]:
    """Its references as people count them."""
    return sorted(view.reference + 1 for view in character.views)


def _player(character: Character, role: Role) -> Player:
    direction = _heading(role)
    several = len(character.views) > 1
    if direction is not None and not (several and role.action in _TURNING):
        view, turned = character.towards(direction)
        return Player((view,), role, turned)
    return Player(_that_go_together(character) if several else character.views, role)


def _heading(role: Role) -> Direction | None:
    """The side that somebody on the move goes to."""
    return role.direction if role.action is None or role.action in _GOING else None


def _that_go_together(character: Character) -> tuple[Subject, ...]:
    """The views that can stand on one mark, from the end that is nearer to the front view.

    A bust and a whole figure cannot: the front view decides.
    """
    front = character.front
    views = [
        view
        for view in character.views
        if view.is_bust == front.is_bust and (Edge.TOP in view.cut_by) == (Edge.TOP in front.cut_by)
    ]
    at = next(i for i, view in enumerate(views) if view is front)
    return tuple(views if at <= (len(views) - 1) / 2 else reversed(views))
