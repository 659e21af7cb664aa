"""The stage engine: references and a prompt in, frames out, on any CPU.

It composes and moves what it is given; it invents no imagery. Knows no task, HTTP or file format.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from reelcast import weights
from reelcast.board import Direction, Move, Setting, Storyboard, Time, Weather
from reelcast.clip import Frame
from reelcast.engines.base import Brief, Progress
from reelcast.engines.stage import backdrop, compositor, kernels, panel
from reelcast.engines.stage.airborne.airborne import Airborne
from reelcast.engines.stage.backdrop import Place, cuts_short
from reelcast.engines.stage.backdrops import MAX_PIXELS, Backdrops
from reelcast.engines.stage.blocking import Shot, block
from reelcast.engines.stage.casting import Player, as_grouped, place_of, players
from reelcast.engines.stage.compiling import compile_ahead
from reelcast.engines.stage.compositor import Staging
from reelcast.engines.stage.directing import direct, heading, travels
from reelcast.engines.stage.light import lit_from
from reelcast.engines.stage.looks import STEPS, Looks, Rgba, looks_of
from reelcast.engines.stage.memory import sparing
from reelcast.engines.stage.scouting import Scout
from reelcast.engines.stage.sets import Conditions, Set
from reelcast.engines.stage.sets.kept import KeptSets
from reelcast.errors import Cancelled
from reelcast.kind import Kind
from reelcast.request import Amplitude
from reelcast.settings import Settings
from reelcast.storyboard.complete import complete, overridden
from reelcast.storyboard.reader import WEIGHTS as READER_WEIGHTS
from reelcast.storyboard.reader import Reader
from reelcast.subjects.analyse import WEIGHTS as ANALYST_WEIGHTS
from reelcast.subjects.analyse import Analyst
from reelcast.subjects.candidates import candidate_of
from reelcast.subjects.character import Character, characters, mirrored
from reelcast.subjects.ready_made import shrunk
from reelcast.subjects.shortened import shortened
from reelcast.subjects.subject import Subject
from reelcast.subjects.turn import Turner
from reelcast.subjects.views import near

TURNER = "rife"
WEIGHTS = (*ANALYST_WEIGHTS, *READER_WEIGHTS, TURNER)
_REACH = {
    Amplitude.SMALL: 0.45,
    Amplitude.MEDIUM: 1.0,
    Amplitude.LARGE: 2.0,
    Amplitude.AUTO: 0.85,
}
"""How far camera and subjects move, 1 is middling."""
_ANALYSED, _READ, _CAST, _BUILT, _LIT = 0.26, 0.28, 0.34, 0.44, 0.48
"""Share of a clip's time that is over after each of the steps before the first frame."""
_TAKES = 4
"""So many takes of a set there are: one that was built for a clip then serves others, too."""
_AFLOAT = frozenset({Setting.SKY, Setting.SPACE, Setting.UNDERWATER})
"""Where nobody stands."""
_ROOFED = frozenset(
    {Setting.STUDIO, Setting.ROOM, Setting.STAGE, Setting.UNDERWATER, Setting.SPACE}
)
"""Where no weather gets to."""
_SWIMMING, _FLOATING = 0.55, 0.08
"""How much of a swimmer and of a boat is under water."""
_UNDECIDED = 0.35
"""Below it nobody sees from which side the subjects were lit."""
_CUTS = 24
"""Cut-outs in between, of all that turn in a clip together: each is up to some megabytes."""
_SPARE = 1.25
"""How much larger than shown a cut-out is kept that is one of many."""


class StageEngine:
    """A virtual film stage. Keeps weights, cut-outs and compiled kernels in ``cache_dir``."""

    weights = WEIGHTS
    obeys = ("storyboard", "subjects")

    def __init__(
        self,
        cache_dir: Path,
        threads: int = 2,
        backdrops: Path | None = None,
        max_pixels: int = MAX_PIXELS,
    ) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._analyst = Analyst(cache_dir, threads)
        self._reader = Reader(cache_dir, threads)
        self._turner: Turner | None = None
        self._sets = KeptSets(cache_dir)
        folder = Backdrops(backdrops, self._reader, max_pixels) if backdrops else None
        self._scout = Scout(self._analyst, folder)

    @classmethod
    def from_settings(cls, settings: Settings) -> "StageEngine":
        """The engine as this installation is set up."""
        return cls(settings.cache_dir, backdrops=settings.backdrops, max_pixels=settings.max_pixels)

    def prepare(self, show: Callable[[Progress], None]) -> None:
        """Compile every pixel loop that is not compiled yet: about three minutes on two cores."""
        compile_ahead(self._cache_dir, self._threads, show)

    def load(self) -> None:
        """Open the networks; the one that turns subjects with the first that has several views."""
        cv2.setNumThreads(self._threads)
        kernels.prepare(self._cache_dir, self._threads)
        weights.ensure(WEIGHTS, self._cache_dir)
        with sparing():
            self._analyst.load()
            self._reader.load()

    def generate(self, brief: Brief) -> Generator[Progress | Frame, None, None]:
        """Yield the clip. Raises ``Cancelled`` when the brief says so."""
        seed = brief.generation.seed
        rng = np.random.default_rng(seed)
        subjects = yield from self._subjects(brief)
        yield Progress(_ANALYSED, "reading the prompt")
        said, board, everybody = self._read(brief, subjects)
        yield Progress(_READ, "casting")
        named = place_of(board, subjects)
        playing = players(board, everybody, named)
        place = self._scout.place(brief, said, board, named, playing)
        cast = self._prepared(brief, playing, cuts_short(place))
        looks = self._looks(cast, _wanted_height(brief, len(cast)))
        _look(brief)
        yield Progress(_CAST, "building the set")
        shot = _shot(brief, board, cast, place)
        shown = [_first(player, look) for player, look in zip(cast, looks, strict=True)]
        roles = [player.role for player in cast]
        blocking = block(shown, roles, (brief.format.width, brief.format.height), shot, rng)
        wanted = _conditions(board, shown, seed)
        built = backdrop.build(board, place, blocking.lens, wanted, self._sets.build)
        _look(brief)
        yield Progress(_BUILT, "lighting")
        parts = direct(blocking, shown, roles, shot, built.places.far, brief.format.seconds)
        air = _air(board, built, seed, shot.reach, blocking.focus)
        staging = Staging(blocking, parts, shown, looks, air, shot.reach, board.style)
        scene = compositor.prepare(built, staging, brief.format, seed)
        del built, place, looks, cast, playing, shown, staging
        for index in range(brief.format.frames):
            _look(brief)
            yield scene.frame(index)
            done = (index + 1) / brief.format.frames
            yield Progress(_LIT + (1 - _LIT) * done, "filming")

    def _subjects(self, brief: Brief) -> Generator[Progress, None, list[Subject]]:
        """The subjects of all references at their own size; yields progress on the way."""
        subjects = []
        count = len(brief.references)
        for index, reference in enumerate(brief.references):
            _look(brief)
            yield Progress(_ANALYSED * index / count, f"looking at picture {index + 1} of {count}")
            with sparing():
                subjects.append(self._analyst.analyse(index, reference.data, 0))
        return subjects

    def _read(
        self, brief: Brief, subjects: Sequence[Subject]
    ) -> tuple[Storyboard, Storyboard, tuple[Character, ...]]:
        """What the client decided or said, the same with what is usual filled in, and to whom."""
        wish = brief.generation
        candidates = [candidate_of(subject) for subject in subjects]
        said = self._reader.read(wish.prompt, candidates)
        if wish.storyboard is not None:
            said = overridden(said, wish.storyboard)
        groups = [[number - 1 for number in group] for group in wish.groups or said.groups]
        everybody = characters(subjects, groups)
        return said, complete(as_grouped(said, everybody), candidates, wish.seed), everybody

    def _prepared(self, brief: Brief, cast: Sequence[Player], cut: bool) -> list[Player]:
        """The same players, large enough to be shown, facing where they go, or as prints.

        ``cut`` says that nobody's feet are to be seen.
        """
        wanted = _wanted_height(brief, len(cast))

        def ready(view: Subject, in_mirror: bool) -> Subject:
            data = brief.references[view.reference].data
            large = self._large(view, data, wanted)
            shown = panel.shown(large, data, brief.format, len(cast))
            faced = mirrored(large) if in_mirror and shown is large else shown
            return shortened(faced) if cut else faced

        return [
            replace(player, views=tuple(ready(view, player.mirrored) for view in player.views))
            for player in cast
        ]

    def _large(self, view: Subject, data: bytes, wanted: int) -> Subject:
        """The view ``wanted`` pixels tall if the photograph has, or can be given, so many."""
        if view.rgba.shape[0] >= wanted or view.is_place:
            return view
        return self._analyst.analyse(view.reference, data, wanted)

    def _looks(self, cast: Sequence[Player], wanted: int) -> list[Looks]:
        pairs = sum(len(player.views) - 1 for player in cast)
        steps = min(STEPS, _CUTS // max(pairs, 1))
        return [looks_of(_bounded(one.views, wanted), self._between, steps) for one in cast]

    def _between(self, a: Subject, b: Subject, steps: int) -> Sequence[Rgba]:
        if not near(a, b):
            return ()
        if self._turner is None:
            file = weights.path(TURNER, self._cache_dir)
            self._turner = Turner(file, self._cache_dir, self._threads)
        return self._turner.between(a, b, steps)


def _look(brief: Brief) -> None:
    if brief.cancelled():
        raise Cancelled("the clip was cancelled while it was being made")


def _wanted_height(brief: Brief, count: int) -> int:
    """About how tall a subject is shown, in pixels: less when there are many."""
    share = {1: 0.8, 2: 0.65}.get(count, 0.5)
    return round(min(brief.format.height, 1.4 * brief.format.width) * share)


def _bounded(views: Sequence[Subject], wanted: int) -> Sequence[Subject]:
    """Several views no larger than they are shown: what lies between them is as large."""
    if len(views) == 1:
        return views
    scales = [min(_SPARE * wanted / view.rgba.shape[0], 1.0) for view in views]
    return [
        replace(view, rgba=shrunk(view.rgba, scale)) if scale < 1 else view
        for view, scale in zip(views, scales, strict=True)
    ]


def _first(player: Player, look: Looks) -> Subject:
    """Whoever stands on the mark, as seen first; all views together say where it is cut."""
    cut_by = frozenset().union(*(view.cut_by for view in player.views))
    return replace(player.views[0], rgba=look.cuts[0], cut_by=cut_by)


def _shot(brief: Brief, board: Storyboard, cast: Sequence[Player], place: Place | None) -> Shot:
    """What the camera does, as far as the storyboard and the set tell."""
    strength = board.camera.strength or 1.0
    side, along = _heading(cast, brief.generation.seed)
    return Shot(
        move=board.camera.move or Move.STATIC,
        reach=_REACH[brief.generation.movement_amplitude] * strength,
        side=side,
        along=along,
        horizon=backdrop.horizon_of(place),
        room=backdrop.room_of(place),
        afloat=board.setting in _AFLOAT or backdrop.hovers(place),
        sunk=_sunk(cast) if board.setting is Setting.OCEAN else 0.0,
    )


def _sunk(cast: Sequence[Player]) -> float:
    """The share of everybody that is under water: who swims, or what floats like a boat."""
    swims = any(p.views[0].profile.kind in (Kind.PERSON, Kind.ANIMAL) for p in cast)
    return _SWIMMING if swims else _FLOATING


def _air(board: Storyboard, built: Set, seed: int, reach: float, focus: float) -> Airborne:
    """What falls and flies: the weather only under a sky."""
    outdoors = board.setting not in _ROOFED and board.weather is not None
    weather = board.weather if outdoors and board.weather else Weather.CLEAR
    return Airborne.of(built, weather, board.effects, seed, reach, focus)


def _conditions(board: Storyboard, shown: Sequence[Subject], seed: int) -> Conditions:
    """What the set has to be like; its light comes from where it came from in the photographs."""
    lit = sum(lit_from(subject.rgba) for subject in shown) / max(len(shown), 1)
    return Conditions(
        time=board.time or Time.GOLDEN,
        weather=board.weather or Weather.CLEAR,
        side=0 if abs(lit) < _UNDECIDED else (1 if lit > 0 else -1),
        seed=seed % _TAKES,
    )


def _heading(cast: Sequence[Player], seed: int) -> tuple[int, bool]:
    """Where the camera travels, and whether somebody goes along: with the first who goes anywhere.

    Else to either side.
    """
    either = 1 if seed % 2 else -1
    for player in cast:
        if travels(player.role) and (side := heading(player.role, player.views[0], either)):
            return side, True
    said = next((p.role.direction for p in cast if p.role.direction is not None), None)
    return (either if said is None else 1 if said is Direction.RIGHT else -1), False
