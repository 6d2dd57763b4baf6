"""The rules run again: on a revised assessment, on an amended order; and what a wrong allocation is counted under."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.allocation.domain import reviews
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.record import GapStanding
from services.allocation.domain.stages import AllocationStage
from shared.contracts.allocation import AllocationReviewed
from shared.contracts.court import AssessmentRevised, OrderAmended
from shared.contracts.model import EventData
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationState,
    Disposal,
    GapClosure,
    MisallocationCause,
    OverrideReason,
    RoshDepth,
    RoshLevel,
)
from tests.unit.allocation.given import (
    DOMESTIC_ABUSE,
    LOW_RISK,
    MONDAY,
    SAFEGUARDING,
    accept,
    allocated,
    amended,
    closed,
    ended,
    occasion,
    overridden,
    reject,
    review,
    revised,
    sentence,
)

HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})
LATER = MONDAY + timedelta(days=3)


def assess(allocation: Allocation, told: AssessmentRevised | None = None) -> tuple[Allocation, AllocationReviewed]:
    decision = reviews.hear_assessment(allocation, told or revised(), occasion(now=LATER))
    return decision.state, reviewed(*decision.events)


def amend(allocation: Allocation, told: OrderAmended | None = None) -> tuple[Allocation, AllocationReviewed]:
    decision = reviews.hear_amendment(allocation, told or amended(), occasion(now=LATER))
    return decision.state, reviewed(*decision.events)


def reviewed(*events: EventData) -> AllocationReviewed:
    first = events[0]
    assert isinstance(first, AllocationReviewed)
    return first


@pytest.mark.parametrize(
    ("picture", "cause"),
    [
        ({"rosh_level": RoshLevel.HIGH, "rosh_depth": RoshDepth.FULL}, MisallocationCause.ROSH_REASSESSED),
        ({"rosh_level": RoshLevel.VERY_HIGH, "rsr": Decimal("7.00")}, MisallocationCause.ROSH_REASSESSED),
        ({"rsr": Decimal("6.90")}, MisallocationCause.SCORE_CHANGED),
        ({"mappa_eligible": True}, MisallocationCause.SCORE_CHANGED),
    ],
)
def test_an_assessment_after_sentence_can_show_the_allocation_wrong(
    picture: dict[str, Any], cause: MisallocationCause
) -> None:
    told = revised(risk=LOW_RISK.model_copy(update=picture))
    after, event = assess(accept(allocated()).state, told)
    assert (event.result, event.cause, event.occasion) == (
        AllocationState.WRONGLY_ALLOCATED,
        cause,
        AllocationCause.SCORE_CHANGED,
    )
    assert (event.number, event.gap_id, event.provider, event.proposed_provider) == (2, None, "C17", "N07")
    assert event.open_gaps == (DOMESTIC_ABUSE.gap_id,)
    assert (after.misallocation_cause, after.misallocated_at, after.misallocated_to) == (cause, LATER, "C17")
    assert after.decisions[-1].assessment_id == told.assessment_id


def test_an_assessment_that_settles_nothing_leaves_the_allocation_provisional() -> None:
    after, event = assess(allocated(), revised(risk=LOW_RISK))
    assert (event.result, event.provisional) == (AllocationState.PROVISIONAL, True)
    assert after.misallocated_at is None


def test_a_score_corrected_back_confirms_the_allocation_and_what_was_counted_stays_counted() -> None:
    wrong, _ = assess(accept(allocated(sentence(gaps=()))).state, revised(risk=HIGH))
    after, event = assess(wrong, revised(risk=LOW_RISK))
    assert (event.result, event.cause, after.proposed_provider) == (AllocationState.CONFIRMED, None, None)
    assert (after.misallocation_cause, after.misallocated_at) == (MisallocationCause.ROSH_REASSESSED, LATER)


def test_it_is_counted_once_under_what_first_showed_it() -> None:
    wrong, _ = assess(accept(allocated()).state, revised(risk=HIGH))
    decision = review(wrong, closed(indicates=RoshLevel.VERY_HIGH, risk=HIGH))
    assert reviewed(*decision.events).cause is MisallocationCause.ROSH_REASSESSED
    assert decision.state.misallocated_at == LATER


def test_an_assessment_that_was_heard_before_adds_nothing() -> None:
    told = revised()
    after, _ = assess(allocated(), told)
    again = reviews.hear_assessment(after, told, occasion(now=LATER))
    assert (again.state, again.events) == (after, ())


def test_another_area_is_no_wrong_allocation_but_a_reason_for_a_move() -> None:
    after, event = amend(accept(allocated(sentence(gaps=()))).state)
    assert (event.result, event.occasion) == (AllocationState.CONFIRMED, AllocationCause.ORDER_AMENDED)
    assert (event.provider, event.proposed_provider, event.risk_held_by) == ("C17", "C17", "C17")
    assert (after.area_crc, after.supervising_provider, after.misallocated_at) == ("C18", "C17", None)
    assert after.decisions[-1].rules_provider == "C18"


def test_an_amended_order_is_known_by_its_kind_too() -> None:
    after, _ = amend(allocated(), amended(area_crc="C17", disposal=Disposal.SUSPENDED_SENTENCE_ORDER))
    assert after.disposal is Disposal.SUSPENDED_SENTENCE_ORDER


def test_of_two_changes_the_later_counts_and_none_is_heard_twice() -> None:
    second, _ = amend(allocated(), amended(number=2, area_crc="C16"))
    for told in (amended(number=1, area_crc="C18"), amended(number=2, area_crc="C16")):
        again = reviews.hear_amendment(second, told, occasion())
        assert (again.state, again.events) == (second, ())


def test_what_was_wrong_stays_wrong_when_the_order_is_amended() -> None:
    wrong, _ = assess(accept(allocated()).state)
    after, event = amend(wrong)
    assert (event.result, event.proposed_provider) == (AllocationState.WRONGLY_ALLOCATED, "N07")
    assert after.misallocation_cause is MisallocationCause.ROSH_REASSESSED


@pytest.mark.parametrize("told", [revised(), amended()])
def test_what_the_nps_has_stays_with_it(told: AssessmentRevised | OrderAmended) -> None:
    kept = allocated(sentence(risk=HIGH))
    after, event = assess(kept, told) if isinstance(told, AssessmentRevised) else amend(kept, told)
    assert (event.result, event.provider) == (AllocationState.CONFIRMED, "N07")
    assert after.state is AllocationStage.KEPT_BY_NPS


def test_a_case_that_an_officer_sent_elsewhere_is_confirmed_where_it_is() -> None:
    sent = overridden(allocated(sentence(gaps=())), "C18", OverrideReason.WRONG_AREA).allocation.state
    after, event = assess(sent, revised(risk=LOW_RISK))
    assert (event.result, event.provider) == (AllocationState.CONFIRMED, "C18")
    assert after.offer.number == 2


@pytest.mark.parametrize("before", [allocated, lambda: accept(allocated()).state, lambda: reject(allocated()).state])
def test_numbers_count_every_decision_whatever_its_cause(before: Any) -> None:
    first, one = assess(before(), revised(risk=LOW_RISK))
    _, two = amend(first)
    assert (one.number, two.number) == (2, 3)


@pytest.mark.parametrize(
    ("closure", "standing"),
    [
        (GapClosure.LATE_ANSWER, GapStanding.ANSWERED),
        (GapClosure.SUPERVISED_WITHOUT_IT, GapStanding.SUPERVISED_WITHOUT_IT),
        (GapClosure.ORDER_ENDED, GapStanding.ORDER_ENDED),
    ],
)
def test_once_the_order_has_ended_a_gap_that_closes_is_noted_and_nothing_is_decided(
    closure: GapClosure, standing: GapStanding
) -> None:
    over = ended(accept(allocated(sentence(gaps=(DOMESTIC_ABUSE, SAFEGUARDING)))).state).allocation.state
    decision = reviews.hear_closing(over, closed(closure=closure, risk=HIGH), occasion(now=LATER))
    assert decision.events == ()
    assert [one.state for one in decision.state.gaps] == [standing, GapStanding.OPEN]
    assert (decision.state.decisions, decision.state.risk) == (over.decisions, over.risk)
