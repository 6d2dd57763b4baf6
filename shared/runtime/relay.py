"""The relay: outbox to Kafka, in the order of the record, nothing lost and nothing forgotten.

Invariant: an outbox row is deleted only after Kafka has acknowledged its event from all in-sync replicas, and of one
person's events a later one is never sent before an earlier one has been acknowledged. Kafka may see an event twice (a
crash between acknowledgement and deletion); consumers know it by its id. Of a fact that is told in two versions the
newer is never sent before the older has been acknowledged. No transaction stays open across a Kafka call.
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

from shared.contracts.catalogue import VERSIONS, topic_of
from shared.contracts.envelope import Envelope, encode
from shared.contracts.versions import Representation, Versions
from shared.runtime import metrics
from shared.runtime.clock import Clock
from shared.runtime.database import Connection, Database, Query
from shared.runtime.faults import of_the_surroundings
from shared.runtime.waiting import until_set

LEADER = "throughcare.relay"
LEADER_SILENCE = "60s"
POLL_LEAST, POLL_MOST, RETRY_MOST = 0.01, 0.25, 10.0
log = structlog.get_logger()

BECOME_LEADER = Query("SELECT pg_try_advisory_lock(hashtext(:name))")
# A leader is heard of more often than that, also while Kafka lets it wait. One whose process stands still (stopped,
# swapped out, cut off) loses its session and with it the lead; what it may still send when it goes on, its
# successor has sent before.
LEAD_WHILE_HEARD = Query(f"SET idle_session_timeout = '{LEADER_SILENCE}'")
LET_GO = Query("RESET idle_session_timeout")
# The join is by primary key on both sides; the outbox is small or this is a catch-up and sequential anyway.
NEXT_EVENTS = Query("""
    SELECT o.sequence, e.event_id, e.event_type, e.crn, e.recorded_at, e.body,
           e.correlation_id, e.causation_id, e.traceparent
    FROM outbox o JOIN event e USING (sequence)
    WHERE NOT o.crn = ANY(:held_back::text[])
    ORDER BY o.sequence LIMIT :batch
""")
PUBLISHED = Query("DELETE FROM outbox WHERE sequence = ANY(:sequences::bigint[])")


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
        self,
        service: str,
        database: Database,
        producer: AIOKafkaProducer,
        clock: Clock,
        public_url: str,
        batch: int,
        versions: Versions = VERSIONS,
    ) -> None:
        self.versions = versions
        self.service, self.database, self.producer, self.clock, self.batch = service, database, producer, clock, batch
        self.topic = topic_of(service)
        self.leading = False
        self._schemas = f"{public_url}/schemas"
        self._source = f"/throughcare/{service}"
        self._woken = asyncio.Event()
        self._finishing = asyncio.Event()
        self._held: dict[str, Hold] = {}

    def wake(self) -> None:
        """An event has been committed: look now instead of at the next poll."""
        self._woken.set()

    async def run(self) -> None:
        """Lead and publish until told to finish; after any fault, let go of the lead, wait, and begin again."""
        pause = POLL_MOST
        while not self._finishing.is_set():
            try:
                async with self.database.pool.acquire() as connection:
                    if await self.take_the_lead(connection):
                        pause = POLL_MOST
                        try:
                            await self._lead(connection)
                        finally:
                            await self._let_go(connection)
            except Exception as error:
                if not of_the_surroundings(error):
                    raise
                log.warning("relay.fault", error=type(error).__name__)
                pause = min(pause * 2, RETRY_MOST)
            await until_set(self._finishing, pause)

    def finish(self) -> None:
        """End after the round that has begun, and one more for what has been told since."""
        self._finishing.set()
        self._woken.set()

    async def take_the_lead(self, connection: Connection) -> bool:
        """Whether this relay leads from now on, for as long as the connection lives."""
        self.leading = bool(await BECOME_LEADER.value(connection, name=LEADER))
        if self.leading:
            await LEAD_WHILE_HEARD.run(connection)
        return self.leading

    async def _let_go(self, connection: Connection) -> None:
        self.leading = False
        # A connection that is going back to the pool must not keep the lead.
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            await LET_GO.run(connection)
            await connection.execute("SELECT pg_advisory_unlock_all()")

    async def _lead(self, connection: Connection) -> None:
        pause = POLL_LEAST
        while True:
            last = self._finishing.is_set()
            self._woken.clear()
            published, failed = await self.publish_once(connection)
            if last:
                return
            if failed and not published:
                # Nothing at all was acknowledged: it is Kafka, not a person's event. Wait longer, hold nobody back.
                self._held.clear()
                pause = min(pause * 2, RETRY_MOST)
                await until_set(self._finishing, pause)
            elif published == 0:
                pause = min(pause * 2, POLL_MOST)
                await until_set(self._woken, pause)
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
        # One after the other: whoever meets a version that it does not know has been given the older one before.
        for told in self.versions.representations(row["event_type"], row["body"]):
            await self.producer.send_and_wait(
                self.topic,
                key=row["crn"].encode(),
                value=told.body.encode(),
                headers=encode(self._envelope(row, told)),
            )

    def _envelope(self, row: dict[str, Any], told: Representation) -> Envelope:
        return Envelope(
            event_id=row["event_id"],
            event_type=told.event_type,
            source=self._source,
            subject=row["crn"],
            time=row["recorded_at"],
            dataschema=f"{self._schemas}/{told.event_type}.json",
            correlation_id=row["correlation_id"],
            causation_id=row["causation_id"],
            traceparent=row["traceparent"],
            superseded_by=told.superseded_by,
        )
