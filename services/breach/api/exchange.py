"""The NPS's part: return the pack, or accept it."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.breach.api.acting import act
from services.breach.api.views import BreachView
from services.breach.domain.exchange import AcceptanceAsked, ReturnAsked, accept, return_
from shared.runtime.auth import Role, requires
from shared.runtime.command import Commanded
from shared.runtime.problems import responses

router = APIRouter(tags=["exchange"])

Enforcing = requires(Role.ENFORCEMENT_OFFICER)


@router.post(
    "/breaches/{breach_id}/return",
    operation_id="returnPack",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Enforcing],
)
async def return_pack(breach_id: UUID, asked: ReturnAsked, command: Commanded) -> Response:
    """Return the pack to the CRC. Only a fatal reason does that; a list of minor ones is refused (422, ¶18)."""
    return await act(command, breach_id, return_, asked)


@router.post(
    "/breaches/{breach_id}/acceptance",
    operation_id="acceptPack",
    response_model=BreachView,
    responses=responses(404, 409, 412),
    dependencies=[Enforcing],
)
async def accept_pack(breach_id: UUID, asked: AcceptanceAsked, command: Commanded) -> Response:
    """Accept the pack, with minor corrections if there are any; the NPS now owes its presentation."""
    return await act(command, breach_id, accept, asked)
