"""Casts prompts for tests: references as "noun/kind" words."""

from reelcast.board import Role
from reelcast.kind import Kind
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.english.cast import Cast, cast
from reelcast.storyboard.english.parser import Parser


def candidates(*references: str) -> list[Candidate]:
    """ "old sailor/person" is a reference called "old sailor" of the kind person."""
    parts = [reference.rsplit("/", 1) for reference in references]
    return [
        Candidate(number, ((noun, 1.0),), Kind(kind))
        for number, (noun, kind) in enumerate(parts, start=1)
    ]


def read(parser: Parser, prompt: str, *references: str) -> Cast:
    """The cast of a prompt, by rules alone."""
    return cast(parser(prompt), candidates(*references))


def part(parser: Parser, prompt: str, *references: str) -> Role:
    """The part of the first subject."""
    return read(parser, prompt, *references).subjects[0]
