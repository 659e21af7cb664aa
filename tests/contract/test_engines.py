"""What every engine promises, whatever it is: the suite a new engine is added to."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skimage

from reelcast.clip import ClipFormat, Frame
from reelcast.engines.base import Brief, Engine, Progress, Reference
from reelcast.engines.stage.engine import StageEngine
from reelcast.errors import Cancelled
from reelcast.request import Amplitude, Generation
from reelcast.settings import Settings
from tests.engines.toys import Slow


class Attentive(Slow):
    """The toy that does all that is asked of an engine, without its idling."""

    seconds = 0.0


MAKERS: dict[str, Callable[[Settings], Engine]] = {
    "stage": StageEngine.from_settings,
    "toy": Attentive,
}
SMALL = ClipFormat(160, 90, 24, 6)


def photo(name: str) -> Reference:
    return Reference(name, (Path(skimage.__file__).parent / "data" / name).read_bytes())


@pytest.fixture(scope="module", params=sorted(MAKERS))
def engine(request: pytest.FixtureRequest) -> Engine:
    settings = Settings.read()
    made = MAKERS[request.param](settings)
    made.load()
    return made


@pytest.fixture
def brief() -> Brief:
    generation = Generation("in a studio", 7, movement_amplitude=Amplitude.MEDIUM)
    return Brief(generation, (photo("coffee.png"),), SMALL)


def frames(engine: Engine, brief: Brief) -> Iterator[Frame]:
    return (made for made in engine.generate(brief) if not isinstance(made, Progress))


@pytest.mark.parametrize("size", [(160, 90), (90, 160), (90, 90)])
def test_an_engine_yields_exactly_the_frames_asked_for(
    engine: Engine, brief: Brief, size: tuple[int, int]
) -> None:
    width, height = size
    clip = ClipFormat(width, height, 24, 5)
    made = list(frames(engine, replace(brief, format=clip)))
    assert len(made) == 5
    assert {frame.shape for frame in made} == {(height, width, 3)}
    assert {frame.dtype for frame in made} == {np.dtype(np.uint8)}


def test_a_frame_belongs_to_its_consumer(engine: Engine, brief: Brief) -> None:
    kept = []
    for frame in frames(engine, brief):
        kept.append((frame, frame.copy()))
    for frame, copy in kept:
        np.testing.assert_array_equal(frame, copy)
    assert not any(np.shares_memory(a[0], b[0]) for a, b in itertools.combinations(kept, 2))


def test_the_same_brief_gives_the_same_frames(engine: Engine, brief: Brief) -> None:
    for first, second in zip(frames(engine, brief), frames(engine, brief), strict=True):
        np.testing.assert_array_equal(first, second)


def test_progress_never_goes_back(engine: Engine, brief: Brief) -> None:
    told = [made for made in engine.generate(brief) if isinstance(made, Progress)]
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert all(0 <= fraction <= 1 for fraction in fractions)
    assert all(progress.stage for progress in told)


def test_an_engine_stops_when_its_iterator_is_closed(engine: Engine, brief: Brief) -> None:
    running = engine.generate(brief)
    next(running)
    running.close()
    with pytest.raises(StopIteration):
        next(running)
    assert len(list(frames(engine, brief))) == SMALL.frames


def test_a_cancelled_brief_is_given_up(engine: Engine, brief: Brief) -> None:
    seen = 0

    def cancelled() -> bool:
        return seen >= 2

    running = frames(engine, replace(brief, cancelled=cancelled))
    for _ in itertools.islice(running, 2):
        seen += 1
    with pytest.raises(Cancelled):
        next(running)
