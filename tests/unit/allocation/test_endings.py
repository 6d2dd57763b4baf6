"""The order ends: nobody supervises any more, nobody owes anything, and the record says who held the risk last."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.stages import AllocationStage, EscalationState
from shared.contracts.allocation import AllocationEnded
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.probation.vocabulary import OverrideReason, RevocationCause, RoshLevel
from tests.unit.allocation.given import (
    LOW_RISK,
    MONDAY,
    accept,
    allocated,
    ended,
    escalated,
    overridden,
    receive,
    reject,
    revoked,
    sentence,
)

HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})
LONG_AFTER = MONDAY + timedelta(days=30)


def cancelled(event: EventData) -> set[Obligation]:
    assert all(one.action is ClockAction.CANCELLED for one in event.clocks)
    return {one.obligation for one in event.clocks}


@pytest.mark.parametrize(
    ("before", "holder"),
    [
        (allocated, "N07"),
        (lambda: accept(allocated()).state, "C17"),
        (lambda: reject(allocated()).state, "N07"),
        (lambda: allocated(sentence(risk=HIGH)), "N07"),
    ],
)
def test_whoever_held_the_risk_last_stays_on_the_record(before: Callable[[], Allocation], holder: str) -> None:
    decision = ended(before(), told=revoked(cause=RevocationCause.DIED)).allocation
    after, event = decision.state, decision.events[0]
    assert isinstance(event, AllocationEnded)
    assert (event.cause, event.ended_on, event.risk_held_by) == (RevocationCause.DIED, MONDAY.date(), holder)
    assert (after.state, after.risk_held_by) == (AllocationStage.ENDED, holder)
    assert (after.ended_on, after.ended_because, after.ended_at) == (MONDAY.date(), RevocationCause.DIED, MONDAY)
    assert after.decisions == before().decisions
    assert after.seen_by() == before().seen_by()


@pytest.mark.parametrize(
    ("before", "owed"),
    [
        (allocated, Obligation.ALLOCATION_ANSWERED),
        (lambda: reject(allocated()).state, Obligation.ALLOCATION_DECIDED),
    ],
)
@pytest.mark.parametrize(("now", "in_time"), [(MONDAY, True), (LONG_AFTER, False)])
def test_nobody_owes_an_answer_or_a_decision_any_more_but_a_miss_stands(
    before: Callable[[], Allocation], owed: Obligation, now: datetime, in_time: bool
) -> None:
    event = ended(before(), now=now).allocation.events[0]
    assert cancelled(event) == ({owed} if in_time else set())


def test_of_an_accepted_case_nobody_owes_an_answer() -> None:
    assert cancelled(ended(accept(allocated()).state).allocation.events[0]) == set()


def test_an_undecided_escalation_has_no_question_left() -> None:
    held, received = receive(accept(allocated()).state)
    outcome = ended(held.state, received.state)
    (escalation,) = outcome.escalations
    assert escalation.state.state is EscalationState.ORDER_ENDED
    assert Obligation.ESCALATION_DECIDED in cancelled(outcome.allocation.events[0])


@pytest.mark.parametrize(
    "before",
    [
        allocated,
        lambda: accept(allocated()).state,
        lambda: reject(allocated()).state,
        lambda: allocated(sentence(risk=HIGH)),
        lambda: overridden(reject(allocated()).state, "C18", OverrideReason.REJECTION_UPHELD).allocation.state,
    ],
)
def test_an_escalation_before_or_after_the_end_of_the_order_ends_the_same(before: Callable[[], Allocation]) -> None:
    told = escalated()
    held, received = receive(before(), told)
    if received.state.state.is_undecided:
        outcome = ended(held.state, received.state)
        first = (outcome.allocation.state, outcome.escalations[0].state)
    else:
        first = (ended(held.state, received.state).allocation.state, received.state)
    again, late = receive(ended(before()).allocation.state, told)
    assert (again.state, late.state) == first
    assert late.events[0].clocks == ()
