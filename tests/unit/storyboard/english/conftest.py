"""What the tests of the English reader share."""

import pytest

from reelcast import weights
from reelcast.settings import Settings
from reelcast.storyboard.english.parser import Parser


@pytest.fixture(scope="session")
def parser() -> Parser:
    cache_dir = Settings.read().cache_dir
    weights.ensure(("en-core-web-sm",), cache_dir)
    return Parser(weights.path("en-core-web-sm", cache_dir))
