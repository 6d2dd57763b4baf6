"""Housekeeping: what has been kept long enough is removed, a little at a time.

Invariant: a parked letter is never removed, nor a discarded one, nor a row of the inbox: whatever is replayed, however
old, must be known as applied, and what was given up is on record for good, as is why. What is removed is what nobody
will ask for again: letters that were redriven, and the answers to idempotency keys. Two processes that tidy at once
take different rows.
"""

import asyncio
from datetime import timedelta

import structlog

from shared.runtime import metrics
from shared.runtime.clock import Clock
from shared.runtime.database import Database, Query
from shared.runtime.faults import of_the_surroundings
from shared.runtime.settings import Settings

EVERY_SECONDS, AFTER_A_FAULT_SECONDS = 3600.0, 60.0
BATCH = 1000
log = structlog.get_logger()

# There is no index on the time: letters are few, and this looks for them once an hour. Discarded ones stay: a rebuild
# of a read model knows by them what is not part of it.
REMOVE_LETTERS = Query("""
    DELETE FROM dead_letter WHERE letter_id IN (
        SELECT letter_id FROM dead_letter WHERE state = 'redriven' AND settled_at < :before
        ORDER BY letter_id LIMIT :batch FOR UPDATE SKIP LOCKED)
""")
# By the index on the time of creation, of which this reads the beginning.
REMOVE_KEYS = Query("""
    DELETE FROM idempotency_key WHERE (caller, key) IN (
        SELECT caller, key FROM idempotency_key WHERE created_at < :before
        ORDER BY created_at LIMIT :batch FOR UPDATE SKIP LOCKED)
""")


class Housekeeping:
    """Removes what one service has kept long enough."""

    def __init__(self, service: str, database: Database, clock: Clock, settings: Settings) -> None:
        self.service, self.database, self.clock = service, database, clock
        self._keep = (
            ("dead_letter", REMOVE_LETTERS, timedelta(days=settings.dead_letter_keep_days)),
            ("idempotency_key", REMOVE_KEYS, timedelta(days=settings.idempotency_keep_days)),
        )

    async def run(self) -> None:
        """Tidy now and every hour, until cancelled; after a fault of the database sooner."""
        while True:
            pause = EVERY_SECONDS
            try:
                await self.tidy()
            except Exception as error:
                if not of_the_surroundings(error):
                    raise
                log.warning("housekeeping.fault", error=type(error).__name__)
                pause = AFTER_A_FAULT_SECONDS
            await asyncio.sleep(pause)

    async def tidy(self) -> dict[str, int]:
        """Remove everything that has been kept long enough by now: how many rows of each table."""
        removed: dict[str, int] = {}
        for table, remove, keep in self._keep:
            before, total, last = self.clock.now() - keep, 0, BATCH
            while last == BATCH:  # each batch is a transaction of its own, so no lock is held for long
                async with self.database.read() as connection:
                    last = await remove.run(connection, before=before, batch=BATCH)
                total += last
            removed[table] = total
            metrics.TIDIED.labels(self.service, table).inc(total)
        if any(removed.values()):
            log.info("housekeeping.tidied", **removed)
        return removed
