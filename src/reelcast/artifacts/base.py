"""Where finished files and reference bytes live: names in a bucket, whatever holds it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

_WORD = r"[a-z0-9_-][a-z0-9._-]{0,199}"
_FOLDER = re.compile(_WORD)
_NAME = re.compile(f"{_WORD}/{_WORD}")


def is_name(name: str) -> bool:
    """Whether an artifact may have this name; what may not is never part of a path."""
    return _NAME.fullmatch(name) is not None


def check_name(name: str) -> str:
    """The name itself. Raises ``ValueError`` unless it is one folder and one file, as below."""
    if not is_name(name):
        raise ValueError(f"not an artifact's name: {name!r}")
    return name


def check_folder(folder: str) -> str:
    """The folder itself. Raises ``ValueError`` unless it may be the first half of a name."""
    if not _FOLDER.fullmatch(folder):
        raise ValueError(f"not a folder of artifacts: {folder!r}")
    return folder


@dataclass(frozen=True, slots=True)
class Artifact:
    """One stored file: its name, its size in bytes and when it was last written or touched."""

    name: str
    size: int
    modified: datetime


class ArtifactStore(Protocol):
    """Files under names such as ``videos/<id>.mp4`` and ``references/<sha256>``.

    A name is one folder and one file, each of ``[a-z0-9._-]``, not beginning with a dot and at most
    200 long; anything else raises ``ValueError``. A file appears whole or not at all.
    """

    def put(self, name: str, source: Path) -> None:
        """Store a copy of the file at ``source``, replacing what had the name."""
        ...

    def put_bytes(self, name: str, data: bytes) -> None:
        """Store ``data``; when the name exists already, only its time is renewed."""
        ...

    def read(self, name: str) -> bytes:
        """The whole file. Raises ``FileNotFoundError``."""
        ...

    def find(self, name: str) -> Artifact | None:
        """What is stored under the name, if anything."""
        ...

    def list(self, folder: str) -> Iterator[Artifact]:
        """Everything in a folder, in no order."""
        ...

    def delete(self, name: str) -> None:
        """Remove the file; nothing happens when there is none."""
        ...


class LocalStore(ArtifactStore, Protocol):
    """A store whose files lie on this machine's disk and can be sent from there."""

    def local_path(self, name: str) -> Path | None:
        """Where the artifact is, if it exists."""
        ...
