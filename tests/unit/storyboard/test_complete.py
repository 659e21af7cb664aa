"""What is left open is filled in with taste; what is said stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelcast.board import (
    Action,
    Beat,
    Camera,
    Depth,
    Direction,
    Effect,
    Entrance,
    Mood,
    Move,
    Pace,
    Relation,
    Role,
    Setting,
    Side,
    Storyboard,
    Style,
    Tie,
    Time,
    Weather,
)
from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.complete import INDOORS, complete, leaves_place_open, overridden
from reelcast.storyboard.staging import TRAVELLING


def cast(*kinds: Kind) -> tuple[Candidate, ...]:
    return tuple(Candidate(n, ((kind.value, 1.0),), kind) for n, kind in enumerate(kinds, 1))


@pytest.mark.parametrize(
    ("said", "open_"),
    [
        (Storyboard(), True),
        (Storyboard(mood=Mood.HAPPY, camera=Camera(move=Move.PAN_LEFT)), True),
        (Storyboard(subjects=(Role(reference=1, action=Action.WAVE),)), True),
        (Storyboard(subjects=(Role(reference=1, action=Action.SWIM),)), False),
        (Storyboard(setting=Setting.STUDIO), False),
        (Storyboard(time=Time.NIGHT), False),
        (Storyboard(weather=Weather.RAIN), False),
        (Storyboard(effects=(Effect.LEAVES,)), False),
        (Storyboard(place=2), False),
    ],
)
def test_what_tells_of_a_place_does_not_leave_it_open(said: Storyboard, open_: bool) -> None:
    assert leaves_place_open(said) is open_


def doing(action: Action, reference: int = 1) -> Role:
    return Role(reference=reference, action=action)


roles = st.builds(
    Role,
    reference=st.integers(1, 4),
    action=st.none() | st.sampled_from(Action),
    side=st.none() | st.sampled_from(Side),
    entrance=st.none() | st.sampled_from(Entrance),
    relations=st.lists(
        st.builds(Relation, tie=st.sampled_from(Tie), to=st.integers(1, 4)), max_size=2
    ).map(tuple),
)
boards = st.builds(
    Storyboard,
    setting=st.none() | st.sampled_from(Setting),
    time=st.none() | st.sampled_from(Time),
    weather=st.none() | st.sampled_from(Weather),
    effects=st.sets(st.sampled_from(Effect), max_size=2).map(tuple),
    mood=st.none() | st.sampled_from(Mood),
    camera=st.builds(Camera, move=st.none() | st.sampled_from(Move)),
    style=st.none() | st.sampled_from(Style),
    subjects=st.lists(roles, max_size=4, unique_by=lambda role: role.reference).map(tuple),
)
casts = st.lists(st.sampled_from(Kind), min_size=4, max_size=7).map(lambda kinds: cast(*kinds))


@given(boards, casts, st.integers(0, 2**31))
def test_nothing_but_the_look_stays_open_and_what_is_said_stays(
    said: Storyboard, candidates: tuple[Candidate, ...], seed: int
) -> None:
    board = complete(said, candidates, seed)
    assert board == complete(said, candidates, seed)
    assert None not in (board.setting, board.time, board.weather, board.mood)
    assert None not in (board.camera.move, board.camera.strength)
    assert (board.setting is Setting.REFERENCE) == (board.place is not None)
    assert board.style is said.style
    for field in ("time", "weather", "mood", "effects"):
        assert getattr(board, field) == (getattr(said, field) or getattr(board, field))
    played = {role.reference: role for role in board.subjects}
    assert list(played) == sorted(played)
    for role in played.values():
        assert None not in (role.action, role.pace, role.entrance, role.side, role.depth)
        assert role.direction or role.action not in TRAVELLING
    for role in said.subjects:
        if role.reference != board.place:
            kept = played[role.reference]
            for name, value in role:
                assert getattr(kept, name) == value or value is None


@given(boards, casts)
def test_a_finished_board_is_not_changed(
    said: Storyboard, candidates: tuple[Candidate, ...]
) -> None:
    board = complete(said, candidates, 3)
    assert complete(board, candidates, 4) == board


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (Kind.OBJECT, {Setting.STUDIO}),
        (Kind.FOOD, {Setting.STUDIO}),
        (Kind.ANIMAL, {Setting.MEADOW, Setting.FOREST}),
        (Kind.VEHICLE, {Setting.ROAD, Setting.STREET}),
    ],
)
def test_a_lone_subject_plays_where_its_kind_belongs(kind: Kind, settings: set[Setting]) -> None:
    found = {complete(Storyboard(), cast(kind), seed).setting for seed in range(40)}
    assert found == settings


@pytest.mark.parametrize(
    ("said", "setting"),
    [
        (Storyboard(subjects=(doing(Action.SWIM),)), Setting.UNDERWATER),
        (Storyboard(subjects=(doing(Action.DANCE),)), Setting.STAGE),
        (Storyboard(subjects=(doing(Action.FLY),)), Setting.SKY),
        (Storyboard(weather=Weather.SNOW), Setting.SNOW),
        (Storyboard(effects=(Effect.LEAVES,)), Setting.FOREST),
        (Storyboard(mood=Mood.EPIC), Setting.MOUNTAINS),
    ],
)
def test_what_is_said_tells_where_it_plays(said: Storyboard, setting: Setting) -> None:
    assert complete(said, cast(Kind.PERSON), 1).setting is setting


@pytest.mark.parametrize("seed", range(12))
def test_weather_that_is_said_needs_a_sky(seed: int) -> None:
    said = Storyboard(weather=Weather.CLEAR)
    for kind in Kind:
        assert complete(said, cast(kind), seed).setting not in INDOORS


def test_an_unused_picture_of_a_place_is_the_set() -> None:
    board = complete(Storyboard(), cast(Kind.PERSON, Kind.PLACE), 1)
    assert (board.setting, board.place) == (Setting.REFERENCE, 2)
    assert [role.reference for role in board.subjects] == [1]


def test_a_place_named_in_words_wins_over_a_picture_of_one() -> None:
    board = complete(Storyboard(setting=Setting.BEACH), cast(Kind.PERSON, Kind.PLACE), 1)
    assert (board.setting, board.place) == (Setting.BEACH, None)
    assert [role.reference for role in board.subjects] == [1]


def test_what_the_prompt_passes_over_stays_in_the_picture_but_clothes_are_worn() -> None:
    said = Storyboard(subjects=(doing(Action.WAVE),), groups=((1, 4),))
    board = complete(said, cast(Kind.PERSON, Kind.OBJECT, Kind.CLOTHING, Kind.PERSON), 1)
    assert [role.reference for role in board.subjects] == [1, 2]
    shoes = complete(Storyboard(), cast(Kind.CLOTHING), 1)
    assert [role.reference for role in shoes.subjects] == [1]


def test_moods_have_their_light_and_weather() -> None:
    board = complete(Storyboard(setting=Setting.FOREST, mood=Mood.SAD), cast(Kind.PERSON), 1)
    assert (board.time, board.weather) == (Time.DUSK, Weather.CLOUDY)
    assert complete(Storyboard(setting=Setting.BEACH), cast(Kind.PERSON), 1).time is Time.GOLDEN


def test_the_camera_goes_along_with_a_runner_and_seeds_differ() -> None:
    runner = Storyboard(subjects=(doing(Action.RUN),))
    assert complete(runner, cast(Kind.PERSON), 1).camera.move is Move.TRACK
    moves = {complete(Storyboard(), cast(Kind.PERSON), seed).camera.move for seed in range(30)}
    assert moves == {Move.PUSH_IN, Move.ORBIT, Move.PULL_BACK}


def test_the_strength_of_a_move_that_is_said_is_as_usual() -> None:
    said = Storyboard(camera=Camera(move=Move.ORBIT), mood=Mood.CALM)
    assert complete(said, cast(Kind.PERSON), 1).camera.strength == 1
    assert complete(Storyboard(mood=Mood.CALM), cast(Kind.PERSON), 1).camera.strength == 0.7


def test_who_walks_before_a_still_camera_comes_in_from_the_side() -> None:
    walk = Role(reference=1, action=Action.WALK, direction=Direction.LEFT)
    said = Storyboard(camera=Camera(move=Move.STATIC), subjects=(walk,))
    assert complete(said, cast(Kind.PERSON), 1).subjects[0].entrance is Entrance.FROM_RIGHT


def test_who_comes_from_the_left_goes_right() -> None:
    walk = Role(reference=1, action=Action.WALK, entrance=Entrance.FROM_LEFT)
    for seed in range(8):
        board = complete(Storyboard(subjects=(walk,)), cast(Kind.PERSON), seed)
        assert board.subjects[0].direction is Direction.RIGHT


def test_all_go_the_same_way_and_either_way_by_seed() -> None:
    said = Storyboard(subjects=(doing(Action.RUN), doing(Action.WALK, 2)))
    ways = set()
    for seed in range(12):
        board = complete(said, cast(Kind.PERSON, Kind.ANIMAL), seed)
        ways.add(tuple(role.direction for role in board.subjects))
    assert ways == {(way, way) for way in Direction}


def test_subjects_stand_in_order_and_relations_tell_the_sides() -> None:
    people = cast(Kind.PERSON, Kind.PERSON, Kind.PERSON)
    sides = [role.side for role in complete(Storyboard(), people, 1).subjects]
    assert sides == [Side.LEFT, Side.CENTRE, Side.RIGHT]
    right = Role(reference=1, relations=(Relation(tie=Tie.RIGHT_OF, to=2),))
    board = complete(Storyboard(subjects=(right,)), people[:2], 1)
    assert [role.side for role in board.subjects] == [Side.RIGHT, Side.LEFT]


def test_a_rider_sits_where_the_mount_is_and_goes_where_it_goes() -> None:
    rider = Role(reference=1, relations=(Relation(tie=Tie.RIDING, to=2),))
    mount = Role(reference=2, action=Action.RUN, direction=Direction.LEFT, side=Side.RIGHT)
    board = complete(Storyboard(subjects=(rider, mount)), cast(Kind.PERSON, Kind.ANIMAL), 1)
    rider = board.subjects[0]
    assert (rider.action, rider.side, rider.direction) == (Action.SIT, Side.RIGHT, Direction.LEFT)


def test_small_things_stand_before_people_and_vehicles_behind_them() -> None:
    board = complete(Storyboard(), cast(Kind.PERSON, Kind.FOOD, Kind.VEHICLE), 1)
    assert [role.depth for role in board.subjects] == [Depth.MIDDLE, Depth.FRONT, Depth.BACK]


def test_an_energetic_mood_is_fast_and_a_calm_one_slow_but_for_runners() -> None:
    for mood, action, pace in (
        (Mood.ENERGETIC, Action.WALK, Pace.FAST),
        (Mood.CALM, Action.WALK, Pace.SLOW),
        (Mood.CALM, Action.RUN, Pace.NORMAL),
    ):
        said = Storyboard(mood=mood, subjects=(doing(action),))
        assert complete(said, cast(Kind.PERSON), 1).subjects[0].pace is pace


def test_a_wish_wins_field_by_field() -> None:
    said = Storyboard(
        setting=Setting.BEACH,
        time=Time.NIGHT,
        camera=Camera(move=Move.ORBIT, strength=0.6),
        subjects=(doing(Action.RUN), doing(Action.SIT, 2)),
    )
    wish = Storyboard.model_validate(
        {
            "time": None,
            "camera": {"move": "static"},
            "subjects": [{"reference": 2, "side": "left"}, {"reference": 3, "action": "wave"}],
        }
    )
    board = overridden(said, wish)
    assert (board.setting, board.time) == (Setting.BEACH, None)
    assert board.camera == Camera(move=Move.STATIC, strength=0.6)
    assert board.subjects == (
        doing(Action.RUN),
        Role(reference=2, action=Action.SIT, side=Side.LEFT),
        doing(Action.WAVE, 3),
    )


def test_a_wished_action_replaces_the_beats_and_beats_the_action() -> None:
    beats = (Beat(action=Action.RUN, at=0), Beat(action=Action.JUMP, at=0.5))
    said = Storyboard(subjects=(Role(reference=1, action=Action.RUN, beats=beats),))
    board = overridden(said, Storyboard(subjects=(doing(Action.SIT),)))
    assert board.subjects == (Role(reference=1, action=Action.SIT, beats=()),)
    sits = Storyboard(subjects=(doing(Action.SIT),))
    wish = Storyboard(subjects=(Role(reference=1, beats=beats),))
    assert overridden(sits, wish).subjects == said.subjects


def test_a_wished_place_is_where_it_plays() -> None:
    board = overridden(Storyboard(setting=Setting.BEACH), Storyboard(place=2))
    assert (board.setting, board.place) == (Setting.REFERENCE, 2)


def test_no_wish_changes_nothing() -> None:
    said = Storyboard(setting=Setting.BEACH, subjects=(doing(Action.RUN),))
    assert overridden(said, Storyboard()) == said


def test_what_the_prompt_wants_out_of_the_picture_stays_out() -> None:
    board = complete(Storyboard(unused=(2,)), cast(Kind.PERSON, Kind.OBJECT), 1)
    assert [role.reference for role in board.subjects] == [1]


def test_a_wish_takes_somebody_out_of_the_picture() -> None:
    said = Storyboard(subjects=(doing(Action.WALK), doing(Action.SIT, 2)))
    board = complete(overridden(said, Storyboard(unused=(1,))), cast(Kind.PERSON, Kind.ANIMAL), 1)
    assert [role.reference for role in board.subjects] == [2]


def test_the_picture_is_not_left_empty() -> None:
    board = complete(Storyboard(unused=(1,)), cast(Kind.OBJECT), 1)
    assert [role.reference for role in board.subjects] == [1]


def test_a_wished_look_goes_before_the_prompts() -> None:
    said = Storyboard(style=Style.ANIME)
    assert overridden(said, Storyboard(style=Style.SEPIA)).style is Style.SEPIA
    assert overridden(said, Storyboard(mood=Mood.CALM)).style is Style.ANIME


def test_a_storyboard_kept_before_there_were_looks_has_none() -> None:
    assert Storyboard.model_validate({"setting": "beach", "mood": "calm"}).style is None
    kept = Storyboard(style=Style.NEON).model_dump(mode="json", exclude_unset=True)
    assert kept == {"style": "neon"}
    assert Storyboard.model_validate(kept).style is Style.NEON
