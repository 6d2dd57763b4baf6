"""Time is counted in office hours: a pack that is sent on a Friday night waits for nobody until Monday."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from services.breach.domain.working_time import working_minutes
from tests.unit.breach.story import NOW


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A London time in September 2016, in which a Monday is the 5th; the hour before is the one of UTC."""
    return datetime(2016, 9, day, hour - 1, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "done", "minutes"),
    [
        (on(5, 10), on(5, 11, 30), 90),
        (on(5, 16), on(6, 10), 120),
        (on(2, 18), on(5, 10), 60),
        (on(3, 12), on(4, 12), 0),
        (on(5, 7), on(5, 20), 480),
        (on(5, 9), on(12, 9), 5 * 480),
        (on(6, 9), on(5, 9), 0),
        (on(5, 10), on(5, 10), 0),
    ],
)
def test_only_the_hours_in_which_an_office_is_open_count(begun: datetime, done: datetime, minutes: int) -> None:
    assert working_minutes(begun, done) == minutes


def test_a_bank_holiday_does_not_count() -> None:
    friday, tuesday = datetime(2016, 8, 26, 15, 0, tzinfo=UTC), datetime(2016, 8, 30, 8, 30, tzinfo=UTC)
    assert working_minutes(friday, tuesday) == 60 + 30


def test_the_parts_of_a_time_add_up_to_it() -> None:
    moments = [NOW + timedelta(hours=17 * number) for number in range(40)]
    parts = sum(working_minutes(one, next_one) for one, next_one in pairwise(moments))
    assert parts == working_minutes(moments[0], moments[-1])
