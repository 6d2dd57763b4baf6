"""Plans and their reviews: needs, objectives from the directory, a purpose for every RAR day, and what became of it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.crc.domain import plan_reviews, plans
from services.crc.domain.cases import Case
from services.crc.domain.directory import directory_faults
from services.crc.domain.stages import ObjectiveState
from shared.contracts.crc import ObjectiveEnded, PlanAgreed
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.decisions import Decision, Invalid, NotAllowed, NotFound
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import InterventionOutcome, Need
from tests.unit.crc.given import ELSEWHERE, MONDAY, OFFICER, heard, kept, moved, name, occasion, supervised
from tests.unit.crc.planning import LISTED, asked_plan, end_objective, in_directory, listed, plan, replan

LATER = MONDAY + timedelta(days=30)
RELATIONSHIPS, THINKING = ("relationships", "C17-BBR", 12), ("thinkingAndBehaviour", "C17-TSP", 8)
_O = InterventionOutcome


def planned() -> Case:
    return plan(supervised(), RELATIONSHIPS, THINKING).state


def objective(case: Case, code: str) -> UUID:
    (found,) = [one.objective_id for one in case.objectives if one.intervention == code]
    return found


def attended(case: Case, code: str, days: int, first: datetime = MONDAY + timedelta(days=2)) -> Case:
    """RAR contacts that served the objective of that intervention, on so many days."""
    for number in range(days):
        case, contact, _ = kept(case, first + timedelta(days=number))
        served = [
            one.model_copy(update={"objective_id": objective(case, code)}) if one.appointment_id == contact else one
            for one in case.appointments
        ]
        case = case.model_copy(update={"appointments": tuple(served)})
    return case


def told_of(decision: Decision[Case]) -> tuple[list[ObjectiveEnded], PlanAgreed]:
    *ended, agreed = decision.events
    assert isinstance(agreed, PlanAgreed)
    return [one for one in ended if isinstance(one, ObjectiveEnded)], agreed


def clocks(event: EventData) -> set[tuple[Obligation, UUID, ClockAction]]:
    return {(one.obligation, one.subject_id, one.action) for one in event.clocks}


def faults(refused: Any) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in refused.value.faults]


def test_a_need_that_nothing_answers_is_said_to_be_without_an_objective() -> None:
    decision = plan(supervised(), RELATIONSHIPS, needs=["finance", "alcohol"])
    _, told = told_of(decision)
    assert (told.number, told.needs_without_objective) == (1, (Need.FINANCE, Need.ALCOHOL))
    assert [(one.need, one.intervention, one.rar_days) for one in told.objectives] == [
        (Need.RELATIONSHIPS, "C17-BBR", 12)
    ]
    assert (told.rar_days_ordered, told.rar_days_planned) == (20, 12)
    assert decision.state.plan_id == told.plan_id


def test_a_plan_is_to_be_signed_off_by_a_manager_in_its_time() -> None:
    _, told = told_of(plan(supervised(), RELATIONSHIPS, now=LATER))
    (clock,) = told.clocks
    assert (clock.obligation, clock.subject_id, clock.owner) == (Obligation.PLAN_SIGNED_OFF, told.plan_id, "C17")
    assert clock.due_at == due(LimitName.PLAN_SIGNED_OFF, LATER)


WRONG: list[tuple[list[tuple[str, str, int]], str, str]] = [
    ([("relationships", "C17-NOTHING", 1)], "/objectives/0/intervention", "interventionUnknown"),
    ([("relationships", "C21-BBR", 1)], "/objectives/0/intervention", "interventionOfAnotherProvider"),
    ([("relationships", "C17-OVER", 1)], "/objectives/0/intervention", "interventionNotOpen"),
    ([("finance", "C17-BBR", 1)], "/objectives/0/intervention", "interventionForAnotherNeed"),
    ([("relationships", "to address offending behaviour", 1)], "/objectives/0/intervention", "rarNotTargeted"),
    ([RELATIONSHIPS, ("relationships", "C17-BBR", 1)], "/objectives/1", "plannedTwice"),
    ([("relationships", "C17-BBR", 21)], "/objectives", "moreRarDaysThanOrdered"),
]


@pytest.mark.parametrize(("objectives", "place", "code"), WRONG)
def test_an_objective_without_an_intervention_that_answers_its_need_is_refused(
    objectives: list[tuple[str, str, int]], place: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(supervised(), *objectives)
    assert faults(refused) == [(place, code)]


def test_a_refusal_names_what_the_directory_has_instead() -> None:
    (fault,) = directory_faults("/x", "C17-OVER", Need.RELATIONSHIPS, "C17", date(2016, 9, 6), in_directory(*LISTED))
    assert fault.sentence == (
        "C17-OVER takes no referrals on 2016-09-06. For Relationships and family in C17 the directory has C17-BBR."
    )
    (nothing,) = directory_faults("/x", "C17-BBR", Need.ALCOHOL, "C17", date(2016, 9, 6), in_directory(*LISTED))
    assert nothing.sentence.endswith("It has nothing for Alcohol in C17.")


@pytest.mark.parametrize("on", [date(2016, 8, 31), date(2016, 9, 1)])
def test_an_entry_is_open_to_its_last_day(on: date) -> None:
    found = list(directory_faults("/x", "C17-OVER", Need.RELATIONSHIPS, "C17", on, in_directory(LISTED[3])))
    assert bool(found) is (on > date(2016, 8, 31))


def test_an_objective_answers_a_need_that_the_plan_names_once() -> None:
    asked = asked_plan(RELATIONSHIPS).model_dump()
    for needs, fault in (
        (["finance"], ("/objectives/0/need", "needNotNamed")),
        (["relationships", "relationships"], ("/needs", "namedTwice")),
    ):
        wanted = plans.AgreePlan.model_validate({**asked, "needs": needs})
        with pytest.raises(Invalid) as refused:
            plans.agree_plan(supervised(), in_directory(*LISTED), wanted, occasion())
        assert faults(refused) == [fault]


def test_the_plan_is_reviewed_only_where_there_is_one_and_agreed_only_once() -> None:
    with pytest.raises(NotAllowed, match="no plan to review"):
        replan(supervised(), RELATIONSHIPS)
    with pytest.raises(NotAllowed, match="agreed already"):
        plan(planned(), RELATIONSHIPS)


def test_a_review_keeps_what_goes_on_and_says_how_far_the_rest_came() -> None:
    case = attended(planned(), "C17-TSP", 2)
    debt = ("finance", "C17-DEBT", 3)
    ended, told = told_of(decision := replan(case, ("relationships", "C17-BBR", 15), debt, now=LATER))
    assert (told.number, told.rar_days_planned) == (2, 20)  # 15 and 3, and two that were delivered under the other
    assert [(one.intervention, one.outcome, one.rar_days_planned, one.rar_days_delivered) for one in ended] == [
        ("C17-TSP", _O.NOT_COMPLETED, 8, 2)
    ]
    after = decision.state
    assert objective(after, "C17-BBR") == objective(case, "C17-BBR")
    states = {one.intervention: (one.state, one.outcome) for one in after.objectives}
    assert states == {
        "C17-BBR": (ObjectiveState.CURRENT, None),
        "C17-DEBT": (ObjectiveState.CURRENT, None),
        "C17-TSP": (ObjectiveState.REPLACED, _O.NOT_COMPLETED),
    }
    assert [one.number for one in after.plans] == [1, 2]
    with pytest.raises(NotAllowed):
        end_objective(after, objective(after, "C17-TSP"))


def test_what_nobody_ever_came_for_was_never_started_and_its_days_have_no_purpose_again() -> None:
    ended, told = told_of(replan(planned(), RELATIONSHIPS))
    assert [(one.intervention, one.outcome, one.rar_days_delivered) for one in ended] == [
        ("C17-TSP", _O.NEVER_STARTED, 0)
    ]
    assert told.rar_days_planned == 12


def test_days_that_were_delivered_cannot_be_planned_again() -> None:
    case = attended(planned(), "C17-TSP", 2)
    with pytest.raises(Invalid) as refused:
        replan(case, ("relationships", "C17-BBR", 19))
    assert faults(refused) == [("/objectives", "moreRarDaysThanOrdered")]
    assert "2 were delivered under objectives that are over" in refused.value.faults[0].sentence
    assert replan(case, ("relationships", "C17-BBR", 18)).state.rar_days_planned == 20


def test_what_goes_on_cannot_have_had_fewer_days_than_were_delivered() -> None:
    case = attended(planned(), "C17-TSP", 3)
    with pytest.raises(Invalid) as refused:
        replan(case, ("thinkingAndBehaviour", "C17-TSP", 2))
    assert faults(refused) == [("/objectives/0/rarDays", "fewerRarDaysThanDelivered")]
    assert replan(case, ("thinkingAndBehaviour", "C17-TSP", 3)).state.rar_days_planned == 3


def test_work_that_has_begun_goes_on_though_its_entry_takes_no_more_referrals() -> None:
    case = planned()
    closed = in_directory(listed("C17-BBR", Need.RELATIONSHIPS, number=2, offered_until=date(2016, 9, 1)))
    after = plan_reviews.review_plan(case, closed, asked_plan(RELATIONSHIPS), occasion()).state
    assert objective(after, "C17-BBR") == objective(case, "C17-BBR")


def test_after_a_move_the_new_crc_plans_from_its_own_directory() -> None:
    case, _ = heard((moved(), LATER), case=planned())
    case = name(case, ELSEWHERE, by="C21M001", now=LATER).state
    with pytest.raises(Invalid) as refused:
        replan(case, RELATIONSHIPS, by=ELSEWHERE, now=LATER)
    assert faults(refused) == [("/objectives/0/intervention", "interventionOfAnotherProvider")]
    ended, told = told_of(replan(case, ("relationships", "C21-BBR", 12), by=ELSEWHERE, now=LATER))
    assert {one.intervention for one in ended} == {"C17-BBR", "C17-TSP"}
    assert told.number == 2


def test_the_sign_off_of_the_plan_before_is_owed_no_more_unless_it_was_late() -> None:
    case = planned()
    _, in_time = told_of(replan(case, RELATIONSHIPS, now=MONDAY + timedelta(days=2)))
    assert case.plan_id is not None
    assert clocks(in_time) == {
        (Obligation.PLAN_SIGNED_OFF, case.plan_id, ClockAction.CANCELLED),
        (Obligation.PLAN_SIGNED_OFF, in_time.plan_id, ClockAction.STARTED),
    }
    decision = replan(case, RELATIONSHIPS, now=LATER)
    _, late = told_of(decision)
    assert clocks(late) == {(Obligation.PLAN_SIGNED_OFF, late.plan_id, ClockAction.STARTED)}
    owed = {one.subject_id for one in decision.state.owed if one.obligation is Obligation.PLAN_SIGNED_OFF}
    assert owed == {case.plan_id, late.plan_id}


@pytest.mark.parametrize("outcome", InterventionOutcome)
def test_an_objective_ends_once_with_its_outcome_and_the_days_that_it_came_to(outcome: InterventionOutcome) -> None:
    case = planned() if outcome is _O.NEVER_STARTED else attended(planned(), "C17-TSP", 2)
    one = objective(case, "C17-TSP")
    (told,) = (decision := end_objective(case, one, outcome.value, LATER)).events
    assert isinstance(told, ObjectiveEnded)
    delivered = 0 if outcome is _O.NEVER_STARTED else 2
    assert (told.objective_id, told.outcome, told.rar_days_planned, told.rar_days_delivered) == (
        one,
        outcome,
        8,
        delivered,
    )
    ended = decision.state.objective(one)
    assert (ended.state, ended.outcome, ended.ended_by) == (ObjectiveState.ENDED, outcome, OFFICER)
    assert decision.state.rar_days_planned == 12 + delivered
    with pytest.raises(NotAllowed):
        end_objective(decision.state, one)


def test_what_somebody_came_for_has_started() -> None:
    case = attended(planned(), "C17-TSP", 1)
    with pytest.raises(Invalid) as refused:
        end_objective(case, objective(case, "C17-TSP"), "neverStarted", LATER)
    assert faults(refused) == [("/outcome", "hasStarted")]


def test_an_objective_that_the_case_has_not_is_not_there() -> None:
    with pytest.raises(NotFound):
        end_objective(planned(), UUID(int=0))


def test_an_objective_that_ended_may_be_planned_anew_as_another() -> None:
    case = planned()
    over = end_objective(case, objective(case, "C17-TSP"), "declined", LATER).state
    ended, told = told_of(replan(over, RELATIONSHIPS, THINKING, now=LATER))
    assert ended == []
    assert objective(case, "C17-TSP") not in {one.objective_id for one in told.objectives}


def test_a_day_counts_once_for_each_objective_that_it_served() -> None:
    case = attended(attended(planned(), "C17-TSP", 2), "C17-BBR", 1, MONDAY + timedelta(days=2, hours=3))
    assert case.rar_days_delivered == 2
    assert case.rar_days_delivered_for([objective(case, "C17-TSP")]) == 2
    assert case.rar_days_delivered_for([objective(case, "C17-BBR")]) == 1
