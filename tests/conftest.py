"""What holds for every test: nobody's settings leak in, and slow machines are no failure."""

import os

import hypothesis
import pytest

# A time limit for each example would fail on a busy machine and say nothing of the code.
hypothesis.settings.register_profile("reelcast", deadline=None)
hypothesis.settings.load_profile("reelcast")


@pytest.fixture(autouse=True)
def only_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests do not count; the cache of weights may be theirs."""
    for name in list(os.environ):
        if name.startswith("REELCAST_") and name != "REELCAST_CACHE_DIR":
            monkeypatch.delenv(name)
