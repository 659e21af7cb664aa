"""Reads the cast of an English prompt: who is in the picture, where, and what each one does."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from reelcast.board import Role
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.english.agents import Clauses
from reelcast.storyboard.english.asserted import asserted
from reelcast.storyboard.english.camera import camera_talk
from reelcast.storyboard.english.deeds import deeds
from reelcast.storyboard.english.mentions import mentions
from reelcast.storyboard.english.motions import motions
from reelcast.storyboard.english.naming import names_of
from reelcast.storyboard.english.pointers import pointers
from reelcast.storyboard.english.roles import Scene, role
from reelcast.storyboard.english.usage import usage


@dataclass(frozen=True, slots=True)
class Cast:
    """``place`` is the reference that is the set, ``groups`` are views of one subject each.

    ``subjects`` are in the order of their references; of a group only the first is named.
    ``unused`` are those that the prompt wants out of the picture.
    """

    place: int | None
    groups: tuple[tuple[int, ...], ...]
    subjects: tuple[Role, ...]
    unused: tuple[int, ...] = ()


def cast(doc: Doc, candidates: Sequence[Candidate], embedder: Embedder | None = None) -> Cast:
    """Who plays, as the prompt says it. The embedder matches nouns that no rule knows."""
    if not candidates:
        return Cast(None, (), ())
    told = asserted(doc)
    camera = camera_talk(doc)
    pointed = pointers(doc, max(one.reference for one in candidates))
    moving = motions(doc, pointed, [name for one in candidates for name in names_of(one)])
    said = mentions(doc, candidates, pointed, moving, embedder)
    used = usage(doc, candidates, said, told)
    clauses = Clauses(doc, said, moving)
    done = deeds(doc, candidates, moving, clauses, told, camera)
    scene = Scene(doc, said, moving, camera, done, used)
    roles = tuple(role(number, scene) for number in used.shown)
    return Cast(used.place, used.groups, roles, used.unused)
