"""Keys in a real Postgres."""

import asyncio

import pytest

from reelcast.app import Backend
from reelcast.errors import InvalidKey


async def test_a_key_is_found_by_its_secret_and_by_nothing_else(parts: Backend) -> None:
    key, secret = await parts.keys.create("app")
    assert await parts.keys.find(secret) == key
    for wrong in (secret[:-1], secret.upper(), "", "\x00", "\ud800"):
        with pytest.raises(InvalidKey):
            await parts.keys.find(wrong)


async def test_the_secret_is_not_in_the_database(parts: Backend) -> None:
    _, secret = await parts.keys.create("app")
    async with parts.database.transaction() as connection:
        cursor = await connection.execute("select keys::text as everything from keys")
        assert secret not in str(await cursor.fetchall())


async def test_a_revoked_key_is_refused_and_stays_listed(parts: Backend) -> None:
    key, secret = await parts.keys.create("app")
    revoked = await parts.keys.revoke(key.id)
    assert revoked is not None
    assert revoked.revoked_at is not None
    with pytest.raises(InvalidKey):
        await parts.keys.find(secret)
    assert await parts.keys.list() == [revoked]


async def test_servers_that_start_together_make_one_first_key(parts: Backend) -> None:
    made = await asyncio.gather(*(parts.keys.create_first("default") for _ in range(5)))
    assert sum(each is not None for each in made) == 1
