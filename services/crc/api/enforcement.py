"""The decision that is owed at the threshold."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act_on_part
from services.crc.api.views import CaseView
from services.crc.domain import enforcement
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["enforcement"])


@router.post(
    "/cases/{sentence_id}/enforcement-decisions/{decision_id}",
    operation_id="decideEnforcement",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)],
)
async def decide_enforcement(
    sentence_id: UUID, decision_id: UUID, asked: enforcement.DecideEnforcement, command: Commanded
) -> Response:
    """Breach, or not with a reason from the list; a manager stands behind either (¶14)."""
    return await act_on_part(command, sentence_id, decision_id, enforcement.decide_enforcement, asked)
