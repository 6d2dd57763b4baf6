"""A named officer of the division decides otherwise than the rules, or anew after a rejection."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.stages import AllocationStage, EscalationState
from shared.contracts.allocation import AllocationAccepted, AllocationDecided, AllocationRejected
from shared.contracts.court import SentencePassed
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Invalid, NotFound
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import AllocationCause, AllocationState, OverrideReason, RoshLevel
from tests.unit.allocation.given import (
    LOW_RISK,
    MONDAY,
    SENTENCE_ID,
    accept,
    allocated,
    closed,
    overridden,
    receive,
    reject,
    review,
    sentence,
)

R = OverrideReason
LATER = MONDAY + timedelta(hours=20)
LONG_AFTER = MONDAY + timedelta(days=30)
KNOWN = sentence(gaps=(), risk=LOW_RISK)
WRONG = closed(indicates=RoshLevel.HIGH)


def told(event: EventData) -> list[tuple[Obligation, ClockAction]]:
    return [(one.obligation, one.action) for one in event.clocks]


@pytest.mark.parametrize("before", [allocated, lambda: reject(allocated()).state])
def test_to_the_division_the_case_is_kept_for_good_whatever_is_unknown(before: Callable[[], Allocation]) -> None:
    reason = R.REJECTION_UPHELD if before().state is AllocationStage.REJECTED else R.RISK_JUDGEMENT
    decision = overridden(before(), "N07", reason).allocation
    after, (event,) = decision.state, decision.events
    assert isinstance(event, AllocationDecided)
    assert (after.state, after.supervising_provider, after.risk_held_by) == (AllocationStage.KEPT_BY_NPS, "N07", "N07")
    assert (after.result, after.provisional) == (AllocationState.DECIDED, False)
    assert (event.receiving_provider, event.provisional, event.risk_held_by) == ("N07", False, "N07")
    assert event.override_reason is reason


def test_the_record_keeps_what_the_rules_said_beside_what_the_officer_decided() -> None:
    after = overridden(allocated(), "N07", R.VICTIM_SAFETY).allocation.state
    past = after.decisions[-1]
    assert (past.provider, past.rules_provider, past.rules_provisional) == ("N07", "C17", True)
    assert (past.cause, past.override_reason, past.decided_by_officer) == (
        AllocationCause.OVERRIDE,
        R.VICTIM_SAFETY,
        "N07A210",
    )
    assert past.note == "The victim is known to be at risk."
    assert past.criteria == after.decisions[0].criteria


def test_the_note_is_never_published() -> None:
    for event in overridden(allocated()).allocation.events:
        assert "victim is known" not in event.model_dump_json()


@pytest.mark.parametrize(("passed", "result"), [(sentence(), "provisional"), (KNOWN, "decided")])
def test_to_another_crc_it_is_as_firm_as_the_evidence_is(passed: SentencePassed, result: str) -> None:
    decision = overridden(allocated(passed), "C18", R.WRONG_AREA).allocation
    after, (event,) = decision.state, decision.events
    assert isinstance(event, AllocationDecided)
    assert (after.state, after.receiving_provider, after.supervising_provider) == (
        AllocationStage.AWAITING_REPLY,
        "C18",
        None,
    )
    assert after.result == result
    assert event.provisional is (result == "provisional")
    assert (event.number, event.cause, event.risk_held_by) == (2, AllocationCause.OVERRIDE, "N07")


def test_the_new_crc_answers_and_the_old_one_no_more() -> None:
    after = overridden(allocated(), "C18", R.WRONG_AREA).allocation.state
    with pytest.raises(NotFound):
        accept(after, by="C17")
    accepted = accept(after, by="C18")
    (event,) = accepted.events
    assert isinstance(event, AllocationAccepted)
    assert (accepted.state.risk_held_by, event.provider) == ("C18", "C18")


def test_the_providers_clocks_count_from_the_decision_for_it() -> None:
    after = overridden(allocated(), "C18", R.WRONG_AREA, now=LATER).allocation.state
    (event,) = accept(after, by="C18").events
    assert isinstance(event, AllocationAccepted)
    assert event.allocated_at == LATER


def test_a_rejection_that_is_not_upheld_goes_back_to_the_crc_that_rejected_it() -> None:
    rejected = reject(allocated(), "recordIncomplete").state
    after = overridden(rejected, "C17", R.REJECTION_NOT_UPHELD).allocation.state
    assert (after.state, after.reply, after.rejection_reason) == (AllocationStage.AWAITING_REPLY, None, None)
    assert after.decisions[-1].cause is AllocationCause.REJECTION
    assert [(one.number, one.reply, one.rejection_reason) for one in after.replies] == [
        (1, "rejected", "recordIncomplete")
    ]
    taken = accept(after).state
    assert [(one.number, one.reply) for one in taken.replies] == [(1, "rejected"), (2, "accepted")]


def test_a_rejection_starts_the_divisions_clock_anew_and_deciding_meets_it() -> None:
    rejection = reject(allocated())
    (event,) = rejection.events
    assert isinstance(event, AllocationRejected)
    met, owed = event.clocks
    assert (met.obligation, met.action, met.subject_id) == (
        Obligation.ALLOCATION_ANSWERED,
        ClockAction.MET,
        SENTENCE_ID,
    )
    assert (owed.obligation, owed.action, owed.owner) == (Obligation.ALLOCATION_DECIDED, ClockAction.STARTED, "N07")
    assert owed.due_at == due(LimitName.ALLOCATION_DECISION, MONDAY)
    assert owed.subject_id != SENTENCE_ID  # the first decision was in time or not: that stands

    (event,) = overridden(rejection.state, "C18", R.REJECTION_UPHELD, now=LONG_AFTER).allocation.events
    met, reply = event.clocks
    assert (met.obligation, met.action, met.subject_id) == (
        Obligation.ALLOCATION_DECIDED,
        ClockAction.MET,
        owed.subject_id,
    )
    assert (reply.action, reply.owner, reply.due_at) == (
        ClockAction.STARTED,
        "C18",
        due(LimitName.ALLOCATION_REPLY, LONG_AFTER),
    )
    assert reply.subject_id not in (SENTENCE_ID, owed.subject_id)


def test_a_review_between_rejection_and_decision_leaves_the_clock_the_same() -> None:
    rejection = reject(allocated())
    owed = rejection.events[0].clocks[1].subject_id
    reviewed = review(rejection.state).state
    (event,) = overridden(reviewed, "N07", R.REJECTION_UPHELD).allocation.events
    assert event.clocks[0].subject_id == owed


@pytest.mark.parametrize(("now", "cancelled"), [(LATER, True), (LONG_AFTER, False)])
def test_the_answer_of_the_old_crc_is_not_owed_any_more_but_a_miss_stands(now: datetime, cancelled: bool) -> None:
    (event,) = overridden(allocated(), "N07", R.PUBLIC_INTEREST, now=now).allocation.events
    assert ((Obligation.ALLOCATION_ANSWERED, ClockAction.CANCELLED) in told(event)) is cancelled
    assert (Obligation.ALLOCATION_ANSWERED, ClockAction.MET) not in told(event)


def test_kept_by_the_nps_an_escalation_has_no_question_left() -> None:
    held, received = receive(allocated())
    outcome = overridden(held.state, "N07", R.RISK_JUDGEMENT, received.state)
    (escalation,) = outcome.escalations
    assert escalation.state.state is EscalationState.ALREADY_WITH_NPS
    assert (Obligation.ESCALATION_DECIDED, ClockAction.CANCELLED) in told(outcome.allocation.events[0])
    assert overridden(held.state, "C18", R.WRONG_AREA, received.state).escalations == ()


def test_nobody_sends_to_a_crc_what_is_known_to_be_the_npss() -> None:
    wrong = review(allocated(), WRONG).state
    assert wrong.result is AllocationState.WRONGLY_ALLOCATED
    with pytest.raises(Invalid) as refused:
        overridden(wrong, "C18", R.WRONG_AREA)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/provider", "keptByNps")]
    after = overridden(wrong, "N07", R.RISK_JUDGEMENT).allocation.state
    assert (after.result, after.proposed_provider) == (AllocationState.DECIDED, None)
    assert after.misallocated_at == MONDAY  # put right, and still counted


@pytest.mark.parametrize(
    ("rejected", "provider", "reason", "faults"),
    [
        (False, "C17", R.OTHER_SENTENCE, [("/provider", "nothingOverridden")]),
        (False, "N01", R.OTHER_SENTENCE, [("/provider", "notAReceiver")]),
        (False, "C99", R.OTHER_SENTENCE, [("/provider", "notAReceiver")]),
        (False, "N07", R.REJECTION_UPHELD, [("/reason", "notRejected")]),
        (False, "C18", R.REJECTION_NOT_UPHELD, [("/reason", "notRejected")]),
        (True, "C17", R.OTHER_SENTENCE, [("/reason", "rejectionContradicted")]),
        (True, "C17", R.REJECTION_UPHELD, [("/reason", "rejectionContradicted")]),
        (True, "C18", R.REJECTION_NOT_UPHELD, [("/reason", "rejectionContradicted")]),
        (True, "N07", R.REJECTION_NOT_UPHELD, [("/reason", "rejectionContradicted")]),
    ],
)
def test_what_decides_nothing_or_contradicts_itself_is_refused(
    rejected: bool, provider: str, reason: OverrideReason, faults: list[tuple[str, str]]
) -> None:
    before = reject(allocated()).state if rejected else allocated()
    with pytest.raises(Invalid) as refused:
        overridden(before, provider, reason)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == faults


@pytest.mark.parametrize("by", ["C17", "C18", "N01"])
def test_only_the_division_decides(by: str) -> None:
    with pytest.raises(NotFound):
        overridden(allocated(), by=by)
