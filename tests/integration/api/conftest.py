"""The application over the test's database, a client of it, and another who owns nothing."""

from collections.abc import AsyncIterator

import httpx
import pytest

from reelcast.app import Backend
from reelcast.settings import Settings
from reelcast.store.keys import Key
from tests.integration.api.served import Api, caller, over


@pytest.fixture
def api(parts: Backend, settings: Settings) -> Api:
    return over(parts, settings)


@pytest.fixture
async def created(parts: Backend) -> tuple[Key, str]:
    return await parts.keys.create("mine")


@pytest.fixture
def key(created: tuple[Key, str]) -> Key:
    return created[0]


@pytest.fixture
async def client(api: Api, created: tuple[Key, str]) -> AsyncIterator[httpx.AsyncClient]:
    async with caller(api, created[1]) as client:
        yield client


@pytest.fixture
async def stranger(api: Api, parts: Backend) -> AsyncIterator[httpx.AsyncClient]:
    _, secret = await parts.keys.create("theirs")
    async with caller(api, secret) as client:
        yield client
