"""Who held the risk when: from the sentence on one organisation at any time, without a gap or an overlap."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.oversight.domain.risk import Holding, holdings

MONDAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)


def day(number: int) -> datetime:
    return MONDAY + timedelta(days=number)


def test_nobody_holds_the_risk_before_anybody_is_said_to() -> None:
    assert holdings([]) == holdings([(day(0), None), (day(1), None)]) == []


def test_the_risk_passes_from_one_to_the_next() -> None:
    told = [(day(1), "N07"), (day(2), "C17"), (day(5), None), (day(63), "C17"), (day(63), "N07")]
    assert holdings(told) == [
        Holding("N07", day(1), day(2)),
        Holding("C17", day(2), day(63)),
        Holding("N07", day(63), None),
    ]


def test_saying_again_who_holds_it_changes_nothing() -> None:
    once = [(day(1), "N07"), (day(2), "C17")]
    again = [(day(1), "N07"), (day(1), "N07"), (day(2), "C17"), (day(3), "C17"), (day(4), "C17")]
    assert holdings(once) == holdings(again)


@given(st.lists(st.sampled_from(["N07", "C17", "C21", None])))
def test_one_holds_it_at_any_time_from_the_first_on(organisations: list[str | None]) -> None:
    found = holdings((day(number), organisation) for number, organisation in enumerate(organisations))
    for earlier, later in pairwise(found):
        assert earlier.until == later.since
        assert earlier.organisation != later.organisation
    assert [one.until for one in found[-1:]] == [None] * len(found[-1:])
    assert bool(found) == any(organisations)


def test_nobody_holds_the_risk_of_an_order_that_has_ended() -> None:
    told = [(day(1), "N07"), (day(2), "C17"), (day(9), "C17"), (day(9), "N07"), (day(12), "N07")]
    assert holdings(told, day(9)) == [Holding("N07", day(1), day(2)), Holding("C17", day(2), day(9))]
    assert holdings([], day(9)) == []
