"""What became of a clock: the whole table of when it was met, cancelled or neither, before and after its time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.oversight.domain.clocks import ClockResult, result_of

DUE = datetime(2016, 9, 8, 22, 59, 59, 999999, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
BEFORE, AT_THE_END, AFTER = DUE - MOMENT, DUE, DUE + MOMENT


@pytest.mark.parametrize(
    ("met_at", "cancelled_at", "now", "result"),
    [
        (None, None, BEFORE, ClockResult.RUNNING),
        (None, None, AT_THE_END, ClockResult.RUNNING),
        (None, None, AFTER, ClockResult.MISSED),
        (BEFORE, None, AFTER, ClockResult.MET),
        (AT_THE_END, None, AFTER, ClockResult.MET),
        (AFTER, None, AFTER, ClockResult.MET_LATE),
        (None, BEFORE, AFTER, ClockResult.CANCELLED),
        (None, AT_THE_END, AFTER, ClockResult.CANCELLED),
        (None, AFTER, AFTER, ClockResult.MISSED),
    ],
)
def test_a_clock_is_met_missed_running_or_no_longer_owed(
    met_at: datetime | None, cancelled_at: datetime | None, now: datetime, result: ClockResult
) -> None:
    assert result_of(DUE, met_at, cancelled_at, now) is result


@given(st.integers(-10, 10), st.integers(0, 10))
def test_what_was_met_or_cancelled_does_not_change_with_time(ended: int, later: int) -> None:
    end = DUE + ended * MOMENT
    for met_at, cancelled_at in ((end, None), (None, end)):
        then = result_of(DUE, met_at, cancelled_at, end)
        assert result_of(DUE, met_at, cancelled_at, end + later * MOMENT) is then


def test_a_missed_clock_that_is_then_cancelled_stays_missed() -> None:
    assert result_of(DUE, None, None, AFTER) is result_of(DUE, None, AFTER, AFTER) is ClockResult.MISSED
