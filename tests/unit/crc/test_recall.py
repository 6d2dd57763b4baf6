"""Recall in time and late, the second release after it, and what becomes of both when the case leaves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.custody import stage_of
from services.crc.domain.gate import recalls
from services.crc.domain.gate.stages import RECALL, StayState
from services.crc.domain.parts import OwedDecision
from services.crc.domain.stages import CaseState
from shared.contracts.crc import CaseClosed
from shared.contracts.crc_custody import PersonReleased, RecallCountersigned, RecallRequested
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Decision, Invalid, NotAllowed, NotFound
from shared.probation.calendar import end_of_day
from shared.probation.vocabulary import (
    CustodyState,
    Need,
    RecallReason,
    RecallState,
    SupervisionStage,
)
from tests.unit.crc.gates import (
    ON_LICENCE,
    RELEASE_ON,
    RELEASED_AT,
    back_in_custody,
    countersign,
    decide_recall,
    in_custody,
    last_stay,
    on_licence,
    owed_on,
    plan_resettlement,
    planned_in_custody,
    recall,
    recall_of,
    release,
    screen,
)
from tests.unit.crc.given import (
    ELSEWHERE,
    MANAGER,
    MONDAY,
    OFFICER,
    SENTENCE_ID,
    ended,
    heard,
    moved,
    name,
    occasion,
    supervised,
    transferred,
)

DAY_BEFORE = end_of_day(RELEASE_ON - timedelta(days=1))


def codes(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in refused.value.faults]


def released(decision: Decision[Case]) -> PersonReleased:
    (told,) = decision.events
    assert isinstance(told, PersonReleased)
    return told


def test_a_recall_is_to_be_countersigned_within_24_hours() -> None:
    decision = recall(on_licence())
    (told,) = decision.events
    assert isinstance(told, RecallRequested)
    assert (told.reason, told.decision_id, told.officer) == (RecallReason.OUT_OF_TOUCH, None, OFFICER)
    assert owed_on(decision.state)[Obligation.RECALL_COUNTERSIGNED] == ON_LICENCE + timedelta(hours=24)
    signed = countersign(decision.state)
    (answer,) = signed.events
    assert isinstance(answer, RecallCountersigned)
    assert (answer.countersigned, answer.manager) == (True, MANAGER)
    assert [one.action for one in answer.clocks] == [ClockAction.MET]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (supervised, "no licence to recall"),
        (planned_in_custody, "is in custody"),
        (back_in_custody, "is in custody"),
        (lambda: release(planned_in_custody(), licenceEndsOn="2017-01-20").state, "cannot be recalled"),
    ],
)
def test_only_who_is_on_licence_is_recalled(case: Callable[[], Case], why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        recall(case(), now=ON_LICENCE + timedelta(days=3))


def test_one_recall_is_under_way_at_a_time() -> None:
    with pytest.raises(NotAllowed, match="under way"):
        recall(recall(on_licence()).state)
    again = recall(countersign(recall(on_licence()).state, yes=False).state, "riskIncreased").state
    assert sorted(one.state for one in again.recalls) == [RecallState.NOT_COUNTERSIGNED, RecallState.REQUESTED]


@pytest.mark.parametrize("by", [OFFICER, "C17A002", "C17M009"])
def test_only_another_senior_probation_officer_of_the_register_countersigns(by: str) -> None:
    with pytest.raises(NotAllowed):
        countersign(recall(on_licence()).state, by=by)


def test_nobody_countersigns_their_own_request() -> None:
    with pytest.raises(NotAllowed, match="asked for it"):
        countersign(recall(on_licence(), by=MANAGER).state)


def test_a_licence_that_has_ended_meanwhile_is_not_countersigned_and_can_be_refused() -> None:
    asked = recall(on_licence()).state
    after = datetime(2017, 5, 13, 9, tzinfo=UTC)
    with pytest.raises(NotAllowed, match="The licence has ended"):
        countersign(asked, now=after)
    assert countersign(asked, yes=False, now=after).events


def test_who_is_recalled_is_in_custody_again_and_owes_no_contact() -> None:
    signed = countersign(recall(on_licence()).state).state
    decision = decide_recall(signed)
    case = decision.state
    assert (case.custody, last_stay(case).number, last_stay(case).recall_id) == (
        CustodyState.RECALLED,
        2,
        recall_of(case).recall_id,
    )
    assert stage_of(case, date(2017, 3, 7)) is SupervisionStage.LICENCE
    assert stage_of(case, date(2017, 3, 8)) is SupervisionStage.PRE_RELEASE
    cancelled = {one.obligation for one in decision.events[0].clocks if one.action is ClockAction.CANCELLED}
    assert cancelled == {Obligation.MONTHLY_CONTACT}
    # The first appointment of the release was missed long before, and a recall excuses nobody.
    assert Obligation.FIRST_APPOINTMENT in owed_on(case)


def test_a_recall_within_a_day_of_release_ends_the_first_appointment_that_had_time() -> None:
    out = RELEASED_AT + timedelta(hours=3)
    asked = recall(on_licence(), now=out).state
    signed = countersign(asked, now=out + timedelta(hours=1)).state
    case = decide_recall(signed, on=RELEASE_ON, now=out + timedelta(hours=2)).state
    assert Obligation.FIRST_APPOINTMENT not in owed_on(case)


def test_a_licence_that_is_not_revoked_goes_on() -> None:
    decision = decide_recall(countersign(recall(on_licence()).state).state, "notRecalled")
    assert (decision.state.custody, decision.events[0].clocks) == (CustodyState.RELEASED, ())
    assert recall_of(decision.state).state is RecallState.NOT_RECALLED


@pytest.mark.parametrize(("on", "code"), [(date(2017, 3, 5), "notPossible"), (date(2017, 3, 9), "notPossible")])
def test_a_decision_is_of_a_day_between_the_request_and_today(on: date, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide_recall(countersign(recall(on_licence()).state).state, on=on)
    assert codes(refused) == [("/on", code)]


def test_a_licence_that_has_ended_is_not_revoked() -> None:
    signed = countersign(recall(on_licence()).state).state
    after = datetime(2017, 5, 14, 9, tzinfo=UTC)
    with pytest.raises(Invalid) as refused:
        decide_recall(signed, on=date(2017, 5, 13), now=after)
    assert codes(refused) == [("/on", "notOnLicence")]
    assert decide_recall(signed, "notRecalled", on=date(2017, 5, 13), now=after).events


def test_after_a_recall_comes_another_screening_plan_and_release() -> None:
    case = back_in_custody()
    at = datetime(2017, 3, 10, 9, tzinfo=UTC)
    case = screen(case, needs=("employmentTraining",), at=at, prison="PVI").state
    case = plan_resettlement(case, ("employmentTraining",), date(2017, 4, 7), at + timedelta(days=3)).state
    assert owed_on(case)[Obligation.PRE_RELEASE_WORK] == end_of_day(date(2017, 4, 6))
    decision = release(case, at=datetime(2017, 4, 7, 8, tzinfo=UTC))
    told = released(decision)
    assert (told.prison, [one.need for one in told.needs]) == ("PVI", [Need.EMPLOYMENT_TRAINING])
    owed = {one.subject_id: one.due_at for one in decision.state.owed if one.obligation is Obligation.FIRST_APPOINTMENT}
    assert owed[told.release_id] == end_of_day(date(2017, 4, 10))
    assert [one.state for one in decision.state.stays] == [StayState.RELEASED, StayState.RELEASED]
    assert stage_of(decision.state, date(2017, 4, 1)) is SupervisionStage.PRE_RELEASE
    assert stage_of(decision.state, date(2017, 4, 7)) is SupervisionStage.LICENCE


def test_a_second_release_can_come_with_nothing_planned() -> None:
    told = released(release(back_in_custody(), at=datetime(2017, 4, 7, 8, tzinfo=UTC), prison="PVI"))
    assert not told.helped_enough


def due_decision() -> OwedDecision:
    return OwedDecision(
        sentence_id=SENTENCE_ID,
        decision_id=uuid4(),
        failures=(uuid4(),),
        failures_in_12_months=2,
        aware_at=ON_LICENCE,
        due_at=ON_LICENCE,
    )


def test_a_decision_to_recall_asks_for_it_once() -> None:
    decision = due_decision()
    asked = recalls.request_after_decision(on_licence(), decision, occasion(now=ON_LICENCE))
    (told,) = asked.events
    assert isinstance(told, RecallRequested)
    assert (told.reason, told.decision_id) == (RecallReason.FAILED_TO_ATTEND, decision.decision_id)
    again = recalls.request_after_decision(asked.state, due_decision(), occasion(now=ON_LICENCE))
    assert (again.state, again.events) == (asked.state, ())
    with pytest.raises(NotAllowed):
        recalls.request_after_decision(planned_in_custody(), decision, occasion(now=ON_LICENCE))


def requested() -> Case:
    return recall(on_licence()).state


STANDING: dict[RecallState, Callable[[], Case]] = {
    RecallState.REQUESTED: requested,
    RecallState.COUNTERSIGNED: lambda: countersign(requested()).state,
    RecallState.NOT_COUNTERSIGNED: lambda: countersign(requested(), yes=False).state,
    RecallState.RECALLED: back_in_custody,
    RecallState.NOT_RECALLED: lambda: decide_recall(countersign(requested()).state, "notRecalled").state,
}
COMMANDS: dict[str, Callable[[Case], Decision[Case]]] = {
    "countersign": countersign,
    "refuse": lambda case: countersign(case, yes=False),
    "recalled": decide_recall,
    "notRecalled": lambda case: decide_recall(case, "notRecalled"),
}


@pytest.mark.parametrize("state", STANDING)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_recall_does_not_allow_is_refused(state: RecallState, command: str) -> None:
    case = STANDING[state]()
    assert recall_of(case).state is state
    if (state, command) in RECALL.table:
        assert recall_of(COMMANDS[command](case).state).state is RECALL.table[state, command]
    else:
        with pytest.raises(NotAllowed) as refused:
            COMMANDS[command](case)
        assert refused.value.allowed == RECALL.allowed(state)


def test_a_recall_of_another_case_is_not_found() -> None:
    with pytest.raises(NotFound):
        countersign(on_licence(), recall_id=uuid4())


@pytest.mark.parametrize("left", [transferred(), ended()])
def test_when_the_case_leaves_nothing_is_prepared_or_recalled_any_more(left: CaseClosed) -> None:
    at = datetime(2017, 1, 3, 9, tzinfo=UTC)
    prepared, told = heard((left, at), case=planned_in_custody())
    assert (last_stay(prepared).state, owed_on(prepared)) == (StayState.CLOSED, {})
    assert {one.obligation for one in told[0].clocks} >= {Obligation.PRE_RELEASE_WORK}
    under_way, _ = heard((left, ON_LICENCE + timedelta(hours=1)), case=requested())
    assert recall_of(under_way).state is RecallState.OVERTAKEN
    assert last_stay(under_way).state is StayState.RELEASED
    assert under_way.state in (CaseState.TRANSFERRED, CaseState.ENDED)


def test_a_move_takes_the_prison_work_and_the_recall_with_the_person() -> None:
    at = datetime(2017, 1, 3, 9, tzinfo=UTC)
    case, told = heard((moved(), at), case=planned_in_custody())
    assert owed_on(case) == {Obligation.PRE_RELEASE_WORK: DAY_BEFORE}
    opened_there = told[1]
    (clock,) = [one for one in opened_there.clocks if one.obligation is Obligation.PRE_RELEASE_WORK]
    assert clock.owner == "C21"
    case = name(case, ELSEWHERE, by="C21M001", now=at + timedelta(days=1)).state
    decision = release(case, by=ELSEWHERE)
    assert (released(decision).provider, last_stay(decision.state).resettled_by) == ("C21", "C21")


def test_a_move_leaves_the_screening_with_the_prison() -> None:
    _, told = heard((moved(), MONDAY + timedelta(days=1, hours=1)), case=in_custody())
    (clock,) = [one for one in told[1].clocks if one.obligation is Obligation.CUSTODY_SCREENED]
    assert (clock.owner, clock.due_at) == ("prison", MONDAY + timedelta(hours=72))
