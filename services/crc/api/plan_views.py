"""What callers see of plans and their objectives."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.crc.domain.cases import Case
from services.crc.domain.plan_parts import Plan
from services.crc.domain.plans import without_objective
from services.crc.domain.stages import ObjectiveState
from shared.contracts.model import Contract
from shared.probation.vocabulary import InterventionOutcome, Need


class ObjectiveView(Contract):
    """A need, the intervention that answers it, its RAR days, and what became of it."""

    objective_id: UUID
    need: Need
    intervention: str
    rar_days: int = Field(description="Planned.")
    rar_days_delivered: int = Field(description="Distinct dates with a RAR contact for this objective attended (¶12).")
    state: ObjectiveState
    outcome: InterventionOutcome | None
    ended_at: datetime | None
    ended_by: str | None


class EarlierPlanView(Contract):
    """A plan that a review has taken the place of, with the objectives that were last in it."""

    plan_id: UUID
    number: int
    agreed_at: datetime
    agreed_by: str
    needs: tuple[Need, ...]
    objectives: tuple[ObjectiveView, ...]


class PlanView(EarlierPlanView):
    """The plan as it stands: the initial one, or its last review."""

    needs_without_objective: tuple[Need, ...] = Field(description="Named as needs, and nothing is planned for them.")


def plan_views(case: Case) -> dict[str, Any]:
    """The plan as it stands, and those before it, the last first."""
    plans = sorted(case.plans, key=lambda one: one.number, reverse=True)
    if not plans:
        return {"plan": None, "earlier_plans": []}
    of_it = [one for one in case.objectives if one.plan_id == plans[0].plan_id]
    now = {**_plan(case, plans[0]), "needs_without_objective": without_objective(plans[0].needs, of_it)}
    return {"plan": now, "earlier_plans": [_plan(case, one) for one in plans[1:]]}


def _plan(case: Case, plan: Plan) -> dict[str, Any]:
    return {
        **plan.model_dump(exclude={"sentence_id"}),
        "objectives": [
            {
                **one.model_dump(exclude={"sentence_id", "plan_id"}),
                "rar_days_delivered": case.rar_days_delivered_for([one.objective_id]),
            }
            for one in case.objectives
            if one.plan_id == plan.plan_id
        ],
    }
