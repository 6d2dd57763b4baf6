"""The order of a timeline: by time; and where two services' clocks leave a doubt, the cause before its effect."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.oversight.domain.order import in_order

MONDAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)


def entry(number: int, minute: int = 0, cause: int | None = None) -> dict[str, Any]:
    return {
        "event_id": UUID(int=number),
        "occurred_at": MONDAY + timedelta(minutes=minute),
        "causation_id": None if cause is None else str(UUID(int=cause)),
    }


def numbers(entries: list[dict[str, Any]]) -> list[int]:
    return [one["event_id"].int for one in in_order(entries)]


def test_events_are_told_by_time_and_within_a_moment_by_their_id() -> None:
    assert numbers([entry(3, 1), entry(9, 0), entry(4, 1), entry(1, 2)]) == [9, 3, 4, 1]


def test_an_effect_of_the_same_moment_comes_after_its_cause_whatever_its_id() -> None:
    assert numbers([entry(1, cause=7), entry(7), entry(3, cause=1)]) == [7, 1, 3]


def test_an_effect_that_a_slow_clock_put_before_its_cause_comes_right_after_it() -> None:
    assert numbers([entry(1, minute=0, cause=2), entry(2, minute=1), entry(3, minute=2)]) == [2, 1, 3]


def test_an_effect_whose_cause_is_not_of_this_person_stays_where_it_is() -> None:
    assert numbers([entry(2, cause=99), entry(1)]) == [1, 2]


def test_a_cause_may_have_several_effects_and_these_their_own() -> None:
    chain = [entry(1, cause=2), entry(2, cause=3), entry(3, cause=9), entry(4, cause=9), entry(9)]
    assert numbers(chain) == [9, 3, 2, 1, 4]


def test_a_long_chain_of_causes_is_no_matter() -> None:
    assert numbers([entry(n, cause=n + 1) for n in range(1, 5000)] + [entry(5000)]) == list(range(5000, 0, -1))


@st.composite
def stories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Entries in any order, each answering none or one that was told before it; ids and times say what they will."""
    ids = draw(st.permutations(range(1, 13)))
    told = []
    for place, number in enumerate(ids):
        cause = draw(st.none() | st.sampled_from(ids[:place])) if place else None
        told.append(entry(number, draw(st.integers(0, 3)), cause))
    return draw(st.permutations(told))


@given(stories())
def test_nothing_is_lost_or_doubled_and_no_effect_precedes_its_cause(told: list[dict[str, Any]]) -> None:
    found = numbers(told)
    assert sorted(found) == sorted(one["event_id"].int for one in told)
    for one in told:
        if one["causation_id"]:
            assert found.index(UUID(one["causation_id"]).int) < found.index(one["event_id"].int)


@given(stories(), st.randoms())
def test_the_order_does_not_depend_on_how_the_entries_come(told: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)
    assert numbers(shuffled) == numbers(told)


@given(stories())
def test_what_no_cause_holds_back_stands_by_time_and_id(told: list[dict[str, Any]]) -> None:
    by_id = {str(one["event_id"]): one for one in told}

    def place(one: dict[str, Any]) -> tuple[datetime, str]:
        return one["occurred_at"], str(one["event_id"])

    def is_free(one: dict[str, Any]) -> bool:
        """Nothing that it follows from, near or far, was told later than it."""
        cause = one
        while (cause := by_id.get(cause["causation_id"], one)) is not one:
            if place(cause) > place(one):
                return False
        return True

    free = [place(one) for one in in_order(told) if is_free(one)]
    assert free == sorted(free)


@given(stories())
def test_an_order_once_made_stays(told: list[dict[str, Any]]) -> None:
    assert in_order(in_order(told)) == in_order(told)
