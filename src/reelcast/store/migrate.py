"""Brings a database to the shape this version needs: Procrastinate's schema and ours."""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager, migrations_path
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from reelcast.errors import DatabaseUnavailable

SCHEMA = "reelcast"
_LOCK = 7239463140416
_PROCRASTINATE = re.compile(r"^\d{2}\.\d{2}\.\d{2}_\d{2}_.*\.sql$")


def inside_schema(url: str) -> str:
    """The connection string with ``reelcast`` as its search path, so that nothing else is met."""
    options = str(conninfo_to_dict(url).get("options") or "")
    return make_conninfo(url, options=f"{options} -c search_path={SCHEMA}".strip())


def migrate(url: str) -> list[str]:
    """Apply what has not been applied yet, in one transaction; returns the names applied.

    Several processes may start at once: an advisory lock lets one work and the others find it
    done. Raises ``DatabaseUnavailable`` when the database cannot be reached or is not Postgres.
    """
    try:
        with psycopg.connect(inside_schema(url), connect_timeout=10) as connection:
            connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
            connection.execute(
                sql.SQL("create schema if not exists {}").format(sql.Identifier(SCHEMA))
            )
            connection.execute(
                "create table if not exists migrations "
                "(name text primary key, applied_at timestamptz not null default now())"
            )
            return list(_apply_missing(connection))
    except psycopg.Error as error:
        raise DatabaseUnavailable(f"the database could not be prepared: {error}") from error


def _apply_missing(connection: psycopg.Connection) -> Iterator[str]:
    applied = {row[0] for row in connection.execute("select name from migrations")}
    if not any(name.startswith("procrastinate/") for name in applied):
        # A fresh database gets Procrastinate's current schema, which holds all its migrations.
        _run(connection, SchemaManager.get_schema())
        for script in _procrastinate_migrations():
            yield _record(connection, f"procrastinate/{script.name}")
    else:
        for script in _procrastinate_migrations():
            if f"procrastinate/{script.name}" not in applied:
                _run(connection, script.read_text("utf-8"))
                yield _record(connection, f"procrastinate/{script.name}")
    for migration in _own_migrations():
        if migration.name not in applied:
            _run(connection, migration.read_text("utf-8"))
            yield _record(connection, migration.name)


def _procrastinate_migrations() -> list[Path]:
    folder = Path(str(migrations_path))
    return sorted(path for path in folder.iterdir() if _PROCRASTINATE.match(path.name))


def _own_migrations() -> list[Traversable]:
    folder = files("reelcast.store").joinpath("migrations")
    return sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )


def _run(connection: psycopg.Connection, script: str) -> None:
    connection.execute(script.encode())


def _record(connection: psycopg.Connection, name: str) -> str:
    connection.execute("insert into migrations (name) values (%s)", (name,))
    return name
