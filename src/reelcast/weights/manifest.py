"""Which weight files exist, where each comes from and under which terms. Knows no network or disk.

The facts are in ``manifest.toml`` beside this module.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from reelcast.errors import WeightsUnavailable


@dataclass(frozen=True, slots=True)
class Wheel:
    """One pinned file on a package index, for a Python that need not be the running one.

    ``platform``, ``implementation`` and ``abi`` are pip's tags, None for a pure wheel; ``size`` in
    bytes.
    """

    package: str
    version: str
    python_version: str
    size: int
    platform: str | None = None
    implementation: str | None = None
    abi: str | None = None

    @property
    def requirement(self) -> str:
        """As pip reads it: ``package==version``."""
        return f"{self.package}=={self.version}"


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight file: ``member`` of a wheel, known by its sha256 (hex) and its size in bytes.

    A ``member`` that ends with a slash is a folder of files, told by the sum of their sizes.
    ``licence`` is the SPDX name of the weights' own licence, ``upstream`` who trained them.
    """

    name: str
    wheel: Wheel
    member: str
    sha256: str
    size: int
    licence: str
    upstream: str

    @property
    def file_name(self) -> str:
        """Its name in the cache folder, unique to its content."""
        return f"{self.sha256[:12]}-{PurePosixPath(self.member).name}"

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of files rather than one file."""
        return self.member.endswith("/")


def parse(text: str) -> Mapping[str, Weight]:
    """The weights of a manifest in TOML, by name. Raises what a broken one leads to."""
    tables: dict[str, Any] = tomllib.loads(text)
    wheels = {name: Wheel(package=name, **facts) for name, facts in tables["wheels"].items()}
    weights = {
        name: Weight(name=name, **{**facts, "wheel": wheels[facts["wheel"]]})
        for name, facts in tables["weights"].items()
    }
    return MappingProxyType(weights)


@cache
def known() -> Mapping[str, Weight]:
    """Every weight Reelcast knows, by name."""
    return parse((files("reelcast.weights") / "manifest.toml").read_text("utf-8"))


def find(name: str) -> Weight:
    """The weight of that name. Raises ``WeightsUnavailable`` naming those there are."""
    there = known()
    if name not in there:
        raise WeightsUnavailable(f'no weights are called "{name}"; there are: {", ".join(there)}')
    return there[name]
