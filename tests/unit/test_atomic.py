"""Files that appear whole or not at all."""

import os
from pathlib import Path

import pytest

from reelcast.atomic import replacing


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    with replacing(target) as part:
        part.write_bytes(b"new")
        assert not target.exists()
        assert part.parent == tmp_path
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["clip.mp4"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, error: type[BaseException]
) -> None:
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"old")

    def stop() -> None:
        raise error

    with pytest.raises(error), replacing(target):
        stop()
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["clip.mp4"]


def test_a_rename_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    with pytest.raises(IsADirectoryError), replacing(tmp_path / "folder"):
        pass
    assert names(tmp_path) == ["folder"]


def test_a_missing_folder_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "missing" / "clip.mp4"):
        pytest.fail("the block must not run")


def test_the_mode_is_lessened_by_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "shared"):
            pass
        with replacing(tmp_path / "own", mode=0o600):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600
