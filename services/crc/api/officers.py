"""Who is responsible for a case."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.crc.api.acting import act
from services.crc.api.views import CaseView
from services.crc.domain import officers
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["responsible officer"])


@router.post(
    "/cases/{sentence_id}/responsible-officer",
    operation_id="nameResponsibleOfficer",
    response_model=CaseView,
    responses=responses(404, 409, 412),
    dependencies=[requires(Role.SENIOR_PROBATION_OFFICER)],
)
async def name_responsible_officer(sentence_id: UUID, asked: officers.NameOfficer, command: Commanded) -> Response:
    """A senior probation officer gives the case to an officer whose grade may hold it (¶17)."""
    return await act(command, sentence_id, officers.name_officer, asked)
