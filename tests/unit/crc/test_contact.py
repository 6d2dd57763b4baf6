"""Appointments, their outcomes, the letters, and the plan that follows the first one."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from services.crc.domain.stages import AppointmentState
from shared.contracts.crc import AppointmentArranged, AppointmentOutcomeRecorded, PlanAgreed, WarningLetterSent
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Invalid, NotAllowed
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import Need
from tests.unit.crc.given import (
    DOMESTIC_ABUSE,
    MONDAY,
    OFFICER,
    SENTENCE_ID,
    acknowledge,
    arrange,
    kept,
    opened,
    record,
    supervised,
    warn,
)
from tests.unit.crc.planning import plan

FIRST = MONDAY + timedelta(days=4)


def clocks(event: EventData) -> list[tuple[Obligation, ClockAction]]:
    return [(clock.obligation, clock.action) for clock in event.clocks]


def test_an_appointment_is_arranged_by_an_officer_with_its_proof() -> None:
    (told,) = arrange(supervised(), FIRST).events
    assert isinstance(told, AppointmentArranged)
    assert (told.instructed_by, told.rar, told.enforceable) == (OFFICER, True, True)


def test_only_rehabilitation_activity_that_was_ordered_makes_rar_days() -> None:
    assert not arrange(supervised(), FIRST, kind="officerAppointment").state.appointments[0].rar
    assert not arrange(opened(requirements=()), FIRST).state.appointments[0].rar


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"at": MONDAY, "now": MONDAY}, "/at"),
        ({"at": MONDAY + timedelta(days=800)}, "/at"),
        ({"at": FIRST, "instruction_proof": "none"}, "/enforceable"),
    ],
)
def test_an_instruction_that_could_not_be_kept_or_proved_is_refused(asked: dict[str, object], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        arrange(supervised(), **asked)  # type: ignore[arg-type]
    assert [fault.place for fault in refused.value.faults] == [place]


@pytest.mark.parametrize("office", ["", "  ", "x" * 41, "two\nlines", "nul\x00"])
def test_an_office_is_one_short_line(office: str) -> None:
    with pytest.raises(ValidationError):
        arrange(supervised(), FIRST, office=office)


def test_the_officer_is_named_and_gaps_are_read_before_the_first_appointment_at_the_latest() -> None:
    early = MONDAY + timedelta(days=1, hours=3)
    case = opened()
    arranged = arrange(case, early, now=MONDAY + timedelta(hours=4))
    moved = [(clock.obligation, clock.due_at) for clock in arranged.events[0].clocks]
    assert moved == [
        (Obligation.GAP_ACKNOWLEDGED, early),
        (Obligation.GAP_ACKNOWLEDGED, early),
        (Obligation.OFFICER_NAMED, early),
    ]
    # What is read already is not owed again, and a clock that has run out is not excused by a new time.
    read = acknowledge(supervised()).state
    assert len(arrange(read, early, now=MONDAY + timedelta(hours=4)).events[0].clocks) == 1
    assert arrange(case, MONDAY + timedelta(days=30), now=MONDAY + timedelta(days=29)).events[0].clocks == ()


@pytest.mark.parametrize("outcome", ["ATTC", "AFTC", "ATSH", "ATSS"])
def test_the_first_attended_appointment_meets_its_clock_and_starts_that_of_the_plan(outcome: str) -> None:
    case, _, (told, *_) = kept(supervised(), FIRST, outcome)
    assert (Obligation.FIRST_APPOINTMENT, ClockAction.MET) in clocks(told)
    (planned_by,) = [clock.due_at for clock in told.clocks if clock.obligation is Obligation.INITIAL_PLAN]
    assert planned_by == due(LimitName.INITIAL_PLAN, FIRST)
    _, _, (second, *_) = kept(case, FIRST + timedelta(days=7))
    assert clocks(second) == []


def test_an_absence_does_not_meet_the_first_appointment() -> None:
    case, _, (told, *_) = kept(supervised(), FIRST, "AAME")
    assert clocks(told) == [(Obligation.CONTACT_FOLLOW_UP, ClockAction.STARTED)]
    assert Obligation.FIRST_APPOINTMENT in {one.obligation for one in case.owed}


def test_an_outcome_is_recorded_once_and_not_before_its_time() -> None:
    case = arrange(supervised(), FIRST).state
    (appointment,) = case.appointments
    before = FIRST - timedelta(hours=1)
    for outcome in ("ATTC", "UAAB"):
        with pytest.raises(Invalid, match="still to come"):
            record(case, appointment.appointment_id, outcome, before)
    moved = record(case, appointment.appointment_id, "RSSR", before).state
    with pytest.raises(NotAllowed) as refused:
        record(moved, appointment.appointment_id, "ATTC", FIRST + timedelta(hours=1))
    assert (refused.value.state, refused.value.allowed) == (
        AppointmentState.RECORDED,
        ("decideExcuse", "correctOutcome", "followUp", "sendWarningLetter"),
    )


def test_a_failure_owes_a_letter_which_clears_it() -> None:
    case, missed, (told, *_) = kept(supervised(), FIRST, "UAAB")
    assert isinstance(told, AppointmentOutcomeRecorded)
    assert told.failures_in_12_months == 1
    assert {(clock.obligation, clock.subject_id, clock.due_at) for clock in told.clocks} == {
        (Obligation.WARNING_LETTER, missed, due(LimitName.WARNING_LETTER, FIRST)),
        (Obligation.CONTACT_FOLLOW_UP, missed, due(LimitName.MISSED_CONTACT_FOLLOW_UP, FIRST)),
    }
    warned = warn(case, missed, FIRST.date(), FIRST + timedelta(days=1))
    (letter,) = warned.events
    assert isinstance(letter, WarningLetterSent)
    assert clocks(letter) == [
        (Obligation.WARNING_LETTER, ClockAction.MET),
        (Obligation.CONTACT_FOLLOW_UP, ClockAction.MET),
    ]
    with pytest.raises(NotAllowed):
        warn(warned.state, missed, FIRST.date(), FIRST + timedelta(days=1))


def test_nothing_is_warned_of_that_was_no_failure() -> None:
    attended, came, _ = kept(supervised(), FIRST)
    with pytest.raises(NotAllowed, match="no failure to comply"):
        warn(attended, came, FIRST.date(), FIRST + timedelta(days=1))
    loose, missed, (told, *_) = kept(supervised(), FIRST, "UAAB", enforceable=False)
    assert Obligation.WARNING_LETTER not in {one for one, _ in clocks(told)}
    with pytest.raises(NotAllowed, match="no failure to comply"):
        warn(loose, missed, FIRST.date(), FIRST + timedelta(days=1))
    arranged = arrange(supervised(), FIRST).state
    with pytest.raises(NotAllowed):
        warn(arranged, arranged.appointments[0].appointment_id, FIRST.date(), FIRST)


@pytest.mark.parametrize("days", [-1, 2])
def test_a_letter_is_sent_after_the_absence_and_not_in_advance(days: int) -> None:
    case, missed, _ = kept(supervised(), FIRST, "UAAB")
    with pytest.raises(Invalid) as refused:
        warn(case, missed, date(2016, 9, 9) + timedelta(days=days), FIRST + timedelta(days=1))
    assert refused.value.faults[0].place == "/sentOn"


def test_the_plan_gives_rar_days_a_purpose_and_meets_its_clock() -> None:
    case, _, _ = kept(supervised(), FIRST)
    agreed = plan(
        case, ("relationships", "C17-BBR", 12), ("thinkingAndBehaviour", "C17-TSP", 5), ("finance", "C17-DEBT", 0)
    )
    (told,) = agreed.events
    assert isinstance(told, PlanAgreed)
    assert (told.rar_days_ordered, told.rar_days_planned) == (20, 17)
    assert told.purposes == (Need.RELATIONSHIPS, Need.THINKING_AND_BEHAVIOUR)
    assert clocks(told) == [
        (Obligation.INITIAL_PLAN, ClockAction.MET),
        (Obligation.PLAN_SIGNED_OFF, ClockAction.STARTED),
    ]
    with pytest.raises(NotAllowed, match="agreed already"):
        plan(agreed.state, ("relationships", "C17-BBR", 20))


def test_a_plan_made_before_the_first_appointment_is_in_time() -> None:
    planned = plan(supervised(), ("relationships", "C17-BBR", 20)).state
    case, _, (told, *_) = kept(planned, FIRST)
    (met,) = [clock for clock in told.clocks if clock.obligation is Obligation.INITIAL_PLAN]
    assert (met.action, met.due_at, met.subject_id) == (
        ClockAction.MET,
        due(LimitName.INITIAL_PLAN, FIRST),
        SENTENCE_ID,
    )
    assert Obligation.INITIAL_PLAN not in {one.obligation for one in case.owed}


@pytest.mark.parametrize(
    ("objective", "place"),
    [
        (("relationships", "to address offending behaviour", 20), "/objectives/0/intervention"),
        (("relationships", "C17-BBR", 21), "/objectives"),
    ],
)
def test_days_without_a_purpose_or_beyond_the_order_are_refused(objective: tuple[str, str, int], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        plan(supervised(), objective)
    assert [fault.place for fault in refused.value.faults] == [place]


def test_a_rar_day_is_a_distinct_date_with_a_rar_contact_attended_and_complied_with() -> None:
    case = supervised()
    for hours, outcome, kind in [
        (0, "ATTC", "rehabilitationActivity"),
        (2, "ATTC", "rehabilitationActivity"),
        (24, "AFTC", "rehabilitationActivity"),
        (48, "UAAB", "rehabilitationActivity"),
        (72, "ATTC", "officerAppointment"),
        (96, "ATTC", "rehabilitationActivity"),
    ]:
        case, _, _ = kept(case, FIRST + timedelta(hours=hours), outcome, kind=kind)
    assert case.rar_days_delivered == 2


def test_the_gap_that_was_read_keeps_its_reader() -> None:
    case = acknowledge(supervised()).state
    assert case.gap(DOMESTIC_ABUSE.gap_id).acknowledged_by == OFFICER
