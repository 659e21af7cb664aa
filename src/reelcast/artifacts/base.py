"""Where finished files and reference bytes live: names in a bucket, whatever holds it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Artifact:
    """One stored file: its name, its size in bytes and when it was last written or touched."""

    name: str
    size: int
    modified: datetime


class ArtifactStore(Protocol):
    """Files under names such as ``videos/<id>.mp4`` and ``references/<sha256>``.

    A name is one folder and one file, each of ``[a-z0-9._-]``, not beginning with a dot; anything
    else raises ``ValueError``. A file appears whole or not at all.
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
