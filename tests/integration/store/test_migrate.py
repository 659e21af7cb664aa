"""Bringing a database to shape."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from reelcast.errors import DatabaseUnavailable
from reelcast.store.migrate import inside_schema, migrate


@pytest.fixture
def empty_url(server_url: str) -> str:
    name = f"empty_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    return make_conninfo(server_url, dbname=name)


def test_migrating_twice_applies_everything_once(empty_url: str) -> None:
    assert "0001_keys_and_tasks.sql" in migrate(empty_url)
    assert migrate(empty_url) == []


def test_servers_that_start_together_migrate_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(migrate, [empty_url] * 4))
    assert sorted(map(bool, applied)) == [False, False, False, True]


def test_other_tables_of_the_database_are_left_alone(empty_url: str) -> None:
    with psycopg.connect(empty_url) as connection:
        connection.execute("create table tasks (mine text)")
    migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        connection.execute("select mine from public.tasks")
        connection.execute("select attempt from reelcast.tasks")


def test_options_of_the_url_are_kept() -> None:
    url = inside_schema("postgresql://h/d?options=-c%20statement_timeout%3D5")
    assert "statement_timeout=5" in url
    assert "search_path=reelcast" in url


def test_a_database_that_is_not_there_is_a_clear_error() -> None:
    with pytest.raises(DatabaseUnavailable, match="could not be prepared"):
        migrate("postgresql://nobody@127.0.0.1:1/none")
