"""Risk reviews, and the escalation of a case to the NPS."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.crc.domain.cases import Case
from services.crc.domain.news import review_of
from services.crc.domain.stages import EscalationState
from shared.contracts.crc import RiskEscalated, RiskReviewed
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Invalid, NotAllowed
from shared.probation.vocabulary import EscalationDecision, RoshLevel
from tests.unit.crc.given import (
    ANSWERED_AT,
    DOMESTIC_ABUSE,
    MEDIUM,
    MONDAY,
    OFFICER,
    answered,
    closed,
    heard,
    opened,
    supervised,
)
from tests.unit.crc.risks import complete, escalate, review

CALL = {"at": (MONDAY + timedelta(hours=20)).isoformat(), "spokenTo": "N07B960"}


def test_a_review_that_was_due_is_completed_once() -> None:
    case, _ = heard((closed(), ANSWERED_AT), case=supervised())
    review_id = review_of(DOMESTIC_ABUSE.gap_id)
    completed = complete(case, review_id, "medium")
    (told,) = completed.events
    assert isinstance(told, RiskReviewed)
    assert (told.rosh_before, told.rosh_after, told.officer) == (RoshLevel.MEDIUM, RoshLevel.MEDIUM, OFFICER)
    assert [(clock.obligation, clock.action) for clock in told.clocks] == [(Obligation.RISK_REVIEW, ClockAction.MET)]
    with pytest.raises(NotAllowed):
        complete(completed.state, review_id, "high")


def test_what_the_officer_found_stands_over_what_the_court_had() -> None:
    case = review(supervised(), "low").state
    assert case.rosh is RoshLevel.LOW
    again, _ = heard((closed(risk=MEDIUM), ANSWERED_AT), case=case)
    assert again.rosh is RoshLevel.LOW


@pytest.mark.parametrize(("level", "advised"), [("low", False), ("medium", False), ("high", True), ("veryHigh", True)])
def test_a_review_that_ends_high_leads_a_person_to_escalate(level: str, advised: bool) -> None:
    case = review(supervised(), level).state
    assert case.is_escalation_advised is advised
    if advised:
        assert not escalate(case, roshAfter="veryHigh").state.is_escalation_advised


def test_the_crc_holds_the_risk_while_the_nps_is_asked() -> None:
    raised = escalate(review(supervised(), "high").state, imminent=True, phoneCall=CALL)
    (told,) = raised.events
    assert isinstance(told, RiskEscalated)
    assert (told.provider, told.risk_held_by, raised.state.risk_held_by) == ("C17", "C17", "C17")
    assert (told.rosh_before, told.rosh_after) == (RoshLevel.MEDIUM, RoshLevel.HIGH)
    assert told.phone_call is not None
    assert told.phone_call.spoken_to == "N07B960"


def test_an_escalation_without_a_review_before_it_is_itself_an_assessment() -> None:
    raised = escalate(supervised())
    assert raised.state.rosh is RoshLevel.HIGH
    assert raised.state.escalations[0].rosh_before is RoshLevel.MEDIUM


def test_a_change_of_mappa_is_enough() -> None:
    assert escalate(supervised(), trigger="mappaChange", roshAfter="medium").state.escalations


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"roshAfter": "medium"}, "/roshAfter", "notForTheNps"),
    ({"imminent": True}, "/phoneCall", "phoneCallMissing"),
    ({"imminent": True, "phoneCall": {**CALL, "at": "2030-01-01T00:00:00Z"}}, "/phoneCall/at", "inTheFuture"),
    ({"phoneCall": {**CALL, "at": "2016-09-05T00:00:00Z"}}, "/phoneCall/at", "beforeTheCase"),
    ({"phoneCall": {**CALL, "spokenTo": "C17A002"}}, "/phoneCall/spokenTo", "notOfTheNps"),
    ({"agreedByManager": OFFICER}, "/agreedByManager", "notAManager"),
    ({"agreedByManager": "N07B960"}, "/agreedByManager", "notRegistered"),
    ({"whoIsAtRisk": ["children", "children"]}, "/whoIsAtRisk", "namedTwice"),
]


@pytest.mark.parametrize(("asked", "place", "code"), WRONG)
def test_a_form_that_says_too_little_is_refused(asked: dict[str, Any], place: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        escalate(supervised(), **asked)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [(place, code)]


def test_somebody_is_at_risk_and_a_review_lowers_the_risk_not_an_escalation() -> None:
    with pytest.raises(ValidationError):
        escalate(supervised(), whoIsAtRisk=[])
    with pytest.raises(Invalid) as refused:
        escalate(review(supervised(), "veryHigh").state, roshAfter="high")
    assert refused.value.faults[0].code == "belowTheLastReview"


def after(decision: EscalationDecision) -> Case:
    case = escalate(supervised()).state
    (one,) = case.escalations
    return heard((answered(one.escalation_id, decision, information_wanted=("arrests",)), ANSWERED_AT), case=case)[0]


@pytest.mark.parametrize("decision", EscalationDecision)
def test_one_question_at_a_time_and_what_came_back_may_be_asked_again(decision: EscalationDecision) -> None:
    with pytest.raises(NotAllowed, match="undecided"):
        escalate(escalate(supervised()).state)
    case = after(decision)
    (one,) = case.escalations
    assert one.state is EscalationState(decision.value)
    assert (one.decided_at, one.information_wanted) == (ANSWERED_AT, ("arrests",))
    assert case.risk_held_by == "C17"
    if decision is EscalationDecision.ACCEPTED:
        with pytest.raises(NotAllowed, match="under way"):
            escalate(case)
    else:
        assert len(escalate(case).state.escalations) == 2


def test_a_risk_that_nobody_assessed_is_not_known_and_not_low() -> None:
    case = opened(risk=MEDIUM.model_copy(update={"rosh_level": None}))
    assert case.rosh is None
    assert escalate(supervised(case)).state.escalations[0].rosh_before is None
