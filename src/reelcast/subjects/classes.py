"""What the labels of the network mean: for each class of ImageNet a name, a kind and a size."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reelcast.kind import Kind

_FILE = Path(__file__).with_name("imagenet.txt")


@dataclass(frozen=True, slots=True)
class ImageClass:
    """One class: its ``name`` (golden retriever), what a child would call it (``common``: dog).

    ``size_m`` in metres is the height of the whole thing as it stands or, ``lying``, the longest
    side of what has no upright (a fish, a knife).
    """

    name: str
    common: str
    kind: Kind
    size_m: float
    lying: bool


@cache
def image_classes() -> tuple[ImageClass, ...]:
    """The 1000 classes in the order of the network's answers."""
    lines = _FILE.read_text("utf-8").splitlines()
    return tuple(_read(line) for line in lines if not line.startswith("#"))


def _read(line: str) -> ImageClass:
    name, common, kind, size = (part.strip() for part in line.split("|"))
    metres, _, way = size.partition(" ")
    return ImageClass(name, common, Kind(kind), float(metres), way == "long")
