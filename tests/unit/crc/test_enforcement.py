"""At the threshold somebody decides, with a reason and a manager's name (¶14)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.stages import DecisionState
from shared.contracts.crc import AppointmentOutcomeRecorded, EnforcementDecided, EnforcementDecisionDue
from shared.contracts.crc_custody import RecallRequested
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from tests.unit.crc.breaches import concluded, initiated
from tests.unit.crc.gates import LICENCE_ENDS, ON_LICENCE, on_licence
from tests.unit.crc.given import COLLEAGUE, MANAGER, MONDAY, decide, heard, kept, supervised

FIRST = MONDAY + timedelta(days=21)
SECOND = FIRST + timedelta(days=14)


def twice_missed() -> tuple[Case, list[UUID], list[EventData]]:
    case, one, _ = kept(supervised(), FIRST, "UAAB")
    case, two, told = kept(case, SECOND, "UAAB")
    return case, [one, two], told


def owed(case: Case) -> UUID:
    (decision,) = case.enforcement_decisions
    return decision.decision_id


def dues(told: list[EventData]) -> list[EnforcementDecisionDue]:
    return [event for event in told if isinstance(event, EnforcementDecisionDue)]


def test_the_second_failure_makes_a_decision_due_by_the_end_of_that_day() -> None:
    case, missed, told = twice_missed()
    recorded, now_due = told
    assert isinstance(now_due, EnforcementDecisionDue)
    assert (now_due.failures_in_12_months, now_due.failures) == (2, tuple(missed))
    aware = SECOND + timedelta(hours=1)
    assert now_due.aware_at == aware
    (clock,) = now_due.clocks
    assert (clock.obligation, clock.subject_id) == (Obligation.ENFORCEMENT_DECISION, now_due.decision_id)
    assert clock.due_at == due(LimitName.ENFORCEMENT_DECISION, aware)
    assert recorded.event_type == "probation.crc.appointment-outcome-recorded.v1"
    assert case.failures(SECOND.date()).count == 2


def test_two_failures_on_one_day_are_one_and_pass_nothing() -> None:
    case, _, _ = kept(supervised(), FIRST, "UAAB")
    _, _, told = kept(case, FIRST + timedelta(hours=3), "UAAB")
    assert dues(told) == []


def test_a_failure_beyond_the_threshold_owes_a_decision_of_its_own_once_the_one_before_was_decided() -> None:
    case, missed, _ = twice_missed()
    settled = decide(case, owed(case), decision="notEnforced", reason="complianceResumed").state
    settled, again, third = kept(settled, SECOND + timedelta(days=7), "AFTC")
    (now_due,) = dues(third)
    assert (now_due.failures, now_due.failures_in_12_months) == ((*missed, again), 3)
    # A year later all three have fallen out of the twelve months.
    settled = decide(settled, now_due.decision_id, decision="notEnforced", reason="healthCrisis").state
    later = SECOND + timedelta(days=400)
    settled, _, first = kept(settled, later, "UAAB")
    settled, _, second = kept(settled, later + timedelta(days=7), "UAAB")
    assert (len(dues(first)), len(dues(second))) == (0, 1)


def test_a_further_failure_joins_the_decision_that_is_owed() -> None:
    case, missed, _ = twice_missed()
    before = case.decision(owed(case))
    case, third, more = kept(case, SECOND + timedelta(days=7), "UAAB")
    assert dues(more) == []
    after = case.decision(owed(case))
    assert (after.failures, after.failures_in_12_months) == ((*missed, third), 3)
    assert (after.due_at, after.aware_at) == (before.due_at, before.aware_at)


def test_a_decision_that_nobody_takes_is_owed_however_old_its_failures_grow() -> None:
    case, missed, _ = twice_missed()
    case, _, first = kept(case, SECOND + timedelta(days=400), "UAAB")
    assert [type(one) for one in first] == [AppointmentOutcomeRecorded]
    assert case.decision(owed(case)).state is DecisionState.DUE
    assert set(missed) < set(case.decision(owed(case)).failures)


def test_while_a_breach_runs_nothing_falls_due_and_afterwards_the_count_begins_again() -> None:
    case, _, _ = twice_missed()
    case = decide(case, owed(case), decision="breach").state
    case, _ = heard((initiated(), SECOND + timedelta(hours=2)), case=case)
    case, _, told = kept(case, SECOND + timedelta(days=7), "UAAB")
    assert dues(told) == []
    assert case.failures((SECOND + timedelta(days=7)).date()).count == 2
    case, _ = heard((concluded(), SECOND + timedelta(days=30)), case=case)
    assert case.failures((SECOND + timedelta(days=30)).date()).count == 0
    case, _, one = kept(case, SECOND + timedelta(days=31), "UAAB")
    case, _, two = kept(case, SECOND + timedelta(days=38), "UAAB")
    assert (len(dues(one)), len(dues(two))) == (0, 1)


def test_the_decision_to_breach_names_its_manager_and_takes_the_place_of_the_letters() -> None:
    case, missed, _ = twice_missed()
    decided = decide(case, owed(case), decision="breach")
    (told,) = decided.events
    assert isinstance(told, EnforcementDecided)
    assert (told.decision, told.reason, told.manager, told.failures) == ("breach", None, MANAGER, tuple(missed))
    assert {(clock.obligation, clock.subject_id, clock.action) for clock in told.clocks} == {
        (Obligation.ENFORCEMENT_DECISION, owed(case), ClockAction.MET),
        (Obligation.WARNING_LETTER, missed[0], ClockAction.CANCELLED),
        (Obligation.WARNING_LETTER, missed[1], ClockAction.CANCELLED),
    }
    assert decided.state.decision(owed(case)).state is DecisionState.DECIDED


def test_where_it_is_not_enforced_the_letters_are_still_owed() -> None:
    case, missed, _ = twice_missed()
    settled = decide(case, owed(case), decision="notEnforced", reason="healthCrisis").state
    letters = {one.subject_id for one in settled.owed if one.obligation is Obligation.WARNING_LETTER}
    assert letters == set(missed)


@pytest.mark.parametrize(
    ("asked", "place", "code"),
    [
        ({"decision": "notEnforced"}, "/reason", "reasonMissing"),
        ({"decision": "breach", "reason": "inCustody"}, "/reason", "reasonNotAsked"),
        ({"decision": "breach", "manager": COLLEAGUE}, "/manager", "notAManager"),
        ({"decision": "breach", "manager": "C01M001"}, "/manager", "notRegistered"),
        ({"decision": "breach", "manager": "C17DTXU"}, "/manager", "notRegistered"),
        ({"decision": "breach", "manager": None}, "/manager", "managerMissing"),
        ({"decision": "recall"}, "/decision", "notOnLicence"),
    ],
)
def test_a_decision_without_its_reason_or_its_manager_is_refused(asked: dict[str, Any], place: str, code: str) -> None:
    case, _, _ = twice_missed()
    with pytest.raises(Invalid) as refused:
        decide(case, owed(case), **asked)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [(place, code)]


def test_it_is_decided_once() -> None:
    case, _, _ = twice_missed()
    decided = decide(case, owed(case), decision="breach").state
    with pytest.raises(NotAllowed):
        decide(decided, owed(case), decision="notEnforced", reason="inCustody")
    with pytest.raises(NotFound):
        decide(decided, UUID(int=3), decision="breach")


def test_a_manager_who_decides_need_name_nobody_else() -> None:
    case, _, _ = twice_missed()
    (told,) = decide(case, owed(case), by=MANAGER, decision="breach", manager=None).events
    assert isinstance(told, EnforcementDecided)
    assert (told.manager, told.recorded_by.officer) == (MANAGER, MANAGER)


def test_after_a_decision_to_breach_nothing_falls_due_before_the_breach_has_ended() -> None:
    case, _, _ = twice_missed()
    case = decide(case, owed(case), decision="breach", now=SECOND + timedelta(hours=2)).state
    # The breach service has not begun it yet.
    case, _, told = kept(case, SECOND + timedelta(days=7), "UAAB")
    assert dues(told) == []


def test_failures_after_the_end_of_a_breach_count_also_where_that_end_is_heard_later() -> None:
    case, _, _ = twice_missed()
    case = decide(case, owed(case), decision="breach", now=SECOND + timedelta(hours=2)).state
    case, _ = heard((initiated(), SECOND + timedelta(hours=2)), case=case)
    end = SECOND + timedelta(days=30)
    case, one, _ = kept(case, end + timedelta(days=1), "UAAB")
    case, two, _ = kept(case, end + timedelta(days=2), "UAAB")
    case, told = heard((concluded(), end), case=case)
    (now_due,) = dues(told)
    assert (now_due.failures, now_due.aware_at) == ((one, two), end + timedelta(days=2, hours=1))


def test_the_end_of_a_breach_withdraws_a_decision_on_what_it_has_dealt_with() -> None:
    case, _, _ = twice_missed()
    # The division breaches on its own: nobody here has decided yet.
    case, _ = heard((initiated(), SECOND + timedelta(hours=2)), (concluded(), SECOND + timedelta(hours=3)), case=case)
    assert [one.state for one in case.enforcement_decisions] == [DecisionState.WITHDRAWN]


def licensed() -> Case:
    """On licence, twice absent."""
    case, _, _ = kept(on_licence(), ON_LICENCE + timedelta(days=1), "UAAB")
    return kept(case, ON_LICENCE + timedelta(days=8), "UAAB")[0]


DECIDED_AT = ON_LICENCE + timedelta(days=8, hours=2)


def test_failures_of_a_licence_are_enforced_by_recall_which_is_asked_for_with_the_decision() -> None:
    case = licensed()
    decision = decide(case, owed(case), now=DECIDED_AT, decision="recall")
    decided, requested = decision.events
    assert isinstance(decided, EnforcementDecided)
    assert isinstance(requested, RecallRequested)
    assert (decided.decision, requested.reason) == ("recall", "failedToAttend")
    assert Obligation.RECALL_COUNTERSIGNED in {one.obligation for one in decision.state.owed}


def test_a_licence_is_not_breached_and_the_supervision_after_it_not_recalled() -> None:
    case = licensed()
    with pytest.raises(Invalid) as refused:
        decide(case, owed(case), now=DECIDED_AT, decision="breach")
    assert [fault.code for fault in refused.value.faults] == ["licenceIsRecalled"]
    after = end_of_day(LICENCE_ENDS) + timedelta(hours=1)
    with pytest.raises(Invalid) as refused:
        decide(case, owed(case), now=after, decision="recall")
    assert [fault.code for fault in refused.value.faults] == ["notOnLicence"]
    assert decide(case, owed(case), now=after, decision="breach").events
