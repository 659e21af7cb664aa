"""Links that expire and cannot be made up, and the secret they are signed with."""

import dataclasses
import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelcast.artifacts.signing import Signer
from reelcast.errors import LinkExpired, LinkInvalid, SettingsInvalid
from reelcast.secret import load_secret
from reelcast.settings import Settings

NAME = "videos/830d9c90-d53f-4c5a-8009-0123456789ab-1.mp4"
NOW = 1_700_000_000.25
SIGNER = Signer(b"s" * 64, clock=lambda: NOW)


def signed(signer: Signer, name: str, expires: int) -> tuple[str, str]:
    query = parse_qs(signer.sign(name, expires), strict_parsing=True)
    return query["expires"][0], query["signature"][0]


def test_a_link_is_good_until_it_expires() -> None:
    expires, signature = signed(SIGNER, NAME, 1_700_000_010)
    SIGNER.verify(NAME, expires, signature)
    dataclasses.replace(SIGNER, clock=lambda: 1_700_000_009.9).verify(NAME, expires, signature)
    for late in (1_700_000_010.0, 1_800_000_000.0):
        later = dataclasses.replace(SIGNER, clock=partial(float, late))
        with pytest.raises(LinkExpired, match="ask for the task again"):
            later.verify(NAME, expires, signature)


def test_the_path_names_file_expiry_and_signature() -> None:
    path = urlsplit(SIGNER.path(NAME, 3600))
    query = parse_qs(path.query, strict_parsing=True)
    assert path.path == f"/files/{NAME}"
    assert query["expires"] == ["1700003600"]
    SIGNER.verify(NAME, query["expires"][0], query["signature"][0])


def test_a_signature_belongs_to_one_name_one_expiry_and_one_secret() -> None:
    expires, signature = signed(SIGNER, NAME, 1_700_000_010)
    other = Signer(b"t" * 64, clock=lambda: NOW)
    for signer, name, until in [
        (SIGNER, "videos/other.mp4", expires),
        (SIGNER, NAME, "1700000011"),
        (SIGNER, NAME, f"0{expires}"),
        (SIGNER, NAME, f"{expires} "),
        (SIGNER, f"{NAME}\n{expires}", ""),
        (other, NAME, expires),
    ]:
        with pytest.raises(LinkInvalid, match="signature does not fit"):
            signer.verify(name, until, signature)


def test_name_and_expiry_cannot_trade_characters() -> None:
    _, signature = signed(SIGNER, "videos/a1", 23)
    with pytest.raises(LinkInvalid):
        SIGNER.verify("videos/a", "123", signature)


def test_an_expired_link_with_a_wrong_signature_is_a_wrong_one() -> None:
    with pytest.raises(LinkInvalid):
        SIGNER.verify(NAME, "1", "A" * 43)


@given(name=st.text(), expires=st.text(), signature=st.text())
def test_no_made_up_link_is_accepted_or_breaks_the_check(
    name: str, expires: str, signature: str
) -> None:
    with pytest.raises(LinkInvalid):
        SIGNER.verify(name, expires, signature)


def test_odd_text_is_refused_like_any_other() -> None:
    for text in ("é" * 43, "\ud800", "\0", ""):
        with pytest.raises(LinkInvalid):
            SIGNER.verify(text, text, text)


def test_the_secret_is_not_shown() -> None:
    assert "ssss" not in repr(SIGNER)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("REELCAST_SECRET", raising=False)
    return Settings.read(data_dir=tmp_path / "data")


def test_the_first_call_makes_a_secret_for_its_owner_alone(settings: Settings) -> None:
    secret = load_secret(settings)
    path = settings.data_dir / "secret"
    assert len(secret) == 64
    assert load_secret(settings) == secret
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in settings.data_dir.iterdir()] == ["secret"]


def test_each_installation_has_its_own(settings: Settings, tmp_path: Path) -> None:
    other = Settings.read(data_dir=tmp_path / "other")
    assert load_secret(settings) != load_secret(other)
    name, link = NAME, Signer.of(settings).sign(NAME, 2_000_000_000)
    assert link == Signer.of(settings).sign(name, 2_000_000_000)
    assert link != Signer.of(other).sign(name, 2_000_000_000)


def test_the_environment_comes_first_and_makes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELCAST_SECRET", "x" * 32)
    settings = Settings.read(data_dir=tmp_path / "data")
    assert load_secret(settings) == b"x" * 32
    assert not (tmp_path / "data").exists()
    assert "xxx" not in repr(settings)


def test_another_process_gets_the_same_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELCAST_SECRET", "x" * 40)
    assert Settings.read(data_dir=tmp_path).environment()["REELCAST_SECRET"] == "x" * 40


def test_a_short_secret_is_refused_without_showing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELCAST_SECRET", "hunter2")
    with pytest.raises(SettingsInvalid, match="REELCAST_SECRET: must have at least 32") as told:
        load_secret(Settings.read(data_dir=tmp_path))
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff\xfe"])
def test_a_damaged_file_is_named(settings: Settings, content: bytes) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "secret").write_bytes(content)
    with pytest.raises(SettingsInvalid, match=r"data/secret: must have at least 32 characters"):
        load_secret(settings)


def test_a_file_that_cannot_be_read_is_named(settings: Settings) -> None:
    (settings.data_dir / "secret").mkdir(parents=True)
    with pytest.raises(SettingsInvalid, match=r"data/secret: cannot be used: Is a directory"):
        load_secret(settings)


def test_processes_that_start_together_agree(settings: Settings) -> None:
    settings.data_dir.mkdir()
    code = (
        "import sys; from pathlib import Path; from reelcast.secret import load_secret;"
        "from reelcast.settings import Settings; sys.stdin.readline();"
        "print(load_secret(Settings.read(data_dir=Path(sys.argv[1]))).decode())"
    )
    command = [sys.executable, "-c", code, str(settings.data_dir)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    secrets = {process.communicate()[0].strip() for process in started}
    assert secrets == {load_secret(settings).decode()}
    assert [each.name for each in settings.data_dir.iterdir()] == ["secret"]
