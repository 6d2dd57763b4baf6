"""The plan: the initial one, its reviews, and the end of its objectives."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Response

from services.crc import store
from services.crc.api.acting import act_on_part
from services.crc.api.views import CaseView, case_view
from services.crc.domain import objectives, plan_reviews, plans
from services.crc.domain.cases import Case
from services.crc.domain.directory import INSTEAD, Intervention
from shared.decisions import Decision, Occasion
from shared.probation.calendar import london_date
from shared.runtime.auth import Role, requires
from shared.runtime.command import Command, Commanded, Reply
from shared.runtime.problems import responses
from shared.runtime.transaction import Transaction

router = APIRouter(tags=["plan"])

Planning = requires(Role.RESPONSIBLE_OFFICER)
Decide = Callable[[Case, plans.Directory, plans.AgreePlan, Occasion], Decision[Case]]


@router.post(
    "/cases/{sentence_id}/plan",
    operation_id="agreePlan",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Planning],
)
async def agree_plan(sentence_id: UUID, asked: plans.AgreePlan, command: Commanded) -> Response:
    """Objectives that answer needs; every RAR day that is planned has a purpose (¶12)."""
    return await _with_the_directory(command, sentence_id, plans.agree_plan, asked)


@router.post(
    "/cases/{sentence_id}/plan-reviews",
    operation_id="reviewPlan",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Planning],
)
async def review_plan(sentence_id: UUID, asked: plans.AgreePlan, command: Commanded) -> Response:
    """The whole plan anew. The same need and intervention is the same objective; what is left out is kept (¶12)."""
    return await _with_the_directory(command, sentence_id, plan_reviews.review_plan, asked)


@router.post(
    "/cases/{sentence_id}/objectives/{objective_id}/end",
    operation_id="endObjective",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[Planning],
)
async def end_objective(
    sentence_id: UUID, objective_id: UUID, asked: objectives.EndObjective, command: Commanded
) -> Response:
    """The work on one objective has ended, with its outcome."""
    return await act_on_part(command, sentence_id, objective_id, objectives.end_objective, asked)


async def _with_the_directory(command: Command, sentence_id: UUID, decide: Decide, asked: plans.AgreePlan) -> Response:
    async def decided(tx: Transaction) -> Reply:
        rows = await tx.lock_beside(
            store.cases,
            sentence_id,
            store.DIRECTORY,
            codes=[one.intervention for one in asked.objectives],
            needs=list({one.need for one in asked.objectives}),
            provider=command.caller.actor.organisation,
            on=london_date(tx.now),
            instead=INSTEAD,
        )
        case = command.visible(tx.get(store.cases, sentence_id))
        directory = [Intervention.model_validate(row, extra="ignore") for row in rows]
        after = tx.put(store.cases, decide(case, directory, asked, tx.occasion(command.caller.actor)))
        return Reply(view=case_view(after, tx.now), headers={"ETag": f'"{after.version}"'})

    return await command.run(decided)
