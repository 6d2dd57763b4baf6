"""Excuses for failures to comply: taken inside a week, decided once, and never in advance."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.stages import AppointmentState, DecisionState
from shared.contracts.crc import AppointmentOutcomeRecorded, EnforcementDecisionWithdrawn, ExcuseDecided
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Invalid, NotAllowed
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import ExcuseDecision
from tests.unit.crc.contacts import correct, excuse
from tests.unit.crc.given import MONDAY, kept, record, supervised, warn

FIRST = MONDAY + timedelta(days=21)
WINDOW = due(LimitName.EXCUSE_WINDOW, FIRST)


def failed(outcome: str = "UAAB", **asked: Any) -> tuple[Case, UUID]:
    case, missed, _ = kept(supervised(), FIRST, outcome, **asked)
    return case, missed


def stands(case: Case, missed: UUID, at: Any) -> ExcuseDecision | None:
    return case.appointment(missed).excuse_on(at)


def test_a_failure_opens_a_week_for_an_excuse_and_nothing_else_does() -> None:
    case, missed, (told, *_) = kept(supervised(), FIRST, "UAAB")
    assert isinstance(told, AppointmentOutcomeRecorded)
    assert told.excuse_until == WINDOW
    assert stands(case, missed, WINDOW) is ExcuseDecision.PENDING
    assert stands(case, missed, WINDOW + timedelta(microseconds=1)) is ExcuseDecision.NONE_GIVEN
    for outcome, enforceable in (("ATTC", True), ("AAME", True), ("UAAB", False)):
        _, _, (told, *_) = kept(supervised(), FIRST, outcome, enforceable=enforceable)
        assert isinstance(told, AppointmentOutcomeRecorded)
        assert told.excuse_until is None


def test_an_accepted_excuse_makes_the_absence_an_acceptable_one_and_nobody_owes_its_letter() -> None:
    case, missed = failed()
    decision = excuse(case, missed, FIRST + timedelta(days=1), "AAME")
    (told,) = decision.events
    assert isinstance(told, ExcuseDecided)
    assert (told.decision, told.outcome, told.failures_in_12_months) == ("accepted", "AAME", 0)
    assert [(clock.obligation, clock.action) for clock in told.clocks] == [
        (Obligation.WARNING_LETTER, ClockAction.CANCELLED)
    ]
    after = decision.state.appointment(missed)
    assert [one.outcome for one in after.recordings] == ["UAAB", "AAME"]
    assert (after.outcome, after.excuse, after.excuse_until) == ("AAME", ExcuseDecision.ACCEPTED, None)
    # The person was not seen all the same: somebody asks after them.
    assert Obligation.CONTACT_FOLLOW_UP in {one.obligation for one in decision.state.owed}


def test_a_letter_that_was_late_before_the_excuse_stays_late() -> None:
    case, missed = failed()
    late = due(LimitName.WARNING_LETTER, FIRST) + timedelta(hours=1)
    decision = excuse(case, missed, late)
    assert decision.events[0].clocks == ()
    assert Obligation.WARNING_LETTER not in {one.obligation for one in decision.state.owed}


def test_an_excuse_that_is_not_accepted_leaves_the_failure_as_it_is() -> None:
    case, missed = failed()
    decision = excuse(case, missed, FIRST + timedelta(days=1), None)
    (told,) = decision.events
    assert isinstance(told, ExcuseDecided)
    assert (told.outcome, told.failures_in_12_months, told.clocks) == ("UAAB", 1, ())
    assert len(decision.state.appointment(missed).recordings) == 1
    assert stands(decision.state, missed, WINDOW + timedelta(days=9)) is ExcuseDecision.NOT_ACCEPTED


def test_an_excuse_below_the_threshold_withdraws_the_decision_that_is_owed() -> None:
    case, _ = failed()
    case, second, _ = kept(case, FIRST + timedelta(days=3), "UAAB")
    decision = excuse(case, second, FIRST + timedelta(days=3, hours=2))
    _, withdrawn = decision.events
    assert isinstance(withdrawn, EnforcementDecisionWithdrawn)
    assert withdrawn.failures_in_12_months == 1
    assert [(clock.obligation, clock.action) for clock in withdrawn.clocks] == [
        (Obligation.ENFORCEMENT_DECISION, ClockAction.CANCELLED)
    ]
    assert [one.state for one in decision.state.enforcement_decisions] == [DecisionState.WITHDRAWN]


def test_a_silence_that_was_told_stays_said_where_an_excuse_withdraws_the_decision_later() -> None:
    case, _ = failed()
    case, second, _ = kept(case, FIRST + timedelta(days=3), "UAAB")
    decision = excuse(case, second, FIRST + timedelta(days=5))
    _, withdrawn = decision.events
    assert isinstance(withdrawn, EnforcementDecisionWithdrawn)
    assert withdrawn.clocks == ()
    assert Obligation.ENFORCEMENT_DECISION not in {one.obligation for one in decision.state.owed}


def test_a_failure_that_was_warned_of_is_excused_too() -> None:
    case, missed = failed()
    warned = warn(case, missed, FIRST.date(), FIRST + timedelta(hours=3)).state
    after = excuse(warned, missed, FIRST + timedelta(days=1)).state
    assert after.appointment(missed).state is AppointmentState.WARNED
    assert after.failures(FIRST.date()).count == 0


def test_who_came_and_failed_to_comply_is_excused_as_one_who_came() -> None:
    case, missed = failed("AFTC")
    assert excuse(case, missed, FIRST + timedelta(hours=2), "ATTC").state.failures(FIRST.date()).count == 0
    with pytest.raises(Invalid) as refused:
        excuse(case, missed, FIRST + timedelta(hours=2), "AAME")
    assert [fault.code for fault in refused.value.faults] == ["notExcused"]


@pytest.mark.parametrize(
    ("asked", "place", "code"),
    [
        ({"givenOn": (FIRST - timedelta(days=1)).date()}, "/givenOn", "notPossible"),
        ({"givenOn": (FIRST + timedelta(days=2)).date()}, "/givenOn", "notPossible"),
        ({"outcome": None, "decision": "accepted"}, "/outcome", "outcomeMissing"),
        ({"outcome": "AAME", "decision": "notAccepted"}, "/outcome", "outcomeNotAsked"),
        ({"outcome": "UAAB"}, "/outcome", "notExcused"),
        ({"outcome": "RSOF"}, "/outcome", "notExcused"),
        ({"outcome": "ATTC"}, "/outcome", "notExcused"),
    ],
)
def test_an_excuse_that_could_not_be_is_refused(asked: dict[str, Any], place: str, code: str) -> None:
    case, missed = failed()
    with pytest.raises(Invalid) as refused:
        excuse(case, missed, FIRST + timedelta(days=1), **{"outcome": "AAME", **asked})
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [(place, code)]


def test_it_is_decided_once_inside_the_window_and_only_of_a_failure() -> None:
    case, missed = failed()
    decided = excuse(case, missed, FIRST + timedelta(days=1), None).state
    with pytest.raises(NotAllowed, match="has been decided"):
        excuse(decided, missed, FIRST + timedelta(days=1))
    with pytest.raises(NotAllowed, match="time for excuses is over"):
        excuse(case, missed, WINDOW + timedelta(seconds=1))
    came, attended, _ = kept(supervised(), FIRST)
    with pytest.raises(NotAllowed, match="no failure"):
        excuse(came, attended, FIRST + timedelta(hours=2))


def test_after_the_window_a_manager_corrects_it() -> None:
    case, missed = failed()
    later = correct(case, missed, "AAME", WINDOW + timedelta(days=1), reason="evidenceArrived").state
    assert later.failures(WINDOW.date()).count == 0
    assert stands(later, missed, WINDOW + timedelta(days=1)) is None


def test_no_outcome_is_recorded_twice() -> None:
    case, missed = failed()
    with pytest.raises(NotAllowed):
        record(case, missed, "ATTC", FIRST + timedelta(days=1))
