"""The initial plan."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act
from services.crc.api.views import CaseView
from services.crc.domain import plans
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["plan"])


@router.post(
    "/cases/{sentence_id}/plan",
    operation_id="agreePlan",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.RESPONSIBLE_OFFICER)],
)
async def agree_plan(sentence_id: UUID, asked: plans.AgreePlan, command: Commanded) -> Response:
    """Objectives that answer needs; every RAR day that is planned has a purpose (¶12)."""
    return await act(command, sentence_id, plans.agree_plan, asked)
