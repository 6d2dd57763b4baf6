"""Risk escalations: the CRC holds the risk until the NPS has accepted, and the record says so at every step."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from services.allocation.domain import escalations, sentences
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalations import TRANSITIONS, Escalation, EscalationState
from services.allocation.domain.stages import AllocationStage
from shared.contracts.allocation import CaseTransferred, EscalationDecided, EscalationReceived
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import AllocationState, RoshLevel
from tests.unit.allocation.given import (
    LOW_RISK,
    MONDAY,
    accept,
    allocated,
    answered,
    escalated,
    occasion,
    receive,
    sentence,
)

HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})
ANSWERS: dict[str, dict[str, Any]] = {
    "accepted": {"decision": "accepted"},
    "notAccepted": {"decision": "notAccepted", "advice": "Review the plan with the police."},
    "returned": {"decision": "returned", "information_wanted": ["policeInformation"]},
}


def supervised() -> Allocation:
    return accept(allocated()).state


def in_state(state: EscalationState) -> tuple[Allocation, Escalation]:
    told = escalated()
    if state is EscalationState.AWAITING_SENTENCE:
        held, received = receive(escalations.shell(told), told)
        return held.state, received.state
    if state is EscalationState.ALREADY_WITH_NPS:
        held, received = receive(allocated(sentence(risk=HIGH)), told)
        return held.state, received.state
    held, received = receive(supervised(), told)
    if state is EscalationState.RECEIVED:
        return held.state, received.state
    done = answered(held.state, received.state, **ANSWERS[state])
    return done.allocation.state, done.escalation.state


@pytest.mark.parametrize("state", EscalationState)
@pytest.mark.parametrize("said", ANSWERS)
def test_what_the_table_does_not_allow_is_refused(state: EscalationState, said: str) -> None:
    allocation, escalation = in_state(state)
    assert escalation.state is state
    if (state, said) in TRANSITIONS.table:
        done = answered(allocation, escalation, **ANSWERS[said])
        assert done.escalation.state.state is TRANSITIONS.table[state, said]
    else:
        with pytest.raises(NotAllowed) as refused:
            answered(allocation, escalation, **ANSWERS[said])
        assert (refused.value.state, refused.value.allowed) == (state, TRANSITIONS.allowed(state))


@pytest.mark.parametrize("state", EscalationState)
@pytest.mark.parametrize(
    ("command", "apply"),
    [
        ("overtaken", lambda _, escalation: escalations.overtaken(escalation)),
        ("sentenceHeard", lambda _, escalation: escalations.hear_sentence(escalation, allocated(), occasion())),
    ],
)
def test_what_happens_around_an_escalation_follows_the_table_too(
    state: EscalationState, command: str, apply: Callable[..., Any]
) -> None:
    if (state, command) in TRANSITIONS.table:
        apply(*in_state(state))
    else:
        with pytest.raises(NotAllowed):
            apply(*in_state(state))


def test_received_the_clock_runs_for_the_division_and_the_crc_holds_the_risk() -> None:
    held, received = receive(supervised())
    (told,) = received.events
    assert isinstance(told, EscalationReceived)
    assert (told.from_provider, told.risk_held_by) == ("C17", "C17")
    (clock,) = told.clocks
    assert (clock.obligation, clock.action, clock.owner) == (Obligation.ESCALATION_DECIDED, ClockAction.STARTED, "N07")
    assert clock.due_at == received.state.due_at == due(LimitName.ESCALATION_DECISION, MONDAY)
    assert held.state.escalations == (received.state.escalation_id,)


def test_an_imminent_one_is_due_the_same_day() -> None:
    _, received = receive(supervised(), escalated(imminent=True))
    assert received.state.due_at == end_of_day(MONDAY)


def test_the_clock_runs_from_when_the_crc_sent_it_and_not_from_when_it_was_heard() -> None:
    friday = datetime(2016, 9, 2, 15, 0, tzinfo=UTC)
    _, received = escalations.receive(supervised(), escalated(), friday, occasion(now=MONDAY))
    assert received.state.received_at == friday
    assert received.state.due_at == due(LimitName.ESCALATION_DECISION, friday)


def test_accepted_the_case_and_its_risk_pass_to_the_nps_for_good() -> None:
    held, received = receive(supervised())
    done = answered(held.state, received.state, decision="accepted")
    (decided,), (transferred,) = done.escalation.events, done.allocation.events
    assert isinstance(decided, EscalationDecided)
    assert isinstance(transferred, CaseTransferred)
    assert (decided.decision, decided.risk_held_by) == ("accepted", "N07")
    assert [(clock.action, clock.subject_id) for clock in decided.clocks] == [
        (ClockAction.MET, received.state.escalation_id)
    ]
    assert (transferred.from_provider, transferred.to_provider, transferred.risk_held_by) == ("C17", "N07", "N07")
    allocation = done.allocation.state
    assert (allocation.state, allocation.result) == (AllocationStage.TRANSFERRED, AllocationState.DECIDED)
    assert (allocation.supervising_provider, allocation.risk_held_by) == ("N07", "N07")
    with pytest.raises(NotAllowed, match="transferred"):
        accept(allocation)


@pytest.mark.parametrize("said", ["notAccepted", "returned"])
def test_otherwise_the_crc_goes_on_holding_the_risk(said: str) -> None:
    held, received = receive(supervised())
    done = answered(held.state, received.state, **ANSWERS[said])
    (decided,) = done.escalation.events
    assert isinstance(decided, EscalationDecided)
    assert decided.risk_held_by == "C17"
    assert done.allocation.events == ()
    assert done.allocation.state == held.state


def test_advice_is_kept_and_never_published() -> None:
    held, received = receive(supervised())
    done = answered(held.state, received.state, **ANSWERS["notAccepted"])
    assert done.escalation.state.advice == "Review the plan with the police."
    assert "police" not in done.escalation.events[0].model_dump_json()


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"decision": "notAccepted"}, "/advice"),
        ({"decision": "notAccepted", "advice": "  "}, "/advice"),
        ({"decision": "returned"}, "/informationWanted"),
        ({"decision": "accepted", "information_wanted": ["rsrScore"]}, "/informationWanted"),
    ],
)
def test_an_answer_without_what_it_needs_is_refused_with_the_place(asked: dict[str, Any], place: str) -> None:
    held, received = receive(supervised())
    with pytest.raises(Invalid) as refused:
        answered(held.state, received.state, **asked)
    assert [fault.place for fault in refused.value.faults] == [place]


@pytest.mark.parametrize("other", ["C17", "N01"])
def test_only_the_division_answers(other: str) -> None:
    held, received = receive(supervised())
    with pytest.raises(NotFound):
        answered(held.state, received.state, by=other, decision="accepted")


def test_one_for_a_sentence_that_the_nps_supervises_is_recorded_as_such_with_no_clock() -> None:
    held, received = receive(allocated(sentence(risk=HIGH)))
    (told,) = received.events
    assert isinstance(told, EscalationReceived)
    assert received.state.state is EscalationState.ALREADY_WITH_NPS
    assert (told.risk_held_by, told.clocks) == ("N07", ())
    assert held.state.risk_held_by == "N07"


def test_acceptance_leaves_nothing_to_decide_on_the_other_escalations_of_the_sentence() -> None:
    held, first = receive(supervised())
    held, second = receive(held.state)
    _, returned = in_state(EscalationState.RETURNED)
    done = answered(held.state, first.state, second.state, returned, decision="accepted")
    assert [other.state.state for other in done.others] == [EscalationState.ALREADY_WITH_NPS]
    (told,) = done.allocation.events
    assert [(clock.action, clock.subject_id) for clock in told.clocks] == [
        (ClockAction.CANCELLED, second.state.escalation_id)
    ]


def test_an_escalation_heard_before_its_sentence_starts_its_clock_at_once() -> None:
    allocation, escalation = in_state(EscalationState.AWAITING_SENTENCE)
    assert (allocation.state, allocation.risk_held_by) == (AllocationStage.AWAITING_SENTENCE, "C17")
    assert escalation.division == "N07"  # on whose ground the CRC lies
    assert escalation.due_at == due(LimitName.ESCALATION_DECISION, MONDAY)


@pytest.mark.parametrize("risk", [LOW_RISK, HIGH])
@pytest.mark.parametrize("division", ["N07", "N01"])
def test_an_escalation_before_or_after_its_sentence_ends_the_same(risk: Any, division: str) -> None:
    told, passed = escalated(), sentence(risk=risk, division=division)
    held, received = receive(allocated(passed), told)

    first, waiting = receive(escalations.shell(told), told)
    heard = sentences.hear_sentence(first.state, passed, occasion(division)).state
    taken_up = escalations.hear_sentence(waiting.state, heard, occasion(division))

    assert heard == held.state
    assert taken_up.state == received.state


def test_when_the_sentence_shows_another_division_the_clock_passes_to_it() -> None:
    _, waiting = in_state(EscalationState.AWAITING_SENTENCE)
    taken_up = escalations.hear_sentence(waiting, allocated(sentence(division="N01")), occasion("N01"))
    (told,) = taken_up.events
    assert [(clock.action, clock.owner) for clock in told.clocks] == [(ClockAction.STARTED, "N01")]


def test_when_the_sentence_shows_that_the_nps_keeps_it_the_clock_is_cancelled() -> None:
    _, waiting = in_state(EscalationState.AWAITING_SENTENCE)
    taken_up = escalations.hear_sentence(waiting, allocated(sentence(risk=HIGH)), occasion())
    (told,) = taken_up.events
    assert [clock.action for clock in told.clocks] == [ClockAction.CANCELLED]
    assert taken_up.state.state is EscalationState.ALREADY_WITH_NPS
