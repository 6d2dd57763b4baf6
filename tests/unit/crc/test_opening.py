"""From what other services tell to an open case and to its end, in whatever order their topics are read."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.contact_months import month_of
from services.crc.domain.news import review_of
from services.crc.domain.stages import CaseState, EscalationState, ReviewState
from shared.contracts.crc import CaseClosed, CaseOpened, FailureCountReset, LateAnswerReceived
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import AllocationState, CheckAnswer, Disposal, EscalationDecision, GapClosure
from tests.unit.crc.breaches import BREACH_ID, concluded, initiated
from tests.unit.crc.given import (
    ACCEPTED_AT,
    ANSWERED_AT,
    DOMESTIC_ABUSE,
    MONDAY,
    SAFEGUARDING,
    SENTENCE_ID,
    accepted,
    acknowledge,
    answered,
    closed,
    decided,
    heard,
    name,
    opened,
    reviewed,
    sentence,
    supervised,
    transferred,
)
from tests.unit.crc.orders import interleavings, told_set
from tests.unit.crc.risks import escalate, set_off

COURT = [(sentence(), MONDAY), (closed(), ANSWERED_AT)]
ALLOCATION = [
    (decided(), MONDAY + timedelta(hours=1)),
    (accepted(), ACCEPTED_AT),
    (reviewed(), ANSWERED_AT + timedelta(minutes=1)),
]
BREACH = [(initiated(), ANSWERED_AT + timedelta(days=30)), (concluded(), ANSWERED_AT + timedelta(days=60))]
LEAVING = [*ALLOCATION[:2], (transferred(), ANSWERED_AT + timedelta(days=90))]


def test_the_case_opens_with_its_clocks_counted_from_the_allocation() -> None:
    case, (told, *of_the_register) = heard((sentence(), MONDAY), (accepted(), ACCEPTED_AT))
    assert isinstance(told, CaseOpened)
    assert (case.state, case.provider, case.opened_at) == (CaseState.OPEN, "C17", ACCEPTED_AT)
    assert told.gaps_to_read == (DOMESTIC_ABUSE.gap_id, SAFEGUARDING.gap_id)
    clocks = {(clock.obligation, clock.subject_id): clock for clock in told.clocks}
    assert {key: clock.due_at for key, clock in clocks.items()} == {
        (Obligation.OFFICER_NAMED, SENTENCE_ID): due(LimitName.RESPONSIBLE_OFFICER_NAMED, MONDAY),
        (Obligation.GAP_ACKNOWLEDGED, DOMESTIC_ABUSE.gap_id): due(LimitName.GAP_ACKNOWLEDGED, MONDAY),
        (Obligation.GAP_ACKNOWLEDGED, SAFEGUARDING.gap_id): due(LimitName.GAP_ACKNOWLEDGED, MONDAY),
        (Obligation.FIRST_APPOINTMENT, SENTENCE_ID): due(LimitName.FIRST_APPOINTMENT_COMMUNITY, MONDAY),
        # The first whole calendar month.
        (Obligation.MONTHLY_CONTACT, month_of(SENTENCE_ID, date(2016, 10, 1))): end_of_day(date(2016, 10, 31)),
    }
    assert {clock.owner for clock in told.clocks} == {"C17"}
    also = {(clock.obligation, clock.subject_id) for event in of_the_register for clock in event.clocks}
    assert {(one.obligation, one.subject_id) for one in case.owed} == {*clocks, *also}


def test_the_first_appointment_of_a_prison_sentence_is_not_owed_before_release() -> None:
    _, (told, *_) = heard((sentence(disposal=Disposal.CUSTODY), MONDAY), (accepted(), ACCEPTED_AT))
    assert Obligation.FIRST_APPOINTMENT not in {clock.obligation for clock in told.clocks}


@pytest.mark.parametrize(
    "told", [[(sentence(), MONDAY)], [(decided(), MONDAY)], [(accepted(), MONDAY)], [(initiated(), MONDAY)]]
)
def test_what_is_only_heard_of_is_seen_by_nobody(told: list[tuple[EventData, object]]) -> None:
    case, events = heard(*told)  # type: ignore[arg-type]
    assert (case.state, case.seen_by(), events) == (CaseState.KNOWN, frozenset(), [])


def test_a_case_that_the_nps_keeps_stays_unopened() -> None:
    case, events = heard(
        (sentence(), MONDAY), (decided(receiving_provider="N07", risk_held_by="N07"), MONDAY), (closed(), ANSWERED_AT)
    )
    assert (case.state, case.seen_by(), events) == (CaseState.KNOWN, frozenset(), [])


def outcome(order: list[tuple[EventData, object]]) -> tuple[Case, list[tuple[str, str]]]:
    case, events = heard(*order)  # type: ignore[arg-type]
    return case, told_set(events)


@pytest.mark.parametrize("topics", [(COURT, ALLOCATION), (COURT, ALLOCATION, BREACH), (COURT[:1], LEAVING)])
def test_every_order_of_the_topics_ends_in_the_same_case_and_has_told_the_same(
    topics: tuple[list[tuple[EventData, object]], ...],
) -> None:
    orders = list(interleavings(*topics))
    first = outcome(orders[0])
    for order in orders[1:]:
        assert outcome(order) == first
    assert len(orders) == {5: 10, 7: 210, 4: 4}[sum(map(len, topics))]


def test_a_case_is_accepted_once_and_by_a_crc() -> None:
    again = accepted(provider="C01", risk_held_by="C01", allocated_at=ANSWERED_AT)
    case = opened()
    assert heard((again, ANSWERED_AT), case=case) == (case, [])
    kept, told = heard((sentence(), MONDAY), (accepted(provider="N07", risk_held_by="N07"), ACCEPTED_AT))
    assert (kept.state, kept.provider, told) == (CaseState.KNOWN, None, [])


def test_facts_heard_twice_add_nothing() -> None:
    once, told = heard(*COURT, *ALLOCATION, *BREACH)
    again, more = heard(*COURT, *ALLOCATION, *BREACH, case=once)
    assert (again, more) == (once, [])
    assert len(told) == 5


def test_a_late_answer_with_information_makes_a_review_fall_due() -> None:
    case, told = heard((closed(), ANSWERED_AT), case=opened())
    (received,) = told
    assert isinstance(received, LateAnswerReceived)
    assert (received.gap_id, received.review_id) == (DOMESTIC_ABUSE.gap_id, review_of(DOMESTIC_ABUSE.gap_id))
    (clock,) = received.clocks
    assert (clock.obligation, clock.subject_id) == (Obligation.RISK_REVIEW, received.review_id)
    assert clock.due_at == due(LimitName.RISK_REVIEW_REQUIRED, ANSWERED_AT)
    (review,) = set_off(case)
    assert (review.state, review.gap_id) == (ReviewState.DUE, DOMESTIC_ABUSE.gap_id)
    assert case.gap(DOMESTIC_ABUSE.gap_id).answer is CheckAnswer.INFORMATION


def test_a_late_answer_before_the_case_is_open_waits_and_its_review_counts_from_the_opening() -> None:
    before, nothing = heard((sentence(), MONDAY), (closed(), MONDAY + timedelta(hours=1)))
    assert nothing == []
    accepted_at = MONDAY + timedelta(days=10)
    case, (first, *_, second) = heard((accepted(), accepted_at), case=before)
    assert isinstance(first, CaseOpened)
    assert isinstance(second, LateAnswerReceived)
    assert set_off(case)[0].due_at == due(LimitName.RISK_REVIEW_REQUIRED, accepted_at)
    # What was missing has to be read all the same: the answer has taken the place of the question (¶11).
    assert DOMESTIC_ABUSE.gap_id in first.gaps_to_read


def test_nothing_known_is_told_and_asks_for_no_review() -> None:
    case, (told,) = heard((closed(answer=CheckAnswer.NOTHING_KNOWN), ANSWERED_AT), case=opened())
    assert isinstance(told, LateAnswerReceived)
    assert (told.review_id, told.clocks, set_off(case)) == (None, (), [])


def test_an_answer_is_no_excuse_for_not_reading() -> None:
    unread, _ = heard((closed(), ANSWERED_AT), case=supervised())
    owed = {(one.obligation, one.subject_id) for one in unread.owed}
    assert (Obligation.GAP_ACKNOWLEDGED, DOMESTIC_ABUSE.gap_id) in owed
    assert acknowledge(unread).state.gap(DOMESTIC_ABUSE.gap_id).acknowledged_by == "C17A001"


def test_a_decision_to_supervise_without_it_is_no_answer_and_the_answer_takes_its_place() -> None:
    without = closed(closure=GapClosure.SUPERVISED_WITHOUT_IT, answer=None, indicates_rosh=None)
    case, nothing = heard((without, ANSWERED_AT), case=opened())
    assert nothing == []
    assert case.gap(DOMESTIC_ABUSE.gap_id).closure is GapClosure.SUPERVISED_WITHOUT_IT
    after, (told,) = heard((closed(), ANSWERED_AT + timedelta(days=1)), case=case)
    assert isinstance(told, LateAnswerReceived)
    assert after.gap(DOMESTIC_ABUSE.gap_id).closure is GapClosure.LATE_ANSWER


def test_nothing_takes_the_place_of_an_answer() -> None:
    case, _ = heard((closed(), ANSWERED_AT), case=opened())
    without = closed(closure=GapClosure.SUPERVISED_WITHOUT_IT, answer=None, indicates_rosh=None)
    assert heard((without, ANSWERED_AT + timedelta(days=1)), case=case) == (case, [])


def test_an_allocation_that_turns_out_wrong_is_seen_on_the_case() -> None:
    case, told = heard((reviewed(result=AllocationState.WRONGLY_ALLOCATED), ANSWERED_AT), case=opened())
    assert (case.allocation_result, told) == (AllocationState.WRONGLY_ALLOCATED, [])


def test_a_breach_that_ends_resets_the_count_and_says_so_once() -> None:
    began, nothing = heard(BREACH[0], case=opened())
    assert nothing == []
    assert began.failures(BREACH[0][1].date()).frozen
    ended, (told,) = heard(BREACH[1], case=began)
    assert isinstance(told, FailureCountReset)
    assert (told.breach_id, told.failures_in_12_months) == (BREACH_ID, 0)
    assert not ended.failures(BREACH[1][1].date()).frozen


def test_a_transfer_closes_the_case_and_cancels_what_is_owed_and_has_not_run_out() -> None:
    late, _ = heard((closed(), ANSWERED_AT), case=supervised())
    escalated = escalate(acknowledge(late).state).state
    (waiting,) = escalated.escalations
    owed = {one.obligation.value for one in escalated.owed}
    assert owed == {"informationGapAcknowledged", "firstAppointment", "monthlyContact", "riskReview"}
    in_time = {(one.obligation, one.subject_id) for one in escalated.owed if one.due_at >= ANSWERED_AT}
    case, told = heard(
        (answered(waiting.escalation_id, EscalationDecision.ACCEPTED), ANSWERED_AT),
        (transferred(escalation_id=waiting.escalation_id), ANSWERED_AT),
        case=escalated,
    )
    (left,) = told
    assert isinstance(left, CaseClosed)
    assert (left.provider, left.transferred_to) == ("C17", "N07")
    assert {(clock.obligation, clock.subject_id) for clock in left.clocks} == in_time
    assert {clock.action for clock in left.clocks} == {ClockAction.CANCELLED}
    assert (case.state, case.owed, case.risk_held_by) == (CaseState.TRANSFERRED, (), "N07")
    assert case.seen_by() == {"C17"}
    assert {one.state for one in case.risk_reviews} == {ReviewState.CANCELLED}
    assert [one.state for one in case.escalations] == [EscalationState.ACCEPTED]


def test_after_the_case_has_left_nothing_more_is_told_of_it() -> None:
    gone, _ = heard((transferred(), ANSWERED_AT), case=opened())
    later = ANSWERED_AT + timedelta(days=1)
    case, told = heard((closed(), later), (initiated(), later), (concluded(), later), case=gone)
    assert told == []
    assert case.gap(DOMESTIC_ABUSE.gap_id).answer is CheckAnswer.INFORMATION


def test_a_transfer_from_another_crc_and_answers_to_unknown_escalations_change_nothing() -> None:
    case = name(opened()).state
    elsewhere = heard(
        (transferred(from_provider="C01"), ANSWERED_AT),
        (answered(UUID(int=5), EscalationDecision.ACCEPTED), ANSWERED_AT),
        case=case,
    )
    assert elsewhere == (case, [])
