"""The NPS's own responsible officer of a case, and what that officer has read. A CRC's are in its own service."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.allocation import store
from services.allocation.api.views import AllocationView, allocation_view
from services.allocation.domain import nps_officers
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["responsible officers"])

Naming = requires(Role.SENIOR_PROBATION_OFFICER)
Acknowledging = requires(Role.RESPONSIBLE_OFFICER)


@router.post(
    "/allocations/{sentence_id}/responsible-officer",
    operation_id="nameNpsOfficer",
    response_model=AllocationView,
    responses=responses(404, 409, 412),
    dependencies=[Naming],
)
async def name_nps_officer(sentence_id: UUID, asked: nps_officers.NameNpsOfficer, command: Commanded) -> Response:
    """The division names its officer of a case that the NPS supervises, or another, who reads every gap anew (¶11)."""
    return await command.handle(store.allocations, sentence_id, nps_officers.name_officer, asked, allocation_view)


@router.post(
    "/allocations/{sentence_id}/gaps/{gap_id}/acknowledgement",
    operation_id="acknowledgeNpsGap",
    response_model=AllocationView,
    responses=responses(404, 409, 412),
    dependencies=[Acknowledging],
)
async def acknowledge_nps_gap(
    sentence_id: UUID, gap_id: UUID, asked: nps_officers.AcknowledgeNpsGap, command: Commanded
) -> Response:
    """The officer who has the case has read one gap; nobody can say so for the officer (¶11)."""
    return await command.handle(
        store.allocations,
        sentence_id,
        lambda allocation, said, occasion: nps_officers.acknowledge(allocation, gap_id, said, occasion),
        asked,
        allocation_view,
    )
