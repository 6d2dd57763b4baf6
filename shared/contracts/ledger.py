"""The ledger of obligations, folded out of facts: what a run of events makes of each clock that it touches.

Invariant: the service that owns a clock, and oversight, which only hears of it, fold the same events by this function:
so their ledgers agree at rest. Events are given in the order in which their service told them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.model import ClockAction, EventData, Fact, Overdue


@dataclass(slots=True)
class ClockRow:
    """What a run of events makes of one clock.

    Where the clock was started in the run, the row is whole and replaces any other; where not, only the times that are
    set are news, of a clock that was started before.
    """

    obligation: str
    subject_id: UUID
    crn: str
    sentence_id: UUID | None
    detail_url: str
    owner: str | None = None
    started_at: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    cancelled_at: datetime | None = None
    overdue_at: datetime | None = None

    @property
    def is_start(self) -> bool:
        """Whether the clock was started in this run."""
        return self.started_at is not None

    @property
    def has_ended(self) -> bool:
        """Whether it was met or cancelled in this run: after that only a new start is news."""
        return self.met_at is not None or self.cancelled_at is not None


def fold(facts: Iterable[tuple[Fact, datetime]]) -> list[ClockRow]:
    """One row for each clock that the facts touch; each fact with the time at which it was recorded."""
    rows: dict[tuple[str, UUID], ClockRow] = {}
    for data, at in facts:
        if not isinstance(data, EventData):
            continue  # what is about no person starts no clock
        sentence_id: UUID | None = getattr(data, "sentence_id", None)
        for clock in data.clocks:
            key = (clock.obligation.value, clock.subject_id)
            starts = clock.action is ClockAction.STARTED or clock.due_at is not None
            if starts or key not in rows:
                rows[key] = ClockRow(*key, data.crn, sentence_id, data.detail_url)
            row = rows[key]
            if starts:
                row.owner, row.started_at, row.due_at = clock.owner, at, clock.due_at
            if clock.action is ClockAction.MET and not row.has_ended:
                row.met_at = at
            elif clock.action is ClockAction.CANCELLED and not row.has_ended:
                row.cancelled_at = at
        if isinstance(data, Overdue):
            key = (data.obligation.value, data.subject_id)
            row = rows.setdefault(key, ClockRow(*key, data.crn, sentence_id, data.detail_url))
            row.overdue_at = row.overdue_at or at
    return list(rows.values())
