"""Kernels come compiled from the cache folder, as in an installation.

At import: numba asks for the folder when a module of kernels is imported, which the tests' own
imports do before any fixture runs.
"""

from reelcast.engines.stage import kernels
from reelcast.settings import Settings

kernels.prepare(Settings.read().cache_dir, 2)
