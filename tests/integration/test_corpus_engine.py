"""Odd images that are accepted go all the way: cut out, and filmed by the stage engine."""

import pytest

from reelcast.clip import ClipFormat
from reelcast.engines.base import Brief, Progress, Reference
from reelcast.engines.stage.engine import StageEngine
from reelcast.request import Generation
from reelcast.settings import Settings
from tests.contract.corpus import corpus

ODD = (
    "pngs: palette with a transparent colour",
    "pngs: 16-bit gray",
    "jpegs: mode CMYK",
    "jpegs: EXIF orientation 6",
    "webps: animated",
)


@pytest.fixture(scope="module")
def engine() -> StageEngine:
    made = StageEngine.from_settings(Settings.read())
    made.load()
    return made


def test_odd_images_are_filmed_like_any_other(engine: StageEngine) -> None:
    files = {specimen.name: specimen.data for specimen in corpus()}
    clip = ClipFormat(160, 90, 24, 2)
    references = tuple(Reference(name, files[name]) for name in ODD)
    brief = Brief(Generation("they stand in a studio", 7), references, clip)
    frames = [made for made in engine.generate(brief) if not isinstance(made, Progress)]
    assert [frame.shape for frame in frames] == [(90, 160, 3)] * 2
    assert frames[0].std() > 1
