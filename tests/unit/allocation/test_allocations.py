"""One allocation from sentence on: decided, answered, reviewed, transferred; and who holds the risk at every step."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from services.allocation.domain import reviews, sentences
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.record import GapStanding
from services.allocation.domain.reviews import CAUSES
from services.allocation.domain.stages import TRANSITIONS, AllocationStage
from shared.contracts.allocation import AllocationAccepted, AllocationDecided, AllocationRejected, AllocationReviewed
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import NotAllowed, NotFound
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationState,
    GapCause,
    GapClosure,
    MisallocationCause,
    RoshLevel,
)
from tests.unit.allocation.given import (
    DOMESTIC_ABUSE,
    LOW_RISK,
    MONDAY,
    SAFEGUARDING,
    SENTENCE_ID,
    accept,
    allocated,
    answered,
    closed,
    ended,
    escalated,
    gap,
    occasion,
    overridden,
    receive,
    reject,
    review,
    revised,
    sentence,
)

HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})


def transferred() -> Allocation:
    held, received = receive(accept(allocated()).state)
    return answered(held.state, received.state, decision="accepted").allocation.state


def shell() -> Allocation:
    return sentences.shell(sentence())


STANDING: dict[AllocationStage, Callable[[], Allocation]] = {
    AllocationStage.AWAITING_SENTENCE: shell,
    AllocationStage.AWAITING_REPLY: allocated,
    AllocationStage.KEPT_BY_NPS: lambda: allocated(sentence(risk=HIGH)),
    AllocationStage.ACCEPTED: lambda: accept(allocated()).state,
    AllocationStage.REJECTED: lambda: reject(allocated()).state,
    AllocationStage.TRANSFERRED: transferred,
    AllocationStage.ENDED: lambda: ended(accept(allocated()).state).allocation.state,
}
COMMANDS: dict[str, Callable[[Allocation], Any]] = {
    "offer": lambda one: sentences.hear_sentence(one, sentence(), occasion()),
    "keep": lambda one: sentences.hear_sentence(one, sentence(risk=HIGH), occasion()),
    "acceptance": lambda one: accept(one, by=one.receiving_provider or "C17"),
    "rejection": lambda one: reject(one, by=one.receiving_provider or "C17"),
    "overrideToNps": lambda one: overridden(one, "N07", by=one.division or "N07"),
    "overrideToCrc": lambda one: overridden(one, "C18", by=one.division or "N07"),
    "end": ended,
    "review": lambda one: reviews.hear_assessment(one, revised(), occasion()),
    "transfer": lambda one: answered(one, receive(accept(allocated()).state)[1].state, decision="accepted"),
}


@pytest.mark.parametrize("stage", AllocationStage)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_table_does_not_allow_is_refused(stage: AllocationStage, command: str) -> None:
    allocation = STANDING[stage]()
    assert allocation.state is stage
    if (stage, command) in TRANSITIONS.table:
        COMMANDS[command](allocation)
    else:
        with pytest.raises((NotAllowed, NotFound)) as refused:
            COMMANDS[command](allocation)
        if isinstance(refused.value, NotAllowed):
            assert refused.value.state == stage
            assert refused.value.allowed == TRANSITIONS.allowed(stage)
        else:  # a shell has nobody who could be asked
            assert stage is AllocationStage.AWAITING_SENTENCE


def test_from_the_nps_there_is_no_way_back() -> None:
    for stage in AllocationStage:
        if stage.is_with_nps:
            reached = {TRANSITIONS.table[stage, command] for command in TRANSITIONS.allowed(stage)}
            assert reached == {stage, AllocationStage.ENDED}
    assert TRANSITIONS.allowed(AllocationStage.ENDED) == ()


def test_with_an_unknown_the_case_goes_provisionally_to_the_crc_and_the_record_names_the_gaps() -> None:
    decision = sentences.hear_sentence(shell(), sentence(gaps=(DOMESTIC_ABUSE, SAFEGUARDING)), occasion())
    allocation, (told,) = decision.state, decision.events
    assert isinstance(told, AllocationDecided)
    assert (told.receiving_provider, told.provisional, told.risk_held_by) == ("C17", True, "N07")
    assert told.gaps == (DOMESTIC_ABUSE.gap_id, SAFEGUARDING.gap_id)
    assert told.criteria == allocation.decisions[0].criteria
    assert (allocation.state, allocation.result) == (AllocationStage.AWAITING_REPLY, AllocationState.PROVISIONAL)
    assert allocation.supervising_provider is None


def test_the_allocation_clock_is_met_as_soon_as_the_sentence_is_heard() -> None:
    (told,) = sentences.hear_sentence(shell(), sentence(), occasion()).events
    clock, reply = told.clocks
    assert (clock.obligation, clock.action, clock.owner) == (Obligation.ALLOCATION_DECIDED, ClockAction.MET, "N07")
    assert clock.due_at == due(LimitName.ALLOCATION_DECISION, MONDAY)
    assert (reply.obligation, reply.action, reply.owner) == (Obligation.ALLOCATION_ANSWERED, ClockAction.STARTED, "C17")
    assert reply.due_at == due(LimitName.ALLOCATION_REPLY, MONDAY)


def test_a_case_that_the_nps_keeps_needs_no_acceptance() -> None:
    decision = sentences.hear_sentence(shell(), sentence(risk=HIGH), occasion())
    allocation, (told,) = decision.state, decision.events
    assert isinstance(told, AllocationDecided)
    assert (told.receiving_provider, told.provisional, told.risk_held_by) == ("N07", False, "N07")
    assert allocation.supervising_provider == "N07"
    with pytest.raises(NotAllowed, match="keptByNps"):
        accept(allocation, by="N07")


def test_accepting_moves_the_risk_to_the_crc() -> None:
    decision = accept(allocated())
    (told,) = decision.events
    assert isinstance(told, AllocationAccepted)
    assert (told.provider, told.division, told.risk_held_by, told.provisional) == ("C17", "N07", "C17", True)
    assert told.gaps == (DOMESTIC_ABUSE.gap_id,)
    assert told.allocated_at == MONDAY
    assert (decision.state.supervising_provider, decision.state.risk_held_by) == ("C17", "C17")


def test_rejecting_leaves_the_risk_with_the_division_and_keeps_the_reason() -> None:
    decision = reject(allocated(), "recordIncomplete")
    (told,) = decision.events
    assert isinstance(told, AllocationRejected)
    assert (told.provider, told.reason, told.risk_held_by) == ("C17", "recordIncomplete", "N07")
    assert decision.state.supervising_provider is None


@pytest.mark.parametrize("reply", [accept, reject])
@pytest.mark.parametrize("other", ["C01", "N07"])
def test_only_the_receiving_provider_answers(reply: Callable[..., Any], other: str) -> None:
    with pytest.raises(NotFound):
        reply(allocated(), by=other)


@pytest.mark.parametrize("first", [accept, reject])
@pytest.mark.parametrize("second", [accept, reject])
def test_a_provider_answers_once(first: Callable[..., Any], second: Callable[..., Any]) -> None:
    with pytest.raises(NotAllowed):
        second(first(allocated()).state)


def test_an_answer_in_which_nothing_is_known_confirms_the_allocation() -> None:
    decision = review(allocated())
    (told,) = decision.events
    assert isinstance(told, AllocationReviewed)
    assert (told.result, told.provisional, told.cause) == (AllocationState.CONFIRMED, False, None)
    assert (told.provider, told.proposed_provider, told.risk_held_by) == ("C17", "C17", "N07")
    assert told.gap_id == DOMESTIC_ABUSE.gap_id
    assert decision.state.gaps[0].state is GapStanding.ANSWERED


def test_while_another_gap_is_open_the_allocation_stays_provisional() -> None:
    allocation = allocated(sentence(gaps=(DOMESTIC_ABUSE, SAFEGUARDING)))
    decision = review(allocation, closed(open_gaps=(SAFEGUARDING.gap_id,)))
    (told,) = decision.events
    assert isinstance(told, AllocationReviewed)
    assert (told.result, told.provisional) == (AllocationState.PROVISIONAL, True)
    assert told.open_gaps == (SAFEGUARDING.gap_id,)
    assert review(decision.state, closed(SAFEGUARDING)).state.result is AllocationState.CONFIRMED


@pytest.mark.parametrize("level", [RoshLevel.HIGH, RoshLevel.VERY_HIGH])
def test_an_answer_that_points_to_high_harm_shows_the_allocation_wrong(level: RoshLevel) -> None:
    decision = review(accept(allocated()).state, closed(indicates=level))
    told, *_ = decision.events
    assert isinstance(told, AllocationReviewed)
    assert told.result is AllocationState.WRONGLY_ALLOCATED
    assert told.cause is MisallocationCause.LATE_CHECK_ANSWER
    assert (told.provider, told.proposed_provider, told.risk_held_by) == ("C17", "N07", "C17")
    assert told.criteria[0].source == "late answer: Domestic-abuse call-outs known to the police"
    assert decision.state.supervising_provider == "C17"  # proposed, not done


def test_an_answer_that_points_to_medium_harm_is_no_reason_for_the_nps_to_keep_it() -> None:
    assert review(allocated(), closed(indicates=RoshLevel.MEDIUM)).state.result is AllocationState.CONFIRMED


def test_an_indication_is_not_forgotten_when_the_next_gap_closes() -> None:
    allocation = allocated(sentence(gaps=(DOMESTIC_ABUSE, SAFEGUARDING)))
    wrong = review(allocation, closed(indicates=RoshLevel.HIGH, open_gaps=(SAFEGUARDING.gap_id,))).state
    later = review(wrong, closed(SAFEGUARDING)).state
    assert later.result is AllocationState.WRONGLY_ALLOCATED
    assert later.misallocation_cause is MisallocationCause.LATE_CHECK_ANSWER


@pytest.mark.parametrize("cause", GapCause)
def test_a_wrong_allocation_is_counted_by_the_gap_that_hid_it(cause: GapCause) -> None:
    hidden = gap(cause, None)
    high = LOW_RISK.model_copy(update={"rsr": Decimal("8.00")})
    reviewed = review(allocated(sentence(gaps=(hidden,))), closed(hidden, risk=high)).state
    assert reviewed.misallocation_cause is CAUSES[cause]


def test_to_supervise_without_the_answer_does_not_make_it_known() -> None:
    reviewed = review(allocated(), closed(closure=GapClosure.SUPERVISED_WITHOUT_IT)).state
    assert reviewed.result is AllocationState.PROVISIONAL
    assert reviewed.gaps[0].state is GapStanding.SUPERVISED_WITHOUT_IT


def test_a_case_that_the_nps_keeps_stays_with_it_when_late_information_lowers_the_risk() -> None:
    reviewed = review(allocated(sentence(risk=HIGH)), closed(risk=LOW_RISK))
    (told,) = reviewed.events
    assert isinstance(told, AllocationReviewed)
    assert (told.result, told.proposed_provider) == (AllocationState.CONFIRMED, "N07")
    assert review(transferred()).state.result is AllocationState.CONFIRMED


def without_identifiers(allocation: Allocation) -> Allocation:
    transfers = tuple(one.model_copy(update={"transfer_id": SENTENCE_ID}) for one in allocation.transfers)
    return allocation.model_copy(update={"transfers": transfers})


@pytest.mark.parametrize("indicates", [None, RoshLevel.HIGH])
@pytest.mark.parametrize("reply", [accept, reject])
def test_a_late_answer_before_or_after_the_reply_ends_the_same(
    indicates: RoshLevel | None, reply: Callable[..., Any]
) -> None:
    late = closed(indicates=indicates)
    before = reply(review(allocated(), late).state).state
    after = review(reply(allocated()).state, late).state
    assert without_identifiers(before) == without_identifiers(after)


def test_every_past_decision_keeps_its_criteria_rules_and_time() -> None:
    held, received = receive(review(accept(allocated()).state).state)
    past = answered(held.state, received.state, decision="accepted").allocation.state.decisions
    assert [one.number for one in past] == [1, 2, 3]
    causes = [AllocationCause.SENTENCE, AllocationCause.LATE_INFORMATION, AllocationCause.RISK_ESCALATION]
    assert [one.cause for one in past] == causes
    assert [one.criteria[0].nps_keeps for one in past] == [None, False, True]
    assert [one.provider for one in past] == ["C17", "C17", "N07"]
    assert {one.decided_at for one in past} == {MONDAY}
    assert past[2].decided_by_officer == "N07B960"
    assert {one.rules_version for one in past} == {"allocation-criteria-2014-06-01"}


def test_the_record_is_seen_by_the_division_and_the_receiving_provider() -> None:
    assert allocated().seen_by() == {"N07", "C17"}
    assert transferred().seen_by() == {"N07", "C17"}
    assert allocated(sentence(risk=HIGH)).seen_by() == {"N07"}
    assert shell().seen_by() == frozenset()


def test_an_escalation_makes_no_second_decision_until_it_is_accepted() -> None:
    held, _ = receive(accept(allocated()).state, escalated())
    assert len(held.state.decisions) == 1
