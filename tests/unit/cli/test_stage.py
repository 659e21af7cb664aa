"""``reelcast stage plate`` writes what it says, or says what is wrong and writes nothing."""

from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from reelcast import clip
from reelcast.cli import app

SMALL = {"16:9": (384, 216), "9:16": (216, 384), "1:1": (216, 216)}


def plate(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["stage", "plate", *arguments], env={"COLUMNS": "200"})


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip, "SIZES", SMALL)


def test_a_plate_comes_with_its_depth_and_its_ground(tmp_path: Path) -> None:
    output = tmp_path / "one.png"
    said = plate("studio", "--time", "day", "-o", str(output))
    assert said.exit_code == 0, said.output
    files = [tmp_path / name for name in ("one.png", "one-depth.png", "one-ground.png")]
    assert said.stdout.split() == [str(file) for file in files]
    sizes = []
    for file in files:
        with Image.open(file) as picture:
            sizes.append(picture.size)
    assert len(set(sizes)) == 1
    width, height = sizes[0]
    assert width > SMALL["16:9"][0]
    assert height > SMALL["16:9"][1]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["reference"], "needs the reference"),
        (["atlantis"], "atlantis"),
        (["studio", "--weather", "hail"], "hail"),
        (["studio", "-o", "one.jpg"], "must end in .png"),
        (["studio", "-o", "no/such/folder/one.png"], "cannot write"),
        (["studio", "--seed", "-1"], "--seed"),
    ],
)
def test_what_cannot_be_built_or_written_is_refused(
    arguments: list[str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = plate(*arguments)
    assert said.exit_code == 2
    assert complaint in said.stderr
    assert list(tmp_path.iterdir()) == []
