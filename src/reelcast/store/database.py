"""One pool of connections to Postgres, and the queries of this package sent over it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from reelcast.errors import DatabaseUnavailable
from reelcast.store.migrate import inside_schema
from reelcast.store.queries import queries

Row = DictRow
Connection = AsyncConnection[DictRow]
Pool = AsyncConnectionPool[Connection]


class Database:
    """The pool. Opened once by the composition root; every store shares it.

    Raises ``DatabaseUnavailable`` when no connection can be had within ten seconds.
    """

    def __init__(self, url: str, *, size: int = 10) -> None:
        self.pool: Pool = AsyncConnectionPool(
            inside_schema(url),
            connection_class=AsyncConnection[DictRow],
            kwargs={"row_factory": dict_row, "autocommit": True},
            min_size=1,
            max_size=size,
            timeout=10.0,
            open=False,
        )

    async def open(self) -> None:
        """Connect."""
        try:
            await self.pool.open(wait=True, timeout=10.0)
        except PoolTimeout as error:
            raise DatabaseUnavailable(f"the database cannot be reached: {error}") from error

    async def close(self) -> None:
        """Give all connections back."""
        await self.pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection on which everything happens together or not at all."""
        async with self._connection() as connection, connection.transaction():
            yield connection

    async def all(self, query: str, **values: Any) -> list[Row]:
        """The rows of one named query, run by itself."""
        async with self._connection() as connection:
            return await rows(connection, query, **values)

    async def one(self, query: str, **values: Any) -> Row | None:
        """The first row of one named query, if there is one."""
        found = await self.all(query, **values)
        return found[0] if found else None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        try:
            async with self.pool.connection() as connection:
                yield connection
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise DatabaseUnavailable(f"the database cannot be reached: {error}") from error


async def rows(connection: Connection, query: str, **values: Any) -> list[Row]:
    """The rows of one named query on a given connection; none for one that returns nothing."""
    cursor = await connection.execute(queries()[query], values)
    return await cursor.fetchall() if cursor.description else []
