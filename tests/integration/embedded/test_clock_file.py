"""The development clock: set by one, read by all, and it only advances."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.embedded.clock_file import ClockFile
from deploy.embedded.errors import StackError
from shared.runtime.clock import ShiftedClock

SECOND = timedelta(seconds=1)
MONDAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock(tmp_path: Path) -> ClockFile:
    return ClockFile(tmp_path / "clock")


def test_a_new_clock_begins_in_the_present(clock: ClockFile) -> None:
    assert abs(clock.now() - datetime.now(UTC)) < SECOND
    assert clock.path.read_bytes() == bytes(8)


def test_a_service_that_maps_the_file_sees_the_time_that_is_set(clock: ClockFile) -> None:
    service = ShiftedClock(clock.path)
    clock.set_now(MONDAY)
    assert abs(service.now() - MONDAY) < SECOND
    clock.advance_to(MONDAY + timedelta(days=7))
    assert abs(service.now() - MONDAY - timedelta(days=7)) < SECOND
    clock.advance(timedelta(weeks=52))
    assert abs(service.now() - MONDAY - timedelta(days=7, weeks=52)) < SECOND


def test_time_runs_on_after_it_was_set(clock: ClockFile) -> None:
    clock.set_now(MONDAY)
    first = clock.now()
    assert clock.now() > first >= MONDAY


def test_it_does_not_advance_backwards(clock: ClockFile) -> None:
    clock.set_now(MONDAY)
    with pytest.raises(
        StackError, match=r"Time does not run backwards: 2016-09-05T08:59:00\+00:00 is before 2016-09-05"
    ):
        clock.advance_to(MONDAY - timedelta(minutes=1))
    with pytest.raises(StackError, match="Time does not run backwards"):
        clock.advance(-SECOND)
    assert clock.now() >= MONDAY


def test_a_time_without_a_zone_is_refused(clock: ClockFile) -> None:
    with pytest.raises(StackError, match="no time zone"):
        clock.advance_to(MONDAY.replace(tzinfo=None))


def test_the_offset_outlives_the_writer(clock: ClockFile) -> None:
    clock.set_now(MONDAY)
    clock.close()
    assert abs(ClockFile(clock.path).now() - MONDAY) < SECOND


def test_a_file_that_is_no_clock_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("ten o'clock")
    with pytest.raises(StackError, match="is not a development clock"):
        ClockFile(tmp_path / "clock")
    assert (tmp_path / "clock").read_text() == "ten o'clock"
