"""Gives every subject a part: what it does where the prompt leaves that open, and where it stands.

Knows the kinds of the subjects and the scene, no pictures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reelcast.board import (
    Action,
    Depth,
    Direction,
    Entrance,
    Mood,
    Move,
    Pace,
    Role,
    Setting,
    Side,
    Storyboard,
    Tie,
)
from reelcast.kind import Kind
from reelcast.storyboard.choice import Choice

TRAVELLING = frozenset(
    {Action.WALK, Action.RUN, Action.DRIVE, Action.ROLL, Action.FLY, Action.SWIM, Action.LEAVE}
)
"""Actions that lead across the picture."""

BEINGS = frozenset({Kind.PERSON, Kind.ANIMAL})

_ROADS = frozenset({Setting.ROAD, Setting.STREET, Setting.CITY})
_SMALL = frozenset({Kind.OBJECT, Kind.FOOD, Kind.TOY, Kind.PLANT, Kind.CLOTHING})

_STUDIO: Mapping[Kind, tuple[Action, ...]] = MappingProxyType(
    {
        Kind.OBJECT: (Action.SPIN, Action.TURN, Action.STAND),
        Kind.CLOTHING: (Action.SPIN, Action.TURN),
        Kind.FOOD: (Action.TURN, Action.STAND),
        Kind.TOY: (Action.TURN, Action.STAND, Action.JUMP),
        Kind.VEHICLE: (Action.TURN, Action.STAND),
    }
)
"""What is shown in a studio is shown from several sides."""

_ELEMENTS: Mapping[Setting, Mapping[Kind, Action]] = MappingProxyType(
    {
        Setting.UNDERWATER: {Kind.PERSON: Action.SWIM, Kind.ANIMAL: Action.SWIM},
        Setting.SPACE: {Kind.PERSON: Action.FLOAT, Kind.ANIMAL: Action.FLOAT},
        Setting.SKY: {Kind.ANIMAL: Action.FLY, Kind.VEHICLE: Action.FLY},
    }
)
_WEIGHTLESS = frozenset({Setting.UNDERWATER, Setting.SPACE, Setting.SKY})

_ENTRANCES: Mapping[Action, Entrance] = MappingProxyType(
    {
        Action.FALL: Entrance.FROM_ABOVE,
        Action.RISE: Entrance.FROM_BELOW,
        Action.APPROACH: Entrance.FROM_AFAR,
    }
)
_FROM: Mapping[Direction, Entrance] = MappingProxyType(
    {Direction.RIGHT: Entrance.FROM_LEFT, Direction.LEFT: Entrance.FROM_RIGHT}
)
_INTO: Mapping[Entrance | Side, Direction] = MappingProxyType(
    {
        Entrance.FROM_LEFT: Direction.RIGHT,
        Entrance.FROM_RIGHT: Direction.LEFT,
        Side.LEFT: Direction.RIGHT,
        Side.RIGHT: Direction.LEFT,
    }
)
"""Across the picture from where one is, not straight out of it."""

_BESIDE: Mapping[Tie, Side] = MappingProxyType({Tie.LEFT_OF: Side.LEFT, Tie.RIGHT_OF: Side.RIGHT})
_OPPOSITE: Mapping[Side, Side] = MappingProxyType(
    {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.CENTRE: Side.CENTRE}
)
_ORDERS: Mapping[int, tuple[Side, ...]] = MappingProxyType(
    {1: (Side.CENTRE,), 2: (Side.LEFT, Side.RIGHT), 3: (Side.LEFT, Side.CENTRE, Side.RIGHT)}
)
_CROWD = (Side.CENTRE, Side.LEFT, Side.RIGHT)
_TOGETHER = frozenset({Tie.ON, Tie.HOLDING, Tie.RIDING})
"""Ties whose two ends are in one place."""

_ACCOMPANYING = frozenset({Tie.FOLLOWING, Tie.BESIDE})

_SLOW_MOODS = frozenset({Mood.CALM, Mood.SAD, Mood.ROMANTIC, Mood.MYSTERIOUS})
_STILL_CAMERAS = frozenset({Move.STATIC, Move.PAN_LEFT, Move.PAN_RIGHT})

Kinds = Mapping[int, Kind]


def with_actions(board: Storyboard, kinds: Kinds, choice: Choice) -> Storyboard:
    """Every role with its action; the board must have its setting."""
    roles = [
        role.model_copy(update={"action": _action(role, board, kinds, choice)})
        for role in board.subjects
    ]
    return board.model_copy(update={"subjects": tuple(roles)})


def _action(role: Role, board: Storyboard, kinds: Kinds, choice: Choice) -> Action:
    if role.beats:
        return role.beats[0].action
    if role.action:
        return role.action
    ties = {relation.tie: relation.to for relation in role.relations}
    if Tie.RIDING in ties:
        return Action.SIT
    if Tie.FOLLOWING in ties:
        return _of(ties[Tie.FOLLOWING], board).action or Action.WALK
    if _holders(role, board):
        return Action.STAND
    return _usual(role.reference, board, kinds, choice)


def _usual(reference: int, board: Storyboard, kinds: Kinds, choice: Choice) -> Action:
    kind, setting = kinds.get(reference, Kind.OBJECT), board.setting or Setting.STUDIO
    if setting in _WEIGHTLESS:
        return _ELEMENTS[setting].get(kind, Action.FLOAT)
    if kind is Kind.VEHICLE and setting in _ROADS:
        return Action.DRIVE
    if kind is Kind.PLANT:
        return Action.SWAY
    # Beside others a thing is a prop: it lies still.
    if setting is Setting.STUDIO and len(board.subjects) == 1 and kind in _STUDIO:
        return choice(f"action {reference}", _STUDIO[kind])
    return Action.STAND


def placed(board: Storyboard, kinds: Kinds, choice: Choice) -> Storyboard:
    """Every role complete; the board must have its camera, mood and actions."""
    sides = _sides(board.subjects)
    way = choice("direction", (Direction.RIGHT, Direction.LEFT))
    roles = []
    for index, role in enumerate(board.subjects):
        direction = _direction(role, board, way)
        entrance = role.entrance or _entrance(role, direction, board.camera.move)
        update = {
            "direction": direction,
            "entrance": entrance,
            "pace": role.pace or _pace(role, board.mood),
            "side": sides[role.reference],
            "depth": role.depth or _depth(index, role, board, kinds),
        }
        roles.append(role.model_copy(update=update))
    return board.model_copy(update={"subjects": tuple(roles)})


def _direction(
    role: Role, board: Storyboard, way: Direction, asked: frozenset[int] = frozenset()
) -> Direction | None:
    """Where a traveller goes: as said, as whom it goes with, else the way that all go.

    ``asked`` are those who lead to this one: two may follow each other.
    """
    if role.direction:
        return role.direction
    travels = {role.action, *(beat.action for beat in role.beats)} & TRAVELLING
    leader = _leader(role, bool(travels))
    if leader and leader not in asked:
        led = _direction(_of(leader, board), board, way, asked | {role.reference})
        if led:
            return led
    if not travels:
        return None
    for start in (role.entrance, role.side):
        if start and start in _INTO:
            return _INTO[start]
    panned = {Move.PAN_LEFT: Direction.LEFT, Move.PAN_RIGHT: Direction.RIGHT}
    return panned.get(board.camera.move or Move.STATIC, way)


def _leader(role: Role, travels: bool) -> int | None:
    """Whose way is this one's as well."""
    for relation in role.relations:
        if relation.to == role.reference:
            continue
        if relation.tie is Tie.RIDING or (travels and relation.tie in _ACCOMPANYING):
            return relation.to
    return None


def _entrance(role: Role, direction: Direction | None, move: Move | None) -> Entrance:
    """Travellers come in from the side where the camera does not go along with them."""
    comes_in = role.action in TRAVELLING - {Action.LEAVE} and move in _STILL_CAMERAS
    if direction and comes_in and role.side is None:
        return _FROM[direction]
    return _ENTRANCES.get(role.action or Action.STAND, Entrance.THERE)


def _pace(role: Role, mood: Mood | None) -> Pace:
    if mood is Mood.ENERGETIC:
        return Pace.FAST
    # Who is said to run or jump does so, however calm the scene.
    at_rest = role.action not in (Action.RUN, Action.JUMP, Action.FALL, Action.DRIVE)
    return Pace.SLOW if mood in _SLOW_MOODS and at_rest else Pace.NORMAL


def _sides(roles: Sequence[Role]) -> dict[int, Side]:
    """A place across the frame for each reference: as said, as related, else in order."""
    sides = {role.reference: role.side for role in roles if role.side}
    for role in roles:
        for relation in role.relations:
            if relation.tie in _BESIDE:
                side = _BESIDE[relation.tie]
                sides.setdefault(role.reference, side)
                sides.setdefault(relation.to, _OPPOSITE[side])
    for role in roles:
        if not _carrier(role, roles):
            sides.setdefault(role.reference, _free_side(roles, sides))
    for role in roles:
        carrier = _carrier(role, roles) or role.reference
        sides.setdefault(role.reference, sides.get(carrier, Side.CENTRE))
    return sides


def _free_side(roles: Sequence[Role], sides: Mapping[int, Side]) -> Side:
    """The side with the fewest on it, the first such in the usual order."""
    standing = [role for role in roles if not _carrier(role, roles)]
    order = _ORDERS.get(len(standing), _CROWD)
    crowd = Counter(sides.values())
    return min(order, key=lambda side: crowd[side])


def _carrier(role: Role, roles: Sequence[Role]) -> int | None:
    """Who holds it, or what it is on: it goes where that goes."""
    for relation in role.relations:
        if relation.tie in (Tie.ON, Tie.RIDING):
            return relation.to
    for other in roles:
        for relation in other.relations:
            if relation.tie is Tie.HOLDING and relation.to == role.reference:
                return other.reference
    return None


def _holders(role: Role, board: Storyboard) -> bool:
    return any(
        relation.to == role.reference and relation.tie in _TOGETHER
        for other in board.subjects
        for relation in other.relations
    )


def _depth(index: int, role: Role, board: Storyboard, kinds: Kinds) -> Depth:
    for relation in role.relations:
        if relation.tie in (Tie.BEHIND, Tie.IN_FRONT_OF):
            return Depth.BACK if relation.tie is Tie.BEHIND else Depth.FRONT
    others = {
        kinds.get(other.reference) for other in board.subjects if other.reference != role.reference
    }
    if _carrier(role, board.subjects) or not others & BEINGS:
        return Depth.BACK if index >= len(_CROWD) else Depth.MIDDLE
    kind = kinds.get(role.reference)
    if kind is Kind.VEHICLE and not _holders(role, board):
        return Depth.BACK
    if kind in _SMALL:
        return Depth.FRONT
    return Depth.BACK if index >= len(_CROWD) else Depth.MIDDLE


def _of(reference: int, board: Storyboard) -> Role:
    """The role of a reference; an empty one when it has none."""
    found = (role for role in board.subjects if role.reference == reference)
    return next(found, Role(reference=reference))
