"""Risk escalations: the CRC holds the risk until the NPS has accepted, and the record says so at every step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.allocation.domain import escalations, sentences
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalation_answers import Answered, EscalationAnswer, answer
from services.allocation.domain.escalations import Escalation
from services.allocation.domain.stages import ESCALATION, AllocationStage, EscalationState
from shared.contracts.allocation import CaseTransferred, EscalationDecided, EscalationReceived, TransferDecided
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import AllocationState, EscalationWithdrawalReason
from tests.unit.allocation.given import (
    LOW_RISK,
    MONDAY,
    accept,
    allocated,
    answered,
    ended,
    escalated,
    occasion,
    receive,
    sentence,
)
from tests.unit.allocation.passing import HIGH, decide, moved, propose, shown_wrong, supervised, withdraw_escalation

ANSWERS: dict[str, dict[str, Any]] = {
    "accepted": {"decision": "accepted"},
    "notAccepted": {"decision": "notAccepted", "advice": "Review the plan with the police."},
    "returned": {"decision": "returned", "information_wanted": ["policeInformation"]},
}


def escalation_answer(escalation: Escalation, allocation: Allocation, now: datetime) -> Answered:
    asked = EscalationAnswer.model_validate({"decision": "accepted"})
    return answer(escalation, allocation, (), asked, occasion("N07", "N07A210", now))


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
    if state is EscalationState.WITHDRAWN:
        return held.state, withdraw_escalation(received.state, held.state).state
    if state is EscalationState.ORDER_ENDED:
        over = ended(held.state, received.state)
        return over.allocation.state, over.escalations[0].state
    done = answered(held.state, received.state, **ANSWERS[state])
    return done.allocation.state, done.escalation.state


@pytest.mark.parametrize("state", EscalationState)
@pytest.mark.parametrize("said", ANSWERS)
def test_what_the_table_does_not_allow_is_refused(state: EscalationState, said: str) -> None:
    allocation, escalation = in_state(state)
    assert escalation.state is state
    if (state, said) in ESCALATION.table:
        done = answered(allocation, escalation, **ANSWERS[said])
        assert done.escalation.state.state is ESCALATION.table[state, said]
    else:
        with pytest.raises(NotAllowed) as refused:
            answered(allocation, escalation, **ANSWERS[said])
        assert (refused.value.state, refused.value.allowed) == (state, ESCALATION.allowed(state))


@pytest.mark.parametrize("state", EscalationState)
@pytest.mark.parametrize(
    ("command", "apply"),
    [
        ("overtaken", lambda _, escalation: escalations.overtaken(escalation)),
        ("orderEnded", lambda _, escalation: escalations.order_ended(escalation)),
        ("withdrawn", lambda allocation, escalation: withdraw_escalation(escalation, allocation)),
        ("sentenceHeard", lambda _, escalation: escalations.hear_sentence(escalation, allocated(), occasion())),
    ],
)
def test_what_happens_around_an_escalation_follows_the_table_too(
    state: EscalationState, command: str, apply: Callable[..., Any]
) -> None:
    if (state, command) in ESCALATION.table:
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
    _, received = escalations.receive(supervised(), None, escalated(), friday, occasion(now=MONDAY))
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
    held, second = receive(held.state, before=first.state)
    _, returned = in_state(EscalationState.RETURNED)
    done = answered(held.state, first.state, second.state, returned, decision="accepted")
    assert [other.state.state for other in done.others] == [EscalationState.ALREADY_WITH_NPS]
    (told,) = done.allocation.events
    assert [clock.subject_id for clock in told.clocks if clock.action is ClockAction.CANCELLED] == [
        second.state.escalation_id
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


def test_withdrawn_the_reason_is_kept_the_clock_ends_and_the_crc_goes_on_holding_the_risk() -> None:
    held, received = receive(supervised())
    withdrawn = withdraw_escalation(received.state, held.state, "riskReduced")
    (told,) = withdrawn.events
    assert isinstance(told, EscalationDecided)
    assert (told.decision, told.risk_held_by) == ("withdrawn", "C17")
    assert "riskReduced" not in told.model_dump_json()
    assert [clock.action for clock in told.clocks] == [ClockAction.CANCELLED]
    assert withdrawn.state.withdrawal_reason is EscalationWithdrawalReason.RISK_REDUCED
    assert (withdrawn.state.decided_at, withdrawn.state.decided_by) == (MONDAY, "C17S001")


def test_withdrawn_after_its_time_the_division_has_missed_it_all_the_same() -> None:
    held, received = receive(supervised())
    late = withdraw_escalation(received.state, held.state, now=MONDAY + timedelta(days=2))
    assert late.events[0].clocks == ()


@pytest.mark.parametrize("other", ["C18", "N07"])
def test_only_the_crc_withdraws(other: str) -> None:
    held, received = receive(supervised())
    with pytest.raises(NotFound):
        withdraw_escalation(received.state, held.state, by=other)


def test_where_the_person_has_moved_the_crc_that_has_the_case_now_withdraws_and_hands_it_over() -> None:
    held, received = receive(supervised())
    there = moved(held.state)
    with pytest.raises(NotAllowed, match="C21"):
        withdraw_escalation(received.state, there, by="C17")
    assert withdraw_escalation(received.state, there, by="C21").state.state is EscalationState.WITHDRAWN
    done = answered(there, received.state, decision="accepted")
    told = done.allocation.events[-1]
    assert isinstance(told, CaseTransferred)
    assert (told.from_provider, told.to_provider) == ("C21", "N07")


def test_one_that_follows_a_returned_one_answers_it_and_the_days_count_from_the_first() -> None:
    held, first = receive(supervised())
    returned = answered(held.state, first.state, **ANSWERS["returned"]).escalation.state
    assert returned.days_at_risk(MONDAY + timedelta(days=9)) is None
    later = MONDAY + timedelta(days=3)
    _, second = escalations.receive(held.state, returned, escalated(), later, occasion(now=later))
    assert second.state.answers == returned.escalation_id
    assert second.state.received_at == later
    assert second.state.days_at_risk(MONDAY + timedelta(days=5)) == 5
    assert second.state.due_at == due(LimitName.ESCALATION_DECISION, later)


@pytest.mark.parametrize("state", [EscalationState.NOT_ACCEPTED, EscalationState.WITHDRAWN])
def test_one_that_follows_any_other_asks_anew(state: EscalationState) -> None:
    allocation, before = in_state(state)
    later = MONDAY + timedelta(days=3)
    _, anew = escalations.receive(allocation, before, escalated(), later, occasion(now=later))
    assert (anew.state.answers, anew.state.asked_since) == (None, later)


@pytest.mark.parametrize(
    ("taken", "days"),
    [
        (MONDAY, 0),
        (datetime(2016, 9, 5, 22, 59, tzinfo=UTC), 0),
        (datetime(2016, 9, 5, 23, 1, tzinfo=UTC), 1),  # after midnight in London
        (datetime(2016, 9, 12, 9, 0, tzinfo=UTC), 7),
    ],
)
def test_the_days_at_risk_are_days_of_the_calendar_until_the_nps_has_accepted(taken: datetime, days: int) -> None:
    held, received = receive(supervised())
    done = escalation_answer(received.state, held.state, taken)
    told = done.allocation.events[-1]
    assert isinstance(told, CaseTransferred)
    assert told.days_at_risk == days
    assert done.escalation.state.days_at_risk(taken + timedelta(days=30)) == days


@pytest.mark.parametrize("state", EscalationState)
def test_days_at_risk_are_counted_only_until_acceptance_or_while_undecided(state: EscalationState) -> None:
    _, escalation = in_state(state)
    counted = escalation.state.is_undecided or state is EscalationState.ACCEPTED
    assert (escalation.days_at_risk(MONDAY + timedelta(days=2)) is not None) == counted


def test_acceptance_overtakes_a_transfer_that_is_open() -> None:
    held, received = receive(propose(supervised()).state)
    done = answered(held.state, received.state, decision="accepted")
    overtaken, told = done.allocation.events
    assert isinstance(overtaken, TransferDecided)
    assert isinstance(told, CaseTransferred)
    assert (overtaken.outcome, overtaken.risk_held_by) == ("overtaken", "N07")
    assert [(clock.obligation, clock.action) for clock in overtaken.clocks] == [
        (Obligation.TRANSFER_DECIDED, ClockAction.CANCELLED)
    ]
    assert done.allocation.state.open_transfer is None


def test_a_transfer_to_the_nps_leaves_nothing_to_decide_on_an_escalation() -> None:
    held, received = receive(shown_wrong())
    done = decide(held.state, "accepted", received.state)
    assert [one.state.state for one in done.escalations] == [EscalationState.ALREADY_WITH_NPS]
    told = done.allocation.events[-1]
    assert [clock.subject_id for clock in told.clocks if clock.action is ClockAction.CANCELLED] == [
        received.state.escalation_id
    ]


def test_one_that_waited_for_its_sentence_too_long_stays_missed_by_the_division_that_had_it() -> None:
    _, waiting = in_state(EscalationState.AWAITING_SENTENCE)
    late = occasion("N01", now=MONDAY + timedelta(days=5))
    taken_up = escalations.hear_sentence(waiting, allocated(sentence(division="N01")), late)
    assert taken_up.state.division == "N01"
    assert taken_up.events[0].clocks == ()
