"""The ticker: looks for clocks that have run out and says so, once.

Invariant: a clock that ran out is published as overdue exactly once, whoever looks and however many look: the row is
claimed (`FOR UPDATE SKIP LOCKED`) and marked in the transaction that records the event.
"""

import asyncio
from collections.abc import Mapping

import structlog

from shared.contracts.model import Actor, Obligation, Overdue
from shared.runtime import metrics
from shared.runtime.database import Query
from shared.runtime.faults import of_the_surroundings
from shared.runtime.tracing import Causes
from shared.runtime.transaction import Work
from shared.runtime.waiting import until_set

BATCH = 500
log = structlog.get_logger()

# The partial index holds running clocks only, by the time they are due: this reads its beginning.
CLAIM_DUE = Query("""
    UPDATE deadline SET overdue_at = :now
    WHERE (obligation, subject_id) IN (
        SELECT obligation, subject_id FROM deadline
        WHERE met_at IS NULL AND cancelled_at IS NULL AND overdue_at IS NULL AND due_at < :now
        ORDER BY due_at LIMIT :batch FOR UPDATE SKIP LOCKED)
    RETURNING obligation, subject_id, crn, sentence_id, owner, detail_url, due_at
""")


class Ticker:
    """Publishes the overdue clocks of one service."""

    def __init__(
        self, service: str, work: Work, overdue: Mapping[Obligation, type[Overdue]], public_url: str, every: float
    ) -> None:
        self.service, self.work, self.overdue, self.every = service, work, overdue, every
        self._public_url = public_url
        self._finishing = asyncio.Event()

    async def run(self) -> None:
        """Tick until told to finish."""
        while not self._finishing.is_set():
            try:
                while await self.tick() == BATCH and not self._finishing.is_set():
                    pass
            except Exception as error:
                if not of_the_surroundings(error):
                    raise
                log.warning("ticker.fault", error=type(error).__name__)
            await until_set(self._finishing, self.every)

    def finish(self) -> None:
        """End after the tick that has begun."""
        self._finishing.set()

    async def tick(self) -> int:
        """Publish the clocks that have run out by now, at most one batch; how many there were."""
        async with self.work.transaction(Causes.fresh()) as transaction:
            rows = await CLAIM_DUE.all(transaction.connection, now=transaction.now, batch=BATCH)
            rows.sort(key=lambda row: row["due_at"])
            transaction.tell(
                self.overdue[Obligation(row["obligation"])](
                    crn=row["crn"],
                    detail_url=row["detail_url"].removeprefix(self._public_url),
                    recorded_by=Actor(organisation=row["owner"]),
                    obligation=Obligation(row["obligation"]),
                    subject_id=row["subject_id"],
                    sentence_id=row["sentence_id"],
                    owner=row["owner"],
                    due_at=row["due_at"],
                )
                for row in rows
            )
        for row in rows:
            metrics.DEADLINES_OVERDUE.labels(self.service, row["obligation"]).inc()
        return len(rows)
