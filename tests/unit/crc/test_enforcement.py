"""At the threshold somebody decides, with a reason and a manager's name (¶14)."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.stages import DecisionState
from shared.contracts.crc import EnforcementDecided, EnforcementDecisionDue
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from tests.unit.crc.breaches import concluded, initiated
from tests.unit.crc.given import MANAGER, MONDAY, OFFICER, decide, heard, kept, supervised

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


def test_a_failure_beyond_the_threshold_passes_nothing_and_falling_below_it_makes_it_passable_again() -> None:
    case, _, _ = twice_missed()
    settled = decide(case, owed(case), decision="notEnforced", reason="complianceResumed").state
    settled, _, third = kept(settled, SECOND + timedelta(days=7), "AFTC")
    assert dues(third) == []
    assert settled.failures((SECOND + timedelta(days=7)).date()).count == 3
    # A year later all three have fallen out of the twelve months.
    later = SECOND + timedelta(days=400)
    again, _, first = kept(settled, later, "UAAB")
    again, _, second = kept(again, later + timedelta(days=7), "UAAB")
    assert (len(dues(first)), len(dues(second))) == (0, 1)


def test_while_a_decision_is_owed_no_second_one_falls_due() -> None:
    case, _, _ = twice_missed()
    later = SECOND + timedelta(days=400)
    case, _, first = kept(case, later, "UAAB")
    case, _, second = kept(case, later + timedelta(days=7), "UAAB")
    assert dues([*first, *second]) == []
    assert case.decision(owed(case)).state is DecisionState.DUE


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
        ({"decision": "breach", "manager": OFFICER}, "/manager", "notTheOfficer"),
        ({"decision": "breach", "manager": "C01M001"}, "/manager", "ofAnotherProvider"),
        ({"decision": "breach", "manager": "C17DTXU"}, "/manager", "nobodyYet"),
    ],
)
def test_a_decision_without_its_reason_or_its_manager_is_refused(asked: dict[str, str], place: str, code: str) -> None:
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
