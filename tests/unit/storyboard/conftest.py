"""The language models, opened once for all tests of the storyboard."""

import pytest

from reelcast import weights
from reelcast.settings import Settings
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.reader import WEIGHTS, Reader


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The sentence encoder."""
    cache_dir = Settings.read().cache_dir
    weights.ensure(WEIGHTS, cache_dir)
    return Embedder(weights.path("multilingual-e5-small", cache_dir))


@pytest.fixture(scope="session")
def reader() -> Reader:
    """A reader that has loaded."""
    reader = Reader(Settings.read().cache_dir)
    reader.load()
    return reader
