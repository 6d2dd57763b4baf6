"""How long each side took, in the hours in which an office is open: a pack sent on a Friday night waits for Monday."""

from datetime import datetime, time, timedelta

from services.breach.domain.thresholds import office_hours
from shared.probation.calendar import LONDON, is_working_day, london_date


def working_minutes(begun: datetime, done: datetime) -> int:
    """Whole minutes of office hours on working days between two moments; none where the second is not later."""
    total, day, last = timedelta(), london_date(begun), london_date(done)
    while day <= last:
        if is_working_day(day):
            opens, closes = office_hours(day)
            since = max(begun, datetime.combine(day, time(opens), LONDON))
            until = min(done, datetime.combine(day, time(closes), LONDON))
            total += max(until - since, timedelta())
        day += timedelta(days=1)
    return total // timedelta(minutes=1)
