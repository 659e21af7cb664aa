"""Puts together one reference's part: its action, direction, pace, entrance, place and beats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from reelcast.board import Direction, Role
from reelcast.storyboard.english.beats import beats
from reelcast.storyboard.english.deeds import Deed
from reelcast.storyboard.english.direction import direction
from reelcast.storyboard.english.manner import entrance, pace
from reelcast.storyboard.english.pronouns import Mention
from reelcast.storyboard.english.relations import depth, relations, side
from reelcast.storyboard.english.usage import Usage
from reelcast.storyboard.english.verbs import Verb


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything read of a prompt that a part is made from."""

    doc: Doc
    said: Sequence[Mention]
    motions: Mapping[int, Verb]
    camera: Sequence[bool]
    done: Sequence[Deed]
    used: Usage

    def deeds_of(self, reference: int) -> tuple[Deed, ...]:
        """What a subject does, the other views of it included, the earliest first."""
        same = next((group for group in self.used.groups if reference in group), (reference,))
        return tuple(deed for deed in self.done if deed.reference in same and deed.moves)


def role(reference: int, scene: Scene) -> Role:
    """The part of one reference."""
    doc, said = scene.doc, scene.said
    done = scene.deeds_of(reference)
    acted = [deed for deed in done if deed.action]
    return Role(
        reference=reference,
        action=acted[0].action if acted else None,
        direction=_direction(done, scene),
        pace=pace(doc, acted or done),
        entrance=entrance(doc, acted),
        side=side(doc, reference, said),
        depth=depth(doc, reference, said),
        relations=relations(doc, reference, said, scene.used.shown),
        beats=beats(doc, acted),
    )


def _direction(done: Sequence[Deed], scene: Scene) -> Direction | None:
    found = (direction(scene.doc, deed.index, scene.motions, scene.camera) for deed in done)
    return next((one for one in found if one), None)
