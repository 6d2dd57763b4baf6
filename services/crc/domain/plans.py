"""Plans: the needs, the objectives that answer them, and a purpose for every RAR day that is planned (¶12)."""

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.asked import Short
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.directory import Intervention, directory_faults
from services.crc.domain.objectives import left_out
from services.crc.domain.plan_parts import Objective, Plan
from services.crc.domain.refusals import Refused
from services.crc.domain.rows import replaced
from shared.contracts.crc import PlanAgreed, PlannedWork
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due, london_date
from shared.probation.limits import LimitName
from shared.probation.requirements import names_only_offending_behaviour
from shared.probation.vocabulary import Need

Directory = Collection[Intervention]


class AskedObjective(Contract):
    """A need, the intervention that answers it, and how many RAR days are given to it."""

    need: Need
    intervention: Short = Field(
        description="From the provider's directory; 'to address offending behaviour' is none (¶12).",
        examples=["C17-BBR"],
    )
    rar_days: Annotated[int, Field(ge=0, le=999)] = Field(
        description="None for work outside the RAR; with those delivered already, where the objective is carried over."
    )


class AgreePlan(Contract):
    """A plan: the initial one, or the whole of what it is after a review."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "needs": ["relationships", "thinkingAndBehaviour", "finance"],
                    "objectives": [
                        {"need": "relationships", "intervention": "C17-BBR", "rarDays": 12},
                        {"need": "thinkingAndBehaviour", "intervention": "C17-TSP", "rarDays": 8},
                    ],
                }
            ]
        }
    )

    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=len(Need))] = Field(
        description="Linked to the offending; one that no objective answers is said to be without one."
    )
    objectives: Annotated[tuple[AskedObjective, ...], Field(min_length=1, max_length=20)]


def agree_plan(case: Case, directory: Directory, asked: AgreePlan, occasion: Occasion) -> Decision[Case]:
    """The initial plan is made. Days ordered beyond those planned have no purpose yet, and the record says so.

    Raises Refused where there is a plan, Invalid for an objective without a purpose or more days than ordered.
    """
    officer = officer_acting(case, "agreePlan", occasion)
    if case.plan is not None:
        raise Refused(case, "agreePlan", "The initial plan has been agreed already; review it.", ["reviewPlan"])
    clocks = Clocks(case)
    clocks.meet(Obligation.INITIAL_PLAN, case.sentence_id)
    return make(case, directory, asked, officer, occasion, clocks)


def make(
    case: Case, directory: Directory, asked: AgreePlan, officer: str, occasion: Occasion, clocks: Clocks
) -> Decision[Case]:
    """The plan is this one from now, and a manager is to sign it off (¶16).

    An objective with the same need and intervention as one that is worked on is that one, carried over; what the plan
    leaves out is kept, with how far it came. Raises Invalid.
    """
    if faults := list(_faults(case, directory, asked, occasion)):
        raise Invalid(faults)
    before = case.plan
    plan = Plan(
        sentence_id=case.sentence_id,
        plan_id=occasion.new_id(),
        number=1 if before is None else before.number + 1,
        needs=asked.needs,
        agreed_at=occasion.now,
        agreed_by=officer,
    )
    if before is not None:
        clocks.cancel_in_time(Obligation.PLAN_SIGNED_OFF, before.plan_id, occasion.now)
    clocks.start(Obligation.PLAN_SIGNED_OFF, plan.plan_id, due(LimitName.PLAN_SIGNED_OFF, occasion.now))
    planned = tuple(_objective(case, plan, one, occasion) for one in asked.objectives)
    ended = left_out(case, {one.objective_id for one in planned}, officer, occasion)
    objectives = case.objectives
    for one in (*planned, *ended.state):
        objectives = replaced(objectives, "objective_id", one)
    after = case.model_copy(
        update={
            "plans": (*case.plans, plan),
            "objectives": objectives,
            "owed": clocks.owed,
        }
    )
    told = PlanAgreed(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        plan_id=plan.plan_id,
        number=plan.number,
        objectives=tuple(
            PlannedWork(
                objective_id=one.objective_id, need=one.need, intervention=one.intervention, rar_days=one.rar_days
            )
            for one in planned
        ),
        needs_without_objective=without_objective(plan.needs, planned),
        rar_days_ordered=after.rar_days_ordered,
        rar_days_planned=after.rar_days_planned,
        purposes=tuple(dict.fromkeys(one.need for one in planned if one.rar_days)),
    )
    return Decision(after, (*ended.events, told))


def without_objective(needs: Collection[Need], objectives: Collection[Objective]) -> tuple[Need, ...]:
    """The needs for which nothing is planned."""
    answered = {one.need for one in objectives}
    return tuple(need for need in needs if need not in answered)


def _objective(case: Case, plan: Plan, asked: AskedObjective, occasion: Occasion) -> Objective:
    if (running := _carried_over(case, asked)) is not None:
        return running.model_copy(update={"plan_id": plan.plan_id, "rar_days": asked.rar_days})
    return Objective(sentence_id=case.sentence_id, objective_id=occasion.new_id(), plan_id=plan.plan_id, **dict(asked))


def _carried_over(case: Case, asked: AskedObjective) -> Objective | None:
    same = (asked.need, asked.intervention)
    return next((one for one in case.current_objectives if (one.need, one.intervention) == same), None)


def _faults(case: Case, directory: Directory, asked: AgreePlan, occasion: Occasion) -> Iterator[Fault]:
    if len(set(asked.needs)) != len(asked.needs):
        yield Fault("/needs", "namedTwice", "Each need is named once.")
    seen = set()
    for index, one in enumerate(asked.objectives):
        place = f"/objectives/{index}"
        if one.need not in asked.needs:
            yield Fault(f"{place}/need", "needNotNamed", f"The plan names no need {one.need.value}: name it in /needs.")
        if (one.need, one.intervention) in seen:
            yield Fault(place, "plannedTwice", "The same work for the same need is one objective.")
        seen.add((one.need, one.intervention))
        yield from _faults_of(case, directory, one, place, occasion)
    yield from _faults_of_days(case, asked)


def _faults_of(
    case: Case, directory: Directory, asked: AskedObjective, place: str, occasion: Occasion
) -> Iterator[Fault]:
    running = _carried_over(case, asked)
    if names_only_offending_behaviour(asked.intervention):
        sentence = '"To address offending behaviour" is no purpose; name an intervention for the need (¶12).'
        yield Fault(f"{place}/intervention", "rarNotTargeted", sentence)
    elif running is None or _is_elsewhere(case, directory, asked):
        # Who has begun goes on: that an entry takes no more referrals ends nobody's work. A move to another CRC does.
        yield from directory_faults(
            f"{place}/intervention", asked.intervention, asked.need, case.crc, london_date(occasion.now), directory
        )
    if running is not None:
        delivered = case.rar_days_delivered_for([running.objective_id])
        if asked.rar_days < delivered:
            sentence = f"{delivered} RAR days of this objective have been delivered; it cannot have had fewer."
            yield Fault(f"{place}/rarDays", "fewerRarDaysThanDelivered", sentence)


def _is_elsewhere(case: Case, directory: Directory, asked: AskedObjective) -> bool:
    return any(one.code == asked.intervention and one.provider != case.crc for one in directory)


def _faults_of_days(case: Case, asked: AgreePlan) -> Iterator[Fault]:
    """Days that objectives which are over came to have had their purpose, and are not there to be planned again."""
    kept = {one.objective_id for one in (_carried_over(case, each) for each in asked.objectives) if one is not None}
    used = case.rar_days_delivered_for({one.objective_id for one in case.objectives} - kept)
    planned = sum(one.rar_days for one in asked.objectives)
    if planned + used > case.rar_days_ordered:
        sentence = f"{planned} RAR days are planned; the court ordered at most {case.rar_days_ordered}."
        over = f" {used} were delivered under objectives that are over." if used else ""
        yield Fault("/objectives", "moreRarDaysThanOrdered", sentence + over)
