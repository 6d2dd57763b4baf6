"""A person moves: the case closes at one CRC and opens at the other, with all that was done and all that is owed."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.contact_months import month_of
from services.crc.domain.news import review_of
from services.crc.domain.parts import Tenure
from services.crc.domain.stages import (
    AppointmentState,
    CaseState,
    DecisionState,
    EscalationState,
    GapState,
    ReviewState,
)
from shared.contracts.crc import CaseClosed, CaseOpened
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import NotAllowed
from shared.probation.calendar import due, end_of_day
from shared.probation.limits import LimitName
from shared.probation.vocabulary import EscalationDecision
from tests.unit.crc.given import (
    ACCEPTED_AT,
    ANSWERED_AT,
    COLLEAGUE,
    DOMESTIC_ABUSE,
    ELSEWHERE,
    MONDAY,
    OFFICER,
    SAFEGUARDING,
    SENTENCE_ID,
    accepted,
    acknowledge,
    answered,
    arrange,
    closed,
    decide,
    decided,
    ended,
    heard,
    kept,
    moved,
    name,
    opened,
    sentence,
    supervised,
    transferred,
)
from tests.unit.crc.orders import interleavings, told_set
from tests.unit.crc.risks import due_of, escalate, set_off

OCTOBER = date(2016, 10, 1)
EARLY = MONDAY + timedelta(days=2)
LATE = MONDAY + timedelta(days=60)


def there(case: Case, at: datetime) -> tuple[Case, CaseClosed, CaseOpened]:
    after, (left, came) = heard((moved(), at), case=case)
    assert isinstance(left, CaseClosed)
    assert isinstance(came, CaseOpened)
    return after, left, came


def started(came: CaseOpened) -> dict[tuple[Obligation, UUID], datetime | None]:
    assert {(one.action, one.owner) for one in came.clocks} == {(ClockAction.STARTED, "C21")}
    return {(one.obligation, one.subject_id): one.due_at for one in came.clocks}


def test_the_case_ends_at_one_crc_and_opens_at_the_other() -> None:
    before = acknowledge(supervised()).state
    case, left, came = there(before, EARLY)
    assert (left.provider, left.transferred_to, left.recorded_by.organisation) == ("C17", "C21", "C17")
    assert {one.action for one in left.clocks} == {ClockAction.CANCELLED}
    assert {(one.obligation, one.subject_id) for one in left.clocks} == {
        (one.obligation, one.subject_id) for one in before.owed
    }
    assert (came.provider, came.recorded_by.organisation) == ("C21", "C21")
    assert came.gaps_to_read == (DOMESTIC_ABUSE.gap_id, SAFEGUARDING.gap_id)
    assert (case.state, case.provider, case.risk_held_by, case.opened_at) == (CaseState.OPEN, "C21", "C21", EARLY)
    assert (case.officer, case.officer_grade, case.transferred_to) == (None, None, None)
    assert case.earlier_providers == (Tenure(provider="C17", officer=OFFICER, opened_at=ACCEPTED_AT, closed_at=EARLY),)
    assert [gap.state for gap in case.gaps] == [GapState.TO_READ] * 2
    assert [one.officer for one in case.gap(DOMESTIC_ABUSE.gap_id).earlier_readings] == [OFFICER]


def test_the_new_crc_owes_its_own_from_the_transfer_and_the_persons_at_its_time() -> None:
    _, _, came = there(supervised(), EARLY)
    assert started(came) == {
        (Obligation.OFFICER_NAMED, SENTENCE_ID): due(LimitName.RESPONSIBLE_OFFICER_NAMED, EARLY),
        (Obligation.GAP_ACKNOWLEDGED, DOMESTIC_ABUSE.gap_id): due(LimitName.GAP_ACKNOWLEDGED, EARLY),
        (Obligation.GAP_ACKNOWLEDGED, SAFEGUARDING.gap_id): due(LimitName.GAP_ACKNOWLEDGED, EARLY),
        # A move wins nobody time: the first appointment is due when it was.
        (Obligation.FIRST_APPOINTMENT, SENTENCE_ID): due(LimitName.FIRST_APPOINTMENT_COMMUNITY, MONDAY),
        (Obligation.RISK_REVIEW, due_of(supervised()).review_id): due(LimitName.RISK_REVIEW_ROSH, ACCEPTED_AT),
        (Obligation.MONTHLY_CONTACT, month_of(SENTENCE_ID, OCTOBER)): end_of_day(date(2016, 10, 31)),
    }


def test_what_had_run_out_stays_the_miss_of_the_crc_that_had_the_case() -> None:
    case, left, came = there(supervised(), LATE)
    # Nothing ends its clock: if nobody has looked yet, it is still to be told that it ran out.
    assert Obligation.FIRST_APPOINTMENT not in {one.obligation for one in left.clocks}
    assert Obligation.FIRST_APPOINTMENT not in {obligation for obligation, _ in started(came)}
    assert Obligation.FIRST_APPOINTMENT not in {one.obligation for one in case.owed}


def failing() -> Case:
    """The first appointment kept, then two failures: a letter and a decision are owed, and a review is due."""
    case, _ = heard((closed(), ANSWERED_AT), case=supervised())
    case, _, _ = kept(case, ANSWERED_AT + timedelta(days=1))
    case, _, _ = kept(case, ANSWERED_AT + timedelta(days=2), "UAAB")
    return kept(case, ANSWERED_AT + timedelta(days=3), "UAAB")[0]


def test_plan_letters_reviews_and_decisions_go_with_the_person_and_so_does_all_that_was_done() -> None:
    before, at = failing(), ANSWERED_AT + timedelta(days=3, hours=2)
    case, _, came = there(before, at)
    own = {Obligation.OFFICER_NAMED, Obligation.GAP_ACKNOWLEDGED}
    was = {(one.obligation, one.subject_id): one.due_at for one in before.owed if one.obligation not in own}
    assert {obligation for obligation, _ in was} == {
        Obligation.INITIAL_PLAN,
        Obligation.WARNING_LETTER,
        Obligation.CONTACT_FOLLOW_UP,
        Obligation.MONTHLY_CONTACT,
        Obligation.ENFORCEMENT_DECISION,
        Obligation.RISK_REVIEW,
    }
    assert {key: by for key, by in started(came).items() if key[0] not in own} == was
    assert case.appointments == before.appointments
    assert case.failures(at.date()).count == before.failures(at.date()).count == 2
    assert (case.risk_reviews, case.enforcement_decisions) == (before.risk_reviews, before.enforcement_decisions)


def test_a_decision_whose_time_has_run_out_can_still_be_taken_by_the_new_crc() -> None:
    case, _, came = there(failing(), LATE)
    register = (Obligation.RISK_REVIEW, due_of(case).review_id)
    assert {one for one in started(came) if one[0] is not Obligation.GAP_ACKNOWLEDGED} == {
        (Obligation.OFFICER_NAMED, SENTENCE_ID),
        register,
        (Obligation.MONTHLY_CONTACT, month_of(SENTENCE_ID, date(2016, 11, 1))),
    }
    (owed,) = case.enforcement_decisions
    assert owed.state is DecisionState.DUE
    assert [one.state for one in set_off(case)] == [ReviewState.DUE]
    named = name(case, ELSEWHERE, by="C21M001", now=LATE).state
    decision = decide(named, owed.decision_id, by=ELSEWHERE, decision="breach", manager="C21M001")
    assert decision.state.enforcement_decisions[0].state is DecisionState.DECIDED
    assert decision.events[0].clocks == ()


def test_a_question_before_the_nps_stays_there_through_a_move() -> None:
    asked = escalate(supervised()).state
    (waiting,) = asked.escalations
    case, _, _ = there(asked, EARLY)
    assert case.escalations == (waiting,)
    advised = answered(waiting.escalation_id, EscalationDecision.NOT_ACCEPTED)
    assert heard((advised, LATE), case=case)[0].escalations[0].state is EscalationState.NOT_ACCEPTED


def test_an_escalation_may_be_withdrawn_and_made_again() -> None:
    asked = escalate(supervised()).state
    withdrawn, told = heard(
        (answered(asked.escalations[0].escalation_id, EscalationDecision.WITHDRAWN), EARLY), case=asked
    )
    assert told == []
    assert withdrawn.escalations[0].state is EscalationState.WITHDRAWN
    assert withdrawn.risk_held_by == "C17"
    assert withdrawn.is_escalation_advised
    assert len(escalate(withdrawn).state.escalations) == 2


def test_the_old_crc_may_read_and_no_longer_act() -> None:
    case, _, _ = there(supervised(), EARLY)
    assert case.seen_by() == {"C17", "C21"}
    with pytest.raises(NotAllowed, match="The case has passed to C21"):
        name(case, COLLEAGUE)
    with pytest.raises(NotAllowed, match="The case has passed to C21"):
        acknowledge(case)


def test_the_new_officer_takes_the_case_on() -> None:
    case, _, _ = there(supervised(), EARLY)
    named = name(case, ELSEWHERE, by="C21M001", now=EARLY).state
    assert named.officer == ELSEWHERE
    assert Obligation.OFFICER_NAMED not in {one.obligation for one in named.owed}
    come = arrange(named, EARLY + timedelta(days=1), now=EARLY, by=ELSEWHERE).state
    assert come.appointments[0].state is AppointmentState.ARRANGED


def test_a_case_moves_on_and_back_and_then_to_the_nps() -> None:
    steps = [
        (moved(), EARLY),
        (moved("C05", from_provider="C21"), EARLY + timedelta(days=30)),
        (moved("C17", from_provider="C05"), EARLY + timedelta(days=60)),
        (transferred(), EARLY + timedelta(days=90)),
    ]
    case, told = heard(*steps, case=supervised())
    assert [event.event_type.split(".")[2] for event in told] == [*["case-closed", "case-opened"] * 3, "case-closed"]
    assert [one.provider for one in case.earlier_providers] == ["C17", "C21", "C05"]
    assert (case.state, case.provider, case.transferred_to, case.owed) == (CaseState.TRANSFERRED, "C17", "N07", ())
    assert case.seen_by() == {"C17", "C21", "C05"}


def test_the_nps_takes_over_also_on_the_question_of_the_crc_that_had_the_case_before() -> None:
    asked = escalate(supervised()).state
    (waiting,) = asked.escalations
    case, _, _ = there(asked, EARLY)
    gone, (left,) = heard((transferred(escalation_id=waiting.escalation_id), LATE), case=case)
    assert isinstance(left, CaseClosed)
    assert (left.provider, left.transferred_to) == ("C21", "N07")
    assert (gone.state, gone.risk_held_by) == (CaseState.TRANSFERRED, "N07")


def test_from_the_nps_no_move_leads_back() -> None:
    gone, _ = heard((transferred(), EARLY), case=supervised())
    assert heard((moved("C21", from_provider="N07"), LATE), (moved(), LATE), case=gone) == (gone, [])


def test_the_order_ends_and_nobody_owes_anything_on_it() -> None:
    escalated = escalate(failing()).state
    case, told = heard((ended(), LATE), case=escalated)
    (left,) = told
    assert isinstance(left, CaseClosed)
    assert (left.provider, left.transferred_to) == ("C17", None)
    assert {one.action for one in left.clocks} == {ClockAction.CANCELLED}
    assert (case.state, case.owed, case.ended_at) == (CaseState.ENDED, (), LATE)
    assert [one.state for one in case.risk_reviews] == [ReviewState.CANCELLED] * 2
    assert [one.state for one in case.enforcement_decisions] == [DecisionState.CANCELLED]
    assert [one.state for one in case.escalations] == [EscalationState.OVERTAKEN]
    assert case.rar_days_delivered == escalated.rar_days_delivered == 1
    assert heard((ended(), LATE), (transferred(), LATE), (closed(), LATE), case=case)[1] == []


def test_the_end_of_an_order_that_the_nps_supervises_closes_no_case_again() -> None:
    gone, _ = heard((transferred(), EARLY), case=supervised())
    case, told = heard((ended(), LATE), case=gone)
    assert (case.state, case.ended_on, told) == (CaseState.TRANSFERRED, ended().ended_on, [])


COURT = [(sentence(), MONDAY)]
WAYS: dict[str, list[tuple[EventData, datetime]]] = {
    "moved": [(moved(), EARLY)],
    "moved and taken over": [(moved(), EARLY), (transferred(from_provider="C21"), LATE)],
    "moved and ended": [(moved(), EARLY), (ended(), LATE)],
    "ended": [(ended(), LATE)],
}


@pytest.mark.parametrize("way", WAYS)
def test_whenever_the_sentence_is_heard_the_case_goes_the_same_way(way: str) -> None:
    allocation: list[tuple[EventData, datetime]] = [(decided(), MONDAY), (accepted(), ACCEPTED_AT), *WAYS[way]]
    orders = list(interleavings(COURT, allocation))
    first, told = heard(*orders[0])
    for order in orders[1:]:
        case, also = heard(*order)
        assert (case, told_set(also)) == (first, told_set(told))
    assert len(orders) == len(allocation) + 1


def test_a_late_answer_heard_before_or_after_the_move_leaves_the_same_case() -> None:
    answer = (closed(), ACCEPTED_AT + timedelta(hours=1))
    before, _ = heard(answer, (moved(), EARLY), case=opened())
    after, _ = heard((moved(), EARLY), answer, case=opened())
    assert before == after
    assert (Obligation.RISK_REVIEW, review_of(DOMESTIC_ABUSE.gap_id)) in {
        (one.obligation, one.subject_id) for one in after.owed
    }
