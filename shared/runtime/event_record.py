"""A service's event record as an operator's tool reads it: in its order, batch by batch, and never written.

Invariant: events come in the order of their sequence, which for each aggregate is the order of commits, and look to an
inbox as they would if they came from the topic. The connection takes no writing statement.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from shared.contracts.catalogue import topic_of
from shared.contracts.envelope import Envelope
from shared.runtime.database import Connection, Query
from shared.runtime.inbox import Message, Opened

_EVENT = """
    SELECT sequence, event_id, event_type, crn, recorded_at, body, correlation_id, causation_id, traceparent FROM event
"""
AFTER = Query(_EVENT + "WHERE sequence > :after ORDER BY sequence LIMIT :batch")
THESE = Query(_EVENT + "WHERE sequence = ANY(:sequences::bigint[]) ORDER BY sequence")
PLACES = Query("SELECT sequence FROM event WHERE event_id = ANY(:ids::uuid[]) ORDER BY sequence")


class EventRecord:
    """What one service told the world."""

    def __init__(self, service: str, connection: Connection) -> None:
        self.service, self._connection, self._topic = service, connection, topic_of(service)

    @classmethod
    @asynccontextmanager
    async def open(cls, service: str, **dsn: str) -> AsyncIterator["EventRecord"]:
        """The record in a service's database, over a connection that can only read."""
        settings = {"default_transaction_read_only": "on", "timezone": "UTC", "application_name": "throughcare-record"}
        connection = await asyncpg.connect(server_settings=settings, **dsn)
        try:
            yield cls(service, connection)
        finally:
            await connection.close()

    async def in_order(self, batch: int) -> AsyncIterator[list[Opened]]:
        """Every event there is, oldest first, at most `batch` at a time; one statement each time."""
        after = 0
        while True:
            rows = await AFTER.all(self._connection, after=after, batch=batch)
            if rows:
                yield [self._opened(row) for row in rows]
                after = rows[-1]["sequence"]
            if len(rows) < batch:
                return

    async def of(self, ids: Collection[UUID], batch: int) -> AsyncIterator[list[Opened]]:
        """Those of the events that are in this record, oldest first, at most `batch` at a time."""
        # All are placed first: were the ids cut into batches, a later event could come before an earlier one.
        places = [row["sequence"] for row in await PLACES.all(self._connection, ids=list(ids))]
        for begin in range(0, len(places), batch):
            rows = await THESE.all(self._connection, sequences=places[begin : begin + batch])
            yield [self._opened(row) for row in rows]

    def _opened(self, row: dict[str, Any]) -> Opened:
        envelope = Envelope(
            event_id=row["event_id"],
            event_type=row["event_type"],
            source=f"/throughcare/{self.service}",
            subject=row["crn"],
            time=row["recorded_at"],
            dataschema="",
            correlation_id=row["correlation_id"],
            causation_id=row["causation_id"],
            traceparent=row["traceparent"],
        )
        message = Message(self._topic, 0, row["sequence"], row["crn"], (), row["body"].encode())
        return Opened(message, envelope.event_id, envelope)
