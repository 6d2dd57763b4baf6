"""What is seen in how a manager signs work off: computed from what happened, never from what is said (¶16)."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.sign_offs import burst_begins
from shared.contracts.crc_staff import WorkSignedOff
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Decision, Invalid, NotAllowed, NotFound
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import GapClosure, ManagerLookedAt, SignOffConcern
from tests.unit.crc.given import (
    ANSWERED_AT,
    COLLEAGUE,
    MANAGER,
    MONDAY,
    OFFICER,
    PSO,
    SAFEGUARDING,
    acknowledge,
    closed,
    heard,
    opened,
    sign_off,
    supervised,
)
from tests.unit.crc.planning import plan, replan
from tests.unit.crc.risks import complete, due_of

NOW = MONDAY + timedelta(days=1)
DUE = due(LimitName.PLAN_SIGNED_OFF, NOW)
ALL = tuple(one.value for one in ManagerLookedAt)
C = SignOffConcern


def planned(case: Case | None = None) -> Case:
    return plan(supervised(case or opened(gaps=())), ("relationships", "C17-BBR", 20)).state


def plan_of(case: Case) -> UUID:
    assert case.plan_id is not None
    return case.plan_id


def told_of(decision: Decision[Case]) -> WorkSignedOff:
    (told,) = decision.events
    assert isinstance(told, WorkSignedOff)
    return told


def test_a_plan_is_signed_off_and_the_clock_is_met() -> None:
    case = planned()
    decision = sign_off(case, plan_of(case), looked_at=ALL)
    told = told_of(decision)
    assert (told.subject_id, told.officer, told.manager, told.looked_at) == (
        plan_of(case),
        OFFICER,
        MANAGER,
        tuple(ManagerLookedAt),
    )
    assert [(one.obligation, one.subject_id, one.action) for one in told.clocks] == [
        (Obligation.PLAN_SIGNED_OFF, plan_of(case), ClockAction.MET)
    ]
    assert (told.gaps_unread, told.gaps_unanswered, told.signed_off_in_window, told.concerns) == (0, 0, 1, ())
    assert told.seconds_to_deadline == int((DUE - NOW).total_seconds())
    (kept,) = decision.state.sign_offs
    assert (kept.signed_off_at, kept.concerns) == (NOW, ())


def test_a_risk_review_is_signed_off_once_it_is_made_and_has_no_deadline() -> None:
    case = supervised(opened(gaps=()))
    review = due_of(case).review_id
    with pytest.raises(NotAllowed, match="has not been made"):
        sign_off(case, review, "riskReview")
    made = complete(case, review, "medium").state
    told = told_of(sign_off(made, review, "riskReview"))
    assert (told.officer, told.seconds_to_deadline, told.clocks) == (OFFICER, None, ())


def test_work_is_signed_off_once() -> None:
    case = planned()
    signed = sign_off(case, plan_of(case)).state
    with pytest.raises(NotAllowed, match="signed off already"):
        sign_off(signed, plan_of(case), by=MANAGER)


def test_the_plan_as_it_stands_is_what_is_signed_off() -> None:
    case = planned()
    again = replan(case, ("relationships", "C17-BBR", 10)).state
    with pytest.raises(NotAllowed, match="has been reviewed since"):
        sign_off(again, plan_of(case))
    assert sign_off(again, plan_of(again)).events


def test_what_nobody_signed_in_time_is_met_late_with_the_plan_as_it_stands() -> None:
    case = planned()
    again = replan(case, ("relationships", "C17-BBR", 10), now=DUE + timedelta(days=1)).state
    told = told_of(sign_off(again, plan_of(again), now=DUE + timedelta(days=2)))
    assert {(one.subject_id, one.action) for one in told.clocks} == {
        (plan_of(case), ClockAction.MET),
        (plan_of(again), ClockAction.MET),
    }
    assert told.seconds_to_deadline is not None
    assert told.seconds_to_deadline > 0


def test_what_the_case_has_not_is_not_there() -> None:
    case = planned()
    with pytest.raises(NotFound):
        sign_off(case, uuid4())
    with pytest.raises(NotFound):
        sign_off(case, plan_of(case), "riskReview")


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (COLLEAGUE, "no senior probation officer"),
        (PSO, "no senior probation officer"),
        ("C17Z999", "not in the register"),
        (OFFICER, "no senior probation officer"),
    ],
)
def test_only_a_senior_probation_officer_of_the_register_signs(by: str, why: str) -> None:
    case = planned()
    with pytest.raises(NotAllowed, match=why):
        sign_off(case, plan_of(case), by=by)


def test_nobody_signs_off_their_own_work() -> None:
    case = planned()
    own = case.model_copy(update={"plans": tuple(one.model_copy(update={"agreed_by": MANAGER}) for one in case.plans)})
    with pytest.raises(NotAllowed, match="another manager signs it off"):
        sign_off(own, plan_of(case))


@pytest.mark.parametrize(("before", "burst"), [(0, False), (3, False), (4, True), (29, True)])
def test_from_the_fifth_within_the_window_on_it_is_a_burst(before: int, burst: bool) -> None:
    case = planned()
    told = told_of(sign_off(case, plan_of(case), before=before))
    assert (told.signed_off_in_window, C.BURST in told.concerns) == (before + 1, burst)


def test_the_window_of_a_burst_is_a_quarter_of_an_hour() -> None:
    assert burst_begins(NOW) == NOW - timedelta(minutes=15)


def test_gaps_are_counted_unread_and_unanswered_and_seen_where_nobody_looked() -> None:
    case = planned(opened())
    told = told_of(sign_off(case, plan_of(case), looked_at=("plan", "risk")))
    assert (told.gaps_unread, told.gaps_unanswered) == (2, 2)
    assert told.concerns == (C.GAPS_UNREAD, C.GAPS_UNANSWERED, C.GAPS_NOT_LOOKED_AT)
    read = acknowledge(acknowledge(case).state, SAFEGUARDING.gap_id).state
    answered, _ = heard((closed(), ANSWERED_AT), case=read)
    decided = closed(SAFEGUARDING, closure=GapClosure.SUPERVISED_WITHOUT_IT, answer=None, indicates_rosh=None)
    half = told_of(sign_off(answered, plan_of(case), now=ANSWERED_AT))
    assert (half.gaps_unread, half.gaps_unanswered) == (0, 1)
    assert C.GAPS_UNANSWERED in half.concerns
    assert C.GAPS_NOT_LOOKED_AT not in half.concerns
    none_open, _ = heard((decided, ANSWERED_AT), case=answered)
    assert told_of(sign_off(none_open, plan_of(case), now=ANSWERED_AT)).gaps_unanswered == 0


def test_what_was_looked_at_is_named_once() -> None:
    case = planned()
    with pytest.raises(Invalid, match="named once"):
        sign_off(case, plan_of(case), looked_at=("plan", "plan"))


def test_that_the_risk_was_not_looked_at_is_seen() -> None:
    case = planned()
    assert told_of(sign_off(case, plan_of(case), looked_at=())).concerns == (C.RISK_NOT_LOOKED_AT,)


@pytest.mark.parametrize(
    ("now", "concern"),
    [
        (DUE - timedelta(minutes=61), None),
        (DUE - timedelta(minutes=60), C.JUST_BEFORE_DEADLINE),
        (DUE, C.JUST_BEFORE_DEADLINE),
        (DUE + timedelta(seconds=1), C.JUST_AFTER_DEADLINE),
        (DUE + timedelta(minutes=60), C.JUST_AFTER_DEADLINE),
        (DUE + timedelta(minutes=61), C.PAST_DEADLINE),
        (DUE + timedelta(days=9), C.PAST_DEADLINE),
    ],
)
def test_how_near_the_deadline_it_was_is_seen(now: datetime, concern: SignOffConcern | None) -> None:
    case = planned()
    told = told_of(sign_off(case, plan_of(case), now=now))
    assert told.concerns == (() if concern is None else (concern,))
    assert told.seconds_to_deadline == int((DUE - now).total_seconds() // 1)
