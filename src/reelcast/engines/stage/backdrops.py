"""The operator's own backdrops: a folder of photographs, and which of them a storyboard plays in.

What a photograph shows is read from words as a prompt is: from the text file of its name beside it,
or else from its name. Knows no pixels.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from reelcast.board import Storyboard
from reelcast.errors import ReelcastError
from reelcast.picture import MAX_FETCHED_BYTES, inspect
from reelcast.request import MAX_PROMPT
from reelcast.storyboard.candidate import Candidate

logger = logging.getLogger(__name__)

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp"})
MAX_PIXELS = 100_000_000

State = tuple[int, int]
"""Time of the last change in nanoseconds, and bytes."""


class Reads(Protocol):
    """The part of a ``Reader`` that is needed."""

    def read(self, prompt: str, candidates: Sequence[Candidate]) -> Storyboard:
        """What a text says."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a file's caption said when both were in this state."""

    state: tuple[State, State | None]
    says: Storyboard


class Backdrops:
    """The photographs of one folder, its own subfolders left out. Looks anew at every call.

    Captions are read once, and again when they or their photographs change. Files that cannot be
    used are named in the log once per state.
    """

    def __init__(self, folder: Path, reader: Reads, max_pixels: int = MAX_PIXELS) -> None:
        self._folder = folder
        self._reader = reader
        self._max_pixels = max_pixels
        self._known: dict[Path, _Known] = {}
        self._checked: dict[Path, tuple[State, bool]] = {}

    def find(self, board: Storyboard, seed: int) -> Path | None:
        """The photograph to play in, None where none fits.

        The caption must name the storyboard's setting, and must not contradict its time or weather
        where both say one. Of those the ones that say most of it come first; of equals ``seed``
        takes one.
        """
        if board.setting is None:
            return None
        fitting = [
            (score, file)
            for file, says in self._captions()
            if (score := _fit(board, says)) is not None
        ]
        fitting.sort(key=lambda pair: (-pair[0], pair[1].name))
        while fitting:
            best = [file for score, file in fitting if score == fitting[0][0]]
            file = best[int(np.random.default_rng(seed).integers(len(best)))]
            if self._usable(file):
                return file
            fitting = [pair for pair in fitting if pair[1] != file]
        return None

    def _captions(self) -> Iterator[tuple[Path, Storyboard]]:
        """The photographs by name, each with what its caption says."""
        files = self._files()
        self._known = {file: known for file, known in self._known.items() if file in files}
        for file, state in files.items():
            sidecar = file.with_suffix(".txt")
            states = (state, _state(sidecar))
            known = self._known.get(file)
            if known is None or known.state != states:
                known = _Known(states, self._reader.read(_caption(file, sidecar), ()))
                self._known[file] = known
                if known.says.setting is None:
                    logger.warning("backdrop %s names no setting and is never used", file)
            yield file, known.says

    def _files(self) -> dict[Path, State]:
        """The photographs there are, by name."""
        try:
            found = sorted(self._folder.iterdir())
        except OSError as error:
            logger.warning("backdrops in %s cannot be listed: %s", self._folder, error)
            return {}
        states = {
            file: _state(file)
            for file in found
            if file.suffix.lower() in ENDINGS and not file.name.startswith(".")
        }
        return {file: state for file, state in states.items() if state is not None}

    def _usable(self, file: Path) -> bool:
        """Whether it is a picture within the limits of a reference; else the log says why not."""
        state = _state(file)
        if state is None:
            return False
        checked = self._checked.get(file)
        if checked is None or checked[0] != state:
            reason = self._fault(file, state)
            if reason is not None:
                logger.warning("backdrop %s is skipped: %s", file, reason)
            checked = state, reason is None
            self._checked[file] = checked
        return checked[1]

    def _fault(self, file: Path, state: State) -> str | None:
        if state[1] > MAX_FETCHED_BYTES:
            return f"it has more than {MAX_FETCHED_BYTES} bytes"
        try:
            inspect(file.read_bytes(), "it", max_pixels=self._max_pixels)
        except (OSError, ReelcastError) as error:
            return str(error)
        return None


def _state(file: Path) -> State | None:
    """None where there is no such file."""
    try:
        about = file.stat()
    except OSError:
        return None
    return (about.st_mtime_ns, about.st_size) if file.is_file() else None


def _caption(file: Path, sidecar: Path) -> str:
    """The text beside a photograph, or else its name as words."""
    try:
        with sidecar.open(encoding="utf-8", errors="replace") as opened:
            said = opened.read(MAX_PROMPT).strip()
    except OSError:
        said = ""
    return said or words_of(file.stem)


def words_of(name: str) -> str:
    """``sunnyBeach_02`` as "sunny beach"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[\W\d_]+", " ", apart).split()).lower()


def _fit(board: Storyboard, says: Storyboard) -> int | None:
    """How much of time and weather a caption says as the storyboard does, None if it cannot be."""
    if says.setting is not board.setting:
        return None
    score = 0
    for wanted, said in ((board.time, says.time), (board.weather, says.weather)):
        if wanted is None or said is None:
            continue
        if wanted != said:
            return None
        score += 1
    return score
