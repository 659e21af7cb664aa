"""Fills in what a storyboard leaves open, with taste: as a film-maker would, left alone.

What is said is never changed. The same seed fills in the same.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from reelcast.board import (
    Action,
    Camera,
    Effect,
    Mood,
    Move,
    Pace,
    Role,
    Setting,
    Storyboard,
    Time,
    Weather,
)
from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.choice import Choice
from reelcast.storyboard.staging import BEINGS, Kinds, placed, with_actions

INDOORS = frozenset({Setting.STUDIO, Setting.ROOM, Setting.STAGE})
_NO_WEATHER = INDOORS | {Setting.UNDERWATER, Setting.SPACE, Setting.REFERENCE}

_BY_ACTION: Mapping[Action, Setting] = MappingProxyType(
    {
        Action.SWIM: Setting.UNDERWATER,
        Action.FLY: Setting.SKY,
        Action.DRIVE: Setting.ROAD,
        Action.DANCE: Setting.STAGE,
    }
)
_BY_WEATHER: Mapping[Weather, Setting] = MappingProxyType(
    {
        Weather.SNOW: Setting.SNOW,
        Weather.RAIN: Setting.STREET,
        Weather.STORM: Setting.MOUNTAINS,
        Weather.FOG: Setting.FOREST,
        Weather.WIND: Setting.MEADOW,
    }
)
_BY_EFFECT: Mapping[Effect, Setting] = MappingProxyType(
    {
        Effect.CONFETTI: Setting.STAGE,
        Effect.SPARKS: Setting.STAGE,
        Effect.FIREFLIES: Setting.FOREST,
        Effect.LEAVES: Setting.FOREST,
        Effect.PETALS: Setting.MEADOW,
        Effect.DUST: Setting.ROAD,
    }
)
_BY_MOOD: Mapping[Mood, Setting] = MappingProxyType(
    {
        Mood.EPIC: Setting.MOUNTAINS,
        Mood.MYSTERIOUS: Setting.FOREST,
        Mood.ROMANTIC: Setting.BEACH,
        Mood.SAD: Setting.STREET,
        Mood.TENSE: Setting.STREET,
    }
)
_BY_KIND: Mapping[Kind, tuple[Setting, ...]] = MappingProxyType(
    {
        Kind.PERSON: (Setting.MEADOW, Setting.STREET, Setting.BEACH, Setting.STUDIO),
        Kind.ANIMAL: (Setting.MEADOW, Setting.FOREST),
        Kind.VEHICLE: (Setting.ROAD, Setting.STREET),
        Kind.TOY: (Setting.STUDIO, Setting.ROOM),
        Kind.PLANT: (Setting.STUDIO, Setting.MEADOW),
        Kind.OBJECT: (Setting.STUDIO,),
        Kind.FOOD: (Setting.STUDIO,),
        Kind.CLOTHING: (Setting.STUDIO,),
    }
)
_LEADING = (Kind.PERSON, Kind.ANIMAL, Kind.VEHICLE, Kind.TOY, Kind.PLANT)
"""Of a mixed cast the first of these has the say where it plays; products as they are."""

_TIMES: Mapping[Setting, Time] = MappingProxyType(
    {
        **dict.fromkeys(
            (Setting.STUDIO, Setting.ROOM, Setting.UNDERWATER, Setting.REFERENCE, Setting.SKY),
            Time.DAY,
        ),
        Setting.STAGE: Time.NIGHT,
        Setting.SPACE: Time.NIGHT,
    }
)
_MOOD_TIMES: Mapping[Mood, Time] = MappingProxyType(
    {
        Mood.HAPPY: Time.DAY,
        Mood.PLAYFUL: Time.DAY,
        Mood.MYSTERIOUS: Time.DUSK,
        Mood.SAD: Time.DUSK,
        Mood.TENSE: Time.NIGHT,
    }
)
_MOOD_WEATHER: Mapping[Mood, Weather] = MappingProxyType(
    {Mood.SAD: Weather.CLOUDY, Mood.TENSE: Weather.CLOUDY, Mood.MYSTERIOUS: Weather.FOG}
)

_MOVES: Mapping[Action, tuple[Move, ...]] = MappingProxyType(
    {
        Action.WALK: (Move.TRACK, Move.TRACK, Move.PAN_RIGHT),
        Action.RUN: (Move.TRACK,),
        Action.DRIVE: (Move.TRACK, Move.TRACK, Move.PAN_RIGHT),
        Action.ROLL: (Move.TRACK,),
        Action.SWIM: (Move.TRACK, Move.ORBIT),
        Action.FLY: (Move.CRANE_UP, Move.TRACK),
        Action.RISE: (Move.CRANE_UP, Move.TILT_UP),
        Action.FALL: (Move.TILT_DOWN, Move.STATIC),
        Action.DANCE: (Move.ORBIT, Move.PUSH_IN),
        Action.SPIN: (Move.PUSH_IN, Move.STATIC),
        Action.TURN: (Move.PUSH_IN, Move.ORBIT),
        Action.JUMP: (Move.STATIC, Move.PUSH_IN),
        Action.WAVE: (Move.PUSH_IN, Move.STATIC),
        Action.FLOAT: (Move.ORBIT, Move.PUSH_IN),
        Action.SWAY: (Move.PUSH_IN, Move.ORBIT),
        Action.APPROACH: (Move.PULL_BACK, Move.STATIC),
        Action.LEAVE: (Move.STATIC, Move.CRANE_UP),
        Action.SIT: (Move.PUSH_IN, Move.ORBIT),
        Action.STAND: (Move.PUSH_IN, Move.PUSH_IN, Move.ORBIT, Move.PULL_BACK),
    }
)
_STRENGTHS: Mapping[Pace, float] = MappingProxyType(
    {Pace.SLOW: 0.6, Pace.NORMAL: 1.0, Pace.FAST: 1.5}
)
_MOOD_STRENGTHS: Mapping[Mood, float] = MappingProxyType(
    {Mood.CALM: 0.7, Mood.SAD: 0.7, Mood.ROMANTIC: 0.7, Mood.MYSTERIOUS: 0.7, Mood.ENERGETIC: 1.3}
)

_ACTION_MOODS: Mapping[Action, tuple[Mood, ...]] = MappingProxyType(
    {
        Action.DANCE: (Mood.HAPPY, Mood.ENERGETIC),
        Action.RUN: (Mood.ENERGETIC,),
        Action.JUMP: (Mood.PLAYFUL, Mood.HAPPY),
        Action.FLY: (Mood.EPIC,),
        Action.DRIVE: (Mood.ENERGETIC, Mood.CALM),
        Action.WAVE: (Mood.HAPPY,),
    }
)


def complete(said: Storyboard, candidates: Sequence[Candidate], seed: int) -> Storyboard:
    """A storyboard without gaps; ``effects`` and ``relations`` stay as said.

    References that the prompt does not mention stay in the picture, for they were sent, except
    places, further views of a subject, and clothes where there is somebody to wear them. What it
    wants out stays out, unless nothing would be left.
    """
    choice = Choice(seed)
    kinds = {candidate.reference: candidate.kind for candidate in candidates}
    board = _with_setting(_with_everybody(_with_place(said, kinds), kinds), kinds, choice)
    board = with_actions(board, kinds, choice)
    board = board.model_copy(update={"mood": board.mood or _mood(board, kinds, choice)})
    board = _filled(board, "time", said.time or _time(board, said.mood))
    board = _filled(board, "weather", said.weather or _weather(board, said.mood))
    board = _filled(board, "camera", _camera(board, choice))
    return placed(board, kinds, choice)


def _filled(board: Storyboard, field: str, value: Any) -> Storyboard:
    return board.model_copy(update={field: value})


def _with_place(said: Storyboard, kinds: Kinds) -> Storyboard:
    """The reference that is the set, if one is or could be; its setting goes with it."""
    cast = {role.reference for role in said.subjects}
    unused = [number for number, kind in kinds.items() if kind is Kind.PLACE and number not in cast]
    place = said.place
    if said.setting in (None, Setting.REFERENCE):
        place = place or next(iter(unused), None)
    elif place is not None:
        # Somebody overrode the setting: the place is not the set any more.
        place = None
    setting = Setting.REFERENCE if place else said.setting
    if place is None and setting is Setting.REFERENCE:
        setting = None
    return said.model_copy(update={"place": place, "setting": setting})


def _with_everybody(said: Storyboard, kinds: Kinds) -> Storyboard:
    out = {said.place, *said.unused}
    roles = {role.reference: role for role in said.subjects if role.reference not in out}
    views = {number for group in said.groups for number in group if number != min(group)}
    worn = any(kinds.get(number) in BEINGS for number in kinds)
    free = [
        number
        for number, kind in kinds.items()
        if kind is not Kind.PLACE and number not in views and not (kind is Kind.CLOTHING and worn)
    ]
    wanted = [number for number in free if number not in said.unused]
    if not roles and said.place is None:
        wanted = wanted or free
    for number in wanted:
        roles.setdefault(number, Role(reference=number))
    return _filled(said, "subjects", tuple(roles[number] for number in sorted(roles)))


def _with_setting(board: Storyboard, kinds: Kinds, choice: Choice) -> Storyboard:
    return _filled(board, "setting", board.setting or _setting(board, kinds, choice))


def _setting(board: Storyboard, kinds: Kinds, choice: Choice) -> Setting:
    """Where what is said would most likely happen; else where such a cast looks well."""
    actions = [role.action for role in board.subjects if role.action]
    found = [_BY_ACTION.get(action) for action in actions]
    found.append(_BY_WEATHER.get(board.weather or Weather.CLEAR))
    found += [_BY_EFFECT.get(effect) for effect in board.effects]
    cast = [kinds.get(role.reference, Kind.OBJECT) for role in board.subjects]
    if any(kind in BEINGS for kind in cast) and board.mood:
        found.append(_BY_MOOD.get(board.mood))
    if said := next((setting for setting in found if setting), None):
        return said
    leader = next((kind for kind in _LEADING if kind in cast), Kind.OBJECT)
    options = _BY_KIND[leader]
    if board.weather or board.time in (Time.GOLDEN, Time.DUSK):
        options = tuple(option for option in options if option not in INDOORS) or (Setting.MEADOW,)
    return choice("setting", options)


def leaves_place_open(said: Storyboard) -> bool:
    """Whether nothing that is said, no time and no action either, tells where it plays."""
    actions = {role.action for role in said.subjects}
    told = (said.setting, said.time, said.weather, said.place)
    return not any((*told, said.effects, actions & _BY_ACTION.keys()))


def _mood(board: Storyboard, kinds: Kinds, choice: Choice) -> Mood:
    if board.weather is Weather.STORM:
        return Mood.TENSE
    if board.weather is Weather.FOG:
        return Mood.MYSTERIOUS
    if Effect.CONFETTI in board.effects:
        return Mood.HAPPY
    if board.setting in (Setting.SPACE, Setting.MOUNTAINS, Setting.SKY):
        return Mood.EPIC
    for role in board.subjects:
        if role.action and role.action in _ACTION_MOODS:
            return choice("mood", _ACTION_MOODS[role.action])
    if any(kinds.get(role.reference) is Kind.TOY for role in board.subjects):
        return Mood.PLAYFUL
    return Mood.CALM


def _time(board: Storyboard, mood: Mood | None) -> Time:
    """Golden light where there is a sky, unless the mood asked for has its own."""
    if Effect.FIREFLIES in board.effects:
        return Time.NIGHT
    if board.setting and board.setting in _TIMES:
        return _TIMES[board.setting]
    return _MOOD_TIMES.get(mood, Time.GOLDEN) if mood else Time.GOLDEN


def _weather(board: Storyboard, mood: Mood | None) -> Weather:
    if board.setting in _NO_WEATHER or mood is None:
        return Weather.CLEAR
    return _MOOD_WEATHER.get(mood, Weather.CLEAR)


def _camera(board: Storyboard, choice: Choice) -> Camera:
    """A move that suits what the first subject that moves does."""
    actions = [role.action for role in board.subjects if role.action]
    main = next((action for action in actions if action is not Action.STAND), Action.STAND)
    move = board.camera.move or choice("camera", _MOVES[main])
    paces = [role.pace for role in board.subjects if role.pace]
    strength = board.camera.strength
    if strength is None and not board.camera.move:
        mood = _MOOD_STRENGTHS.get(board.mood or Mood.HAPPY, 1.0)
        strength = _STRENGTHS[paces[0]] if paces else mood
    return Camera(move=move, strength=strength or 1.0)


def overridden(said: Storyboard, wish: Storyboard) -> Storyboard:
    """``said`` with every field that ``wish`` sets, also to None; subjects one by one.

    A wish that names a place plays there. An action or beats that are wished replace both.
    """
    fields = _set_fields(wish)
    if "camera" in fields:
        fields["camera"] = said.camera.model_copy(update=_set_fields(wish.camera))
    if "subjects" in fields:
        fields["subjects"] = _merged(said.subjects, wish.subjects)
    if fields.get("place") and "setting" not in fields:
        fields["setting"] = Setting.REFERENCE
    return said.model_copy(update=fields)


def _merged(said: Sequence[Role], wished: Sequence[Role]) -> tuple[Role, ...]:
    roles = {role.reference: role for role in said}
    for wish in wished:
        fields = _set_fields(wish)
        if "beats" in fields and wish.beats and "action" not in fields:
            fields["action"] = wish.beats[0].action
        elif "action" in fields and "beats" not in fields:
            fields["beats"] = ()
        known = roles.get(wish.reference, Role(reference=wish.reference))
        roles[wish.reference] = known.model_copy(update=fields)
    return tuple(roles[number] for number in sorted(roles))


def _set_fields(data: BaseModel) -> dict[str, Any]:
    """The fields somebody gave, by name, as they are."""
    return {name: getattr(data, name) for name in data.model_fields_set}
