"""Working days of England and Wales, and when deadlines fall due."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.probation.calendar import (
    LONDON,
    NotAClock,
    add_months,
    add_working_days,
    due,
    due_by,
    end_of_day,
    is_working_day,
    london_date,
    start_of_day,
    window_opens,
    working_days_between,
)
from shared.probation.dated_limits import Limit, LimitNotInForce, Unit, UnknownLimit
from shared.probation.limits import LimitName

DAYS = st.dates(date(2014, 6, 1), date(2030, 12, 31))
MOMENTS = st.datetimes(
    datetime(2014, 6, 2),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2030, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, LONDON, timezone(timedelta(hours=9))]),
    allow_imaginary=False,
)


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=LONDON)


def last_instant(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 23, 59, 59, 999999, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2016, 3, 25), "Good Friday"),
        (date(2016, 3, 28), "Easter Monday, which the unqualified United Kingdom set leaves out"),
        (date(2016, 5, 2), "early May"),
        (date(2016, 5, 30), "spring"),
        (date(2016, 8, 29), "late summer"),
        (date(2016, 12, 26), "Boxing Day"),
        (date(2016, 12, 27), "the day in place of Christmas, which fell on a Sunday"),
        (date(2015, 12, 28), "the day in place of Boxing Day, which fell on a Saturday"),
        (date(2017, 1, 2), "the day in place of New Year, which fell on a Sunday"),
        (date(2020, 5, 8), "early May moved to VE day"),
        (date(2022, 6, 2), "spring moved for the Platinum Jubilee"),
        (date(2022, 6, 3), "Platinum Jubilee"),
        (date(2022, 9, 19), "the Queen's funeral"),
        (date(2023, 5, 8), "the coronation"),
        (date(2016, 6, 4), "a Saturday"),
        (date(2016, 6, 5), "a Sunday"),
    ],
)
def test_bank_holidays_and_weekends_are_not_working_days(day: date, why: str) -> None:
    assert not is_working_day(day), why


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2020, 5, 4), "the usual early May Monday, moved that year to the Friday"),
        (date(2022, 5, 30), "the usual last Monday of May, moved that year to the Thursday"),
        (date(2016, 3, 17), "St Patrick's Day, of Northern Ireland"),
        (date(2016, 7, 12), "the Twelfth, of Northern Ireland"),
        (date(2016, 8, 1), "the summer holiday of Scotland"),
        (date(2016, 11, 30), "St Andrew's Day, of Scotland"),
        (date(2018, 1, 2), "2 January, of Scotland"),
        (date(2016, 12, 28), "the day after the day in place of Christmas"),
    ],
)
def test_days_that_are_holidays_elsewhere_or_in_other_years_are_working_days(day: date, why: str) -> None:
    assert is_working_day(day), why


@pytest.mark.parametrize("year", range(2014, 2031))
def test_wales_keeps_the_same_bank_holidays_as_england(year: int) -> None:
    england = holidays.country_holidays("GB", subdiv="ENG", years=year)
    wales = holidays.country_holidays("GB", subdiv="WLS", years=year)

    assert set(england) == set(wales)


def test_a_deadline_that_falls_on_boxing_day_moves_to_the_next_working_day() -> None:
    # Thursday 24 December 2015; Christmas on Friday, Boxing Day on Saturday with Monday in its place.
    assert add_working_days(noon(2015, 12, 24), 1) == last_instant(2015, 12, 29)


def test_an_allocation_after_a_sentence_on_maundy_thursday_is_due_on_the_wednesday_after_easter() -> None:
    assert due(LimitName.ALLOCATION_DECISION, noon(2016, 3, 24)) == last_instant(2016, 3, 30)


def test_the_moved_may_day_of_2020_pushes_a_deadline_over_the_long_weekend() -> None:
    assert add_working_days(noon(2020, 5, 7), 1) == last_instant(2020, 5, 11)


def test_the_two_jubilee_days_of_2022_push_a_deadline_over_four_days() -> None:
    assert add_working_days(noon(2022, 6, 1), 1) == last_instant(2022, 6, 6)


def test_the_day_of_the_start_is_not_counted_however_early_it_began() -> None:
    first_minute = datetime(2016, 6, 6, 0, 1, tzinfo=LONDON)
    last_minute = datetime(2016, 6, 6, 23, 59, tzinfo=LONDON)

    assert add_working_days(first_minute, 2) == add_working_days(last_minute, 2) == last_instant(2016, 6, 8)


def test_a_moment_just_before_midnight_utc_in_summer_belongs_to_the_next_london_day() -> None:
    late_on_the_sixth = datetime(2016, 6, 6, 23, 30, tzinfo=UTC)

    assert london_date(late_on_the_sixth) == date(2016, 6, 7)
    assert add_working_days(late_on_the_sixth, 1) == last_instant(2016, 6, 8)


def test_no_working_days_from_a_saturday_is_the_monday() -> None:
    assert add_working_days(noon(2016, 6, 4), 0) == last_instant(2016, 6, 6)


def test_no_working_days_from_a_working_day_is_that_day() -> None:
    assert add_working_days(noon(2016, 6, 6), 0) == last_instant(2016, 6, 6)


def test_a_due_time_is_the_last_instant_of_the_london_day_in_utc_in_winter_and_in_summer() -> None:
    assert end_of_day(date(2016, 1, 11)) == datetime(2016, 1, 11, 23, 59, 59, 999999, tzinfo=UTC)
    assert end_of_day(date(2016, 7, 11)) == datetime(2016, 7, 11, 22, 59, 59, 999999, tzinfo=UTC)
    assert end_of_day(date(2016, 7, 11)).tzinfo is UTC


@pytest.mark.parametrize(("day", "hours"), [(date(2016, 3, 27), 23), (date(2016, 10, 30), 25), (date(2016, 6, 6), 24)])
def test_a_london_day_is_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("name", "start", "expected"),
    [
        (LimitName.FIRST_APPOINTMENT_COMMUNITY, noon(2016, 6, 6), last_instant(2016, 6, 13)),
        (LimitName.FIRST_APPOINTMENT_RELEASE, noon(2016, 6, 10), last_instant(2016, 6, 13)),
        (LimitName.EXCUSE_WINDOW, noon(2016, 12, 19), last_instant(2016, 12, 26)),
        (LimitName.ESCALATION_DECISION_IMMINENT, noon(2016, 6, 4), last_instant(2016, 6, 4)),
        (LimitName.RISK_REVIEW_ROSH, noon(2016, 8, 31), last_instant(2017, 2, 28)),
        (LimitName.RISK_REVIEW_REQUIRED, noon(2016, 1, 31), last_instant(2016, 2, 29)),
        (LimitName.RECALL_COUNTERSIGNED, noon(2016, 6, 4), noon(2016, 6, 5)),
    ],
)
def test_a_clock_runs_out_as_its_unit_says(name: LimitName, start: datetime, expected: datetime) -> None:
    assert due(name, start) == expected


def test_hours_run_exactly_through_the_change_of_the_clocks() -> None:
    the_evening_before = datetime(2016, 3, 26, 18, tzinfo=LONDON)

    assert due(LimitName.RECALL_COUNTERSIGNED, the_evening_before) == datetime(2016, 3, 27, 19, tzinfo=LONDON)


def test_minutes_run_exactly() -> None:
    burst = Limit("burst", Decimal(15), Unit.MINUTES, date(2014, 6, 1), "test", "D")

    assert due_by(burst, noon(2016, 6, 6)) == noon(2016, 6, 6) + timedelta(minutes=15)


def test_pre_release_work_opens_twelve_weeks_before_release() -> None:
    assert window_opens(LimitName.PRE_RELEASE_WORK, noon(2016, 6, 6)) == datetime(2016, 3, 14, tzinfo=LONDON)


def test_a_window_is_opened_only_by_a_limit_in_calendar_days() -> None:
    with pytest.raises(NotAClock, match="workingDays"):
        window_opens(LimitName.INITIAL_PLAN, noon(2016, 6, 6))


def test_a_quantity_gives_no_due_time() -> None:
    with pytest.raises(NotAClock, match="unpaidWorkMaximum is counted in hoursOrdered"):
        due(LimitName.UNPAID_WORK_MAXIMUM, noon(2016, 6, 6))


def test_a_clock_that_nobody_named_is_refused() -> None:
    with pytest.raises(UnknownLimit, match="teaBreak"):
        due("teaBreak", noon(2016, 6, 6))


def test_a_clock_of_the_split_does_not_run_before_the_split() -> None:
    with pytest.raises(LimitNotInForce, match="2014-06-01"):
        due(LimitName.ALLOCATION_DECISION, noon(2014, 5, 30))


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2016, 6, 6, 12)  # noqa: DTZ001 - that is the point
    exact = Limit("recall", Decimal(24), Unit.HOURS, date(2014, 6, 1), "test", "S")

    with pytest.raises(ValueError, match="time zone"):
        london_date(naive)
    with pytest.raises(ValueError, match="time zone"):
        add_working_days(naive, 1)
    with pytest.raises(ValueError, match="time zone"):
        due_by(exact, naive)


def test_working_days_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(noon(2016, 6, 6), -1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2016, 1, 31), 1, date(2016, 2, 29)),
        (date(2015, 1, 31), 1, date(2015, 2, 28)),
        (date(2015, 11, 30), 3, date(2016, 2, 29)),
        (date(2015, 12, 15), 1, date(2016, 1, 15)),
        (date(2015, 6, 15), 12, date(2016, 6, 15)),
        (date(2016, 2, 29), -12, date(2015, 2, 28)),
    ],
)
def test_months_keep_the_day_or_stop_at_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(MOMENTS, st.integers(0, 40))
def test_a_working_day_deadline_never_lands_on_a_weekend_or_a_bank_holiday(start: datetime, days: int) -> None:
    assert is_working_day(add_working_days(start, days))


@given(MOMENTS, st.integers(0, 40))
def test_a_longer_limit_is_never_due_sooner(start: datetime, days: int) -> None:
    assert add_working_days(start, days) <= add_working_days(start, days + 1)


@given(MOMENTS, MOMENTS, st.integers(0, 20))
def test_what_starts_later_is_never_due_sooner(one: datetime, other: datetime, days: int) -> None:
    earlier, later = sorted((one, other))

    assert add_working_days(earlier, days) <= add_working_days(later, days)


@given(MOMENTS, st.integers(1, 40))
def test_a_deadline_is_as_many_working_days_away_as_its_limit_says(start: datetime, days: int) -> None:
    assert working_days_between(start, add_working_days(start, days)) == days


@given(DAYS, st.integers(0, 800))
def test_the_count_between_two_days_agrees_with_counting_them_one_by_one(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    one_by_one = sum(is_working_day(first + timedelta(days=n)) for n in range(1, length + 1))

    assert working_days_between(first, last) == one_by_one
    assert working_days_between(last, first) == -one_by_one


@given(DAYS)
def test_every_due_time_is_the_last_microsecond_of_its_london_day(day: date) -> None:
    ends = end_of_day(day)

    assert ends.astimezone(LONDON).timetz() == time.max.replace(tzinfo=LONDON)
    assert london_date(ends) == day
    assert london_date(ends + timedelta(microseconds=1)) == day + timedelta(days=1)
