"""Test requests: ended as they asked to be, with a test card in place of a clip."""

import asyncio
import logging
import tempfile
from collections import deque
from collections.abc import Generator
from pathlib import Path

import numpy as np

from reelcast.artifacts.base import ArtifactStore
from reelcast.clip import FRAMES_PER_SECOND, ClipFormat, Frame
from reelcast.endings import Endings
from reelcast.engines.base import Brief, Progress
from reelcast.errors import ReelcastError
from reelcast.settings import Settings
from reelcast.task import Status, Task
from reelcast.worker.film import film
from reelcast.worker.publish import publish

logger = logging.getLogger(__name__)

SIMULATED = "simulated failure (extra.webhook.test_mode)"
_BARS = np.array(
    [[r, g, b] for g in (191, 0) for r in (191, 0) for b in (191, 0)], np.uint8
).reshape(8, 3)
"""White, yellow, cyan, green, magenta, red, blue and black at 75 %: bars of falling luma."""
_MARK_PART = 12
"""The moving mark's side, as a part of the picture's shorter one."""


class ColourBars:
    """An engine that looks at nothing: colour bars, and a white mark that crosses them."""

    def load(self) -> None:
        """Nothing to load."""

    def generate(self, brief: Brief) -> Generator[Progress | Frame, None, None]:
        """The bars, with the mark a step further in each frame."""
        width, height, frames = brief.format.width, brief.format.height, brief.format.frames
        row = _BARS[np.arange(width) * len(_BARS) // width]
        side = min(width, height) // _MARK_PART
        for number in range(frames):
            card = np.repeat(row[None], height, axis=0)
            left = (width - side) * number // frames
            card[height - 2 * side : height - side, left : left + side] = 255
            yield card


class Rehearser:
    """Ends test requests."""

    def __init__(self, endings: Endings, artifacts: ArtifactStore, settings: Settings) -> None:
        self._endings = endings
        self._artifacts = artifacts
        self._settings = settings

    async def run(self, task: Task) -> None:
        """Bring a claimed task to the end it asks for."""
        if task.origin.rehearsal is Status.FAILED:
            await self._endings.fail(task.id, SIMULATED, attempt=task.attempt)
            return
        try:
            with tempfile.TemporaryDirectory(prefix="reelcast-") as folder:
                clip = Path(folder) / "card.mp4"
                await asyncio.to_thread(self._film, task, clip)
                await publish(task, clip, self._artifacts, self._endings)
        except ReelcastError as error:
            logger.warning("task %s: the test card failed: %s", task.id, error)
            await self._endings.fail(task.id, str(error), attempt=task.attempt)

    def _film(self, task: Task, clip: Path) -> None:
        """One second is enough to be a real video, and quick to make and to fetch."""
        whole = ClipFormat.of(task.generation.aspect_ratio, task.generation.duration)
        format = ClipFormat(whole.width, whole.height, whole.rate, FRAMES_PER_SECOND)
        brief = Brief(task.generation, (), format)
        deque(film(ColourBars(), brief, clip, self._settings, cover=True), maxlen=0)
