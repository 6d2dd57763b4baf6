"""Failures to comply: the published count, by its cases and against a reading of the rule day by day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.crc.domain.contact_parts import Appointment, Recording
from services.crc.domain.failures import failures_to_comply
from services.crc.domain.parts import BreachHeard
from services.crc.domain.stages import AppointmentState
from shared.probation.calendar import LONDON
from shared.probation.vocabulary import AppointmentOutcome, ContactKind, InstructionProof

SENTENCED = datetime(2015, 9, 1, 10, 0, tzinfo=UTC)


def contact(
    at: datetime, outcome: str | None = "UAAB", *, enforceable: bool = True, recorded_at: datetime | None = None
) -> Appointment:
    arranged = Appointment(
        sentence_id=UUID(int=1),
        appointment_id=uuid4(),
        kind=ContactKind.OFFICER_APPOINTMENT,
        at=at,
        office="Croydon",
        instructed_by="C17A001",
        instruction_proof=InstructionProof.LETTER,
        enforceable=enforceable,
        rar=False,
        arranged_at=at - timedelta(days=7),
    )
    if outcome is None:
        return arranged
    return corrected(arranged, outcome, recorded_at or at + timedelta(hours=1))


def corrected(one: Appointment, outcome: str, now: datetime) -> Appointment:
    recording = Recording(outcome=AppointmentOutcome(outcome), at=now, by="C17A001")
    return one.model_copy(update={"state": AppointmentState.RECORDED}).recorded(recording, None)


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def count(*contacts: Appointment, on: date, breaches: Sequence[BreachHeard] = ()) -> int:
    return failures_to_comply(contacts, breaches, SENTENCED, on).count


@pytest.mark.parametrize("outcome", AppointmentOutcome)
def test_an_unacceptable_absence_and_failing_to_comply_count_and_nothing_else_does(outcome: AppointmentOutcome) -> None:
    expected = outcome.value in ("UAAB", "AFTC", "ATSH")
    assert count(contact(at(2016, 3, 1), outcome.value), on=date(2016, 3, 1)) == expected


def test_what_cannot_be_enforced_or_has_no_outcome_does_not_count() -> None:
    assert count(contact(at(2016, 3, 1), enforceable=False), contact(at(2016, 3, 2), None), on=date(2016, 3, 2)) == 0


def test_two_failures_on_one_london_day_are_one() -> None:
    # In summer 23:30 UTC is half past midnight of the next London day.
    evening, night = contact(at(2016, 6, 1, 9)), contact(at(2016, 6, 1, 22, 30))
    next_day = contact(at(2016, 6, 1, 23, 30))
    assert count(evening, night, on=date(2016, 6, 2)) == 1
    assert count(evening, night, next_day, on=date(2016, 6, 2)) == 2


def test_the_day_of_the_same_date_a_year_before_is_no_longer_within_twelve_months() -> None:
    one = contact(at(2016, 3, 1))
    assert count(one, on=date(2017, 2, 28)) == 1
    assert count(one, on=date(2017, 3, 1)) == 0


def test_nothing_counts_from_before_sentence_or_before_it_is_known() -> None:
    assert count(contact(SENTENCED - timedelta(minutes=1)), on=SENTENCED.date()) == 0
    assert failures_to_comply([contact(at(2016, 3, 1))], [], None, date(2016, 3, 1)).count == 0


def test_the_count_is_frozen_while_a_breach_runs_and_begins_again_when_it_ends() -> None:
    began, ended = at(2016, 4, 1), at(2016, 6, 1)
    before = [contact(at(2016, 3, 1)), contact(at(2016, 3, 15))]
    during = contact(at(2016, 5, 1))
    running = [BreachHeard(breach_id=UUID(int=9), began_at=began)]
    frozen = failures_to_comply([*before, during], running, SENTENCED, date(2016, 5, 2))
    assert (frozen.count, frozen.frozen) == (2, True)
    # A year on nothing has fallen out of it either: frozen is frozen.
    assert count(*before, during, on=date(2017, 5, 2), breaches=running) == 2
    # What is recorded after it began changes nothing, even where the day was before.
    late = contact(at(2016, 3, 20), recorded_at=at(2016, 4, 2))
    assert count(*before, late, on=date(2016, 5, 2), breaches=running) == 2
    over = [BreachHeard(breach_id=UUID(int=9), began_at=began, ended_at=ended)]
    assert count(*before, late, during, on=date(2016, 6, 1), breaches=over) == 0
    assert count(*before, during, contact(at(2016, 6, 1, 11)), on=date(2016, 6, 1), breaches=over) == 1


def test_a_correction_counts_as_it_stands_now_and_in_a_breach_as_it_stood_when_that_began() -> None:
    failed = contact(at(2016, 3, 1))
    excused = corrected(failed, "AAME", at(2016, 4, 10))
    assert count(excused, on=date(2016, 4, 10)) == 0
    running = [BreachHeard(breach_id=UUID(int=9), began_at=at(2016, 4, 1))]
    assert count(excused, on=date(2016, 4, 10), breaches=running) == 1
    found_out = corrected(contact(at(2016, 3, 1), "ATTC"), "UAAB", at(2016, 4, 10))
    assert (count(found_out, on=date(2016, 4, 10)), count(found_out, on=date(2016, 4, 10), breaches=running)) == (1, 0)


moments = st.integers(0, 2 * 365 * 24 * 4).map(lambda quarter: at(2015, 6, 1, 0) + timedelta(minutes=15 * quarter))
contacts = st.builds(
    lambda when, outcome, enforceable, delay: contact(
        when, outcome, enforceable=enforceable, recorded_at=when + timedelta(days=delay)
    ),
    moments,
    st.sampled_from([None, "UAAB", "AFTC", "ATSH", "ATTC", "ATSS", "AAME", "RSOF"]),
    st.booleans(),
    st.integers(0, 90),
)
breaches = st.builds(
    lambda began, length: BreachHeard(
        breach_id=uuid4(), began_at=began, ended_at=None if length is None else began + timedelta(days=length)
    ),
    moments,
    st.one_of(st.none(), st.integers(1, 200)),
)


def read_by_hand(told: list[Appointment], ran: list[BreachHeard], on: date) -> int:
    """The rule read slowly: go back from the day, one day at a time, for twelve months, and look at each."""
    running = [one.began_at for one in ran if one.ended_at is None and one.began_at]
    seen_by = None
    if running:
        seen_by = min(running)
        on = seen_by.astimezone(LONDON).date()
    start = SENTENCED
    for one in ran:
        if one.ended_at is not None and one.ended_at > start:
            start = one.ended_at
    try:
        a_year_before = on.replace(year=on.year - 1)
    except ValueError:  # the 29th of February
        a_year_before = date(on.year - 1, 2, 28)
    total, day = 0, on
    while day > a_year_before:
        failed = False
        for met in told:
            bad = met.outcome in ("UAAB", "AFTC", "ATSH") and met.enforceable
            known = seen_by is None or (met.recorded_at is not None and met.recorded_at <= seen_by)
            if bad and known and met.at > start and met.at.astimezone(LONDON).date() == day:
                failed = True
        total += failed
        day -= timedelta(days=1)
    return total


@given(st.lists(contacts, max_size=12), st.lists(breaches, max_size=3), st.dates(date(2016, 1, 1), date(2018, 6, 1)))
def test_the_count_is_the_rule_read_by_hand(told: list[Appointment], ran: list[BreachHeard], on: date) -> None:
    assert failures_to_comply(told, ran, SENTENCED, on).count == read_by_hand(told, ran, on)


@given(st.lists(contacts, max_size=8), st.lists(breaches, max_size=3), st.randoms())
def test_the_order_in_which_things_were_heard_leaves_no_trace(
    told: list[Appointment], ran: list[BreachHeard], random: object
) -> None:
    expected = failures_to_comply(told, ran, SENTENCED, date(2017, 1, 1))
    random.shuffle(told)  # type: ignore[attr-defined]
    random.shuffle(ran)  # type: ignore[attr-defined]
    assert failures_to_comply(told, ran, SENTENCED, date(2017, 1, 1)) == expected
