"""Working days of England and Wales, and when a deadline falls due.

Days are London days; moments are aware, and a due time is returned in UTC. A deadline counted in days falls at the
last instant (23:59:59.999999, London) of its last day, so that work done on the day is in time whatever the clocks do.
The day of the start is never counted: the first day is the one after it.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from shared.probation.limits import Limit, Unit, limit

LONDON = ZoneInfo("Europe/London")

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class NotAClock(ValueError):
    """The limit is a quantity (hours of unpaid work, cases, pounds) and gives no due time."""


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    # England and Wales share one set of bank holidays, the moved and the extra ones included; the unqualified
    # United Kingdom set leaves out Easter Monday and the late-summer holiday, so a subdivision is always named.
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def london_date(when: date | datetime) -> date:
    """The London day of an aware moment; a plain date is already one. Raises ValueError for a naive moment."""
    if not isinstance(when, datetime):
        return when
    if when.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return when.astimezone(LONDON).date()


def is_working_day(when: date | datetime) -> bool:
    """Neither a Saturday, a Sunday nor a bank holiday in England and Wales."""
    day = london_date(when)
    return day.weekday() < _SATURDAY and day not in _bank_holidays(day.year)


def start_of_day(when: date | datetime) -> datetime:
    """First instant of the London day, in UTC."""
    return datetime.combine(london_date(when), time.min, LONDON).astimezone(UTC)


def end_of_day(when: date | datetime) -> datetime:
    """Last instant (microsecond) of the London day, in UTC."""
    return datetime.combine(london_date(when), time.max, LONDON).astimezone(UTC)


def add_working_days(start: datetime, days: int) -> datetime:
    """End of the n-th working day after the London day of `start`, in UTC.

    Zero is the day itself, or the next working day where it is not one. Raises ValueError for a naive start or a
    negative number.
    """
    if days < 0:
        raise ValueError(f"Working days are counted forward, not {days}.")
    day = london_date(start)
    if days == 0:
        while not is_working_day(day):
            day += _ONE_DAY
    while days > 0:
        day += _ONE_DAY
        days -= is_working_day(day)
    return end_of_day(day)


def working_days_between(earlier: date | datetime, later: date | datetime) -> int:
    """Working days after the first day, up to and including the second; negative when they are the other way round.

    So a thing due by `add_working_days(start, n)` and done on the day takes at most n.
    """
    first, last = london_date(earlier), london_date(later)
    if last < first:
        return -working_days_between(last, first)
    weekdays = _weekdays_through(last) - _weekdays_through(first)
    lost = (
        day
        for year in range(first.year, last.year + 1)
        for day in _bank_holidays(year)
        if first < day <= last and day.weekday() < _SATURDAY
    )
    return weekdays - sum(1 for _ in lost)


def _weekdays_through(day: date) -> int:
    weeks, rest = divmod(day.toordinal(), 7)  # the ordinal of a Sunday is a multiple of seven
    return weeks * 5 + min(rest, 5)


def add_months(day: date, months: int) -> date:
    """Same day of a later month, or its last day where it has none: 31 January and a month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _after_working_days(start: datetime, count: int) -> datetime:
    return add_working_days(start, count)


def _after_calendar_days(start: datetime, count: int) -> datetime:
    return end_of_day(london_date(start) + timedelta(days=count))


def _after_months(start: datetime, count: int) -> datetime:
    return end_of_day(add_months(london_date(start), count))


def _after_hours(start: datetime, count: int) -> datetime:
    return start.astimezone(UTC) + timedelta(hours=count)


def _after_minutes(start: datetime, count: int) -> datetime:
    return start.astimezone(UTC) + timedelta(minutes=count)


_COUNTED_BY: dict[Unit, Callable[[datetime, int], datetime]] = {
    Unit.WORKING_DAYS: _after_working_days,
    Unit.CALENDAR_DAYS: _after_calendar_days,
    Unit.MONTHS: _after_months,
    Unit.HOURS: _after_hours,
    Unit.MINUTES: _after_minutes,
}


def due(limit_name: str, start: datetime) -> datetime:
    """When a clock that began at `start` runs out, by the limit in force on that London day; in UTC.

    Working days end with the n-th working day; calendar days and months with a London day, working or not; hours and
    minutes run exactly, through any change of the clocks. Raises UnknownLimit, LimitNotInForce, NotAClock for a
    quantity, and ValueError for a naive start.
    """
    return due_by(limit(limit_name, london_date(start)), start)


def due_by(clock: Limit, start: datetime) -> datetime:
    """As `due`, for a limit already in hand. Raises NotAClock for a quantity and ValueError for a naive start."""
    london_date(start)
    try:
        count = _COUNTED_BY[clock.unit]
    except KeyError:
        raise NotAClock(f"{clock.name} is counted in {clock.unit} and gives no due time.") from None
    return count(start, clock.whole)


def window_opens(limit_name: str, end: datetime) -> datetime:
    """First instant of a window of calendar days that closes on the London day of `end`, in UTC.

    Pre-release work is the last 12 weeks: it opens 84 days before release. Raises as `due` does, and NotAClock when
    the limit is not in calendar days.
    """
    day = london_date(end)
    clock = limit(limit_name, day)
    if clock.unit is not Unit.CALENDAR_DAYS:
        raise NotAClock(f"{clock.name} is counted in {clock.unit}, not in calendar days.")
    return start_of_day(day - timedelta(days=clock.whole))
