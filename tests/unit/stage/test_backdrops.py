"""The operator's photographs: found by what their captions say, skipped when they are broken."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from reelcast.board import Setting, Storyboard, Time, Weather
from reelcast.engines.stage.backdrops import Backdrops, words_of
from reelcast.errors import SettingsInvalid
from reelcast.settings import Settings
from reelcast.storyboard.candidate import Candidate

_WORDS = {"beach": Setting.BEACH, "forest": Setting.FOREST, "street": Setting.STREET}


class WordReader:
    """Knows a few words, and remembers what it read."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, prompt: str, candidates: Sequence[Candidate]) -> Storyboard:
        self.texts.append(prompt)
        words = prompt.split()
        return Storyboard(
            setting=next((_WORDS[word] for word in words if word in _WORDS), None),
            time=next((Time(word) for word in words if word in set(Time)), None),
            weather=next((Weather(word) for word in words if word in set(Weather)), None),
        )


def put(folder: Path, name: str, caption: str | None = None) -> Path:
    file = folder / name
    picture = np.full((150, 200, 3), 120, np.uint8)
    file.write_bytes(cv2.imencode(file.suffix, picture)[1].tobytes())
    if caption is not None:
        file.with_suffix(".txt").write_text(caption, "utf-8")
    return file


def board(
    setting: Setting | None, time: Time | None = None, weather: Weather | None = None
) -> Storyboard:
    return Storyboard(setting=setting, time=time, weather=weather)


def test_the_setting_has_to_be_the_same(tmp_path: Path) -> None:
    beach = put(tmp_path, "beach.jpg")
    put(tmp_path, "forest.png")
    backdrops = Backdrops(tmp_path, WordReader())
    assert backdrops.find(board(Setting.BEACH), 1) == beach
    assert backdrops.find(board(Setting.STREET), 1) is None
    assert backdrops.find(board(None), 1) is None


def test_a_text_beside_a_photograph_says_more_than_its_name(tmp_path: Path) -> None:
    file = put(tmp_path, "beach.webp", "a street at night")
    backdrops = Backdrops(tmp_path, WordReader())
    assert backdrops.find(board(Setting.STREET), 1) == file
    assert backdrops.find(board(Setting.BEACH), 1) is None


def test_an_empty_text_leaves_the_name(tmp_path: Path) -> None:
    file = put(tmp_path, "beach.jpg", "  \n")
    assert Backdrops(tmp_path, WordReader()).find(board(Setting.BEACH), 1) == file


def test_the_same_light_and_weather_are_preferred(tmp_path: Path) -> None:
    put(tmp_path, "beach.jpg")
    night = put(tmp_path, "beach night.jpg")
    wet = put(tmp_path, "beach night rain.jpg")
    backdrops = Backdrops(tmp_path, WordReader())
    for seed in range(8):
        assert backdrops.find(board(Setting.BEACH, Time.NIGHT, Weather.RAIN), seed) == wet
        assert backdrops.find(board(Setting.BEACH, Time.NIGHT, Weather.FOG), seed) == night


def test_a_contradiction_rules_a_photograph_out(tmp_path: Path) -> None:
    put(tmp_path, "beach day.jpg")
    backdrops = Backdrops(tmp_path, WordReader())
    assert backdrops.find(board(Setting.BEACH, Time.NIGHT), 1) is None
    assert backdrops.find(board(Setting.BEACH), 1) is not None


def test_of_equals_the_seed_takes_one(tmp_path: Path) -> None:
    files = {put(tmp_path, f"beach {number}.jpg") for number in range(4)}
    backdrops = Backdrops(tmp_path, WordReader())
    taken = [backdrops.find(board(Setting.BEACH), seed) for seed in range(40)]
    assert set(taken) == files
    again = Backdrops(tmp_path, WordReader())
    assert [again.find(board(Setting.BEACH), seed) for seed in range(40)] == taken


def test_captions_are_read_once_until_something_changes(tmp_path: Path) -> None:
    file, reader = put(tmp_path, "beach.jpg"), WordReader()
    put(tmp_path, "forest.jpg")
    backdrops = Backdrops(tmp_path, reader)
    for seed in range(3):
        backdrops.find(board(Setting.BEACH), seed)
    assert reader.texts == ["beach", "forest"]
    file.with_suffix(".txt").write_text("street", "utf-8")
    assert backdrops.find(board(Setting.STREET), 1) == file
    assert reader.texts == ["beach", "forest", "street"]
    file.unlink()
    assert backdrops.find(board(Setting.STREET), 1) is None


def test_a_broken_photograph_is_skipped_and_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good, broken = put(tmp_path, "beach 1.jpg"), tmp_path / "beach 2.jpg"
    broken.write_bytes(good.read_bytes()[:300])
    backdrops = Backdrops(tmp_path, WordReader())
    with caplog.at_level(logging.WARNING):
        assert {backdrops.find(board(Setting.BEACH), seed) for seed in range(9)} == {good}
    assert [record.getMessage() for record in caplog.records] == [
        f"backdrop {broken} is skipped: it: the JPEG file is damaged or cut short"
    ]
    broken.write_bytes(good.read_bytes())
    found = {backdrops.find(board(Setting.BEACH), seed) for seed in range(9)}
    assert found == {good, broken}


def test_the_limits_of_references_hold(tmp_path: Path) -> None:
    put(tmp_path, "beach.jpg")
    assert Backdrops(tmp_path, WordReader(), max_pixels=1000).find(board(Setting.BEACH), 1) is None


def test_only_pictures_of_the_folder_itself_count(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    put(tmp_path / "more", "beach.jpg")
    put(tmp_path, ".beach.jpg")
    (tmp_path / "beach.gif").write_bytes(b"GIF89a")
    (tmp_path / "beach.txt").write_text("beach", "utf-8")
    (tmp_path / "beach.png").mkdir()
    assert Backdrops(tmp_path, WordReader()).find(board(Setting.BEACH), 1) is None


def test_a_name_without_a_setting_is_named_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = put(tmp_path, "IMG_2041.JPG")
    backdrops = Backdrops(tmp_path, WordReader())
    for _ in range(2):
        backdrops.find(board(Setting.BEACH), 1)
    assert [record.getMessage() for record in caplog.records] == [
        f"backdrop {file} names no setting and is never used"
    ]


def test_a_folder_that_is_gone_holds_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "gone"
    assert Backdrops(folder, WordReader()).find(board(Setting.BEACH), 1) is None
    assert f"backdrops in {folder} cannot be listed" in caplog.text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("foggy_forest-02", "foggy forest"),
        ("sunnyBeach", "sunny beach"),
        ("a  street.at.night", "a street at night"),
        ("海滩_1", "海滩"),
        ("2041", ""),
    ],
)
def test_names_are_words(name: str, words: str) -> None:
    assert words_of(name) == words


def test_the_setting_has_to_be_a_folder(tmp_path: Path) -> None:
    assert Settings.read(backdrops=tmp_path).backdrops == tmp_path
    for wrong in (tmp_path / "none", put(tmp_path, "beach.jpg")):
        with pytest.raises(SettingsInvalid, match="REELCAST_BACKDROPS: must be a folder"):
            Settings.read(backdrops=wrong)


def test_other_processes_are_told_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Settings.read(backdrops=tmp_path).environment()
    assert told["REELCAST_BACKDROPS"] == str(tmp_path)
    assert "REELCAST_BACKDROPS" not in Settings.read().environment()
    monkeypatch.setitem(os.environ, "REELCAST_BACKDROPS", "")
    assert Settings.read().backdrops is None
