# Chinese has punctuation marks of its own.
"""What each device of the languages does to the reading."""

from collections.abc import Sequence

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from numpy.typing import NDArray

from reelcast.board import Action, Direction, Effect, Mood, Move, Setting, Storyboard, Time, Weather
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.other.lexicon import simplified
from reelcast.storyboard.other.read import read
from reelcast.storyboard.tongue import Tongue
from tests.unit.storyboard.other.reading import blind, board, candidates, roles


@pytest.mark.parametrize(
    ("prompt", "named"),
    [
        ("猫在花园里睡觉，不要下雨，没有烟雾", "cat:animal"),
        ("El gato duerme en el jardín, sin lluvia, ningún humo", "cat:animal"),
        ("Le chat dort dans le jardin, pas de pluie, aucune fumée", "cat:animal"),
        ("Die Katze schläft im Garten, kein Regen, ohne Rauch", "cat:animal"),
        ("猫が庭で眠っている。雨は降っていない。煙なし。", "cat:animal"),
    ],
)
def test_a_negated_thing_is_not_read(prompt: str, named: str) -> None:
    found = board(prompt, named)
    assert found.setting is Setting.MEADOW
    assert found.weather is None
    assert found.effects == ()


@pytest.mark.parametrize(
    "prompt",
    [
        "他的怒气像暴风雨一样袭来",
        "Su rabia estalla como una tormenta",
        "Sa colère éclate comme un orage",
        "Seine Wut bricht los wie ein Gewitter",
        "彼の怒りが嵐のように広がる",
    ],
)
def test_a_comparison_is_no_weather(prompt: str) -> None:
    assert board(prompt, "man:person").weather is None


def test_after_a_chinese_comparison_the_sentence_goes_on() -> None:
    assert roles("她像小鹿一样奔跑", "girl:person")[1].action is Action.RUN


def test_what_is_said_is_not_shown() -> None:
    found = board("男孩站着说：“外面下大雪了，快跑！”", "boy:person")
    assert found.weather is None
    assert found.subjects[0].action is Action.STAND


def test_a_longer_phrase_shadows_what_is_inside_it() -> None:
    assert board("雪原上的狼", "wolf:animal").weather is None
    assert board("Nachtcreme auf einem Tisch", "cream:object").time is None
    assert board("une crème de nuit sur une table", "cream:object").time is None
    assert board("海报上的女孩", "girl:person").setting is None


def test_one_word_may_tell_two_things() -> None:
    found = board("雨夜，女孩独自行走", "girl:person")
    assert (found.time, found.weather) == (Time.NIGHT, Weather.RAIN)


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    found = board("機器人在雲海上飛翔，鏡頭環繞", "robot:toy")
    assert found.subjects[0].action is Action.FLY
    assert found.camera.move is Move.ORBIT


def test_each_traditional_character_has_one_simplified_form() -> None:
    assert len(simplified()) > 900
    assert all(len(form) == 1 for form in simplified().values())


def test_a_numbered_reference_lends_its_number_to_the_noun() -> None:
    told = roles("图2的骑士挥手，然后图1的公主转身。骑士离开", "princess:person", "knight:person")
    assert told[2].action is Action.WAVE
    assert [beat.action for beat in told[2].beats] == [Action.WAVE, Action.LEAVE]
    assert told[1].action is Action.TURN


@pytest.mark.parametrize(
    "prompt",
    [
        "第二张图的狗跳起来",
        "El perro de la segunda imagen salta",
        "Le chien de la deuxième image saute",
        "Der Hund aus dem zweiten Bild springt",
        "2枚目の画像の犬がジャンプする",
        "@2 跳起来",
    ],
)
def test_references_are_counted_in_words_too(prompt: str) -> None:
    assert roles(prompt, "perro blanco:animal", "perro negro:animal")[2].action is Action.JUMP


def test_english_names_are_found_in_other_languages() -> None:
    told = roles("猫が跳び、少年が手を振る", "boy:person", "cat:animal")
    assert told[1].action is Action.WAVE
    assert told[2].action is Action.JUMP


def test_what_scenery_does_is_nobodys_action() -> None:
    assert roles("女孩站在窗边，窗帘随风飘动", "girl:person")[1].action is Action.STAND
    assert roles("Los árboles se mecen, la niña sonríe", "girl:person")[1].action is None


def test_the_cameras_motion_is_nobodys_action() -> None:
    found = board("La cámara gira alrededor del hombre", "man:person")
    assert found.camera.move is Move.ORBIT
    assert found.subjects[0].action is None
    assert board("镜头从左向右摇，男孩微笑", "boy:person").subjects[0].direction is None


def test_the_camera_stays_the_subject_over_a_comma() -> None:
    found = board("镜头从地板开始，缓缓上升，男孩微笑", "boy:person")
    assert found.camera.move is Move.CRANE_UP


def test_standing_still_before_a_move_is_no_move() -> None:
    found = board("镜头先静止不动，然后镜头慢慢拉远", "boy:person")
    assert found.camera.move is Move.PULL_BACK


@pytest.mark.parametrize(
    ("prompt", "direction"),
    [
        ("男孩从左边跑进画面", Direction.RIGHT),
        ("El niño corre de derecha a izquierda", Direction.LEFT),
        ("Le garçon court vers la droite", Direction.RIGHT),
        ("Der Junge rennt nach links", Direction.LEFT),
        ("少年が右から左へ走る", Direction.LEFT),
        ("男孩站在画面左边", None),
    ],
)
def test_a_motion_has_a_direction_and_a_place_has_none(
    prompt: str, direction: Direction | None
) -> None:
    assert roles(prompt, "boy:person")[1].direction is direction


def test_worn_clothing_is_no_subject() -> None:
    told = roles("女孩穿着图2的红色大衣走过小巷", "girl:person", "red coat:clothing")
    assert list(told) == [1]


def test_clothing_that_is_held_is_a_subject() -> None:
    told = roles("女孩手里拿着图2的帽子", "girl:person", "hat:clothing")
    assert list(told) == [1, 2]


def test_clothing_alone_is_the_subject() -> None:
    assert roles("运动鞋在旋转", "sneaker:clothing")[1].action is Action.SPIN


def test_a_place_that_is_named_is_the_set() -> None:
    found = board("女孩坐在图2的图书馆里", "girl:person", "library:place")
    assert (found.setting, found.place) == (Setting.REFERENCE, 2)
    assert [role.reference for role in found.subjects] == [1]


def test_a_reference_for_its_style_alone_is_not_shown() -> None:
    told = roles("参考图2的色调，女孩在跳舞", "girl:person", "painting:object")
    assert list(told) == [1]


def test_a_reference_that_is_never_spoken_of_is_not_shown() -> None:
    assert list(roles("小狗在草地上奔跑", "dog:animal", "teapot:object")) == [1]


def test_views_of_one_subject_are_a_group_and_the_first_acts() -> None:
    found = board("图1和图2是同一辆汽车。它驶过大桥", "car:vehicle", "car:vehicle")
    assert found.groups == ((1, 2),)
    assert [(role.reference, role.action) for role in found.subjects] == [(1, Action.DRIVE)]


def test_joined_subjects_do_the_same() -> None:
    told = roles("Die Frau und der Mann tanzen", "man:person", "woman:person")
    assert [role.action for role in told.values()] == [Action.DANCE, Action.DANCE]


def test_the_object_of_a_verb_does_not_act() -> None:
    told = roles("女孩抱着小猫奔跑", "girl:person", "cat:animal")
    assert told[1].action is Action.RUN
    assert told[2].action is None


def test_a_vehicle_drives_where_an_animal_runs() -> None:
    assert roles("汽车在公路上飞驰", "car:vehicle")[1].action is Action.DRIVE
    assert roles("骏马在草原上飞驰", "horse:animal")[1].action is Action.RUN


def test_a_rider_does_what_the_mount_does() -> None:
    assert roles("骑士骑着战马奔跑", "knight:person")[1].action is Action.RUN


def test_a_road_in_the_desert_is_a_road() -> None:
    assert board("沙漠公路上的汽车", "car:vehicle").setting is Setting.ROAD


def test_where_somebody_looks_is_not_where_it_plays() -> None:
    assert board("女孩在阳台上望着大海", "girl:person").setting is Setting.ROOM


def test_every_effect_is_read() -> None:
    found = board("花瓣和彩带飘落，气泡上升", "girl:person")
    assert found.effects == (Effect.PETALS, Effect.CONFETTI, Effect.BUBBLES)


def test_what_no_phrase_covers_is_asked_of_the_encoder(embedder: Embedder) -> None:
    named = candidates("girl:person")
    place, feeling = "木がたくさん生えている場所", "整个画面充满悲痛"
    assert read(place, Tongue.JA, named, blind).setting is None
    assert read(place, Tongue.JA, named, embedder).setting is Setting.FOREST
    assert read(feeling, Tongue.ZH, named, blind).mood is None
    assert read(feeling, Tongue.ZH, named, embedder).mood is Mood.SAD


def test_the_encoder_adds_nothing_to_what_is_no_scene(embedder: Embedder) -> None:
    named = candidates("girl:person")
    found = read("高级质感，电影级画质，8K，女孩微笑", Tongue.ZH, named, embedder)
    assert (found.setting, found.time, found.weather, found.mood) == (None, None, None, Mood.HAPPY)
    assert found.camera.move is None


def test_an_encoder_that_is_not_sure_adds_nothing() -> None:
    found = read("Etwas geschieht hier mit ihm", Tongue.DE, candidates("man:person"), blind)
    assert found == Storyboard(subjects=found.subjects)
    assert found.subjects[0].action is None


@hypothesis.settings(max_examples=60)
@hypothesis.given(
    st.lists(
        st.sampled_from(
            "图 1 @2 的 女孩 不要 像 镜头 ， 。 （ ） 「 」 和 走 左 向 右 雨 cámara gira la y no "
            "wie Kamera ne pas nicht ない が を カメラ 走る \n".split(" ")
        ),
        max_size=40,
    ),
    st.sampled_from([tongue for tongue in Tongue if tongue is not Tongue.EN]),
    st.integers(0, 3),
)
def test_nothing_that_can_be_written_breaks_the_reader(
    words: list[str], tongue: Tongue, count: int
) -> None:
    named = ("girl:person", "红色大衣:clothing", "café:place")[:count]
    found = read(" ".join(words), tongue, candidates(*named), blind)
    assert len(found.subjects) <= count


def test_the_encoder_is_asked_once() -> None:
    asked: list[tuple[str, ...]] = []

    def listening(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.append(tuple(texts))
        return blind(texts)

    read("某种奇怪的东西出现。另一些东西不见了。", Tongue.ZH, candidates("girl:person"), listening)
    prompts = [texts for texts in asked if any("东西" in text for text in texts)]
    assert len(prompts) == 1


@pytest.mark.parametrize(
    ("prompt", "direction"),
    [
        ("El taxi viejo va de izquierda a derecha por la avenida", Direction.RIGHT),
        ("El taxi pasa de derecha a izquierda", Direction.LEFT),
        ("Le taxi passe de gauche à droite", Direction.RIGHT),
        ("Le taxi va vers la gauche", Direction.LEFT),
        ("Das Taxi geht nach rechts ab", Direction.RIGHT),
        ("出租车从左向右经过", Direction.RIGHT),
        ("タクシーが右から左へ通る", Direction.LEFT),
    ],
)
def test_a_vehicle_that_goes_drives(prompt: str, direction: Direction) -> None:
    taxi = roles(prompt, "taxi:vehicle")[1]
    assert (taxi.action, taxi.direction) == (Action.DRIVE, direction)


def test_a_person_who_goes_somewhere_does_not_drive() -> None:
    assert roles("La niña va de azul", "girl:person")[1].action is None


def test_an_effect_in_a_relative_clause_before_a_place_counts() -> None:
    found = board("桜の花びらが舞う庭で猫が眠る", "cat:animal")
    assert (found.effects, found.setting) == ((Effect.PETALS,), Setting.MEADOW)


def test_wagging_a_tail_gives_way_to_any_other_action() -> None:
    assert roles("小狗摇着尾巴跑过来", "puppy:animal")[1].action is Action.RUN
    assert roles("小狗开心地摇着尾巴", "puppy:animal")[1].action is Action.SWAY


def test_who_is_taken_along_does_the_same() -> None:
    parts = roles("老人牵着狗在河边散步", "old man:person", "dog:animal")
    assert [parts[1].action, parts[2].action] == [Action.WALK, Action.WALK]


def test_the_mount_acts_with_its_rider() -> None:
    parts = roles("骑士骑着白马跑过草原", "knight:person", "white horse:animal")
    assert parts[2].action is Action.RUN


def test_a_thing_that_is_handled_does_not_act() -> None:
    parts = roles("车手摘下头盔挥手", "racer:person", "helmet:object")
    assert [parts[1].action, parts[2].action] == [Action.WAVE, None]


def test_a_part_of_the_body_does_not_act() -> None:
    dragon = roles("Der Drache hebt die Flügel und fliegt", "dragon:animal")[1]
    assert dragon.action is Action.FLY
