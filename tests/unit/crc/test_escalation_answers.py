"""What the NPS answers to an escalation: the officer reads it, in its time, whoever has the case by then."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.crc.domain import escalations
from services.crc.domain.cases import Case
from services.crc.domain.staff import Officer
from services.crc.domain.stages import AnswerState
from shared.contracts.crc import EscalationAnswerRead, EscalationAnswerReceived
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import EscalationDecision, RoshLevel, StaffGrade
from tests.unit.crc.given import (
    ANSWERED_AT,
    COLLEAGUE,
    ELSEWHERE,
    MANAGER,
    MONDAY,
    OFFICER,
    STAFF,
    answered,
    closed,
    ended,
    entry,
    heard,
    moved,
    name,
    occasion,
    revised,
    supervised,
    transferred,
)
from tests.unit.crc.orders import interleavings
from tests.unit.crc.risks import escalate, read_answer

TO_READ = [EscalationDecision.NOT_ACCEPTED, EscalationDecision.RETURNED]


def asked_once() -> tuple[Case, UUID]:
    case = escalate(supervised()).state
    (one,) = case.escalations
    return case, one.escalation_id


def given(decision: EscalationDecision = EscalationDecision.RETURNED) -> tuple[Case, UUID]:
    case, escalation_id = asked_once()
    return heard((answered(escalation_id, decision), ANSWERED_AT), case=case)[0], escalation_id


@pytest.mark.parametrize("decision", TO_READ)
def test_an_answer_that_leaves_the_case_here_is_to_be_read_in_time_from_when_it_was_given(
    decision: EscalationDecision,
) -> None:
    case, escalation_id = asked_once()
    after, (told,) = heard((answered(escalation_id, decision), ANSWERED_AT), case=case)
    assert isinstance(told, EscalationAnswerReceived)
    assert (told.escalation_id, told.decision, told.recorded_by.officer) == (escalation_id, decision, None)
    (clock,) = told.clocks
    assert (clock.obligation, clock.subject_id) == (Obligation.ESCALATION_ANSWER_READ, escalation_id)
    assert clock.due_at == due(LimitName.ESCALATION_ANSWER_READ, ANSWERED_AT)
    assert after.escalation(escalation_id).answer is AnswerState.TO_READ
    assert heard((answered(escalation_id, decision), ANSWERED_AT), case=after) == (after, [])


@pytest.mark.parametrize("decision", set(EscalationDecision) - set(TO_READ))
def test_of_any_other_answer_there_is_nothing_to_read(decision: EscalationDecision) -> None:
    case, escalation_id = asked_once()
    after, told = heard((answered(escalation_id, decision), ANSWERED_AT), case=case)
    assert told == []
    with pytest.raises(NotAllowed, match="no answer to read"):
        read_answer(after, escalation_id)


def test_while_it_is_undecided_there_is_nothing_to_read() -> None:
    case, escalation_id = asked_once()
    with pytest.raises(NotAllowed, match="no answer to read"):
        read_answer(case, escalation_id)
    with pytest.raises(NotFound):
        read_answer(case, UUID(int=0))


def test_the_responsible_officer_reads_it_once() -> None:
    case, escalation_id = given()
    decision = read_answer(case, escalation_id, now=ANSWERED_AT)
    (told,) = decision.events
    assert isinstance(told, EscalationAnswerRead)
    assert (told.officer, [(one.subject_id, one.action) for one in told.clocks]) == (
        OFFICER,
        [(escalation_id, ClockAction.MET)],
    )
    one = decision.state.escalation(escalation_id)
    assert (one.answer, one.answer_read_at, one.answer_read_by) == (AnswerState.READ, ANSWERED_AT, OFFICER)
    with pytest.raises(NotAllowed):
        read_answer(decision.state, escalation_id)
    with pytest.raises(NotAllowed, match="Only the responsible officer"):
        read_answer(case, escalation_id, by=COLLEAGUE)


def test_what_the_crc_before_has_not_read_the_next_one_reads_at_its_time() -> None:
    case, escalation_id = given()
    at = ANSWERED_AT + timedelta(hours=1)
    there, (_, came) = heard((moved(), at), case=case)
    owed = {one.subject_id: one.due_at for one in came.clocks if one.obligation is Obligation.ESCALATION_ANSWER_READ}
    assert owed == {escalation_id: due(LimitName.ESCALATION_ANSWER_READ, ANSWERED_AT)}
    with pytest.raises(NotAllowed, match="no responsible officer yet"):
        read_answer(there, escalation_id, by=ELSEWHERE, now=at)
    named = name(there, ELSEWHERE, by="C21M001", now=at).state
    assert read_answer(named, escalation_id, by=ELSEWHERE, now=at).state.owed == tuple(
        one for one in named.owed if one.subject_id != escalation_id
    )


def test_an_answer_that_comes_after_a_move_is_the_new_crcs_to_read() -> None:
    case, escalation_id = asked_once()
    at = MONDAY + timedelta(days=2)
    there, told = heard(
        (moved(), at), (answered(escalation_id, EscalationDecision.NOT_ACCEPTED), ANSWERED_AT), case=case
    )
    received = told[-1]
    assert isinstance(received, EscalationAnswerReceived)
    assert [one.owner for one in received.clocks] == ["C21"]
    assert there.escalation(escalation_id).answer is AnswerState.TO_READ


def test_every_order_of_the_answers_of_court_and_nps_and_of_a_move_ends_alike() -> None:
    case, escalation_id = asked_once()
    court = [(revised(RoshLevel.VERY_HIGH), ANSWERED_AT), (closed(), ANSWERED_AT)]
    returned = answered(escalation_id, EscalationDecision.RETURNED)
    allocation = [(returned, ANSWERED_AT), (moved(), ANSWERED_AT + timedelta(hours=1))]
    orders = list(interleavings(court, allocation))
    first, _ = heard(*orders[0], case=case)
    assert {one.obligation for one in first.owed} >= {Obligation.ESCALATION_ANSWER_READ, Obligation.RISK_REVIEW}
    for order in orders[1:]:
        assert heard(*order, case=case)[0] == first
    assert len(orders) == 6


@pytest.mark.parametrize("leaves", [transferred(), ended()])
def test_when_the_case_has_left_nobody_owes_the_reading(leaves: EventData) -> None:
    case, escalation_id = given()
    gone, (left,) = heard((leaves, ANSWERED_AT + timedelta(hours=1)), case=case)
    assert (Obligation.ESCALATION_ANSWER_READ, escalation_id) in {
        (one.obligation, one.subject_id) for one in left.clocks
    }
    assert gone.owed == ()


def test_an_answer_heard_after_the_case_has_left_stays_untold() -> None:
    case, escalation_id = asked_once()
    late = (answered(escalation_id, EscalationDecision.RETURNED), ANSWERED_AT + timedelta(days=1))
    gone, told = heard((transferred(), ANSWERED_AT), late, case=case)
    assert [one.event_type for one in told] == ["probation.crc.case-closed.v1"]
    assert gone.escalation(escalation_id).answer is None


def agreed_by(manager: str, *also: Officer, officer: str = OFFICER) -> list[str]:
    """The faults of an escalation that this manager agrees to."""
    asked = escalations.EscalateRisk.model_validate(
        {
            "trigger": "weapons",
            "roshAfter": "high",
            "whoIsAtRisk": ["public"],
            "imminent": False,
            "agreedByManager": manager,
        }
    )
    register = {**STAFF, **{one.officer: one for one in also}}
    case = supervised().model_copy(update={"officer": officer})
    try:
        escalations.escalate(case, register, asked, occasion())
    except Invalid as refused:
        return [fault.code for fault in refused.faults if fault.place == "/agreedByManager"]
    return []


def test_a_manager_of_the_register_who_is_there_and_not_the_officer_has_agreed() -> None:
    gone = entry("C17M002", StaffGrade.SPO, left_on=MONDAY.date())
    assert agreed_by(MANAGER) == []
    assert agreed_by(COLLEAGUE) == ["notAManager"]
    assert agreed_by("C17M009") == ["notRegistered"]
    assert agreed_by("C21M001", entry("C21M001", StaffGrade.SPO)) == ["notRegistered"]
    assert agreed_by("C17M002", gone) == ["hasLeft"]
    assert agreed_by(MANAGER, officer=MANAGER) == ["notTheOfficer"]
