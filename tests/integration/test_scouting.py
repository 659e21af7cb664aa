"""Where a clip is filmed: before a backdrop, the subject's own place, or on a computed set."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage
from numpy.typing import NDArray

from reelcast.clip import ClipFormat
from reelcast.engines.base import Brief, Progress, Reference
from reelcast.engines.stage.engine import StageEngine
from reelcast.request import Generation
from reelcast.settings import Settings

SMALL = ClipFormat(480, 270, 24, 2)
DATA = Path(skimage.__file__).parent / "data"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backdrop that is green above and red below, and says that it is a street at night."""
    made = tmp_path_factory.mktemp("backdrops")
    picture = np.zeros((600, 900, 3), np.uint8)
    picture[:300, :, 1] = picture[300:, :, 2] = 150  # OpenCV's order: blue, green, red
    cv2.imwrite(str(made / "a street at night.png"), picture)
    return made


@pytest.fixture(scope="module")
def engine(folder: Path) -> StageEngine:
    made = StageEngine(Settings.read().cache_dir, backdrops=folder)
    made.load()
    return made


def corner(engine: StageEngine, prompt: str) -> NDArray[np.float64]:
    """The colour of the frame's upper left, where nobody stands: red, green, blue."""
    photo = (DATA / "astronaut.png").read_bytes()
    brief = Brief(Generation(prompt, 1), (Reference("a", photo),), SMALL)
    made = (step for step in engine.generate(brief) if not isinstance(step, Progress))
    frame = next(made)
    return np.asarray(frame[20:60, 20:60].reshape(-1, 3).mean(0), np.float64)


def test_a_backdrop_of_that_place_is_taken_and_no_other(engine: StageEngine) -> None:
    red, green, blue = corner(engine, "She waves in a street at night.")
    assert green > 2 * max(red, blue)
    red, green, blue = corner(engine, "She waves in a street on a sunny day.")
    assert green < 1.5 * max(red, blue)


def test_where_nothing_is_said_she_is_filmed_before_what_was_behind_her(
    engine: StageEngine,
) -> None:
    red, _, blue = corner(engine, "She smiles.")
    assert red > blue + 20  # the flag; a computed set has nothing red there
    red, _, blue = corner(engine, "She smiles in a snowy landscape.")
    assert blue > red - 10
