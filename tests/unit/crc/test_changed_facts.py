"""What the court and the allocation tell after sentence: the order changed, the risk assessed again, decided anew."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.crc.domain.news import review_of
from services.crc.domain.stages import CaseState, ReviewState
from shared.contracts.crc import LateAnswerReceived, RiskReviewDue
from shared.contracts.model import EventData, Obligation
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationState,
    Disposal,
    GapCause,
    GapClosure,
    OverrideReason,
    RiskReviewCause,
    RoshLevel,
)
from tests.unit.crc.given import (
    ACCEPTED_AT,
    ANSWERED_AT,
    ASSESSMENT_ID,
    DOMESTIC_ABUSE,
    MEDIUM,
    MONDAY,
    accepted,
    amended,
    closed,
    decided,
    gap,
    heard,
    moved,
    opened,
    reviewed,
    revised,
    sentence,
    supervised,
)
from tests.unit.crc.orders import interleavings, told_set
from tests.unit.crc.planning import plan
from tests.unit.crc.risks import complete, review, set_off

ROSH = gap(12, None, GapCause.ROSH_NOT_FULLY_ASSESSED)
AMENDED_AT = MONDAY + timedelta(hours=1)
Told = tuple[EventData, datetime]


def test_the_order_stands_as_the_court_changed_it() -> None:
    case, told = heard((amended(), ANSWERED_AT), case=plan(supervised(), ("relationships", "C17-BBR", 20)).state)
    assert (case.order_ends_on, case.rar_days_ordered, case.order_number) == (date(2018, 3, 4), 10, 1)
    assert (case.rar_days_planned, told) == (20, [])  # what was planned under the order before is not rewritten


def test_of_two_changes_the_later_counts_whichever_is_heard_last() -> None:
    second = amended(number=2, order_ends_on=date(2018, 1, 1))
    for order in ([amended(), second], [second, amended()], [amended(), second, amended(), sentence()]):
        case, _ = heard(*((one, ANSWERED_AT) for one in order), case=opened())
        assert (case.order_ends_on, case.order_number) == (date(2018, 1, 1), 2)


def test_a_change_of_a_sentence_that_brought_no_supervision_is_none_of_a_crcs() -> None:
    case, told = heard((amended(), ANSWERED_AT))
    assert (case.disposal, case.order_number, told) == (None, 0, [])


def test_what_is_owed_from_the_allocation_is_what_the_sentence_made_it() -> None:
    other = amended(disposal=Disposal.SUSPENDED_SENTENCE_ORDER)
    early, _ = heard((sentence(), MONDAY), (other, AMENDED_AT), (accepted(), ACCEPTED_AT))
    late, _ = heard((sentence(), MONDAY), (accepted(), ACCEPTED_AT), (other, AMENDED_AT))
    assert early == late
    assert early.disposal is Disposal.SUSPENDED_SENTENCE_ORDER
    assert Obligation.FIRST_APPOINTMENT in {one.obligation for one in early.owed}


def test_a_higher_risk_than_the_courts_makes_a_review_fall_due() -> None:
    case, (told,) = heard((revised(), ANSWERED_AT), case=supervised())
    assert isinstance(told, RiskReviewDue)
    assert (told.review_id, told.cause) == (review_of(ASSESSMENT_ID), RiskReviewCause.NEW_INFORMATION)
    (clock,) = told.clocks
    assert (clock.obligation, clock.subject_id) == (Obligation.RISK_REVIEW, told.review_id)
    assert clock.due_at == due(LimitName.RISK_REVIEW_REQUIRED, ANSWERED_AT)
    (owed,) = set_off(case)
    assert (owed.state, owed.gap_id) == (ReviewState.DUE, None)
    assert case.rosh is RoshLevel.HIGH
    done = complete(case, told.review_id, "high")
    assert set_off(done.state)[0].state is ReviewState.COMPLETED
    assert [one.subject_id for one in done.events[0].clocks] == [told.review_id]


@pytest.mark.parametrize(
    ("before", "reviewed_as", "after", "due_now"),
    [
        (RoshLevel.MEDIUM, None, RoshLevel.MEDIUM, False),
        (RoshLevel.MEDIUM, None, RoshLevel.LOW, False),
        (RoshLevel.MEDIUM, None, RoshLevel.VERY_HIGH, True),
        (RoshLevel.MEDIUM, None, None, False),
        (None, None, RoshLevel.LOW, False),
        (None, None, RoshLevel.MEDIUM, True),
        (RoshLevel.LOW, "medium", RoshLevel.MEDIUM, False),
        (RoshLevel.LOW, "medium", RoshLevel.HIGH, True),
        (RoshLevel.LOW, "high", RoshLevel.MEDIUM, False),
        (RoshLevel.HIGH, "low", RoshLevel.HIGH, False),
    ],
)
def test_only_what_is_higher_than_both_had_it_asks_for_a_review(
    before: RoshLevel | None, reviewed_as: str | None, after: RoshLevel | None, due_now: bool
) -> None:
    case = supervised(opened(risk=MEDIUM.model_copy(update={"rosh_level": before})))
    if reviewed_as:
        case = review(case, reviewed_as).state
    known, told = heard((revised(after), ANSWERED_AT), case=case)
    assert [isinstance(one, RiskReviewDue) for one in told] == [True] * due_now
    assert known.risk is not None
    assert known.risk.rosh_level is after
    assert heard((revised(after), ANSWERED_AT), case=known) == (known, [])


def late_assessment() -> list[Told]:
    """What the court tells of one late assessment: the picture first, then the gap that it answers."""
    picture = revised().risk
    answers = closed(ROSH, answer=None, indicates_rosh=None, risk=picture)
    return [(revised(), ANSWERED_AT), (answers, ANSWERED_AT)]


def test_an_assessment_that_answers_a_gap_asks_for_one_review_and_not_for_two() -> None:
    case, (due_told, answer_told) = heard(*late_assessment(), case=opened(gaps=(ROSH,)))
    assert isinstance(due_told, RiskReviewDue)
    assert isinstance(answer_told, LateAnswerReceived)
    assert (answer_told.review_id, answer_told.clocks) == (due_told.review_id, ())
    assert len(set_off(case)) == 1


def test_a_gap_that_ends_with_its_order_was_never_answered() -> None:
    without = closed(closure=GapClosure.ORDER_ENDED, answer=None, indicates_rosh=None)
    case, told = heard((without, ANSWERED_AT), case=opened())
    assert (case.gap(DOMESTIC_ABUSE.gap_id).closure, told) == (GapClosure.ORDER_ENDED, [])
    assert not case.gap(DOMESTIC_ABUSE.gap_id).is_answered


def test_after_a_rejection_only_the_crc_that_accepts_ever_has_a_case() -> None:
    anew = decided(number=2, cause=AllocationCause.REJECTION, receiving_provider="C21")
    case, told = heard(
        (sentence(), MONDAY),
        (decided(), MONDAY),
        (anew, AMENDED_AT),
        (accepted(provider="C21", allocated_at=AMENDED_AT, risk_held_by="C21"), ACCEPTED_AT),
    )
    assert [event.event_type.split(".")[2] for event in told] == ["case-opened", "risk-registered", "risk-review-due"]
    assert (case.provider, case.earlier_providers) == ("C21", ())
    assert case.seen_by() == {"C21"}
    assert {one.due_at for one in case.owed if one.obligation is Obligation.OFFICER_NAMED} == {
        due(LimitName.RESPONSIBLE_OFFICER_NAMED, AMENDED_AT)
    }


def test_of_several_decisions_on_the_allocation_the_latest_counts() -> None:
    override = decided(
        number=2,
        cause=AllocationCause.OVERRIDE,
        override_reason=OverrideReason.RISK_JUDGEMENT,
        provisional=False,
    )
    case, _ = heard((decided(), MONDAY), (override, AMENDED_AT), (decided(), MONDAY))
    assert (case.allocation_result, case.allocation_number) == (AllocationState.DECIDED, 2)
    last = reviewed(number=3, result=AllocationState.WRONGLY_ALLOCATED)
    assert heard((last, ANSWERED_AT), case=case)[0].allocation_result is AllocationState.WRONGLY_ALLOCATED


COURT: list[Told] = [
    (sentence(gaps=(DOMESTIC_ABUSE, ROSH)), MONDAY),
    (amended(), AMENDED_AT),
    *late_assessment(),
]
ALLOCATION: list[Told] = [
    (decided(), MONDAY),
    (decided(number=2, cause=AllocationCause.OVERRIDE), AMENDED_AT),
    (accepted(), ACCEPTED_AT),
    (reviewed(number=3), ANSWERED_AT),
]


def test_every_order_of_the_topics_ends_in_the_same_case_and_has_told_the_same() -> None:
    orders = list(interleavings(COURT, ALLOCATION))
    first, told = heard(*orders[0])
    assert first.state is CaseState.OPEN
    assert len(told) == 5
    for order in orders[1:]:
        case, also = heard(*order)
        assert (case, told_set(also)) == (first, told_set(told))
    assert len(orders) == 70


def test_every_order_with_a_move_ends_in_the_same_case() -> None:
    move: Any = (moved(), ANSWERED_AT + timedelta(days=1))
    orders = list(interleavings(COURT, [*ALLOCATION, move]))
    first, _ = heard(*orders[0])
    assert (first.provider, first.state) == ("C21", CaseState.OPEN)
    for order in orders[1:]:
        assert heard(*order)[0] == first
