"""The server's secret: what makes a signature ours. Knows nothing of what is signed with it."""

import os
import secrets
from pathlib import Path

from reelcast.atomic import sync_folder
from reelcast.errors import SettingsInvalid
from reelcast.settings import Settings

MIN_CHARACTERS = 32
"""Half of what a fresh secret has; anything shorter is a word somebody typed."""


def load_secret(settings: Settings) -> bytes:
    """``REELCAST_SECRET``, or what the file ``secret`` in the data folder holds.

    The first call makes the file, readable for its owner alone; processes that start together all
    get the one that was made first. Raises ``SettingsInvalid`` for a secret that is too short or
    cannot be read or made; the message never shows it.
    """
    if settings.secret is not None:
        return _checked(settings.secret.get_secret_value(), "REELCAST_SECRET")
    path = settings.data_dir / "secret"
    try:
        return _checked(_read_or_make(path), str(path))
    except OSError as error:
        raise SettingsInvalid(f"{path}: cannot be used: {error.strerror}") from error


def _read_or_make(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    # Latin-1 takes any byte, so that a damaged file is judged by its length and not by a traceback.
    return path.read_text("latin-1").strip()


def _make(path: Path) -> None:
    """A whole secret under another name first: nobody may read half of one, or make a second."""
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        _link(draft, path)
    finally:
        draft.unlink()


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # Another process was first; its secret is the one.
    sync_folder(path.parent)


def _checked(secret: str, source: str) -> bytes:
    if len(secret) < MIN_CHARACTERS:
        raise SettingsInvalid(
            f"{source}: must have at least {MIN_CHARACTERS} characters, got {len(secret)}"
        )
    return secret.encode()
