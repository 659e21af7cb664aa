"""The key in the Authorization header."""

import pytest

from reelcast.api.auth import secret_of
from reelcast.errors import MissingKey


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ("Bearer k", "k"),
        ("bearer k", "k"),
        ("BEARER  k ", "k"),
        ("k", "k"),
        ("  k  ", "k"),
        ("Token k", "Token k"),
        ("Bearerk", "Bearerk"),
    ],
)
def test_the_key_comes_with_bearer_or_alone(header: str, secret: str) -> None:
    assert secret_of(header) == secret


@pytest.mark.parametrize("header", [None, "", "  ", "Bearer", "bearer   "])
def test_no_key_is_no_key(header: str | None) -> None:
    with pytest.raises(MissingKey, match="Authorization: Bearer KEY"):
        secret_of(header)
