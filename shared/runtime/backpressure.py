"""Backpressure: a service that cannot tell the world what it decides stops deciding, and says so.

Invariant: while the oldest unpublished event has waited longer than the limit, every command is answered 503 with
Retry-After, stores nothing and publishes nothing, and nothing is consumed that would add to the outbox. The group is
kept meanwhile, and both begin again by themselves.
"""

from shared.runtime import metrics
from shared.runtime.database import Database, Query

RETRY_AFTER_SECONDS = 5

# Of a long outbox only the beginning is counted. The time is the database's own: a development clock that jumps by days
# makes nothing old, and what is replayed waits since it was put back.
OLDEST = Query("""
    SELECT count(*) AS waiting, extract(epoch FROM clock_timestamp() - min(queued_at))::float8 AS seconds
    FROM (SELECT queued_at FROM outbox ORDER BY sequence LIMIT 10000) o
""")


class Unavailable(Exception):
    """What was asked may be right, but it cannot be done now; `retry_after` is when to ask again, in seconds."""

    def __init__(self, sentence: str, retry_after: int = RETRY_AFTER_SECONDS) -> None:
        self.sentence, self.retry_after = sentence, retry_after
        super().__init__(sentence)


class Backpressure:
    """How long the oldest event of a service has waited for Kafka, as last measured, and whether that is too long."""

    def __init__(self, service: str, database: Database, limit_seconds: float) -> None:
        self.service, self.database, self.limit_seconds = service, database, limit_seconds
        self.waited_seconds = 0.0

    @property
    def is_on(self) -> bool:
        """Whether no more may be added to the outbox."""
        return self.waited_seconds > self.limit_seconds

    async def measure(self) -> float:
        """The age of the oldest event that Kafka has not acknowledged, in seconds; 0 where none waits."""
        async with self.database.read() as connection:
            row = await OLDEST.one(connection)
        assert row is not None  # an aggregate always answers one row
        self.waited_seconds = row["seconds"] or 0.0
        metrics.OUTBOX_WAITING.labels(self.service).set(row["waiting"])
        metrics.RELAY_LAG.labels(self.service).set(self.waited_seconds)
        metrics.BACKPRESSURE.labels(self.service).set(self.is_on)
        return self.waited_seconds

    def must_be_off(self) -> None:
        """`Unavailable` while it is on."""
        if self.is_on:
            raise Unavailable(
                f"Kafka has taken no event for {self.waited_seconds:.0f} s, so no more can be decided now. "
                "Ask again with the same Idempotency-Key."
            )
