"""What became of a clock: met in time, met late, missed, still running, or owed by nobody any more."""

from datetime import datetime

from shared.probation.described import Described


class ClockResult(Described):
    """How a clock stands at a moment."""

    MET = "met", "Met"
    MET_LATE = "metLate", "Met late"
    MISSED = "missed", "Missed"
    RUNNING = "running", "Running"
    CANCELLED = "cancelled", "No longer owed"


def result_of(due_at: datetime, met_at: datetime | None, cancelled_at: datetime | None, now: datetime) -> ClockResult:
    """The result at `now`. What ran out before it was cancelled stays missed: cancelling forgives nothing."""
    if met_at is not None:
        return ClockResult.MET if met_at <= due_at else ClockResult.MET_LATE
    if cancelled_at is not None:
        return ClockResult.CANCELLED if cancelled_at <= due_at else ClockResult.MISSED
    return ClockResult.RUNNING if now <= due_at else ClockResult.MISSED
