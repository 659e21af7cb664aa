"""Reads prompts: what each says of the picture, and nothing that it leaves open."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from spacy.tokens import Doc

from reelcast import weights
from reelcast.board import Setting, Storyboard
from reelcast.kind import Kind
from reelcast.storyboard import matching
from reelcast.storyboard.candidate import Candidate
from reelcast.storyboard.embedder import Embedder
from reelcast.storyboard.english.cast import cast
from reelcast.storyboard.english.parser import Parser
from reelcast.storyboard.english.scene import scene
from reelcast.storyboard.other.read import read
from reelcast.storyboard.tongue import Tongue, detect

WEIGHTS = ("en-core-web-sm", "multilingual-e5-small")

_FIRST = "A cat waits in the zendo, in a quizzical mood."
"""Read once while loading: the first prompt takes its tables and the parser's caches along."""


class Reader:
    """The language models, opened at ``load`` and kept. Not for several threads at once.

    The words of a language other than English are read with its first prompt.
    """

    def __init__(self, cache_dir: Path, threads: int = 2) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._models: tuple[Parser, Embedder] | None = None

    def load(self, on_progress: weights.OnProgress = weights.silent) -> None:
        """Fetch what is missing and open it; nothing happens the second time.

        Raises ``WeightsUnavailable``.
        """
        self._opened(on_progress)

    def read(self, prompt: str, candidates: Sequence[Candidate]) -> Storyboard:
        """What the prompt says about a clip with these references; loads if need be."""
        parser, embedder = self._opened(weights.silent)
        tongue = detect(prompt)
        if tongue is Tongue.EN:
            return _read_english(parser(prompt), candidates, embedder)
        return read(prompt, tongue, candidates, embedder)

    def _opened(self, on_progress: weights.OnProgress) -> tuple[Parser, Embedder]:
        if self._models is None:
            weights.ensure(WEIGHTS, self._cache_dir, on_progress)
            self._models = self._open()
            self.read(_FIRST, (Candidate(1, (("cat", 1.0),), Kind.ANIMAL),))
        return self._models

    def _open(self) -> tuple[Parser, Embedder]:
        """Both at once: much of it is spent outside Python's lock."""
        parser, encoder = (weights.path(name, self._cache_dir) for name in WEIGHTS)
        with ThreadPoolExecutor(1) as beside:
            embedder = beside.submit(Embedder, encoder, self._threads)
            models = Parser(parser), embedder.result()
        models[1](matching.BACKGROUND)
        return models


def _read_english(doc: Doc, candidates: Sequence[Candidate], embedder: Embedder) -> Storyboard:
    said = scene(doc)
    who = cast(doc, candidates, embedder)
    found = {name: getattr(who, name) for name in ("place", "groups", "unused", "subjects")}
    if who.place is not None:
        found["setting"] = Setting.REFERENCE
    return said.model_copy(update=found)
