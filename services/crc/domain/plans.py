"""The initial plan: objectives that answer a need, and a purpose for every RAR day that is planned (¶12)."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.asked import Short
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.parts import Objective
from services.crc.domain.refusals import Refused
from shared.contracts.crc import PlanAgreed, PlannedWork
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.requirements import names_only_offending_behaviour
from shared.probation.vocabulary import Need


class AskedObjective(Contract):
    """A need, the intervention that answers it, and how many RAR days are given to it."""

    need: Need
    intervention: Short = Field(
        description="From the provider's directory; 'to address offending behaviour' is none (¶12).",
        examples=["BBR-RELATIONSHIPS"],
    )
    rar_days: Annotated[int, Field(ge=0, le=999)] = Field(description="None for work outside the RAR.")


class AgreePlan(Contract):
    """The initial plan."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "objectives": [
                        {"need": "relationships", "intervention": "BBR-RELATIONSHIPS", "rarDays": 12},
                        {"need": "thinkingAndBehaviour", "intervention": "TSP", "rarDays": 8},
                    ]
                }
            ]
        }
    )

    objectives: Annotated[tuple[AskedObjective, ...], Field(min_length=1, max_length=20)]


def agree_plan(case: Case, asked: AgreePlan, occasion: Occasion) -> Decision[Case]:
    """The plan is made. Days ordered beyond those planned have no purpose yet, and the record says so.

    Raises Refused where there is a plan, Invalid for an objective without a purpose or more days than ordered.
    """
    officer = officer_acting(case, "agreePlan", occasion)
    if case.plan_id is not None:
        raise Refused(case, "agreePlan", "The initial plan has been agreed already.")
    if faults := list(_faults(case, asked)):
        raise Invalid(faults)
    objectives = tuple(
        Objective(sentence_id=case.sentence_id, objective_id=occasion.new_id(), **dict(one)) for one in asked.objectives
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.INITIAL_PLAN, case.sentence_id)
    plan_id = occasion.new_id()
    after = case.model_copy(
        update={
            "plan_id": plan_id,
            "plan_agreed_at": occasion.now,
            "plan_agreed_by": officer,
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
        plan_id=plan_id,
        number=1,
        objectives=tuple(PlannedWork(**one.model_dump(exclude={"sentence_id"})) for one in objectives),
        needs_without_objective=(),
        rar_days_ordered=after.rar_days_ordered,
        rar_days_planned=after.rar_days_planned,
        purposes=tuple(dict.fromkeys(one.need for one in objectives if one.rar_days)),
    )
    return Decision(after, (told,))


def _faults(case: Case, asked: AgreePlan) -> Iterator[Fault]:
    for index, one in enumerate(asked.objectives):
        if names_only_offending_behaviour(one.intervention):
            sentence = '"To address offending behaviour" is no purpose; name an intervention for the need (¶12).'
            yield Fault(f"/objectives/{index}/intervention", "rarNotTargeted", sentence)
    planned = sum(one.rar_days for one in asked.objectives)
    if planned > case.rar_days_ordered:
        sentence = f"{planned} RAR days are planned; the court ordered at most {case.rar_days_ordered}."
        yield Fault("/objectives", "moreRarDaysThanOrdered", sentence)
