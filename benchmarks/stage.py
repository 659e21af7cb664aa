"""Five seconds of 1080p by the stage engine, against the encoding of its own frames alone."""

import itertools
import resource
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import skimage

from benchmarks import Row, timed
from benchmarks.encode import FORMAT, encoding
from reelcast.clip import Frame
from reelcast.encoder import Encoder
from reelcast.engines.base import Brief, Progress, Reference
from reelcast.engines.stage.engine import StageEngine
from reelcast.request import Generation
from reelcast.settings import Settings

KEPT = 24
PHOTOS = ("astronaut.png", "motorcycle_left.png")


def measure() -> list[Row]:
    """Encoding first; then the frames, and whole clips with everything known and nothing known."""
    engine = StageEngine.from_settings(Settings.read())
    engine.load()
    studio, meadow = brief("in a studio"), brief("in a meadow")
    kept = list(itertools.islice(frames(engine, meadow), KEPT))
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "clip.mp4"
        cases = {
            "encoding of a clip's frames": encoding(kept, output),
            "studio, no encoding": lambda: drain(engine, studio),
            "meadow, no encoding": lambda: drain(engine, meadow),
            "studio, encoded": lambda: shoot(engine, studio, output),
            "meadow, encoded": lambda: shoot(engine, meadow, output),
            "meadow, encoded, two new references": new_references(engine, meadow, output),
        }
        rows = timed(cases)
    return [replace(row, note=peak()) if row is rows[-1] else row for row in rows]


def brief(prompt: str) -> Brief:
    """Two subjects at full size."""
    return Brief(Generation(prompt, 1), tuple(reference(name) for name in PHOTOS), FORMAT)


def reference(name: str) -> Reference:
    """One of the photographs in the scikit-image wheel."""
    return Reference(name, (Path(skimage.__file__).parent / "data" / name).read_bytes())


def frames(engine: StageEngine, brief: Brief) -> Iterator[Frame]:
    """A clip without its progress."""
    return (made for made in engine.generate(brief) if not isinstance(made, Progress))


def drain(engine: StageEngine, brief: Brief) -> None:
    """Make every frame and keep none."""
    for _ in frames(engine, brief):
        continue


def shoot(engine: StageEngine, brief: Brief, output: Path) -> None:
    """Make the clip's file, as a worker does."""
    with Encoder(output, FORMAT, preset="superfast", crf=18) as encoder:
        for frame in frames(engine, brief):
            encoder.write(frame)


def new_references(engine: StageEngine, brief: Brief, output: Path) -> Callable[[], None]:
    """What makes the clip as if its references were seen for the first time."""

    def run() -> None:
        # What follows the end of a PNG is not looked at, but makes it another file.
        unseen = (
            replace(known, data=known.data + uuid.uuid4().bytes) for known in brief.references
        )
        shoot(engine, replace(brief, references=tuple(unseen)), output)

    return run


def peak() -> str:
    """The most memory this process has had."""
    unit = 1 if sys.platform == "darwin" else 1024
    return f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6:.0f} MB"
