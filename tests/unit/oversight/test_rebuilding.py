"""Whether a rebuilt read model may take the live one's place, and in which words the two are compared."""

import pytest

from services.oversight.domain.rebuilding import Checksum, Comparison, TableCompared

SAME = TableCompared("person", Checksum(3, 17), Checksum(3, 17))
ONE_ROW = TableCompared("clock", Checksum(3, 17), Checksum(3, 18), 1, ("firstAppointment 1",))
LOST = TableCompared("gap", Checksum(1200, 17), Checksum(0, 0), 1200, ("1", "2", "3"))


@pytest.mark.parametrize(
    ("tables", "unrecorded", "without_more", "with_differences_accepted"),
    [
        ((SAME,), 0, True, True),
        ((SAME, ONE_ROW), 0, False, True),
        ((SAME,), 1, False, False),
        ((SAME, ONE_ROW), 1, False, False),
    ],
)
def test_different_rows_may_be_accepted_and_a_lost_event_never(
    tables: tuple[TableCompared, ...], unrecorded: int, without_more: bool, with_differences_accepted: bool
) -> None:
    comparison = Comparison(tables, unrecorded)
    assert comparison.equal is without_more
    assert comparison.may_replace(accept_differences=False) is without_more
    assert comparison.may_replace(accept_differences=True) is with_differences_accepted


def test_what_differs_is_told_with_its_number_of_rows_and_some_of_their_keys() -> None:
    assert SAME.verdict() == "equal"
    assert ONE_ROW.verdict() == "1 row differs, such as firstAppointment 1"
    assert LOST.verdict() == "1,200 rows differ, such as 1; 2; 3"
