"""How the tests read: with references given as nouns, and without the sentence encoder."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reelcast.board import Role, Storyboard
from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.other.read import read
from reelcast.storyboard.tongue import detect


def blind(texts: Sequence[str]) -> NDArray[np.float32]:
    """An encoder to which nothing is near to anything."""
    return np.zeros((len(texts), 4), np.float32)


def candidates(*named: str) -> tuple[Candidate, ...]:
    """From "noun:kind" of each reference."""
    pairs = (one.rsplit(":", 1) for one in named)
    return tuple(
        Candidate(number, ((noun, 1.0),), Kind(kind))
        for number, (noun, kind) in enumerate(pairs, 1)
    )


def board(prompt: str, *named: str) -> Storyboard:
    """What phrases and word order alone tell."""
    return read(prompt, detect(prompt), candidates(*named), blind)


def roles(prompt: str, *named: str) -> dict[int, Role]:
    """The parts by reference."""
    return {role.reference: role for role in board(prompt, *named).subjects}
