"""Choices that look free and are always the same for a seed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class Choice:
    """Picks for one clip; one pick does not depend on what else was picked."""

    seed: int

    def __call__(self, what: str, options: Sequence[Option]) -> Option:
        """One of the options, by the seed and the name of what is being chosen."""
        digest = hashlib.blake2b(f"{self.seed} {what}".encode(), digest_size=8).digest()
        return options[int.from_bytes(digest, "big") % len(options)]
