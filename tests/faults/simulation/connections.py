"""The driver with gates: the real pool and the real connections, with a gate before each statement and around COMMIT.

Invariant: what was committed is known at the moment of its commit, in the order of commits. It is read from the record
inside the transaction itself, and not from the code that is tested.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from uuid import UUID

import asyncpg

from tests.faults.simulation.gates import CURRENT, gate

TOLD = """
    SELECT sequence, event_id, event_type, crn, body, correlation_id, causation_id
    FROM event WHERE xmin = pg_current_xact_id()::xid ORDER BY sequence
"""


@dataclass
class Commit:
    """One transaction that was committed: by whom, in which operation, what it told, and what it applied."""

    service: str
    actor: str
    told: list[dict[str, Any]] = field(default_factory=list)
    applied: list[UUID] = field(default_factory=list)
    operation: int = 0


class GatedTransaction:
    """A transaction of the driver, with gates before BEGIN, before COMMIT, and after it."""

    def __init__(self, connection: "GatedConnection") -> None:
        self._connection = connection
        self._transaction = connection.raw.transaction()

    async def __aenter__(self) -> None:
        await self._connection.at("begin")
        await self._transaction.start()
        self._connection.begin()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                await self._connection.at("commit")
                commit = await self._connection.ending()
                await self._transaction.commit()
            except BaseException:
                await self._rollback()
                raise
            self._connection.committed(commit)
            await self._connection.at("committed")
        else:
            await self._rollback()

    async def _rollback(self) -> None:
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await self._transaction.rollback()


class GatedConnection:
    """A connection of the driver; statements go through it as they are."""

    def __init__(self, raw: Any, service: str, on_commit: Callable[[Commit], None]) -> None:
        self.raw, self.service = raw, service
        self._on_commit = on_commit
        self._wrote = False
        self.applied: list[UUID] = []

    @property
    def backend(self) -> int | None:
        """The server's process behind it; None where it is lost."""
        return None if self.raw.is_closed() else int(self.raw.get_server_pid())

    async def at(self, name: str) -> None:
        """Come to a gate."""
        actor = CURRENT.get()
        if actor is not None:
            actor.backend, actor.connection = self.backend, self.raw
            await gate(name, actor.backend)

    def begin(self) -> None:
        """A transaction begins: nothing has been told or applied in it."""
        self._wrote, self.applied = False, []

    async def ending(self) -> Commit:
        """What the transaction is about to commit."""
        actor = CURRENT.get()
        commit = Commit(self.service, actor.name if actor else "", applied=self.applied)
        if self._wrote:
            commit.told = [dict(row) for row in await self.raw.fetch(TOLD)]
        return commit

    def committed(self, commit: Commit) -> None:
        """It is committed."""
        self._on_commit(commit)

    def transaction(self) -> GatedTransaction:
        """A transaction."""
        return GatedTransaction(self)

    async def execute(self, sql: str, *values: Any) -> str:
        """A statement; the number of rows that the server names."""
        await self.at("statement")
        self._wrote = self._wrote or "INSERT INTO event" in sql
        status: str = await self.raw.execute(sql, *values)
        return status

    async def fetch(self, sql: str, *values: Any) -> Any:
        """Its rows."""
        await self.at("statement")
        return await self.raw.fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        """Its first row."""
        await self.at("statement")
        return await self.raw.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        """The first column of its first row."""
        await self.at("statement")
        return await self.raw.fetchval(sql, *values)


class _Acquired:
    def __init__(self, pool: "GatedPool") -> None:
        self._pool = pool
        self._raw: Any = None

    async def __aenter__(self) -> GatedConnection:
        self._raw = await self._pool.raw.acquire()
        return GatedConnection(self._raw, self._pool.service, self._pool.on_commit)

    async def __aexit__(self, *_: object) -> None:
        await self._pool.raw.release(self._raw)


class GatedPool:
    """A pool of the driver that gives out gated connections."""

    def __init__(self, raw: asyncpg.Pool, service: str, on_commit: Callable[[Commit], None]) -> None:
        self.raw, self.service, self.on_commit = raw, service, on_commit
        self.restoring = ""
        """The statements that put the base back."""
        self.restored = 0

    def acquire(self) -> _Acquired:
        """A connection, for as long as the context lasts."""
        return _Acquired(self)

    async def close(self) -> None:
        """Close every connection."""
        await self.raw.close()

    def terminate(self) -> None:
        """Close every connection at once."""
        self.raw.terminate()
