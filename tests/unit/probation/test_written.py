"""Days and moments are written out; what could only be read as one is refused."""

from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.probation.written import Day, Moment

DAY: TypeAdapter[date] = TypeAdapter(Day)
MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


def test_a_day_is_read_as_it_is_written() -> None:
    assert DAY.validate_json('"2016-09-20"') == date(2016, 9, 20)


@pytest.mark.parametrize(
    "written", ["0", "1474329600", '"0"', '"2016-09-20T10:30:00Z"', "true", "null", '"2016-13-01"']
)
def test_what_is_not_written_as_a_day_is_none(written: str) -> None:
    with pytest.raises(ValidationError):
        DAY.validate_json(written)


def test_a_moment_is_read_with_its_time_zone() -> None:
    assert MOMENT.validate_json('"2016-09-20T11:30:00+01:00"') == datetime(2016, 9, 20, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["0", "1474329600.5", '"1474329600"', '"2016-09-20"', '"2016-09-20T10:30:00"', "null"]
)
def test_what_is_not_written_as_a_moment_with_its_zone_is_none(written: str) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_json(written)
