"""Unpaid work: hours as the court ordered them, minutes credited for the sessions that the person came to."""

from datetime import timedelta

import pytest

from services.crc.domain.cases import Case
from shared.contracts.court import Requirement
from shared.contracts.crc import AppointmentOutcomeRecorded
from shared.decisions import Invalid
from shared.probation.vocabulary import RequirementKind
from tests.unit.crc.contacts import correct, excuse
from tests.unit.crc.given import MONDAY, arrange, opened, record, supervised

FIRST = MONDAY + timedelta(days=5)
UNPAID_WORK = Requirement(kind=RequirementKind.UNPAID_WORK, amount=80, unit="hours", need=None, intervention=None)


def ordered() -> Case:
    return supervised(opened(requirements=(UNPAID_WORK,)))


def session(case: Case, outcome: str, minutes: int | None, day: int = 0, kind: str = "unpaidWork") -> Case:
    at = FIRST + timedelta(days=day)
    arranged = arrange(case, at, kind=kind).state
    (one,) = [one for one in arranged.appointments if one.outcome is None]
    return record(arranged, one.appointment_id, outcome, at + timedelta(hours=8), minutes=minutes).state


def test_minutes_are_credited_for_sessions_that_the_person_came_to() -> None:
    case = session(ordered(), "ATTC", 420)
    case = session(case, "ATSS", 30, day=7)
    case = session(case, "UAAB", None, day=14)
    assert (case.unpaid_work_ordered, case.unpaid_work_credited) == (80 * 60, 450)


@pytest.mark.parametrize(
    ("kind", "outcome", "minutes", "code"),
    [
        ("unpaidWork", "ATTC", None, "minutesMissing"),
        ("unpaidWork", "ATSH", None, "minutesMissing"),
        ("unpaidWork", "UAAB", 60, "minutesNotAsked"),
        ("officerAppointment", "ATTC", 60, "minutesNotAsked"),
    ],
)
def test_time_is_said_where_there_was_work_and_nowhere_else(
    kind: str, outcome: str, minutes: int | None, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        session(ordered(), outcome, minutes, kind=kind)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/unpaidWorkMinutes", code)]


def test_what_is_corrected_counts_as_it_stands() -> None:
    case = session(ordered(), "ATTC", 420)
    (one,) = case.appointments
    now = FIRST + timedelta(days=2)
    assert correct(case, one.appointment_id, "ATTC", now, unpaidWorkMinutes=360).state.unpaid_work_credited == 360
    assert correct(case, one.appointment_id, "UAAB", now).state.unpaid_work_credited == 0


def test_an_excuse_leaves_the_credit_as_it_was_recorded() -> None:
    case = session(ordered(), "AFTC", 90)
    (one,) = case.appointments
    after = excuse(case, one.appointment_id, FIRST + timedelta(days=1), "ATTC").state
    assert after.unpaid_work_credited == 90


def test_the_credit_is_told() -> None:
    case = ordered()
    arranged = arrange(case, FIRST, kind="unpaidWork").state
    (one,) = arranged.appointments
    told = record(arranged, one.appointment_id, "ATTC", FIRST + timedelta(hours=8), minutes=400).events[0]
    assert isinstance(told, AppointmentOutcomeRecorded)
    assert told.unpaid_work_minutes == 400
