"""The stage engine: references and a prompt in, frames out, on any CPU.

It composes and moves what it is given; it invents no imagery. Knows no task, HTTP or file format.
"""

from collections.abc import Generator, Sequence
from pathlib import Path

import cv2
import numpy as np

from reelcast.clip import ClipFormat, Frame
from reelcast.engines.base import Brief, Progress
from reelcast.engines.stage import compositor, kernels, panel, sets
from reelcast.engines.stage.blocking import Blocking, block
from reelcast.engines.stage.lens import Lens
from reelcast.errors import Cancelled
from reelcast.request import Amplitude
from reelcast.settings import Settings
from reelcast.storyboard import Move, Storyboard, read
from reelcast.subjects.analyse import WEIGHTS, Analyst
from reelcast.subjects.subject import Subject

_REACH = {
    Amplitude.SMALL: 0.45,
    Amplitude.MEDIUM: 1.0,
    Amplitude.LARGE: 2.0,
    Amplitude.AUTO: 0.85,
}
"""How far camera and subjects move, 1 is middling."""
_UNSAID = (Move.PUSH_IN, Move.PUSH_IN, Move.TRACK_LEFT, Move.TRACK_RIGHT)
"""What the camera may do when the prompt does not say."""
_ANALYSED, _BUILT, _LIT = 0.30, 0.42, 0.48
"""Share of a clip's time that is over after each of the steps before the first frame."""


class StageEngine:
    """A virtual film stage. Keeps weights, cut-outs and compiled kernels in ``cache_dir``."""

    weights = WEIGHTS

    def __init__(self, cache_dir: Path, threads: int = 2) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._analyst = Analyst(cache_dir, threads)

    @classmethod
    def from_settings(cls, settings: Settings) -> "StageEngine":
        """The engine as this installation is set up."""
        return cls(settings.cache_dir)

    def load(self) -> None:
        """Open the networks and compile every kernel by building one small set of each kind."""
        cv2.setNumThreads(self._threads)
        kernels.prepare(self._cache_dir, self._threads)
        self._analyst.load()
        clip = ClipFormat(64, 36, 24, 1)
        blank = Subject(0, np.full((20, 10, 4), 255, np.uint8), frozenset())
        for name in sets.NAMES:
            rng = np.random.default_rng(0)
            blocking = block([blank], clip.width, clip.height, Move.STATIC, 0.0, rng)
            place = sets.build(name, blocking.lens, rng)
            compositor.prepare(place, blocking, [blank], clip, 0).frame(0)

    def generate(self, brief: Brief) -> Generator[Progress | Frame, None, None]:
        """Yield the clip. Raises ``Cancelled`` when the brief says so."""
        board = read(brief.generation.prompt)
        rng = np.random.default_rng(brief.generation.seed)
        subjects = yield from self._subjects(brief)
        yield Progress(_ANALYSED, "building the set")
        blocking = _block(brief, board, subjects, rng)
        place = _build(board, blocking.lens, rng)
        _look(brief)
        yield Progress(_BUILT, "lighting")
        seed = brief.generation.seed
        scene = compositor.prepare(place, blocking, subjects, brief.format, seed)
        del place
        for index in range(brief.format.frames):
            _look(brief)
            yield scene.frame(index)
            done = (index + 1) / brief.format.frames
            yield Progress(_LIT + (1 - _LIT) * done, "filming")

    def _subjects(self, brief: Brief) -> Generator[Progress, None, list[Subject]]:
        """The subjects of all references, in their order; yields progress on the way."""
        wanted = _wanted_height(brief)
        subjects = []
        for index, reference in enumerate(brief.references):
            _look(brief)
            yield Progress(
                _ANALYSED * index / len(brief.references),
                f"cutting out subject {index + 1} of {len(brief.references)}",
            )
            subject = self._analyst.analyse(index, reference.data, wanted)
            count = len(brief.references)
            subjects.append(panel.shown(subject, reference.data, brief.format, count))
        return subjects


def _look(brief: Brief) -> None:
    if brief.cancelled():
        raise Cancelled("the clip was cancelled while it was being made")


def _wanted_height(brief: Brief) -> int:
    """About how tall a subject is shown, in pixels: less when there are many."""
    share = {1: 0.8, 2: 0.65}.get(len(brief.references), 0.5)
    return round(min(brief.format.height, 1.4 * brief.format.width) * share)


def _block(
    brief: Brief, board: Storyboard, subjects: Sequence[Subject], rng: np.random.Generator
) -> Blocking:
    move = board.move or _UNSAID[int(rng.integers(len(_UNSAID)))]
    reach = _REACH[brief.generation.movement_amplitude] * board.strength
    return block(subjects, brief.format.width, brief.format.height, move, reach, rng)


def _build(board: Storyboard, lens: Lens, rng: np.random.Generator) -> sets.Set:
    return sets.build(board.setting.value, lens, rng)
