"""The relay: outbox to Kafka, in the order of the record, nothing lost and nothing forgotten.

Invariant: an outbox row is deleted only after Kafka has acknowledged its event from all in-sync replicas, and of one
person's events a later one is never sent before an earlier one has been acknowledged. Kafka may see an event twice (a
crash between acknowledgement and deletion); consumers know it by its id. No transaction stays open across a Kafka call.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.contracts.catalogue import topic_of
from shared.contracts.envelope import Envelope, encode
from shared.runtime import metrics
from shared.runtime.clock import Clock
from shared.runtime.database import Connection, Database, Query

LEADER = "throughcare.relay"
POLL_LEAST, POLL_MOST, RETRY_MOST = 0.01, 0.25, 10.0
log = structlog.get_logger()

BECOME_LEADER = Query("SELECT pg_try_advisory_lock(hashtext(:name))")
# The join is by primary key on both sides; the outbox is small or this is a catch-up and sequential anyway.
NEXT_EVENTS = Query("""
    SELECT o.sequence, e.event_id, e.event_type, e.crn, e.recorded_at, e.body,
           e.correlation_id, e.causation_id, e.traceparent
    FROM outbox o JOIN event e USING (sequence)
    WHERE NOT o.crn = ANY(:held_back::text[])
    ORDER BY o.sequence LIMIT :batch
""")
PUBLISHED = Query("DELETE FROM outbox WHERE sequence = ANY(:sequences::bigint[])")
OLDEST = Query("""
    SELECT count(*) AS waiting, min(e.recorded_at) AS oldest
    FROM (SELECT sequence FROM outbox ORDER BY sequence LIMIT 10000) o JOIN event e USING (sequence)
""")


@dataclass(frozen=True, slots=True)
class Hold:
    """A person whose next event Kafka did not take: not tried again until then (monotonic seconds)."""

    until: float
    pause: float


def waves(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Split rows, in order, so that each wave has at most one of each person."""
    turns: dict[int, list[dict[str, Any]]] = {}
    seen: dict[str, int] = {}
    for row in rows:
        turn = seen.get(row["crn"], 0)
        seen[row["crn"]] = turn + 1
        turns.setdefault(turn, []).append(row)
    yield from turns.values()


class Relay:
    """Publishes one service's outbox. Many may run; the one that holds the advisory lock works."""

    def __init__(
        self, service: str, database: Database, producer: AIOKafkaProducer, clock: Clock, public_url: str, batch: int
    ) -> None:
        self.service, self.database, self.producer, self.clock, self.batch = service, database, producer, clock, batch
        self.topic = topic_of(service)
        self.leading = False
        self._schemas = f"{public_url}/schemas"
        self._source = f"/throughcare/{service}"
        self._woken = asyncio.Event()
        self._held: dict[str, Hold] = {}

    def wake(self) -> None:
        """An event has been committed: look now instead of at the next poll."""
        self._woken.set()

    async def run(self) -> None:
        """Lead and publish until cancelled; after any fault, let go of the lead, wait, and begin again."""
        pause = POLL_MOST
        while True:
            try:
                async with self.database.pool.acquire() as connection:
                    if await BECOME_LEADER.value(connection, name=LEADER):
                        self.leading, pause = True, POLL_MOST
                        try:
                            await self._lead(connection)
                        finally:
                            self.leading = False
                            # A connection that is going back to the pool must not keep the lead.
                            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                                await connection.execute("SELECT pg_advisory_unlock_all()")
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, KafkaError) as error:
                log.warning("relay.fault", error=type(error).__name__)
                pause = min(pause * 2, RETRY_MOST)
            await asyncio.sleep(pause)

    async def _lead(self, connection: Connection) -> None:
        pause = POLL_LEAST
        while True:
            self._woken.clear()
            published, failed = await self.publish_once(connection)
            if failed and not published:
                # Nothing at all was acknowledged: it is Kafka, not a person's event. Wait longer, hold nobody back.
                self._held.clear()
                pause = min(pause * 2, RETRY_MOST)
                await asyncio.sleep(pause)
            elif published == 0:
                pause = min(pause * 2, POLL_MOST)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), pause)
            else:
                pause = POLL_LEAST

    async def publish_once(self, connection: Connection) -> tuple[int, int]:
        """Publish what is waiting, one batch: how many events Kafka acknowledged, and how many it did not."""
        now = time.monotonic()
        held = [crn for crn, hold in self._held.items() if hold.until > now]
        rows = await NEXT_EVENTS.all(connection, held_back=held, batch=self.batch)
        done: list[int] = []
        failed: set[str] = set()
        # The first waiting event of every person, then the second of each, …: so an event that fails stops its own
        # person's later events and nobody else's. Most batches are one or two such waves.
        for wave in waves(rows):
            going = [row for row in wave if row["crn"] not in failed]
            outcomes = await asyncio.gather(*(self._send(row) for row in going), return_exceptions=True)
            for row, outcome in zip(going, outcomes, strict=True):
                if isinstance(outcome, KafkaError):
                    failed.add(row["crn"])
                    log.warning("relay.not_acknowledged", error=type(outcome).__name__, event_id=str(row["event_id"]))
                elif isinstance(outcome, BaseException):
                    raise outcome
                else:
                    done.append(row["sequence"])
                    self._held.pop(row["crn"], None)
        if done:
            await PUBLISHED.run(connection, sequences=done)
            metrics.EVENTS_PUBLISHED.labels(self.service).inc(len(done))
        for crn in failed:
            pause = min(self._held[crn].pause * 2 if crn in self._held else POLL_MOST, RETRY_MOST)
            self._held[crn] = Hold(until=time.monotonic() + pause, pause=pause)
        return len(done), len(failed)

    async def _send(self, row: dict[str, Any]) -> None:
        envelope = Envelope(
            event_id=row["event_id"],
            event_type=row["event_type"],
            source=self._source,
            subject=row["crn"],
            time=row["recorded_at"],
            dataschema=f"{self._schemas}/{row['event_type']}.json",
            correlation_id=row["correlation_id"],
            causation_id=row["causation_id"],
            traceparent=row["traceparent"],
        )
        await self.producer.send_and_wait(
            self.topic, key=row["crn"].encode(), value=row["body"].encode(), headers=encode(envelope)
        )

    async def lag_seconds(self) -> float:
        """The age of the oldest event that Kafka has not acknowledged; 0 where none waits."""
        async with self.database.read() as connection:
            row = await OLDEST.one(connection)
        assert row is not None  # an aggregate always answers one row
        metrics.OUTBOX_WAITING.labels(self.service).set(row["waiting"])
        age = (self.clock.now() - row["oldest"]).total_seconds() if row["oldest"] else 0.0
        metrics.RELAY_LAG.labels(self.service).set(age)
        return age
