"""A small network in TensorFlow Lite form on the CPU. Knows nothing of what it looks for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray


class TfliteNet:
    """One network, opened at ``load``."""

    def __init__(self, file: Path, threads: int) -> None:
        self._file = file
        self._threads = threads
        self._interpreter: Interpreter | None = None

    def load(self) -> None:
        """Open the network; nothing happens the second time."""
        if self._interpreter is not None:
            return
        with _quiet():
            self._interpreter = Interpreter(str(self._file), num_threads=self._threads)
            self._interpreter.allocate_tensors()

    def __call__(self, picture: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Its answers, in its own order, to a picture ``(S, S, 3)`` in the range it was taught."""
        self.load()
        assert self._interpreter is not None  # noqa: S101 - for the type checker
        (entry,) = self._interpreter.get_input_details()
        self._interpreter.set_tensor(entry["index"], picture[None])
        self._interpreter.invoke()
        exits = self._interpreter.get_output_details()
        return [np.array(self._interpreter.get_tensor(way["index"])[0]) for way in exits]


class TwoStep:
    """Finds things in pictures: one network spots them, another looks at each more closely."""

    def __init__(self, detection: Path, landmarks: Path, threads: int) -> None:
        self._detection = TfliteNet(detection, threads)
        self._landmarks = TfliteNet(landmarks, threads)

    def load(self) -> None:
        """Open the networks; nothing happens the second time."""
        self._detection.load()
        self._landmarks.load()


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on the process's stderr: the library greets there, past Python, and has no switch."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
