"""Transfers: to the CRC of another area, or to the NPS; one at a time, never from the NPS, and nothing moves before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.allocation.domain import reviews, transfers
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.parts import Transfer
from services.allocation.domain.stages import TRANSFER, TRANSITIONS, AllocationStage, TransferState
from services.allocation.domain.transfer_answers import FITTING
from shared.contracts.allocation import CaseTransferred, TransferDecided, TransferProposed
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Decision, Invalid, NotAllowed, NotFound
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationState,
    RoshLevel,
    TransferReason,
    TransferRejectionReason,
)
from tests.unit.allocation.given import (
    LOW_RISK,
    MONDAY,
    SAFEGUARDING,
    accept,
    allocated,
    closed,
    ended,
    occasion,
    receive,
    reject,
    review,
    revised,
    sentence,
)
from tests.unit.allocation.passing import (
    MOVE,
    TO_NPS,
    decide,
    kept,
    moved,
    open_transfer,
    propose,
    shown_wrong,
    supervised,
    taken_over,
    unknown,
    withdraw_transfer,
)

LATER = MONDAY + timedelta(days=4)
STANDING: dict[AllocationStage, Callable[[], Allocation]] = {
    AllocationStage.AWAITING_REPLY: allocated,
    AllocationStage.KEPT_BY_NPS: kept,
    AllocationStage.ACCEPTED: supervised,
    AllocationStage.REJECTED: lambda: reject(allocated()).state,
    AllocationStage.TRANSFERRED: taken_over,
    AllocationStage.ENDED: lambda: ended(supervised()).allocation.state,
}


def in_state(state: TransferState) -> tuple[Allocation, Transfer]:
    proposed = propose(supervised()).state
    after = {
        TransferState.PROPOSED: lambda: proposed,
        TransferState.ACCEPTED: lambda: decide(proposed).allocation.state,
        TransferState.REJECTED: lambda: decide(proposed, "rejected", rejection_reason="notInArea").allocation.state,
        TransferState.WITHDRAWN: lambda: withdraw_transfer(proposed).state,
        TransferState.OVERTAKEN: lambda: ended(proposed).allocation.state,
    }[state]()
    return after, after.transfers[0]


COMMANDS: dict[str, Callable[[Allocation, Transfer], Any]] = {
    "accepted": lambda one, transfer: decide(one, which=transfer),
    "rejected": lambda one, transfer: decide(one, "rejected", which=transfer, rejection_reason="notInArea"),
    "withdrawn": lambda one, transfer: withdraw_transfer(one, which=transfer),
}


def clocks(decision: Decision[Allocation], obligation: Obligation) -> list[tuple[Any, ClockAction]]:
    return [
        (clock.subject_id, clock.action)
        for event in decision.events
        for clock in event.clocks
        if clock.obligation is obligation
    ]


@pytest.mark.parametrize("state", TransferState)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_table_does_not_allow_is_refused(state: TransferState, command: str) -> None:
    allocation, transfer = in_state(state)
    assert transfer.state is state
    if (state, command) in TRANSFER.table:
        COMMANDS[command](allocation, transfer)
    else:
        with pytest.raises(NotAllowed) as refused:
            COMMANDS[command](allocation, transfer)
        assert (refused.value.state, refused.value.allowed) == (state, TRANSFER.allowed(state))


@pytest.mark.parametrize("state", TransferState)
def test_only_an_open_transfer_is_overtaken(state: TransferState) -> None:
    allocation, transfer = in_state(state)
    after = transfers.overtake(allocation, occasion()).state.transfers[0].state
    assert after is (TRANSFER.table.get((state, "overtaken")) or transfer.state)


@pytest.mark.parametrize("stage", STANDING)
def test_a_transfer_is_proposed_only_while_a_crc_has_the_case(stage: AllocationStage) -> None:
    allocation = STANDING[stage]()
    assert allocation.state is stage
    if (stage, "proposeTransfer") in TRANSITIONS.table:
        assert propose(allocation, "N07").state.open_transfer is not None
    else:
        with pytest.raises(NotAllowed) as refused:
            propose(allocation, "N07")
        assert refused.value.state == stage


@pytest.mark.parametrize("with_nps", [kept, taken_over])
@pytest.mark.parametrize("asked", [MOVE, TO_NPS, {"to_provider": "C17", "reason": "moveOfResidence"}])
def test_from_the_nps_no_case_passes_to_anybody(with_nps: Callable[[], Allocation], asked: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed, match="from the NPS no case passes"):
        propose(with_nps(), "N07", **asked)


def test_proposed_the_clock_runs_for_the_receiver_and_the_risk_stays_where_it_is() -> None:
    decision = propose(supervised())
    (told,) = decision.events
    assert isinstance(told, TransferProposed)
    assert (told.from_provider, told.to_provider, told.reason) == ("C17", "C21", TransferReason.MOVE_OF_RESIDENCE)
    assert told.risk_held_by == decision.state.risk_held_by == decision.state.supervising_provider == "C17"
    (clock,) = told.clocks
    assert (clock.obligation, clock.action, clock.owner) == (Obligation.TRANSFER_DECIDED, ClockAction.STARTED, "C21")
    transfer = open_transfer(decision.state)
    assert clock.due_at == transfer.due_at == due(LimitName.TRANSFER_DECISION, MONDAY)
    assert (transfer.proposed_by, transfer.proposed_by_officer, transfer.by_rule) == ("C17", "C17A001", False)
    assert decision.state.seen_by() == {"N07", "C17", "C21"}  # who is asked must see what it is asked to take


def test_accepted_the_other_crc_supervises_and_holds_the_risk_from_that_moment() -> None:
    proposed = propose(supervised()).state
    done = decide(proposed, now=LATER).allocation
    decided, passed = done.events
    assert isinstance(decided, TransferDecided)
    assert isinstance(passed, CaseTransferred)
    assert (decided.outcome, decided.risk_held_by) == ("accepted", "C21")
    assert (passed.from_provider, passed.to_provider, passed.risk_held_by) == ("C17", "C21", "C21")
    assert (passed.reason, passed.transfer_id) == (TransferReason.MOVE_OF_RESIDENCE, decided.transfer_id)
    assert (passed.escalation_id, passed.days_at_risk) == (None, None)
    after = done.state
    assert after.state is AllocationStage.ACCEPTED
    assert after.risk_held_by == after.supervising_provider == after.receiving_provider == after.area_crc == "C21"
    assert after.seen_by() == {"N07", "C17", "C21"}  # who had the case sees what becomes of it
    assert clocks(done, Obligation.TRANSFER_DECIDED) == [(decided.transfer_id, ClockAction.MET)]
    assert len(after.decisions) == len(proposed.decisions)  # no rules were run


def test_a_case_can_move_again_and_back_to_where_it_was() -> None:
    there = moved(moved(), "C18")
    back = moved(there, "C17")
    assert [one.to_provider for one in back.transfers] == ["C21", "C18", "C17"]
    assert back.risk_held_by == "C17"
    assert back.seen_by() == {"N07", "C17", "C21", "C18"}


def test_rejected_nothing_moves_and_the_reason_is_kept() -> None:
    proposed = propose(supervised()).state
    done = decide(proposed, "rejected", rejection_reason="addressNotConfirmed").allocation
    (told,) = done.events
    assert isinstance(told, TransferDecided)
    assert (told.outcome, told.rejection_reason, told.risk_held_by) == ("rejected", "addressNotConfirmed", "C17")
    assert done.state.transfers[0].rejection_reason is TransferRejectionReason.ADDRESS_NOT_CONFIRMED
    assert (done.state.supervising_provider, done.state.state) == ("C17", AllocationStage.ACCEPTED)
    assert clocks(done, Obligation.TRANSFER_DECIDED) == [(told.transfer_id, ClockAction.MET)]
    assert done.state.seen_by() == {"N07", "C17"}  # it is no case of the one that did not take it


def test_withdrawn_nobody_owes_an_answer() -> None:
    decision = withdraw_transfer(propose(supervised()).state)
    (told,) = decision.events
    assert isinstance(told, TransferDecided)
    assert (told.outcome, told.risk_held_by) == ("withdrawn", "C17")
    assert clocks(decision, Obligation.TRANSFER_DECIDED) == [(told.transfer_id, ClockAction.CANCELLED)]


def test_withdrawn_after_its_time_the_receiver_has_missed_it_all_the_same() -> None:
    late = withdraw_transfer(propose(supervised()).state, now=LATER)
    assert late.events[0].clocks == ()


def test_only_who_proposed_withdraws() -> None:
    by_the_division = propose(supervised(), "N07").state
    with pytest.raises(NotFound):
        withdraw_transfer(by_the_division, "C17")
    assert withdraw_transfer(by_the_division, "N07").state.open_transfer is None


def test_what_the_rules_have_proposed_nobody_withdraws() -> None:
    with pytest.raises(NotAllowed, match="The rules have proposed it"):
        withdraw_transfer(shown_wrong(), "N07")


@pytest.mark.parametrize("other", ["C17", "C18", "N07"])
def test_only_the_receiver_decides(other: str) -> None:
    with pytest.raises(NotFound):
        decide(propose(supervised()).state, by=other)


@pytest.mark.parametrize("other", ["C18", "N01"])
def test_only_who_has_the_case_and_the_division_propose(other: str) -> None:
    with pytest.raises(NotFound):
        propose(supervised(), other)


def test_an_unknown_is_not_found() -> None:
    no_such = in_state(TransferState.PROPOSED)[1].model_copy(update={"transfer_id": unknown()})
    for command in COMMANDS.values():
        with pytest.raises(NotFound):
            command(propose(supervised()).state, no_such)


def test_there_is_one_open_transfer_at_a_time() -> None:
    with pytest.raises(NotAllowed, match="one at a time"):
        propose(propose(supervised()).state, "N07", **TO_NPS)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to_provider": "C17", "reason": "moveOfResidence"}, "thereAlready"),
        ({"to_provider": "N07", "reason": "moveOfResidence"}, "notACrc"),
        ({"to_provider": "N06", "reason": "moveOfResidence"}, "notACrc"),
        ({"to_provider": "C99", "reason": "moveOfResidence"}, "notACrc"),
        ({"to_provider": "C21", "reason": "wronglyAllocated"}, "notTheDivision"),
        ({"to_provider": "N06", "reason": "wronglyAllocated"}, "notTheDivision"),
    ],
)
def test_a_receiver_that_does_not_fit_the_reason_is_refused(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        propose(supervised(), **asked)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/toProvider", code)]


@pytest.mark.parametrize("reason", TransferRejectionReason)
@pytest.mark.parametrize("asked", [MOVE, TO_NPS])
def test_a_transfer_is_rejected_for_a_reason_that_fits_it(
    asked: dict[str, Any], reason: TransferRejectionReason
) -> None:
    proposed = propose(supervised(), **asked).state
    if reason in FITTING[open_transfer(proposed).reason]:
        assert decide(proposed, "rejected", rejection_reason=reason).allocation.state.open_transfer is None
    else:
        with pytest.raises(Invalid, match="no reason against"):
            decide(proposed, "rejected", rejection_reason=reason)


@pytest.mark.parametrize(
    ("outcome", "asked", "code"),
    [("rejected", {}, "reasonMissing"), ("accepted", {"rejection_reason": "notInArea"}, "reasonNotAsked")],
)
def test_a_reason_is_given_for_a_rejection_and_for_nothing_else(outcome: str, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(propose(supervised()).state, outcome, **asked)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [("/rejectionReason", code)]


def test_a_case_shown_to_be_wrong_with_the_crc_is_proposed_to_the_nps_by_rule() -> None:
    decision = review(supervised(), closed(indicates=RoshLevel.HIGH))
    told = decision.events[-1]
    assert isinstance(told, TransferProposed)
    assert (told.from_provider, told.to_provider, told.reason) == ("C17", "N07", TransferReason.WRONGLY_ALLOCATED)
    assert (told.recorded_by.organisation, told.recorded_by.officer) == ("N07", None)
    assert told.risk_held_by == "C17"
    assert open_transfer(decision.state).by_rule


def test_a_score_that_is_corrected_proposes_it_too() -> None:
    decision = reviews.hear_assessment(supervised(), revised(), occasion())
    assert open_transfer(decision.state).to_provider == "N07"


def test_while_no_crc_has_the_case_nothing_is_proposed_and_with_the_acceptance_it_is() -> None:
    shown = review(allocated(), closed(indicates=RoshLevel.HIGH)).state
    assert shown.transfers == ()
    accepted = accept(shown)
    told = accepted.events[-1]
    assert isinstance(told, TransferProposed)
    assert told.recorded_by.model_dump() == {"organisation": "N07", "officer": None}
    assert open_transfer(accepted.state).to_provider == "N07"


def test_the_next_review_that_shows_the_same_proposes_nothing_more() -> None:
    both = supervised(gaps=(*sentence().gaps, SAFEGUARDING))
    shown = review(both, closed(indicates=RoshLevel.HIGH)).state
    again = review(shown, closed(SAFEGUARDING, indicates=RoshLevel.VERY_HIGH))
    assert again.state.transfers == shown.transfers


def test_a_review_that_finds_it_right_again_overtakes_what_the_rules_had_proposed() -> None:
    shown = reviews.hear_assessment(supervised(), revised(), occasion()).state
    right = reviews.hear_assessment(shown, revised(risk=LOW_RISK), occasion())
    told = right.events[-1]
    assert isinstance(told, TransferDecided)
    assert told.outcome == "overtaken"
    assert clocks(right, Obligation.TRANSFER_DECIDED) == [(told.transfer_id, ClockAction.CANCELLED)]
    assert right.state.open_transfer is None


def test_a_review_leaves_what_a_person_has_proposed() -> None:
    by_hand = propose(supervised(), **TO_NPS).state
    assert review(by_hand).state.transfers == by_hand.transfers
    assert review(by_hand, closed(indicates=RoshLevel.HIGH)).state.transfers == by_hand.transfers


def test_a_move_that_is_undecided_gives_way_to_the_nps() -> None:
    decision = review(propose(supervised()).state, closed(indicates=RoshLevel.HIGH))
    move, to_nps = decision.state.transfers
    assert (move.state, to_nps.state) == (TransferState.OVERTAKEN, TransferState.PROPOSED)
    assert to_nps.to_provider == "N07"


def test_where_the_nps_has_rejected_it_something_new_proposes_it_again() -> None:
    both = supervised(gaps=(*sentence().gaps, SAFEGUARDING))
    shown = review(both, closed(indicates=RoshLevel.HIGH)).state
    rejected = decide(shown, "rejected", rejection_reason="criteriaNotMet").allocation.state
    assert rejected.open_transfer is None
    again = review(rejected, closed(SAFEGUARDING, indicates=RoshLevel.HIGH)).state
    assert open_transfer(again).by_rule


@pytest.mark.parametrize("wrong", [shown_wrong, lambda: propose(supervised(), **TO_NPS).state])
def test_accepted_by_the_nps_the_case_is_its_for_good(wrong: Callable[[], Allocation]) -> None:
    proposed = wrong()
    done = decide(proposed, now=LATER).allocation
    told = done.events[-1]
    assert isinstance(told, CaseTransferred)
    assert (told.from_provider, told.to_provider, told.reason) == ("C17", "N07", TransferReason.WRONGLY_ALLOCATED)
    assert told.days_at_risk == 4
    after = done.state
    assert (after.state, after.result) == (AllocationStage.TRANSFERRED, AllocationState.DECIDED)
    assert after.risk_held_by == after.supervising_provider == "N07"
    decision = after.decisions[-1]
    assert (decision.cause, decision.transfer_id) == (AllocationCause.TRANSFER, told.transfer_id)
    assert "C17" in after.seen_by()
    assert after.misallocation_cause == proposed.misallocation_cause


@pytest.mark.parametrize("proposed", [lambda: propose(supervised()).state, shown_wrong])
def test_the_end_of_the_order_overtakes_a_transfer(proposed: Callable[[], Allocation]) -> None:
    decision = ended(proposed()).allocation
    told = decision.events[0]
    assert isinstance(told, TransferDecided)
    assert told.outcome == "overtaken"
    assert decision.state.open_transfer is None
    assert clocks(decision, Obligation.TRANSFER_DECIDED) == [(told.transfer_id, ClockAction.CANCELLED)]


def test_a_question_of_risk_that_is_before_the_nps_stays_there_when_the_person_moves() -> None:
    held, received = receive(supervised())
    done = decide(propose(held.state).state, "accepted", received.state)
    assert done.escalations == ()
