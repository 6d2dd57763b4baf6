"""One transaction of work: states are locked and read, decisions put, and all is written in one statement at the end.

Invariant: a state is read under its lock, changed only by a decision, and written once with that decision's events.
"""

import uuid
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast
from uuid import UUID

import uuid_utils

from shared.contracts.envelope import Received
from shared.contracts.model import Actor, Fact
from shared.decisions import Decision, IdSource, Occasion, State
from shared.runtime.clock import Clock
from shared.runtime.database import Connection, Database, Query
from shared.runtime.recording import Recorded, Recording, Rows
from shared.runtime.repository import After, Repository
from shared.runtime.tracing import Causes, record_span

S = TypeVar("S", bound=State)


class TimeOrderedIds(IdSource):
    """UUIDv7: made by the client, in time order, so that indexes grow at one end."""

    def __call__(self) -> UUID:
        """A new identifier."""
        return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


new_id = TimeOrderedIds()


class Transaction:
    """What a command or a reaction works with."""

    def __init__(
        self, connection: Connection, clock: Clock, public_url: str, causes: Causes, ids: IdSource = new_id
    ) -> None:
        self.connection = connection
        self.clock = clock
        self.now = clock.now()
        self.ids = ids
        self.recording = Recording()
        self._public_url = public_url
        self._causes = causes
        self._stored: dict[tuple[int, UUID], State | None] = {}
        self._current: dict[tuple[int, UUID], tuple[Repository[Any], State]] = {}
        self.told = 0

    def occasion(self, actor: Actor) -> Occasion:
        """This moment, for a decision by `actor`."""
        return Occasion(now=self.now, actor=actor, new_id=self.ids)

    async def lock(self, repository: Repository[S], ids: Iterable[UUID]) -> None:
        """Lock and read the aggregates that this transaction does not hold yet; absent ones are known as absent."""
        wanted = sorted({key for key in ids if (id(repository), key) not in self._stored})
        if not wanted:
            return
        found = await repository.lock(self.connection, wanted)
        for key in wanted:
            state = found.get(key)
            self._stored[id(repository), key] = state

    async def lock_beside(
        self, repository: Repository[S], key: UUID, beside: Query, *, after: After | None = None, **arguments: Any
    ) -> list[dict[str, Any]]:
        """Lock and read one aggregate, not held yet, and in the same round trips what else its decision needs.

        `after` names rows that are locked before it.
        """
        state, rows = await repository.lock_beside(self.connection, key, beside, after=after, **arguments)
        self._stored[id(repository), key] = state
        return rows

    def get(self, repository: Repository[S], key: UUID) -> S | None:
        """The state as this transaction has it; it must have been locked."""
        place = (id(repository), key)
        if place in self._current:
            return cast(S, self._current[place][1])
        return cast("S | None", self._stored[place])

    def put(self, repository: Repository[S], decision: Decision[S], cause: Received[Any] | None = None) -> S:
        """Take a decision: its state replaces the one held, its events will be told. Answers the state as versioned."""
        key: UUID = getattr(decision.state, repository.key)
        place = (id(repository), key)
        stored = self._stored.setdefault(place, None)
        before = self.get(repository, key)
        state = decision.state
        if before is None or state != before:
            version = 1 if stored is None else stored.version + 1
            state = state.model_copy(update={"version": version})
            self._current[place] = (repository, state)
        self.tell((*decision.events, *decision.listings), cause)
        return state

    def tell(self, events: Iterable[Fact], cause: Received[Any] | None = None) -> None:
        """Record facts; their detail addresses become absolute here, where the public address is known."""
        for data in events:
            correlation_id, causation_id, traceparent = record_span(data.event_type, self._causes, cause)
            self.recording.events.append(
                Recorded(
                    event_id=self.ids(),
                    data=data.model_copy(update={"detail_url": self._public_url + data.detail_url}),
                    recorded_at=self.now,
                    correlation_id=correlation_id,
                    causation_id=causation_id,
                    traceparent=traceparent,
                )
            )
            self.told += 1

    async def flush(self) -> None:
        """Write what was put and told, in one statement; the states stay held."""
        rows: dict[tuple[str, bool], list[str]] = {}
        for (place, key), (repository, state) in self._current.items():
            stored = cast(Any, self._stored[place, key])
            for difference in repository.difference(stored, state):
                rows.setdefault((difference.table, difference.insert), []).extend(difference.documents)
            self._stored[place, key] = state
        self._current.clear()
        self.recording.rows = [Rows(table, insert, tuple(docs)) for (table, insert), docs in rows.items()]
        await self.recording.write(self.connection, self.now)


class Work:
    """Opens transactions for a service; what wakes its relay is called after a commit that told something."""

    def __init__(self, database: Database, clock: Clock, public_url: str, ids: IdSource = new_id) -> None:
        self.database, self.clock, self.public_url, self.ids = database, clock, public_url, ids
        self.on_told: list[Any] = []

    @asynccontextmanager
    async def transaction(self, causes: Causes) -> AsyncIterator[Transaction]:
        """A transaction that flushes and commits at the end, or leaves no trace."""
        async with self.database.write() as connection:
            transaction = Transaction(connection, self.clock, self.public_url, causes, self.ids)
            yield transaction
            await transaction.flush()
        if transaction.told:
            for wake in self.on_told:
                wake()
