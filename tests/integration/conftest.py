"""A real Postgres for the whole session, and a fresh migrated database for each test."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from reelcast.app import Backend, backend
from reelcast.settings import Settings
from reelcast.store import embedded
from reelcast.store.migrate import migrate


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    # Not pytest's own folder: only its owner can enter that, and Postgres has its own user.
    with tempfile.TemporaryDirectory(prefix="reelcast-test-") as folder:
        Path(folder).chmod(0o755)
        with embedded.attach(Path(folder) / "data") as lease:
            yield lease.url


@pytest.fixture(scope="session")
def template(server_url: str) -> str:
    name = "reelcast_template"
    _execute(server_url, sql.SQL("create database {}").format(sql.Identifier(name)))
    migrate(make_conninfo(server_url, dbname=name))
    return name


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    _execute(
        server_url,
        sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )
    yield make_conninfo(server_url, dbname=name)
    _execute(server_url, sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.read(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache")


@pytest.fixture
async def parts(settings: Settings, database_url: str) -> AsyncIterator[Backend]:
    async with backend(settings, database_url) as opened:
        yield opened


def _execute(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
