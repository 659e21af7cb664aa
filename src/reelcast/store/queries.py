"""The statements of ``queries.sql``, by name."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import LiteralString, cast

_HEADING = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def queries() -> Mapping[str, LiteralString]:
    """All statements, read once from the package's own file."""
    text = files("reelcast.store").joinpath("queries.sql").read_text("utf-8")
    parts = _HEADING.split(text)[1:]
    named = dict(zip(parts[::2], parts[1::2], strict=True))
    # The text is part of the program, so it is as trustworthy as a literal.
    return MappingProxyType({name: cast(LiteralString, sql.strip()) for name, sql in named.items()})
