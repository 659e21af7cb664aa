"""What a reader knows of each reference before it reads: what it may be called, and its kind."""

from dataclasses import dataclass

from reelcast.kind import Kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reference that the prompt may speak of.

    ``reference`` counts from 1. ``names`` are nouns or short noun phrases, in any language, each
    with its likelihood, 0 to 1: one of 1.0 where somebody named the picture, several where a
    network guessed.
    """

    reference: int
    names: tuple[tuple[str, float], ...]
    kind: Kind
