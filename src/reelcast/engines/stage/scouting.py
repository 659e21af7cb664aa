"""Finds the photograph a clip is filmed before, if it is to be one; else the set is computed.

In this order: the reference that the prompt names as the place, one of the operator's backdrops,
and, where nothing says where it plays, what the subject was photographed before.
"""

from collections.abc import Sequence

from reelcast.board import Storyboard
from reelcast.engines.base import Brief
from reelcast.engines.stage import backdrop, background
from reelcast.engines.stage.backdrop import Place
from reelcast.engines.stage.backdrops import Backdrops
from reelcast.engines.stage.casting import Player
from reelcast.storyboard.complete import leaves_place_open
from reelcast.subjects.analyse import Analyst
from reelcast.subjects.subject import Subject


class Scout:
    """Knows the pictures; ``backdrops`` are the operator's, if there are any."""

    def __init__(self, analyst: Analyst, backdrops: Backdrops | None) -> None:
        self._analyst = analyst
        self._backdrops = backdrops

    def place(
        self,
        brief: Brief,
        said: Storyboard,
        board: Storyboard,
        named: Subject | None,
        cast: Sequence[Player],
    ) -> Place | None:
        """The photograph to film before. ``named`` is the reference that is the set.

        ``said`` is what the prompt and the client say, ``board`` the same with no gaps.
        """
        if named is not None:
            return self._reference(brief, named, alone=not cast)
        return self._backdrop(brief, said, board, alone=not cast) or self._own(brief, said, cast)

    def _reference(self, brief: Brief, subject: Subject, alone: bool) -> Place:
        """The place that a reference shows, with as many pixels as are shown."""
        data, size = brief.references[subject.reference].data, _size(brief)
        if not subject.is_place:
            # Taken for somebody or something, but said to be the set: all of the photograph is.
            return Place.of(backdrop.whole(data), size, alone)
        place = Place.of(subject.rgba, size, alone)
        return place.larger(self._analyst.analyse(subject.reference, data, place.height_shown).rgba)

    def _backdrop(
        self, brief: Brief, said: Storyboard, board: Storyboard, alone: bool
    ) -> Place | None:
        """The operator's photograph of such a place; of any time and weather that is not said."""
        if self._backdrops is None:
            return None
        wanted = said.model_copy(update={"setting": board.setting})
        file = self._backdrops.find(wanted, brief.generation.seed)
        if file is None:
            return None
        return Place.of(backdrop.whole(file.read_bytes()), _size(brief), alone)

    def _own(self, brief: Brief, said: Storyboard, cast: Sequence[Player]) -> Place | None:
        """What the only subject was photographed before, where nothing says where it plays."""
        if len(cast) != 1 or cast[0].mirrored or not leaves_place_open(said):
            return None
        view = cast[0].views[0]
        if view.within is None:
            return None
        photo = backdrop.whole(brief.references[view.reference].data)
        matte = background.matte_of(view.rgba, view.within, photo.shape[:2])
        return background.own(photo, matte, _size(brief))


def _size(brief: Brief) -> tuple[int, int]:
    return brief.format.width, brief.format.height
