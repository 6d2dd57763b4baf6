"""Outcomes recorded anew: by a manager, with a reason, and with everything kept that was said before (¶18)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.stages import DecisionState
from shared.contracts.crc import AppointmentOutcomeCorrected, EnforcementDecisionDue, EnforcementDecisionWithdrawn
from shared.contracts.model import ClockAction, ClockChange, Obligation
from shared.decisions import Decision, Invalid, NotAllowed
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from tests.unit.crc.breaches import concluded, initiated
from tests.unit.crc.contacts import correct
from tests.unit.crc.given import COLLEAGUE, MANAGER, MONDAY, OFFICER, arrange, decide, heard, kept, supervised

FIRST = MONDAY + timedelta(days=4)
LATER = FIRST + timedelta(days=10)


def changes(decision: Decision[Case]) -> list[tuple[Obligation, ClockAction, datetime | None]]:
    clocks: tuple[ClockChange, ...] = decision.events[0].clocks
    return [(one.obligation, one.action, one.due_at) for one in clocks]


def test_a_correction_keeps_what_was_said_before_with_its_reason_and_its_manager() -> None:
    case, missed, _ = kept(supervised(), FIRST, "UAAB")
    decision = correct(case, missed, "AAEM", LATER, reason="evidenceArrived")
    (told,) = decision.events
    assert isinstance(told, AppointmentOutcomeCorrected)
    assert (told.number, told.before, told.outcome, told.reason) == (2, "UAAB", "AAEM", "evidenceArrived")
    assert (told.manager, told.failures_in_12_months) == (MANAGER, 0)
    after = decision.state.appointment(missed)
    assert [(one.outcome, one.by, one.manager) for one in after.recordings] == [
        ("UAAB", OFFICER, None),
        ("AAEM", MANAGER, MANAGER),
    ]
    assert (after.outcome, after.recorded_by, after.recorded_at) == ("AAEM", MANAGER, LATER)


def test_a_failure_that_comes_to_light_owes_its_letter_and_its_follow_up_from_then() -> None:
    case, _, _ = kept(supervised(), FIRST - timedelta(days=1))
    case, seen, _ = kept(case, FIRST)
    decision = correct(case, seen, "UAAB", LATER)
    assert changes(decision) == [
        (Obligation.WARNING_LETTER, ClockAction.STARTED, due(LimitName.WARNING_LETTER, LATER)),
        (Obligation.CONTACT_FOLLOW_UP, ClockAction.STARTED, due(LimitName.MISSED_CONTACT_FOLLOW_UP, LATER)),
    ]


def test_who_turns_out_never_to_have_come_is_still_to_be_seen() -> None:
    case, seen, _ = kept(supervised(), FIRST)
    decision = correct(case, seen, "AAME", LATER)
    assert changes(decision) == [
        (Obligation.FIRST_APPOINTMENT, ClockAction.STARTED, due(LimitName.FIRST_APPOINTMENT_COMMUNITY, LATER)),
        (Obligation.INITIAL_PLAN, ClockAction.CANCELLED, None),
        (Obligation.CONTACT_FOLLOW_UP, ClockAction.STARTED, due(LimitName.MISSED_CONTACT_FOLLOW_UP, LATER)),
    ]


def test_a_plan_that_ran_out_after_an_attendance_that_there_was_not_stays_missed_and_is_not_owed_anew() -> None:
    case, seen, _ = kept(supervised(), FIRST)
    ran_out = due(LimitName.INITIAL_PLAN, FIRST)
    never_came = correct(case, seen, "AAME", ran_out + timedelta(days=1))
    came = correct(never_came.state, seen, "ATTC", ran_out + timedelta(days=2))
    told = [*changes(never_came), *changes(came)]
    assert Obligation.INITIAL_PLAN not in {obligation for obligation, _, _ in told}
    assert [one.due_at for one in came.state.owed if one.obligation is Obligation.INITIAL_PLAN] == [ran_out]


def test_who_turns_out_to_have_come_has_been_seen() -> None:
    case, missed, _ = kept(supervised(), FIRST, "UAAB")
    decision = correct(case, missed, "ATTC", FIRST + timedelta(hours=2))
    done = {(obligation, action) for obligation, action, _ in changes(decision)}
    assert done == {
        (Obligation.FIRST_APPOINTMENT, ClockAction.MET),
        (Obligation.INITIAL_PLAN, ClockAction.STARTED),
        (Obligation.WARNING_LETTER, ClockAction.CANCELLED),
        (Obligation.CONTACT_FOLLOW_UP, ClockAction.CANCELLED),
    }


def test_a_correction_up_to_the_threshold_makes_a_decision_due_and_one_below_withdraws_it() -> None:
    case, _, _ = kept(supervised(), FIRST, "UAAB")
    case, second, _ = kept(case, FIRST + timedelta(days=7))
    up = correct(case, second, "AFTC", LATER)
    assert [type(one) for one in up.events] == [AppointmentOutcomeCorrected, EnforcementDecisionDue]
    down = correct(up.state, second, "ATTC", LATER + timedelta(days=30))
    assert [type(one) for one in down.events] == [AppointmentOutcomeCorrected, EnforcementDecisionWithdrawn]
    again = correct(down.state, second, "UAAB", LATER + timedelta(days=31))
    assert isinstance(again.events[1], EnforcementDecisionDue)
    assert [one.state for one in again.state.enforcement_decisions].count(DecisionState.DUE) == 1


def breached() -> tuple[Case, Any]:
    case, first, _ = kept(supervised(), FIRST, "UAAB")
    case, _, _ = kept(case, FIRST + timedelta(days=7), "UAAB")
    (owed,) = case.enforcement_decisions
    case = decide(case, owed.decision_id, decision="breach", now=FIRST + timedelta(days=7, hours=2)).state
    return heard((initiated(), FIRST + timedelta(days=7, hours=3)), case=case)[0], first


def test_while_a_breach_runs_a_correction_changes_nothing_of_the_count() -> None:
    case, first = breached()
    decision = correct(case, first, "AAME", LATER)
    (told,) = decision.events
    assert isinstance(told, AppointmentOutcomeCorrected)
    assert told.failures_in_12_months == 2
    after, _ = heard((concluded(), LATER + timedelta(days=20)), case=decision.state)
    assert after.failures((LATER + timedelta(days=20)).date()).count == 0


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        (COLLEAGUE, "no senior probation officer"),
        (OFFICER, "no senior probation officer"),
        ("C17M999", "not in the register"),
    ],
)
def test_only_a_manager_of_the_register_corrects(by: str, sentence: str) -> None:
    case, missed, _ = kept(supervised(), FIRST, "UAAB")
    with pytest.raises(NotAllowed, match=sentence):
        correct(case, missed, "ATTC", LATER, by=by)


def test_nothing_is_corrected_to_what_it_is_or_before_there_is_an_outcome_or_its_time() -> None:
    case, missed, _ = kept(supervised(), FIRST, "UAAB")
    with pytest.raises(Invalid, match="recorded already"):
        correct(case, missed, "UAAB", LATER)
    to_come = arrange(supervised(), FIRST).state
    (appointment,) = to_come.appointments
    with pytest.raises(NotAllowed):
        correct(to_come, appointment.appointment_id, "ATTC", LATER)
    moved, early, _ = kept(supervised(), FIRST, "RSSR")
    with pytest.raises(Invalid, match="still to come"):
        correct(moved, early, "ATTC", FIRST - timedelta(minutes=1))


@pytest.mark.parametrize(("days", "anew"), [(1, True), (12, False)])
def test_a_letter_and_a_follow_up_that_were_late_are_not_owed_anew_where_it_is_a_failure_again(
    days: int, anew: bool
) -> None:
    case, _, _ = kept(supervised(), FIRST - timedelta(days=1))
    case, missed, _ = kept(case, FIRST, "UAAB")
    away = FIRST + timedelta(days=days)
    case = correct(case, missed, "ATTC", away).state
    again = correct(case, missed, "UAAB", away + timedelta(days=1))
    owed = {obligation for obligation, action, _ in changes(again) if action is ClockAction.STARTED}
    assert owed == ({Obligation.WARNING_LETTER, Obligation.CONTACT_FOLLOW_UP} if anew else set())
