"""The figures themselves, on answers small enough to count by hand."""

from typing import Any

import pytest

from tests.prompts.scoring import score

SILENT: dict[str, Any] = {
    "setting": None,
    "time": None,
    "weather": None,
    "effects": [],
    "camera": None,
    "mood": None,
    "subjects": [],
}


def subject(reference: int, action: Any = None, direction: Any = None) -> dict[str, Any]:
    return {"reference": reference, "action": action, "direction": direction}


def test_silence_is_right_where_nothing_is_said_and_wrong_elsewhere() -> None:
    found = score([{**SILENT, "time": "day"}, SILENT], [SILENT, SILENT])
    time = found.fields["time"]
    assert (time.accuracy, time.alarms, time.score) == (0, 0, 0.5)
    assert found.fields["mood"].score == 1


def test_any_of_several_values_is_right_and_a_tolerated_one_is_no_alarm() -> None:
    labels = [{**SILENT, "time": ["day", "golden"]}, {**SILENT, "time": [None, "dusk"]}, SILENT]
    answers = [{**SILENT, "time": word} for word in ("golden", "dusk", "night")]
    time = score(labels, answers).fields["time"]
    assert (time.accuracy, time.alarms) == (1, 0.5)


def test_a_missed_subject_counts_as_read_without_action() -> None:
    label = {**SILENT, "subjects": [subject(1, "run", "left"), subject(2)]}
    found = score([label], [{**SILENT, "subjects": [subject(2, "sit")]}])
    assert found.subjects == pytest.approx(2 / 3)
    action = found.fields["action"]
    assert (action.accuracy, action.alarms) == (0, 1)
    assert found.fields["direction"].accuracy == 0


def test_effects_are_a_set() -> None:
    labels = [{**SILENT, "effects": ["dust", "smoke"]}, SILENT]
    answers = [{**SILENT, "effects": ["smoke"]}, {**SILENT, "effects": ["petals"]}]
    effects = score(labels, answers).fields["effects"]
    assert effects.accuracy == pytest.approx(2 / 3)
    assert effects.alarms == 1


def test_the_figure_over_all_is_the_mean_of_nine_fields() -> None:
    found = score([{**SILENT, "mood": "sad"}], [SILENT])
    assert len(found.by_name) == 9
    assert found.macro == pytest.approx((8 + 0.5) / 9)
