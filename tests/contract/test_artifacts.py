"""What every artifact store promises, and what the one in a folder promises besides."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reelcast.artifacts.base import ArtifactStore, LocalStore
from reelcast.artifacts.folder import ABANDONED_SECONDS, FolderStore

VIDEO = "videos/830d9c90-d53f-4c5a-8009-0123456789ab-1.mp4"
REFERENCE = f"references/{'0f' * 32}"

STORES: dict[str, Callable[[Path], ArtifactStore]] = {"folder": FolderStore}


@pytest.fixture(params=list(STORES.values()), ids=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ArtifactStore:
    built: ArtifactStore = request.param(tmp_path / "data" / "artifacts")
    return built


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "data" / "artifacts")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"video")
    return path


def test_a_file_is_copied_in_and_read_back(store: ArtifactStore, source: Path) -> None:
    store.put(VIDEO, source)
    assert store.read(VIDEO) == b"video"
    assert source.read_bytes() == b"video"


def test_a_second_file_replaces_the_first(store: ArtifactStore, source: Path) -> None:
    store.put(VIDEO, source)
    source.write_bytes(b"another")
    store.put(VIDEO, source)
    assert store.read(VIDEO) == b"another"


def test_a_missing_source_stores_nothing(store: ArtifactStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put(VIDEO, tmp_path / "missing.mp4")
    assert store.find(VIDEO) is None
    assert list(store.list("videos")) == []


def test_bytes_are_stored_once(store: ArtifactStore) -> None:
    store.put_bytes(REFERENCE, b"image")
    store.put_bytes(REFERENCE, b"never the case: the name is the hash")
    assert store.read(REFERENCE) == b"image"


def test_what_is_stored_is_found_with_size_and_time(store: ArtifactStore) -> None:
    store.put_bytes(REFERENCE, b"image")
    found = store.find(REFERENCE)
    assert found is not None
    assert (found.name, found.size) == (REFERENCE, 5)
    assert abs(found.modified - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_folder_lists_its_own(store: ArtifactStore, source: Path) -> None:
    store.put(VIDEO, source)
    store.put_bytes(REFERENCE, b"image")
    store.put_bytes("references/second", b"x")
    assert [each.name for each in store.list("videos")] == [VIDEO]
    assert {each.name for each in store.list("references")} == {REFERENCE, "references/second"}
    assert [each for each in store.list("videos")] == [store.find(VIDEO)]


def test_nothing_stored_is_nothing_found(store: ArtifactStore) -> None:
    assert store.find(VIDEO) is None
    assert list(store.list("videos")) == []
    with pytest.raises(FileNotFoundError):
        store.read(VIDEO)


def test_what_is_deleted_is_gone_and_may_be_deleted_again(store: ArtifactStore) -> None:
    store.put_bytes(REFERENCE, b"image")
    store.delete(REFERENCE)
    assert store.find(REFERENCE) is None
    assert list(store.list("references")) == []
    store.delete(REFERENCE)
    store.put_bytes(REFERENCE, b"again")
    assert store.read(REFERENCE) == b"again"


BAD_NAMES = [
    "",
    "videos",
    "videos/",
    "/videos/x",
    "videos/../key",
    "../videos/x",
    "videos/x/y",
    "videos/.hidden",
    ".hidden/x",
    "videos/..",
    "videos/X",
    "videos/a b",
    "videos/é",
    "videos/x\n",
    "videos/x\0",
    "videos\\x",
    "videos/" + "a" * 201,
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_no_other_name_reaches_the_disk(store: ArtifactStore, source: Path, name: str) -> None:
    for use in (store.read, store.find, store.delete):
        with pytest.raises(ValueError, match="not an artifact's name"):
            use(name)
    with pytest.raises(ValueError, match="not an artifact's name"):
        store.put(name, source)
    with pytest.raises(ValueError, match="not an artifact's name"):
        store.put_bytes(name, b"x")


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "/etc", ".hidden"])
def test_no_other_folder_is_listed(store: ArtifactStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a folder"):
        list(store.list(name))


def test_many_writers_of_one_name_leave_one_whole_file(store: ArtifactStore) -> None:
    data = bytes(1_000_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.put_bytes(REFERENCE, data), range(16)))
    assert store.read(REFERENCE) == data
    assert [each.size for each in store.list("references")] == [len(data)]


def test_folder_bytes_sent_again_are_young_again(folder: FolderStore) -> None:
    folder.put_bytes(REFERENCE, b"image")
    path = folder.local_path(REFERENCE)
    assert path is not None
    os.utime(path, (0, 0))
    folder.put_bytes(REFERENCE, b"image")
    found = folder.find(REFERENCE)
    assert found is not None
    assert found.modified.year > 1970


def test_folder_tells_where_a_file_is(folder: FolderStore, source: Path) -> None:
    local: LocalStore = folder
    assert local.local_path(VIDEO) is None
    local.put(VIDEO, source)
    path = local.local_path(VIDEO)
    assert path is not None
    assert path.is_absolute()
    assert path.read_bytes() == b"video"


def test_folder_keeps_files_from_other_users(folder: FolderStore, source: Path) -> None:
    source.chmod(0o644)
    folder.put(VIDEO, source)
    folder.put_bytes(REFERENCE, b"image")
    for name in (VIDEO, REFERENCE):
        path = folder.local_path(name)
        assert path is not None
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.parent.parent.stat().st_mode & 0o777 == 0o700


def test_folder_hides_unfinished_files_and_removes_old_ones(
    folder: FolderStore, source: Path
) -> None:
    folder.put(VIDEO, source)
    path = folder.local_path(VIDEO)
    assert path is not None
    young, old, foreign = (path.parent / name for name in (".a.part", ".b.part", ".gitkeep"))
    for stray in (young, old, foreign):
        stray.write_bytes(b"half")
    long_ago = time.time() - ABANDONED_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    os.utime(foreign, (long_ago, long_ago))
    assert [each.name for each in folder.list("videos")] == [VIDEO]
    assert young.exists()
    assert foreign.exists()
    assert not old.exists()


def test_folder_shows_only_plain_files_with_proper_names(folder: FolderStore, source: Path) -> None:
    folder.put(VIDEO, source)
    path = folder.local_path(VIDEO)
    assert path is not None
    (path.parent / "Upper.mp4").write_bytes(b"x")
    (path.parent / "inner").mkdir()
    (path.parent / "link").symlink_to(source)
    assert [each.name for each in folder.list("videos")] == [VIDEO]
    assert folder.find("videos/inner") is None
    assert folder.local_path("videos/link") is None
