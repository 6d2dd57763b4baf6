"""The database: a pool, statements written once, and nothing between them and PostgreSQL.

Statements are plain SQL with `:named` parameters, kept in a `store` and turned into the driver's form at import; a test
prepares each of them against its migrated database, so a wrong column never waits for its first caller.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import asyncpg

Connection: TypeAlias = asyncpg.Connection
"""A database connection inside or outside a transaction."""

LOCKS_HELD_IN_SILENCE = "30s"
_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
STATEMENTS: list["Query"] = []
"""Every statement that any imported store declares, for the test that prepares them all."""


class Query:
    """One SQL statement with named parameters; `module` is the store that declares it."""

    __slots__ = ("module", "names", "sql")

    def __init__(self, sql: str, *, module: str = "", listed: bool = True) -> None:
        self.names: tuple[str, ...] = tuple(dict.fromkeys(_NAMED.findall(sql)))
        positions = {name: f"${place}" for place, name in enumerate(self.names, start=1)}
        self.sql = _NAMED.sub(lambda match: positions[match[1]], sql)
        self.module = module
        if listed:
            STATEMENTS.append(self)

    def _values(self, arguments: dict[str, Any]) -> list[Any]:
        if len(arguments) != len(self.names):
            raise TypeError(f"the statement takes {self.names}, got {tuple(arguments)}")
        return [arguments[name] for name in self.names]

    async def all(self, connection: Connection, **arguments: Any) -> list[dict[str, Any]]:
        """Every row, as dictionaries by column."""
        return [dict(row) for row in await connection.fetch(self.sql, *self._values(arguments))]

    async def one(self, connection: Connection, **arguments: Any) -> dict[str, Any] | None:
        """The first row, or None."""
        row = await connection.fetchrow(self.sql, *self._values(arguments))
        return None if row is None else dict(row)

    async def value(self, connection: Connection, **arguments: Any) -> Any:
        """The first column of the first row, or None."""
        return await connection.fetchval(self.sql, *self._values(arguments))

    async def run(self, connection: Connection, **arguments: Any) -> int:
        """Execute; the number of rows touched."""
        status: str = await connection.execute(self.sql, *self._values(arguments))
        count = status.rsplit(" ", 1)[-1]
        return int(count) if count.isdigit() else 0


async def prepare_connection(connection: Connection) -> None:
    """JSON columns travel as text that was encoded once; the driver decodes what it reads."""
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, encoder=str, decoder=json.loads, schema="pg_catalog")


class Database:
    """A pool of connections to one service's own database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @classmethod
    async def connect(cls, *, connections: int = 8, **dsn: str) -> "Database":
        """Open the pool. Reset on release is left out: every user of a connection ends its own transaction."""
        pool = await asyncpg.create_pool(
            min_size=1,
            max_size=connections,
            init=prepare_connection,
            reset=_no_reset,
            server_settings={
                "timezone": "UTC",
                "application_name": "throughcare",
                # A process that stands still inside a transaction must not hold its locks against all others.
                "idle_in_transaction_session_timeout": LOCKS_HELD_IN_SILENCE,
            },
            **dsn,
        )
        return cls(pool)

    async def close(self) -> None:
        """Close every connection once it is free."""
        await self.pool.close()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection for reading, outside a transaction: each statement sees its own instant."""
        async with self.pool.acquire() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """A connection inside a transaction that commits at the end and rolls back on any error."""
        async with self.pool.acquire() as connection, connection.transaction():
            yield connection


async def _no_reset(connection: Connection) -> None:
    """Session state is never changed here, so there is nothing to reset and a round trip to save."""
