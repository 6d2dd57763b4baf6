"""One face-to-face contact in each calendar month: one month's clock runs at a time, and a missed one stays missed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.crc.domain import contact_months
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.contact_parts import Appointment
from services.crc.domain.stages import AppointmentState
from shared.contracts.crc import ContactMonthMissed, MonthlyContactOverdue
from shared.contracts.model import Actor, EventData, Obligation
from shared.decisions import Decision
from shared.probation.calendar import end_of_day
from shared.probation.vocabulary import AppointmentOutcome, ContactKind, InstructionProof
from tests.unit.crc.given import SENTENCE_ID, opened

MID_JANUARY = datetime(2017, 1, 16, 10, tzinfo=UTC)


def attended_on(day: date) -> Appointment:
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    return Appointment(
        sentence_id=SENTENCE_ID,
        appointment_id=uuid4(),
        kind=ContactKind.OFFICER_APPOINTMENT,
        at=at,
        office="Croydon",
        instructed_by="C17A001",
        instruction_proof=InstructionProof.LETTER,
        enforceable=True,
        rar=False,
        arranged_at=at - timedelta(days=3),
        state=AppointmentState.RECORDED,
        outcome=AppointmentOutcome.ATTC,
        recorded_at=at,
        recorded_by="C17A001",
    )


def running(case: Case) -> list[tuple[UUID, datetime]]:
    return [(one.subject_id, one.due_at) for one in case.owed if one.obligation is Obligation.MONTHLY_CONTACT]


def begun() -> Case:
    case = opened()
    clocks = Clocks(case)
    contact_months.stop(clocks)
    contact_months.begin(clocks, case.sentence_id, MID_JANUARY, case.order_ends_on)
    return case.model_copy(update={"owed": clocks.owed})


def overdue(case: Case) -> MonthlyContactOverdue:
    [(subject_id, due_at)] = running(case)
    return MonthlyContactOverdue(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=Actor(organisation="C17"),
        obligation=Obligation.MONTHLY_CONTACT,
        subject_id=subject_id,
        sentence_id=case.sentence_id,
        owner="C17",
        due_at=due_at,
    )


def seen(case: Case, *days: date) -> tuple[Case, Sequence[object]]:
    known = case.model_copy(update={"appointments": tuple(attended_on(day) for day in days)})
    clocks = Clocks(known)
    contact_months.advance(known, clocks)
    return known.model_copy(update={"owed": clocks.owed}), clocks.told


def month(first: date) -> UUID:
    return contact_months.month_of(SENTENCE_ID, first)


def test_contact_is_owed_from_the_first_whole_month_until_its_last_day() -> None:
    assert running(begun()) == [(month(date(2017, 2, 1)), end_of_day(date(2017, 2, 28)))]


@pytest.mark.parametrize("day", [date(2017, 2, 1), date(2017, 2, 28)])
def test_a_contact_in_the_month_meets_it_and_the_next_is_owed(day: date) -> None:
    case, told = seen(begun(), day)
    assert running(case) == [(month(date(2017, 3, 1)), end_of_day(date(2017, 3, 31)))]
    assert len(told) == 2


@pytest.mark.parametrize("day", [date(2017, 1, 31), date(2017, 3, 1)])
def test_a_contact_in_another_month_does_not(day: date) -> None:
    case, told = seen(begun(), day)
    assert (running(case), told) == (running(begun()), ())


def test_months_recorded_together_are_met_one_after_the_other() -> None:
    case, _ = seen(begun(), date(2017, 3, 2), date(2017, 2, 7))
    assert [due_at for _, due_at in running(case)] == [end_of_day(date(2017, 4, 30))]


def missed(case: Case) -> Decision[Case]:
    return contact_months.miss(case, overdue(case))


def test_a_month_that_ran_out_stays_missed_is_told_and_the_next_runs() -> None:
    decision = missed(begun())
    event: EventData
    [event] = decision.events
    assert isinstance(event, ContactMonthMissed)
    assert (event.month, event.last_contact_on) == ("2017-02", None)
    assert [(one.subject_id, one.action) for one in event.clocks] == [(month(date(2017, 3, 1)), "started")]
    assert [due_at for _, due_at in running(decision.state)] == [end_of_day(date(2017, 3, 31))]


def test_a_contact_already_recorded_in_the_next_month_meets_that_one_at_once() -> None:
    case = begun().model_copy(update={"appointments": (attended_on(date(2017, 3, 1)),)})
    decision = missed(case)
    assert [due_at for _, due_at in running(decision.state)] == [end_of_day(date(2017, 4, 30))]
    [event] = decision.events
    assert isinstance(event, ContactMonthMissed)
    assert event.last_contact_on == date(2017, 3, 1)


def test_told_again_or_of_a_month_that_was_met_meanwhile_it_changes_nothing() -> None:
    case = begun()
    told = overdue(case)
    once = contact_months.miss(case, told).state
    assert contact_months.miss(once, told) == Decision(once)
    met, _ = seen(case, date(2017, 2, 28))
    assert contact_months.miss(met, told) == Decision(met)


def test_in_custody_nobody_owes_it() -> None:
    case = begun()
    clocks = Clocks(case)
    contact_months.stop(clocks)
    assert running(case.model_copy(update={"owed": clocks.owed})) == []
