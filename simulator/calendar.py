"""When things happen in a story: times of day in London, which is where the story's officers look at their watches."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant on a London day."""
    return datetime.combine(day, time(hour, minute), LONDON)
