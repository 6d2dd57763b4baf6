"""Rebuilds the read model from the event records beside the live one, compares the two, and swaps them.

Invariant: the shadow is made of exactly the events that the live model has applied, by the same reactions, each
record's in its own order. Readers see the one whole or the other; whoever would write waits while the two are compared,
and then writes to whichever is live. Until the swap commits, nothing that is live has been touched.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import asyncpg

from services.oversight.domain.rebuilding import Checksum, Comparison, TableCompared
from services.oversight.rebuilding import store
from shared.contracts.envelope import Received, Unreadable
from shared.runtime.database import Connection, prepare_connection
from shared.runtime.event_record import EventRecord
from shared.runtime.inbox import Inbox, Opened, Poison
from shared.runtime.tracing import Causes
from shared.runtime.transaction import Transaction

BATCH = 1000
FEW = 500
"""So few events missing are caught up with while the consumer waits: one batch of its own."""
MOST_ROUNDS = 20
"""Then traffic is faster than the catching up, and the rest is made good while the consumer waits."""
ATTEMPTS, PAUSE_SECONDS = 5, 1.0


class RebuildFailed(Exception):
    """A rebuild that ended without a comparison, in a sentence; what is live is as it was."""


@dataclass(slots=True)
class Counts:
    """Events so far: taken in by oversight, found in a record, read from the records, applied to the shadow."""

    taken_in: int = 0
    found: int = 0
    read: int = 0
    applied: int = 0


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of a rebuild."""

    comparison: Comparison
    swapped: bool
    counts: Counts


class Rebuild:
    """One rebuild, on a connection of its own; `inbox` is that of oversight, for how it reads and reacts."""

    def __init__(self, inbox: Inbox, connection: Connection, records: Sequence[EventRecord]) -> None:
        self.inbox, self.connection, self.records = inbox, connection, records
        self.revision: str | None = None
        self.round, self.counts = 0, Counts()

    @classmethod
    @asynccontextmanager
    async def open(cls, inbox: Inbox, records: Sequence[EventRecord], **dsn: str) -> AsyncIterator["Rebuild"]:
        """A rebuild in oversight's database, alone; `RebuildFailed` where another one runs."""
        settings = {"search_path": store.SHADOW, "timezone": "UTC", "application_name": "throughcare-rebuild"}
        connection = await asyncpg.connect(server_settings=settings, **dsn)
        try:
            await prepare_connection(connection)
            if not await store.ALONE.value(connection):
                raise RebuildFailed("Another rebuild is under way. Let it end, then run this again.")
            await store.COMMIT_WITHOUT_WAITING.run(connection)
            try:
                yield cls(inbox, connection, records)
            finally:
                # Where the connection is gone, PostgreSQL has let go of the lock, and the next rebuild drops the rest.
                with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                    await store.DROP_SHADOW.run(connection)
        finally:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await connection.close()

    async def run(self, *, check: bool = False, accept_differences: bool = False) -> Rebuilt:
        """The whole of it: build, catch up, compare and, unless it is a check, swap."""
        await self.begin()
        await self.catch_up()
        return await self.finish(check=check, accept_differences=accept_differences)

    async def begin(self) -> None:
        """Make the shadow: empty tables like the live ones, down to the names of their keys."""
        async with self.connection.transaction():
            await store.DROP_SHADOW.run(self.connection)
            await store.KEEP_MIGRATIONS_OUT.run(self.connection)  # all tables of one revision
            for statement in store.CREATE_SHADOW:
                await statement.run(self.connection)
            await store.NAMES_AS_LIVE.run(self.connection)
            alike = await store.AS_THE_LIVE_ONES_ARE.all(self.connection, tables=list(store.TABLES))
            await store.NAMES_AS_SHADOW.run(self.connection)
            for row in alike:
                await self.connection.execute(row["statement"])
            self.revision = await store.REVISION.value(self.connection)

    async def catch_up(self) -> None:
        """Apply whatever the live model has applied, round by round, until few events are missing."""
        await self.apply_missing()
        await store.MAKE_READY.run(self.connection)
        while await self.apply_missing() > FEW and self.round < MOST_ROUNDS:
            pass

    async def apply_missing(self) -> int:
        """One round: what the live model has applied by now and the shadow has not; how many events that was."""
        self.round += 1
        missing = await store.TAKE_IN.run(self.connection, round=self.round)
        self.counts.taken_in += missing
        if self.round == 1:  # everything: read each record from its beginning
            for record in self.records:
                async for batch in record.in_order(BATCH):
                    ids = [one.event_id for one in batch]
                    rows = await store.TAKEN_IN_OF.all(self.connection, round=self.round, ids=ids)
                    wanted = {row["event_id"] for row in rows}
                    self.counts.read += len(batch)
                    await self._apply(record, [one for one in batch if one.event_id in wanted])
        elif missing:
            ids = [row["event_id"] for row in await store.TAKEN_IN.all(self.connection, round=self.round)]
            for record in self.records:
                async for batch in record.of(ids, BATCH):
                    self.counts.read += len(batch)
                    await self._apply(record, batch)
        return missing

    async def _apply(self, record: EventRecord, batch: Sequence[Opened]) -> None:
        """As the inbox does with a batch that is new to it, on the shadow."""
        self.counts.found += len(batch)
        events = [self._read(record, one) for one in batch if self._wanted(one)]
        if events:
            work = self.inbox.work
            transaction = Transaction(self.connection, work.clock, work.public_url, Causes.fresh(), work.ids)
            await self.inbox.reactions.apply(transaction, events)
            self.counts.applied += len(events)

    def _wanted(self, one: Opened) -> bool:
        # What was reacted to once, and is not by this version of the code, is no part of its read model.
        kind = one.envelope.event_type if one.envelope else ""
        return self.inbox.reactions.wants(kind) or self.inbox.reactions.wants_another_version(kind)

    def _read(self, record: EventRecord, one: Opened) -> Received[Any]:
        try:
            return self.inbox.read(one)
        except (Unreadable, Poison) as error:
            place = f"event {one.message.position} of {record.service} ({one.event_id})"
            raise RebuildFailed(f"The {place} was applied once and cannot be read now: {error}") from error

    async def finish(self, *, check: bool, accept_differences: bool) -> Rebuilt:
        """Compare at one instant, and swap unless it is a check; tried again where somebody holds a table too long."""
        for attempt in range(1, ATTEMPTS + 1):
            before = replace(self.counts)
            try:
                return await (self._check() if check else self._swap(accept_differences))
            except asyncpg.DependentObjectsStillExistError as error:
                raise RebuildFailed(
                    f"Something hangs on the live tables: {error.detail}. Nothing was swapped."
                ) from error
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
                self.counts = before  # the last round was rolled back with the rest
                if attempt < ATTEMPTS:
                    await asyncio.sleep(PAUSE_SECONDS)
                    await self.apply_missing()
        raise RebuildFailed(
            f"Somebody held a table of oversight for long, at {ATTEMPTS} attempts. Nothing was swapped: run this again."
        )

    async def _check(self) -> Rebuilt:
        # A snapshot holds nobody up: the inbox and both models are seen as they were at one instant.
        async with self.connection.transaction(isolation="repeatable_read"):
            await store.WAIT_FOR_LOCKS.run(self.connection)
            return Rebuilt(await self._compare(), False, self.counts)

    async def _swap(self, accept_differences: bool) -> Rebuilt:
        async with self.connection.transaction():
            await store.GIVE_UP_WHEN_STOPPED.run(self.connection)
            await store.WAIT_FOR_LOCKS.run(self.connection)
            await store.KEEP_WRITERS_OUT.run(self.connection)
            comparison = await self._compare()
            swaps = comparison.may_replace(accept_differences=accept_differences)
            if swaps:
                await store.COMMIT_DURABLY.run(self.connection)
                await store.WAIT_FOR_READERS.run(self.connection)
                await store.KEEP_READERS_OUT.run(self.connection)
                for statement in store.SWAP:
                    await statement.run(self.connection)
        return Rebuilt(comparison, swaps, self.counts)

    async def _compare(self) -> Comparison:
        """The last round, then every table by its checksum; in a transaction that sees nobody else write."""
        await store.KEEP_MIGRATIONS_OUT.run(self.connection)
        if await store.REVISION.value(self.connection) != self.revision:
            raise RebuildFailed("Oversight was migrated meanwhile. Nothing was swapped: run this again.")
        await self.apply_missing()
        tables = tuple([await self._compare_table(name) for name in store.TABLES])
        return Comparison(tables, unrecorded=self.counts.taken_in - self.counts.found)

    async def _compare_table(self, name: str) -> TableCompared:
        live = await self._sum(store.LIVE, name)
        rebuilt = await self._sum(store.SHADOW, name)
        if live == rebuilt:
            return TableCompared(name, live, rebuilt)
        different = await store.DIFFERENT[name].one(self.connection)
        assert different is not None  # an aggregate always answers one row
        return TableCompared(name, live, rebuilt, different["rows"], tuple(different["examples"]))

    async def _sum(self, schema: str, name: str) -> Checksum:
        row = await store.SUMS[schema, name].one(self.connection)
        assert row is not None  # an aggregate always answers one row
        return Checksum(row["rows"], int(row["checksum"]))
