"""Reading what was missing at sentence."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act_on_part
from services.crc.api.views import CaseView
from services.crc.domain import gaps
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["information gaps"])


@router.post(
    "/cases/{sentence_id}/gaps/{gap_id}/acknowledgement",
    operation_id="acknowledgeGap",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.RESPONSIBLE_OFFICER)],
)
async def acknowledge_gap(sentence_id: UUID, gap_id: UUID, asked: gaps.AcknowledgeGap, command: Commanded) -> Response:
    """The responsible officer, and nobody else, says that one gap has been read (¶11)."""
    return await act_on_part(command, sentence_id, gap_id, gaps.acknowledge_gap, asked)
