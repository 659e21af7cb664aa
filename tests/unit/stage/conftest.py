"""Compiled kernels are kept where an installation keeps them: compiling takes half a minute."""

import pytest

from reelcast.engines.stage import kernels
from reelcast.settings import Settings


@pytest.fixture(scope="session")
def compiled() -> None:
    """Kernels come from the cache folder."""
    kernels.prepare(Settings.read().cache_dir, 2)
